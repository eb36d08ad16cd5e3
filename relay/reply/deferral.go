package reply

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"hybridsim/relay"
)

// NewDeferral words an outcome that is worth another try. stamp names the server that tried.
func NewDeferral(p relay.Product, era relay.Era, o relay.Outcome, stamp Stamp) relay.Deferral {
	d := relay.Deferral{FQDN: o.Target.Host, IP: o.Target.Addr.Addr(), LRT: stamp.Time, Product: p, Era: era}
	f := failureOf(o)
	if o.TLSFailure != nil && o.TLSFailure.Reason == relay.TLSRefused && era < relay.EraToday {
		f = failure{peerDeferred, messageExpired} // its own words, as in 2018 (G1.5.4)
	}
	if f.waits == peerDeferred && (p == relay.ExchangeOnline || p < relay.Exchange2016) {
		d.LED = o.Reply // the peer's reply is passed through [O]
	} else if f.waits != nil {
		holes := holesOf(o, stamp.in(era), era)
		w := f.waits.wording(p, era)
		d.LED, d.MSG = w.say(holes), holes.into(w.MSG)
	}
	if p == relay.Exchange2013 && o.Proxied && f.waits != nil && o.Phase.SetsUp() {
		d.LED = frontEndFailed.say(with{"reply": d.LED.String()})
	}
	d.Expiry = f.expiry(p, era, d.LED)
	if f.expired != nil && p == relay.ExchangeOnline { // whose text may have facts of the attempt in it
		d.Expiry = relay.Catalogued(d.Expiry.Code(), d.Expiry.Enhanced(), holesOf(o, "", era).into(d.Expiry.Text()))
	}
	return d
}

// failure is a way to fail that is worth another try: what is said while the message waits, and what the cloud says
// when it grew too old.
type failure struct{ waits, expired *Condition }

var networkFailures = map[relay.NetworkFailure]failure{
	relay.NetworkRefused:  {connectionRefused, expiredRefused},
	relay.NetworkTimedOut: {noAnswer, expiredNoAnswer},
	relay.NetworkReset:    {connectionBroken, expiredBroken},
	relay.DNSNoAnswer:     {dnsNoAnswer, expiredDNSNoAnswer},
	relay.DNSNoRecords:    {dnsNoRecords, expiredDNSNoRecords},
}

var tlsFailures = map[relay.TLSReason]failure{
	relay.TLSNotOffered:         {startTLSNotOffered, expiredStartTLSNotOffered},
	relay.TLSRefused:            {startTLSNotOffered, expiredStartTLSNotOffered}, // L74 [D], of 2026
	relay.TLSHandshake:          {tlsHandshakeFailed, expiredHandshakeFailed},
	relay.TLSAborted:            {tlsAborted, expiredAborted},
	relay.TLSIllegalMessage:     {tlsIllegalMessage, expiredIllegalMessage},
	relay.TLSRevoked:            {certificateRevoked, expiredRevoked},
	relay.TLSNoCredentials:      {ownKeyUnusable, messageExpired},
	relay.TLSUnknownCredentials: {ownKeyUnusable, messageExpired},
	relay.TLSSubjectMismatch:    {subjectMismatch, expiredSubjectMismatch},
	relay.TLSCertificateExpired: {certificateExpired, expiredCertificateExpired},
	relay.TLSUntrustedRoot:      {untrustedRoot, expiredUntrustedRoot},
}

func failureOf(o relay.Outcome) failure {
	if o.Unproved != "" {
		return failure{exchangeAuthMissing, messageExpired}
	}
	if o.TLSFailure != nil {
		if f, by := daneFailures[o.TLSFailure.Reason]; by {
			return f
		}
		if f, by := stsFailures[o.TLSFailure.Reason]; by {
			return f
		}
		return tlsFailures[o.TLSFailure.Reason]
	}
	if o.Failure == relay.NetworkReset && (o.Phase == relay.PhaseHello || o.Phase == relay.PhaseTLS) {
		return failure{brokenBeforeTLS, expiredBrokenBeforeTLS}
	}
	if f, ok := networkFailures[o.Failure]; ok {
		return f
	}
	if o.Reply.IsZero() { // never tried; no sample is known [I]
		return failure{nil, neverTried}
	}
	return failure{peerDeferred, messageExpired}
}

// expiry is what the report says in the end: one text for all in the older generations ([O] on-premises, [D] 4.4.7 of
// the older service), the last error behind an arrow on-premises since 2016 ([O]), a text of its own in the cloud.
func (f failure) expiry(p relay.Product, era relay.Era, led relay.Reply) relay.Reply {
	last := with{"reply": led.String()}
	switch {
	case p < relay.Exchange2016 || p == relay.ExchangeOnline && era < relay.Era2017:
		return queueExpired.say(nil)
	case f.waits != nil && p != relay.ExchangeOnline:
		return messageExpired.say(last)
	}
	return f.expired.by(p, era, last)
}

// holesOf are the facts of an attempt, under the names that the texts of failures.go have for them.
func holesOf(o relay.Outcome, stamp string, day relay.Era) with {
	w := with{
		"host": o.Target.Host, "endpoint": o.Target.Addr.String(), "stamp": stamp, "reply": o.Reply.String(),
		"attempted": fmt.Sprintf("[LastAttemptedServerName=%s] [LastAttemptedIP=%s]", o.Target.Host, o.Target.Addr),
	}
	if !o.Target.Addr.IsValid() {
		w["attempted"] = fmt.Sprintf("[LastAttemptedServerName=%s]", o.Target.Host)
	}
	if security := security(o); security != "" && day >= relay.EraToday {
		w["attempted"] += " [SmtpSecurity=" + security + "]"
	}
	if f := o.TLSFailure; f != nil {
		w["expected"], w["presented"], w["thumbprint"] = f.Expected, f.Presented, f.Thumbprint
		w["domain"], w["why"] = f.Expected, f.Detail
	}
	return w
}

// security are the two numbers that the cloud prints of an attempt: one pair where it refused a certificate, another
// where no session came about (L37 [O]); what they mean is not known.
func security(o relay.Outcome) string {
	switch f := o.TLSFailure; {
	case f == nil && o.Failure == relay.NetworkOK, o.Target.Addr == netip.AddrPort{}:
		return ""
	case f != nil && slices.Contains([]relay.TLSReason{relay.TLSSubjectMismatch, relay.TLSCertificateExpired,
		relay.TLSUntrustedRoot, relay.TLSRevoked}, f.Reason):
		return "-1;-1"
	}
	return "-2;-2"
}

// StartTLSRequired is what a sender notes that must not send in clear. [D] JPTLS
func StartTLSRequired() relay.Reply { return startTLSNotOffered.by(relay.Exchange2010, 0, nil) }

// CertificateNotTrusted turns a client away whose certificate a receive connector counts on and cannot verify; only
// this short text is on record for that (G1.5.9, G1.5.12).
func CertificateNotTrusted() relay.Reply { return untrustedRoot.by(relay.Exchange2013, 0, nil) }

// SendCertificateMissing defers mail whose SendConnector names a certificate that the server does not have.
func SendCertificateMissing(p relay.Product, now time.Time) relay.Deferral {
	return deferredHere(p, now, sendCertificateMissing.say(nil))
}

// SendCertificateUntrusted defers mail for which the server picked, by the connector's Fqdn, a certificate that it does
// not trust itself.
func SendCertificateUntrusted(p relay.Product, now time.Time) relay.Deferral {
	return deferredHere(p, now, sendCertificateUntrusted.say(nil))
}

// deferredHere is a deferral by the server itself, before anybody was asked.
func deferredHere(p relay.Product, now time.Time, why relay.Reply) relay.Deferral {
	return relay.Deferral{Product: p, LRT: now, LED: why, Expiry: failure{waits: peerDeferred}.expiry(p, 0, why)}
}

// MessageDelayed is the diagnostic of a delay report.
func MessageDelayed() relay.Reply { return messageDelayed.say(nil) }

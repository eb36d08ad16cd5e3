package reply

import (
	"fmt"
	"time"

	"hybridsim/relay"
)

// NewDeferral words an outcome that is worth another try. stamp names the server that tried.
func NewDeferral(p relay.Product, era relay.Era, o relay.Outcome, stamp Stamp) relay.Deferral {
	d := wording{relay.Deferral{FQDN: o.Target.Host, IP: o.Target.Addr.Addr(), LRT: stamp.Time, Product: p, Era: era}}
	if p == relay.ExchangeOnline {
		d.cloud(o, stamp)
	} else {
		d.onPremises(o)
	}
	if p < relay.Exchange2016 || p == relay.ExchangeOnline && era <= relay.Era2015 { // [O] on-premises; [D] 4.4.7 of the older service
		d.Expiry = queueExpired
	}
	return d.Deferral
}

// wording is a deferral that is being worded.
type wording struct{ relay.Deferral }

// cloud words the failure as Exchange Online does (S4.3; NA2).
func (d *wording) cloud(o relay.Outcome, stamp Stamp) {
	if o.TLSFailure != nil {
		d.cloudTLS(o, stamp)
		return
	}
	switch o.Failure {
	case relay.NetworkRefused: // [D] EXONDR, SEED3; long form [O]
		d.led("4.4.316", "Connection refused", "Socket error code 10061", o, stamp)
		d.expire("5.4.316", "Message expired, connection refused")
	case relay.NetworkTimedOut: // 4.4.315 [S]; the expiry text [I]
		if d.Era >= relay.EraToday {
			d.led("4.4.317", "Cannot connect to remote server", "SocketError: TimedOut", o, stamp)
			d.expire("5.4.317", "Message expired, cannot connect to remote server")
		} else {
			d.led("4.4.315", "Connection timed out", "Socket error code 10060", o, stamp)
			d.expire("5.4.315", "Message expired, connection timed out")
		}
	case relay.NetworkReset: // [O]
		d.LED, d.MSG = relay.Catalogued(450, "4.4.318", "Connection was closed abruptly (SuspiciousRemoteServerError)"), ""
		d.expire("5.4.318", "Message expired, connection reset (SuspiciousRemoteServerError)")
	case relay.DNSNoAnswer: // [O]
		d.led("4.4.312", "DNS query failed", "ErrorRetry", o, stamp)
		d.expire("5.4.312", "Message expired, DNS query failed")
	case relay.DNSNoRecords: // [O]
		d.led("4.4.312", "DNS query failed", "InfoNoRecords", o, stamp)
		d.expire("5.4.312", "Message expired, DNS query failed")
	default: // the peer's reply is passed through; [O] and [D] 5.4.300
		d.LED = o.Reply
		d.expire("5.4.300", "Message expired -> "+o.Reply.String())
	}
}

// cloudTLS words a connection that could not be secured: [D] JPTLS, KB2989382, NDR317; the expiry texts of name mismatch and
// expired certificates are inferred from 5.4.317 (U17).
func (d *wording) cloudTLS(o relay.Outcome, stamp Stamp) {
	f := o.TLSFailure
	detail := string(f.Reason)
	switch f.Reason {
	case relay.TLSNotOffered:
		detail = StartTLSRequired().String()
	case relay.TLSHandshake:
		detail = "451 4.4.0 TLS negotiation failed with error SocketError"
	case relay.TLSSubjectMismatch, relay.TLSCertificateExpired:
		if d.Era == relay.Era2017 {
			d.led("4.7.320", "Certificate validation failed", detail, o, stamp)
			d.expire("5.7.320", "Message expired, certificate validation failed")
			return
		}
		detail += fmt.Sprintf(" Expected Subject: %s. Presented Subject: %s. Thumbprint: %s.", f.Expected, f.Presented, f.Thumbprint)
	}
	if d.Era <= relay.Era2015 { // [D] KB2989382
		inner := detail
		if f.Reason != relay.TLSNotOffered && f.Reason != relay.TLSHandshake {
			inner = "454 4.7.5 Certificate validation failure"
		}
		d.LED = relay.Catalogued(450, "4.4.101", fmt.Sprintf("Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address responded with \"%s.\" %s %s'",
			inner, noAlternateHost, lastEndpoint(o)))
		return
	}
	what := "Cannot connect to remote server"
	if d.Era >= relay.EraToday {
		what = "Cannot establish session with remote server"
	}
	d.led("4.4.317", what, detail, o, stamp)
	d.expire("5.4.317", "Message expired, cannot connect to remote server")
}

// led writes the last error in the era's form: the short one of 2017 keeps the detail in MSG, later ones put it in brackets
// with host and address (SEED3; N32).
func (d *wording) led(code, text, detail string, o relay.Outcome, stamp Stamp) {
	d.MSG = detail
	if d.Era <= relay.Era2017 {
		d.LED = relay.Catalogued(450, code, text)
		if o.TLSFailure != nil { // [O] the 2017 traces print this one long
			d.LED = relay.Catalogued(450, code, fmt.Sprintf("%s [Message=%s] %s [%s]", text, detail, lastAttempted(o), stamp.Host))
		}
		return
	}
	d.LED = relay.Catalogued(450, code, fmt.Sprintf("%s [Message=%s] %s %s(%s)", text, detail, lastAttempted(o), stamp.in(d.Era), detail))
}

func (d *wording) expire(code, text string) { d.Expiry = relay.Catalogued(550, code, text) }

func lastAttempted(o relay.Outcome) string {
	if !o.Target.Addr.IsValid() {
		return fmt.Sprintf("[LastAttemptedServerName=%s]", o.Target.Host)
	}
	return fmt.Sprintf("[LastAttemptedServerName=%s] [LastAttemptedIP=%s]", o.Target.Host, o.Target.Addr)
}

var queueExpired = relay.Catalogued(550, "4.4.7", "QUEUE.Expired; message expired")

const noAlternateHost = "Attempted failover to alternate host, but that did not succeed. " +
	"Either there are no alternate hosts, or delivery failed to all alternate hosts."

func lastEndpoint(o relay.Outcome) string {
	return fmt.Sprintf("The last endpoint attempted was %s", o.Target.Addr)
}

// onPremises words the failure as Get-Queue shows it (S5.2; NA7).
func (d *wording) onPremises(o relay.Outcome) {
	if o.Reply.IsZero() && o.Failure == relay.NetworkOK && o.TLSFailure == nil { // never tried; no sample is known [I]
		d.expire("5.4.300", "Message expired")
		return
	}
	d.LED = onPremisesError(d.Product, o)
	d.expire("5.4.300", "Message expired -> "+d.LED.String()) // [O]
}

func onPremisesError(p relay.Product, o relay.Outcome) relay.Reply {
	if o.TLSFailure != nil {
		return onPremisesTLS(p, o)
	}
	inner, modern := "", ""
	switch o.Failure {
	case relay.NetworkRefused:
		inner, modern = "421 4.2.1 Unable to connect.", "421 4.2.1 Unable to connect -> SocketConnectionRefused: Socket error code 10061"
	case relay.NetworkTimedOut:
		inner, modern = "421 4.4.1 Connection timed out.", "421 4.2.1 Unable to connect -> SocketTimedout: Socket error code 10060"
		if p == relay.Exchange2013 { // [O] lhost-exchange2007-05
			return relay.Catalogued(441, "4.4.1", `Error encountered while communicating with primary target IP address: "Failed to connect. Winsock error code: 10060, Win32 error code: 10060." `+noAlternateHost+" "+lastEndpoint(o))
		}
	case relay.NetworkReset:
		inner, modern = "421 4.4.2 Connection dropped due to SocketError.", "421 4.4.2 Connection dropped due to ConnectionReset"
	case relay.DNSNoAnswer, relay.DNSNoRecords:
		return relay.Catalogued(451, "4.4.0", "DNS query failed. The error was: DNS query failed with error ErrorRetry.")
	default:
		if p < relay.Exchange2016 {
			return o.Reply
		}
		return relay.Catalogued(451, "4.4.395", "Target host responded with error. -> "+o.Reply.String())
	}
	if p >= relay.Exchange2016 {
		return relay.Catalogued(451, "4.4.397", "Error communicating with target host. -> "+modern)
	}
	text := fmt.Sprintf(`Primary target IP address responded with: "%s" %s`, inner, noAlternateHost)
	if p == relay.Exchange2013 {
		text += " " + lastEndpoint(o)
	}
	return relay.Catalogued(451, "4.4.0", text)
}

func onPremisesTLS(p relay.Product, o relay.Outcome) relay.Reply {
	switch o.TLSFailure.Reason {
	case relay.TLSNotOffered: // [O]
		if p >= relay.Exchange2016 {
			return relay.Catalogued(451, "4.4.395", "Target host responded with error. -> "+StartTLSRequired().String())
		}
		return StartTLSRequired()
	case relay.TLSHandshake: // [D]
		return relay.Catalogued(451, "4.4.0", "TLS negotiation failed with error "+string(relay.TLSHandshake))
	default: // [D] JPG2
		return relay.Catalogued(454, "4.7.5", "Certificate validation failure, Reason:"+string(o.TLSFailure.Reason))
	}
}

// StartTLSRequired is what a sender notes that must not send in clear. [D] JPTLS
func StartTLSRequired() relay.Reply {
	return relay.Catalogued(451, "5.7.3", "STARTTLS is required to send mail")
}

// SendCertificateMissing defers mail whose SendConnector names a certificate that the server does not have. [D] KB3156771
func SendCertificateMissing(p relay.Product, now time.Time) relay.Deferral {
	return deferredHere(p, now, relay.Catalogued(454, "4.7.5", "The certificate specified in TlsCertificateName of the SendConnector could not be found."))
}

// SendCertificateUntrusted defers mail for which the server picked, by the connector's Fqdn, a certificate that it does not
// trust itself. [D] KB2888788
func SendCertificateUntrusted(p relay.Product, now time.Time) relay.Deferral {
	return deferredHere(p, now, relay.Catalogued(454, "4.7.0", "Failed to establish appropriate TLS channel: UntrustedRoot: Access Denied."))
}

// deferredHere is a deferral by the server itself, before anybody was asked.
func deferredHere(p relay.Product, now time.Time, why relay.Reply) relay.Deferral {
	d := wording{relay.Deferral{Product: p, LRT: now, LED: why, Expiry: queueExpired}}
	if p >= relay.Exchange2016 {
		d.expire("5.4.300", "Message expired -> "+d.LED.String())
	}
	return d.Deferral
}

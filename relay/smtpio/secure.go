package smtpio

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"

	"github.com/emersion/go-smtp"

	"hybridsim/relay"
)

var errRefused = errors.New("refused")

// secure does STARTTLS as the policy has it. Without Require a server that does not offer it, or does not do it when
// asked, is talked to in clear. A handshake that breaks ends the dialogue in any case, and so does a certificate that
// the policy's AuthLevel does not accept.
func (v *conversation) secure() bool {
	if v.Exchange != nil {
		return v.prove()
	}
	if v.TLS.Ignore {
		return true
	}
	if !v.offered("STARTTLS") {
		if len(v.outcome.Target.TLSA) > 0 {
			return v.insecure(&relay.TLSFailure{Reason: relay.DANENoTLS})
		}
		return !v.demanded() || v.insecure(&relay.TLSFailure{Reason: relay.TLSNotOffered})
	}
	reply, err := v.wire.say("STARTTLS")
	if err != nil {
		return v.ended(relay.PhaseTLS, err)
	}
	if reply.Code() != 220 {
		if len(v.outcome.Target.TLSA) > 0 {
			return v.insecure(&relay.TLSFailure{Reason: relay.DANENoTLS, Detail: reply.String()})
		}
		if v.demanded() {
			v.outcome.Reply = reply
			return v.insecure(&relay.TLSFailure{Reason: relay.TLSNotOffered, Detail: reply.String()})
		}
		return !v.wire.closing || v.ended(relay.PhaseTLS, errRefused)
	}
	return v.handshake() && (v.again() || v.turnedAway())
}

// demanded reports whether nothing may be sent in clear: by the connector, or by the domain's policy.
func (v *conversation) demanded() bool { return v.TLS.Require || v.outcome.Target.STS }

// turnedAway tells apart a server that does not trust the certificate that it was shown (G1.5.9). It is never true.
func (v *conversation) turnedAway() bool {
	if r := v.outcome.Reply; r.Code() == 454 && r.Enhanced() == "4.7.5" {
		v.insecure(&relay.TLSFailure{Reason: relay.TLSRefused, Detail: r.String()})
	}
	return false
}

// prove shows another Exchange server that we are one: X-ANONYMOUSTLS, then X-EXPS. There is no other way to go on:
// what cannot be proved waits, and is not sent as somebody else's mail (T4.6, T4.8).
func (v *conversation) prove() bool {
	if !v.offered("X-ANONYMOUSTLS") {
		return v.unproved("X-ANONYMOUSTLS is not offered")
	}
	reply, err := v.wire.say("X-ANONYMOUSTLS")
	if err != nil {
		return v.ended(relay.PhaseTLS, err)
	}
	if reply.Code() != 220 {
		return v.unproved("X-ANONYMOUSTLS is answered " + reply.String())
	}
	if !v.handshake() || !v.again() {
		return false
	}
	v.outcome.Shown = show(v.wire.shown)
	if shown := v.wire.shown; v.Exchange.Trusts != nil && !v.Exchange.Trusts(shown) {
		return v.unproved("the certificate " + relay.DistinguishedName(shown.Subject) + " " +
			relay.Thumbprint(shown) + " is not that of a server known here")
	}
	if !v.offered("X-EXPS") {
		return v.unproved("X-EXPS is not offered")
	}
	reply, err = v.wire.sayInstead("X-EXPS "+v.Exchange.Mechanism+" "+v.Exchange.Proof,
		"X-EXPS "+v.Exchange.Mechanism)
	switch {
	case err != nil:
		return v.ended(relay.PhaseTLS, err)
	case !reply.OK():
		return v.unproved("X-EXPS " + v.Exchange.Mechanism + " is answered " + reply.String())
	}
	return true
}

// unproved ends the dialogue because the other end did not take us for an Exchange server, or is none itself.
func (v *conversation) unproved(why string) bool {
	v.outcome.Phase, v.outcome.Unproved = relay.PhaseTLS, why
	return false
}

// insecure ends the dialogue because the policy was not met.
func (v *conversation) insecure(f *relay.TLSFailure) bool {
	v.outcome.Phase, v.outcome.TLSFailure = relay.PhaseTLS, f
	return false
}

// handshake puts TLS on the network and judges the certificate.
func (v *conversation) handshake() bool {
	w := v.wire
	logCertificate(w.log, "Sending certificate", leafOf(v.TLS.Certificate))
	if v.TLS.Credentials != "" { // before a byte of TLS (L45 [I])
		logHandshakeFailed(w.log, v.TLS.Credentials)
		w.lost(errRefused)
		return v.insecure(&relay.TLSFailure{Reason: v.TLS.Credentials, Shown: show(leafOf(v.TLS.Certificate))})
	}
	hands, err := shakeAsClient(w.Conn, &v.TLS, v.outcome.Target.Host)
	if err != nil {
		logHandshakeFailed(w.log, relay.TLSHandshake)
		w.lost(err) // nothing more can be said on it
		reason := brokenBy(err)
		if len(v.outcome.Target.TLSA) > 0 {
			reason = relay.DANENoTLS
		}
		return v.insecure(&relay.TLSFailure{Reason: reason, Detail: err.Error()})
	}
	logCertificate(w.log, "Remote certificate", hands.shown()[0])
	logNegotiated(w.log, "CLIENT", hands.version(), hands.suite)
	w.stream, w.shown = hands.conn, hands.shown()[0]
	w.in.Reset(hands.conn) // what came in clear behind the 220 does not count
	v.outcome.Secured, v.outcome.Version = true, hands.version()
	v.outcome.Suite = hands.suite.Name
	if f := judge(hands.shown(), &v.TLS, v.outcome.Target.Host); f != nil {
		return v.insecure(f)
	}
	if f := judgeDANE(hands.shown(), &v.TLS, v.outcome.Target); f != nil {
		return v.insecure(f)
	}
	if f := judgeSTS(hands.shown(), &v.TLS, v.outcome.Target); f != nil {
		return v.insecure(f)
	}
	return true
}

// brokenBy tells apart how a handshake broke: what came is not TLS (L31, L32), the other end closed without a word of
// TLS (L30), or anything else, a refusal in TLS and a reset among it (L28, L39). Which event of the network goes with
// which name is inferred.
func brokenBy(err error) relay.TLSReason {
	var notTLS tls.RecordHeaderError
	switch {
	case errors.As(err, &notTLS):
		return relay.TLSIllegalMessage
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return relay.TLSAborted
	}
	return relay.TLSHandshake
}

func show(leaf *x509.Certificate) relay.ShownCertificate {
	if leaf == nil {
		return relay.ShownCertificate{}
	}
	return relay.Show(leaf)
}

// again introduces us once more, as RFC 3207 wants. The library's client cannot start over, so a new one takes its
// place; it needs to hear a banner first.
func (v *conversation) again() bool {
	v.wire.feed = []byte("220 go on\r\n")
	v.library = smtp.NewClient(v.wire)
	return v.hello()
}

package relay

import (
	"cmp"
	"fmt"
	"time"
)

// Answer is the reply that counts for a recipient, and the phase in which it was given: a refusal of its own, else the
// reply that ended the dialogue.
func (o Outcome) Answer(recipient string) (Reply, Phase) {
	for _, r := range o.Recipients {
		if SameAddress(r.Address, recipient) && !r.Reply.OK() {
			return r.Reply, r.Phase
		}
	}
	return o.Reply, o.Phase
}

// Obstacle says what kept a dialogue from bringing the message to a recipient, as a decision that chose nothing: names
// that do not resolve, a connection that does not come about, a certificate, a reply (S4.3, NA7). It has no Question
// when nothing was tried, or nothing was in the way.
func (o Outcome) Obstacle(recipient string) Decision {
	if o.TLSFailure != nil {
		return o.unsecured()
	}
	if o.Unsent.Advertised > 0 {
		return Decision{
			Question: WithinLimits, Subject: o.Target.Host, Source: "G2.84, G2.90",
			Because: fmt.Sprintf("%s says SIZE %d in EHLO, and the message is larger as it leaves", o.Target.Host,
				o.Unsent.Advertised),
			Candidates: []Candidate{Rejected(o.Target.Host, fmt.Sprintf("SIZE %d", o.Unsent.Advertised),
				"the message is not sent")},
		}
	}
	if o.Unsent.BareLF {
		return Decision{
			Question: WithinLimits, Subject: o.Target.Host, Source: "G2.78",
			Because: o.Target.Host + " does not list CHUNKING in EHLO, and a bare line feed cannot go by DATA",
			Candidates: []Candidate{Rejected(o.Target.Host, "CHUNKING",
				"it is not listed, and the message is not sent")},
		}
	}
	if o.Unproved != "" {
		return Decision{
			Question: ExchangeAuthentication, Subject: o.Target.Host, Source: "T4.4, T4.6, T4.8",
			Because:    "mail for another Exchange server goes by Exchange Server authentication, or waits",
			Candidates: []Candidate{Rejected(o.Target.Addr.String(), "Exchange Server authentication", o.Unproved)},
		}
	}
	d := Decision{Question: IsReached, Subject: o.Target.Host, Source: "S4.3, NA7"}
	property, value := "", ""
	switch answer, phase := o.Answer(recipient); {
	case o.Failure == DNSNoDomain:
		d.Source, property, value = "N44", "DNS "+o.Target.Host, "the domain does not exist"
		d.Because = "DNS says that " + o.Target.Host + " does not exist"
	case o.Failure == DNSNoRecords:
		property, value = "DNS "+o.Target.Host, "there is no address"
		d.Because = "DNS has no address to which mail for " + o.Target.Host + " could go"
	case o.Failure == DNSNoAnswer:
		property, value = "DNS "+o.Target.Host, "there is no answer"
		d.Because = "DNS does not answer about " + o.Target.Host
	case o.Failure != NetworkOK:
		property, value = o.Target.Addr.String(), o.network()
		d.Because = fmt.Sprintf("%s (%s) %s", o.Target.Host, o.Target.Addr, value)
	case answer.IsZero() || answer.OK():
		return Decision{}
	default:
		d.Subject = recipient
		word := "refused"
		if answer.Temporary() {
			word = "put it off"
		}
		property, value = string(phase), answer.String()
		d.Because = fmt.Sprintf("%s %s at %s: %s", o.Target.Host, word, phase, answer)
	}
	d.Candidates = []Candidate{Rejected(o.Target.Host, property, value)}
	return d
}

// network says what the other end did to the connection, or did not.
func (o Outcome) network() string {
	from := ""
	if o.Local.IsValid() {
		from = " from " + o.Local.Addr().String()
	}
	switch {
	case o.Failure == NetworkRefused:
		return "refuses the connection" + from
	case o.Failure == NetworkTimedOut && o.Phase == PhaseConnect:
		return "does not answer a connection" + from
	case o.Failure == NetworkTimedOut:
		return "says nothing more" + o.at()
	}
	return "broke the connection" + from + " off" + o.at()
}

func (o Outcome) at() string {
	if o.Phase == "" {
		return ""
	}
	return " at " + string(o.Phase)
}

// unsecured says why a connection was not as secure as the connector demands, and whose certificate is to blame.
func (o Outcome) unsecured() Decision {
	f, host := o.TLSFailure, o.Target.Host
	d := Decision{Question: PeerCertificate, Subject: host, Source: "S4.3, S5.2"}
	switch f.Reason {
	case TLSNotOffered:
		d.Because = host + " does not offer STARTTLS"
		return d
	case TLSRefused:
		d.Because, d.Source = host+" does not trust the certificate that it was shown: "+f.Detail, "G1.5.9"
		return d
	case STSHost:
		d.Because, d.Source = "the MTA-STS policy of "+f.Expected+" names none of its mail hosts", "L88"
		return d
	case DANEBogus:
		d.Because, d.Source = "what DNS answers about "+f.Expected+" is signed and not authentic", "L85"
		return d
	case DANENoTLS:
		d.Because, d.Source = host+" has TLSA records, so it must do TLS, and it does not: "+
			cmp.Or(f.Detail, "STARTTLS is not offered"), "L85"
		return d
	case TLSNoCredentials, TLSUnknownCredentials:
		d.Because, d.Source = "this server cannot use the key of its own certificate "+f.Shown.Subject+": "+
			keyFlaws[f.Reason], "L40, L41"
		return d
	case TLSHandshake, TLSAborted, TLSIllegalMessage:
		d.Because = "the handshake with " + host + " broke before its certificate could be judged"
		return d
	case TLSCertificateExpired:
		d.Because = fmt.Sprintf("the certificate that %s showed is valid from %s to %s only", host,
			f.Shown.NotBefore.Format(time.DateOnly), f.Shown.NotAfter.Format(time.DateOnly))
	case TLSUntrustedRoot:
		d.Because = fmt.Sprintf("the certificate that %s showed, issued by %s, does not chain to a root trusted here",
			host, f.Shown.Issuer)
	case TLSRevoked:
		d.Because = fmt.Sprintf("the certificate that %s showed was revoked by %s", host, f.Shown.Issuer)
	case DANEExpired, DANEInvalid, DANEHost:
		d.Because, d.Source = "the certificate that "+host+" showed does not meet its TLSA records", "L85, L87"
	case STSCertificate:
		d.Because, d.Source = "the certificate that "+host+" showed does not meet the domain's MTA-STS policy: "+
			f.Detail, "L88"
	case TLSSubjectMismatch:
		d.Because = fmt.Sprintf("the certificate that %s showed names %s, not %s", host, Some(f.Shown.Names),
			f.Expected)
	}
	d.Candidates = []Candidate{Rejected(f.Presented, f.Shown.String(), string(f.Reason))}
	return d
}

// keyFlaws say why a server cannot use a key.
var keyFlaws = map[TLSReason]string{
	TLSNoCredentials:      "it has no private key here",
	TLSUnknownCredentials: "it is not assigned to SMTP, or the service may not read it",
}

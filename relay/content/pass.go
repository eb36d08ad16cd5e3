package content

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// TNEF is the media type that carries what only Exchange knows, such as voting buttons (S8.2 [D] KB3070442).
const TNEF = "application/ms-tnef"

// correlator is the header field that marks a message with a TNEF part (S8.2 [O]).
const correlator = "X-MS-TNEF-Correlator"

// Passage is what a remote domain makes of a message that leaves.
type Passage struct {
	Header  relay.Header
	Body    []byte
	Dropped bool        // silently: nobody is told (S8.1)
	Handled relay.Reply // what the records say of what is dropped; zero: nothing is known (P2.18, V4.9)
	Refusal relay.Reply // where the model ends
	// Decisions are empty when the remote domain had nothing to decide about the message.
	Decisions []relay.Decision
}

// Pass applies a remote domain, nil for none, to a message that leaves for its domain: first whether an automatic reply
// may go there and with which text, then whether TNEF may.
func Pass(remote *relay.RemoteDomain, item *relay.MailItem) Passage {
	p := Passage{Header: item.Header, Body: item.Body}
	if item.Forwarded != nil && item.Forwarded.Automatic {
		p.autoForward(remote, item.Forwarded)
	}
	switch {
	case p.Dropped:
	case len(item.OutOfOffice) > 0:
		p.outOfOffice(remote, item.OutOfOffice)
	case isClientReply(item):
		p.clientReply(remote)
	}
	if !p.Dropped {
		p.tnef(remote)
	}
	return p
}

func (p *Passage) decide(d relay.Decision) { p.Decisions = append(p.Decisions, d) }

// name says which remote domain decided, with the value of a property.
func name(remote *relay.RemoteDomain, property, value string) string {
	if remote == nil {
		return "no remote domain"
	}
	return fmt.Sprintf("remote domain %q, %s %s", remote.Name, property, value)
}

// outOfOffice picks the first text that the remote domain lets out; when there is none, the reply, already made, is
// dropped (S8.2 [D]; that it is dropped without a report is inferred).
func (p *Passage) outOfOffice(remote *relay.RemoteDomain, texts []relay.OutOfOfficeText) {
	allowed := relay.AllowExternal
	if remote != nil {
		allowed = remote.AllowedOOFType
	}
	d := relay.Decision{Question: relay.WhichContent, Subject: "out-of-office reply", Source: "S8.2"}
	property := name(remote, "AllowedOOFType", string(allowed))
	for _, t := range texts {
		c := relay.Rejected(string(t.Kind)+" text", property, "may not go there")
		if mayGo(allowed, t.Kind) && d.Chosen == "" {
			c.Chosen, c.Why = true, "may go there"
			d.Chosen, d.Because = string(t.Kind), fmt.Sprintf("AllowedOOFType is %s", allowed)
			p.Body = t.Body
		}
		d.Candidates = append(d.Candidates, c)
	}
	if d.Chosen == "" {
		d.Because = fmt.Sprintf("AllowedOOFType is %s and the mailbox has no such text for this sender: the "+
			"reply is dropped", allowed)
		p.Dropped = true
		if allowed == relay.AllowExternal || allowed == relay.AllowExternalLegacy {
			p.Handled = reply.InternalOOFHandled() // the mailbox has an internal text alone
		}
	}
	p.decide(d)
}

// mayGo is the table of S8.2 [D] PS.
func mayGo(allowed relay.AllowedOOFType, kind relay.OOFKind) bool {
	switch allowed {
	case relay.AllowExternal, relay.AllowExternalLegacy:
		return kind == relay.OOFExternal
	case relay.AllowInternalLegacy:
		return kind == relay.OOFInternal
	}
	return false
}

// isClientReply reports whether a mailbox's client answered by a rule: what AutoReplyEnabled is about (S8.1 [D] PS).
// Reports also call themselves automatic, but have a null sender.
func isClientReply(item *relay.MailItem) bool {
	submitted := strings.ToLower(item.Header.Get("Auto-Submitted"))
	return item.ReceivedFrom == "" && item.From != "" && strings.HasPrefix(submitted, "auto-")
}

// autoForward drops a copy that was forwarded automatically where AutoForwardEnabled is $false; without an entry for
// the domain nothing is in the way (P2.18, G1.7.2). The domain is that of the final recipient, also when it is one of
// the organization's own (G1.7.1).
func (p *Passage) autoForward(remote *relay.RemoteDomain, f *relay.Forwarded) {
	subject := "forwarded for " + f.By
	d := relay.Decision{Question: relay.MayForward, Subject: subject, Source: "P2.18, G1.7.1, G1.7.2"}
	enabled := remote == nil || remote.AutoForwardEnabled
	property := name(remote, "AutoForwardEnabled", truth(&enabled))
	if enabled {
		d.Chosen, d.Because = "let out", "AutoForwardEnabled is $true"
		if remote == nil {
			d.Because = "no remote domain is about it"
		}
		d.Candidates = []relay.Candidate{relay.Selected("the copy", property,
			"automatically forwarded mail may go there")}
	} else {
		d.Because = "AutoForwardEnabled is $false: the copy is dropped, and nobody is told"
		d.Candidates = []relay.Candidate{relay.Rejected("the copy", property,
			"automatically forwarded mail may not go there")}
		p.Dropped, p.Handled = true, reply.AutoForwardHandled()
	}
	p.decide(d)
}

func (p *Passage) clientReply(remote *relay.RemoteDomain) {
	d := relay.Decision{Question: relay.WhichContent, Subject: "automatic reply of a client", Source: "S8.1"}
	enabled := remote != nil && remote.AutoReplyEnabled
	property := name(remote, "AutoReplyEnabled", truth(&enabled))
	if enabled {
		d.Chosen, d.Because = "let out", "AutoReplyEnabled is $true"
		d.Candidates = []relay.Candidate{relay.Selected("the reply", property, "replies of rules may go there")}
	} else {
		d.Because = "AutoReplyEnabled is $false: the reply is dropped"
		d.Candidates = []relay.Candidate{relay.Rejected("the reply", property, "replies of rules may not go there")}
		p.Dropped = true
	}
	p.decide(d)
}

// tnef keeps TNEF where TNEFEnabled is $true and removes it where it is $false. Unset, it is the contact's or the
// sender's matter; neither says yes by default, so the message is converted (S8.1 [D], its default inferred).
func (p *Passage) tnef(remote *relay.RemoteDomain) {
	cut := Without(p.Header, p.Body, TNEF)
	if cut.Removed == 0 {
		return
	}
	var enabled *bool
	if remote != nil {
		enabled = remote.TNEFEnabled
	}
	d := relay.Decision{Question: relay.WhichContent, Subject: TNEF, Source: "S8.1"}
	property := name(remote, "TNEFEnabled", truth(enabled))
	switch {
	case enabled != nil && *enabled:
		d.Chosen, d.Because = "keep", "TNEFEnabled is $true"
		d.Candidates = []relay.Candidate{relay.Selected(TNEF, property, "TNEF may go there")}
	case cut.Empty:
		d.NotModelled = true
		d.Because = "the message is nothing but TNEF, and turning TNEF into other parts is not modelled"
		p.Refusal = reply.NotInModel(d.Because)
	default:
		d.Chosen, d.Because = "remove", "TNEFEnabled is "+truth(enabled)
		d.Candidates = []relay.Candidate{relay.Rejected(TNEF, property, "TNEF does not go there")}
		p.Body = cut.Body
		p.Header, _ = p.Header.Without(func(field string) bool { return strings.EqualFold(field, correlator) })
	}
	p.decide(d)
}

func truth(b *bool) string {
	switch {
	case b == nil:
		return "$null"
	case *b:
		return "$true"
	}
	return "$false"
}

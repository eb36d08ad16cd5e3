package connector

import (
	"fmt"

	"hybridsim/relay"
)

// Leaving is a message at the cloud's way out, for one recipient.
type Leaving struct {
	Kind   relay.MailKind
	Whose  relay.Attribution
	Domain string // of the final address, behind everything that resolving did to it
	Here   bool   // the recipient has a mailbox here
	Folder bool   // it is a public folder
	Rule   string // the mail-flow rule that routed the message; empty: none did
	Via    string // the connector that the rule names
}

// CameFromOnPremises reports whether the message, or the one that it is a copy of, is the mail of the tenant's own
// servers: centralized transport does not send it back (R4.10, G1.1.9 [D] KB3194415).
func (l Leaving) CameFromOnPremises() bool {
	return l.Whose.Directionality == relay.Originating && l.Whose.Connector != ""
}

// Way is where a message goes from the cloud. The zero Way is the MX of the recipient's domain.
type Way struct {
	Deliver   bool // into the mailbox here
	Connector *relay.OutboundConnector
}

// kindOfMail says which of the steps concern a kind of mail.
type kindOfMail struct {
	byRule, centralized bool
	source              string
}

// kindsOfMail is the table of kinds by way out. What else tells mail apart follows from the message itself: whose mail
// it is ([Leaving.Whose]) stays with the copies that groups and forwarding make, and a mailbox here is asked for in its
// own step.
var kindsOfMail = map[relay.MailKind]kindOfMail{
	relay.OrdinaryMail:   {byRule: true, centralized: true, source: "G1.1.3, R4.8"},
	relay.AutomaticReply: {byRule: true, centralized: true, source: "G1.1.15; centralized transport is inferred"},
	relay.DeliveryReport: {byRule: false, centralized: true, source: "G1.1.15; both are inferred"},
	relay.JournalReport:  {byRule: false, centralized: true, source: "G1.1.16"},
}

// step is one of the ways, in the order in which they are asked. It answers, or says nothing but why not.
type step func(*leaving) (way Way, because string, ok bool)

// waysOut are the steps in their order: the first that answers wins.
var waysOut = []struct {
	name   string
	source string
	ask    step
}{
	{"the mail-flow rule's connector", "G1.1.3, G1.1.4, G1.1.6", byRule},
	{"the mailbox here", "R4.5, R4.9", byMailbox},
	{"centralized mail transport", "R4.8, R4.9, G1.1.8, G1.1.9", byCentralized},
	{"the connector for the domain", "R4.1-R4.7, G1.1.12 to G1.1.14", byDomain},
	{"the domain's MX", "R4.6", byMX},
}

// leaving is one question in work.
type leaving struct {
	Leaving
	o          *relay.Organization
	kind       kindOfMail
	central    *relay.OutboundConnector
	candidates []relay.Candidate
}

func (l *leaving) reject(name, property, why string) {
	l.candidates = append(l.candidates, relay.Rejected(name, property, why))
}

// WayOut answers which way a message takes from the cloud to one recipient, once that recipient is resolved (G1.1.1). A
// message for a mailbox here, with neither a rule nor centralized transport that could want it, is delivered without a
// decision.
func WayOut(o *relay.Organization, m Leaving) (Way, relay.Decision) {
	l := &leaving{Leaving: m, o: o, kind: kindsOfMail[m.Kind], central: Centralized(o)}
	if m.Here && m.Rule == "" && l.central == nil {
		return Way{Deliver: true}, relay.Decision{}
	}
	for _, s := range waysOut {
		way, because, ok := s.ask(l)
		if !ok {
			continue
		}
		d := relay.Decision{Question: relay.WhichOutboundConnector, Subject: m.Domain, Because: because,
			Source: s.source, Candidates: l.candidates}
		switch {
		case way.Deliver:
			d.Question, d.Chosen = relay.WhichRoute, "mailbox here"
		case way.Connector != nil:
			d.Chosen = way.Connector.Name
		default:
			d.Chosen = "MX"
			if l.central != nil && l.CameFromOnPremises() {
				d.Question, d.Source = relay.WhichRoute, "R4.10, G1.1.9"
			}
		}
		if way.Connector != nil && way.Connector == l.central {
			d.Question = relay.WhichRoute // centralized transport decides, and no connector by its domains
		}
		return way, d
	}
	panic("connector: the last way out, MX, takes everything")
}

// byRule takes a message whither a mail-flow rule routed it, whatever the other steps say. A rule that names a
// connector which is gone or disabled does not route (G1.1.20 [I]).
func byRule(l *leaving) (Way, string, bool) {
	if l.Rule == "" {
		return Way{}, "", false
	}
	property := "RouteMessageOutboundConnector " + l.Via
	if !l.kind.byRule {
		l.reject(l.Rule, property, fmt.Sprintf("no mail-flow rule sees this kind of mail (%s)", l.Kind))
		return Way{}, "", false
	}
	for _, c := range l.o.OutboundConnectors {
		if c.Name != l.Via {
			continue
		}
		if !c.Enabled {
			l.reject(c.Name, "Enabled $false",
				fmt.Sprintf("the mail-flow rule %q names it, and it is disabled", l.Rule))
			return Way{}, "", false
		}
		l.candidates = append(l.candidates, relay.Selected(c.Name, property,
			fmt.Sprintf("the mail-flow rule %q routes the message to it", l.Rule)))
		if l.central != nil && l.central != c {
			l.reject(l.central.Name, "RouteAllMessagesViaOnPremises $true", "a mail-flow rule goes before it")
		}
		return Way{Connector: c}, fmt.Sprintf("the mail-flow rule %q routes it, whatever the recipient's domain",
			l.Rule), true
	}
	l.reject(l.Via, property, fmt.Sprintf("the mail-flow rule %q names it, and there is no such connector", l.Rule))
	return Way{}, "", false
}

// byMailbox delivers what has a mailbox here, unless centralized transport wants Internet mail to go through
// on-premises first (R4.9 [D] TROUTE). What is for a public folder here goes in circles then (P10.12 [D]; that it is
// sent through on-premises each time is [I]).
func byMailbox(l *leaving) (Way, string, bool) {
	if !l.Here {
		return Way{}, "", false
	}
	if l.central != nil && l.Folder {
		l.reject("public folder here", "RouteAllMessagesViaOnPremises $true",
			"with centralized transport mail for a public folder goes through on-premises, whoever sends it")
		return Way{}, "", false
	}
	if l.central != nil && l.Whose.Directionality == relay.Incoming {
		l.reject("mailbox here", "RouteAllMessagesViaOnPremises $true",
			"the message is Incoming: it goes through the on-premises organization first")
		return Way{}, "", false
	}
	l.candidates = append(l.candidates, relay.Selected("mailbox here", "recipient", "it has a mailbox in the tenant"))
	if l.central != nil {
		l.reject(l.central.Name, "RouteAllMessagesViaOnPremises $true",
			"what does not come from the Internet stays in the tenant")
	}
	return Way{Deliver: true}, "the recipient has a mailbox here", true
}

// byCentralized sends everything through the on-premises organization, except what came from there. The connector is
// then no candidate at all, not even for its RecipientDomains (G1.1.9 [I]).
func byCentralized(l *leaving) (Way, string, bool) {
	const property = "RouteAllMessagesViaOnPremises $true"
	switch {
	case l.central == nil:
		return Way{}, "", false
	case l.CameFromOnPremises() && !(l.Here && l.Folder):
		l.reject(l.central.Name, property, "the message came from there")
		return Way{}, "", false
	case !l.kind.centralized:
		l.reject(l.central.Name, property, fmt.Sprintf("not for this kind of mail (%s)", l.Kind))
		return Way{}, "", false
	}
	because, why := "centralized mail transport: what leaves the cloud goes through the on-premises organization",
		"the recipient has no mailbox here"
	if l.Whose.Directionality == relay.Incoming {
		because, why = "centralized mail transport: mail from the Internet goes through the on-premises organization",
			"the message is Incoming"
	}
	l.candidates = append(l.candidates, relay.Selected(l.central.Name, property, why))
	for _, c := range l.o.OutboundConnectors {
		if _, property, out := rankOutbound(l.o, c, l.Domain); c != l.central && out == "" {
			l.reject(c.Name, property, "covers the domain, but centralized mail transport goes before it")
		}
	}
	return Way{Connector: l.central}, because, true
}

// byDomain takes the connector that covers the recipient's domain most specifically.
func byDomain(l *leaving) (Way, string, bool) {
	c, d := chooseOutbound(l.o, l.Domain, l.central)
	l.candidates = append(l.candidates, d.Candidates...)
	return Way{Connector: c}, d.Because, c != nil
}

// byMX is what remains.
func byMX(l *leaving) (Way, string, bool) {
	because := "no outbound connector covers " + l.Domain
	if l.central != nil && l.CameFromOnPremises() {
		because = "mail that came from on-premises leaves directly, centralized mail transport or not"
	}
	return Way{}, because, true
}

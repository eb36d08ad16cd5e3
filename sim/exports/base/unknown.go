package base

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/script"
)

// asking are the nouns about which questions are asked, in their order.
var asking = []string{
	"OrganizationConfig", "AcceptedDomain", "DistributionGroup", "InboundConnector", "OutboundConnector", "ReceiveConnector", "RemoteDomain", "SendConnector",
}

// phrases are the nouns in a question.
var phrases = map[string]string{
	"AcceptedDomain": "accepted domain", "RemoteDomain": "remote domain", "ReceiveConnector": "receive connector", "SendConnector": "send connector",
	"InboundConnector": "inbound connector", "OutboundConnector": "outbound connector", "OrganizationConfig": "organization", "Mailbox": "mailbox",
	"MailUser": "mail user", "DistributionGroup": "group",
}

// otherValues are the alternatives of properties that are not $true or $false.
var otherValues = map[string]string{
	"Authoritative": "InternalRelay", "InternalRelay": "Authoritative", "ExternalRelay": "InternalRelay", "OnPremises": "Partner", "Partner": "OnPremises",
}

// expected are the nouns without which a side is not known, with what the base has when no export shows them.
var expected = []struct {
	side        relay.Side
	noun, taken string
}{
	{relay.OnPremises, "AcceptedDomain", "the domains of the other side"},
	{relay.Cloud, "AcceptedDomain", "the domains of the other side"},
	{relay.OnPremises, "RemoteDomain", "those of the installation"},
	{relay.Cloud, "RemoteDomain", "those of a new tenant"},
	{relay.OnPremises, "ReceiveConnector", "those of the installation"},
	{relay.OnPremises, "SendConnector", "none"},
	{relay.Cloud, "InboundConnector", "none"},
	{relay.Cloud, "OutboundConnector", "none"},
	{relay.OnPremises, "TransportConfig", "that of the installation"},
	{relay.Cloud, "TransportConfig", "that of a new tenant"},
	{relay.OnPremises, "HybridConfiguration", "none"},
}

// openQuestions reports what is not known, and writes what may decide an outcome as questions.
func (b *builder) openQuestions() {
	for _, e := range expected {
		if len(b.all(e.side, e.noun)) == 0 {
			b.report.Unknown = append(b.report.Unknown, Unknown{
				What: e.noun + ", " + where(e.side), Why: "no export shows it (Get-" + e.noun + " does)",
				Taken: e.taken})
		}
	}
	b.askAboutHosts(true)
	const balancer = "Does your load balancer hide the clients' addresses from the receive connectors?"
	b.ask("net> nat cloud -> onprem to 10.0.0.1", balancer, "a load balancer in front of the servers",
		"exports do not tell", "none, or one that keeps the addresses")
	b.askAboutHosts(false)
	b.askForStandIns()
	b.askForOwners()
	for _, side := range relay.BothSides {
		for _, noun := range asking {
			b.gaps(side, noun)
		}
	}
	if len(b.perhaps) == 0 {
		return
	}
	b.heading("What the exports do not tell and what may decide an outcome: hybridsim check plays the base with " +
		"each of these lines too.")
	for _, p := range b.perhaps {
		b.text.WriteString(p + "\n")
	}
}

func where(side relay.Side) string {
	if side == relay.Cloud {
		return "in the cloud"
	}
	return "on-premises"
}

// gaps looks at the objects of a noun for properties that no export shows.
func (b *builder) gaps(side relay.Side, noun string) {
	n, ok := b.noun(side, noun)
	if !ok {
		return
	}
	now := entries(n, b.organization(side))
	if noun == "OrganizationConfig" && len(b.all(side, noun)) == 0 {
		b.question(side, now.list[0], n.Property("RejectDirectSend"),
			"no export shows it (Get-OrganizationConfig does)")
		return
	}
	for _, t := range b.all(side, noun) {
		e := now.of(t)
		if e == nil {
			continue
		}
		for i := range n.Properties {
			p := &n.Properties[i]
			m := t.value(p.Name)
			why := "no export shows it"
			switch {
			case !p.Asked, m == nil && t.seen["New"], m != nil && (m.Value.Known() || len(m.Value.All()) > 0):
				continue
			case m != nil:
				why = m.Value.Unknown
			}
			if p.List {
				b.listQuestion(side, e, p, why)
			} else {
				b.question(side, e, p, why)
			}
		}
		for i := range t.values {
			if m := &t.values[i]; !m.Value.Known() {
				b.cutQuestion(side, e, t, m)
			}
		}
	}
}

// question asks whether a property has the other of two values.
func (b *builder) question(side relay.Side, e *cmdlet.Entry, p *cmdlet.NounProperty, why string) {
	has, _ := e.Value(p.Name)
	what := fmt.Sprintf("%s of %s %s", p.Name, e.Noun, script.Quote(e.Identity))
	subject := "the " + phrases[e.Noun] + " " + script.Quote(e.Identity)
	argument := " " + cmdlet.Quote(e.Identity)
	if e.Identity == "" || e.Identity == e.Noun {
		subject, argument, what = "the "+phrases[e.Noun], "", p.Name+" of "+e.Noun
	}
	other := otherValues[has.String()]
	switch {
	case other != "":
	case p.Name == "TlsAuthLevel" || p.Name == "TlsSettings":
		other = string(relay.DomainValidation)
	case strings.EqualFold(has.String(), "True"):
		other = "$false"
	default:
		other = "$true"
	}
	b.ask(fmt.Sprintf("%s> Set-%s%s -%s %s", side, e.Noun, argument, p.Name, other),
		fmt.Sprintf("Is %s of %s %s?", p.Name, subject, other), what, why, has.String())
}

// listQuestion asks whether a list that no export shows holds what a hybrid needs.
func (b *builder) listQuestion(side relay.Side, e *cmdlet.Entry, p *cmdlet.NounProperty, why string) {
	needed := string(relay.AnonymousUsers)
	if p.Name == "TlsDomainCapabilities" {
		needed = "mail.protection.outlook.com:" + relay.AcceptCloudServicesMail
		if b.headers.Product == relay.Exchange2010 {
			needed = "mail.protection.outlook.com:" + relay.AcceptOorgProtocol
		}
	}
	has, _ := e.Value(p.Name)
	verb, change := "hold", "Add"
	if has.Has(needed) {
		verb, change = "lack", "Remove"
	}
	b.ask(fmt.Sprintf("%s> Set-%s %s -%s @{%s=%s}", side, e.Noun, cmdlet.Quote(e.Identity), p.Name, change,
		cmdlet.Quote(needed)),
		fmt.Sprintf("Does %s of the %s %s %s %s?", p.Name, phrases[e.Noun], script.Quote(e.Identity), verb, needed),
		fmt.Sprintf("%s of %s %s", p.Name, e.Noun, script.Quote(e.Identity)), why, has.String())
}

// cutQuestion asks whether the part of a list that an export cut off holds what the other side sends from or to.
func (b *builder) cutQuestion(side relay.Side, e *cmdlet.Entry, t *thing, m *merged) {
	var more []string
	what := ""
	switch t.noun + "." + m.Name {
	case "ReceiveConnector.RemoteIPRanges":
		what = "the addresses of the service"
		for _, a := range b.stage.World().Side(relay.Cloud).Egress() {
			more = append(more, a.String())
		}
	case "InboundConnector.SenderIPAddresses":
		what, more = "the address of the on-premises server", []string{b.headers.Address.String()}
	case "InboundConnector.SenderDomains", "OutboundConnector.RecipientDomains":
		what, more = b.mainDomain(), []string{b.mainDomain()}
	case "SendConnector.AddressSpaces":
		domain := b.headers.Tenant + ".mail.onmicrosoft.com"
		what, more = domain, []string{"smtp:" + domain + ";1"}
	}
	if len(more) == 0 {
		return
	}
	for i, s := range more {
		more[i] = cmdlet.Quote(s)
	}
	line := fmt.Sprintf("%s> Set-%s %s -%s @{Add=%s}", side, t.noun, cmdlet.Quote(e.Identity), m.Name,
		strings.Join(more, ","))
	question := fmt.Sprintf("Does %s of the %s %s hold %s?", m.Name, phrases[t.noun], script.Quote(e.Identity), what)
	if len(b.perhaps) < maxQuestions && b.stage.Try(side, strings.TrimPrefix(line, string(side)+"> ")) == nil {
		b.perhapsLine(question, line)
		for i := range b.report.Unknown {
			if u := &b.report.Unknown[i]; u.What == cutName(t, m) {
				u.Question = question
			}
		}
	}
}

// cutOff reports a value that is not known, or not to its end.
func (b *builder) cutOff(t *thing, m *merged) {
	taken := "what a new object has"
	if all := m.Value.All(); len(all) > 0 {
		taken = "the " + count(len(all), "value") + " that can be read"
	}
	if n, _ := b.noun(t.side, t.noun); len(m.Value.All()) == 0 && slices.Contains(asking, t.noun) {
		if p := n.Property(m.Name); p != nil && p.Asked {
			return // asked with the other gaps
		}
	}
	b.report.Unknown = append(b.report.Unknown, Unknown{cutName(t, m), m.Value.Unknown + " (" + m.from(t.noun) + ")",
		taken, ""})
}

func cutName(t *thing, m *merged) string {
	return fmt.Sprintf("%s of %s %s", m.Name, t.noun, script.Quote(t.label()))
}

// maxQuestions is how many questions a base has: check plays all flows again for each. What is beyond is unknown all
// the same.
const maxQuestions = 100

// ask reports something unknown, with a question where the model takes the other answer.
func (b *builder) ask(line, question, what, why, taken string) {
	side, command, _ := strings.Cut(line, "> ")
	switch {
	case len(b.perhaps) >= maxQuestions:
		question = ""
	case side != "net" && !strings.Contains(command, "|") && b.stage.Try(relay.Side(side), command) != nil:
		question = ""
	}
	b.report.Unknown = append(b.report.Unknown, Unknown{what, why, taken, question})
	if question != "" {
		b.perhapsLine(question, line)
	}
}

func (b *builder) perhapsLine(question, line string) { b.maybe(question, line, "") }

// maybe writes a perhaps line, with a mark behind the question.
func (b *builder) maybe(question, line, mark string) {
	question = oneLine(question)
	if strings.ContainsAny(line, "\r\n") || slices.Contains(b.asked, question) {
		return
	}
	b.asked = append(b.asked, question)
	b.perhaps = append(b.perhaps, `perhaps "`+strings.ReplaceAll(question, `"`, `""`)+`"`+mark+": "+line)
}

package base

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/script"
)

// nobodysDomain and nobodysAddress stand in a value that no export shows where none would match (RFC 2606, RFC 5737).
const (
	nobodysDomain  = "other.example"
	nobodysAddress = "192.0.2.255"
)

// standIn is a value that New- needs, or without which an object does nothing, and what it might be instead.
type standIn struct {
	noun, property string
	value          func(b *builder, o object) string // empty: none is needed
	other          func(b *builder, o object) string // of the question; empty: none
}

var standIns = []standIn{
	{"InboundConnector", "SenderDomains", always("smtp:*;1"), always("smtp:" + nobodysDomain + ";1")},
	{"SendConnector", "AddressSpaces", func(b *builder, o object) string {
		if towardsCloud(o.thing) {
			return "smtp:" + b.routingDomain() + ";1"
		}
		return "smtp:" + nobodysDomain + ";1"
	}, always("smtp:*;1")},
	{"OutboundConnector", "RecipientDomains", func(b *builder, o object) string {
		switch {
		case o.is("AllAcceptedDomains") || o.is("IsTransportRuleScoped"):
			return ""
		case towardsPremises(o.thing):
			return b.mainDomain()
		}
		return nobodysDomain
	}, always("*")},
	{"OutboundConnector", "TlsDomain", func(_ *builder, o object) string {
		if strings.EqualFold(o.text("TlsSettings"), string(relay.DomainValidation)) {
			return strings.Trim(o.text("SmartHosts"), "[]")
		}
		return ""
	}, always(nobodysDomain)},
	{"ReceiveConnector", "RemoteIPRanges", always(nobodysAddress), func(b *builder, _ object) string {
		var all []string
		for _, a := range b.stage.World().Side(relay.Cloud).Egress() {
			all = append(all, a.String())
		}
		return strings.Join(all, ",")
	}},
	{"RemoteMailbox", "RemoteRoutingAddress", func(b *builder, o object) string {
		local, _, _ := strings.Cut(cmp.Or(o.text("PrimarySmtpAddress"), o.text("Alias"), o.ownName()), "@")
		return strings.ReplaceAll(local, " ", "") + "@" + b.routingDomain()
	}, nil},
	{"MailUser", "ExternalEmailAddress", func(_ *builder, o object) string { return o.text("PrimarySmtpAddress") }, nil},
}

func always(value string) func(*builder, object) string {
	return func(*builder, object) string { return value }
}

// towardsCloud reports whether a send connector leads to the service.
func towardsCloud(t *thing) bool {
	return t.is("CloudServicesMailEnabled") || strings.HasSuffix(strings.ToLower(t.text("TlsDomain")),
		".outlook.com") ||
		strings.HasPrefix(strings.ToLower(t.label()), "outbound to office 365")
}

// standIn gives a line that makes an object the values that no export shows and without which there is none, and asks
// for them.
func (b *builder) standIn(l *line, n cmdlet.Noun, o object) {
	for _, s := range standIns {
		p := n.Property(s.property)
		if s.noun != n.Name || p == nil || l.has(s.property) ||
			o.thing.value(s.property) != nil && len(o.thing.list(s.property)) > 0 {
			continue
		}
		value := s.value(b, o)
		v, err := p.Read([]string{value})
		if value == "" || err != nil {
			continue
		}
		l.arguments = append(l.arguments, argument{s.property, v.Literal(), wanted{p, v, nil}})
		b.dropped[dropKey(o.thing, s.property)] = true // what is printed as empty is not meant
		u := Unknown{fmt.Sprintf("%s of %s %s", s.property, n.Name, script.Quote(o.label())),
			"no export shows it", value, ""}
		if s.other != nil {
			b.later = append(b.later, standInQuestion{l.side, n.Name, o.thing, s.property, value, s.other(b, o)})
		} else {
			b.report.Unknown = append(b.report.Unknown, u)
		}
	}
}

// standInQuestion is a question about a value that was needed and that no export shows.
type standInQuestion struct {
	side                   relay.Side
	noun                   string
	thing                  *thing
	property, value, other string
}

// askForStandIns asks for the values that were needed and that no export shows, when all objects are there.
func (b *builder) askForStandIns() {
	for _, q := range b.later {
		n, ok := b.noun(q.side, q.noun)
		if !ok {
			continue
		}
		e := entries(n, b.organization(q.side)).of(q.thing)
		if e == nil {
			continue
		}
		texts := strings.Split(q.other, ",")
		for i, s := range texts {
			texts[i] = cmdlet.Quote(s)
		}
		b.ask(fmt.Sprintf("%s> Set-%s %s -%s %s", q.side, q.noun, cmdlet.Quote(e.Identity), q.property,
			strings.Join(texts, ",")),
			fmt.Sprintf("Is %s of the %s %s rather %s than %s?", q.property, phrases[q.noun], script.Quote(e.Identity),
				q.other, q.value),
			fmt.Sprintf("%s of %s %s", q.property, q.noun, script.Quote(e.Identity)),
			"no export shows it, and without it there is no such object", q.value)
	}
}

// impliedDomains are the domains that a side accepts as its objects show: those of its recipients, and those that the
// cloud sends on to the servers.
func (b *builder) impliedDomains(side relay.Side) []string {
	var domains []string
	add := func(d string) {
		if d = strings.ToLower(d); ownDomain(d) && !slices.Contains(domains, d) {
			domains = append(domains, d)
		}
	}
	for _, t := range b.all(relay.Cloud, "OutboundConnector") {
		if towardsPremises(t) {
			for _, d := range t.list("RecipientDomains") {
				add(d)
			}
		}
	}
	for _, t := range b.everyone(side) {
		if t.noun != "MailUser" {
			add(relay.DomainOf(t.text("PrimarySmtpAddress")))
		}
	}
	return domains
}

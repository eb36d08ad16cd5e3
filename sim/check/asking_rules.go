package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/rules"
	"hybridsim/sim/caveat"
)

// askRules asks for each mail-flow rule in force: does it do what it says, if a message can be made that it is about?
func (s *scene) askRules(c *cast) (list []*Asked) {
	s.eachRule(func(side relay.Side, r *relay.TransportRule) {
		if a := s.aboutRule(c, side, r); a != nil && len(list) < maxAsked {
			list = append(list, a)
		}
	})
	return list
}

// eachRule calls f for the rules that are in force on either side.
func (s *scene) eachRule(f func(relay.Side, *relay.TransportRule)) {
	for _, half := range []struct {
		side relay.Side
		o    *relay.Organization
	}{{s.hybrid.onprem, s.local}, {s.hybrid.tenant, s.cloud}} {
		for _, r := range half.o.RulesInOrder() {
			if (r.Mode == "" || r.Mode == relay.RuleEnforce) && r.Dormant(s.now) == "" {
				f(half.side, r)
			}
		}
	}
}

// unasked lists the rules in force that no message is made for.
func (s *scene) unasked(asked []*Asked) (list caveat.List) {
	s.eachRule(func(side relay.Side, r *relay.TransportRule) {
		if !slices.ContainsFunc(asked, func(a *Asked) bool { return a.At == side && a.Object == r.Name && a.ruled() }) {
			list = append(list, caveat.Setting{Side: string(side), Noun: "TransportRule", Object: r.Name,
				Why: "no message is made here that it is about"})
		}
	})
	return list
}

// ruled reports whether a flow is about a mail-flow rule.
func (a *Asked) ruled() bool {
	return a.What == RuleRoutes || a.What == RuleHolds || a.What == RuleActs
}

// aboutRule makes the flow of a rule; nil when no message can be made that it is about.
func (s *scene) aboutRule(c *cast, side relay.Side, r *relay.TransportRule) *Asked {
	people := parties{own: c.players[localUser].address, other: c.players[cloudUser].address,
		outside: c.players[internet].address}
	o := s.organization(side)
	a := &Asked{What: RuleActs, Object: r.Name, At: side, Want: slices.Concat(external, internal)}
	if side == s.hybrid.tenant {
		people.own, people.other = people.other, people.own
		switch {
		case r.RouteMessageOutboundConnector != "":
			a.What = RuleRoutes
		case r.Quarantine:
			a.What = RuleHolds
		}
	}
	switch {
	case r.Rejects():
		a.Want = []Kind{Refused}
	case r.DeleteMessage:
		a.Want = []Kind{Lost}
	case r.Quarantine:
		a.Want = []Kind{Quarantined}
	case len(r.ModerateMessageByUser) > 0:
		a.Want = []Kind{Deferred}
	case len(r.RedirectMessageTo) > 0:
		a.Reaches = o.AddressOf(r.RedirectMessageTo[0])
	case !r.SetSCL.IsZero():
		a.Want = append(a.Want, Junked, Quarantined)
	}
	a.meets(r.If, people)
	a.From, a.To = o.AddressOf(a.From), o.AddressOf(a.To)
	if a.From == "" || a.To == "" || !s.sends(a) || !a.matches(o, r) {
		return nil
	}
	return a
}

// sends reports whether somebody has the sender's mailbox.
func (s *scene) sends(a *Asked) bool {
	h := s.hybrid
	return s.w.Side(h.onprem).Holds(a.From) || s.w.Side(h.tenant).Holds(a.From) || a.outsider(s.w, h)
}

// organization is the half of the hybrid on a side.
func (s *scene) organization(side relay.Side) *relay.Organization {
	if side == s.hybrid.tenant {
		return s.cloud
	}
	return s.local
}

// parties are the people of a rule's flow: somebody of its side, of the other, and of the Internet.
type parties struct{ own, other, outside string }

// meets makes a message as the conditions of a rule want it, as far as sender, recipient, subject, a header field and
// the size say it.
func (a *Asked) meets(c relay.RuleConditions, people parties) {
	a.From, a.To = people.own, people.outside
	if c.FromScope == relay.NotInOrganization {
		a.From, a.To = people.outside, people.own
	}
	if domain := relay.DomainOf(people.outside); slices.ContainsFunc(c.SenderDomainIs, func(d string) bool {
		return strings.EqualFold(d, domain)
	}) {
		a.From, a.To = people.outside, people.own
	}
	if len(c.From) > 0 {
		a.From = c.From[0]
	}
	switch {
	case len(c.RecipientDomainIs) > 0:
		a.To = "someone@" + c.RecipientDomainIs[0]
	case len(c.SentTo) > 0:
		a.To = c.SentTo[0]
	case c.SentToScope == relay.InOrganization && a.From == people.own:
		a.To = people.other
	}
	for _, words := range [][]string{c.SubjectContainsWords, c.SubjectOrBodyContainsWords} {
		if len(words) > 0 {
			a.Subject = strings.TrimSpace(a.Subject + " " + words[0])
		}
	}
	if c.HeaderContainsMessageHeader != "" && len(c.HeaderContainsWords) > 0 {
		a.Header = c.HeaderContainsMessageHeader + ": " + c.HeaderContainsWords[0]
	}
	if over := c.MessageSizeOver; over > 0 && over < mostPlayed {
		a.Size = int(over) + headRoom
	}
}

// matches reports whether a rule would be about the message, if it came to the rule's side as the sender's own.
func (a *Asked) matches(o *relay.Organization, r *relay.TransportRule) bool {
	header := relay.Header{{Name: "From", Value: "<" + a.From + ">"}, {Name: "To", Value: "<" + a.To + ">"},
		{Name: "Subject", Value: a.Subject}}
	if name, value, ok := strings.Cut(a.Header, ": "); ok {
		header = append(header, relay.Field{Name: name, Value: value})
	}
	auth := relay.Auth{As: relay.AuthAnonymous}
	if o.Recipient(a.From) != nil {
		auth.As = relay.AuthInternal
	}
	item := &relay.MailItem{From: a.From, Header: header, Body: make([]byte, a.Size), Auth: auth}
	return rules.New(o, item, []rules.Recipient{{Address: a.To, Original: a.To, Object: o.Recipient(a.To)}}).Ask(r).Any
}

// judgeActing looks whether the rule's side found that it is about the message, and where the message ended then.
func judgeActing(s *stage) verdict {
	a := s.flow.asked
	asked := s.ways(relay.WhichRules)
	for _, d := range asked {
		if d.At == string(a.At) && slices.ContainsFunc(d.Candidates, func(c relay.Candidate) bool {
			return c.Chosen && strings.EqualFold(c.Name, a.Object)
		}) {
			if a.Reaches != "" {
				return s.endOf(s.ids[0], a.Reaches)
			}
			return s.arrival()
		}
	}
	v := s.arrival()
	return verdict{Outcome: Outcome{Kind: AnotherWay, Status: fmt.Sprintf("%s did not apply it: %s", a.At,
		cmp.Or(v.Status, string(v.Kind)))}, decided: last(asked)}
}

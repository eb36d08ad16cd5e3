package rules

import (
	"mime"
	"net/mail"
	"strings"

	"hybridsim/relay"
)

// Answer is what one rule says about a message.
type Answer struct {
	Matches []bool // of each recipient, in order
	Any     bool   // it matches for one of them
	Why     relay.Candidate
}

// harmless are kept properties that leave open nothing about what the rule does.
var harmless = map[string]bool{"RuleErrorAction": true, "RuleSubType": true}

// Unread are the properties of a rule that nothing here looks at and that decide what it does: such a rule is not
// asked.
func Unread(x *relay.TransportRule) []string {
	var names []string
	for _, n := range x.Kept.Names() {
		if !harmless[n] {
			names = append(names, n)
		}
	}
	return names
}

// Ask asks one rule: conditions all together, one exception is enough, for each recipient where they are about
// recipients (P7.1, P7.2).
func (m *Message) Ask(x *relay.TransportRule) Answer {
	a := Answer{Matches: make([]bool, len(m.people))}
	if names := Unread(x); len(names) > 0 {
		a.Why = relay.Candidate{Name: x.Name, Property: names[0],
			Why: "nothing here looks at it, so the rule is not asked"}
		return a
	}
	said := "no condition: every message"
	for _, p := range predicates {
		value := p.value(&x.If)
		if value == "" {
			continue
		}
		said = p.name + " " + value
		if p.holds != nil && !p.holds(m, x, &x.If) {
			a.Why = relay.Rejected(x.Name, said, "does not hold")
			return a
		}
	}
	except := ""
	for _, p := range predicates {
		value := p.value(&x.Unless)
		if value != "" && p.holds != nil && p.holds(m, x, &x.Unless) {
			a.Why = relay.Rejected(x.Name, "ExceptIf"+p.name+" "+value, "holds")
			return a
		}
	}
	for i, r := range m.people {
		ok, property, exception := m.meets(x, r)
		a.Matches[i] = ok
		a.Any = a.Any || ok
		if !ok {
			said, except = property, exception
		}
	}
	switch {
	case a.Any:
		a.Why = relay.Selected(x.Name, said, "the rule matches")
	case except != "":
		a.Why = relay.Rejected(x.Name, said, except)
	default:
		a.Why = relay.Rejected(x.Name, said, "holds for no recipient")
	}
	return a
}

// meets reports whether a recipient meets the conditions that are about recipients, and no exception.
func (m *Message) meets(x *relay.TransportRule, r Recipient) (ok bool, property, exception string) {
	for _, p := range predicates {
		if value := p.value(&x.If); value != "" && p.of != nil && !p.of(m, x, &x.If, r) {
			return false, p.name + " " + value, ""
		}
	}
	for _, p := range predicates {
		if value := p.value(&x.Unless); value != "" && p.of != nil && p.of(m, x, &x.Unless, r) {
			return false, "ExceptIf" + p.name + " " + value, "holds"
		}
	}
	return true, "", ""
}

// subject is the subject without encoded words.
func (m *Message) subject() string {
	s := m.item.Header.Get("Subject")
	if decoded, err := new(mime.WordDecoder).DecodeHeader(s); err == nil {
		return decoded
	}
	return s
}

// addressesIn are the addresses of a header field.
func addressesIn(value string) (found []string) {
	addresses, err := mail.ParseAddressList(value)
	if err != nil {
		return strings.Fields(value)
	}
	for _, a := range addresses {
		found = append(found, a.Address)
	}
	return found
}

package rules

import (
	"slices"
	"strings"

	"hybridsim/relay"
)

// A predicate is one condition that a rule can have: what the rule says, if it has it, and whether that holds of the
// message or of one recipient.
type predicate struct {
	name  string
	value func(*relay.RuleConditions) string // empty: the rule does not ask it
	holds func(*Message, *relay.TransportRule, *relay.RuleConditions) bool
	of    func(*Message, *relay.TransportRule, *relay.RuleConditions, Recipient) bool // of a recipient instead
}

type (
	conditions = relay.RuleConditions
	rule       = relay.TransportRule
)

func list(of func(*conditions) []string) func(*conditions) string {
	return func(c *conditions) string { return strings.Join(of(c), ", ") }
}

// address is a recipient's address as a rule wants it.
func (r Recipient) address(x *rule) string {
	if x.RecipientAddressType == relay.AddressOriginal {
		return r.Original
	}
	return r.Address
}

// sent makes a predicate about the sender's addresses.
func sent(name string, of func(*conditions) []string, f func(*Message, []string, string) bool) predicate {
	return predicate{name: name, value: list(of), holds: func(m *Message, x *rule, c *conditions) bool {
		return slices.ContainsFunc(m.senders(x.SenderAddressLocation), func(a string) bool { return f(m, of(c), a) })
	}}
}

// got makes a predicate about a recipient.
func got(name string, of func(*conditions) []string, f func(*Message, []string, string) bool) predicate {
	return predicate{name: name, value: list(of), of: func(m *Message, x *rule, c *conditions, r Recipient) bool {
		return f(m, of(c), r.address(x))
	}}
}

// anywhere makes a predicate about the whole message.
func anywhere(name string, of func(*conditions) []string, f func(*Message, []string) bool) predicate {
	return predicate{name: name, value: list(of), holds: func(m *Message, _ *rule, c *conditions) bool {
		return f(m, of(c))
	}}
}

// field makes a predicate about a named header field.
func field(name string, of func(*conditions) (string, []string), f func([]string, string) bool) predicate {
	return predicate{
		name: name,
		value: func(c *conditions) string {
			header, values := of(c)
			if header == "" {
				return ""
			}
			return header + ": " + strings.Join(values, ", ")
		},
		holds: func(m *Message, _ *rule, c *conditions) bool {
			header, values := of(c)
			return slices.ContainsFunc(m.item.Header, func(x relay.Field) bool {
				return strings.EqualFold(x.Name, header) && f(values, strings.ReplaceAll(x.Value, "\r\n", ""))
			})
		},
	}
}

// inFields makes a predicate about the addresses in some header fields.
func inFields(name string, of func(*conditions) []string, fields ...string) predicate {
	return anywhere(name, of, func(m *Message, list []string) bool {
		return slices.ContainsFunc(fields, func(f string) bool {
			return slices.ContainsFunc(addressesIn(m.item.Header.Get(f)), m.names(list))
		})
	})
}

func size(name string, of func(*conditions) relay.ByteSize, f func(*Message, relay.ByteSize) bool) predicate {
	return predicate{name: name, value: func(c *conditions) string {
		if of(c) == 0 {
			return ""
		}
		return of(c).String()
	}, holds: func(m *Message, _ *rule, c *conditions) bool { return f(m, of(c)) }}
}

// predicates are those that are looked at (P7.2; PS:New-TransportRule).
var predicates = []predicate{
	sent("From", func(c *conditions) []string { return c.From }, func(m *Message, l []string, a string) bool { return m.names(l)(a) }),
	sent("FromMemberOf", func(c *conditions) []string { return c.FromMemberOf }, (*Message).memberOf),
	sent("FromAddressContainsWords", func(c *conditions) []string { return c.FromAddressContainsWords }, func(_ *Message, l []string, a string) bool { return contains(l, a) }),
	sent("FromAddressMatchesPatterns", func(c *conditions) []string { return c.FromAddressMatchesPatterns }, func(_ *Message, l []string, a string) bool { return matches(l, a) }),
	sent("SenderDomainIs", func(c *conditions) []string { return c.SenderDomainIs }, (*Message).domainIs),
	{name: "FromScope", value: func(c *conditions) string { return string(c.FromScope) },
		holds: func(m *Message, x *rule, c *conditions) bool {
			return m.fromScope(x.SenderAddressLocation, c.FromScope)
		}},
	{name: "SenderIpRanges", value: func(c *conditions) string {
		if len(c.SenderIpRanges) == 0 {
			return ""
		}
		return relay.Some(c.SenderIpRanges)
	}, holds: func(m *Message, _ *rule, c *conditions) bool {
		return slices.ContainsFunc(c.SenderIpRanges, func(r relay.AddressRange) bool {
			return r.Contains(m.item.ClientIP)
		})
	}},
	got("SentTo", func(c *conditions) []string { return c.SentTo }, func(m *Message, l []string, a string) bool { return m.names(l)(a) }),
	got("SentToMemberOf", func(c *conditions) []string { return c.SentToMemberOf }, (*Message).memberOf),
	got("RecipientDomainIs", func(c *conditions) []string { return c.RecipientDomainIs }, (*Message).domainIs),
	got("RecipientAddressContainsWords", func(c *conditions) []string { return c.RecipientAddressContainsWords }, func(_ *Message, l []string, a string) bool { return contains(l, a) }),
	got("RecipientAddressMatchesPatterns", func(c *conditions) []string { return c.RecipientAddressMatchesPatterns }, func(_ *Message, l []string, a string) bool { return matches(l, a) }),
	{name: "SentToScope", value: func(c *conditions) string { return string(c.SentToScope) },
		of: func(m *Message, _ *rule, c *conditions, r Recipient) bool { return m.sentToScope(r, c.SentToScope) }},
	anywhere("AnyOfRecipientAddressContainsWords", func(c *conditions) []string { return c.AnyOfRecipientAddressContainsWords }, func(m *Message, l []string) bool {
		return slices.ContainsFunc(m.people, func(r Recipient) bool { return contains(l, r.Address) })
	}),
	inFields("AnyOfToHeader", func(c *conditions) []string { return c.AnyOfToHeader }, "To"),
	inFields("AnyOfCcHeader", func(c *conditions) []string { return c.AnyOfCcHeader }, "Cc"),
	inFields("AnyOfToCcHeader", func(c *conditions) []string { return c.AnyOfToCcHeader }, "To", "Cc"),
	anywhere("SubjectContainsWords", func(c *conditions) []string { return c.SubjectContainsWords }, func(m *Message, l []string) bool { return words(l, m.subject()) }),
	anywhere("SubjectMatchesPatterns", func(c *conditions) []string { return c.SubjectMatchesPatterns }, func(m *Message, l []string) bool { return matches(l, m.subject()) }),
	anywhere("SubjectOrBodyContainsWords", func(c *conditions) []string { return c.SubjectOrBodyContainsWords }, func(m *Message, l []string) bool {
		return words(l, m.subject()) || words(l, string(m.body()))
	}),
	anywhere("SubjectOrBodyMatchesPatterns", func(c *conditions) []string { return c.SubjectOrBodyMatchesPatterns }, func(m *Message, l []string) bool {
		return matches(l, m.subject()) || matches(l, string(m.body()))
	}),
	anywhere("AttachmentNameMatchesPatterns", func(c *conditions) []string { return c.AttachmentNameMatchesPatterns }, func(m *Message, l []string) bool {
		return m.attachment(func(name string, _ int) bool { return matches(l, name) })
	}),
	field("HeaderContains", func(c *conditions) (string, []string) { return c.HeaderContainsMessageHeader, c.HeaderContainsWords }, words),
	field("HeaderMatches", func(c *conditions) (string, []string) { return c.HeaderMatchesMessageHeader, c.HeaderMatchesPatterns }, matches),
	size("MessageSizeOver", func(c *conditions) relay.ByteSize { return c.MessageSizeOver }, func(m *Message, n relay.ByteSize) bool {
		return relay.ByteSize(relay.ContentSize(m.item.Header, m.item.Body)) >= n
	}),
	size("AttachmentSizeOver", func(c *conditions) relay.ByteSize { return c.AttachmentSizeOver }, func(m *Message, n relay.ByteSize) bool {
		return m.attachment(func(_ string, size int) bool { return relay.ByteSize(size) >= n })
	}),
	{name: "MessageTypeMatches", value: func(c *conditions) string { return string(c.MessageTypeMatches) },
		holds: func(m *Message, _ *rule, c *conditions) bool { return m.isType(c.MessageTypeMatches) }},
	{name: "SCLOver", value: func(c *conditions) string { return c.SCLOver.String() },
		holds: func(m *Message, _ *rule, c *conditions) bool {
			has, ok := m.item.SCL.Given()
			asked, _ := c.SCLOver.Given()
			return ok && has >= asked
		}},
}

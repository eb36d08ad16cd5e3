package categorizer

import (
	"cmp"
	"slices"
	"strings"

	"hybridsim/relay"
)

// ContentFilterPolicy is the anti-spam policy that a recipient's mail is under: the first whose rule is about the
// recipient, whose name is told, else the default one; never several together (G2.49).
func ContentFilterPolicy(o *relay.Organization, to string) (p *relay.ContentFilterPolicy, rule string) {
	if r := ruleAbout(o, o.ContentFilterRules, to); r != nil {
		if p := o.ContentFilterPolicy(r.Policy); p != nil {
			return p, r.Name
		}
	}
	return cmp.Or(o.ContentFilterPolicy(relay.DefaultPolicy), relay.NewContentFilterPolicy(relay.DefaultPolicy)), ""
}

// AntiPhishPolicy is the anti-phishing policy that a recipient's mail is under, chosen alike (G2.49).
func AntiPhishPolicy(o *relay.Organization, to string) *relay.AntiPhishPolicy {
	if r := ruleAbout(o, o.AntiPhishRules, to); r != nil {
		if p := o.AntiPhishPolicy(r.Policy); p != nil {
			return p
		}
	}
	const usual = relay.DefaultAntiPhishPolicy
	return cmp.Or(o.AntiPhishPolicy(usual), relay.NewAntiPhishPolicy(usual))
}

// ruleAbout is the first enabled rule about a recipient, by priority, or nil.
func ruleAbout(o *relay.Organization, rules []*relay.FilterRule, to string) *relay.FilterRule {
	if len(rules) == 0 {
		return nil
	}
	byPriority := slices.SortedStableFunc(slices.Values(rules), func(a, b *relay.FilterRule) int {
		return a.Priority - b.Priority
	})
	for _, r := range byPriority {
		if r.State != relay.RuleDisabled && holdsAll(o, r.Whom, to) && !holdsAny(o, r.But, to) {
			return r
		}
	}
	return nil
}

// holdsAll reports whether all kinds of conditions that a scope has hold for a recipient.
func holdsAll(o *relay.Organization, s relay.FilterScope, to string) bool {
	return !s.IsZero() && (len(s.SentTo) == 0 || sentTo(o, s, to)) &&
		(len(s.SentToMemberOf) == 0 || Includes(o, s.SentToMemberOf, to)) &&
		(len(s.RecipientDomainIs) == 0 || inDomains(s, to))
}

// holdsAny reports whether one of them does.
func holdsAny(o *relay.Organization, s relay.FilterScope, to string) bool {
	return sentTo(o, s, to) || Includes(o, s.SentToMemberOf, to) || inDomains(s, to)
}

func sentTo(o *relay.Organization, s relay.FilterScope, to string) bool {
	who := o.Recipient(to)
	return slices.ContainsFunc(s.SentTo, func(a string) bool {
		return relay.SameAddress(a, to) || who != nil && who.HasAddress(a)
	})
}

func inDomains(s relay.FilterScope, to string) bool {
	return slices.ContainsFunc(s.RecipientDomainIs, func(d string) bool {
		return strings.EqualFold(d, relay.DomainOf(to))
	})
}

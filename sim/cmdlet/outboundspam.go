package cmdlet

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

const manyMessages = "who sends too much is blocked"

var outboundSpamPolicies = &noun[relay.OutboundSpamPolicy]{
	name: "HostedOutboundSpamFilterPolicy", on: inTheCloud,
	properties: slices.Concat([]property{
		{name: "Name", required: true},
		{name: "IsDefault", access: readOnly},
		{name: "AutoForwardingMode", note: "what Automatic means, the date says (P2.15)",
			typ: reflect.TypeFor[relay.AutoForwardingMode](), usual: []usual{{value: "Automatic"}}, source: "P2.15"},
		kept("ActionWhenThresholdReached", oneOf("Alert", "BlockUserForToday", "BlockUser"), manyMessages, "BlockUserForToday"),
		kept("BccSuspiciousOutboundAdditionalRecipients", words, "who has a copy of suspicious mail", nothing),
		kept("BccSuspiciousOutboundMail", flag, "who has a copy of suspicious mail", "False"),
		kept("NotifyOutboundSpam", flag, "who is told of blocked senders", "False"),
		kept("NotifyOutboundSpamRecipients", words, "who is told of blocked senders", nothing),
		kept("RecipientLimitExternalPerHour", number, manyMessages, "0"),
		kept("RecipientLimitInternalPerHour", number, manyMessages, "0"),
		kept("RecipientLimitPerDay", number, manyMessages, "0"),
	}, ignored("a free text", "AdminDisplayName")),
	list:     func(o *relay.Organization) *[]*relay.OutboundSpamPolicy { return &o.OutboundSpamPolicies },
	identity: func(p *relay.OutboundSpamPolicy) string { return p.Name },
	defaults: func(*relay.Organization) *relay.OutboundSpamPolicy {
		return &relay.OutboundSpamPolicy{AutoForwardingMode: relay.AutoForwardingAutomatic}
	},
}

var outboundSpamRules = &noun[relay.OutboundSpamRule]{
	name: "HostedOutboundSpamFilterRule", on: inTheCloud,
	properties: slices.Concat([]property{
		{name: "Name", required: true},
		{name: "HostedOutboundSpamFilterPolicy", required: true},
		{name: "State", access: readOnly},
		{name: "Priority", note: "0 is asked first; new ones last if not given"},
		{name: "From", clean: cleanAddress},
		{name: "FromMemberOf", links: true},
		{name: "SenderDomainIs", clean: cleanDomainPattern},
		kept("ExceptIfFrom", words, exceptions, nothing),
		kept("ExceptIfFromMemberOf", words, exceptions, nothing),
		kept("ExceptIfSenderDomainIs", words, exceptions, nothing),
	}, ignored("a free text", "Comments")),
	list:     func(o *relay.Organization) *[]*relay.OutboundSpamRule { return &o.OutboundSpamRules },
	identity: func(r *relay.OutboundSpamRule) string { return r.Name },
	defaults: func(o *relay.Organization) *relay.OutboundSpamRule {
		return &relay.OutboundSpamRule{State: relay.RuleEnabled, Priority: len(o.OutboundSpamRules)}
	},
	settle: func(c *call, old, r *relay.OutboundSpamRule) error {
		o := ruleOption{Enabled: true}
		if err := c.bind(&o); err != nil || old != nil {
			return err
		}
		if !o.Enabled {
			r.State = relay.RuleDisabled
		}
		return nil
	},
	rules: []rule[relay.OutboundSpamRule]{{
		says: "A rule names a policy that exists and is not the default one.", source: "PS:New-HostedOutboundSpamFilterRule",
		about: []string{"HostedOutboundSpamFilterPolicy"}, broken: missingPolicy,
	}, {
		says: "A rule is about somebody.", source: "PS:New-HostedOutboundSpamFilterRule", about: []string{"From", "FromMemberOf", "SenderDomainIs"},
		broken: func(s subject[relay.OutboundSpamRule]) *refusal {
			return must(len(s.x.From)+len(s.x.FromMemberOf)+len(s.x.SenderDomainIs) > 0, "the rule is about nobody",
				"add -From, -FromMemberOf or -SenderDomainIs")
		},
	}},
}

// ruleOption is a parameter of New- for a rule; Enable- and Disable- change it afterwards.
type ruleOption struct{ Enabled bool }

func ruleParameter() []parameter {
	return options[ruleOption](property{name: "Enabled", access: newOnly,
		note: "Enable- and Disable- change it afterwards"})
}

const exceptions = "whom the rule is not about"

func missingPolicy(s subject[relay.OutboundSpamRule]) *refusal {
	name := s.x.HostedOutboundSpamFilterPolicy
	p := s.org.OutboundSpamPolicy(name)
	if p == nil {
		var names []string
		for _, p := range s.org.OutboundSpamPolicies {
			names = append(names, p.Name)
		}
		return must(false, fmt.Sprintf("there is no HostedOutboundSpamFilterPolicy %s", quote(name)),
			suggest.DidYouMean(name, names))
	}
	return must(!strings.EqualFold(p.Name, relay.DefaultPolicy),
		"the default policy is for everybody whom no rule is about", "make one with New-HostedOutboundSpamFilterPolicy")
}

func outboundSpamCmdlets() []*command {
	p, r := outboundSpamPolicies, outboundSpamRules
	keepDefault := func(_ *call, x *relay.OutboundSpamPolicy) error {
		if x.IsDefault {
			return refuse("Identity", "the default policy cannot be removed", "change it with Set-"+p.name)
		}
		return nil
	}
	return append([]*command{
		p.get(nil), p.set(), p.new(nil), p.remove(keepDefault),
		r.get(nil), r.set(), r.new(ruleParameter()), r.remove(),
	}, r.toggles(r.name, func(x *relay.OutboundSpamRule, on bool) { x.State = stateOf(on) })...)
}

package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// otherActions are actions on spam that Exchange has besides.
var otherActions = []string{"AddXHeader", "ModifySubject", "Redirect", "Delete", "NoAction"}

const (
	contents      = "what the filter takes for spam: of content it knows the test text alone"
	complaints    = "which bulk mail is spam: there is no complaint level here"
	impersonation = "which mail imitates somebody: the filter has no such test here"
	shownToUsers  = "it is about what users see, and how long"
)

// spamAction is a parameter for what becomes of spam.
func spamAction(name string) property {
	return property{name: name, beyond: otherActions, why: "what becomes of it"}
}

var contentFilterPolicies = &noun[relay.ContentFilterPolicy]{
	name: "HostedContentFilterPolicy", on: inTheCloud,
	properties: slices.Concat([]property{
		{name: "Name", required: true},
		{name: "IsDefault", access: readOnly},
		spamAction("SpamAction"), spamAction("HighConfidenceSpamAction"),
		{name: "AllowedSenders", clean: cleanAddress}, {name: "AllowedSenderDomains", clean: cleanDomainPattern},
		{name: "BlockedSenders", clean: cleanAddress}, {name: "BlockedSenderDomains", clean: cleanDomainPattern},
		{name: "MarkAsSpamSpfRecordHardFail", beyond: []string{"Test"}, why: "what a test marks"},
		{name: "MarkAsSpamNdrBackscatter", beyond: []string{"Test"}, why: "what a test marks"},
		kept("PhishSpamAction", word, "what becomes of phishing: the filter finds none but of high confidence", "Quarantine"),
		kept("HighConfidencePhishAction", word, "what becomes of phishing of high confidence: quarantine here", "Quarantine"),
		kept("BulkSpamAction", word, complaints, "MoveToJmf"), kept("BulkThreshold", number, complaints, "7"),
		kept("MarkAsSpamBulkMail", word, complaints, "On"),
		kept("MarkAsSpamFromAddressAuthFail", word, "what Sender ID says: it does not exist here", "Off"),
		kept("IntraOrgFilterState", word, "which mail between the tenant's mailboxes is judged: none here", "Default"),
		kept("AddXHeaderValue", word, contents, nothing), kept("ModifySubjectValue", word, contents, nothing),
		kept("RedirectToRecipients", words, "who gets what is redirected", nothing),
		kept("QuarantineRetentionPeriod", number, "how long quarantine keeps mail: 15 days of spam, 30 of the rest here"),
		kept("EnableLanguageBlockList", flag, contents, "False"), kept("LanguageBlockList", words, contents, nothing),
		kept("EnableRegionBlockList", flag, contents, "False"), kept("RegionBlockList", words, contents, nothing),
	}, testsOfContent(), all(writeOnly, ignored(shownToUsers, `AdminDisplayName BulkQuarantineTag DownloadLink
		EnableEndUserSpamNotifications EndUserSpamNotificationCustomFromAddress EndUserSpamNotificationCustomFromName
		EndUserSpamNotificationCustomSubject EndUserSpamNotificationFrequency EndUserSpamNotificationLanguage EndUserSpamNotificationLimit
		HighConfidencePhishQuarantineTag HighConfidenceSpamQuarantineTag InlineSafetyTipsEnabled MakeDefault PhishQuarantineTag
		PhishZapEnabled SpamQuarantineTag SpamZapEnabled TestModeAction TestModeBccToRecipients ZapEnabled RecommendedPolicyType`))),
	list:     func(o *relay.Organization) *[]*relay.ContentFilterPolicy { return &o.ContentFilterPolicies },
	identity: func(p *relay.ContentFilterPolicy) string { return p.Name },
	defaults: func(*relay.Organization) *relay.ContentFilterPolicy { return relay.NewContentFilterPolicy("") },
}

// testsOfContent are the tests of the advanced spam filter, none of which is done.
func testsOfContent() (ps []property) {
	for _, name := range strings.Fields(`IncreaseScoreWithBizOrInfoUrls IncreaseScoreWithImageLinks IncreaseScoreWithNumericIps
		IncreaseScoreWithRedirectToOtherPort MarkAsSpamEmbedTagsInHtml MarkAsSpamEmptyMessages MarkAsSpamFormTagsInHtml MarkAsSpamFramesInHtml
		MarkAsSpamJavaScriptInHtml MarkAsSpamObjectTagsInHtml MarkAsSpamSensitiveWordList MarkAsSpamWebBugsInHtml`) {
		ps = append(ps, kept(name, word, contents, "Off"))
	}
	return ps
}

var antiPhishPolicies = &noun[relay.AntiPhishPolicy]{
	name: "AntiPhishPolicy", on: inTheCloud,
	properties: slices.Concat([]property{
		{name: "Name", required: true},
		{name: "IsDefault", access: readOnly},
		{name: "EnableSpoofIntelligence"}, {name: "AuthenticationFailAction"},
		{name: "HonorDmarcPolicy", note: "where the MX is the service, or Enhanced Filtering is on (G2.55)"},
		{name: "DmarcRejectAction"}, {name: "DmarcQuarantineAction"},
		kept("Enabled", flag, "whether the policy is in force: its rule says so", "True"),
	}, impersonationTests(), all(writeOnly, ignored(shownToUsers, `AdminDisplayName EnableFirstContactSafetyTips
		EnableSimilarDomainsSafetyTips EnableSimilarUsersSafetyTips EnableSuspiciousSafetyTip EnableUnauthenticatedSender
		EnableUnusualCharactersSafetyTips EnableViaTag MailboxIntelligenceQuarantineTag MakeDefault PolicyTag RecommendedPolicyType
		SpoofQuarantineTag TargetedDomainQuarantineTag TargetedUserQuarantineTag`))),
	list:     func(o *relay.Organization) *[]*relay.AntiPhishPolicy { return &o.AntiPhishPolicies },
	identity: func(p *relay.AntiPhishPolicy) string { return p.Name },
	defaults: func(*relay.Organization) *relay.AntiPhishPolicy { return relay.NewAntiPhishPolicy("") },
}

// impersonationTests are what a policy has against mail that imitates somebody, none of which is done.
func impersonationTests() (ps []property) {
	for _, name := range strings.Fields(`EnableMailboxIntelligence EnableMailboxIntelligenceProtection
		EnableOrganizationDomainsProtection EnableTargetedDomainsProtection EnableTargetedUserProtection`) {
		ps = append(ps, kept(name, flag, impersonation))
	}
	for _, name := range strings.Fields(`ExcludedDomains ExcludedSenders ImpersonationProtectionState MailboxIntelligenceProtectionAction
		MailboxIntelligenceProtectionActionRecipients PhishThresholdLevel TargetedDomainActionRecipients TargetedDomainProtectionAction
		TargetedDomainsToProtect TargetedUserActionRecipients TargetedUserProtectionAction TargetedUsersToProtect`) {
		ps = append(ps, kept(name, words, impersonation))
	}
	return ps
}

var (
	contentFilterRules = filterRules("HostedContentFilterRule", contentFilterPolicies,
		func(o *relay.Organization) *[]*relay.FilterRule { return &o.ContentFilterRules }, relay.DefaultPolicy)
	antiPhishRules = filterRules("AntiPhishRule", antiPhishPolicies,
		func(o *relay.Organization) *[]*relay.FilterRule { return &o.AntiPhishRules }, relay.DefaultAntiPhishPolicy)
)

// filterRules are rules that say for whose mail policies are.
func filterRules[P any](name string, policies *noun[P], list func(*relay.Organization) *[]*relay.FilterRule,
	usual string) *noun[relay.FilterRule] {
	scope := func(prefix, in string) []property {
		return []property{
			{name: prefix + "SentTo", field: in + ".SentTo", clean: cleanAddress, quiet: prefix != ""},
			{name: prefix + "SentToMemberOf", field: in + ".SentToMemberOf", links: true, quiet: prefix != ""},
			{name: prefix + "RecipientDomainIs", field: in + ".RecipientDomainIs", clean: cleanDomainPattern, quiet: prefix != ""},
		}
	}
	return &noun[relay.FilterRule]{
		name: name, on: inTheCloud,
		properties: slices.Concat([]property{
			{name: "Name", required: true}, {name: policies.name, field: "Policy", required: true},
			{name: "State", access: readOnly},
			{name: "Priority", note: "0 is asked first; new ones last if not given"},
		}, scope("", "Whom"), scope("ExceptIf", "But"), ignored("a free text", "Comments")),
		list: list, identity: func(r *relay.FilterRule) string { return r.Name },
		defaults: func(o *relay.Organization) *relay.FilterRule {
			return &relay.FilterRule{State: relay.RuleEnabled, Priority: len(*list(o))}
		},
		settle: func(c *call, old, r *relay.FilterRule) error {
			if a := c.given["Enabled"]; old == nil && a != nil && a.value != nil {
				r.State = stateOf(a.value.truth)
			}
			return nil
		},
		rules: []rule[relay.FilterRule]{{
			says: "A rule names a policy that exists and is not the default one.", source: "PS:New-" + name,
			about: []string{policies.name},
			broken: func(s subject[relay.FilterRule]) *refusal {
				var names []string
				for _, p := range *policies.list(s.org) {
					names = append(names, policies.identity(p))
				}
				if !suggest.Has(names, s.x.Policy) {
					return must(false, fmt.Sprintf("there is no %s %s", policies.name, quote(s.x.Policy)),
						suggest.DidYouMean(s.x.Policy, names))
				}
				return must(!strings.EqualFold(s.x.Policy, usual),
					"the default policy is for everybody whom no rule is about", "make one with New-"+policies.name)
			},
		}, {
			says: "A rule is about somebody.", source: "PS:New-" + name,
			about: []string{"SentTo", "SentToMemberOf", "RecipientDomainIs"},
			broken: func(s subject[relay.FilterRule]) *refusal {
				return must(!s.x.Whom.IsZero(), "the rule is about nobody",
					"add -SentTo, -SentToMemberOf or -RecipientDomainIs")
			},
		}},
	}
}

func filterPolicyCmdlets() (list []*command) {
	keep := func(usual bool, noun string) error {
		if usual {
			return refuse("Identity", "the default policy cannot be removed", "change it with Set-"+noun)
		}
		return nil
	}
	p, a := contentFilterPolicies, antiPhishPolicies
	list = append(list, p.get(nil), p.set(), p.new(nil), p.remove(func(_ *call, x *relay.ContentFilterPolicy) error {
		return keep(x.IsDefault, p.name)
	}), a.get(nil), a.set(), a.new(nil), a.remove(func(_ *call, x *relay.AntiPhishPolicy) error {
		return keep(x.IsDefault, a.name)
	}))
	for _, r := range []*noun[relay.FilterRule]{contentFilterRules, antiPhishRules} {
		list = append(list, r.get(nil), r.set(), r.new(ruleParameter()), r.remove())
		list = append(list, r.toggles(r.name, func(x *relay.FilterRule, on bool) { x.State = stateOf(on) })...)
	}
	return list
}

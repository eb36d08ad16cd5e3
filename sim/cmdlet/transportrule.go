package cmdlet

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// transportRules are the mail-flow rules of one side (P7.1 to P7.8).
var transportRules = &noun[relay.TransportRule]{
	name: "TransportRule", on: everywhere,
	properties: slices.Concat([]property{
		{name: "Name", required: true},
		{name: "Priority", note: "0 is asked first; a new rule is the last"},
		{name: "State", access: newOnly, note: "as Get- shows it; a person says -Enabled $false"},
		{name: "Mode"},
		ruleEnabled,
		{name: "SenderAddressLocation", optional: true, quiet: true},
		{name: "RecipientAddressType", optional: true, quiet: true},
		{name: "StopRuleProcessing"},
	}, ruleTests("", "If"), ruleTests("ExceptIf", "Unless"), ruleActions, ruleKept,
		[]property{ignoredField("Comments", label).written()}),
	list:     func(o *relay.Organization) *[]*relay.TransportRule { return &o.TransportRules },
	identity: func(r *relay.TransportRule) string { return r.Name },
	defaults: func(o *relay.Organization) *relay.TransportRule {
		return &relay.TransportRule{State: relay.RuleEnabled, Mode: relay.RuleEnforce, Priority: len(o.TransportRules)}
	},
	settle: settleRule,
	rules:  ruleRules,
}

// ruleEnabled is the parameter of New- that Get- shows as State.
var ruleEnabled = property{name: "Enabled", field: noField, access: onceOnly, typ: flag.typ, effect: EffectIgnored,
	why: "State shows it"}

// quietly are properties that are printed only when they are told.
func quietly(fields ...string) []property {
	var ps []property
	for _, f := range fields {
		ps = append(ps, property{name: f, quiet: true})
	}
	return ps
}

// ruleTests are the predicates, as conditions or as exceptions.
func ruleTests(prefix, in string) []property {
	domains := func(name string) property {
		return property{name: name, clean: func(s string) (string, error) {
			return cleanDomainPattern(strings.TrimPrefix(s, "@"))
		}}
	}
	pattern := func(name string) property { return property{name: name, clean: cleanRegexp} }
	var ps []property
	for _, p := range []property{
		{name: "From"}, {name: "FromMemberOf"}, {name: "FromAddressContainsWords"}, pattern("FromAddressMatchesPatterns"),
		domains("SenderDomainIs"), {name: "FromScope", optional: true}, {name: "SenderIpRanges"},
		{name: "SentTo"}, {name: "SentToMemberOf"}, domains("RecipientDomainIs"), {name: "RecipientAddressContainsWords"},
		pattern("RecipientAddressMatchesPatterns"),
		{name: "SentToScope", optional: true, beyond: []string{"ExternalPartner", "ExternalNonPartner"},
			why: "which recipients count as partners"},
		{name: "AnyOfToHeader"}, {name: "AnyOfCcHeader"}, {name: "AnyOfToCcHeader"}, {name: "AnyOfRecipientAddressContainsWords"},
		{name: "SubjectContainsWords"}, pattern("SubjectMatchesPatterns"), {name: "SubjectOrBodyContainsWords"},
		pattern("SubjectOrBodyMatchesPatterns"), pattern("AttachmentNameMatchesPatterns"),
		{name: "HeaderContainsMessageHeader"}, {name: "HeaderContainsWords"},
		{name: "HeaderMatchesMessageHeader"}, pattern("HeaderMatchesPatterns"),
		{name: "MessageSizeOver"}, {name: "AttachmentSizeOver"},
		{name: "MessageTypeMatches", optional: true, beyond: []string{"PermissionControlled", "Voicemail", "ApprovalRequest"},
			why: "which messages are of that type"},
		{name: "SCLOver"},
	} {
		p.field, p.name, p.quiet = in+"."+p.name, prefix+p.name, true
		ps = append(ps, p)
	}
	for _, name := range strings.Fields(`ADComparisonAttribute ADComparisonOperator AnyOfCcHeaderMemberOf AnyOfRecipientAddressMatchesPatterns
		AnyOfToCcHeaderMemberOf AnyOfToHeaderMemberOf AttachmentContainsWords AttachmentExtensionMatchesWords AttachmentHasExecutableContent
		AttachmentIsPasswordProtected AttachmentIsUnsupported AttachmentMatchesPatterns AttachmentProcessingLimitExceeded
		AttachmentPropertyContainsWords BetweenMemberOf1 BetweenMemberOf2 ContentCharacterSetContainsWords HasClassification HasNoClassification
		HasSenderOverride ManagerAddresses ManagerForEvaluatedUser MessageContainsDataClassifications RecipientADAttributeContainsWords
		RecipientADAttributeMatchesPatterns RecipientInSenderList SenderADAttributeContainsWords SenderADAttributeMatchesPatterns
		SenderInRecipientList SenderManagementRelationship WithImportance`) {
		ps = append(ps, kept(prefix+name, words, "which messages the rule matches", nothing))
	}
	return ps
}

var ruleActions = slices.Concat([]property{
	{name: "RejectMessageReasonText", quiet: true, prose: true}, {name: "RejectMessageEnhancedStatusCode", quiet: true},
	{name: "DeleteMessage", quiet: true}, {name: "Quarantine", quiet: true},
}, quietly("RedirectMessageTo", "ModerateMessageByUser", "BlindCopyTo", "CopyTo", "AddToRecipients"), []property{
	{name: "RouteMessageOutboundConnector", on: inTheCloud, quiet: true},
	{name: "RouteMessageOutboundRequireTls", on: scope{relay.Exchange2013, relay.Exchange2019, true}, quiet: true},
	{name: "ActivationDate", quiet: true}, {name: "ExpiryDate", quiet: true},
	{name: "SetHeaderName", quiet: true}, {name: "SetHeaderValue", quiet: true}, {name: "RemoveHeader", quiet: true},
	{name: "PrependSubject", quiet: true, prose: true}, {name: "SetSCL", quiet: true},
	{name: "ApplyHtmlDisclaimerText", quiet: true, prose: true},
	{name: "ApplyHtmlDisclaimerLocation", optional: true, quiet: true},
	{name: "ApplyHtmlDisclaimerFallbackAction", optional: true, quiet: true},
})

const ruleDoes = "what the rule does with a message"

var ruleKept = slices.Concat([]property{
	kept("RuleErrorAction", oneOf("Ignore", "Defer"), rules, "Ignore"),
	kept("ModerateMessageByManager", flag, ruleDoes, "False"),
	kept("AddManagerAsRecipientType", word, ruleDoes, nothing), kept("ApplyClassification", word, ruleDoes, nothing),
	kept("ApplyOME", flag, ruleDoes, "False").in(inTheCloud), kept("RemoveOME", flag, ruleDoes, "False").in(inTheCloud),
	kept("RemoveOMEv2", flag, ruleDoes, "False").in(inTheCloud),
	kept("ApplyRightsProtectionTemplate", word, ruleDoes, nothing), kept("GenerateIncidentReport", word, ruleDoes, nothing),
	kept("IncidentReportContent", words, ruleDoes, nothing), kept("GenerateNotification", word, ruleDoes, nothing),
	kept("NotifySender", word, ruleDoes, nothing), kept("LogEventText", word, ruleDoes, nothing),
	kept("Disconnect", flag, ruleDoes, "False").in(onPremises),
	kept("SmtpRejectMessageRejectText", word, ruleDoes, nothing).in(onPremises),
	kept("SmtpRejectMessageRejectStatusCode", word, ruleDoes, nothing).in(onPremises),
	kept("DlpPolicy", word, ruleDoes, nothing),
}, all(writeOnly, ignored("it says how the rule is logged or shown", "SetAuditSeverity RuleSubType UseLegacyRegex")))

// cleanRegexp reads a pattern.
func cleanRegexp(s string) (string, error) {
	if _, err := regexp.Compile(s); err != nil {
		return "", fmt.Errorf("%q is not a pattern: %s", s, strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	return s, nil
}

var ruleRules = []rule[relay.TransportRule]{
	{
		says: "A header name and its words or patterns go together.", source: "P7.2",
		about: []string{"HeaderContainsMessageHeader", "HeaderContainsWords", "HeaderMatchesMessageHeader", "HeaderMatchesPatterns",
			"ExceptIfHeaderContainsMessageHeader", "ExceptIfHeaderContainsWords", "ExceptIfHeaderMatchesMessageHeader", "ExceptIfHeaderMatchesPatterns"},
		broken: func(s subject[relay.TransportRule]) *refusal {
			for _, c := range []relay.RuleConditions{s.x.If, s.x.Unless} {
				if (c.HeaderContainsMessageHeader == "") != (len(c.HeaderContainsWords) == 0) ||
					(c.HeaderMatchesMessageHeader == "") != (len(c.HeaderMatchesPatterns) == 0) {
					return must(false, "a header needs both its name and what it holds",
						"add -HeaderContainsMessageHeader X-Signed -HeaderContainsWords yes")
				}
			}
			return nil
		},
	},
	{
		says: "SetHeaderName and SetHeaderValue go together.", source: "P7.3", about: []string{"SetHeaderName", "SetHeaderValue"},
		broken: func(s subject[relay.TransportRule]) *refusal {
			return must((s.x.SetHeaderName == "") == (s.x.SetHeaderValue == ""),
				"SetHeaderName and SetHeaderValue go together", "give both")
		},
	},
	{
		says: "A rejection has the status code 5.7.1 or one from 5.7.900 to 5.7.999.", source: "P7.3",
		about: []string{"RejectMessageEnhancedStatusCode"},
		broken: func(s subject[relay.TransportRule]) *refusal {
			code := s.x.RejectMessageEnhancedStatusCode
			own := regexp.MustCompile(`^5\.7\.9\d\d$`)
			return must(code == "" || code == "5.7.1" || own.MatchString(code),
				code+" is not a status code that a rule can give", "want 5.7.1, or 5.7.900 to 5.7.999")
		},
	},
	{
		says: "RouteMessageOutboundConnector names an outbound connector of the tenant.", source: "P7.3",
		about: []string{"RouteMessageOutboundConnector"},
		broken: func(s subject[relay.TransportRule]) *refusal {
			name, names := s.x.RouteMessageOutboundConnector, []string(nil)
			for _, c := range s.org.OutboundConnectors {
				if names = append(names, c.Name); strings.EqualFold(c.Name, name) {
					return nil
				}
			}
			return must(name == "", "there is no outbound connector "+quote(name), suggest.DidYouMean(name, names))
		},
	},
}

// settleRule gives a rule its place: priorities are unique, and setting one moves the rest (P7.1).
func settleRule(c *call, old, r *relay.TransportRule) error {
	if c.here.now.IsEdge() { // P1.7: they run in its session, and only there
		return refuse("Name", "rules of an Edge Transport server are not modelled",
			"make the rule at the prompt onprem>")
	}
	if a := c.given["Enabled"]; old == nil && a != nil && strings.EqualFold(a.value.text, "False") {
		r.State = relay.RuleDisabled
	}
	for _, conn := range c.here.now.OutboundConnectors {
		if strings.EqualFold(conn.Name, r.RouteMessageOutboundConnector) {
			r.RouteMessageOutboundConnector = conn.Name
		}
	}
	last := len(c.here.now.TransportRules) - 1
	if old == nil {
		last++
	}
	r.Priority = min(r.Priority, last) // beyond the last is the last: exports tell priorities one by one
	if old != nil && old.Priority == r.Priority || old == nil && r.Priority == last {
		return nil
	}
	from := last
	if old != nil {
		from = old.Priority
	}
	renumber(c.here, old, func(p int) int {
		switch {
		case from < p && p <= r.Priority:
			return p - 1
		case r.Priority <= p && p < from, r.Priority <= p && old == nil:
			return p + 1
		}
		return p
	})
	return nil
}

// renumber gives the other rules new places.
func renumber(w *workspace, but *relay.TransportRule, place func(int) int) {
	rules := w.edit().TransportRules
	for i, other := range rules {
		if n := place(other.Priority); other != but && n != other.Priority {
			moved := *other
			moved.Priority = n
			rules[i] = &moved
		}
	}
}

func ruleCmdlets() []*command {
	n := transportRules
	gone := func(c *call, x *relay.TransportRule) error {
		renumber(c.here, x, func(p int) int {
			if p > x.Priority {
				return p - 1
			}
			return p
		})
		return nil
	}
	turn := func(x *relay.TransportRule, on bool) { x.State = stateOf(on) }
	return append([]*command{n.get(nil), n.set(), n.new(nil), n.remove(gone)},
		n.toggles("mail-flow rule", turn, disregarded("a rule is switched alike", "Mode")...)...)
}

package rules_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/rules"
)

var tenant = &relay.Organization{
	Side: relay.Cloud, Era: relay.EraToday, Product: relay.ExchangeOnline,
	AcceptedDomains: []*relay.AcceptedDomain{{DomainName: "contoso.com", DomainType: relay.Authoritative}, {DomainName: "outside.com", DomainType: relay.ExternalRelay}},
	Recipients: []*relay.Recipient{
		{Name: "ann", Type: relay.UserMailbox, PrimarySmtpAddress: "ann@contoso.com", EmailAddresses: []string{"ann@contoso.com", "a.n@contoso.com"}},
		{Name: "max", Type: relay.MailUser, PrimarySmtpAddress: "max@contoso.com", TargetAddress: "max@contoso.com"},
		{Name: "team", Type: relay.MailUniversalDistributionGroup, PrimarySmtpAddress: "team@contoso.com", Members: []string{"inner@contoso.com"}},
		{Name: "inner", Type: relay.MailUniversalDistributionGroup, PrimarySmtpAddress: "inner@contoso.com", Members: []string{"ann@contoso.com"}},
	},
}

const plain = "From: Ann <ann@contoso.com>\r\nTo: Max <max@contoso.com>\r\nCc: erin@fabrikam.com\r\nSubject: Car for sale\r\nX-Signed: yes\r\n\r\nA red lorry, and a car.\r\n"

const attached = "From: x@fabrikam.com\r\nSubject: File\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\ntext\r\n--b\r\nContent-Type: application/octet-stream; name=plan.exe\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJDREVGR0g=\r\n--b--\r\n"

func message(content, from string, as relay.AuthAs) *relay.MailItem {
	h, body := relay.SplitMessage([]byte(content))
	return &relay.MailItem{From: from, Header: h, Body: body, Auth: relay.Auth{As: as}, ClientIP: netip.MustParseAddr("192.0.2.7")}
}

// TestPredicates: each row is one condition, for which of two recipients it holds: max inside, and one outside.
func TestPredicates(t *testing.T) {
	people := []rules.Recipient{{Address: "max@contoso.com", Original: "max@contoso.com", Object: tenant.Recipients[1]}, {Address: "erin@eu.fabrikam.com", Original: "ERIN@eu.fabrikam.com"}}
	const both, none, first, second = "both", "none", "first", "second"
	ranges := []relay.AddressRange{{}}
	if err := ranges[0].UnmarshalText([]byte("192.0.2.0/24")); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		r    relay.TransportRule
		want string
	}{
		{"RULEX: no condition is every message", relay.TransportRule{}, both},
		{"From: an object by name", relay.TransportRule{If: relay.RuleConditions{From: []string{"ann"}}}, both},
		{"From: by any of its addresses", relay.TransportRule{If: relay.RuleConditions{From: []string{"a.n@contoso.com"}}}, both},
		{"From: somebody else", relay.TransportRule{If: relay.RuleConditions{From: []string{"max"}}}, none},
		{"FromMemberOf: a group within a group", relay.TransportRule{If: relay.RuleConditions{FromMemberOf: []string{"team"}}}, both},
		{"SenderAddressLocation: the From field by default", relay.TransportRule{If: relay.RuleConditions{SenderDomainIs: []string{"bounces.example"}}}, none},
		{"SenderAddressLocation Envelope", relay.TransportRule{SenderAddressLocation: relay.LocationEnvelope, If: relay.RuleConditions{SenderDomainIs: []string{"bounces.example"}}}, both},
		{"SenderAddressLocation HeaderOrEnvelope", relay.TransportRule{SenderAddressLocation: relay.LocationBoth, If: relay.RuleConditions{FromAddressContainsWords: []string{"bounces"}}}, both},
		{"FromAddressMatchesPatterns", relay.TransportRule{If: relay.RuleConditions{FromAddressMatchesPatterns: []string{`^ANN@`}}}, both},
		{"FromScope InOrganization: authenticated and in an accepted domain", relay.TransportRule{If: relay.RuleConditions{FromScope: relay.InOrganization}}, both},
		{"FromScope NotInOrganization: an own address is not outside", relay.TransportRule{If: relay.RuleConditions{FromScope: relay.NotInOrganization}}, none},
		{"SenderIpRanges: the last hop before the service", relay.TransportRule{If: relay.RuleConditions{SenderIpRanges: ranges}}, both},
		{"SentTo: acts on that recipient", relay.TransportRule{If: relay.RuleConditions{SentTo: []string{"max"}}}, first},
		{"SentToScope InOrganization: on-premises users are inside", relay.TransportRule{If: relay.RuleConditions{SentToScope: relay.InOrganization}}, first},
		{"SentToScope NotInOrganization", relay.TransportRule{If: relay.RuleConditions{SentToScope: relay.NotInOrganization}}, second},
		{"RecipientDomainIs: with subdomains in the cloud of today (PU6)", relay.TransportRule{If: relay.RuleConditions{RecipientDomainIs: []string{"fabrikam.com"}}}, second},
		{"RecipientAddressContainsWords", relay.TransportRule{If: relay.RuleConditions{RecipientAddressContainsWords: []string{"erin"}}}, second},
		{"RecipientAddressType Original", relay.TransportRule{RecipientAddressType: relay.AddressOriginal, If: relay.RuleConditions{RecipientAddressMatchesPatterns: []string{"^erin"}}}, second},
		{"AnyOfRecipientAddressContainsWords: all recipients", relay.TransportRule{If: relay.RuleConditions{AnyOfRecipientAddressContainsWords: []string{"erin"}}}, both},
		{"AnyOfToHeader: all recipients", relay.TransportRule{If: relay.RuleConditions{AnyOfToHeader: []string{"max"}}}, both},
		{"AnyOfCcHeader", relay.TransportRule{If: relay.RuleConditions{AnyOfCcHeader: []string{"max"}}}, none},
		{"AnyOfToCcHeader", relay.TransportRule{If: relay.RuleConditions{AnyOfToCcHeader: []string{"erin@fabrikam.com"}}}, both},
		{"SubjectContainsWords: a whole word", relay.TransportRule{If: relay.RuleConditions{SubjectContainsWords: []string{"ca"}}}, none},
		{"SubjectContainsWords: one of several", relay.TransportRule{If: relay.RuleConditions{SubjectContainsWords: []string{"boat", "car"}}}, both},
		{"SubjectMatchesPatterns", relay.TransportRule{If: relay.RuleConditions{SubjectMatchesPatterns: []string{`for\s+sale$`}}}, both},
		{"SubjectOrBodyContainsWords", relay.TransportRule{If: relay.RuleConditions{SubjectOrBodyContainsWords: []string{"lorry"}}}, both},
		{"HeaderContains: name and value together", relay.TransportRule{If: relay.RuleConditions{HeaderContainsMessageHeader: "X-Signed", HeaderContainsWords: []string{"yes"}}}, both},
		{"HeaderMatches", relay.TransportRule{If: relay.RuleConditions{HeaderMatchesMessageHeader: "x-signed", HeaderMatchesPatterns: []string{"^no"}}}, none},
		{"MessageSizeOver", relay.TransportRule{If: relay.RuleConditions{MessageSizeOver: 1 * relay.KB}}, none},
		{"RULEX: all conditions together", relay.TransportRule{If: relay.RuleConditions{SubjectContainsWords: []string{"car"}, SentTo: []string{"max"}, From: []string{"max"}}}, none},
		{"RULEX: one exception is enough", relay.TransportRule{Unless: relay.RuleConditions{HeaderContainsMessageHeader: "X-Signed", HeaderContainsWords: []string{"yes"}, From: []string{"max"}}}, none},
		{"RULEX: an exception about recipients leaves the others", relay.TransportRule{Unless: relay.RuleConditions{RecipientDomainIs: []string{"contoso.com"}}}, second},
		{"a condition that nothing here looks at: the rule is not asked", relay.TransportRule{Kept: relay.Kept{"WithImportance": {Kind: relay.TextValue, Texts: []string{"High"}}}}, none},
		{"a kept property that decides nothing about it", relay.TransportRule{Kept: relay.Kept{"RuleErrorAction": {Kind: relay.TextValue, Texts: []string{"Defer"}}}}, both},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.r.Name = "R"
			a := rules.New(tenant, message(plain, "x@bounces.example", relay.AuthInternal), people).Ask(&tt.r)
			got := map[[2]bool]string{{true, true}: both, {false, false}: none, {true, false}: first, {false, true}: second}[[2]bool(a.Matches)]
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s%+v", diff, a.Why)
			}
			if a.Why.Name != "R" || a.Why.Property == "" || a.Why.Why == "" || a.Why.Chosen != a.Any {
				t.Errorf("the reason is %+v", a.Why)
			}
		})
	}
}

func TestWhoIsInside(t *testing.T) {
	one := []rules.Recipient{{Address: "max@contoso.com"}}
	for name, tt := range map[string]struct {
		from  string
		as    relay.AuthAs
		scope relay.UserScope
		want  bool
	}{
		"PU5: an own address that came anonymously is not inside": {"ann@contoso.com", relay.AuthAnonymous, relay.InOrganization, false},
		"PU5: and not outside either":                             {"ann@contoso.com", relay.AuthAnonymous, relay.NotInOrganization, false},
		"RULECOND: a stranger is outside":                         {"x@fabrikam.com", relay.AuthAnonymous, relay.NotInOrganization, true},
		"RULECOND: an ExternalRelay domain is outside":            {"x@outside.com", relay.AuthInternal, relay.NotInOrganization, true},
	} {
		item := message("From: "+tt.from+"\r\n\r\n", tt.from, tt.as)
		r := &relay.TransportRule{Name: "R", If: relay.RuleConditions{FromScope: tt.scope}}
		if got := rules.New(tenant, item, one).Ask(r).Any; got != tt.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

func TestTypesAndAttachments(t *testing.T) {
	one := []rules.Recipient{{Address: "max@contoso.com"}}
	oof := message(plain, "", relay.AuthInternal)
	oof.Kind = relay.AutomaticReply
	for name, tt := range map[string]struct {
		item *relay.MailItem
		c    relay.RuleConditions
		want bool
	}{
		"RULETYPES: an automatic reply is OOF":          {oof, relay.RuleConditions{MessageTypeMatches: relay.TypeOOF}, true},
		"FWDTC: mailbox forwarding is no AutoForward":   {message(plain, "x", relay.AuthInternal), relay.RuleConditions{MessageTypeMatches: relay.TypeAutoForward}, false},
		"KBAF: what an inbox rule made is":              {message("X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\r\n"+plain, "x", relay.AuthInternal), relay.RuleConditions{MessageTypeMatches: relay.TypeAutoForward}, true},
		"a signed message":                              {message("Content-Type: multipart/signed; boundary=x\r\n\r\n", "x", relay.AuthInternal), relay.RuleConditions{MessageTypeMatches: relay.TypeSigned}, true},
		"AttachmentNameMatchesPatterns":                 {message(attached, "x", relay.AuthAnonymous), relay.RuleConditions{AttachmentNameMatchesPatterns: []string{`\.exe$`}}, true},
		"AttachmentSizeOver: without transfer encoding": {message(attached, "x", relay.AuthAnonymous), relay.RuleConditions{AttachmentSizeOver: 8}, true},
		"AttachmentSizeOver: smaller":                   {message(attached, "x", relay.AuthAnonymous), relay.RuleConditions{AttachmentSizeOver: 9}, false},
		"SCLOver without a level":                       {message(plain, "x", relay.AuthAnonymous), relay.RuleConditions{SCLOver: relay.Level(0)}, false},
	} {
		r := &relay.TransportRule{Name: "R", If: tt.c}
		if got := rules.New(tenant, tt.item, one).Ask(r).Any; got != tt.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

func TestChanged(t *testing.T) {
	tests := []struct {
		name    string
		content string
		a       relay.RuleActions
		want    []string // pieces of the outcome
		lacks   string
		refused bool
	}{
		{"SetHeader", plain, relay.RuleActions{SetHeaderName: "X-Signed", SetHeaderValue: "no"}, []string{"X-Signed: no\r\n"}, "X-Signed: yes", false},
		{"RemoveHeader", plain, relay.RuleActions{RemoveHeader: "x-signed"}, nil, "X-Signed", false},
		{"PrependSubject", plain, relay.RuleActions{PrependSubject: "[External] "}, []string{"Subject: [External] Car"}, "", false},
		{"a disclaimer behind the text, without its tags", plain, relay.RuleActions{ApplyHtmlDisclaimerText: "<p>Contoso &amp; Co</p>"}, []string{"a car.\r\n\r\nContoso & Co\r\n"}, "<p>", false},
		{"and before it", plain, relay.RuleActions{ApplyHtmlDisclaimerText: "Careful", ApplyHtmlDisclaimerLocation: relay.DisclaimerPrepend}, []string{"\r\n\r\nCareful\r\nA red"}, "", false},
		{"PS: what cannot take it is wrapped", attached, relay.RuleActions{ApplyHtmlDisclaimerText: "<b>C</b>"}, []string{"multipart/mixed", "<b>C</b>", "message/rfc822", "plan.exe"}, "", false},
		{"or left alone", attached, relay.RuleActions{ApplyHtmlDisclaimerText: "C", ApplyHtmlDisclaimerFallbackAction: relay.FallbackIgnore}, []string{"plan.exe"}, "message/rfc822", false},
		{"or refused", attached, relay.RuleActions{ApplyHtmlDisclaimerText: "C", ApplyHtmlDisclaimerFallbackAction: relay.FallbackReject}, nil, "", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			item := message(tt.content, "x", relay.AuthInternal)
			before := string(relay.Content(item.Header, item.Body))
			got, ok := rules.Changed(&relay.TransportRule{RuleActions: tt.a}, item)
			if ok == tt.refused {
				t.Fatalf("refused: %t", !ok)
			}
			text := string(relay.Content(got.Header, got.Body))
			for _, piece := range tt.want {
				if !strings.Contains(text, piece) {
					t.Errorf("want %q in\n%s", piece, text)
				}
			}
			if tt.lacks != "" && strings.Contains(text, tt.lacks) {
				t.Errorf("%q is still in\n%s", tt.lacks, text)
			}
			if string(relay.Content(item.Header, item.Body)) != before {
				t.Error("the original was written to")
			}
		})
	}
}

package categorizer_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
)

func forwarding(address string, f relay.Forwarding) *relay.Recipient {
	r := mailbox(address)
	r.Forwarding = f
	return r
}

func TestForwarding(t *testing.T) {
	both := relay.Forwarding{ForwardingAddress: "carl@contoso.com", ForwardingSmtpAddress: "erin@fabrikam.com"}
	smtp := relay.Forwarding{ForwardingSmtpAddress: "erin@fabrikam.com", DeliverToMailboxAndForward: true}
	for _, tt := range []struct {
		name string
		side relay.Side
		f    relay.Forwarding
		want *categorizer.Forward
	}{
		{"P2.2: DeliverToMailboxAndForward means nothing without an address", relay.Cloud, relay.Forwarding{DeliverToMailboxAndForward: true}, nil},
		{"P2.1: ForwardingAddress wins, the other is ignored", relay.Cloud, both,
			&categorizer.Forward{To: "carl@contoso.com", Copy: relay.Forwarded{By: "bob@contoso.com", Method: relay.ByForwardingAddress}}},
		{"G1.7.5: ForwardingSmtpAddress is what AutoForwardEnabled is about in the cloud; P2.2: $true = both", relay.Cloud, smtp,
			&categorizer.Forward{To: "erin@fabrikam.com", Keeps: true, Copy: relay.Forwarded{By: "bob@contoso.com", Method: relay.ByForwardingSmtpAddress, Automatic: true}}},
		{"PU10: on-premises only the cloud's behaviour is documented, so it is not", relay.OnPremises, smtp,
			&categorizer.Forward{To: "erin@fabrikam.com", Keeps: true, Copy: relay.Forwarded{By: "bob@contoso.com", Method: relay.ByForwardingSmtpAddress}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, d := categorizer.Forwarding(&relay.Organization{Side: tt.side}, forwarding("bob@contoso.com", tt.f))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if (got == nil) != (d.Question == "") || got != nil && d.Chosen != got.To {
				t.Errorf("decision: %+v", d)
			}
		})
	}
}

func TestMayForward(t *testing.T) {
	day := func(s string) time.Time {
		at, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	const off, on, automatic = relay.AutoForwardingOff, relay.AutoForwardingOn, relay.AutoForwardingAutomatic
	forwarded := relay.MailItem{Forwarded: &relay.Forwarded{By: "bob@contoso.com", Method: relay.ByForwardingAddress}}
	onPremises := relay.MailItem{
		Attribution: relay.Attribution{Directionality: relay.Originating, Connector: "From on-premises"},
		Header:      relay.Header{{Name: "X-MS-Exchange-Inbox-Rules-Loop", Value: "carl@contoso.com"}},
	}
	named := func(rule relay.OutboundSpamRule) func(*relay.Organization) {
		return func(o *relay.Organization) {
			rule.Name, rule.HostedOutboundSpamFilterPolicy = "allow", "Allowed"
			o.OutboundSpamPolicies = append(o.OutboundSpamPolicies, &relay.OutboundSpamPolicy{Name: "Allowed", AutoForwardingMode: on})
			o.OutboundSpamRules = append(o.OutboundSpamRules, &rule)
		}
	}
	for _, tt := range []struct {
		name   string
		mode   relay.AutoForwardingMode
		when   string
		item   relay.MailItem
		to     string
		change func(*relay.Organization)
		want   string // enhanced code; empty: it may leave
	}{
		{"Off: the original sender gets 5.7.520", off, "2026-03-01", forwarded, "erin@fabrikam.com", nil, "5.7.520"},
		{"On: it leaves", on, "2026-03-01", forwarded, "erin@fabrikam.com", nil, ""},
		{"Automatic meant On when it was introduced", automatic, "2020-10-01", forwarded, "erin@fabrikam.com", nil, ""},
		{"Automatic means Off from 2021 on", automatic, "2021-06-01", forwarded, "erin@fabrikam.com", nil, "5.7.520"},
		{"before 2020 there is no such policy", off, "2020-03-01", forwarded, "erin@fabrikam.com", nil, ""},
		{"internal targets are never affected", off, "2026-03-01", forwarded, "dan@contoso.com", nil, ""},
		{"on-premises there is no such policy", off, "2026-03-01", forwarded, "erin@fabrikam.com", func(o *relay.Organization) { o.Side = relay.OnPremises }, ""},
		{"what nobody forwarded is not asked about", off, "2026-03-01", relay.MailItem{}, "erin@fabrikam.com", nil, ""},
		{"an on-premises mailbox's rule, before 2025", off, "2024-12-31", onPremises, "erin@fabrikam.com", nil, ""},
		{"an on-premises mailbox's rule, from 2025 on", off, "2025-02-01", onPremises, "erin@fabrikam.com", nil, "5.7.520"},
		{"a rule gives its senders another policy", off, "2026-03-01", forwarded, "erin@fabrikam.com", named(relay.OutboundSpamRule{From: []string{"BOB@contoso.com"}, State: relay.RuleEnabled}), ""},
		{"a rule by the sender's domain", off, "2026-03-01", forwarded, "erin@fabrikam.com", named(relay.OutboundSpamRule{SenderDomainIs: []string{"contoso.com"}, State: relay.RuleEnabled}), ""},
		{"all kinds of conditions of a rule have to hold", off, "2026-03-01", forwarded, "erin@fabrikam.com",
			named(relay.OutboundSpamRule{From: []string{"bob@contoso.com"}, SenderDomainIs: []string{"fabrikam.com"}, State: relay.RuleEnabled}), "5.7.520"},
		{"a rule that is off says nothing", off, "2026-03-01", forwarded, "erin@fabrikam.com", named(relay.OutboundSpamRule{From: []string{"bob@contoso.com"}, State: relay.RuleDisabled}), "5.7.520"},
		{"a rule about a group's members, groups within it included", off, "2026-03-01", forwarded, "erin@fabrikam.com",
			func(o *relay.Organization) {
				o.Recipients = append(o.Recipients, group("all@contoso.com", "team@contoso.com"), group("team@contoso.com", "bob@contoso.com"))
				named(relay.OutboundSpamRule{FromMemberOf: []string{"all@contoso.com"}, State: relay.RuleEnabled})(o)
			}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{Side: relay.Cloud, Product: relay.ExchangeOnline,
				AcceptedDomains:      []*relay.AcceptedDomain{{DomainName: "contoso.com", DomainType: relay.Authoritative}},
				OutboundSpamPolicies: []*relay.OutboundSpamPolicy{{Name: "Default", IsDefault: true, AutoForwardingMode: tt.mode}},
			}
			if tt.change != nil {
				tt.change(o)
			}
			refusal, d := categorizer.MayForward(o, &tt.item, tt.to, day(tt.when))
			if diff := cmp.Diff(tt.want, refusal.Enhanced()); diff != "" {
				t.Errorf("refusal (-want +got):\n%s", diff)
			}
			if d.Question != "" && len(d.Candidates) == 0 {
				t.Error("a decision without candidates")
			}
		})
	}
}

package connector_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

var (
	fromUser     = relay.Attribution{Directionality: relay.Originating, Tenant: "contoso"}
	fromOnPrem   = relay.Attribution{Directionality: relay.Originating, Tenant: "contoso", Connector: "Inbound from contoso"}
	fromInternet = relay.Attribution{Directionality: relay.Incoming, Tenant: "contoso"}
)

// TestWayOut is the table of ways out of the cloud by kind of mail.
func TestWayOut(t *testing.T) {
	const outside, own = "fabrikam.com", "contoso.com"
	hybrid := &relay.OutboundConnector{Name: "Hybrid", Enabled: true, ConnectorType: relay.TypeOnPremises, RecipientDomains: []string{own}}
	cmt := &relay.OutboundConnector{Name: "Hybrid", Enabled: true, ConnectorType: relay.TypeOnPremises, RecipientDomains: []string{"*"}, RouteAllMessagesViaOnPremises: true}
	second := &relay.OutboundConnector{Name: "Own domains", Enabled: true, ConnectorType: relay.TypeOnPremises, AllAcceptedDomains: true}
	partner := &relay.OutboundConnector{Name: "Gateway", Enabled: true, ConnectorType: relay.TypePartner, RecipientDomains: []string{"*"}}
	exact := &relay.OutboundConnector{Name: "Fabrikam", Enabled: true, ConnectorType: relay.TypePartner, RecipientDomains: []string{outside}}
	signature := &relay.OutboundConnector{Name: "Signatures", Enabled: true, ConnectorType: relay.TypePartner, IsTransportRuleScoped: true}
	off := &relay.OutboundConnector{Name: "Signatures", ConnectorType: relay.TypePartner, IsTransportRuleScoped: true}
	with := func(list ...*relay.OutboundConnector) []*relay.OutboundConnector { return list }
	by := func(m connector.Leaving) connector.Leaving { m.Rule, m.Via = "Sign", "Signatures"; return m }

	user := connector.Leaving{Whose: fromUser}
	server := connector.Leaving{Whose: fromOnPrem}
	stranger := connector.Leaving{Whose: fromInternet}
	oof := connector.Leaving{Kind: relay.AutomaticReply, Whose: fromUser}
	ndr := connector.Leaving{Kind: relay.DeliveryReport, Whose: fromUser}
	journal := connector.Leaving{Kind: relay.JournalReport, Whose: fromUser}
	here := func(m connector.Leaving) connector.Leaving { m.Here = true; return m }

	tests := []struct {
		name       string
		connectors []*relay.OutboundConnector
		mail       connector.Leaving
		domain     string
		want       string // connector, "MX" or "mailbox here"
		beaten     string // a candidate that must have been looked at and not chosen
	}{
		{"TROUTE: a cloud user's mail to outside goes on-premises under centralized transport", with(cmt), user, outside, "Hybrid", ""},
		{"TROUTE: without it the mail leaves by MX", with(hybrid), user, outside, "MX", "Hybrid"},
		{"TROUTE: cloud to cloud stays, centralized transport or not", with(cmt), here(user), own, "mailbox here", "Hybrid"},
		{"TROUTE: mail to an on-premises recipient goes on-premises either way", with(cmt), user, own, "Hybrid", ""},
		{"TROUTE: Internet mail goes on-premises first, cloud mailbox or not", with(cmt), here(stranger), own, "Hybrid", "mailbox here"},
		{"without centralized transport Internet mail is delivered", with(hybrid), here(stranger), own, "mailbox here", ""},
		{"KB3194415: what came from on-premises is delivered here", with(cmt), here(server), own, "mailbox here", "Hybrid"},
		{"KB3194415: what came from on-premises leaves the service directly", with(cmt), server, outside, "MX", "Hybrid"},
		{"G1.1.10: a Partner connector for * catches what came from on-premises", with(cmt, partner), server, outside, "Gateway", "Hybrid"},
		{"G1.1.11: on-premises sender, cloud group, on-premises member: the public MX of the own domain", with(cmt), server, own, "MX", "Hybrid"},
		{"G1.1.11: a second connector with the own domains cures that", with(cmt, second), server, own, "Own domains", "Hybrid"},
		{"MSXCMT: a connector for the domain has no effect while centralized transport is on", with(cmt, exact), user, outside, "Hybrid", "Fabrikam"},
		{"C7J: a journal report takes the centralized connector and nothing else", with(cmt, exact), journal, outside, "Hybrid", "Fabrikam"},
		{"C7J: without centralized transport it takes the connector for the target's domain", with(hybrid, exact), journal, outside, "Fabrikam", "Hybrid"},
		{"G1.1.16: without either, the MX", with(hybrid), journal, outside, "MX", "Hybrid"},
		{"G1.1.15: an automatic reply goes as its author's mail", with(cmt), oof, outside, "Hybrid", ""},
		{"G1.1.15: so does a report of the service", with(cmt), ndr, outside, "Hybrid", ""},
		{"C7J: a rule's connector goes before centralized transport", with(cmt, signature), by(user), outside, "Signatures", "Hybrid"},
		{"COND: and before every connector for the domain", with(hybrid, exact, signature), by(user), outside, "Signatures", ""},
		{"ADDON: and takes mail for a mailbox in the same cloud", with(signature), by(here(user)), own, "Signatures", ""},
		{"EXSIGN: a rule routes automatic replies", with(cmt, signature), by(oof), outside, "Signatures", "Hybrid"},
		{"C7J: no rule routes a journal report", with(cmt, signature), by(journal), outside, "Hybrid", "Sign"},
		{"G1.1.15: no rule routes a delivery report", with(signature), by(ndr), outside, "MX", "Sign"},
		{"G1.1.20: a disabled connector does not route", with(cmt, off), by(user), outside, "Hybrid", "Signatures"},
		{"G1.1.20: nor one that is gone", with(hybrid), by(user), outside, "MX", "Signatures"},
		{"G1.1.12: * counts although AllAcceptedDomains is set", with(&relay.OutboundConnector{Name: "Both", Enabled: true, ConnectorType: relay.TypeOnPremises, RecipientDomains: []string{"*"}, AllAcceptedDomains: true}), user, outside, "Both", ""},
		{"G1.1.13: AllAcceptedDomains acts on OnPremises connectors only", with(&relay.OutboundConnector{Name: "P", Enabled: true, ConnectorType: relay.TypePartner, AllAcceptedDomains: true}), user, own, "MX", "P"},
		{"G1.1.14: of equals the lowest name wins, whatever the type", with(&relay.OutboundConnector{Name: "beta", Enabled: true, ConnectorType: relay.TypeOnPremises, RecipientDomains: []string{outside}}, &relay.OutboundConnector{Name: "Alpha", Enabled: true, ConnectorType: relay.TypePartner, RecipientDomains: []string{outside}}), user, outside, "Alpha", "beta"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{Side: relay.Cloud, AcceptedDomains: []*relay.AcceptedDomain{{DomainName: own}}, OutboundConnectors: tt.connectors}
			tt.mail.Domain = tt.domain
			way, why := connector.WayOut(o, tt.mail)
			got := "MX"
			if way.Connector != nil {
				got = way.Connector.Name
			} else if way.Deliver {
				got = "mailbox here"
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("way (-want +got):\n%s%+v", diff, why)
			}
			if why.Question != "" && why.Chosen != got {
				t.Errorf("the decision says %q: %+v", why.Chosen, why)
			}
			beaten := slices.ContainsFunc(why.Candidates, func(c relay.Candidate) bool {
				return c.Name == tt.beaten && !c.Chosen && c.Property != "" && c.Why != ""
			})
			if tt.beaten != "" && !beaten {
				t.Errorf("the decision does not say why %s lost: %+v", tt.beaten, why.Candidates)
			}
		})
	}
}

// Each member's copy is a fork of its own: the same message, at the way out once for each recipient.
func ExampleWayOut() {
	o := &relay.Organization{
		Side: relay.Cloud, AcceptedDomains: []*relay.AcceptedDomain{{DomainName: "contoso.com"}},
		OutboundConnectors: []*relay.OutboundConnector{{Name: "Outbound to contoso", Enabled: true,
			ConnectorType: relay.TypeOnPremises, RecipientDomains: []string{"*"}, RouteAllMessagesViaOnPremises: true}},
	}
	for _, m := range []struct {
		whose  relay.Attribution
		domain string
		here   bool
	}{{fromUser, "contoso.com", true}, {fromUser, "fabrikam.com", false}, {fromOnPrem, "fabrikam.com", false}} {
		_, why := connector.WayOut(o, connector.Leaving{Whose: m.whose, Domain: m.domain, Here: m.here})
		fmt.Printf("%s: %s, because %s\n", m.domain, why.Chosen, why.Because)
	}
	// Output:
	// contoso.com: mailbox here, because the recipient has a mailbox here
	// fabrikam.com: Outbound to contoso, because centralized mail transport: what leaves the cloud goes through the on-premises organization
	// fabrikam.com: MX, because mail that came from on-premises leaves directly, centralized mail transport or not
}

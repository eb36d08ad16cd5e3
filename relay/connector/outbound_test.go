package connector_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

// The worked example of Microsoft's page on connectors: C1 is for all accepted domains, C2 for contoso.com, C3 for
// *.contoso.com. Mail to sales.contoso.com, itself an accepted domain, takes C3 (R4.2), although the page's own words put
// all accepted domains before the wildcard (R4.1, U3).
func ExampleChooseOutbound() {
	o := &relay.Organization{
		AcceptedDomains: []*relay.AcceptedDomain{{DomainName: "contoso.com"}, {DomainName: "sales.contoso.com"}, {DomainName: "fabrikam.com"}},
		OutboundConnectors: []*relay.OutboundConnector{
			{Name: "C1", Enabled: true, ConnectorType: relay.TypeOnPremises, AllAcceptedDomains: true},
			{Name: "C2", Enabled: true, ConnectorType: relay.TypeOnPremises, RecipientDomains: []string{"contoso.com"}},
			{Name: "C3", Enabled: true, ConnectorType: relay.TypeOnPremises, RecipientDomains: []string{"*.contoso.com"}},
		},
	}
	for _, domain := range []string{"sales.contoso.com", "contoso.com", "fabrikam.com", "example.org"} {
		_, why := connector.ChooseOutbound(o, domain)
		fmt.Printf("%s: %s, because %s\n", domain, why.Chosen, why.Because)
	}
	// Output:
	// sales.contoso.com: C3, because RecipientDomains *.contoso.com is the most specific that covers sales.contoso.com
	// contoso.com: C2, because RecipientDomains contoso.com is the most specific that covers contoso.com
	// fabrikam.com: C1, because AllAcceptedDomains $true is the most specific that covers fabrikam.com
	// example.org: MX, because no outbound connector covers example.org
}

func TestChooseOutbound(t *testing.T) {
	type out struct {
		name              string
		domains           []string
		accepted          bool
		disabled, byRules bool
	}
	tests := []struct {
		name       string
		connectors []out
		domain     string
		want       string
		property   string // that decided about the first connector
	}{
		{"S2.4: the hybrid connector lists the domain", []out{{name: "Hybrid", domains: []string{"fabrikam.com", "contoso.com"}}}, "contoso.com", "Hybrid", "* RecipientDomains contoso.com"},
		{"R4.2: exact before the longest wildcard", []out{{name: "Wild", domains: []string{"*.contoso.com"}}, {name: "Exact", domains: []string{"sales.contoso.com"}}}, "sales.contoso.com", "Exact", "RecipientDomains *.contoso.com"},
		{"R4.2: the longer wildcard before the shorter", []out{{name: "Long", domains: []string{"*.sales.contoso.com"}}, {name: "Short", domains: []string{"*.contoso.com"}}}, "eu.sales.contoso.com", "Long", "* RecipientDomains *.sales.contoso.com"},
		{"R4.2: a wildcard before all accepted domains", []out{{name: "All", accepted: true}, {name: "Wild", domains: []string{"*.com"}}}, "contoso.com", "Wild", "AllAcceptedDomains $true"},
		{"R4.2: all accepted domains before *", []out{{name: "Star", domains: []string{"*"}}, {name: "All", accepted: true}}, "contoso.com", "All", "RecipientDomains *"},
		{"R4.2: * for everything else", []out{{name: "All", accepted: true}, {name: "Star", domains: []string{"*"}}}, "example.org", "Star", "RecipientDomains is empty"},
		{"U4: *.contoso.com is not taken to cover contoso.com", []out{{name: "Wild", domains: []string{"*.contoso.com"}}}, "contoso.com", "", "RecipientDomains *.contoso.com"},
		{"R4.3: a connector scoped to a mail-flow rule is not found by domain", []out{{name: "Rule", domains: []string{"contoso.com"}, byRules: true}, {name: "Star", domains: []string{"*"}}}, "contoso.com", "Star", "IsTransportRuleScoped $true"},
		{"a disabled connector is no candidate", []out{{name: "Off", domains: []string{"contoso.com"}, disabled: true}}, "contoso.com", "", "Enabled $false"},
		{"R4.6: without a connector mail leaves by MX", nil, "example.org", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{AcceptedDomains: []*relay.AcceptedDomain{{DomainName: "contoso.com"}}}
			first := ""
			for i, c := range tt.connectors {
				if i == 0 {
					first = c.name
				}
				o.OutboundConnectors = append(o.OutboundConnectors, &relay.OutboundConnector{
					Name: c.name, Enabled: !c.disabled, ConnectorType: relay.TypeOnPremises, RecipientDomains: c.domains,
					AllAcceptedDomains: c.accepted, IsTransportRuleScoped: c.byRules,
				})
			}
			chosen, why := connector.ChooseOutbound(o, tt.domain)
			got, said := "", "MX"
			if chosen != nil {
				got, said = chosen.Name, chosen.Name
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("connector (-want +got):\n%s%+v", diff, why)
			}
			if diff := cmp.Diff(tt.property, ruledBy(why)[first]); diff != "" {
				t.Errorf("what decided about %s (-want +got):\n%s", first, diff)
			}
			if why.Chosen != said || why.Because == "" {
				t.Errorf("the decision does not tell what was chosen: %+v", why)
			}
		})
	}
}

func TestCentralized(t *testing.T) {
	cmt := relay.OutboundConnector{Name: "Outbound to contoso", Enabled: true, ConnectorType: relay.TypeOnPremises, RecipientDomains: []string{"*"}, RouteAllMessagesViaOnPremises: true}
	changed := func(change func(*relay.OutboundConnector)) *relay.OutboundConnector {
		c := cmt
		change(&c)
		return &c
	}
	tests := []struct {
		name string
		c    *relay.OutboundConnector
		want string
	}{
		{"R4.8: RouteAllMessagesViaOnPremises", &cmt, "Outbound to contoso"},
		{"R4.8: off", changed(func(c *relay.OutboundConnector) { c.RouteAllMessagesViaOnPremises = false }), ""},
		{"R4.8: disabled", changed(func(c *relay.OutboundConnector) { c.Enabled = false }), ""},
		{"PS: RouteAllMessagesViaOnPremises needs ConnectorType OnPremises", changed(func(c *relay.OutboundConnector) { c.ConnectorType = relay.TypePartner }), ""},
		{"R6.24: only an unscoped connector carries everything", changed(func(c *relay.OutboundConnector) { c.IsTransportRuleScoped = true }), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := ""
			if c := connector.Centralized(&relay.Organization{OutboundConnectors: []*relay.OutboundConnector{tt.c}}); c != nil {
				got = c.Name
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("connector (-want +got):\n%s", diff)
			}
		})
	}
}

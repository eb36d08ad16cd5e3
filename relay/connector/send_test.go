package connector_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

// The example of Microsoft's page on connector selection: of the address spaces that match a recipient's domain, the most
// specific wins.
func ExampleChooseSend() {
	with := func(name, space string) *relay.SendConnector {
		return &relay.SendConnector{Name: name, Enabled: true, AddressSpaces: []relay.AddressSpace{{Type: "smtp", Domain: space, Cost: 1}}, MaxMessageSize: relay.Unlimited}
	}
	o := &relay.Organization{SendConnectors: []*relay.SendConnector{
		with("Internet", "*"), with("Contoso", "*.contoso.com"), with("Marketing", "marketing.contoso.com"),
	}}
	for _, domain := range []string{"marketing.contoso.com", "sales.contoso.com", "contoso.com", "fabrikam.com"} {
		_, why := connector.ChooseSend(o, domain, 0)
		fmt.Printf("%s: %s, because %s\n", domain, why.Chosen, why.Because)
	}
	// Output:
	// marketing.contoso.com: Marketing, because smtp:marketing.contoso.com;1 is the most specific address space that covers marketing.contoso.com
	// sales.contoso.com: Contoso, because smtp:*.contoso.com;1 is the most specific address space that covers sales.contoso.com
	// contoso.com: Contoso, because smtp:*.contoso.com;1 is the most specific address space that covers contoso.com
	// fabrikam.com: Internet, because smtp:*;1 is the most specific address space that covers fabrikam.com
}

func TestChooseSend(t *testing.T) {
	type out struct {
		name     string
		spaces   []string
		size     relay.ByteSize
		disabled bool
	}
	tests := []struct {
		name       string
		connectors []out
		domain     string
		size       int
		want       string
		property   string // that decided about the first connector
	}{
		{name: "S5.1: a connector too small for the message drops out", connectors: []out{{name: "Small", spaces: []string{"contoso.com"}, size: 1 * relay.MB}, {name: "Large", spaces: []string{"*"}}}, domain: "contoso.com", size: 2 << 20, want: "Large", property: "MaxMessageSize 1MB"},
		{name: "S5.1: a message of just the size is not too large", connectors: []out{{name: "Small", spaces: []string{"contoso.com"}, size: 1 * relay.MB}}, domain: "contoso.com", size: 1 << 20, want: "Small", property: "* AddressSpaces smtp:contoso.com;1"},
		{name: "S5.1: a disabled connector is no candidate", connectors: []out{{name: "Old", spaces: []string{"contoso.com"}, disabled: true}, {name: "Internet", spaces: []string{"*"}}}, domain: "contoso.com", want: "Internet", property: "Enabled $false"},
		{name: "S5.1: the more specific address space goes before the lower cost", connectors: []out{{name: "Dear", spaces: []string{"contoso.com;100"}}, {name: "Cheap", spaces: []string{"*.contoso.com;1"}}}, domain: "contoso.com", want: "Dear", property: "* AddressSpaces smtp:contoso.com;100"},
		{name: "S5.1: the longer wildcard is more specific", connectors: []out{{name: "All", spaces: []string{"*.contoso.com"}}, {name: "Japan", spaces: []string{"*.jpn.contoso.com"}}}, domain: "tokyo.jpn.contoso.com", want: "Japan", property: "AddressSpaces smtp:*.contoso.com;1"},
		{name: "S5.1: of equals the lowest cost wins", connectors: []out{{name: "A", spaces: []string{"contoso.com;20"}}, {name: "B", spaces: []string{"contoso.com;10"}}}, domain: "contoso.com", want: "B", property: "AddressSpaces smtp:contoso.com;20"},
		{name: "S5.1: then the lowest name, without regard to case", connectors: []out{{name: "beta", spaces: []string{"contoso.com"}}, {name: "Alpha", spaces: []string{"contoso.com"}}}, domain: "contoso.com", want: "Alpha", property: "AddressSpaces smtp:contoso.com;1"},
		{name: "SEND: *.contoso.com covers contoso.com too", connectors: []out{{name: "All", spaces: []string{"*.contoso.com"}}}, domain: "contoso.com", want: "All", property: "* AddressSpaces smtp:*.contoso.com;1"},
		{name: "PS: contoso.com covers no subdomain", connectors: []out{{name: "One", spaces: []string{"contoso.com"}}}, domain: "jpn.contoso.com", property: "AddressSpaces smtp:contoso.com;1"},
		{name: "SEND: -- is all accepted domains", connectors: []out{{name: "Inbound to site", spaces: []string{"--"}}, {name: "Internet", spaces: []string{"*"}}}, domain: "accepted.example", want: "Inbound to site", property: "* AddressSpaces smtp:--;1"},
		{name: "SEND: and nothing else", connectors: []out{{name: "Inbound to site", spaces: []string{"--"}}, {name: "Internet", spaces: []string{"*"}}}, domain: "fabrikam.com", want: "Internet", property: "AddressSpaces smtp:--;1"},
		{name: "S5.1: a connector may have several address spaces; its best counts", connectors: []out{{name: "Both", spaces: []string{"*;1", "contoso.com;50"}}, {name: "Wild", spaces: []string{"*.contoso.com;1"}}}, domain: "contoso.com", want: "Both", property: "* AddressSpaces smtp:contoso.com;50"},
		{name: "S5.1: an address space of another type does not carry SMTP", connectors: []out{{name: "X400", spaces: []string{"X400:*;1"}}}, domain: "contoso.com", property: "AddressSpaces x400:*;1"},
		{name: "S2.2: the hybrid connector takes the routing domain", connectors: []out{{name: "Outbound to Office 365", spaces: []string{"smtp:contoso.mail.onmicrosoft.com;1"}}, {name: "Internet", spaces: []string{"smtp:*;1"}}}, domain: "contoso.mail.onmicrosoft.com", want: "Outbound to Office 365", property: "* AddressSpaces smtp:contoso.mail.onmicrosoft.com;1"},
		{name: "S5.1: and another tenant's leaves by *", connectors: []out{{name: "Outbound to Office 365", spaces: []string{"smtp:contoso.mail.onmicrosoft.com;1"}}, {name: "Internet", spaces: []string{"smtp:*;1"}}}, domain: "fabrikam.mail.onmicrosoft.com", want: "Internet", property: "AddressSpaces smtp:contoso.mail.onmicrosoft.com;1"},
		{name: "S5.1: none: the message is unreachable", domain: "contoso.com"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := &relay.Organization{AcceptedDomains: []*relay.AcceptedDomain{{DomainName: "accepted.example"}}}
			first := ""
			for i, c := range tt.connectors {
				limit := c.size
				if limit == 0 {
					limit = relay.Unlimited
				}
				if i == 0 {
					first = c.name
				}
				o.SendConnectors = append(o.SendConnectors, &relay.SendConnector{Name: c.name, Enabled: !c.disabled, AddressSpaces: spaces(c.spaces...), MaxMessageSize: limit})
			}
			chosen, why := connector.ChooseSend(o, tt.domain, tt.size)
			got := ""
			if chosen != nil {
				got = chosen.Name
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("connector (-want +got):\n%s%+v", diff, why)
			}
			if diff := cmp.Diff(tt.property, ruledBy(why)[first]); diff != "" {
				t.Errorf("what decided about %s (-want +got):\n%s", first, diff)
			}
			if why.Chosen != got || why.Because == "" {
				t.Errorf("the decision does not tell what was chosen: %+v", why)
			}
		})
	}
}

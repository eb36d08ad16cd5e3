package cmdlet_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

func TestPropertiesReadWhatExportsHave(t *testing.T) {
	o := &relay.Organization{Side: relay.OnPremises, Product: relay.Exchange2019, Servers: []*relay.Server{{Name: "EX01"}}}
	tests := []struct {
		noun, property string
		texts          []string
		want           string // its literal; "error: ..." for what the property does not take
	}{
		{"ReceiveConnector", "MaxMessageSize", []string{"36 MB (37,748,736 bytes)"}, "36MB"},
		{"ReceiveConnector", "AuthMechanism", []string{"Tls, Integrated"}, "Tls,Integrated"},
		{"ReceiveConnector", "TlsDomainCapabilities", []string{"mail.protection.outlook.com:AcceptCloudServicesMail"}, "mail.protection.outlook.com:AcceptCloudServicesMail"},
		{"ReceiveConnector", "ConnectionTimeout", []string{"00:10:00"}, "00:10:00"},
		{"ReceiveConnector", "Banner", nil, "$null"},
		{"ReceiveConnector", "RequireTLS", []string{"True"}, "$true"},
		{"SendConnector", "AddressSpaces", []string{"SMTP:*.Contoso.com;5", "smtp:*"}, `"smtp:*.contoso.com;5","smtp:*;1"`},
		{"SendConnector", "TlsAuthLevel", nil, "$null"},
		{"SendConnector", "Port", []string{"25"}, "25"},
		{"SendConnector", "SmartHosts", []string{"[192.0.2.1]"}, "192.0.2.1"},
		{"RemoteDomain", "TNEFEnabled", []string{"False"}, "$false"},
		{"RemoteDomain", "TNEFEnabled", nil, "$null"},
		{"AcceptedDomain", "DomainName", []string{"*.com"}, "*.com"},
		{"AcceptedDomain", "DomainType", []string{"Shared"}, "error: -DomainType cannot be 'Shared'"},
		{"SendConnector", "Enabled", nil, "error: there is no value"},
		{"SendConnector", "Fqdn", []string{"a", "b"}, "error: there are 2 values"},
	}
	for _, tt := range tests {
		for _, n := range cmdlet.Nouns(o) {
			if n.Name != tt.noun {
				continue
			}
			v, err := n.Property(tt.property).Read(tt.texts)
			if wanted, ok := strings.CutPrefix(tt.want, "error: "); ok {
				if err == nil || !strings.Contains(err.Error(), wanted) {
					t.Errorf("%s %q: want an error with %q, got %v, %v", tt.property, tt.texts, wanted, v, err)
				}
			} else if err != nil || v.Literal() != tt.want {
				t.Errorf("%s %q: want %s, got %s, %v", tt.property, tt.texts, tt.want, v.Literal(), err)
			}
		}
	}
}

// TestTheInventoryIsWhatGetPrints compares the inventory with the output of the Get- cmdlets.
func TestTheInventoryIsWhatGetPrints(t *testing.T) {
	local, _ := newLab(relay.Exchange2019)
	run := func(line string) string {
		output, err := cmdlet.Run(local, line)
		if err != nil {
			t.Fatal(err)
		}
		return output
	}
	run(`New-SendConnector Internet -AddressSpaces "smtp:*;1" -Fqdn mail.contoso.com`)
	run(`New-Mailbox bob`)
	o := local.Organization()
	compared := 0
	for _, n := range cmdlet.Nouns(o) {
		var want strings.Builder
		for i, e := range n.Objects(o) {
			if i > 0 {
				want.WriteByte('\n')
			}
			for _, v := range e.Values {
				want.WriteString(v.Name + ":" + v.String() + "\n")
			}
			compared++
		}
		if want.Len() == 0 || n.InMailbox {
			continue
		}
		var got strings.Builder
		for line := range strings.Lines(run("Get-" + n.Name)) {
			name, value, _ := strings.Cut(line, ":")
			if n.Name == "ExchangeCertificate" && slices.Contains([]string{"Status", "RootCAType"}, strings.TrimSpace(name)) {
				continue // what the server makes of it at that time; no property
			}
			got.WriteString(strings.TrimSpace(name))
			if value != "" {
				got.WriteString(":" + strings.TrimSpace(value))
			}
			got.WriteByte('\n')
		}
		if diff := cmp.Diff(want.String(), got.String()); diff != "" {
			t.Errorf("%s (-inventory +Get):\n%s", n.Name, diff)
		}
	}
	if compared < 5 {
		t.Errorf("only %d objects were compared", compared)
	}
}

func TestValuesAreTheSameWhateverTheirOrderAndCase(t *testing.T) {
	a := cmdlet.Value{Kind: cmdlet.List, Texts: []string{"Tls", "BasicAuth"}}
	if !a.Same(cmdlet.Value{Kind: cmdlet.List, Texts: []string{"basicauth", "TLS"}}) || a.Same(cmdlet.Value{Kind: cmdlet.List, Texts: []string{"Tls"}}) || !(cmdlet.Value{}).Same(cmdlet.Value{Kind: cmdlet.List}) {
		t.Error("values are compared in another way")
	}
	if !a.Has("tls") || a.Has("None") {
		t.Error("members are found in another way")
	}
}

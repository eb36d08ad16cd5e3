package relay_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

func TestOrganizationLooksUp(t *testing.T) {
	o := &relay.Organization{
		AcceptedDomains: []*relay.AcceptedDomain{
			{DomainName: "contoso.com", DomainType: relay.InternalRelay, MatchSubDomains: true, Default: true},
			{DomainName: "jpn.contoso.com", DomainType: relay.Authoritative},
			{DomainName: "*.fabrikam.com", DomainType: relay.InternalRelay},
			{DomainName: "contoso.onmicrosoft.com", InitialDomain: true},
		},
		RemoteDomains: []*relay.RemoteDomain{{DomainName: "*"}, {DomainName: "*.example.org"}, {DomainName: "mail.example.org"}},
		Recipients:    []*relay.Recipient{{Name: "alice", PrimarySmtpAddress: "alice@contoso.com", EmailAddresses: []string{"alice@contoso.com", "a.smith@contoso.com"}}},
		Servers: []*relay.Server{
			{Name: "EX01", Fqdn: "ex01.contoso.com"},
			{Name: "MBX", Hosts: []relay.Host{{Name: "FT", Fqdn: "ft.example", Role: relay.RoleFrontDoor}, {Name: "OUT", Fqdn: "out.example", Role: relay.RoleOutbound}}},
		},
	}
	accepted := func(domain string) string {
		if d := o.AcceptedDomain(domain); d != nil {
			return d.DomainName
		}
		return ""
	}
	tests := []struct{ name, got, want string }{
		{"S6.1: an accepted domain by name", accepted("Contoso.com"), "contoso.com"},
		{"R6.2: a subdomain by MatchSubDomains", accepted("eu.contoso.com"), "contoso.com"},
		{"R6.2: its own entry goes before", accepted("jpn.contoso.com"), "jpn.contoso.com"},
		{"R6.2: without the switch no subdomain", accepted("x.jpn.contoso.com"), "contoso.com"},
		{"R6.7: a wildcard entry has no apex", accepted("fabrikam.com"), ""},
		{"R6.7: and all subdomains", accepted("a.fabrikam.com"), "*.fabrikam.com"},
		{"S6.1: somebody else's domain", accepted("example.org"), ""},
		{"R6.6: the default domain", o.DefaultDomain(), "contoso.com"},
		{"R6.8: the initial domain", o.InitialDomain(), "contoso.onmicrosoft.com"},
		{"S8.1: a specific remote domain overrides Default", o.RemoteDomain("mail.example.org").DomainName, "mail.example.org"},
		{"S8.1: a wildcard too", o.RemoteDomain("x.example.org").DomainName, "*.example.org"},
		{"S8.1: Default for the rest", o.RemoteDomain("example.com").DomainName, "*"},
		{"S6.2: a recipient by any proxy address, in any case", o.Recipient("A.SMITH@contoso.com").Name, "alice"},
		{"a server by name, in any case", o.Server("mbx").Name, "MBX"},
		{"the server of the plain console", o.FirstServer().Name, "EX01"},
		{"the service shows another host for what it does", o.Server("MBX").In(relay.RoleFrontDoor).Fqdn, "ft.example"},
		{"and itself for the rest", o.Server("MBX").In(relay.RoleMailbox).Name, "MBX"},
		{"a machine does everything under its own name", o.Server("EX01").In(relay.RoleOutbound).Fqdn, "ex01.contoso.com"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.got); diff != "" {
				t.Errorf("found (-want +got):\n%s", diff)
			}
		})
	}
	if o.Server("EX09") != nil {
		t.Error("a server was found that is not there")
	}
	var names []string
	for _, h := range o.Hosts() {
		names = append(names, h.Name)
	}
	if diff := cmp.Diff([]string{"EX01", "MBX", "FT", "OUT"}, names); diff != "" {
		t.Errorf("the names of all servers (-want +got):\n%s", diff)
	}
	if o.Recipient("nobody@contoso.com") != nil {
		t.Error("a recipient was found who is not there")
	}
}

// A cmdlet changes a clone; a session in progress keeps the snapshot it began with.
func TestCloneLeavesTheSnapshotAlone(t *testing.T) {
	before := &relay.Organization{Revision: 4, SendConnectors: []*relay.SendConnector{{Name: "Internet"}}, Recipients: []*relay.Recipient{{Name: "alice"}}}
	after := before.Clone()
	after.SendConnectors[0] = &relay.SendConnector{Name: "Smart host"}
	after.Recipients = slices.Delete(after.Recipients, 0, 1)
	if before.SendConnectors[0].Name != "Internet" || len(before.Recipients) != 1 || before.Recipients[0] == nil {
		t.Error("a change of the clone reached the snapshot")
	}
	if after.Revision != 5 || before.Revision != 4 {
		t.Errorf("revisions are %d and %d, want 5 and 4", after.Revision, before.Revision)
	}
}

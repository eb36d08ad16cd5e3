package base_test

import (
	"slices"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
)

// TestWhatIsCountedAsTakenIsShown demands of each value that the report counts as taken that the base's world prints it.
func TestWhatIsCountedAsTakenIsShown(t *testing.T) {
	dora := []*exports.Object{
		shown(relay.OnPremises, "Mailbox", "Name", "dora", "Alias", "dora", "PrimarySmtpAddress", "dora@contoso.com", "EmailAddresses", "SMTP:dora@contoso.com|smtp:d@elsewhere.example", "RequireSenderAuthenticationEnabled", "True"),
		shown(relay.OnPremises, "AcceptedDomain", "Name", "all", "DomainName", "*", "DomainType", "InternalRelay"),
		shown(relay.Cloud, "AcceptedDomain", "Name", "contoso.mail.onmicrosoft.com", "DomainName", "contoso.mail.onmicrosoft.com", "DomainType", "Authoritative", "IsCoexistenceDomain", "True", "InitialDomain", "False"),
		shown(relay.OnPremises, "ReceiveConnector", "Name", "Fax", "Server", "EX02", "Bindings", "0.0.0.0:26", "RemoteIPRanges", "10.0.0.9", "MaxMessageSize", "nonsense"),
	}
	for name, objects := range map[string][]*exports.Object{"litware": litware(), "dora": append(surroundings(), dora...)} {
		b := build(t, objects, base.Options{})
		orgs := organizations(t, parse(t, b.Text))
		counted := 0
		for _, taken := range b.Report.Taken {
			org := orgs[0]
			if taken.Side == relay.Cloud {
				org = orgs[1]
			}
			i := slices.IndexFunc(cmdlet.Nouns(org), func(n cmdlet.Noun) bool { return n.Name == taken.Noun })
			if i < 0 || taken.Noun == "ExchangeCertificate" { // whose values other tests compare
				continue
			}
			var entry *cmdlet.Entry
			for _, e := range cmdlet.Nouns(org)[i].Objects(org) {
				if e.Identity == taken.Identity || e.Identity == "" {
					entry = e
				}
			}
			for _, v := range taken.Values {
				counted++
				has, ok := entry.Value(v.Name)
				if v.Name == "Alias" {
					ok = strings.Contains(b.Text, " -Alias "+v.Value)
				} else if ok && has.String() != v.Value {
					ok = false
				}
				if !ok {
					t.Errorf("%s: %s of %s %s is counted as taken with %q, and the base has %q", name, v.Name, taken.Noun, taken.Identity, v.Value, has)
				}
			}
		}
		if counted == 0 {
			t.Errorf("%s: nothing is taken", name)
		}
	}
}

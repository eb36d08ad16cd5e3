package sim_test

import (
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/labca"
)

// TestBothSidesRenderNamesAlike: a certificate is found by the issuer and subject that a connector names, so the authority and
// the servers must write names the same way.
func TestBothSidesRenderNamesAlike(t *testing.T) {
	for _, text := range []string{
		"CN=mail.contoso.com",
		"CN=Example Public CA 2, O=Example, C=US",
		"CN=mail.protection.outlook.com, O=Microsoft Corporation, L=Redmond, S=Washington, C=US",
		"CN=MSIT Machine Auth CA 2, DC=Redmond, DC=corp, DC=microsoft, DC=com",
		`CN="Example, Inc.", OU="a ""quoted"" unit", E=ca@example.com, SERIALNUMBER=7, STREET=1 Main St`,
		"CN=x, OID.1.2.3.4=y",
	} {
		name, err := labca.ParseDN(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got, want := relay.DistinguishedName(name), labca.DN(name); got != want {
			t.Errorf("%s: a server writes %q, the authority %q", text, got, want)
		}
	}
}

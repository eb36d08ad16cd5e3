package exports

import (
	"slices"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

// onlyPrinted are properties that Get- prints, that tell what an object is, and that no cmdlet sets: nobody can write them into
// a base, and none of them says what becomes of mail.
var onlyPrinted = map[string]string{
	"AcceptedDomain":           "ExternallyManaged AuthenticationType LiveIdInstanceType FederatedOrganizationLink IsDefaultFederatedDomain",
	"OrganizationConfig":       "IsDehydrated IsMixedMode",
	"SendConnector":            "IsSmtpConnector HomeMTA HomeMtaServerId ConnectedDomains SmartHostsString",
	"ExchangeCertificate":      "SerialNumber RootCAType PublicKeySize CertificateRequest IISServices AccessRules FriendlyName RawData",
	"Mailbox":                  "MailboxGuid IsMailboxEnabled",
	"RemoteMailbox":            "RemoteRecipientType",
	"DistributionGroup":        "GroupType",
	"DynamicDistributionGroup": "LdapRecipientFilter",
}

// TestEveryTellingPropertyIsDeclared: what tells an object of a kind that the model has is a parameter that says what it does,
// so that no export's value is passed over in silence.
func TestEveryTellingPropertyIsDeclared(t *testing.T) {
	declared, has := map[string]bool{}, map[string]bool{}
	for _, o := range []*relay.Organization{
		{Side: relay.OnPremises, Product: relay.Exchange2010}, {Side: relay.OnPremises, Product: relay.Exchange2019},
		{Side: relay.Cloud, Product: relay.ExchangeOnline},
	} {
		for _, n := range cmdlet.Nouns(o) {
			has[n.Name] = true
			for _, p := range n.Properties {
				declared[strings.ToLower(n.Name+"."+p.Name)] = true
			}
		}
	}
	checked := 0
	for _, k := range kinds {
		if !has[k.noun] {
			continue
		}
		for name := range strings.FieldsSeq(k.telling) {
			checked++
			only := strings.Fields(onlyPrinted[k.noun])
			switch known := declared[strings.ToLower(k.noun+"."+name)]; {
			case !known && !slices.Contains(only, name):
				t.Errorf("%s.%s tells what an object is, and nothing says what it does", k.noun, name)
			case known && slices.Contains(only, name):
				t.Errorf("%s.%s is declared: take it off the list", k.noun, name)
			}
		}
	}
	if checked < 200 {
		t.Errorf("only %d properties were looked at", checked)
	}
}

package base_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
)

// realExport reads exports that are not part of the project; the test is skipped where they are not.
func realExport(t *testing.T, names ...string) *exports.Export {
	t.Helper()
	const dir = "../../../../shared/exports"
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the real exports are not here")
	}
	var paths []string
	for _, name := range names {
		paths = append(paths, filepath.Join(dir, name))
	}
	x, err := exports.Read(paths, nil)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

var realSets = [][]string{
	{"hcw_initial.mailflow.xhcw"},
	{"css_GetAcceptedDomain.clixml", "css_GetReceiveConnector.clixml", "css_GetSendConnector.clixml"},
	{"hcw_initial.mailflow.xhcw", "css_GetAcceptedDomain.clixml", "css_GetReceiveConnector.clixml", "css_GetSendConnector.clixml"},
}

// TestEveryPropertyOfRealExportsIsAccountedFor demands of each property of each object that it was taken, or that the report
// says what became of it.
func TestEveryPropertyOfRealExportsIsAccountedFor(t *testing.T) {
	for _, set := range realSets {
		x := realExport(t, set...)
		b, err := base.Build(x, base.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(b.Report.Refused) > 0 {
			t.Errorf("refused: %+v", b.Report.Refused)
		}
		known := map[string]bool{}
		for _, taken := range b.Report.Taken {
			for _, v := range taken.Values {
				known[strings.ToLower(taken.Noun+"."+v.Name)] = true
			}
		}
		for _, i := range b.Report.Ignored {
			noun, _, _ := strings.Cut(i.What, " ")
			known[strings.ToLower(i.What)], known[strings.ToLower(noun)] = true, true
		}
		for _, o := range x.Objects {
			for _, p := range o.Properties {
				name := strings.ToLower(o.Noun + "." + p.Name)
				if !known[name] && !known[strings.ToLower(o.Noun)] && !strings.EqualFold(p.Name, "Identity") && !p.Value.Null {
					t.Errorf("%s: %s of %s is nowhere in the report", p.At, p.Name, o.Noun)
				}
			}
		}
	}
}

// TestRealExportsAreTakenWhole compares each value that the model knows with what the base's world shows. A value of a real
// export is read by the same rules as an administrator's, so 36 MB (37,748,736 bytes) is 36MB.
func TestRealExportsAreTakenWhole(t *testing.T) {
	for _, set := range realSets[:2] {
		x := realExport(t, set...)
		b, err := base.Build(x, base.Options{})
		if err != nil {
			t.Fatal(err)
		}
		compared := 0
		orgs := organizations(t, parse(t, b.Text))
		for _, o := range x.Objects {
			org := orgs[0]
			if o.Side == relay.Cloud {
				org = orgs[1]
			}
			i := slices.IndexFunc(cmdlet.Nouns(org), func(n cmdlet.Noun) bool { return n.Name == o.Noun })
			if i < 0 || o.Verb != "Get" || o.Noun == "ExchangeCertificate" || isOutdated(x.Objects, o) {
				continue
			}
			n := cmdlet.Nouns(org)[i]
			e := entry(n, org, o)
			if e == nil {
				t.Errorf("%s: the base has no such %s", o.At, o.Noun)
				continue
			}
			for _, p := range o.Properties {
				known := n.Property(p.Name)
				if known == nil || !p.Value.Known() || o.Noun == "HybridConfiguration" || p.Name == "SourceTransportServers" || p.Name == "Identity" {
					continue // HybridConfiguration was set later; other servers than the model's one are replaced
				}
				if len(p.Value.All()) == 0 && known.Loose { // an empty value of a kept property says nothing
					continue
				}
				want, err := known.Read(p.Value.All())
				has, shown := e.Value(p.Name)
				if err != nil || shown && !has.Same(want) {
					t.Errorf("%s: %s of %s %s is %q, and in the base %q (%v)", p.At, p.Name, o.Noun, e.Identity, p.Value.All(), has, err)
				}
				compared++
			}
		}
		if compared < 90 {
			t.Errorf("only %d values were compared", compared)
		}
	}
}

// isOutdated reports whether a later print shows the same object.
func isOutdated(objects []*exports.Object, o *exports.Object) bool {
	return slices.ContainsFunc(objects, func(later *exports.Object) bool {
		return later.Verb == "Get" && later.Noun == o.Noun && later.Side == o.Side && later.Time.After(o.Time) &&
			later.Property("Name") != nil && o.Property("Name") != nil && later.Property("Name").Value.Text == o.Property("Name").Value.Text
	})
}

// entry finds the object of the base that an exported object is about.
func entry(n cmdlet.Noun, org *relay.Organization, o *exports.Object) *cmdlet.Entry {
	for _, e := range n.Objects(org) {
		name, _ := e.Value("Name")
		if p := o.Property("Name"); n.Single || p != nil && strings.EqualFold(p.Value.Text, name.String()) {
			return e
		}
	}
	return nil
}

// TestRealExportsByHand looks at values that were read in the files with eyes.
func TestRealExportsByHand(t *testing.T) {
	tests := []struct {
		set                        []string
		side                       int
		noun, object, name, wanted string
	}{
		{realSets[0], 0, "SendConnector", "Outbound to Office 365 - f565e85a-4ca9-f9a0-a7f8-d8240ced7d17", "AddressSpaces", "{smtp:contoso.mail.onmicrosoft.com;1}"},
		{realSets[0], 0, "SendConnector", "Outbound to Office 365 - f565e85a-4ca9-f9a0-a7f8-d8240ced7d17", "CloudServicesMailEnabled", "True"},
		{realSets[0], 0, "SendConnector", "Outbound to Office 365 - f565e85a-4ca9-f9a0-a7f8-d8240ced7d17", "TlsAuthLevel", "DomainValidation"},
		{realSets[0], 0, "SendConnector", "EdgeSync - Inbound to Default-First-Site-Name", "SmartHosts", "{--}"},
		{realSets[0], 0, "ReceiveConnector", "Default Frontend EX01", "TlsDomainCapabilities", "{mail.protection.outlook.com:AcceptCloudServicesMail}"},
		{realSets[0], 0, "ReceiveConnector", "Default Frontend EX01", "TlsCertificateName", "<I>CN=Example Public CA 1, O=Example CA Inc, C=US<S>CN=mail.fabrikam.com"},
		{realSets[0], 0, "RemoteDomain", "Hybrid Domain - contoso.mail.onmicrosoft.com", "TargetDeliveryDomain", "True"},
		{realSets[0], 0, "RemoteDomain", "Default", "NDREnabled", "False"},
		{realSets[0], 0, "HybridConfiguration", "", "Features", "{FreeBusy, MoveMailbox, Mailtips, MessageTracking, OwaRedirection, OnlineArchive, SecureMail, Photos}"},
		{realSets[0], 0, "HybridConfiguration", "", "OnPremisesSmartHost", "mail.fabrikam.com"},
		{realSets[0], 0, "AcceptedDomain", "Old domain", "Default", "True"},
		{realSets[0], 0, "ExchangeCertificate", "mail.fabrikam.com", "Issuer", "CN=Example Public CA 1, O=Example CA Inc, C=US"},
		{realSets[0], 0, "ExchangeCertificate", "mail.fabrikam.com", "CertificateDomains", "{mail.fabrikam.com, autodiscover.fabrikam.com}"},
		{realSets[0], 1, "InboundConnector", "Inbound from f4527c65-0e6f-2e75-2aa2-80e1a7b9b10b", "TlsSenderCertificateName", "mail.fabrikam.com"},
		{realSets[0], 1, "OutboundConnector", "Outbound to f4527c65-0e6f-2e75-2aa2-80e1a7b9b10b", "TlsSettings", "DomainValidation"},
		{realSets[1], 0, "ReceiveConnector", "Default WIN-CTD3L0RGEN4", "MaxRecipientsPerMessage", "5000"},
		{realSets[1], 0, "ReceiveConnector", "Default WIN-CTD3L0RGEN4", "MaxMessageSize", "36MB"},
		{realSets[1], 0, "ReceiveConnector", "Client Proxy WIN-CTD3L0RGEN4", "Bindings", "{[::]:465, 0.0.0.0:465}"},
		{realSets[1], 0, "SendConnector", "Mail to O365", "TlsCertificateName", "<I>CN=localhost<S>CN=localhost"},
		{realSets[1], 0, "SendConnector", "Mail to O365", "SmartHosts", "{microsoft-com.mail.protection.outlook.com}"},
		{realSets[1], 0, "AcceptedDomain", "Wild .com", "DomainName", "*.com"},
	}
	sets := map[string][]*relay.Organization{}
	for _, tt := range tests {
		orgs := sets[tt.set[0]]
		if orgs == nil {
			b, err := base.Build(realExport(t, tt.set...), base.Options{})
			if err != nil {
				t.Fatal(err)
			}
			orgs = organizations(t, parse(t, b.Text))
			sets[tt.set[0]] = orgs
		}
		org := orgs[tt.side]
		got := "no such object"
		for _, n := range cmdlet.Nouns(org) {
			for _, e := range n.Objects(org) {
				name, _ := e.Value("Name")
				subject, _ := e.Value("Subject")
				if n.Name == tt.noun && (n.Single || name.String() == tt.object || subject.String() == "CN="+tt.object) {
					v, _ := e.Value(tt.name)
					got = v.String()
				}
			}
		}
		if got != tt.wanted {
			t.Errorf("%s of %s %s: want %s, got %s", tt.name, tt.noun, tt.object, tt.wanted, got)
		}
	}
}

package base_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
)

// at gives objects a time and a file.
func at(minute int, file string, o *exports.Object) *exports.Object {
	if minute > 0 {
		o.Time = time.Date(2026, 2, 1, 8, minute, 0, 0, time.UTC)
	}
	o.At.File = file
	for i := range o.Properties {
		o.Properties[i].At.File = file
	}
	return o
}

// sendConnector is a connector to fabrikam.com as Get- prints it.
func sendConnector(pairs ...string) *exports.Object {
	return shown(relay.OnPremises, "SendConnector", append([]string{"Name", "out", "AddressSpaces", "smtp:fabrikam.com;1", "Fqdn", "mail.contoso.com"}, pairs...)...)
}

func command(verb string, pairs ...string) *exports.Object {
	return made(verb, relay.OnPremises, "SendConnector", pairs...)
}

func TestTheNewestWins(t *testing.T) {
	tests := []struct {
		name    string
		objects []*exports.Object
		want    string // Fqdn and MaxMessageSize; empty: no such connector
	}{
		{"of two prints the later one", []*exports.Object{
			at(9, "b.xhcw", sendConnector("MaxMessageSize", "20MB")),
			at(5, "a.xhcw", sendConnector("MaxMessageSize", "10MB")),
		}, "mail.contoso.com 20MB"},
		{"a later Set- over an earlier Get-", []*exports.Object{
			at(5, "a.xhcw", sendConnector("MaxMessageSize", "10MB")),
			at(6, "a.xhcw", command("Set", "Identity", "out", "Fqdn", "relay.contoso.com")),
		}, "relay.contoso.com 10MB"},
		{"an earlier Set- not", []*exports.Object{
			at(4, "a.xhcw", command("Set", "Identity", "out", "MaxMessageSize", "1MB")),
			at(5, "a.xhcw", sendConnector("MaxMessageSize", "10MB")),
		}, "mail.contoso.com 10MB"},
		{"what is removed later is not there", []*exports.Object{
			at(5, "a.xhcw", sendConnector()),
			at(6, "a.xhcw", command("Remove", "Identity", "out")),
		}, ""},
		{"and what is made again is", []*exports.Object{
			at(5, "a.xhcw", sendConnector()),
			at(6, "a.xhcw", command("Remove", "Identity", "out")),
			at(7, "a.xhcw", command("New", "Name", "out", "AddressSpaces", "smtp:fabrikam.com;1", "MaxMessageSize", "5MB")),
		}, " 5MB"},
		{"a command may name the object in another case", []*exports.Object{
			at(5, "a.xhcw", sendConnector("MaxMessageSize", "10MB")),
			at(6, "a.xhcw", command("Set", "Identity", "OUT", "MaxMessageSize", "3MB")),
		}, "mail.contoso.com 3MB"},
		{"without times a script comes after what was printed", []*exports.Object{
			at(0, "s.ps1", command("Set", "Identity", "out", "MaxMessageSize", "3MB")),
			at(0, "a.txt", sendConnector("MaxMessageSize", "10MB")),
		}, "mail.contoso.com 3MB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := build(t, append(tt.objects, surroundings()...), base.Options{})
			got := ""
			for _, c := range organizations(t, parse(t, b.Text))[0].SendConnectors {
				got = c.Fqdn + " " + c.MaxMessageSize.String()
			}
			if got != tt.want {
				t.Errorf("want %q, got %q\n%s", tt.want, got, b.Text)
			}
		})
	}
}

// surroundings are objects that make a base a hybrid, for tests about something else.
func surroundings() []*exports.Object {
	return []*exports.Object{
		shown(relay.OnPremises, "AcceptedDomain", "Name", "contoso.com", "DomainName", "contoso.com", "DomainType", "Authoritative", "Default", "True", "MatchSubDomains", "False"),
		shown(relay.Cloud, "AcceptedDomain", "Name", "contoso.com", "DomainName", "contoso.com", "DomainType", "Authoritative", "Default", "True", "MatchSubDomains", "False"),
	}
}

func TestContradictionsAreReported(t *testing.T) {
	b := build(t, append(surroundings(), at(0, "one.txt", sendConnector("MaxMessageSize", "10MB")), at(0, "two.txt", sendConnector("MaxMessageSize", "20MB"))), base.Options{})
	want := []base.Contradiction{{
		What:  `MaxMessageSize of SendConnector "out"`,
		Taken: base.TakenValue{Name: "MaxMessageSize", Value: "20MB", From: "two.txt:5, Get-SendConnector"},
		Other: base.TakenValue{Name: "MaxMessageSize", Value: "10MB", From: "one.txt:5, Get-SendConnector"},
	}}
	if diff := cmp.Diff(want, b.Report.Contradictory); diff != "" {
		t.Errorf("contradictory (-want +got):\n%s", diff)
	}
	b = build(t, append(surroundings(), at(5, "one.xhcw", sendConnector("MaxMessageSize", "10MB")), at(6, "two.xhcw", sendConnector("MaxMessageSize", "20MB"))), base.Options{})
	if len(b.Report.Contradictory) > 0 {
		t.Errorf("what changed in time is no contradiction: %+v", b.Report.Contradictory)
	}
}

func TestALaterListWithoutAnObjectRemovesIt(t *testing.T) {
	receive := func(minute int, names ...string) []*exports.Object {
		var list []*exports.Object
		for _, name := range names {
			list = append(list, at(minute, "a.xhcw", shown(relay.OnPremises, "ReceiveConnector", "Name", name, "Identity", `EX01\`+name, "Server", "EX01", "Bindings", "0.0.0.0:"+fmt.Sprint(2000+len(name)),
				"RemoteIPRanges", "0.0.0.0-255.255.255.255")))
		}
		return list
	}
	b := build(t, slices.Concat(surroundings(), receive(5, "Default Frontend EX01", "Client Frontend EX01", "Old relay"), receive(30, "Default Frontend EX01", "Client Frontend EX01")), base.Options{})
	if got := receiveNames(organizations(t, parse(t, b.Text))[0]); got != "Default Frontend EX01, Client Frontend EX01" {
		t.Errorf("receive connectors: %s", got)
	}
}

func receiveNames(o *relay.Organization) string {
	var names []string
	for _, c := range o.ReceiveConnectors {
		names = append(names, c.Name)
	}
	return strings.Join(names, ", ")
}

func TestOnlyACompleteListRemovesWhatTheInstallationMade(t *testing.T) {
	custom := shown(relay.OnPremises, "ReceiveConnector", "Name", "Relay", "Identity", `EX01\Relay`, "Server", "EX01", "Bindings", "0.0.0.0:25", "RemoteIPRanges", "10.0.0.7")
	standard := shown(relay.OnPremises, "ReceiveConnector", "Name", "Default Frontend EX01", "Identity", `EX01\Default Frontend EX01`, "Server", "EX01", "Bindings", "0.0.0.0:25", "RemoteIPRanges", "0.0.0.0-255.255.255.255")
	for _, tt := range []struct {
		objects []*exports.Object
		want    string
	}{
		{[]*exports.Object{custom}, "Default Frontend EX01, Client Frontend EX01, Relay"}, // somebody sent one connector
		{[]*exports.Object{custom, standard}, "Default Frontend EX01, Relay"},
	} {
		b := build(t, append(surroundings(), tt.objects...), base.Options{})
		if got := receiveNames(organizations(t, parse(t, b.Text))[0]); got != tt.want {
			t.Errorf("want %s, got %s", tt.want, got)
		}
	}
}

func TestWhatIsNotShownIsNotFalse(t *testing.T) {
	inbound := shown(relay.Cloud, "InboundConnector", "Name", `in "1"`, "ConnectorType", "OnPremises", "SenderDomains", "smtp:*;1", "Enabled", "True", "RestrictDomainsToIPAddresses", "False",
		"RestrictDomainsToCertificate", "False", "CloudServicesMailEnabled", "True", "TreatMessagesAsInternal", "False")
	inbound.Properties = append(inbound.Properties, exports.Property{Name: "SenderIPAddresses", Value: exports.Value{List: []string{"192.0.2.1"}, Unknown: "cut off after 1 values"}})
	b := build(t, append(surroundings(), inbound), base.Options{})
	var asked []string
	for _, u := range parse(t, b.Text).Unknowns() {
		asked = append(asked, u.Question+" "+u.Step.Text)
	}
	want := []string{
		`Does your load balancer hide the clients' addresses from the receive connectors? net> nat cloud -> onprem to 10.0.0.1`,
		`Is RejectDirectSend of the organization $true? cloud> Set-OrganizationConfig -RejectDirectSend $true`,
		`Is RequireTls of the inbound connector "in ""1""" $false? cloud> Set-InboundConnector 'in "1"' -RequireTls $false`,
		`Does SenderIPAddresses of the inbound connector "in ""1""" hold the address of the on-premises server? cloud> Set-InboundConnector 'in "1"' -SenderIPAddresses @{Add=203.0.113.10}`,
	}
	if diff := cmp.Diff(want[:3], asked[:min(3, len(asked))]); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
	known := build(t, append(surroundings(), made("New", relay.Cloud, "InboundConnector", "Name", "in", "SenderDomains", "*")), base.Options{})
	for _, u := range known.Report.Unknown {
		if strings.Contains(u.What, "InboundConnector") {
			t.Errorf("New- sets what it is not told to the documented default, so %s is known", u.What)
		}
	}
}

func TestAPastedConnectorLeavesQuestions(t *testing.T) {
	pasted := shown(relay.OnPremises, "ReceiveConnector", "Name", "Default Frontend EX01", "Identity", `EX01\Default Frontend EX01`, "Enabled", "True", "RequireTLS", "False")
	number := shown(relay.OnPremises, "SendConnector", "Name", "out", "AddressSpaces", "smtp:*;1", "RequireTLS", "True", "Enabled", "True", "CloudServicesMailEnabled", "True", "IsScopedConnector", "False", "IgnoreSTARTTLS", "False")
	number.Properties = append(number.Properties, exports.Property{Name: "TlsAuthLevel", Value: exports.Value{Unknown: "the number 2 of an enumeration"}})
	var asked []string
	for _, u := range parse(t, build(t, append(surroundings(), pasted, number), base.Options{}).Text).Unknowns() {
		asked = append(asked, u.Question)
	}
	want := []string{
		"Does your load balancer hide the clients' addresses from the receive connectors?",
		`Does PermissionGroups of the receive connector "EX01\Default Frontend EX01" lack AnonymousUsers?`,
		`Does TlsDomainCapabilities of the receive connector "EX01\Default Frontend EX01" hold mail.protection.outlook.com:AcceptCloudServicesMail?`,
		`Is TlsAuthLevel of the send connector "out" DomainValidation?`,
		"Is RejectDirectSend of the organization $true?",
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Errorf("questions (-want +got):\n%s", diff)
	}
}

func TestEveryQuestionCanBePlayed(t *testing.T) {
	s := parse(t, build(t, litware(), base.Options{}).Text)
	for _, u := range s.Unknowns() {
		w, err := s.WorldWith(u)
		if err != nil {
			t.Errorf("%s: %v", u.Question, err)
			continue
		}
		w.Close()
	}
}

func TestCertificates(t *testing.T) {
	cert := func(subject, services, from, until string, more ...string) *exports.Object {
		return shown(relay.OnPremises, "ExchangeCertificate", append([]string{"Subject", subject, "Issuer", "CN=Example CA", "CertificateDomains", strings.TrimPrefix(subject, "CN="), "Services", services,
			"NotBefore", from, "NotAfter", until, "HasPrivateKey", "True", "Thumbprint", subject + until}, more...)...)
	}
	b := build(t, append(surroundings(),
		cert("CN=mail.contoso.com", "None", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
		cert("CN=mail.contoso.com", "IIS, SMTP", "2025-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
		cert("CN=*.contoso.com", "IMAP, SMTP", "13.02.2025 00:00:00", "13.02.2027 00:00:00"),
	), base.Options{})
	var got []string
	for _, c := range organizations(t, parse(t, b.Text))[0].Certificates {
		if !c.SelfSigned {
			got = append(got, c.Subject+" "+c.Leaf.NotAfter.Format(time.DateOnly)+" "+strings.Join(c.Services, "+"))
		}
	}
	slices.Sort(got)
	want := []string{"CN=*.contoso.com 2027-02-13 IMAP+SMTP", "CN=mail.contoso.com 2025-01-01 ", "CN=mail.contoso.com 2027-01-01 IIS+SMTP"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("certificates (-want +got):\n%s\n%s", diff, b.Text)
	}
}

func TestAnEmptyExportIsAnError(t *testing.T) {
	if _, err := base.Build(&exports.Export{}, base.Options{}); err == nil || !strings.Contains(err.Error(), "hint:") {
		t.Errorf("%v", err)
	}
}

// TestTheSourceOfEveryValueStandsAbove demands a comment above each command of an administrator.
func TestTheSourceOfEveryValueStandsAbove(t *testing.T) {
	lines := strings.Split(build(t, litware(), base.Options{}).Text, "\n")
	for i, line := range lines {
		if (strings.HasPrefix(line, "onprem> ") || strings.HasPrefix(line, "cloud> ")) && strings.Contains(line, "Connector") && !strings.HasPrefix(lines[i-1], "# ") {
			t.Errorf("nothing says where this comes from: %s", line)
		}
	}
}

// BenchmarkBuild is 50 connectors, 1,000 accepted domains on each side and 20,000 mailboxes, most of which are left out.
func BenchmarkBuild(b *testing.B) {
	objects := large()
	for b.Loop() {
		if _, err := base.Build(&exports.Export{Objects: objects}, base.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

func large() []*exports.Object {
	objects := surroundings()
	for i := range 1000 {
		name := fmt.Sprintf("d%d.contoso.com", i)
		for _, side := range []relay.Side{relay.OnPremises, relay.Cloud} {
			objects = append(objects, shown(side, "AcceptedDomain", "Name", name, "DomainName", name, "DomainType", "Authoritative", "Default", "False", "MatchSubDomains", "False"))
		}
	}
	for i := range 50 {
		objects = append(objects, sendConnector("Name", fmt.Sprintf("out %d", i)))
	}
	for i := range 20000 {
		name := fmt.Sprintf("u%d", i)
		objects = append(objects, shown(relay.OnPremises, "Mailbox", "Name", name, "PrimarySmtpAddress", name+"@contoso.com"))
	}
	return objects
}

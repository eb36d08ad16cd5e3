package base_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/caveat"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
)

// unlooked are the objects of a base that nothing looks at, in a line each.
func unlooked(t *testing.T, b *base.Base) string {
	t.Helper()
	var lines []string
	for _, o := range organizations(t, parse(t, b.Text)) {
		for _, n := range caveat.Of(o) {
			lines = append(lines, n.String())
		}
	}
	return strings.Join(lines, "\n")
}

func frontend(server string, pairs ...string) *exports.Object {
	name := "Default Frontend " + server
	return shown(relay.OnPremises, "ReceiveConnector", append([]string{"Name", name, "Identity", server + `\` + name, "Server", server, "Bindings", "0.0.0.0:25", "RemoteIPRanges", "0.0.0.0-255.255.255.255"}, pairs...)...)
}

func TestServersThatTakeMailArePlayedAndOthersAreCarried(t *testing.T) {
	hybrid := shown(relay.OnPremises, "HybridConfiguration", "ReceivingTransportServers", "EX02", "SendingTransportServers", "EX02|EX03", "Domains", "contoso.com", "OnPremisesSmartHost", "mail.contoso.com")
	right := shown(relay.OnPremises, "ADPermission", "Identity", `EX01\Default Frontend EX01`, "User", `NT AUTHORITY\ANONYMOUS LOGON`, "ExtendedRights", "ms-Exch-SMTP-Accept-Any-Recipient")
	old := shown(relay.OnPremises, "ExchangeServer", "Name", "OLD", "AdminDisplayVersion", "Version 15.0 (Build 1497.2)", "ServerRole", "Mailbox, ClientAccess")
	notes := shown(relay.OnPremises, "ReceiveConnector", "Name", "old one", "Identity", `OLD\old one`, "Bindings", "0.0.0.0:25", "RemoteIPRanges", "10.0.0.1")
	store := shown(relay.OnPremises, "ExchangeServer", "Name", "STORE", "ServerRole", "UnifiedMessaging")
	b := build(t, append(surroundings(), frontend("EX01", "MaxMessageSize", "3MB"), frontend("EX02"), right, old, notes, store, hybrid, sendConnector("SourceTransportServers", "GATE")), base.Options{})
	if len(b.Report.Refused) > 0 {
		t.Errorf("refused: %+v", b.Report.Refused)
	}
	if s := parse(t, b.Text); s.Headers.Server != "EX02.contoso.com" {
		t.Errorf("the server that receives the cloud's mail is EX02, not %s", s.Headers.Server)
	}
	got := unlooked(t, b)
	for _, want := range []string{"ExchangeServer EX03", "ExchangeServer GATE", "ExchangeServer STORE"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not among what is not looked at:\n%s", want, got)
		}
	}
	if !slices.ContainsFunc(b.Report.Assumed, func(a base.Assumed) bool {
		return strings.Contains(a.What, "acts as if SourceTransportServers had EX02") && strings.Contains(a.Why, "GATE")
	}) {
		t.Errorf("nothing says that the connector's mail leaves by another server: %+v", b.Report.Assumed)
	}
	for _, o := range organizations(t, parse(t, b.Text))[:1] {
		if diff := cmp.Diff([]string{"GATE"}, o.SendConnectors[0].SourceTransportServers); diff != "" {
			t.Errorf("the sources (-want +got):\n%s", diff)
		}
		var played []string
		for _, s := range o.Servers {
			played = append(played, s.Name+" "+o.ProductOf(s.Name).String())
		}
		if diff := cmp.Diff([]string{"EX02 Exchange 2019", "EX01 Exchange 2019", "OLD Exchange 2013"}, played); diff != "" {
			t.Errorf("played are the servers that have receive connectors (-want +got):\n%s", diff)
		}
		if !slices.ContainsFunc(o.ReceiveConnectors, func(c *relay.ReceiveConnector) bool {
			return c.Identity() == `EX01\Default Frontend EX01` && c.MaxMessageSize == 3<<20 && len(c.ExtendedRights) > 0
		}) {
			t.Errorf("the size and the right of EX01's own connector are not there\n%s", b.Text)
		}
	}
}

// TestObjectsThatSteerMailAreCarriedWithTheirValues is about kinds that the model does not have.
func TestObjectsThatSteerMailAreCarriedWithTheirValues(t *testing.T) {
	const on, cloud = relay.OnPremises, relay.Cloud
	tests := []struct {
		object *exports.Object
		change [2]string // a property and its other value
		want   string
	}{
		{shown(cloud, "MalwareFilterPolicy", "Name", "Default", "FileTypeAction", "Reject"), [2]string{"FileTypeAction", "Quarantine"}, "Quarantine"},
		{shown(on, "TransportAgent", "Identity", "Vault Agent", "Enabled", "True", "Priority", "3"), [2]string{"Priority", "4"}, "Priority 4"},
		{shown(on, "FrontendTransportService", "Name", "EX01", "ReceiveConnectivityTimeout", "00:05:00"), [2]string{"ReceiveConnectivityTimeout", "00:06:00"}, "00:06:00"},
	}
	for _, tt := range tests {
		t.Run(tt.object.Noun, func(t *testing.T) {
			first := build(t, append(surroundings(), tt.object), base.Options{})
			if len(first.Report.Refused) > 0 {
				t.Fatalf("refused: %+v", first.Report.Refused)
			}
			tt.object.Property(tt.change[0]).Value = exports.Value{Text: tt.change[1]}
			second := build(t, append(surroundings(), tt.object), base.Options{})
			before, after := unlooked(t, first), unlooked(t, second)
			if before == after || !strings.Contains(after, tt.want) {
				t.Errorf("the change is not seen: before\n%s\nafter\n%s\n%s", before, after, second.Text)
			}
		})
	}
}

// TestTheOwnerOfAnObject is about objects of servers that do not say whose they are, in the order in which they are asked.
func TestTheOwnerOfAnObject(t *testing.T) {
	cert := func(file string, pairs ...string) *exports.Object {
		return at(0, file, shown(relay.OnPremises, "ExchangeCertificate", append([]string{"Subject", "CN=mail.contoso.com", "Issuer", "CN=Example CA", "CertificateDomains", "mail.contoso.com", "Services", "SMTP", "Thumbprint", "AB" + file}, pairs...)...))
	}
	hosted := func(host string, o *exports.Object) *exports.Object {
		o.Host = host
		return o
	}
	hybrid := shown(relay.OnPremises, "HybridConfiguration", "ReceivingTransportServers", "EX01", "Domains", "contoso.com")
	setup := func(file, server string) *exports.Object {
		return at(0, file, shown(relay.OnPremises, "ExchangeCertificate", "Subject", "CN="+server, "Issuer", "CN="+server, "IsSelfSigned", "True", "CertificateDomains", server+"|"+server+".contoso.local", "Thumbprint", "CD"+server))
	}
	tests := []struct {
		name      string
		objects   []*exports.Object
		elsewhere bool   // it is on EX02
		says      string // the report
	}{
		{"its own property", []*exports.Object{cert("x.txt", "Server", "EX02")}, true, ""},
		{"the session's server", []*exports.Object{hosted("ex02.contoso.local", cert("x.txt"))}, true, "PSComputerName"},
		{"a file that is named after one", []*exports.Object{cert("certs-ex02.txt")}, true, "named after it"},
		{"a folder that is", []*exports.Object{cert("EX02/certs.txt")}, true, "named after it"},
		{"a file whose name only contains it is not", []*exports.Object{cert("ex020.txt")}, false, ""},
		{"the default certificate in the same print", []*exports.Object{setup("x.txt", "EX02"), cert("x.txt")}, true, "default self-signed certificate"},
		{"two of them tell nothing", []*exports.Object{setup("x.txt", "EX02"), setup("x.txt", "EX03"), cert("x.txt")}, false, "no default certificate tells it"},
		{"nothing tells", []*exports.Object{cert("x.txt")}, false, "no default certificate tells it"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := build(t, slices.Concat(surroundings(), []*exports.Object{hybrid, frontend("EX01"), frontend("EX02")}, tt.objects), base.Options{})
			if len(b.Report.Refused) > 0 {
				t.Errorf("refused: %+v", b.Report.Refused)
			}
			there := slices.ContainsFunc(organizations(t, parse(t, b.Text))[0].CertificatesOf("EX02"), func(c *relay.Certificate) bool {
				return c.Subject == "CN=mail.contoso.com"
			})
			if there != tt.elsewhere {
				t.Errorf("it is on EX02: want %t, got %t\n%s", tt.elsewhere, there, b.Text)
			}
			if details := strings.Join(b.Report.Details(), "\n"); tt.says != "" && !strings.Contains(details, tt.says) {
				t.Errorf("the report does not say %q:\n%s", tt.says, details)
			}
		})
	}
}

// An Edge that exports show subscribed is played: with its own connector, certificate and right, and the connectors that
// the subscription makes (T9.1).
func TestASubscribedEdgeIsPlayed(t *testing.T) {
	edge := shown(relay.OnPremises, "ExchangeServer", "Name", "GATE", "Fqdn", "gate.contoso.com", "ServerRole", "Edge", "Site", "contoso.com/Configuration/Sites/Berlin")
	own := shown(relay.OnPremises, "ReceiveConnector", "Name", "Default internal receive connector GATE", "Identity", `GATE\Default internal receive connector GATE`, "Server", "GATE",
		"Bindings", "0.0.0.0:25", "RemoteIPRanges", "0.0.0.0-255.255.255.255", "TlsDomainCapabilities", "mail.protection.outlook.com:AcceptOorgProtocol") // which is right there (T7.7)
	right := shown(relay.OnPremises, "ADPermission", "Identity", `GATE\Default internal receive connector GATE`, "User", `NT AUTHORITY\ANONYMOUS LOGON`, "ExtendedRights", "ms-Exch-SMTP-Accept-Any-Recipient")
	out := shown(relay.OnPremises, "SendConnector", "Name", "EdgeSync - Berlin to Internet", "AddressSpaces", "smtp:*;50", "SourceTransportServers", "GATE")
	b := build(t, append(surroundings(), edge, own, right, frontend("EX01"), out), base.Options{})
	if len(b.Report.Refused) > 0 {
		t.Fatalf("refused: %+v", b.Report.Refused)
	}
	for _, want := range []string{"\nEdge: Exchange 2019 on GATE.contoso.com at ", "\nGATE> New-EdgeSubscription ", "-Site Berlin -CreateInternetSendConnector $true -CreateInboundSendConnector $false", "\nonprem> Start-EdgeSynchronization"} {
		if !strings.Contains(strings.ReplaceAll(b.Text, "gate.contoso", "GATE.contoso"), want) {
			t.Errorf("want %q in\n%s", want, b.Text)
		}
	}
	w, err := parse(t, b.Text).World()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	o := w.Side(relay.OnPremises.Named("GATE")).Organization()
	if c := o.ReceiveConnectors[0]; len(o.ReceiveConnectors) != 1 || len(c.TlsDomainCapabilities) != 1 || len(c.ExtendedRights) != 1 {
		t.Errorf("the Edge's connectors are %+v", o.ReceiveConnectors)
	}
}

// An Edge of which no export shows a subscription stands alone: it is played, and what is not known of it is said (T9.15).
func TestAnEdgeWithoutASubscriptionStandsAlone(t *testing.T) {
	own := shown(relay.OnPremises, "ReceiveConnector", "Name", "Default internal receive connector GATE", "Identity", `GATE\Default internal receive connector GATE`, "Server", "GATE",
		"Bindings", "0.0.0.0:25", "RemoteIPRanges", "0.0.0.0-255.255.255.255", "MaxMessageSize", "7MB")
	b := build(t, append(surroundings(), own, frontend("EX01")), base.Options{})
	if len(b.Report.Refused) > 0 {
		t.Fatalf("refused: %+v", b.Report.Refused)
	}
	for _, not := range []string{"New-EdgeSubscription", "Start-EdgeSynchronization"} {
		if strings.Contains(b.Text, not) {
			t.Errorf("want no %s in\n%s", not, b.Text)
		}
	}
	details := strings.Join(b.Report.Details(), "\n")
	for _, want := range []string{"GATE is not subscribed", "the send connectors and accepted domains of GATE"} {
		if !strings.Contains(details, want) {
			t.Errorf("the report does not say %q:\n%s", want, details)
		}
	}
	w, err := parse(t, b.Text).World()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	o := w.Side(relay.OnPremises.Named("GATE")).Organization()
	if got := o.ReceiveConnectors[0].MaxMessageSize.String(); len(o.AcceptedDomains)+len(o.SendConnectors) > 0 || !strings.HasPrefix(got, "7") {
		t.Errorf("the Edge takes %s, and has %d domains and %d send connectors", got, len(o.AcceptedDomains), len(o.SendConnectors))
	}
}

// Components that an export shows out of service are so in the base, each wanted by whom the export names (G1.4.11).
func TestComponentsOutOfServiceAreImported(t *testing.T) {
	state := func(server, component, state string, more ...string) *exports.Object {
		return shown(relay.OnPremises, "ServerComponentState", append([]string{"ServerFqdn", server + ".contoso.com", "Component", component, "State", state, "Identity", server}, more...)...)
	}
	for _, tt := range []struct {
		name    string
		objects []*exports.Object
		want    []string
		says    string
	}{
		{"what works is not written", []*exports.Object{state("EX01", "HubTransport", "Active")}, nil, ""},
		{"a server's own, whoever wants it", []*exports.Object{state("EX02", "HubTransport", "Inactive"), state("EX01", "HubTransport", "Active")},
			[]string{"onprem> Set-ServerComponentState EX02 -Component HubTransport -State Inactive -Requester Maintenance"}, "Maintenance wants HubTransport of EX02 Inactive"},
		{"of whom LocalStates names", []*exports.Object{state("EX01", "FrontendTransport", "Inactive", "LocalStates", "(HealthAPI) Inactive since 2026-02-01 08:00:00")},
			[]string{"onprem> Set-ServerComponentState EX01 -Component FrontendTransport -State Inactive -Requester HealthAPI"}, ""},
		{"a whole server, and what follows from it once", []*exports.Object{state("EX01", "HubTransport", "Inactive"), state("EX01", "ServerWideOffline", "Inactive")},
			[]string{"onprem> Set-ServerComponentState EX01 -Component ServerWideOffline -State Inactive -Requester Maintenance"}, ""},
		{"draining", []*exports.Object{state("EX01", "HubTransport", "Draining")},
			[]string{"onprem> Set-ServerComponentState EX01 -Component HubTransport -State Draining -Requester Maintenance"}, ""},
		{"what decides nothing about mail is left out, and said", []*exports.Object{state("EX01", "OwaProxy", "Inactive")}, nil, "it decides nothing about mail"},
		{"what a script does", []*exports.Object{made("Set", relay.OnPremises, "ServerComponentState", "Identity", "EX02", "Component", "HubTransport", "State", "Inactive", "Requester", "Sidelined")},
			[]string{"onprem> Set-ServerComponentState EX02 -Component HubTransport -State Inactive -Requester Sidelined"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := build(t, slices.Concat(surroundings(), []*exports.Object{frontend("EX01"), frontend("EX02")}, tt.objects), base.Options{})
			if len(b.Report.Refused) > 0 {
				t.Errorf("refused: %+v", b.Report.Refused)
			}
			var got []string
			for line := range strings.Lines(b.Text) {
				if strings.Contains(line, "> Set-ServerComponentState") {
					got = append(got, strings.TrimSpace(line))
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
			if details := strings.Join(b.Report.Details(), "\n"); !strings.Contains(details, tt.says) {
				t.Errorf("the report does not say %q:\n%s", tt.says, details)
			}
		})
	}
}

// TestRulesAreReadFromExports: a mail-flow rule comes with its state, priority, predicates and actions, and acts.
func TestRulesAreReadFromExports(t *testing.T) {
	b := build(t, append(surroundings(),
		shown(relay.OnPremises, "TransportRule", "Name", "No invoices", "State", "Disabled", "Priority", "0", "RejectMessageReasonText", "not by mail", "Guid", "1", "StopRuleProcessing", "False", "SentTo", "a@contoso.com|b@contoso.com"),
		shown(relay.Cloud, "TransportRule", "Name", "Mark", "State", "Enabled", "Priority", "3", "FromScope", "NotInOrganization", "PrependSubject", "[out] ", "ExceptIfSubjectContainsWords", "quiet|still")), base.Options{})
	if len(b.Report.Refused) > 0 {
		t.Fatalf("refused: %+v", b.Report.Refused)
	}
	for _, want := range []string{
		"onprem> New-TransportRule 'No invoices' ", "-State Disabled", "-SentTo a@contoso.com,b@contoso.com",
		"cloud> New-TransportRule Mark ", "-FromScope NotInOrganization", "-ExceptIfSubjectContainsWords quiet,still",
	} {
		if !strings.Contains(strings.ReplaceAll(b.Text, `"`, "'"), want) {
			t.Errorf("want %q in\n%s", want, b.Text)
		}
	}
}

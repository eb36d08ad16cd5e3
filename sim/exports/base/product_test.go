package base_test

import (
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
)

func TestTheProductFollowsTheWeightOfTheEvidence(t *testing.T) {
	const on = relay.OnPremises
	receive := func(server, name string, pairs ...string) *exports.Object {
		return shown(on, "ReceiveConnector", append([]string{"Name", name, "Identity", server + `\` + name, "Server", server, "Bindings", "0.0.0.0:25", "RemoteIPRanges", "10.0.0.9"}, pairs...)...)
	}
	oorg := []string{"TlsDomainCapabilities", "mail.protection.outlook.com:AcceptOorgProtocol"}
	tests := []struct {
		name    string
		objects []*exports.Object
		product relay.Product
		server  string
		assumed string
	}{
		{"the version of the server decides", []*exports.Object{shown(on, "ExchangeServer", "Name", "EX01", "AdminDisplayVersion", "Version 15.1 (Build 2507.6)"), receive("EX01", "Old", oorg...)}, relay.Exchange2016, "EX01", ""},
		{"one value of 2010 against several of 2013", []*exports.Object{receive("EX01", "Relay", append(oorg, "TransportRole", "FrontendTransport")...), sendConnector("CloudServicesMailEnabled", "True")}, relay.Exchange2019, "EX01", "against it"},
		{"values of 2010 alone", []*exports.Object{receive("EX01", "Client EX01"), receive("EX01", "Hybrid", oorg...)}, relay.Exchange2010, "EX01", "what Exchange 2010 has"},
		{"an Edge is set up by hand, so its values do not count, and it is not the server", []*exports.Object{receive("GATE", "Default internal receive connector GATE", oorg...), receive("GATE", "More", oorg...)}, relay.Exchange2019, "EX01", "GATE is an Edge"},
		{"a role tells an Edge", []*exports.Object{shown(on, "ExchangeServer", "Name", "GATE", "ServerRole", "Edge", "AdminDisplayVersion", "Version 15.2 (Build 1544.4)"), receive("GATE", "Hybrid", oorg...), receive("MBX7", "Fax", "TransportRole", "HubTransport")}, relay.Exchange2019, "MBX7", "its role says so"},
		{"nothing tells", []*exports.Object{receive("EX01", "Fax")}, relay.Exchange2019, "EX01", "no export tells the version"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := build(t, append(surroundings(), tt.objects...), base.Options{})
			h := parse(t, b.Text).Headers
			if server, _, _ := strings.Cut(h.Server, "."); h.Product != tt.product || server != tt.server {
				t.Errorf("want %s on %s, got %s on %s", tt.product, tt.server, h.Product, h.Server)
			}
			if !strings.Contains(strings.Join(b.Report.Details(), "\n"), tt.assumed) {
				t.Errorf("the report does not say %q:\n%s", tt.assumed, strings.Join(b.Report.Details(), "\n"))
			}
		})
	}
}

// TestACapabilityOfTheOtherGenerationTakesNothingWithIt is about lists that an upgrade left behind.
func TestACapabilityOfTheOtherGenerationTakesNothingWithIt(t *testing.T) {
	c := frontend("EX01", "TransportRole", "FrontendTransport", "TlsDomainCapabilities", "mail.protection.outlook.com:AcceptOorgProtocol,AcceptCloudServicesMail|old.example:AcceptOorgProtocol")
	b := build(t, append(surroundings(), c), base.Options{})
	if len(b.Report.Refused) > 0 {
		t.Errorf("refused: %+v", b.Report.Refused)
	}
	got := organizations(t, parse(t, b.Text))[0].ReceiveConnectors[0].TlsDomainCapabilities
	if len(got) != 1 || got[0].String() != "mail.protection.outlook.com:AcceptCloudServicesMail" {
		t.Errorf("the connector has %v", got)
	}
	if !strings.Contains(strings.Join(b.Report.Details(), "\n"), "AcceptOorgProtocol is not a capability of Exchange 2019") {
		t.Errorf("nothing says what was left out: %+v", b.Report.Ignored)
	}
}

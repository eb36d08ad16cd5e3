package install_test

import (
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/install"
)

// What setup creates, by the tables of S1.2 and S1.3.
func TestDefaultReceiveConnectors(t *testing.T) {
	type row struct {
		Name   string
		Role   relay.TransportRole
		Port   uint16
		Groups []relay.PermissionGroup
		Auth   int // mechanisms
		Logs   relay.ProtocolLoggingLevel
	}
	anonymous := []relay.PermissionGroup{relay.AnonymousUsers, relay.ExchangeServers, relay.ExchangeLegacyServers}
	users := []relay.PermissionGroup{relay.ExchangeUsers, relay.ExchangeServers, relay.ExchangeLegacyServers}
	for p, want := range map[relay.Product][]row{
		relay.Exchange2010: {
			{"Default EX02", relay.HubTransport, 25, users, 5, relay.LoggingNone},
			{"Client EX02", relay.HubTransport, 587, users[:1], 4, relay.LoggingNone},
		},
		relay.Exchange2019: {
			{"Default Frontend EX02", relay.FrontendTransport, 25, anonymous, 5, relay.LoggingVerbose},
			{"Client Frontend EX02", relay.FrontendTransport, 587, users[:1], 4, relay.LoggingNone},
		},
	} {
		var got []row
		for _, c := range install.ReceiveConnectors(p, "EX02", "ex02.contoso.com") {
			got = append(got, row{c.Name, c.TransportRole, c.Bindings[0].Port(), c.PermissionGroups, len(c.AuthMechanism), c.ProtocolLoggingLevel})
			if c.Server != "EX02" || c.Fqdn != "ex02.contoso.com" || !c.Enabled || len(c.RemoteIPRanges) != 2 {
				t.Errorf("%s: %+v", c.Name, c)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", p, diff)
		}
	}
}

// A front end that the wizard mends is the one that setup made, with the service trusted (S2.3).
func TestTheWizardLeavesTheFrontEndAsSetupMadeIt(t *testing.T) {
	h := install.Hybrid{Product: relay.Exchange2016, Configuration: &relay.HybridConfiguration{
		TlsCertificateName: relay.CertificateName{Issuer: "CN=ca", Subject: "CN=mail.contoso.com"},
	}}
	made, mended := install.ReceiveConnectors(relay.Exchange2016, "EX01", "ex01.contoso.com")[0], install.ReceiveConnectors(relay.Exchange2016, "EX01", "ex01.contoso.com")[0]
	mended.PermissionGroups, mended.RequireTLS, mended.TransportRole = nil, true, relay.HubTransport
	h.FrontEnd(mended)
	made.TlsCertificateName = h.Configuration.TlsCertificateName
	made.TlsDomainCapabilities = []relay.TlsDomainCapability{{Domain: install.ServiceName, Capabilities: []string{relay.AcceptCloudServicesMail}}}
	if diff := cmp.Diff(made, mended, cmp.Comparer(func(a, b netip.AddrPort) bool { return a == b }),
		cmp.Comparer(func(a, b relay.AddressRange) bool { return a.String() == b.String() })); diff != "" {
		t.Errorf("as setup made it, and trusting (-want +got):\n%s", diff)
	}
}

func TestSetupNeedsAFullName(t *testing.T) {
	if _, err := install.OnPremises("contoso", relay.Exchange2019, "EX01"); err == nil {
		t.Error("a server EX01 without a domain was accepted")
	}
}

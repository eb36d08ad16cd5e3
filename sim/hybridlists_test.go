package sim_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/story"
)

// TestTheWizardsListsOfServers: the lists of HybridConfiguration are wishes until the wizard runs (T7.1); then the sending
// servers are the sources of the connector to the service (T7.3), the receiving ones have the certificate and the
// capability at their front ends (T7.4), and an Edge is the source and is left alone otherwise (T7.7).
func TestTheWizardsListsOfServers(t *testing.T) {
	const set = "onprem> Set-HybridConfiguration "
	second := func(h *story.Headers) {
		h.More = append(slices.Clone(h.More), sim.Machine{Fqdn: "EX02.contoso.com", Address: netip.MustParseAddr("203.0.113.12")})
	}
	for _, tt := range []struct {
		name, base        string
		headers           []func(*story.Headers)
		lines             []string
		sources, prepared string
	}{
		{"wishes alone change nothing (T7.1)", "hybrid-2019", []func(*story.Headers){pair}, []string{
			set + "-SendingTransportServers EX02 -ReceivingTransportServers EX02"}, "EX01", "EX01"},
		{"the sending list is exactly the sources (T7.3)", "hybrid-2019", []func(*story.Headers){pair}, []string{
			set + "-SendingTransportServers EX02", "run"}, "EX02", "EX01"},
		{"both servers send", "hybrid-2019", []func(*story.Headers){pair}, []string{
			set + "-SendingTransportServers EX01,EX02", "run"}, "EX01 EX02", "EX01"},
		{"a server on the receiving list is prepared (T7.4)", "hybrid-2019", []func(*story.Headers){pair}, []string{
			set + "-ReceivingTransportServers EX01,EX02", "run"}, "EX01", "EX01 EX02"},
		{"a server that leaves the list stays prepared", "hybrid-2016-pair", nil, []string{
			set + "-ReceivingTransportServers EX01", "run"}, "EX01 EX02", "EX01 EX02"},
		{"a server that was added later is on no list (T7.8)", "hybrid-2019", []func(*story.Headers){pair}, []string{"run"}, "EX01", "EX01"},
		{"an Edge sends, and no front end is prepared (T7.7)", "hybrid-edge", []func(*story.Headers){second}, []string{"run"}, "EDGE01", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, tt.base, tt.headers...)
			if tt.base == "hybrid-2019" { // EX02 has the certificate, and is otherwise as setup left it
				l.prepare()
				l.admin(relay.OnPremises, `Set-ReceiveConnector "EX02\Default Frontend EX02" -TlsCertificateName $null`)
			}
			for _, line := range tt.lines {
				if line == "run" {
					line = "onprem> Update-HybridConfiguration"
				}
				l.at(line)
			}
			o := l.Side(relay.OnPremises).Organization()
			sources, prepared := "", []string{}
			for _, c := range o.SendConnectors {
				if c.CloudServicesMailEnabled {
					sources = strings.Join(c.SourceTransportServers, " ")
				}
			}
			for _, c := range o.ReceiveConnectors {
				if len(c.TlsDomainCapabilities) > 0 {
					prepared = append(prepared, c.Server)
				}
			}
			if diff := cmp.Diff([]string{tt.sources, tt.prepared}, []string{sources, strings.Join(prepared, " ")}); diff != "" {
				t.Errorf("source servers, prepared servers (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWhoAsksTheRemoteDomain: 2010, and 2013 under centralized transport, believe the other side only if the remote domain of
// the tenant is trusted on the way in; others go by the connector alone (R7.4, KB2663556, KB3079142).
func TestWhoAsksTheRemoteDomain(t *testing.T) {
	const untrusted = `Set-RemoteDomain "Hybrid Domain - contoso.onmicrosoft.com" -TrustedMailInboundEnabled $false`
	for _, tt := range []struct {
		base, features, line, want string
	}{
		{"hybrid-2010", "SecureMail", "", "Internal"},
		{"hybrid-2010", "SecureMail", untrusted, "Anonymous"},
		{"hybrid-2013", "SecureMail", untrusted, "Internal"},
		{"hybrid-2013", "SecureMail,CentralizedTransport", "", "Internal"},
		{"hybrid-2013", "SecureMail,CentralizedTransport", untrusted, "Anonymous"},
		{"hybrid-2019", "SecureMail,CentralizedTransport", untrusted, "Internal"},
	} {
		t.Run(tt.base+" "+tt.features+" "+tt.line, func(t *testing.T) {
			l := newLab(t, tt.base)
			l.admin(relay.OnPremises, "Set-HybridConfiguration -Features "+tt.features)
			l.admin(relay.OnPremises, "Update-HybridConfiguration")
			if tt.line != "" {
				l.admin(relay.OnPremises, tt.line)
			}
			l.post(alice, bob)
			if diff := cmp.Diff(tt.want, l.oneMail(bob).header.Get("X-MS-Exchange-Organization-AuthAs")); diff != "" {
				t.Errorf("AuthAs (-want +got):\n%s", diff)
			}
		})
	}
}

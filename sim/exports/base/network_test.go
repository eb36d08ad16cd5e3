package base_test

import (
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/exports"
	"hybridsim/sim/exports/base"
)

// TestWhatIsAssumedOfTheNetworkIsAsked is about names and hosts that no export can tell of.
func TestWhatIsAssumedOfTheNetworkIsAsked(t *testing.T) {
	const on, cloud = relay.OnPremises, relay.Cloud
	hybrid := shown(on, "HybridConfiguration", "OnPremisesSmartHost", "mail.contoso.com", "ReceivingTransportServers", "EX01|EX02", "Domains", "contoso.com")
	cert := func(name string) *exports.Object {
		return shown(on, "ExchangeCertificate", "Subject", "CN="+name, "Issuer", "CN=Example CA", "CertificateDomains", name, "Services", "SMTP", "Thumbprint", "AB", "Server", "EX01")
	}
	tests := []struct {
		name    string
		objects []*exports.Object
		first   string // part of the first question
		lines   []string
	}{
		{"the wizard's name, which a certificate carries", []*exports.Object{hybrid, outbound("mail.contoso.com"), cert("mail.contoso.com")}, "load balancer", []string{
			"net> dns mail.contoso.com A 203.0.113.10 assumed",
			`perhaps "Does mail.contoso.com not lead to EX01, EX02?" assumed not: net> remove dns mail.contoso.com A`}},
		{"another name than the wizard's", []*exports.Object{hybrid, outbound("hub.contoso.com"), cert("*.contoso.com")}, "Does hub.contoso.com not lead to EX01, EX02? Nothing is known about that host, and the organization has other names for them: mail.contoso.com", []string{
			"net> dns hub.contoso.com A 203.0.113.10 assumed beside mail.contoso.com", "net> dns mail.contoso.com A 203.0.113.10 assumed\n"}},
		{"another name, which a certificate spells out", []*exports.Object{hybrid, outbound("hub.contoso.com"), cert("hub.contoso.com")}, "Does hub.contoso.com not lead to EX01, EX02?", []string{
			"net> dns hub.contoso.com A 203.0.113.10 assumed\n"}},
		{"without a wizard the name that the connector checks is the known one", []*exports.Object{shown(cloud, "OutboundConnector", "Name", "Out", "ConnectorType", "OnPremises", "RecipientDomains", "contoso.com", "SmartHosts", "hub.contoso.com", "TlsSettings", "DomainValidation", "TlsDomain", "mail.contoso.com"), cert("mail.contoso.com")}, "Does hub.contoso.com not lead to EX01?", []string{
			"net> dns hub.contoso.com A 203.0.113.10 assumed beside mail.contoso.com"}},
		{"a name that no certificate carries", []*exports.Object{outbound("hub.contoso.com"), cert("mail.contoso.com")}, "Does hub.contoso.com not lead to EX01? No certificate of the exports carries the name.", nil},
		{"a gateway behind a connector that requires TLS", []*exports.Object{sendConnector("SmartHosts", "scan.vault.example", "DNSRoutingEnabled", "False", "RequireTLS", "True")}, "load balancer", []string{
			`ca> issue scan.vault.example by "CN=Example Public CA" to scan.vault.example`,
			`perhaps "Does scan.vault.example, or what stands before it, offer no STARTTLS?" assumed not: net> inspect onprem -> scan.vault.example with asa`}},
		{"one of the cloud, by the name that its connector checks", []*exports.Object{shown(cloud, "OutboundConnector", "Name", "Scan", "ConnectorType", "Partner", "RecipientDomains", "*", "UseMXRecord", "False", "SmartHosts", "scan.vault.example", "TlsSettings", "DomainValidation", "TlsDomain", "*.vault.example")}, "load balancer", []string{
			`ca> issue scan.vault.example by "CN=Example Public CA" to scan.vault.example`, "net> inspect cloud -> scan.vault.example with asa"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := build(t, append(surroundings(), tt.objects...), base.Options{})
			if len(b.Report.Refused) > 0 {
				t.Errorf("refused: %+v", b.Report.Refused)
			}
			for _, line := range tt.lines {
				if !strings.Contains(b.Text, line) {
					t.Errorf("want the line %s\n%s", line, b.Text)
				}
			}
			if asked := parse(t, b.Text).Unknowns(); len(asked) == 0 || !strings.Contains(asked[0].Question, tt.first) {
				t.Errorf("want first %q, got %+v", tt.first, asked)
			}
		})
	}
}

package sim_test

import (
	"strings"
	"testing"

	"hybridsim/sim"
)

// gatewayWith is hybrid-2019 whose Internet mail passes a gateway with a certificate and these rules, behind which two hosts take it.
func gatewayWith(t *testing.T, rules ...string) *sim.World {
	t.Helper()
	w := worked("hybrid-2019", append([]string{
		"net> host gateway.example 198.51.100.60",
		`ca> issue gateway.example by "CN=Example Public CA" to gateway.example`,
		"net> host one.example 198.51.100.61 for fabrikam.com", "one.example> mailbox erin@fabrikam.com",
		"net> host two.example 198.51.100.62 for fabrikam.com", "two.example> mailbox erin@fabrikam.com",
		"onprem> Set-SendConnector Internet -SmartHosts gateway.example -DNSRoutingEnabled $false",
	}, rules...)...)
	t.Cleanup(w.Close)
	return w
}

// A service tells its customers by whatever it likes: their domain, a field of the message, the client's certificate.
func TestAGatewayTellsCustomersApart(t *testing.T) {
	for _, row := range []struct {
		name  string
		rules []string
		mark  string // X-Customer of the message
		at    string // where it arrives; empty: it is refused
	}{
		{"by a header field", []string{`gateway.example> relay any of header "X-Customer: red" to one.example`, `gateway.example> relay any of header "X-Customer: blue" to two.example`}, "blue", "two.example"},
		{"by another value of it", []string{`gateway.example> relay any of header "X-Customer: red" to one.example`, `gateway.example> relay any of header "X-Customer: blue" to two.example`}, "red", "one.example"},
		{"a field of nobody's is refused", []string{`gateway.example> relay any of header "X-Customer: red" to one.example`}, "green", ""},
		{"a field of nobody's goes by everybody's rule", []string{`gateway.example> relay any of header "X-Customer: red" to one.example`, "gateway.example> relay any to two.example"}, "green", "two.example"},
		{"the field is taken out, and the rule still holds", []string{`gateway.example> relay any of header "X-Customer: red" to one.example dropping headers X-Customer`}, "red", "one.example"},
		{"by the client's certificate", []string{"gateway.example> relay any of certificate mail.contoso.com to one.example", "gateway.example> relay any to two.example"}, "", "one.example"},
		{"by the certificate of somebody else", []string{"gateway.example> relay any of certificate mail.woodgrove.com to one.example", "gateway.example> relay any to two.example"}, "", "two.example"},
	} {
		t.Run(row.name, func(t *testing.T) {
			w := gatewayWith(t, row.rules...)
			w.Submit("onprem", "bob@contoso.com", []string{"erin@fabrikam.com"}, []byte("From: bob@contoso.com\r\nX-Customer: "+row.mark+"\r\nSubject: Hello\r\n\r\nHi\r\n"))
			if err := w.Settle(); err != nil {
				t.Fatal(err)
			}
			var at []string
			for _, m := range w.MailAt("erin@fabrikam.com", nil) {
				at = append(at, m.At)
			}
			if got := strings.Join(at, ", "); got != row.at {
				t.Errorf("it arrives at %q, want %q", got, row.at)
			}
		})
	}
}

package sim_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/vnet"
)

// toOnPremises is the wizard's connector of hybrid-2019.
const toOnPremises = `Get-OutboundConnector | Validate-OutboundConnector -Recipients `

// TestConnectorsAreValidated: two tests, connectivity to each smart host and a test mail to each recipient, by the connector
// that is tested and no other (G1.3.1 to G1.3.7).
func TestConnectorsAreValidated(t *testing.T) {
	const made = `New-OutboundConnector -Name Gateway -ConnectorType Partner -UseMXRecord $false -SmartHosts mx.fabrikam.com `
	for _, tt := range []struct {
		name    string
		prepare func(l *lab)
		line    string
		want    []string // parts of what is printed, in order
		mail    map[string]int
	}{
		{"both tasks succeed, and the mail arrives", nil, toOnPremises + bob, []string{
			"Check connectivity", "mail.contoso.com", "Succeeded", "Send test email", bob, "Succeeded"}, map[string]int{bob: 1}},
		{"each recipient is a row of its own", nil, toOnPremises + bob + ",carol@contoso.com", []string{
			"Send test email", bob, "Succeeded", "Send test email", "carol@contoso.com"}, map[string]int{bob: 1}},
		{"Resolve task failed: a host without an address", nil,
			made + "-RecipientDomains fabrikam.com -Enabled $false; Set-OutboundConnector Gateway -SmartHosts gone.fabrikam.com;Validate-OutboundConnector Gateway -Recipients " + erin,
			[]string{"gone.fabrikam.com", "Failed", "Resolve task failed: ", erin, "Failed"}, map[string]int{erin: 0}},
		{"Connection task failed: port 25 is closed", func(l *lab) { l.block("cloud", "mail.contoso.com", vnet.Refuse) }, toOnPremises + bob,
			[]string{"Failed", "Connection task failed: 450 4.4.316", "Failed", "450 4.4.316"}, map[string]int{bob: 0}},
		{"Connection task failed: the service's addresses are blocked", func(l *lab) { l.block("cloud", "mail.contoso.com", vnet.Drop) },
			toOnPremises + bob, []string{"Failed", "Connection task failed: 450 4.4.31"}, map[string]int{bob: 0}},
		{"TLS as the connector says: the certificate names somebody else", nil,
			`Get-OutboundConnector | Set-OutboundConnector -TlsDomain mail.litware.com;` + toOnPremises + bob,
			[]string{"Failed", "4.4.317", "Failed", "4.4.317"}, map[string]int{bob: 0}},
		{"the greeting is answered, the mail is not", func(l *lab) {
			l.must(l.Host("mx.fabrikam.com").AddMailbox("x@fabrikam.com"))
		}, made + "-RecipientDomains fabrikam.com;Validate-OutboundConnector Gateway -Recipients gone@fabrikam.com",
			[]string{"mx.fabrikam.com", "Succeeded", "gone@fabrikam.com", "Failed", "550"}, nil},
		{"a connector that is not enabled, or that a rule brings mail to, is tested all the same", nil,
			made + "-IsTransportRuleScoped $true -Enabled $false;Validate-OutboundConnector Gateway -Recipients " + erin,
			[]string{"mx.fabrikam.com", "Succeeded", erin, "Succeeded"}, map[string]int{erin: 1}},
		{"the mail is forced through the tested one, where another would be chosen", nil,
			made + "-RecipientDomains *.com;Validate-OutboundConnector Gateway -Recipients bob@contoso.com",
			[]string{"mx.fabrikam.com", "Succeeded", bob, "Failed"}, map[string]int{bob: 0}},
		{"by MX the hosts of the recipient's domain are connected to", nil,
			`New-OutboundConnector -Name Direct -ConnectorType Partner -UseMXRecord $true -RecipientDomains fabrikam.com;Validate-OutboundConnector Direct -Recipients ` + erin,
			[]string{"Check connectivity", "fabrikam.com", "Succeeded", erin, "Succeeded"}, map[string]int{erin: 1}},
		{"KB3179588: a domain that the connector does not name", nil, toOnPremises + erin, []string{
			"Succeeded", erin, "Failed", "The domain of the recipient is not configured as part of connector."}, map[string]int{erin: 0}},
		{"G1.3.4: a mailbox of the tenant is not reached by a connector", nil, toOnPremises + alice, []string{
			"Succeeded", alice, "Failed", "The test email was routed out from O365 without using any connector"}, map[string]int{alice: 0}},
		{"G1.3.5: a recipient who is not known", nil, toOnPremises + nobody, []string{"Succeeded", nobody, "Failed", "550 5.1.10"}, nil},
		{"what-if sends nothing", nil, toOnPremises + bob + " -WhatIf", []string{"What if"}, map[string]int{bob: 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2019")
			if tt.prepare != nil {
				tt.prepare(l)
			}
			var printed string
			for line := range strings.SplitSeq(tt.line, ";") {
				printed = l.admin(relay.Cloud, line)
			}
			l.must(l.Settle())
			rest := printed
			for _, part := range tt.want {
				_, after, ok := strings.Cut(rest, part)
				if !ok {
					t.Fatalf("%q is not where it should be in\n%s", part, printed)
				}
				rest = after
			}
			got := map[string]int{}
			for to := range tt.mail {
				got[to] = len(l.inbox(to))
			}
			if diff := cmp.Diff(tt.mail, got); tt.mail != nil && diff != "" {
				t.Errorf("what arrived (-want +got):\n%s", diff)
			}
			if left := len(l.Side(relay.Cloud).Queues()); left > 0 {
				t.Errorf("%d queues: a test does not wait", left)
			}
		})
	}
}

// TestATestMail: its sender cannot be chosen (G1.3.6), and the trace knows it.
func TestATestMail(t *testing.T) {
	l := newLab(t, "hybrid-2019")
	l.admin(relay.Cloud, toOnPremises+bob)
	l.must(l.Settle())
	mail := l.oneMail(bob)
	got := []string{mail.header.Get("From"), mail.header.Get("Subject"), mail.header.Get("X-MS-Exchange-Organization-AuthAs")}
	want := []string{"<O365ConnectorValidation@contoso.onmicrosoft.com>", "Test email for connector validation", "Internal"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("From, Subject, AuthAs (-want +got):\n%s", diff)
	}
	for _, id := range []relay.EventID{relay.EventReceive, relay.EventSend} {
		if n := len(l.events(relay.Cloud, id)); n != 1 {
			t.Errorf("%d events %s in the cloud, want one:\n%s", n, id, l.lately())
		}
	}
}

package sim_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/vnet"
)

// TestWhosePolicyMailIsUnder sends mail to two mailboxes, of which a rule gives one a policy of its own.
func TestWhosePolicyMailIsUnder(t *testing.T) {
	const spam = "Hello\r\n" + relay.GTUBE + "\r\n"
	tests := []struct {
		name  string
		typed []string
		dmarc string
		text  string
		want  string // where alice's, and where amy's copy lies; or how the sender hears of it
	}{
		{"G2.33: by default both are in Junk", nil, "", spam, "Junk Email, Junk Email"},
		{"G2.49: the rule's policy is for its recipients alone", []string{"New-HostedContentFilterPolicy Strict -HighConfidenceSpamAction Quarantine",
			"New-HostedContentFilterRule Strict -HostedContentFilterPolicy Strict -SentTo amy@contoso.onmicrosoft.com"}, "", spam, "Junk Email, quarantine Spam Strict"},
		{"G2.49: an exception is not about them", []string{"New-HostedContentFilterPolicy Strict -HighConfidenceSpamAction Quarantine",
			"New-HostedContentFilterRule Strict -HostedContentFilterPolicy Strict -RecipientDomainIs contoso.onmicrosoft.com -ExceptIfSentTo alice@contoso.onmicrosoft.com"}, "", spam, "Junk Email, quarantine Spam Strict"},
		{"a disabled rule gives nobody a policy", []string{"New-HostedContentFilterPolicy Strict -HighConfidenceSpamAction Quarantine",
			"New-HostedContentFilterRule Strict -HostedContentFilterPolicy Strict -SentTo amy@contoso.onmicrosoft.com -Enabled $false"}, "", spam, "Junk Email, Junk Email"},
		{"G2.40: the default policy is for everybody", []string{"Set-HostedContentFilterPolicy Default -AllowedSenderDomains fabrikam.com"}, "", spam, "Inbox, Inbox"},
		{"G2.54: a policy of reject is honoured in the session, for each recipient in its own transaction", nil, "reject", "Hello\r\n", "550 5.7.509, 550 5.7.509"},
		{"G2.54: DmarcRejectAction Quarantine", []string{`Set-AntiPhishPolicy "Office365 AntiPhish Default" -DmarcRejectAction Quarantine`}, "reject", "Hello\r\n", "quarantine Phish Default, quarantine Phish Default"},
		{"G2.49: where the policies differ, each transaction is answered by that of its recipients", []string{"New-AntiPhishPolicy Mild -DmarcRejectAction Quarantine",
			"New-AntiPhishRule Mild -AntiPhishPolicy Mild -SentTo amy@contoso.onmicrosoft.com"}, "reject", "Hello\r\n", "quarantine Phish Default, 550 5.7.509"},
		{"G2.56: HonorDmarcPolicy off: Junk", []string{`Set-AntiPhishPolicy "Office365 AntiPhish Default" -HonorDmarcPolicy $false`}, "reject", "Hello\r\n", "Junk Email, Junk Email"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := sim.New(sim.Config{Clock: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), OnPremises: relay.Exchange2019, Server: "EX01.contoso.com",
				Address: netip.MustParseAddr("203.0.113.10"), Tenant: "contoso", Era: relay.EraToday})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			people := []string{"alice@contoso.onmicrosoft.com", "amy@contoso.onmicrosoft.com"}
			for _, line := range append([]string{"New-Mailbox alice -PrimarySmtpAddress " + people[0], "New-Mailbox amy -PrimarySmtpAddress " + people[1]}, tt.typed...) {
				if _, err := w.Run(relay.Cloud, line); err != nil {
					t.Fatal(err)
				}
			}
			h, err := w.AddHost("mx.fabrikam.com", []netip.Addr{netip.MustParseAddr("198.51.100.25")}, []string{"fabrikam.com"})
			if err != nil {
				t.Fatal(err)
			}
			if err := h.AddMailbox(erin); err != nil {
				t.Fatal(err)
			}
			if tt.dmarc != "" {
				if err := w.Net.AddRecord(vnet.Record{Name: "_dmarc.fabrikam.com", Type: vnet.TXT, Value: "v=DMARC1; p=" + tt.dmarc}); err != nil {
					t.Fatal(err)
				}
			}
			h.Send(erin, people, []byte("From: erin@fabrikam.com\r\n\r\n"+tt.text))
			if err := w.Settle(); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, who := range people {
				for _, m := range w.Side(relay.Cloud).Mailbox(who) {
					got = append(got, m.Folder)
				}
				for _, q := range w.Side(relay.Cloud).Quarantine() {
					if q.RecipientAddress == who {
						got = append(got, "quarantine "+string(q.Type)+" "+q.PolicyName)
					}
				}
			}
			for _, r := range h.Mailbox(erin) {
				if strings.Contains(string(r.Content), "550 5.7.509") {
					got = append(got, "550 5.7.509")
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, ", ")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

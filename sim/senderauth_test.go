package sim_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/mailauth"
	"hybridsim/sim"
	"hybridsim/sim/vnet"
)

// TestTheCloudHonoursAPolicyOfReject sends mail that fails DMARC to a cloud mailbox.
func TestTheCloudHonoursAPolicyOfReject(t *testing.T) {
	tests := []struct {
		name   string
		era    relay.Era
		policy string
		want   string // of the reply; else of Authentication-Results
	}{
		{"today", relay.EraToday, "reject", "550 5.7.509 Access denied, sending domain [fabrikam.com] does not pass DMARC verification and has a DMARC policy of reject. [SIM1EPF00000001.simprd05.prod.outlook.com "},
		{"G2.54: 2019 overrides it", relay.Era2019, "reject", "dmarc=fail action=oreject header.from=fabrikam.com"},
		{"2017 overrides it", relay.Era2017, "reject", "dmarc=fail action=oreject header.from=fabrikam.com"},
		{"quarantine", relay.EraToday, "quarantine", "in quarantine: Phish"},
		{"none", relay.EraToday, "none", "dmarc=fail action=none header.from=fabrikam.com"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := sim.New(sim.Config{Clock: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), OnPremises: relay.Exchange2019, Server: "EX01.contoso.com",
				Address: netip.MustParseAddr("203.0.113.10"), Tenant: "contoso", Era: tt.era})
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			if _, err := w.Run(relay.Cloud, "New-Mailbox alice -PrimarySmtpAddress alice@contoso.onmicrosoft.com"); err != nil {
				t.Fatal(err)
			}
			h, err := w.AddHost("mx.fabrikam.com", []netip.Addr{netip.MustParseAddr("198.51.100.25")}, []string{"fabrikam.com"})
			if err != nil {
				t.Fatal(err)
			}
			if err := h.AddMailbox(erin); err != nil {
				t.Fatal(err)
			}
			if err := w.Net.AddRecord(vnet.Record{Name: "_dmarc.fabrikam.com", Type: vnet.TXT, Value: "v=DMARC1; p=" + tt.policy}); err != nil {
				t.Fatal(err)
			}
			h.Send(erin, []string{"alice@contoso.onmicrosoft.com"}, []byte("From: erin@fabrikam.com\r\n\r\nHello\r\n"))
			if err := w.Settle(); err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, r := range h.Mailbox(erin) {
				got += string(r.Content)
			}
			for _, m := range w.Side(relay.Cloud).Mailbox("alice@contoso.onmicrosoft.com") {
				got += m.Item.Header.Get(mailauth.FieldName)
			}
			for _, q := range w.Side(relay.Cloud).Quarantine() {
				got += "in quarantine: " + string(q.Type)
			}
			if !strings.Contains(strings.ReplaceAll(got, "\r\n ", ""), tt.want) {
				t.Errorf("the report or the field is\n%s\nwant %q in it", got, tt.want)
			}
		})
	}
}

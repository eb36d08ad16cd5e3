package transport_test

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/transport"
)

// TestWhoStampsAReceivedField: the front end does for anonymous mail, not where a client logged on; then the transport
// service names the client (T3.3, T3.4). 2010 is one service. Delivery stamps a field from 2013 on (T3.5).
func TestWhoStampsAReceivedField(t *testing.T) {
	for _, tt := range []struct {
		name    string
		product relay.Product
		user    string
		want    []string
	}{
		{"anonymous", relay.Exchange2016, "", []string{
			"printer.example > ex01 via Frontend Transport", "ex01 > ex01", "ex01 > ex01 via Mailbox Transport"}},
		{"a client that logged on", relay.Exchange2016, "bob@contoso.com", []string{
			"printer.example > ex01", "ex01 > ex01 via Mailbox Transport"}},
		{"2010", relay.Exchange2010, "", []string{"printer.example > ex01"}},
		{"2010, a client that logged on", relay.Exchange2010, "bob@contoso.com", []string{"printer.example > ex01"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(onPremises(tt.product))
			_, s, _ := l.Accept(transport.Connection{
				Local: netip.MustParseAddrPort("203.0.113.10:25"), Remote: netip.MustParseAddrPort("198.51.100.25:50000"),
			})
			s.Hello("printer.example", true)
			if tt.user != "" {
				if r := s.(interface {
					Auth(user, password string) relay.Reply
				}).Auth(tt.user, "any"); !r.IsZero() && !r.OK() {
					t.Fatal(r)
				}
			}
			s.Mail("bob@contoso.com", relay.MailParams{})
			s.Rcpt("bob@contoso.com", relay.RcptParams{})
			if r := s.Data([]byte("From: bob@contoso.com\r\n\r\nHello\r\n")); !r.OK() {
				t.Fatal(r)
			}
			l.work(t, 0, nil)
			var got []string
			for _, d := range l.Mailbox("bob@contoso.com") {
				for _, f := range d.Item.Header {
					if f.Name == "Received" {
						got = append([]string{told(f.Value)}, got...)
					}
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("fields, the oldest first (-want +got):\n%s", diff)
			}
		})
	}
}

// told is who a Received field is from, by whom, and its suffix.
func told(value string) string {
	words := strings.Fields(value)
	said := words[1] + " > " + words[4]
	if _, via, ok := strings.Cut(strings.Join(words, " "), " via "); ok {
		said += " via " + strings.Split(via, ";")[0]
	}
	return strings.ReplaceAll(said, "ex01.contoso.com", "ex01")
}

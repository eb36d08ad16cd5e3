package transport_test

import (
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
)

// TestWhatBecomesOfTheArbitrationMailbox: it can be full, and its requests can come back.
func TestWhatBecomesOfTheArbitrationMailbox(t *testing.T) {
	own := false
	for _, tt := range []struct {
		name  string
		setup func(o *relay.Organization)
		want  string // events, in order
	}{
		{"a request that arrives leaves the message waiting", func(o *relay.Organization) {
			o.Recipient("bob@contoso.com").ModeratedBy = []string{"alice@contoso.com"}
		}, "INITMESSAGECREATED"},
		{"P4.5: the arbitration mailbox is full: moderated mail is reported", func(o *relay.Organization) {
			box := mailbox("approvals")
			box.Quota = relay.Quota{ProhibitSendReceiveQuota: 10, UseDatabaseQuotaDefaults: &own}
			o.Recipients = append(o.Recipients, box)
			o.Recipient("bob@contoso.com").ArbitrationMailbox = "approvals"
		}, "550 5.2.2"},
		{"P4.6: all approval requests were undeliverable", func(o *relay.Organization) {
			o.Recipient("bob@contoso.com").ModeratedBy = []string{"gone@contoso.com", "left@contoso.com"}
		}, "INITMESSAGECREATED MODERATORSALLNDR"},
		{"one of two was delivered", func(o *relay.Organization) {
			o.Recipient("bob@contoso.com").ModeratedBy = []string{"gone@contoso.com", "alice@contoso.com"}
		}, "INITMESSAGECREATED"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := onPremises(relay.Exchange2013)
			l := moderatedBob(o)
			tt.setup(o)
			l.Submit("dora@contoso.com", []string{"bob@contoso.com"}, hello)
			l.work(t, time.Hour, accepted)
			var got []string
			for _, e := range l.events {
				switch {
				case strings.HasPrefix(string(e.ID), "INIT"), e.ID == relay.EventModeratorsAllNDR:
					got = append(got, string(e.ID))
				case e.ID == relay.EventFail && len(e.Recipients) > 0 && e.Recipients[0] == "bob@contoso.com":
					got = append(got, e.Reply.String()[:9])
				}
			}
			if text := strings.Join(got, " "); text != tt.want {
				t.Errorf("%q, want %q", text, tt.want)
			}
		})
	}
}

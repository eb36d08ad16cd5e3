package transport_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
)

// TestWhomATenantMayStillWriteTo sends to as many recipients outside as the tenant may within 24 hours, and to one more.
func TestWhomATenantMayStillWriteTo(t *testing.T) {
	const paid, trial, initial = "550 5.7.233 - Your message can't be sent because your tenant has exceeded its daily limit",
		"550 5.7.232 - Your message can't be sent because your trial tenant has", "550 5.7.236 Your message can't be sent because your tenant has"
	from := func(n int) (list []string) {
		for i := range n {
			list = append(list, fmt.Sprintf("someone%d@fabrikam.com", i))
		}
		return list
	}
	young := relay.TenantPlan{Seats: 1, Since: began.AddDate(0, 0, -10)} // 1000
	tests := []struct {
		name   string
		plan   relay.TenantPlan
		day    relay.Era
		sender string
		sent   int // before the message that is looked at
		wait   time.Duration
		to     string
		again  bool // the message that is looked at has been sent before
		want   string
	}{
		{"one below the limit passes", young, 20260302, "alice@contoso.com", 999, 0, "new@fabrikam.com", false, ""},
		{"P5.3: 5.7.233 for a paid tenant", young, 20260302, "alice@contoso.com", 1000, 0, "new@fabrikam.com", false, paid},
		{"P5.3: 5.7.232 for a trial", relay.TenantPlan{Trial: true}, 20260302, "alice@contoso.com", 500, 0, "new@fabrikam.com", false, trial},
		{"P5.3: per sliding 24 h", young, 20260302, "alice@contoso.com", 1000, 24 * time.Hour, "new@fabrikam.com", false, ""},
		{"P5.3: recipients in accepted domains are not counted, wherever they are", young, 20260302, "alice@contoso.com", 1000, 0, "carol@contoso.com", false, ""},
		{"P10.13: what is looped out and back counts once", young, 20260302, "alice@contoso.com", 1000, 0, "someone7@fabrikam.com", true, ""},
		{"G2.152: there was no such limit before", young, 20250302, "alice@contoso.com", 1000, 0, "new@fabrikam.com", false, ""},
		{"G2.155: 100 for P1 in onmicrosoft.com", relay.TenantPlan{}, 20260302, "alice@contoso.onmicrosoft.com", 100, 0, "new@fabrikam.com", false, initial},
		{"G2.155: others have another limit", relay.TenantPlan{}, 20260302, "alice@contoso.com", 100, 0, "new@fabrikam.com", false, ""},
		{"G2.155: not before its day", relay.TenantPlan{}, 20251001, "alice@contoso.onmicrosoft.com", 100, 0, "new@fabrikam.com", false, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := cloud(tt.day)
			o.Plan = tt.plan
			o.TransportConfig.MaxRecipientEnvelopeLimit = relay.Limit(1000)
			alice := mailbox("alice")
			alice.Limits.RecipientLimits = 1000
			alice.EmailAddresses = append(alice.EmailAddresses, "smtp:alice@contoso.onmicrosoft.com")
			carol := mailbox("carol")
			carol.Type, carol.TargetAddress = relay.MailUser, "carol@contoso.com"
			o.Recipients = []*relay.Recipient{alice, carol}
			l := newLab(o)
			first := []byte("From: <alice@contoso.com>\r\nSubject: x\r\nMessage-ID: <first@contoso.com>\r\n\r\nHello.\r\n")
			if tt.sent > 0 {
				l.Submit(tt.sender, from(tt.sent), first)
			}
			l.work(t, tt.wait, accepted)
			l.events = nil
			content := []byte("From: <alice@contoso.com>\r\nSubject: y\r\nMessage-ID: <second@contoso.com>\r\n\r\nHello.\r\n")
			if tt.again {
				content = first
			}
			l.Submit(tt.sender, []string{tt.to}, content)
			l.work(t, tt.wait, accepted)
			got := strings.Join(l.happened(relay.EventFail), "; ")
			if want := strings.TrimSpace("FAIL " + tt.to + ": " + tt.want); tt.want == "" && got != "" || tt.want != "" && !strings.HasPrefix(got, want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if tt.want == "" {
				return
			}
			for _, e := range l.events {
				for _, d := range e.Decisions {
					if d.Question == relay.WithinLimits && len(d.Candidates) == 2 && d.Because != "" {
						return
					}
				}
			}
			t.Error("no decision has both limits")
		})
	}
}

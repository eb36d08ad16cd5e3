package transport_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

// TestForwardedMail: what a message to bob leads to, on-premises.
func TestForwardedMail(t *testing.T) {
	forwards := func(name, to string, keeps bool) func(*relay.Organization) {
		return func(o *relay.Organization) {
			r := o.Recipient(name + "@contoso.com")
			r.Forwarding = relay.Forwarding{ForwardingSmtpAddress: to, DeliverToMailboxAndForward: keeps}
		}
	}
	for _, tt := range []struct {
		name  string
		setup []func(*relay.Organization)
		want  []string
	}{
		{"P2.2: forward only, nothing in the mailbox", []func(*relay.Organization){forwards("bob", "carl@contoso.com", false)},
			[]string{"REDIRECT carl@contoso.com: 250 2.1.5 RESOLVER.FWD.Forwarded; recipient forwarded", "DELIVER carl@contoso.com"}},
		{"P2.2: $true = both", []func(*relay.Organization){forwards("bob", "carl@contoso.com", true)},
			[]string{"REDIRECT carl@contoso.com", "DELIVER bob@contoso.com", "DELIVER carl@contoso.com"}},
		{"a chain ends where nobody forwards", []func(*relay.Organization){forwards("bob", "carl@contoso.com", false), forwards("carl", "erin@fabrikam.com", false)},
			[]string{"REDIRECT carl@contoso.com: 250 2.1.5 RESOLVER.FWD.Forwarded; recipient forwarded",
				"REDIRECT erin@fabrikam.com: 250 2.1.5 RESOLVER.FWD.Forwarded; recipient forwarded", "SEND erin@fabrikam.com: 250 2.0.0 Ok: queued"}},
		{"P2.30: two that deliver and forward to each other have it once, and nobody is told",
			[]func(*relay.Organization){forwards("bob", "carl@contoso.com", true), forwards("carl", "bob@contoso.com", true)},
			[]string{"REDIRECT carl@contoso.com", "REDIRECT bob@contoso.com", "DELIVER bob@contoso.com", "DELIVER carl@contoso.com"}},
		{"P2.30: two that only forward to each other: expansion stops with a report",
			[]func(*relay.Organization){forwards("bob", "carl@contoso.com", false), forwards("carl", "bob@contoso.com", false)},
			[]string{"REDIRECT carl@contoso.com: 250 2.1.5 RESOLVER.FWD.Forwarded; recipient forwarded", "REDIRECT bob@contoso.com: 250 2.1.5 RESOLVER.FWD.Forwarded; recipient forwarded",
				"FAIL bob@contoso.com: 554 5.4.6 Hop count exceeded - possible mail loop", "DELIVER alice@contoso.com"}},
		{"P2.32: an address that nobody has: the report is about it, which the sender never wrote", []func(*relay.Organization){forwards("bob", "gone@contoso.com", false)},
			[]string{"REDIRECT gone@contoso.com: 250 2.1.5 RESOLVER.FWD.Forwarded; recipient forwarded",
				"FAIL gone@contoso.com: 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "DELIVER alice@contoso.com"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			o := onPremises(relay.Exchange2019)
			o.Recipients = append(o.Recipients, mailbox("carl"))
			for _, s := range tt.setup {
				s(o)
			}
			l := newLab(o)
			l.Submit("alice@contoso.com", []string{"bob@contoso.com"}, hello)
			l.work(t, 0, accepted)
			if diff := cmp.Diff(tt.want, l.happened(relay.EventRedirect, relay.EventDeliver, relay.EventFail, relay.EventSend)); diff != "" {
				t.Errorf("events (-want +got):\n%s", diff)
			}
		})
	}
}

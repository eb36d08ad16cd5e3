package transport_test

import (
	"fmt"
	"net/netip"
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/transport"
)

// sessionWith begins a message from an address outside.
func (l *lab) sessionWith(t *testing.T) relay.Session {
	t.Helper()
	_, s, ok := l.Accept(transport.Connection{
		Local: netip.MustParseAddrPort("203.0.113.10:25"), Remote: netip.MustParseAddrPort("198.51.100.25:50000"),
	})
	if !ok {
		t.Fatal("nobody listens")
	}
	s.Hello("mx.fabrikam.com", true)
	if r := s.Mail("erin@fabrikam.com", relay.MailParams{}); !r.OK() && !r.IsZero() {
		t.Fatal(r)
	}
	return s
}

// TestRecipientsOfOneTransaction: the service takes 200 recipients of one domain and 1,000 in all, on-premises what
// MaxRecipientsPerMessage says; the rest is answered 452 4.5.3 and sent again (P5.6), and of all that is refused one is recorded.
func TestRecipientsOfOneTransaction(t *testing.T) {
	const tooMany = "452 4.5.3 Too many recipients"
	limited := func(n int) *relay.Organization {
		o := onPremises(relay.Exchange2016)
		o.ReceiveConnectors[0].MaxRecipientsPerMessage = n
		return o
	}
	service := cloud(relay.EraToday)
	service.AcceptedDomains = nil
	for n := range 10 {
		service.AcceptedDomains = append(service.AcceptedDomains, &relay.AcceptedDomain{DomainName: fmt.Sprintf("d%d.example", n), DomainType: relay.InternalRelay})
	}
	for _, tt := range []struct {
		name    string
		org     *relay.Organization
		named   int
		address func(int) string
		taken   int
	}{
		{"200 recipients of one domain", service, 5000, func(n int) string { return fmt.Sprintf("p%d@d1.example", n) }, 200},
		{"1,000 recipients in all", service, 5000, func(n int) string { return fmt.Sprintf("p%d@d%d.example", n, n%10) }, 1000},
		{"MaxRecipientsPerMessage 300", limited(300), 5000, func(n int) string { return fmt.Sprintf("p%d@contoso.com", n) }, 300},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(tt.org)
			s := l.sessionWith(t)
			taken := 0
			for n := range tt.named {
				switch r := s.Rcpt(tt.address(n), relay.RcptParams{}); {
				case r.OK() || r.IsZero():
					taken++
				case r.String() != tooMany:
					t.Fatalf("recipient %d is answered %q", n, r)
				}
			}
			if taken != tt.taken || len(l.events) != 1 {
				t.Errorf("%d recipients are taken, want %d; %d refusals are recorded, want 1", taken, tt.taken, len(l.events))
			}
			s.Reset()
			if r := s.Rcpt(tt.address(0), relay.RcptParams{}); !r.OK() && !r.IsZero() {
				t.Errorf("the next message's first recipient is answered %q", r)
			}
		})
	}
}

// TestAMessageCostsWhatItsRecipientsCost: twice the recipients, at most two and a half times the allocations, from RCPT to the last
// report.
func TestAMessageCostsWhatItsRecipientsCost(t *testing.T) {
	cost := func(recipients int) float64 {
		return testing.AllocsPerRun(1, func() {
			l := newLab(onPremises(relay.Exchange2016))
			s := l.sessionWith(t)
			for n := range recipients {
				s.Rcpt(fmt.Sprintf("p%d@contoso.com", n), relay.RcptParams{})
			}
			s.Data([]byte("Subject: To many\r\n\r\nHello.\r\n"))
			for range 100 {
				attempt := l.Step()
				if attempt == nil {
					break
				}
				l.Finish(attempt, relay.Outcome{})
			}
		})
	}
	if once, twice := cost(400), cost(800); twice > 2.5*once {
		t.Errorf("400 recipients take %.0f allocations, 800 take %.0f", once, twice)
	}
}

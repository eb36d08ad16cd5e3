package transport_test

import (
	"net/netip"
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/transport"
)

// TestASessionThatEndsEarlyLeavesItsDecisions: once for each session, and only when nothing else tells of it.
func TestASessionThatEndsEarlyLeavesItsDecisions(t *testing.T) {
	for _, tt := range []struct {
		name         string
		auth         []relay.AuthMechanism
		client       func(relay.Session)
		connects     int // (connect) events
		sayOtherwise int // refusals, and messages taken
	}{
		{"it greets and leaves: STARTTLS was not there, or the handshake broke", nil, func(s relay.Session) { s.Hello("mail.example", true) }, 1, 0},
		{"it leaves before it has decided on a message", nil, func(s relay.Session) {
			s.Hello("mail.example", true)
			s.Mail("erin@fabrikam.com", relay.MailParams{})
			s.Rcpt("bob@contoso.com", relay.RcptParams{})
		}, 1, 0},
		{"nobody said anything", nil, func(relay.Session) {}, 0, 0},
		{"it is refused: the refusal tells", nil, func(s relay.Session) {
			s.Hello("mail.example", true)
			s.Mail("erin@fabrikam.com", relay.MailParams{})
			s.Rcpt("x@fabrikam.com", relay.RcptParams{})
		}, 0, 1},
		{"its message is taken: that tells", nil, func(s relay.Session) {
			s.Hello("mail.example", true)
			s.Mail("erin@fabrikam.com", relay.MailParams{})
			s.Rcpt("bob@contoso.com", relay.RcptParams{})
			s.Data([]byte("Subject: x\r\n\r\n"))
		}, 0, 1},
		{"a certificate was missing: that was told at once", []relay.AuthMechanism{relay.AuthTls}, func(s relay.Session) { s.Hello("mail.example", true) }, 1, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			org := onPremises(relay.Exchange2016)
			org.ReceiveConnectors = []*relay.ReceiveConnector{{Name: "Default EX01", Server: org.Servers[0].Name, Enabled: true, AuthMechanism: tt.auth,
				Bindings: []relay.Binding{{AddrPort: netip.MustParseAddrPort("0.0.0.0:25")}}, RemoteIPRanges: []relay.AddressRange{relay.AllIPv4},
				PermissionGroups: []relay.PermissionGroup{relay.AnonymousUsers}}}
			l := newLab(org)
			_, s, ok := l.Accept(transport.Connection{Local: netip.MustParseAddrPort("203.0.113.10:25"), Remote: netip.MustParseAddrPort("192.0.2.1:50000")})
			if !ok {
				t.Fatal("nobody listens")
			}
			tt.client(s)
			s.Close()
			connects, otherwise := 0, 0
			for _, e := range l.events {
				switch e.ID {
				case relay.EventConnect:
					connects++
					if len(e.Decisions) == 0 {
						t.Error("it has no decisions")
					}
				case relay.EventRefuse, relay.EventReceive:
					otherwise++
				}
			}
			if connects != tt.connects || otherwise != tt.sayOtherwise {
				t.Errorf("%d (connect) and %d others, want %d and %d", connects, otherwise, tt.connects, tt.sayOtherwise)
			}
		})
	}
}

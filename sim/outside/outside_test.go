package outside_test

import (
	"fmt"
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/relay/mailauth"
	"hybridsim/sim/door"
	"hybridsim/sim/outside"
)

// alone is an Environment without a world: a clock that stands, a door, and a list of what was noted.
type alone struct {
	door  door.Door
	greet outside.Greeting
	noted []outside.Change
}

var now = time.Date(2024, time.May, 2, 9, 0, 0, 0, time.UTC)

func (a *alone) Do(f func(*door.Inside)) {
	in := a.door.Enter()
	defer a.door.Leave()
	f(in)
}
func (a *alone) Look(f func(*door.Inside))               { a.Do(f) }
func (a *alone) Now() time.Time                          { return now }
func (a *alone) Address() netip.Addr                     { return netip.MustParseAddr("192.0.2.25") }
func (a *alone) Note(_ *door.Inside, c outside.Change)   { a.noted = append(a.noted, c) }
func (a *alone) LookupTXT(string) ([]string, error)      { return nil, fmt.Errorf("no DNS here") }
func (a *alone) LookupAddr(string) ([]netip.Addr, error) { return nil, fmt.Errorf("no DNS here") }

func (a *alone) Resolver() mailauth.Resolver { panic("no DNS here") }

func (a *alone) Listen(port uint16, greet outside.Greeting) error {
	a.greet = greet
	return nil
}

func newHost(t *testing.T) (*alone, *outside.Host) {
	t.Helper()
	a := &alone{}
	h, err := outside.New(a, "mx.example.net", []string{"example.net"})
	if err == nil {
		err = h.AddMailbox("dora@example.net")
	}
	if err != nil {
		t.Fatal(err)
	}
	return a, h
}

// hand gives a message to the host as a client does, and returns what it says last.
func (a *alone) hand(from, to, content string) (answer relay.Reply) {
	a.Do(func(in *door.Inside) {
		_, s := a.greet(in, netip.MustParseAddr("198.51.100.1"))
		s.Hello("client.example.org", true)
		for _, say := range []func() relay.Reply{
			func() relay.Reply { return s.Mail(from, relay.MailParams{}) },
			func() relay.Reply { return s.Rcpt(to, relay.RcptParams{}) },
			func() relay.Reply { return s.Data([]byte(content)) },
		} {
			if answer = say(); answer.Permanent() {
				return
			}
		}
	})
	return answer
}

func TestAHostNeedsNoWorld(t *testing.T) {
	a, h := newHost(t)
	h.Relay(outside.Relaying{Domain: "contoso.com", To: "mail.contoso.com"})
	for _, tt := range []struct{ to, want string }{
		{"dora@example.net", "250 2.0.0 Ok: queued as 00000001"},
		{"nobody@example.net", "550 5.1.1 <nobody@example.net>: Recipient address rejected: User unknown"},
		{"x@fabrikam.com", "554 5.7.1 <x@fabrikam.com>: Relay access denied"},
		{"bob@contoso.com", "250 2.0.0 Ok: queued as 00000002"},
	} {
		if got := a.hand("erin@example.org", tt.to, "Subject: x\r\n\r\nHello\r\n").String(); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.to, got, tt.want)
		}
	}
	var hops []relay.NextHop
	a.Do(func(in *door.Inside) {
		for attempt := h.Step(in); attempt != nil; attempt = h.Step(in) {
			hops = append(hops, attempt.Dialogue.Hop)
			attempt.Finish(relay.Outcome{Reply: relay.Received(550, "5.7.1 Go away"), Target: relay.Target{Host: "mail.contoso.com"}})
		}
	})
	want := []relay.NextHop{
		{Domain: "contoso.com", SmartHosts: []string{"mail.contoso.com"}, Port: 25},
		{Domain: "example.org", Port: 25}, // the report
	}
	if diff := cmp.Diff(want, hops); diff != "" {
		t.Errorf("next hops (-want +got):\n%s", diff)
	}
}

// What a host noted makes its mail again.
func TestNotedChangesRestoreAHost(t *testing.T) {
	a, h := newHost(t)
	a.hand("erin@example.org", "dora@example.net", "Subject: x\r\n\r\nHello\r\n")
	h.Send("dora@example.net", []string{"bob@contoso.com"}, []byte("Subject: y\r\n\r\nHello\r\n"))
	h.Send("dora@example.net", []string{"x@no-such.example"}, []byte("Subject: z\r\n\r\nHello\r\n"))
	again, other := newHost(t)
	var before, after []outside.Change
	a.Do(func(in *door.Inside) {
		h.Step(in) // to contoso.com: nobody has an answer yet
		h.Step(in).Finish(relay.Outcome{Phase: relay.PhaseDNS, Target: relay.Target{Host: "no-such.example"}, Failure: relay.DNSNoDomain})
		c, _ := h.Counted(in)
		a.noted = append(a.noted, c)
		before = h.Snapshot(in)
	})
	again.Do(func(in *door.Inside) {
		other.Restore(in, a.noted)
		after = other.Snapshot(in)
	})
	if diff := cmp.Diff(before, after, cmpopts.EquateComparable(netip.Addr{}, relay.Reply{})); diff != "" {
		t.Errorf("restored (-want +got):\n%s", diff)
	}
	var givenUp []journey.Outside
	for _, c := range after {
		if c.GivenUp != nil {
			givenUp = append(givenUp, *c.GivenUp)
		}
	}
	if len(givenUp) != 1 || givenUp[0].Obstacle.Because != "DNS says that no-such.example does not exist" || givenUp[0].Report == "" {
		t.Errorf("given up: %+v, want the message to x@no-such.example, with why and the report", givenUp)
	}
}

package transport_test

import (
	"fmt"
	"net/netip"
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/reply"
	"hybridsim/relay/transport"
)

// TestConnectorsLimitTheirConnections is about the numbers of S1.5.
func TestConnectorsLimitTheirConnections(t *testing.T) {
	const (
		consent   = ""
		tooMany   = "421 4.3.2 The maximum number of concurrent server connections has exceeded a limit, closing transmission channel"
		perSource = "421 4.3.2 The maximum number of concurrent connections has exceeded a limit, closing transmission channel"
	)
	here := netip.MustParseAddr("192.0.2.1")
	tests := []struct {
		name        string
		limits      relay.ReceiveConnector
		here, there int    // connections that are open, those from elsewhere each from its own address
		want        string // the banner of one more from here
	}{
		{"within all limits", relay.ReceiveConnector{MaxInboundConnection: 5000, MaxInboundConnectionPerSource: 20, MaxInboundConnectionPercentagePerSource: 2}, 19, 30, consent},
		{"MaxInboundConnectionPerSource 20", relay.ReceiveConnector{MaxInboundConnectionPerSource: 20}, 20, 0, perSource},
		{"other sources do not count for MaxInboundConnectionPerSource", relay.ReceiveConnector{MaxInboundConnectionPerSource: 3}, 2, 3, consent},
		{"MaxInboundConnection", relay.ReceiveConnector{MaxInboundConnection: 5}, 1, 4, tooMany},
		{"one below MaxInboundConnection", relay.ReceiveConnector{MaxInboundConnection: 5}, 1, 3, consent},
		{"the percentage is of the connections that are left", relay.ReceiveConnector{MaxInboundConnection: 100, MaxInboundConnectionPercentagePerSource: 10}, 9, 10, perSource},
		{"one below the percentage", relay.ReceiveConnector{MaxInboundConnection: 100, MaxInboundConnectionPercentagePerSource: 10}, 7, 12, consent},
		{"the percentage leaves one", relay.ReceiveConnector{MaxInboundConnection: 10, MaxInboundConnectionPercentagePerSource: 2}, 0, 5, consent},
		{"unlimited", relay.ReceiveConnector{MaxInboundConnection: relay.NoLimit, MaxInboundConnectionPerSource: relay.NoLimit, MaxInboundConnectionPercentagePerSource: 2}, 500, 0, consent},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rc := tt.limits
			rc.Name, rc.Server, rc.Enabled = "Default EX01", "EX01", true
			rc.Bindings = []relay.Binding{{AddrPort: netip.MustParseAddrPort("0.0.0.0:25")}}
			rc.RemoteIPRanges = []relay.AddressRange{relay.AllIPv4}
			l := newLab(&relay.Organization{
				Side: relay.OnPremises, Product: relay.Exchange2016, ReceiveConnectors: []*relay.ReceiveConnector{&rc},
				Servers: []*relay.Server{{Name: "EX01", Fqdn: "ex01.contoso.com"}},
			})
			connect := func(from netip.Addr) (relay.Service, relay.Session) {
				svc, s, ok := l.Accept(transport.Connection{Local: netip.MustParseAddrPort("203.0.113.10:25"), Remote: netip.AddrPortFrom(from, 50000)})
				if !ok {
					t.Fatal("nobody listens")
				}
				return svc, s
			}
			var open []relay.Session
			other := netip.MustParseAddr("198.51.100.0")
			for i := range tt.here + tt.there {
				from := here
				if i >= tt.here {
					other = other.Next()
					from = other
				}
				_, s := connect(from)
				open = append(open, s)
			}
			svc, refused := connect(here)
			if svc.Banner != tt.want {
				t.Errorf("the banner is %q, want %q", svc.Banner, tt.want)
			}
			if refusals := len(l.events); (refusals > 0) != (tt.want != consent) {
				t.Errorf("there are %d events of refusals", refusals)
			}
			refused.Close()
			for _, s := range open {
				s.Close()
			}
			if svc, _ := connect(here); svc.Banner != consent {
				t.Errorf("when all have left, the banner is still %q", svc.Banner)
			}
		})
	}
}

func TestALimitIsANumberOrUnlimited(t *testing.T) {
	for text, want := range map[string]relay.Limit{"20": 20, "unlimited": relay.NoLimit, "Unlimited": relay.NoLimit} {
		var got relay.Limit
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%q is %v (%v), want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "0", "-1", "many", "99999999999"} {
		var got relay.Limit
		if err := got.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q is a limit: %v", text, got)
		}
	}
	if got := fmt.Sprint(relay.NoLimit, relay.Limit(20)); got != "unlimited 20" {
		t.Errorf("printed as %q", got)
	}
}

// TestTwentyConversationsWithANextHop is about all queues together: in the cloud each message waits in one of its own.
func TestTwentyConversationsWithANextHop(t *testing.T) {
	for name, org := range map[string]*relay.Organization{"on-premises": onPremises(relay.Exchange2013), "cloud": cloud(relay.Era2017)} {
		t.Run(name, func(t *testing.T) {
			l := newLab(org)
			for range 50 {
				l.Submit("alice@contoso.com", []string{"x@example.org"}, hello)
			}
			var held []*transport.Attempt
			begin := func() {
				for due, ok := l.Due(); ok && !due.After(l.now); due, ok = l.Due() {
					if attempt := l.Step(); attempt != nil {
						held = append(held, attempt)
					}
				}
			}
			if begin(); len(held) != 20 {
				t.Errorf("%d conversations are held, want 20", len(held))
			}
			l.Finish(held[0], relay.Outcome{Phase: relay.PhaseDone, Reply: reply.ContentAccepted()})
			if begin(); len(held) != 21 {
				t.Errorf("after one has ended, %d were held, want 21", len(held))
			}
		})
	}
}

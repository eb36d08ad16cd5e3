package transport_test

import (
	"net/netip"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/transport"
)

// TestMessageRateLimit: a connector takes so many messages a minute of an address, of a user, or of both (S1.5, T9.19);
// a minute later there is room again, and another client has its own.
func TestMessageRateLimit(t *testing.T) {
	const refused = "421 4.4.2 Message submission rate for this client has exceeded the configured limit"
	here, there := "198.51.100.25", "198.51.100.26"
	type mail struct {
		at         time.Duration
		from, user string
	}
	for _, tt := range []struct {
		name   string
		limit  relay.Limit
		source relay.MessageRateSource
		before []mail
		next   mail
		want   string
	}{
		{"below the limit", 3, relay.RateOfAddress, []mail{{0, here, ""}, {0, here, ""}}, mail{0, here, ""}, ""},
		{"the limit is reached", 2, relay.RateOfAddress, []mail{{0, here, ""}, {0, here, ""}}, mail{59 * time.Second, here, ""}, refused},
		{"a minute later", 2, relay.RateOfAddress, []mail{{0, here, ""}, {0, here, ""}}, mail{time.Minute, here, ""}, ""},
		{"another address", 1, relay.RateOfAddress, []mail{{0, here, ""}}, mail{0, there, ""}, ""},
		{"a user at two addresses", 1, relay.RateOfUser, []mail{{0, here, "bob@contoso.com"}}, mail{0, there, "bob@contoso.com"}, refused},
		{"nobody logged on, and users are counted", 1, relay.RateOfUser, []mail{{0, here, ""}}, mail{0, here, ""}, ""},
		{"All counts the address", 1, relay.RateOfAll, []mail{{0, here, ""}}, mail{0, here, "bob@contoso.com"}, refused},
		{"None counts nobody", 1, relay.RateOfNobody, []mail{{0, here, ""}}, mail{0, here, ""}, ""},
		{"unlimited", relay.NoLimit, relay.RateOfAddress, []mail{{0, here, ""}}, mail{0, here, ""}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(onPremises(relay.Exchange2016))
			l.change(func(o *relay.Organization) {
				c := *o.ReceiveConnectors[0]
				c.MessageRateLimit, c.MessageRateSource = tt.limit, tt.source
				o.ReceiveConnectors[0] = &c
			})
			send := func(m mail) relay.Reply {
				l.now = began.Add(m.at)
				_, s, _ := l.Accept(transport.Connection{Local: netip.MustParseAddrPort("203.0.113.10:25"),
					Remote: netip.AddrPortFrom(netip.MustParseAddr(m.from), 50000)})
				defer s.Close()
				s.Hello("client.example", true)
				if m.user != "" {
					s.(interface {
						Auth(user, password string) relay.Reply
					}).Auth(m.user, "any")
				}
				return s.Mail("bob@contoso.com", relay.MailParams{})
			}
			for _, m := range tt.before {
				if r := send(m); !r.IsZero() {
					t.Fatal(r)
				}
			}
			if got := send(tt.next); got.IsZero() != (tt.want == "") || !got.IsZero() && got.String() != tt.want {
				t.Errorf("the answer to MAIL is %q, want %q", got, tt.want)
			}
		})
	}
}

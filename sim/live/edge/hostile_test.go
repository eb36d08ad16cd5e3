package edge_test

import (
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

// TestHostileClientsStallNobody lets each kind of bad client in, a dozen of them, and then has good mail delivered beside them.
func TestHostileClientsStallNobody(t *testing.T) {
	tests := []struct {
		name string
		do   func(c net.Conn)
	}{
		{"silent", func(net.Conn) {}},
		{"a byte at a time", func(c net.Conn) {
			for _, b := range []byte("EHLO slow.example") {
				time.Sleep(5 * time.Millisecond)
				c.Write([]byte{b})
			}
		}},
		{"garbage", func(c net.Conn) { c.Write([]byte(strings.Repeat("\x00\xff\x80\r\n\n\r", 2000))) }},
		{"lines of 64 kB", func(c net.Conn) { c.Write([]byte(strings.Repeat(strings.Repeat("x", 64<<10)+"\r\n", 4))) }},
		{"a line without an end", func(c net.Conn) { c.Write([]byte(strings.Repeat("x", 1<<20))) }},
		{"half open", func(c net.Conn) { c.(*net.TCPConn).CloseWrite() }},
		{"a message that stops in the middle", func(c net.Conn) {
			c.Write([]byte("EHLO a\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<bob@contoso.com>\r\nDATA\r\nSubject: half\r\n"))
		}},
		{"commands ahead, and replies that nobody reads", func(c net.Conn) {
			c.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
			c.Write([]byte(strings.Repeat("NOOP\r\n", 1<<16)))
		}},
		{"a handshake that stops in the middle", func(c net.Conn) { c.Write([]byte("EHLO a\r\nSTARTTLS\r\n\x16\x03\x01")) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2013")
			l.SetLimits(time.Second, 2*time.Second, 0, 0)
			if _, err := l.World.Run(relay.OnPremises, "Get-ReceiveConnector | Set-ReceiveConnector -ConnectionInactivityTimeout 00:00:01 -ConnectionTimeout 00:00:02"); err != nil {
				t.Fatal(err)
			}
			for range 6 {
				for _, d := range []string{l.cloud.Addr().String(), l.onprem.Addr().String()} {
					conn, err := net.Dial("tcp", d)
					if err != nil {
						t.Fatal(err)
					}
					defer conn.Close()
					go tt.do(conn)
				}
			}
			l.send(l.cloud, "erin@fabrikam.com", "alice@contoso.com", "good")
			l.send(l.onprem, "erin@fabrikam.com", "bob@contoso.com", "good")
			if err := l.Settle(); err != nil {
				t.Fatal(err)
			}
			for _, side := range []relay.Side{relay.Cloud, relay.OnPremises} {
				if n := len(l.World.Side(side).Deliveries()); n != 1 {
					t.Errorf("%s has %d messages, want the good one", side, n)
				}
			}
			for deadline := time.Now().Add(time.Minute); l.Guests() > 0; time.Sleep(20 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatalf("%d are still connected", l.Guests())
				}
			}
		})
	}
}

func TestASilentClientGivesWayWhenThereAreTooMany(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	const most = 8
	l.SetLimits(0, 0, 0, most)
	first := connect(t, l.cloud, "127.0.0.1")
	first.hear()
	for range 5 * most {
		connect(t, l.cloud, "127.0.0.1").hear()
		if n := l.Guests(); n > most {
			t.Fatalf("%d clients are connected, want at most %d", n, most)
		}
		first.say("NOOP") // who says something stays
	}
}

func TestConnectorsEndConnectionsThatLastTooLong(t *testing.T) {
	tests := []struct {
		name, cmdlet string
		want         []string
	}{
		{"ConnectionInactivityTimeout", "Get-ReceiveConnector | Set-ReceiveConnector -ConnectionInactivityTimeout 00:00:01 -ConnectionTimeout 00:05:00",
			[]string{"451 4.7.0 Timeout waiting for client input"}},
		{"ConnectionTimeout", "Get-ReceiveConnector | Set-ReceiveConnector -ConnectionInactivityTimeout 00:00:01 -ConnectionTimeout 00:00:02",
			[]string{"421 4.4.1 Connection timed out"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2013")
			if _, err := l.World.Run(relay.OnPremises, tt.cmdlet); err != nil {
				t.Fatal(err)
			}
			c := connect(t, l.onprem, "127.0.0.1")
			c.hear()
			if tt.name == "ConnectionTimeout" { // a client that says something, until shortly before the end
				for began := time.Now(); time.Since(began) < 1500*time.Millisecond; time.Sleep(100 * time.Millisecond) {
					c.say("NOOP")
				}
			}
			var said []string
			for {
				line, err := c.in.ReadString('\n')
				if err != nil {
					if err != io.EOF {
						t.Error(err)
					}
					break
				}
				said = append(said, strings.TrimSpace(line))
			}
			if diff := cmp.Diff(tt.want, said); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestOneSourceHasTwentyConnections(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	var last *talker
	for range 20 {
		last = connect(t, l.onprem, "127.0.0.1")
		if banner := last.hear(); !strings.HasPrefix(banner, "220 ") {
			t.Fatal(banner)
		}
	}
	const want = "421 4.3.2 The maximum number of concurrent connections has exceeded a limit, closing transmission channel"
	if diff := cmp.Diff(want, connect(t, l.onprem, "127.0.0.1").hear()); diff != "" {
		t.Errorf("the twenty-first (-want +got):\n%s", diff)
	}
	for range 10 { // who has said goodbye counts no longer
		last.say("QUIT")
		last = connect(t, l.onprem, "127.0.0.1")
		if banner := last.hear(); !strings.HasPrefix(banner, "220 ") {
			t.Fatal(banner)
		}
	}
	other := l.open(relay.OnPremises, service)
	if banner := connect(t, other, "127.0.0.1").hear(); !strings.HasPrefix(banner, "220 ") {
		t.Error("another source:", banner)
	}
}

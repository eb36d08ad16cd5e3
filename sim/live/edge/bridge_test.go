package edge_test

import (
	"bufio"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/live/edge"
)

func TestABridgeLeadsToThisMachineOnly(t *testing.T) {
	for _, good := range []string{"127.0.0.1:2600", "127.9.0.1:25", "[::1]:25", "localhost:2600", "LOCALHOST:1", "[::ffff:127.0.0.1]:25"} {
		if b, err := edge.NewBridge(good); err != nil {
			t.Errorf("%s: %v", good, err)
		} else if a := b.Target().Addr().Unmap(); !a.IsLoopback() {
			t.Errorf("%s leads to %s", good, a)
		}
	}
	for _, bad := range []string{"192.0.2.1:25", "0.0.0.0:25", "[::]:25", "[fe80::1%lo]:25", "[::1%lo]:25", "10.0.0.1:25", "mail.contoso.com:25", "localhost.:25",
		"localhost.example:25", "127.0.0.1:smtp", "127.0.0.1:0", "127.0.0.1:70000", "127.0.0.1", "127.1:25", "2130706433:25", "", ":25", "[::ffff:192.0.2.1]:25"} {
		if b, err := edge.NewBridge(bad); err == nil {
			t.Errorf("%q is a target: %s", bad, b.Target())
		}
	}
	// What NewBridge has let through is looked at again before each dial.
	for _, bad := range []string{"192.0.2.1:25", "0.0.0.0:25"} {
		conn, err := edge.Unchecked(netip.MustParseAddrPort(bad)).Forward().Open()
		if err == nil {
			conn.Close()
		}
		if err == nil || !strings.Contains(err.Error(), "on this machine only") {
			t.Errorf("%s was dialled: %v", bad, err)
		}
	}
}

// bridged is a lab whose cloud sends to on-premises by a gateway, which is a real server.
func bridged(t *testing.T, target string) *lab {
	t.Helper()
	l := newLab(t, "hybrid-2013")
	h, err := l.World.AddHost("gateway.contoso.com", []netip.Addr{netip.MustParseAddr("203.0.113.30")}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b, err := edge.NewBridge(target)
	if err != nil {
		t.Fatal(err)
	}
	b.SetPatience(300 * time.Millisecond)
	if err := h.Bridge(b.Forward()); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"Get-OutboundConnector | Set-OutboundConnector -SmartHosts gateway.contoso.com -TlsSettings EncryptionOnly"} {
		if _, err := l.World.Run(relay.Cloud, line); err != nil {
			t.Fatal(err)
		}
	}
	return l
}

// server is a real server on this machine that does the same with each connection.
func server(t *testing.T, answer func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				answer(conn)
			}()
		}
	}()
	return listener.Addr().String()
}

func TestADeadServerIsAFailureOfTheNetwork(t *testing.T) {
	nobody, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	nobody.Close()
	drain := func(c net.Conn) {
		for buffer := make([]byte, 512); ; {
			if _, err := c.Read(buffer); err != nil {
				return
			}
		}
	}
	tests := []struct{ name, target, want string }{
		{"nobody listens", nobody.Addr().String(), "{LED=450 4.4.316 Connection refused};{MSG=Socket error code 10061};{FQDN=gateway.contoso.com};{IP=203.0.113.30}"},
		{"it says nothing", server(t, drain), "{LED=450 4.4.315 Connection timed out};{MSG=Socket error code 10060}"},
		{"it falls silent", server(t, func(c net.Conn) {
			fmt.Fprint(c, "220 real.example\r\n")
			drain(c)
		}), "{LED=450 4.4.315 Connection timed out};{MSG=Socket error code 10060}"},
		{"it resets", server(t, func(c net.Conn) {
			c.(*net.TCPConn).SetLinger(0)
		}), "{LED=450 4.4.318 Connection was closed abruptly (SuspiciousRemoteServerError)}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := bridged(t, tt.target)
			l.World.Submit(relay.Cloud, "alice@contoso.com", []string{"bob@contoso.com"}, mail("alice@contoso.com", "bob@contoso.com", "by the gateway"))
			if err := l.Settle(); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, q := range l.World.Side(relay.Cloud).Queues() {
				got = append(got, q.LastError)
			}
			if len(got) != 1 || !strings.Contains(got[0], tt.want) {
				t.Errorf("the last error is %q, want one with %q", got, tt.want)
			}
		})
	}
}

func TestARealServerTakesTheMail(t *testing.T) {
	heard := make(chan string, 1)
	target := server(t, func(c net.Conn) {
		in := bufio.NewReader(c)
		fmt.Fprint(c, "220 real.example\r\n")
		content := false
		for {
			line, err := in.ReadString('\n')
			switch verb := strings.ToUpper(strings.TrimSpace(line)); {
			case err != nil:
				return
			case content && line == ".\r\n":
				content = false
				fmt.Fprint(c, "250 real enough\r\n")
			case content:
				if strings.HasPrefix(line, "Subject:") {
					heard <- strings.TrimSpace(line)
				}
			case verb == "DATA":
				content = true
				fmt.Fprint(c, "354 go\r\n")
			default:
				fmt.Fprint(c, "250 OK\r\n")
			}
		}
	})
	l := bridged(t, target)
	if _, err := l.World.Run(relay.Cloud, "Get-OutboundConnector | Set-OutboundConnector -TlsSettings $null"); err != nil {
		t.Fatal(err)
	}
	l.World.Submit(relay.Cloud, "alice@contoso.com", []string{"bob@contoso.com"}, mail("alice@contoso.com", "bob@contoso.com", "by the gateway"))
	if err := l.Settle(); err != nil {
		t.Fatal(err)
	}
	select {
	case got := <-heard:
		if got != "Subject: by the gateway" {
			t.Errorf("the server got %q", got)
		}
	default:
		for _, q := range l.World.Side(relay.Cloud).Queues() {
			t.Error(q.LastError)
		}
		t.Error("the real server got nothing")
	}
}

package edge_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/live/edge"
	"hybridsim/sim/vnet"
)

var service = netip.MustParseAddr("40.92.1.7") // one of the addresses that the cloud sends from

// talker is a client that types.
type talker struct {
	net.Conn
	t  *testing.T
	in *bufio.Reader
}

// connect connects to a door from a real address.
func connect(t *testing.T, d *edge.Door, from string) *talker {
	t.Helper()
	dialer := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}, Timeout: 10 * time.Second}
	conn, err := dialer.Dial("tcp", d.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(time.Minute)) // a test that hangs fails
	return &talker{conn, t, bufio.NewReader(conn)}
}

// say sends a line and returns the reply, its lines joined by "|".
func (c *talker) say(format string, args ...any) string {
	c.t.Helper()
	if _, err := fmt.Fprintf(c, format+"\r\n", args...); err != nil {
		c.t.Fatal(err)
	}
	return c.hear()
}

// hear reads a reply.
func (c *talker) hear() string {
	c.t.Helper()
	var lines []string
	for {
		line, err := c.in.ReadString('\n')
		if err != nil {
			c.t.Fatalf("after %q: %v", lines, err)
		}
		lines = append(lines, strings.TrimRight(line, "\r\n"))
		if len(line) > 3 && line[3] != '-' {
			return strings.Join(lines, "|")
		}
	}
}

// seenBy is the address that a side has seen last.
func (l *lab) seenBy(side relay.Side) netip.Addr {
	all := l.World.Side(side).Received()
	if len(all) == 0 {
		return netip.Addr{}
	}
	return all[len(all)-1].Remote.Addr()
}

// door opens a door to a side's port 25.
func (l *lab) door(side relay.Side, d *edge.Door) *edge.Door {
	l.t.Helper()
	d.To = netip.AddrPortFrom(l.World.Side(side).Ingress()[0], 25)
	if err := l.Open(d, "127.0.0.1:0"); err != nil {
		l.t.Fatal(err)
	}
	return d
}

func needLoopbacks(t *testing.T) {
	t.Helper()
	if !edge.ManyLoopbacks() {
		t.Skip("this system has no loopback address but 127.0.0.1")
	}
}

func TestAClientIsWhoItsLoopbackAddressSays(t *testing.T) {
	needLoopbacks(t)
	l := newLab(t, "hybrid-2013")
	sources := edge.NewSources(l.World, internet)
	if err := sources.Declare(netip.MustParseAddr("127.92.0.5"), netip.MustParseAddr("40.92.0.5")); err != nil {
		t.Fatal(err)
	}
	door := l.door(relay.OnPremises, &edge.Door{From: sources.From})
	want := map[string]string{"127.0.0.1": "192.0.2.10", "127.92.0.5": "40.92.0.5"}
	for _, s := range sources.List() {
		want[s.Client.String()] = s.Address.String()
	}
	for client, address := range want {
		c := connect(t, door, client)
		c.hear()
		if greeting := c.say("EHLO client.example"); !strings.Contains(greeting, "Hello ["+address+"]") {
			t.Errorf("a client from %s, want %s: %s", client, address, greeting)
		}
	}
	c := connect(t, door, "127.9.9.9")
	const refusal = "554 5.7.1 hybridsim: nobody has said who clients from 127.9.9.9 are; connect from 127.0.0.1 to be 192.0.2.10, or start with --source ADDRESS=127.9.9.9"
	if diff := cmp.Diff(refusal, c.hear()); diff != "" {
		t.Errorf("a client from an address that is not declared (-want +got):\n%s", diff)
	}
	if _, err := c.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("it is not closed: %v", err)
	}
}

func TestEveryHostHasALoopbackAddress(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	sources := edge.NewSources(l.World, internet)
	sources.Declare(netip.MustParseAddr("127.0.1.2"), netip.MustParseAddr("192.0.2.77"))
	lines := func() (list []string) {
		for _, s := range sources.List() {
			list = append(list, fmt.Sprint(s.Client, " ", s.Address, " ", s.Host))
		}
		return list
	}
	want := []string{
		"127.0.1.2 192.0.2.77 ",
		"127.0.1.1 198.51.100.25 mx.fabrikam.com",
		"127.0.1.3 40.92.1.7 SIM1PR01CU001.outbound.protection.outlook.com",
		"127.0.1.4 40.107.3.21 SIM1PR01CU001.outbound.protection.outlook.com",
		"127.0.1.5 52.100.17.4 SIM1PR01CU001.outbound.protection.outlook.com",
		"127.0.1.6 104.47.9.33 SIM1PR01CU001.outbound.protection.outlook.com",
		"127.0.1.7 203.0.113.10 EX01.contoso.com",
	}
	if diff := cmp.Diff(want, lines()); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if _, err := l.World.AddHost("late.example", []netip.Addr{netip.MustParseAddr("192.0.2.99")}, nil); err != nil {
		t.Fatal(err)
	}
	if a, err := sources.Of(netip.MustParseAddr("127.0.1.8")); err != nil || a.String() != "192.0.2.99" {
		t.Errorf("a host that came later: %s, %v", a, err)
	}
	if err := sources.Declare(netip.MustParseAddr("127.0.1.2"), internet); err == nil || !strings.Contains(err.Error(), "declared twice: as 192.0.2.77 and as 192.0.2.10") {
		t.Errorf("an address declared twice: %v", err)
	}
}

func TestTheFirewallIsForRealClientsToo(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	l.SetLimits(0, 0, 300*time.Millisecond, 0)
	door := l.door(relay.OnPremises, &edge.Door{From: edge.FromAddress(service)})
	source := netip.PrefixFrom(service, 32)

	l.World.Net.Block(vnet.Rule{Src: source, Action: vnet.Refuse})
	conn, err := net.Dial("tcp", door.Addr().String())
	if err == nil { // the reset may be there before the dialler is
		_, err = conn.Read(make([]byte, 1))
		conn.Close()
	}
	if !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("refused: %v, want a reset", err)
	}
	l.World.Net.Unblock(vnet.Rule{Src: source})
	l.World.Net.Block(vnet.Rule{Src: source, Action: vnet.Drop})
	c := connect(t, door, "127.0.0.1")
	c.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if n, err := c.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("dropped: %d bytes, %v, want silence", n, err)
	}
	l.World.Net.Unblock(vnet.Rule{Src: source})
	c = connect(t, door, "127.0.0.1")
	if banner := c.hear(); !strings.HasPrefix(banner, "220 ") {
		t.Errorf("neither: %s", banner)
	}
	if got := l.seenBy(relay.OnPremises); got != service {
		t.Errorf("the server sees %s, want %s", got, service)
	}
	inside := netip.MustParseAddr("10.0.0.1")
	l.World.Net.AddNAT(vnet.NAT{Src: source, To: inside})
	connect(t, door, "127.0.0.1").hear()
	if got := l.seenBy(relay.OnPremises); got != inside {
		t.Errorf("behind NAT the server sees %s, want %s", got, inside)
	}
}

func TestTheSourceChoosesTheReceiveConnector(t *testing.T) {
	l := newLab(t, "kb2750145-stale-eop-ranges")
	if _, err := l.World.Run(relay.OnPremises, `New-ReceiveConnector Partner -Usage Custom -PermissionGroups AnonymousUsers -Bindings 0.0.0.0:25 -RemoteIPRanges 192.0.2.66 -Banner "220 you are a partner"`); err != nil {
		t.Fatal(err)
	}
	partner := l.door(relay.OnPremises, &edge.Door{From: edge.FromAddress(netip.MustParseAddr("192.0.2.66"))})
	for door, want := range map[*edge.Door]bool{partner: true, l.onprem: false} {
		if banner := connect(t, door, "127.0.0.1").hear(); (banner == "220 you are a partner") != want {
			t.Errorf("the banner is %q", banner)
		}
	}
}

package edge_test

import (
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pires/go-proxyproto"

	"hybridsim/relay"
	"hybridsim/sim/live/edge"
)

func trustAll(netip.Addr) bool { return true }

// header writes a PROXY header of version 2.
func header(t *testing.T, h proxyproto.Header) string {
	t.Helper()
	h.Version = 2
	text, err := h.Format()
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAProxySaysWhoTheClientIs(t *testing.T) {
	tcp := func(a string) net.Addr { return net.TCPAddrFromAddrPort(netip.MustParseAddrPort(a)) }
	tests := []struct {
		name, header string
		trusted      func(netip.Addr) bool
		source, says string // says begins the first line
	}{
		{"version 1", "PROXY TCP4 40.92.1.7 203.0.113.10 1025 25\r\n", trustAll, "40.92.1.7:1025", "220 "},
		{"version 2", header(t, proxyproto.Header{Command: proxyproto.PROXY, TransportProtocol: proxyproto.TCPv4,
			SourceAddr: tcp("40.92.1.7:1026"), DestinationAddr: tcp("203.0.113.10:25")}), trustAll, "40.92.1.7:1026", "220 "},
		{"the LOCAL command is the proxy itself", header(t, proxyproto.Header{Command: proxyproto.LOCAL}), trustAll, "192.0.2.10", "220 "},
		{"UNKNOWN is nobody", "PROXY UNKNOWN\r\n", trustAll, "", "554 5.7.1 hybridsim: the PROXY header names no TCP source"},
		{"UDP is nobody", header(t, proxyproto.Header{Command: proxyproto.PROXY, TransportProtocol: proxyproto.UDPv4,
			SourceAddr: &net.UDPAddr{IP: net.IPv4(1, 2, 3, 4), Port: 5}, DestinationAddr: &net.UDPAddr{IP: net.IPv4(1, 2, 3, 4), Port: 5}}), trustAll,
			"", "554 5.7.1 hybridsim: the PROXY header names no TCP source"},
		{"the header is required", "EHLO client.example\r\n", trustAll, "", "554 5.7.1 hybridsim: here a connection begins with a PROXY header"},
		{"a header that is broken", "PROXY TCP4 one two three four\r\n", trustAll, "", "554 5.7.1 hybridsim: the PROXY header cannot be read: "},
		{"a header that does not come", "PROX", trustAll, "", "554 5.7.1 hybridsim: no PROXY header came in time"},
		{"a peer that is not trusted", "PROXY TCP4 40.92.1.7 203.0.113.10 1025 25\r\n", func(netip.Addr) bool { return false },
			"", "554 5.7.1 hybridsim: 127.0.0.1 is not trusted to send a PROXY header; start with --trust 127.0.0.1"},
	}
	l := newLab(t, "hybrid-2013")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			door := l.door(relay.OnPremises, &edge.Door{From: edge.FromProxy(tt.trusted, edge.FromAddress(internet), 200*time.Millisecond)})
			c := connect(t, door, "127.0.0.1")
			before := len(l.World.Side(relay.OnPremises).Received())
			if _, err := c.Write([]byte(tt.header)); err != nil {
				t.Fatal(err)
			}
			line := c.hear()
			if !strings.HasPrefix(line, tt.says) {
				t.Errorf("the first line is %q, want %q", line, tt.says)
			}
			seen := slices.Clone(l.World.Side(relay.OnPremises).Received())[before:]
			switch {
			case tt.source == "" && len(seen) > 0:
				t.Errorf("the server sees %s, want nobody", seen[0].Remote)
			case tt.source != "" && (len(seen) != 1 || !strings.HasPrefix(seen[0].Remote.String(), tt.source)):
				t.Errorf("the server sees %v, want %s", seen, tt.source)
			}
		})
	}
}

func TestWhatFollowsTheProxyHeaderIsNotLost(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	door := l.door(relay.OnPremises, &edge.Door{From: edge.FromProxy(trustAll, edge.FromAddress(internet), edge.HeaderPatience)})
	c := connect(t, door, "127.0.0.1")
	c.Write([]byte("PROXY TCP4 40.92.1.7 203.0.113.10 1025 25\r\nEHLO early.example\r\n"))
	c.hear()
	if greeting := c.hear(); !strings.Contains(greeting, "Hello [40.92.1.7]") {
		t.Errorf("the greeting is %q", greeting)
	}
}

package vnet_test

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/vnet"
)

var (
	virtual  = netip.MustParseAddr("203.0.113.25")
	balancer = netip.MustParseAddr("10.0.0.200")
	first    = netip.MustParseAddr("10.0.0.11")
	second   = netip.MustParseAddr("10.0.0.12")
	third    = netip.MustParseAddr("10.0.0.13")
)

// pair is a network with two servers at private addresses that listen, a third that does not, and a client outside.
func pair(t *testing.T) (*vnet.Network, *vnet.Host) {
	n := vnet.New()
	t.Cleanup(func() { n.Close() })
	for i, a := range []netip.Addr{first, second} {
		if _, err := addHost(t, n, fmt.Sprintf("ex0%d", i+1), a).Listen(smtp); err != nil {
			t.Fatal(err)
		}
	}
	addHost(t, n, "ex03", third)
	return n, addHost(t, n, "cloud.example", cloud, cloudV6)
}

// ways dials an address several times and tells how each attempt went: where it arrived, from whom, or its outcome.
func ways(t *testing.T, n *vnet.Network, from *vnet.Host, src, dst netip.Addr, times int) (list []string) {
	t.Helper()
	for range times {
		before := len(n.Attempts())
		if conn, err := from.Dial(t.Context(), src, netip.AddrPortFrom(dst, smtp)); err == nil {
			conn.Close()
		}
		a := n.Attempts()[before]
		way := string(a.Outcome)
		if a.Outcome == vnet.Connected {
			way = a.Reached.Addr().String() + " from " + a.SrcSeen.Addr().String()
		}
		list = append(list, way)
	}
	return list
}

func TestABalancerSpreadsConnectionsOverItsMembers(t *testing.T) {
	tests := []struct {
		name  string
		b     vnet.Balancer
		rule  vnet.Rule
		want  []string
		times int
	}{
		{name: "one after another, and the client's address stays",
			b:    vnet.Balancer{Members: []netip.Addr{first, second}},
			want: []string{"10.0.0.11 from 52.100.0.1", "10.0.0.12 from 52.100.0.1", "10.0.0.11 from 52.100.0.1"}},
		{name: "the seed says with which it begins", b: vnet.Balancer{Members: []netip.Addr{first, second}, Seed: 1},
			want: []string{"10.0.0.12 from 52.100.0.1", "10.0.0.11 from 52.100.0.1"}},
		{name: "with its own address as source members see nobody else (T8.12)",
			b:    vnet.Balancer{Members: []netip.Addr{first, second}, As: balancer},
			want: []string{"10.0.0.11 from 10.0.0.200", "10.0.0.12 from 10.0.0.200"}},
		{name: "a probe leaves out a member that does not listen",
			b:    vnet.Balancer{Members: []netip.Addr{first, third}},
			want: []string{"10.0.0.11 from 52.100.0.1", "10.0.0.11 from 52.100.0.1", "10.0.0.11 from 52.100.0.1"}},
		{name: "without one it gets its share all the same",
			b:    vnet.Balancer{Members: []netip.Addr{first, third}, Blind: true},
			want: []string{"10.0.0.11 from 52.100.0.1", "refused", "10.0.0.11 from 52.100.0.1", "refused"}},
		{name: "a probe sees that the way to a member is blocked",
			b:    vnet.Balancer{Members: []netip.Addr{first, second}},
			rule: vnet.Rule{Dst: netip.PrefixFrom(second, 32), Action: vnet.Drop},
			want: []string{"10.0.0.11 from 52.100.0.1", "10.0.0.11 from 52.100.0.1"}},
		{name: "it does not see what the firewall does to clients alone",
			b:    vnet.Balancer{Members: []netip.Addr{first, second}},
			rule: vnet.Rule{Src: netip.PrefixFrom(cloud, 32), Dst: netip.PrefixFrom(second, 32), Action: vnet.Drop},
			want: []string{"10.0.0.11 from 52.100.0.1", "timed out", "10.0.0.11 from 52.100.0.1", "timed out"}},
		{name: "with all members dead a connection fails as at one of them", b: vnet.Balancer{Members: []netip.Addr{third}},
			want: []string{"refused"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, client := pair(t)
			tt.b.Name, tt.b.Addr = "mail.contoso.com", virtual
			if err := n.SetBalancer(tt.b); err != nil {
				t.Fatal(err)
			}
			if tt.rule.Dst.IsValid() {
				n.Block(tt.rule)
			}
			if diff := cmp.Diff(tt.want, ways(t, n, client, cloud, virtual, len(tt.want))); diff != "" {
				t.Errorf("ways (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAForkOfABalancerGoesOnFromItsTurn(t *testing.T) {
	n, client := pair(t)
	if err := n.SetBalancer(vnet.Balancer{Name: "mail", Addr: virtual, Members: []netip.Addr{first, second}}); err != nil {
		t.Fatal(err)
	}
	ways(t, n, client, cloud, virtual, 1)
	f := n.Fork()
	defer f.Close()
	for _, name := range []string{"ex01", "ex02"} {
		if _, err := f.Host(name).Listen(smtp); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"10.0.0.12 from 52.100.0.1", "10.0.0.11 from 52.100.0.1"}
	if diff := cmp.Diff(want, ways(t, f, f.Host("cloud.example"), cloud, virtual, 2)); diff != "" {
		t.Errorf("ways (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want, ways(t, n, client, cloud, virtual, 2)); diff != "" {
		t.Errorf("the original (-want +got):\n%s", diff)
	}
}

func TestAStaticTranslationIsOneAddressForOneBothWays(t *testing.T) {
	n, client := pair(t)
	if err := n.SetStatic(vnet.Static{Public: virtual, Inside: first}); err != nil {
		t.Fatal(err)
	}
	if _, err := client.Listen(smtp); err != nil {
		t.Fatal(err)
	}
	ex01, ex02 := n.Host("ex01"), n.Host("ex02")
	for _, tt := range []struct {
		name string
		from *vnet.Host
		src  netip.Addr
		dst  netip.Addr
		want string
	}{
		{"inbound it is transparent: the source stays (T12.2)", client, cloud, virtual, "10.0.0.11 from 52.100.0.1"},
		{"outbound the public address is seen (T12.3)", ex01, first, cloud, "52.100.0.1 from 203.0.113.25"},
		{"inside nothing is translated", ex02, second, first, "10.0.0.11 from 10.0.0.12"},
		{"from inside the public address leads back in", ex02, second, virtual, "10.0.0.11 from 10.0.0.12"},
		{"outside nobody reaches the inside address", client, cloud, first, "timed out"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff([]string{tt.want}, ways(t, n, tt.from, tt.src, tt.dst, 1)); diff != "" {
				t.Errorf("way (-want +got):\n%s", diff)
			}
		})
	}
	if !n.RemoveStatic(virtual) || n.RemoveStatic(virtual) {
		t.Error("a translation is removed once")
	}
	if diff := cmp.Diff([]string{"timed out"}, ways(t, n, client, cloud, virtual, 1)); diff != "" {
		t.Errorf("afterwards (-want +got):\n%s", diff)
	}
}

func TestATranslationTowardEverywhereLeavesInsideConnectionsAlone(t *testing.T) {
	n, _ := pair(t)
	n.AddNAT(vnet.NAT{Src: netip.MustParsePrefix("10.0.0.0/24"), Dst: everywhere, To: onPrem})
	if diff := cmp.Diff([]string{"10.0.0.11 from 10.0.0.12"}, ways(t, n, n.Host("ex02"), second, first, 1)); diff != "" {
		t.Errorf("inside (-want +got):\n%s", diff)
	}
	if got := n.SeenAs(second, cloud); got != onPrem {
		t.Errorf("outside %s is seen, want %s", got, onPrem)
	}
}

func TestAnAllowListIsTheRule(t *testing.T) {
	n, client := pair(t)
	addHost(t, n, "stranger", nobody)
	list := vnet.AllowList{From: []netip.Prefix{netip.PrefixFrom(cloud, 32)}, Dst: netip.PrefixFrom(first, 32), Port: smtp,
		Else: vnet.Refuse}
	n.Allow(list)
	stranger := n.Host("stranger")
	want := []string{"10.0.0.11 from 52.100.0.1", "refused", "10.0.0.12 from 198.51.100.99"}
	got := append(ways(t, n, client, cloud, first, 1), append(ways(t, n, stranger, nobody, first, 1),
		ways(t, n, stranger, nobody, second, 1)...)...)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("ways (-want +got):\n%s", diff)
	}
	list.Else = vnet.Drop
	n.Allow(list) // in its place
	if diff := cmp.Diff([]string{"timed out"}, ways(t, n, stranger, nobody, first, 1)); diff != "" {
		t.Errorf("a later list (-want +got):\n%s", diff)
	}
	n.Block(vnet.Rule{Src: netip.PrefixFrom(cloud, 32), Action: vnet.Refuse})
	if diff := cmp.Diff([]string{"refused"}, ways(t, n, client, cloud, first, 1)); diff != "" {
		t.Errorf("who is blocked is not let in by a list (-want +got):\n%s", diff)
	}
	if !n.AllowAll(list) || n.AllowAll(list) {
		t.Error("a list is removed once")
	}
}

func TestWhatCannotLeadOn(t *testing.T) {
	n, _ := pair(t)
	b := vnet.Balancer{Name: "mail", Addr: virtual, Members: []netip.Addr{first}}
	if err := n.SetBalancer(b); err != nil {
		t.Fatal(err)
	}
	alone := b
	alone.Members = nil
	itself, other, twice := b, b, b
	itself.Members = []netip.Addr{virtual}
	other.Name = "second"
	twice.Members = []netip.Addr{first, first}
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"a balancer without members", n.SetBalancer(alone), "without members"},
		{"a balancer that is its own member", n.SetBalancer(itself), "own member"},
		{"two balancers with one address", n.SetBalancer(other), "belongs to balancer"},
		{"a member twice", n.SetBalancer(twice), "twice"},
		{"a translation of a balancer's address", n.SetStatic(vnet.Static{Public: virtual, Inside: first}), "belongs to balancer"},
		{"a translation of a host's address", n.SetStatic(vnet.Static{Public: second, Inside: first}), "belongs to host"},
		{"a host at a balancer's address", n.Host("ex03").SetAddrs(virtual), "belongs to balancer"},
	} {
		if tt.err == nil || !strings.Contains(tt.err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.name, tt.err, tt.want)
		}
	}
	if err := n.SetBalancer(b); err != nil {
		t.Errorf("the same balancer again: %v", err)
	}
}

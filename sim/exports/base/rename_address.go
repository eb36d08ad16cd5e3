package base

import (
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
)

// networks gives networks others from the ranges that documentation and tests are to use (RFC 5737, RFC 2544, RFC 3849). The
// last octet stays, and so does what lies in one network of 256 addresses, or in a wider one that the exports name.
type networks struct {
	wide    map[string]string // "131.107": networks of which a wider range or CIDR is named
	given   map[string]string // "131.107.2"
	private map[string]int    // networks given so far within a private block
	public  int
	sixes   numbered
}

func newNetworks() networks {
	return networks{
		wide: map[string]string{}, given: map[string]string{}, private: map[string]int{},
		sixes: newNumbered(func(n int) string { return fmt.Sprintf("2001:db8::%x", n) }),
	}
}

var wideRange = regexp.MustCompile(`(\d+\.\d+)\.(\d+)\.\d+(?:/(\d+)|\s*-\s*(\d+\.\d+)\.(\d+)\.\d+)`)

// note looks for ranges and networks that are wider than 256 addresses.
func (n *networks) note(text string) {
	for _, m := range wideRange.FindAllStringSubmatch(text, -1) {
		bits, _ := strconv.Atoi(m[3])
		within := m[3] != "" && bits >= 16 && bits < 24 || m[4] != "" && m[1] == m[4] && m[2] != m[5]
		if within && n.wide[m[1]] == "" && !stays(m[1]+".0.0") {
			n.wide[m[1]] = n.next(m[1], true)
		}
	}
}

// next is an unused network in the place of one that begins so.
func (n *networks) next(octets string, wide bool) string {
	switch {
	case strings.HasPrefix(octets, "10."):
		n.private["10"]++
		if wide {
			return fmt.Sprintf("10.%d", 100+n.private["10"]%150)
		}
		return fmt.Sprintf("10.0.%d", n.private["10"]%256)
	case strings.HasPrefix(octets, "192.168"):
		if wide {
			return "192.168"
		}
		n.private["192"]++
		return fmt.Sprintf("192.168.%d", n.private["192"]%256)
	case isPrivate(octets):
		n.private["172"]++
		if wide {
			return fmt.Sprintf("172.%d", 17+n.private["172"]%14)
		}
		return fmt.Sprintf("172.16.%d", n.private["172"]%256)
	}
	n.public++
	switch {
	case wide:
		return fmt.Sprintf("198.%d", 18+n.public%2)
	case n.public == 1:
		return "203.0.113"
	case n.public == 2:
		return "192.0.2"
	}
	return fmt.Sprintf("198.18.%d", n.public%256)
}

func isPrivate(octets string) bool {
	for strings.Count(octets, ".") < 3 {
		octets += ".0"
	}
	a, err := netip.ParseAddr(octets)
	return err == nil && a.IsPrivate()
}

// stays reports whether an address belongs to nobody in particular: the service, everybody, this host.
func stays(s string) bool {
	a, err := netip.ParseAddr(s)
	if err != nil || a.IsUnspecified() || a.IsLoopback() || a.IsMulticast() || s == "255.255.255.255" {
		return true
	}
	for _, list := range sim.PublishedAddresses {
		for _, r := range list {
			if r.Contains(a) {
				return true
			}
		}
	}
	return a == netip.MustParseAddr("10.0.0.0") || a == netip.MustParseAddr("10.255.255.255") || a == relay.AllIPv6.Last
}

// four replaces an IPv4 address.
func (n *networks) four(s string) string {
	if stays(s) {
		return s
	}
	octets := strings.Split(s, ".")
	two, three := strings.Join(octets[:2], "."), strings.Join(octets[:3], ".")
	if given := n.wide[two]; given != "" {
		return given + "." + octets[2] + "." + octets[3]
	}
	if n.given[three] == "" {
		n.given[three] = n.next(three, false)
	}
	return n.given[three] + "." + octets[3]
}

// six replaces an IPv6 address.
func (n *networks) six(s string) string {
	if stays(s) {
		return s
	}
	return n.sixes.of(s)
}

func decimal(n int) string { return strconv.Itoa(n) }

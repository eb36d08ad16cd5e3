package base

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
)

// networks gives addresses others. What lies in one network, in a range or in a CIDR block still does, and the ends of
// a range keep their order. A private network stays private: some bits of its second or third octet are turned over. A
// public one becomes one of the ranges that documentation and tests are to use (RFC 5737, RFC 2544, RFC 6598, RFC
// 3849). None of the exports' own addresses is given.
type networks struct {
	own    map[string]bool // networks of 256 and 65,536 addresses that the exports have: "131.107.2", "131.107"
	exact  map[netip.Addr]bool
	wide   map[string]string // "131.107": networks of which a wider range or block is named
	given  map[string]string // "131.107.2"
	blocks []*privateBlock
	public int
	wides  int
	sixes  numbered // by the first 48 bits
	links  numbered // link-local addresses
}

// privateBlock is a network of RFC 1918: the bits that may be turned over, and those that are.
type privateBlock struct {
	whole         netip.Prefix
	allowed, mask uint32
}

func newNetworks() networks {
	n := networks{own: map[string]bool{}, exact: map[netip.Addr]bool{}, wide: map[string]string{},
		given: map[string]string{},
		sixes: newNumbered(func(n int) string { return fmt.Sprintf("%x", n) }), links: newNumbered(func(n int) string {
			return fmt.Sprintf("fe80::%x", n)
		})}
	for _, p := range []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"} {
		whole := netip.MustParsePrefix(p)
		n.blocks = append(n.blocks, &privateBlock{whole: whole, allowed: (uint32(1)<<(32-whole.Bits()) - 1) &^ 0xff})
	}
	return n
}

const ipv4 = `\d{1,3}(?:\.\d{1,3}){3}`

// addressFour is an IPv4 address, a block or a range.
var addressFour = regexp.MustCompile(`(` + ipv4 + `)(?:/(\d{1,2})\b|\s*-\s*(` + ipv4 + `))?`)

// note looks at the addresses of a text, at its ranges and at its blocks.
func (n *networks) note(text string) {
	for _, m := range addressFour.FindAllStringSubmatch(text, -1) {
		first, err := netip.ParseAddr(m[1])
		if err != nil {
			continue
		}
		n.own[octets(first, 2)], n.own[octets(first, 3)], n.exact[first] = true, true, true
		last, err := netip.ParseAddr(m[3])
		bits, _ := strconv.Atoi(m[2])
		if b := n.blockOf(first); b != nil {
			if err == nil && b.whole.Contains(last) && !b.isWhole(first, last) {
				b.keep(first, last)
			}
			continue
		}
		if stays(first) {
			continue
		}
		switch {
		case err == nil && octets(first, 3) != octets(last, 3):
			n.widen(first, last)
		case m[2] != "" && bits < 24:
			p := netip.PrefixFrom(first, bits).Masked()
			n.widen(p.Addr(), lastOf(p))
		}
	}
}

// widen gives all networks of 65,536 addresses from one address to another consecutive others, one at least.
func (n *networks) widen(first, last netip.Addr) {
	from, to := number4(first)>>16, number4(last)>>16
	const most = 64 // RFC 6598's block has so many
	if to < from || to-from >= most || n.wide[octets(first, 2)] != "" && from == to {
		return
	}
	count := int(to - from + 1)
	for start := n.wides; ; start++ {
		if count > 1 && (start+64)%count != 0 { // a block stays aligned
			continue
		}
		free := true
		for i := range count {
			free = free && (start+i >= most || !n.own[fmt.Sprintf("100.%d", 64+start+i)])
		}
		if !free {
			continue
		}
		for i := range count {
			old := from + uint32(i)
			n.wide[fmt.Sprintf("%d.%d", old>>8, old&0xff)] = fmt.Sprintf("100.%d", 64+(start+i)%most)
		}
		n.wides = start + count
		return
	}
}

// settle chooses the bits that are turned over, when all addresses are known.
func (n *networks) settle() {
	for _, b := range n.blocks {
		for _, octet := range []int{16, 8} {
			for m := uint32(255); m > 0 && b.mask == 0; m-- {
				mask := m << octet
				if mask&^(uint32(1)<<(32-b.whole.Bits())-1) != 0 || octet == 16 && mask&^b.allowed != 0 {
					continue
				}
				if octet == 8 && b.allowed&0xff00 != 0 && mask&^b.allowed != 0 {
					continue
				}
				free := true
				for a := range n.exact {
					free = free && (!b.whole.Contains(a) || !n.exact[addr4(number4(a)^mask)])
				}
				if free || m == 1 && octet == 8 {
					b.mask = mask
				}
			}
		}
	}
}

func (n *networks) blockOf(a netip.Addr) *privateBlock {
	for _, b := range n.blocks {
		if b.whole.Contains(a) {
			return b
		}
	}
	return nil
}

// keep forbids to turn over bits in which the ends of a range differ, and those beneath them.
func (b *privateBlock) keep(first, last netip.Addr) {
	for differ := number4(first) ^ number4(last); differ != 0; differ >>= 1 {
		b.allowed = b.allowed &^ differ
	}
}

func (b *privateBlock) isWhole(first, last netip.Addr) bool {
	return first == b.whole.Addr() && last == lastOf(b.whole)
}

// four replaces an IPv4 address, a block or a range.
func (n *networks) four(s string) string {
	m := addressFour.FindStringSubmatchIndex(s)
	group := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return s[m[2*i]:m[2*i+1]]
	}
	first, err := netip.ParseAddr(group(1))
	if err != nil {
		return s
	}
	switch {
	case group(2) != "":
		bits, _ := strconv.Atoi(group(2))
		if b := n.blockOf(first); b != nil && bits <= b.whole.Bits() || bits > 32 ||
			stays(first) && n.blockOf(first) == nil {
			return s
		}
		p, err := netip.MustParseAddr(n.one(first)).Prefix(bits)
		if err != nil {
			return s
		}
		if first != netip.PrefixFrom(first, bits).Masked().Addr() { // it is written with the host's bits
			return n.one(first) + "/" + group(2)
		}
		return p.String()
	case group(3) != "":
		last, err := netip.ParseAddr(group(3))
		if b := n.blockOf(first); err != nil || b != nil && b.isWhole(first, last) {
			return s
		}
		return n.one(first) + s[m[3]:m[6]] + n.one(last)
	}
	return n.one(first)
}

// one replaces one IPv4 address.
func (n *networks) one(a netip.Addr) string {
	if b := n.blockOf(a); b != nil {
		return addr4(number4(a) ^ b.mask).String()
	}
	if stays(a) {
		return a.String()
	}
	if given := n.wide[octets(a, 2)]; given != "" {
		return given + strings.TrimPrefix(a.String(), octets(a, 2))
	}
	three := octets(a, 3)
	if n.given[three] == "" {
		n.given[three] = n.next()
	}
	return n.given[three] + strings.TrimPrefix(a.String(), three)
}

// next is an unused network of 256 addresses that the exports do not have.
func (n *networks) next() string {
	for {
		n.public++
		network := fmt.Sprintf("198.%d.%d", 18+n.public/256%2, n.public%256)
		switch n.public {
		case 1:
			network = "203.0.113"
		case 2:
			network = "192.0.2"
		}
		if !n.own[network] || n.public > 512 {
			return network
		}
	}
}

// stays reports whether an address belongs to nobody in particular: the service, everybody, this host.
func stays(a netip.Addr) bool {
	if a.IsUnspecified() || a.IsLoopback() || a.IsMulticast() || a == netip.AddrFrom4([4]byte{255, 255, 255, 255}) {
		return true
	}
	for _, list := range sim.PublishedAddresses {
		for _, r := range list {
			if r.Contains(a) {
				return true
			}
		}
	}
	return a == relay.AllIPv6.Last
}

// six replaces an IPv6 address, or a block of them.
func (n *networks) six(s string) string {
	text, length, isBlock := strings.Cut(s, "/")
	a, err := netip.ParseAddr(text)
	if err != nil || stays(a) || a.Is4In6() {
		return s
	}
	bits, _ := strconv.Atoi(length)
	b := a.As16()
	local := b[0]&0xfe == 0xfc
	switch {
	case a.IsLinkLocalUnicast() && !isBlock:
		return n.links.of(text)
	case a.IsLinkLocalUnicast():
		return s
	case isBlock && bits < 48 && local:
		return "fd00::/16"
	case isBlock && bits < 48:
		return "2001:db8::/32"
	}
	network, _ := strconv.ParseUint(n.sixes.of(string(b[:6])), 16, 16)
	copy(b[:4], []byte{0x20, 0x01, 0x0d, 0xb8})
	if local {
		copy(b[:4], []byte{0xfd, 0, 0, 0})
	}
	binary.BigEndian.PutUint16(b[4:], uint16(network))
	if isBlock {
		return netip.AddrFrom16(b).String() + "/" + length
	}
	return netip.AddrFrom16(b).String()
}

func octets(a netip.Addr, n int) string { return strings.Join(strings.Split(a.String(), ".")[:n], ".") }

func number4(a netip.Addr) uint32 {
	b := a.As4()
	return binary.BigEndian.Uint32(b[:])
}

func addr4(n uint32) netip.Addr {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], n)
	return netip.AddrFrom4(b)
}

func lastOf(p netip.Prefix) netip.Addr {
	return addr4(number4(p.Addr()) | (uint32(1)<<(32-p.Bits()) - 1))
}

func decimal(n int) string { return strconv.Itoa(n) }

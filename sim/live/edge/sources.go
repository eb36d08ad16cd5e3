package edge

import (
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"

	"hybridsim/relay"
	"hybridsim/sim"
)

// Source says that clients from a real address count as coming from a simulated one.
type Source struct {
	Client  netip.Addr `json:"client"`         // real: of 127.0.0.0/8, unless somebody named another
	Address netip.Addr `json:"address"`        // simulated
	Host    string     `json:"host,omitempty"` // whose the simulated address is
}

// Sources tells who clients are by the real addresses that they connect from. On Linux a client may bind any address of
// 127.0.0.0/8: each host of the world has one, and others can be declared.
type Sources struct {
	world *sim.World
	other netip.Addr // what 127.0.0.1 counts as

	mu   sync.Mutex
	list []Source
}

// NewSources returns the sources of a world's hosts. Clients from 127.0.0.1 and ::1 count as coming from other.
func NewSources(w *sim.World, other netip.Addr) *Sources { return &Sources{world: w, other: other} }

// Declare lets clients from a real address count as coming from a simulated one. A real address is declared once.
func (s *Sources) Declare(client, address netip.Addr) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if old := s.find(client); old != nil {
		return fmt.Errorf("%s is declared twice: as %s and as %s", client, old.Address, address)
	}
	s.list = append(s.list, Source{client.Unmap(), address.Unmap(), s.hostAt(address)})
	return nil
}

func (s *Sources) find(client netip.Addr) *Source {
	i := slices.IndexFunc(s.list, func(x Source) bool { return x.Client == client.Unmap() })
	if i < 0 {
		return nil
	}
	return &s.list[i]
}

func (s *Sources) hostAt(a netip.Addr) string {
	if h := s.world.Net.HostAt(a); h != nil {
		return h.Name()
	}
	return ""
}

// List returns all sources: those that were declared, and those of the hosts that the world has now.
func (s *Sources) List() []Source {
	var addrs []netip.Addr
	for _, h := range s.world.Hosts() {
		addrs = append(addrs, s.world.Net.Host(h.Name).Addrs()...)
	}
	for _, side := range append([]relay.Side{relay.Cloud}, s.world.SideNames()...) {
		addrs = append(addrs, s.world.Side(side).Egress()...)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	next := netip.AddrFrom4([4]byte{127, 0, 1, 1})
	for _, a := range addrs {
		if !a.Is4() || slices.ContainsFunc(s.list, func(x Source) bool { return x.Address == a }) {
			continue
		}
		for s.find(next) != nil {
			next = next.Next()
		}
		s.list = append(s.list, Source{next, a, s.hostAt(a)})
	}
	return slices.Clone(s.list)
}

// Of returns the simulated address of clients from a real one. The error is for the client.
func (s *Sources) Of(client netip.Addr) (netip.Addr, error) {
	client = client.Unmap()
	for range 2 {
		s.mu.Lock()
		found := s.find(client)
		s.mu.Unlock()
		switch {
		case found != nil:
			return found.Address, nil
		case client == netip.AddrFrom4([4]byte{127, 0, 0, 1}), client == netip.IPv6Loopback():
			return s.other, nil
		}
		s.List() // there may be a new host
	}
	return netip.Addr{}, fmt.Errorf("nobody has said who clients from %s are; "+
		"connect from 127.0.0.1 to be %s, or start with --source ADDRESS=%s", client, s.other, client)
}

// From is the [From] of a door whose clients are told apart by their real addresses.
func (s *Sources) From(c net.Conn) (netip.AddrPort, net.Conn, error) {
	a, err := s.Of(peerOf(c))
	return netip.AddrPortFrom(a, 0), c, err
}

// FromAddress is the [From] of a door all of whose clients come from one address.
func FromAddress(a netip.Addr) From {
	return func(c net.Conn) (netip.AddrPort, net.Conn, error) { return netip.AddrPortFrom(a, 0), c, nil }
}

// ManyLoopbacks reports whether clients can come from loopback addresses other than 127.0.0.1 on this system.
func ManyLoopbacks() bool {
	l, err := net.Listen("tcp", "127.0.1.1:0")
	if err == nil {
		l.Close()
	}
	return err == nil
}

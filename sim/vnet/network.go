package vnet

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"sync"

	"hybridsim/relay/past"
)

// Network is a set of hosts that can reach each other, unless the firewall
// objects. Make one with [New].
type Network struct {
	mu        sync.Mutex
	idle      *sync.Cond // signalled when the last accepted connection is closed, or a box is done
	closed    bool
	hosts     []*Host
	byName    map[string]*Host
	byAddr    map[netip.Addr]*Host
	rules     []Rule
	nats      []NAT
	allowed   []AllowList
	statics   []Static
	balancers []balancer
	boxes     []Box
	attempts  past.List[Attempt]
	lastPort  uint16             // the last ephemeral port given out
	conns     map[*Conn]struct{} // both ends, until closed
	accepted  int                // of those, the accepting ends
	handling  int                // boxes at work on a connection
	trusting  bool               // ends take each other's word
	tap       Tap                // nil: nobody listens

	dns zones
}

// New returns a network without hosts, rules or records.
func New() *Network {
	n := &Network{
		byName: make(map[string]*Host),
		byAddr: make(map[netip.Addr]*Host),
		conns:  make(map[*Conn]struct{}),
		dns: zones{
			records: make(map[string][]Record),
			broken:  make(map[string]bool),
			signed:  make(map[string]bool),
			pages:   make(map[string]string),
		},
	}
	n.idle = sync.NewCond(&n.mu)
	return n
}

// Trust lets the two ends of connections from now on take each other's word where else they would prove something by
// arithmetic ([Conn.Trusting]). Connections from or to the world outside are not concerned.
func (n *Network) Trust() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.trusting = true
}

// AddHost connects a new host to the network. Its name, which is compared as DNS
// names are, and its addresses must not be in use.
func (n *Network) AddHost(name string, addrs ...netip.Addr) (*Host, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.byName[canonical(name)] != nil {
		return nil, fmt.Errorf("a host named %q already exists", name)
	}
	h := &Host{network: n, name: name}
	if err := h.assign(addrs); err != nil {
		return nil, err
	}
	n.hosts = append(n.hosts, h)
	n.byName[canonical(name)] = h
	return h, nil
}

// Host returns the host of that name, or nil.
func (n *Network) Host(name string) *Host {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.byName[canonical(name)]
}

// Hosts returns all hosts in the order in which they were added.
func (n *Network) Hosts() []*Host {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Clone(n.hosts)
}

// HostAt returns the host that has the address, or nil.
func (n *Network) HostAt(a netip.Addr) *Host {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.byAddr[a.Unmap()]
}

// Connections returns the accepting ends that are still open, accepted or not
// yet, in the order of their attempts. After a dialogue there should be none:
// what remains is what [Network.WaitIdle] waits for.
func (n *Network) Connections() []*Conn {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.DeleteFunc(n.open(), func(c *Conn) bool { return !c.accepting })
}

// open lists the open ends, by attempt and leg; of one leg, the dialling end first.
func (n *Network) open() []*Conn {
	return slices.SortedFunc(maps.Keys(n.conns), func(a, b *Conn) int {
		if order := cmp.Or(cmp.Compare(a.attempt, b.attempt), cmp.Compare(a.leg, b.leg)); order != 0 {
			return order
		}
		if a.accepting {
			return 1
		}
		return -1
	})
}

// WaitIdle blocks until every accepting end of a connection has been closed by
// its owner and no [Box] is at work. Called after a dialogue, it makes sure that
// no server is still at work on it. A server that never closes its end makes it
// block for ever.
func (n *Network) WaitIdle() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for n.accepted > 0 || n.handling > 0 {
		n.idle.Wait()
	}
}

// Close closes all listeners and both ends of all connections, and waits for the
// boxes to be done. Nobody can listen or dial afterwards; the records, the
// attempts and the queries remain readable.
func (n *Network) Close() error {
	n.mu.Lock()
	n.closed = true
	var listeners []*listener
	for _, h := range n.hosts {
		listeners = append(listeners, h.listeners...)
	}
	conns := n.open()
	n.mu.Unlock()

	for _, l := range listeners {
		l.Close()
	}
	for _, c := range conns {
		c.Close()
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for n.handling > 0 {
		n.idle.Wait()
	}
	return nil
}

// remember and forget keep count of open ends. The caller of remember holds n.mu.
func (n *Network) remember(c *Conn) {
	n.conns[c] = struct{}{}
	if c.accepting {
		n.accepted++
	}
}

func (n *Network) forget(c *Conn) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.conns, c)
	if c.accepting {
		n.accepted--
	}
	if n.accepted == 0 {
		n.idle.Broadcast()
	}
}

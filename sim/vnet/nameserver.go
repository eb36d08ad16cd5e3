package vnet

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// NameServer is a DNS server that somebody runs, beside the network's own DNS, which knows every name. For its zones it
// answers by itself: with its own records and the names that computed zones publish inside, and with nothing else. What
// is outside of them it asks the network's DNS.
type NameServer struct {
	Addr   netip.Addr
	Zones  []string
	Public bool // it is one of the Internet's and knows no names that are published inside
}

// nameServer is such a server with its own records, by canonical name.
type nameServer struct {
	NameServer
	records map[string][]Record
}

// SetNameServer puts a DNS server on the network, or changes the one at its address, which keeps its records.
func (n *Network) SetNameServer(s NameServer) error {
	if !s.Addr.IsValid() {
		return fmt.Errorf("the zero address is not an address")
	}
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	if old := n.dns.server(s.Addr); old != nil {
		old.NameServer = s
		return nil
	}
	n.dns.servers = append(n.dns.servers, &nameServer{s, map[string][]Record{}})
	return nil
}

// RemoveNameServer takes a DNS server away and reports whether there was one. Who goes on asking it gets no answer.
func (n *Network) RemoveNameServer(a netip.Addr) bool {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	before := len(n.dns.servers)
	n.dns.servers = slices.DeleteFunc(slices.Clone(n.dns.servers), func(s *nameServer) bool { return s.Addr == a })
	return len(n.dns.servers) < before
}

// NameServers are the DNS servers, in the order in which they came.
func (n *Network) NameServers() []NameServer {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	var list []NameServer
	for _, s := range n.dns.servers {
		list = append(list, s.NameServer)
	}
	return list
}

// RecordsAt are the records of a DNS server's own, by name.
func (n *Network) RecordsAt(a netip.Addr) []Record {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	s := n.dns.server(a)
	if s == nil {
		return nil
	}
	var list []Record
	for _, records := range s.records {
		list = append(list, records...)
	}
	slices.SortStableFunc(list, func(x, y Record) int {
		return strings.Compare(keyOf(x.Name, x.Type), keyOf(y.Name, y.Type))
	})
	return list
}

// SetRecordsAt gives a DNS server records of its own, all of one name and type, in place of those that it has of them.
func (n *Network) SetRecordsAt(a netip.Addr, records ...Record) error {
	for _, r := range records {
		if err := r.check(); err != nil {
			return err
		}
	}
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	s := n.dns.server(a)
	if s == nil {
		return fmt.Errorf("there is no DNS server at %s", a)
	}
	key := canonical(records[0].Name)
	kept := slices.DeleteFunc(slices.Clone(s.records[key]), func(r Record) bool { return r.Type == records[0].Type })
	s.records[key] = append(kept, records...)
	return nil
}

// SetAdapter says which DNS servers the network adapters of a host ask, in this order; none: the network's DNS.
func (n *Network) SetAdapter(host string, servers ...netip.Addr) {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	if n.dns.adapters == nil {
		n.dns.adapters = map[string][]netip.Addr{}
	}
	n.dns.adapters[canonical(host)] = servers
}

// Adapter are the DNS servers that the network adapters of a host ask.
func (n *Network) Adapter(host string) []netip.Addr {
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	return n.dns.adapters[canonical(host)]
}

// server finds the DNS server at an address. It wants the lock held.
func (z *zones) server(a netip.Addr) *nameServer {
	i := slices.IndexFunc(z.servers, func(s *nameServer) bool { return s.Addr == a })
	if i < 0 {
		return nil
	}
	return z.servers[i]
}

// ask asks the DNS servers in their order, of which the first that is there answers; without any the network's DNS.
func (z *zones) ask(servers []netip.Addr, name string, t RecordType) ([]Record, QueryOutcome, error) {
	if len(servers) == 0 {
		return z.answer(name, t, everything)
	}
	for _, a := range servers {
		z.mu.Lock()
		s := z.server(a)
		var own []Record
		if s != nil {
			own = s.records[name]
		}
		z.mu.Unlock()
		if s == nil {
			continue
		}
		return z.answerOf(s, own, name, t)
	}
	return nil, ServerFailure, nil
}

// answerOf is the answer of one DNS server, given its own records of a name.
func (z *zones) answerOf(s *nameServer, own []Record, name string, t RecordType) ([]Record, QueryOutcome, error) {
	var records []Record
	for _, r := range own {
		if r.of(name, t) {
			records = append(records, r)
		}
	}
	if len(records) > 0 {
		return records, Answered, nil
	}
	if slices.ContainsFunc(s.Zones, func(zone string) bool { return within(name, canonical(zone)) }) {
		records, outcome, err := z.answer(name, t, onlyInside)
		if outcome == NoDomain && len(own) > 0 {
			outcome = NoRecords
		}
		return records, outcome, err
	}
	if s.Public {
		return z.answer(name, t, onlyOutside)
	}
	return z.answer(name, t, everything)
}

// view is how much of the network's DNS is asked.
type view int

const (
	everything  view = iota
	onlyOutside      // not what is published inside
	onlyInside       // nothing else
)

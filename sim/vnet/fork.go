package vnet

import (
	"maps"
	"net/netip"
	"slices"
)

// Fork returns a network like this one: with the same hosts, addresses, rules, translations, boxes and static records.
// Nobody listens there yet, no computed zone is published, and nothing has happened.
func (n *Network) Fork() *Network {
	n.mu.Lock()
	defer n.mu.Unlock()
	f := New()
	f.trusting = n.trusting
	f.rules, f.nats, f.boxes, f.lastPort = slices.Clone(n.rules), slices.Clone(n.nats),
		slices.Clone(n.boxes), n.lastPort
	f.allowed, f.statics, f.balancers = slices.Clone(n.allowed), slices.Clone(n.statics), slices.Clone(n.balancers)
	hosts := make([]Host, len(n.hosts))
	f.hosts = make([]*Host, len(n.hosts))
	f.byName = make(map[string]*Host, len(n.byName))
	f.byAddr = make(map[netip.Addr]*Host, len(n.byAddr))
	for i, h := range n.hosts {
		hosts[i] = Host{network: f, name: h.name, addrs: slices.Clone(h.addrs)}
		f.hosts[i] = &hosts[i]
		f.byName[canonical(h.name)] = &hosts[i]
		for _, a := range h.addrs {
			f.byAddr[a] = &hosts[i]
		}
	}
	n.dns.mu.Lock()
	defer n.dns.mu.Unlock()
	f.dns.records = make(map[string][]Record, len(n.dns.records))
	for name, records := range n.dns.records {
		f.dns.records[name] = slices.Clip(records)
	}
	for _, s := range n.dns.servers {
		f.dns.servers = append(f.dns.servers, &nameServer{s.NameServer, maps.Clone(s.records)})
	}
	f.dns.adapters = maps.Clone(n.dns.adapters)
	f.dns.broken, f.dns.assumed = maps.Clone(n.dns.broken), maps.Clone(n.dns.assumed)
	f.dns.signed = maps.Clone(n.dns.signed)
	f.dns.pages = maps.Clone(n.dns.pages)
	return f
}

// Ports are those that somebody listens on, in the order in which it began.
func (h *Host) Ports() []uint16 {
	h.network.mu.Lock()
	defer h.network.mu.Unlock()
	var ports []uint16
	for _, l := range h.listeners {
		ports = append(ports, l.port)
	}
	return ports
}

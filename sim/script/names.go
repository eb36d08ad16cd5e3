package script

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// outsideHosts are the names of the outside mail hosts.
func (p *Player) outsideHosts() []string {
	var names []string
	for _, h := range p.w.Hosts() {
		names = append(names, h.Name)
	}
	return names
}

// serverNames are the names under which a side's servers write reports and ask DNS.
func (p *Player) serverNames() []string {
	var names []string
	for _, side := range p.w.SideNames() {
		for _, s := range p.w.Side(side).Organization().Hosts() {
			names = append(names, s.Fqdn)
		}
	}
	return names
}

// knownHost complains about a name that is no server of either side and no outside host.
func (p *Player) knownHost(name string, at mistake.Column) error {
	known := append(p.outsideHosts(), p.serverNames()...)
	if suggest.Has(known, name) {
		return nil
	}
	return at.Errorf(suggest.DidYouMean(name, known), "there is no host %q", name)
}

// sources looks up the addresses that a place on the network connects from.
func (p *Player) sources(name string, at mistake.Column) ([]netip.Prefix, error) {
	return p.networks(p.w.HostAddresses, name, at)
}

// destinations looks up the addresses that a place on the network is connected to at.
func (p *Player) destinations(name string, at mistake.Column) ([]netip.Prefix, error) {
	return p.networks(p.w.Destination, name, at)
}

func (p *Player) networks(lookUp func(string) ([]netip.Prefix, error), name string,
	at mistake.Column) ([]netip.Prefix, error) {
	prefixes, err := lookUp(name)
	if err == nil {
		return prefixes, nil
	}
	known := slices.Clone(p.names)
	for _, side := range p.w.SideNames() {
		known = append(known, string(side))
	}
	for _, h := range p.w.Net.Hosts() {
		known = append(known, h.Name())
	}
	if servers := p.w.ServerNames(); suggest.Nearest(name, servers) != "" {
		known = servers
	}
	return nil, at.Errorf(suggest.DidYouMean(name, known), "%q is no address, network, side or host", name)
}

// Mailboxes are the addresses of all mailboxes of the two sides, each once.
func (p *Player) Mailboxes() []string {
	var list []string
	for _, m := range p.w.Mailboxes() {
		if p.w.Host(m.At) == nil && !slices.Contains(list, m.Address) {
			list = append(list, m.Address)
		}
	}
	return list
}

// mailboxHint says which mailbox was probably meant, or how to make one.
func (p *Player) mailboxHint(address string) string {
	if near := suggest.Nearest(address, p.Mailboxes()); near != "" {
		return "did you mean " + near + "?"
	}
	return "create it with New-Mailbox, or with mailbox on an outside host"
}

// connectors are the names that an answer to the question can have on a side; nil when the question is not about
// connectors.
func connectors(o *relay.Organization, q relay.Question) []string {
	var names []string
	switch q {
	case relay.WhichReceiveConnector:
		for _, c := range o.ReceiveConnectors {
			names = append(names, c.Identity())
		}
	case relay.WhichSendConnector:
		for _, c := range o.SendConnectors {
			names = append(names, c.Name)
		}
	case relay.WhichOutboundConnector:
		names = append(names, "MX")
		for _, c := range o.OutboundConnectors {
			names = append(names, c.Name)
		}
	}
	return names
}

// within reports whether an organization is the side that a claim names. An Edge Transport server stands with the
// organization that it is in front of.
func (p *Player) within(o, side relay.Side) bool {
	if o == side {
		return true
	}
	edge, front := p.w.Side(o), p.w.Side(side)
	return edge != nil && front != nil && edge.Organization().IsEdge() && edge.InFrontOf(front)
}

// queues are those of an organization's servers, Edges among them.
func (p *Player) queues(of relay.Side) (list []relay.QueueInfo) {
	for _, s := range p.w.Sides() {
		if p.within(s.Name, of) {
			list = append(list, s.Queues()...)
		}
	}
	return list
}

// noteQueues remembers where on-premises mail waits, so that a claim about an empty queue can tell one that emptied
// from one that never was.
func (p *Player) noteQueues() {
	for _, side := range p.w.Sides() {
		if side.Name.Kind() != relay.OnPremises {
			continue
		}
		for _, q := range side.Queues() {
			p.queued[strings.ToLower(q.NextHopDomain)] = true
		}
	}
}

// plural is a number of things.
func plural(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

// Quote puts a name in double quotes for people: backslashes stay single.
func Quote(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

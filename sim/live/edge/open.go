package edge

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/suggest"
	"hybridsim/sim/userfile"
)

// OpenAll opens every door of a plan: those to the world's servers, of declared sources, of proxies and of XCLIENT,
// and those by which bridged hosts send. What it opened stands in the plan's Told.
func (e *Edge) OpenAll(p *Plan) error {
	for _, d := range p.doors() {
		if err := e.openServer(p, d); err != nil {
			return err
		}
	}
	for _, text := range p.Sources {
		if err := e.openSource(p, text); err != nil {
			return err
		}
	}
	for _, kind := range []struct {
		option, name, from string
		texts              []string
		door               Door
	}{
		{"proxy-protocol", "PROXY header", "PROXY", p.Proxies,
			Door{From: FromProxy(p.mayClaim, p.Clients.From, HeaderPatience)}},
		{"xclient", "XCLIENT", "XCLIENT", p.XCLIENT, Door{From: p.Clients.From, MayRename: p.mayClaim}},
	} {
		for _, text := range kind.texts {
			name, at, ok := strings.Cut(text, "=")
			if !ok || name == "" {
				return wrong(kind.option, text, errors.New("where does it lead?"),
					"want onprem=127.0.0.1:PORT, cloud=127.0.0.1:PORT or HOST=127.0.0.1:PORT")
			}
			to, err := p.destination(name, netip.IPv4Unspecified())
			if err != nil {
				return wrong(kind.option, text, err, "")
			}
			door := kind.door
			door.Name, door.To = kind.name, to
			d := Entry{Side: p.sideOf(to), Title: kind.name, From: kind.from, Option: kind.option, Before: name + "="}
			if err := e.openEntry(p, d, at, &door); err != nil {
				return err
			}
		}
	}
	if err := e.openReturns(p); err != nil {
		return err
	}
	return p.write()
}

// closed is where a door is said to be that is not wanted.
const closed = "off"

// doors are the declared ones, and one for each further on-premises server and each balancer in front of some: beside
// the door of port 25 of the first, at a port that is free, unless one is declared for it.
func (p *Plan) doors() []Declared {
	var list []Declared
	for _, d := range p.Doors {
		if d.At != closed {
			list = append(list, d)
		}
		if d.Side != relay.OnPremises || d.Server != "" || d.Port != 25 {
			continue
		}
		host, _, err := net.SplitHostPort(d.At)
		for i, name := range append(p.world.ServerNames(), p.balancers()...) {
			declared := slices.ContainsFunc(p.Doors, func(other Declared) bool {
				return strings.EqualFold(other.Server, name) && other.Port == d.Port
			})
			if i > 0 && !declared && err == nil {
				list = append(list, Declared{d.Option, d.Side, name, d.Port, net.JoinHostPort(host, "0")})
			}
		}
	}
	return list
}

// openServer opens a declared door to a server.
func (e *Edge) openServer(p *Plan, d Declared) error {
	organization, server := p.server(d)
	if b, stands := p.balancer(d.Server); stands && server == nil {
		return e.openBalancer(p, d, b)
	}
	if server == nil {
		names := p.balancers()
		for _, o := range p.world.Sides() {
			for _, s := range o.Servers() {
				if o.Name.Kind() == d.Side {
					names = append(names, s.Name)
				}
			}
		}
		return wrong(d.Option, d.Server+"="+d.At, fmt.Errorf("there is no server %s", d.Server),
			suggest.DidYouMean(d.Server, names))
	}
	entry := Entry{Side: string(organization.Name), From: "client address", Option: d.Option}
	if d.Server != "" {
		entry.Before = d.Server + "="
	}
	listening := organization.Organization().Server(server.Name).In(relay.RoleFrontDoor)
	switch {
	case d.Side.Kind() == relay.Cloud:
		entry.Title, entry.More = "EOP front door", organization.FrontDoorName()
	case d.Port == 587:
		entry.Title, entry.More = listening.Name+" port 587", "AUTH LOGIN"
	default:
		entry.Title, entry.More = fmt.Sprintf("%s port %d", listening.Name, d.Port), listening.Fqdn
	}
	to := netip.AddrPortFrom(server.Inbound().Addrs()[0], d.Port)
	return e.openEntry(p, entry, d.At, &Door{Name: entry.Title, To: to, From: p.Clients.From})
}

// server finds the server that a door is declared for, and whose it is.
func (p *Plan) server(d Declared) (*sim.Side, *sim.Server) {
	for _, o := range p.world.Sides() {
		switch {
		case o.Name != d.Side && (d.Server == "" || o.Name.Kind() != d.Side):
		case d.Server == "":
			return o, o.Servers()[0]
		case o.Server(d.Server) != nil:
			return o, o.Server(d.Server)
		}
	}
	return nil, nil
}

// openEntry opens a door and notes it.
func (e *Edge) openEntry(p *Plan, d Entry, address string, door *Door) error {
	at, err := ListenAddress(d.Option, address)
	if err != nil {
		return err
	}
	if err := e.Open(door, at); err != nil {
		return &Wrong{Option: d.Option, Value: d.Before + address, Err: err, Another: d.Before + "127.0.0.1:PORT"}
	}
	d.At = at
	d.Name, d.Listens, d.To = d.Side+" "+d.Title, door.Addr().String(), door.To.String()
	p.Told.Doors = append(p.Told.Doors, d)
	return nil
}

// openSource opens the door of a declared source, if it has one.
func (e *Edge) openSource(p *Plan, text string) error {
	who, at, err := p.source(text)
	if err != nil {
		return err
	}
	if _, err := netip.ParseAddr(at); err == nil {
		return nil // told by the client's address
	}
	left, _, _ := strings.Cut(text, "=")
	name, destination, _ := strings.Cut(left, "@")
	to, err := p.destination(destination, who.Addr())
	if err != nil {
		return wrong("source", text, err, "")
	}
	d := Entry{Side: p.sideOf(to), Title: "from " + name, From: who.Addr().String(), Option: "source",
		Before: left + "="}
	return e.openEntry(p, d, at, &Door{Name: d.Title, To: to, From: FromAddress(who.Addr())})
}

// openReturns opens doors for what bridged servers send, unless the user has declared one.
func (e *Edge) openReturns(p *Plan) error {
	for _, b := range p.Told.Bridges {
		if slices.ContainsFunc(p.Told.Doors, func(d Entry) bool { return d.Listens == b.Server }) {
			return wrong("bridge", b.Host+"="+b.Server,
				errors.New("this is a door of the simulation itself: mail would go round"),
				"want the address of another server")
		}
		addrs := p.world.Net.Host(b.Host).Addrs()
		if slices.ContainsFunc(p.Told.Doors, func(d Entry) bool {
			return slices.ContainsFunc(addrs, func(a netip.Addr) bool { return a.String() == d.From })
		}) {
			continue
		}
		for _, side := range []string{"cloud", "onprem"} {
			if err := e.openSource(p, b.Host+"@"+side+"=127.0.0.1:0"); err != nil {
				return err
			}
		}
	}
	return nil
}

// sideOf names the host that a door leads to.
func (p *Plan) sideOf(to netip.AddrPort) string {
	for _, side := range []string{"cloud", "onprem"} {
		prefixes, _ := p.world.Destination(side)
		if slices.ContainsFunc(prefixes, func(n netip.Prefix) bool { return n.Addr() == to.Addr() }) {
			return side
		}
	}
	if h := p.world.Net.HostAt(to.Addr()); h != nil {
		return h.Name()
	}
	return "network" // a balancer's, or one that is translated
}

// write writes what programs want to know.
func (p *Plan) write() error {
	if p.File == "" {
		return nil
	}
	p.Told.Clients = p.Clients.List()
	text, err := json.MarshalIndent(p.Told, "", "  ")
	if err != nil {
		return err
	}
	return userfile.Write(p.File, append(text, '\n'), 0o644)
}

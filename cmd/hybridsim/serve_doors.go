package main

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/sim/live"
)

// listenAddress is where a door listens. No name is looked up, and who wants to be reached from other machines has to say so.
func listenAddress(flag, text string) (string, error) {
	host, port, err := net.SplitHostPort(text)
	switch {
	case err != nil:
		return "", flagged(flag, text, errors.New("want HOST:PORT"), "127.0.0.1:0 is a port that is free")
	case strings.EqualFold(host, "localhost"):
		host = "127.0.0.1"
	case host == "":
		return "", flagged(flag, text, errors.New("on which address?"), "127.0.0.1:"+port+" is for this machine, 0.0.0.0:"+port+" for others, too")
	}
	at, err := netip.ParseAddrPort(net.JoinHostPort(host, port))
	if err != nil {
		return "", flagged(flag, text, errors.New("want an address of this machine with a port"), "127.0.0.1:0 is a port that is free")
	}
	return at.String(), nil
}

// openDoor opens a door, tells where it is, and warns when others can reach it. instead is what to write for another port, more
// what else is told about the door.
func (s *server) openDoor(flag, instead, text, side, from, more string, d *live.Door) error {
	at, err := listenAddress(flag, text)
	if err != nil {
		return err
	}
	if err := s.engine.Open(d, at); err != nil {
		return errors.Join(err, fmt.Errorf("    hint: choose another with --%s %s127.0.0.1:PORT", flag, instead))
	}
	s.column(side, d.Name, strings.TrimSpace(fmt.Sprintf("%-20v %s", d.Addr(), more)))
	if !netip.MustParseAddrPort(at).Addr().Unmap().IsLoopback() {
		s.printf("warning: other machines can reach %s, and it is no mail server for them; --%s %s127.0.0.1:PORT keeps it on this one\n", at, flag, instead)
	}
	s.edge.told.Doors = append(s.edge.told.Doors, doorEntry{Name: side + " " + d.Name, Listens: d.Addr().String(), To: d.To.String(), From: from})
	return nil
}

// column prints a line of the list of doors.
func (s *server) column(what, name string, at any) { s.printf("%-8s%-23s %v\n", what, name, at) }

// openEdge opens the doors of declared sources, of proxies and of XCLIENT, and those by which bridged hosts send.
func (s *server) openEdge() error {
	e := &s.edge
	for _, text := range e.sources {
		if err := s.openSource(text); err != nil {
			return err
		}
	}
	for _, kind := range []struct {
		flag, name, from string
		texts            []string
		door             live.Door
	}{
		{"proxy-protocol", "PROXY header", "PROXY", e.proxies, live.Door{From: live.FromProxy(e.mayClaim, e.clients.From, live.HeaderPatience)}},
		{"xclient", "XCLIENT", "XCLIENT", e.renamers, live.Door{From: e.clients.From, MayRename: e.mayClaim}},
	} {
		for _, text := range kind.texts {
			name, at, ok := strings.Cut(text, "=")
			if !ok || name == "" {
				return flagged(kind.flag, text, errors.New("where does it lead?"), "want onprem=127.0.0.1:PORT, cloud=127.0.0.1:PORT or HOST=127.0.0.1:PORT")
			}
			to, err := e.destination(name, netip.IPv4Unspecified())
			if err != nil {
				return flagged(kind.flag, text, err, "")
			}
			d := kind.door
			d.Name, d.To = kind.name, to
			if err := s.openDoor(kind.flag, name+"=", at, e.sideOf(to), kind.from, "", &d); err != nil {
				return err
			}
		}
	}
	if err := s.openReturns(); err != nil {
		return err
	}
	return e.write()
}

// openSource opens the door of a declared source, if it has one.
func (s *server) openSource(text string) error {
	e := &s.edge
	who, at, err := e.source(text)
	if err != nil {
		return err
	}
	if _, err := netip.ParseAddr(at); err == nil {
		return nil // told by the client's address
	}
	left, _, _ := strings.Cut(text, "=")
	name, destination, _ := strings.Cut(left, "@")
	to, err := e.destination(destination, who.Addr())
	if err != nil {
		return flagged("source", text, err, "")
	}
	d := &live.Door{Name: "from " + name, To: to, From: live.FromAddress(who.Addr())}
	return s.openDoor("source", left+"=", at, e.sideOf(to), who.Addr().String(), "", d)
}

// sideOf names the host that a door leads to.
func (e *edge) sideOf(to netip.AddrPort) string {
	for _, side := range []string{"cloud", "onprem"} {
		prefixes, _ := e.world.Destination(side)
		if slices.ContainsFunc(prefixes, func(p netip.Prefix) bool { return p.Addr() == to.Addr() }) {
			return side
		}
	}
	return e.world.Net.HostAt(to.Addr()).Name()
}

// tellClients tells who a client is by the address that it comes from, if there is a door to come to.
func (s *server) tellClients() {
	if len(s.edge.told.Doors) == 0 {
		return
	}
	s.printf("\nA client from 127.0.0.1 is %s, somewhere on the Internet.\n", s.edge.other)
	if !live.ManyLoopbacks() {
		s.printf("On this system clients come from 127.0.0.1 only; others need a door: --source ADDRESS=127.0.0.1:PORT\n\n")
		return
	}
	s.printf("Who binds another loopback address is somebody else; from any but these no client is let in:\n")
	for _, c := range s.edge.clients.List() {
		s.printf("%s\n", strings.TrimRight(fmt.Sprintf("  %-14s%-16s%s", c.Client, c.Address, c.Host), " "))
	}
	s.printf("\n")
}

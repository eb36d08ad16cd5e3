package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"hybridsim/sim"
	"hybridsim/sim/live"
)

// edge is how outside clients become hosts of the simulated network, and where its mail meets real servers.
type edge struct {
	sources, bridges, proxies, renamers, trust []string // as typed
	other, file, certificates                  string

	world   *sim.World
	clients *live.Sources
	trusted []netip.Prefix
	told    edgeFile
}

// edgeFile is what --sources writes, for programs that connect.
type edgeFile struct {
	Doors   []doorEntry   `json:"doors"`
	Clients []live.Source `json:"clients"`
	Bridges []bridgeEntry `json:"bridges"`
}

// doorEntry is a door with who its clients are: an address, or how they are told apart.
type doorEntry struct {
	Name    string `json:"name"`
	Listens string `json:"listens"`
	To      string `json:"to"`
	From    string `json:"from"`
}

type bridgeEntry struct {
	Host   string `json:"host"`
	Server string `json:"server"`
}

func (e *edge) flags(f *pflag.FlagSet) {
	f.StringArrayVar(&e.sources, "source", nil, "who a client is: 40.92.0.5=127.92.0.5 for one from that loopback address, 40.92.0.5=127.0.0.1:2601 for all at a door of their own; @cloud, @onprem:587 or @HOST behind the address says where the door leads")
	f.StringVar(&e.other, "default-source", onTheInternet, "who a client from 127.0.0.1 is: somewhere on the Internet")
	f.StringArrayVar(&e.bridges, "bridge", nil, "a real server as a host of the network: gateway.contoso.com=127.0.0.1:2600, or NAME@ADDRESS[,DOMAIN...]=127.0.0.1:2600 for a new host")
	f.StringArrayVar(&e.proxies, "proxy-protocol", nil, "a door for proxies, which say who their clients are: onprem=127.0.0.1:2610")
	f.StringArrayVar(&e.renamers, "xclient", nil, "a door at which clients may say who they are with XCLIENT: onprem=127.0.0.1:2620")
	f.StringArrayVar(&e.trust, "trust", nil, "an address or network, beside loopback, that may send PROXY headers and XCLIENT")
	f.StringVar(&e.certificates, "bridge-certificates", "", "write a certificate for each bridged host, by the simulated public authority, and its key to this folder, for the real server to show")
	f.StringVar(&e.file, "sources", "", "write the doors and sources to this file, as JSON")
}

// onTheInternet is the address of clients of whom nothing else is known (RFC 5737).
const onTheInternet = "192.0.2.10"

// flagged is an error about a flag's value.
func flagged(flag, value string, err error, hint string) error {
	if hint != "" {
		hint = "\n    hint: " + hint
	}
	return fmt.Errorf("--%s %s: %w%s", flag, value, err, hint)
}

// prepare reads the flags that are about clients, and adds the bridged hosts.
func (e *edge) prepare(w *sim.World) error {
	e.world = w
	e.told = edgeFile{Doors: []doorEntry{}, Clients: []live.Source{}, Bridges: []bridgeEntry{}}
	for _, text := range e.bridges {
		if err := e.addBridge(text); err != nil {
			return err
		}
	}
	if e.other == "" {
		e.other = onTheInternet
	}
	other, err := e.address(e.other)
	if err != nil {
		return flagged("default-source", e.other, err, "")
	}
	e.clients = live.NewSources(w, other)
	for _, text := range e.trust {
		p, err := netip.ParsePrefix(text)
		if a, single := netip.ParseAddr(text); single == nil {
			p, err = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
		}
		if err != nil {
			return flagged("trust", text, errors.New("neither an address nor a network"), "want 192.0.2.1 or 192.0.2.0/24")
		}
		e.trusted = append(e.trusted, p)
	}
	for _, text := range e.sources {
		address, at, err := e.source(text)
		if client, isAddress := netip.ParseAddr(at); err == nil && isAddress == nil {
			err = e.declare(client, address, text)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// declare lets clients from a real address be another.
func (e *edge) declare(client netip.Addr, address netip.AddrPort, text string) error {
	if address.Port() != 0 {
		return flagged("source", text, errors.New("a destination goes with a door"), "clients choose the door themselves; for one of their own write 127.0.0.1:PORT")
	}
	if client.IsLoopback() && client != netip.AddrFrom4([4]byte{127, 0, 0, 1}) && !live.ManyLoopbacks() {
		return flagged("source", text, fmt.Errorf("on this system no client can come from %s", client), "give the source a door: "+text[:strings.Index(text, "=")]+"=127.0.0.1:PORT")
	}
	if err := e.clients.Declare(client, address.Addr()); err != nil {
		return flagged("source", text, err, "")
	}
	return nil
}

// source reads WHO[@DESTINATION]=AT. The port of the address is not 0 when there is a destination.
func (e *edge) source(text string) (who netip.AddrPort, at string, err error) {
	left, at, ok := strings.Cut(text, "=")
	if !ok || at == "" {
		return who, at, flagged("source", text, errors.New("there is no ="), "want ADDRESS=127.92.0.5, or ADDRESS=127.0.0.1:PORT")
	}
	name, destination, directed := strings.Cut(left, "@")
	a, err := e.address(name)
	if err != nil {
		return who, at, flagged("source", text, err, "")
	}
	if who = netip.AddrPortFrom(a, 0); directed {
		to, err := e.destination(destination, a)
		if err != nil {
			return who, at, flagged("source", text, err, "")
		}
		who = netip.AddrPortFrom(a, to.Port())
	}
	return who, at, nil
}

// address finds a simulated address: one that is written, or a host's.
func (e *edge) address(name string) (netip.Addr, error) {
	prefixes, err := e.world.HostAddresses(name)
	if err != nil {
		return netip.Addr{}, err
	}
	a := prefixes[0].Addr()
	if !prefixes[0].IsSingleIP() || a.IsUnspecified() || a.IsLoopback() || a.IsMulticast() {
		return a, fmt.Errorf("%s is no address of a host", name)
	}
	return a, nil
}

// destination finds a simulated port: of a side or host, 25 unless it says otherwise, of the source's address family. Without a
// name it is where mail from the source goes: from the service to on-premises, from all others to the cloud.
func (e *edge) destination(name string, from netip.Addr) (netip.AddrPort, error) {
	host, port := name, "25"
	if h, p, err := net.SplitHostPort(name); err == nil {
		host, port = h, p
	}
	if host == "" {
		host = "cloud"
		for _, r := range e.world.Published() {
			if r.Contains(from) {
				host = "onprem"
			}
		}
	}
	prefixes, err := e.world.Destination(host)
	if err != nil {
		return netip.AddrPort{}, err
	}
	for _, p := range prefixes {
		if p.Addr().Is4() == from.Is4() {
			to, err := netip.ParseAddrPort(net.JoinHostPort(p.Addr().String(), port))
			if err != nil || to.Port() == 0 {
				return to, fmt.Errorf("%q is not a port", port)
			}
			return to, nil
		}
	}
	return netip.AddrPort{}, fmt.Errorf("%s has no address that %s could connect to", host, from)
}

// mayClaim reports whether a peer may say for whom it speaks.
func (e *edge) mayClaim(peer netip.Addr) bool {
	return peer.IsLoopback() || slices.ContainsFunc(e.trusted, func(p netip.Prefix) bool { return p.Contains(peer) })
}

// write writes what programs want to know.
func (e *edge) write() error {
	if e.file == "" {
		return nil
	}
	e.told.Clients = e.clients.List()
	text, err := json.MarshalIndent(e.told, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(e.file, append(text, '\n'), 0o644)
}

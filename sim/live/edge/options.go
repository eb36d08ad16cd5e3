package edge

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
)

// Options are what somebody says about the edge of a world, in the words that they type.
type Options struct {
	Doors        []Declared // to the world's own servers
	Sources      []string   // who clients are: ADDRESS[@DESTINATION]=CLIENT, or =HOST:PORT for a door of their own
	Default      string     // who a client from 127.0.0.1 is; empty: [OnTheInternet]
	Bridges      []string   // real servers as hosts of the network: NAME[@ADDRESS[,DOMAIN...]]=HOST:PORT
	Proxies      []string   // doors for proxies: DESTINATION=HOST:PORT
	XCLIENT      []string   // doors at which clients may say who they are: DESTINATION=HOST:PORT
	Trust        []string   // who, beside loopback, may send PROXY headers and XCLIENT: an address or a network
	Certificates string     // folder for the certificates of bridged hosts; empty: none is made
	File         string     // for [Told], as JSON; empty for none
}

// Declared is a door to a server of the world.
type Declared struct {
	Option string // what it was declared with, for mistakes
	Side   relay.Side
	Server string // empty: the side's first
	Port   uint16
	At     string // HOST:PORT
}

// OnTheInternet is the address of clients of whom nothing else is known (RFC 5737).
const OnTheInternet = "192.0.2.10"

// Wrong is a mistake in an option.
type Wrong struct {
	Option, Value string
	Err           error
	Hint          string
	Another       string // a value to write in its place; empty: no other would do
}

// Error is the option and the mistake; of an address that cannot be had, which the mistake names itself, the latter
// alone.
func (e *Wrong) Error() string {
	text := e.Err.Error()
	if e.Another == "" {
		text = fmt.Sprintf("%s %s: %s", e.Option, e.Value, text)
	}
	return mistake.New(e.Hint, "%s", text).Error()
}

// Unwrap returns what is wrong with the value.
func (e *Wrong) Unwrap() error { return e.Err }

func wrong(option, value string, err error, hint string) error {
	return &Wrong{Option: option, Value: value, Err: err, Hint: hint}
}

// ListenAddress is where a door listens. No name is looked up, and who wants to be reached from other machines has to
// say so.
func ListenAddress(option, text string) (string, error) {
	host, port, err := net.SplitHostPort(text)
	switch {
	case err != nil:
		return "", wrong(option, text, errors.New("want HOST:PORT"), "127.0.0.1:0 is a port that is free")
	case strings.EqualFold(host, "localhost"):
		host = "127.0.0.1"
	case host == "":
		return "", wrong(option, text, errors.New("on which address?"),
			"127.0.0.1:"+port+" is for this machine, 0.0.0.0:"+port+" for others, too")
	}
	at, err := netip.ParseAddrPort(net.JoinHostPort(host, port))
	if err != nil {
		return "", wrong(option, text, errors.New("want an address of this machine with a port"),
			"127.0.0.1:0 is a port that is free")
	}
	return at.String(), nil
}

// Reachable reports whether other machines can reach an address that somebody listens on.
func Reachable(address string) bool {
	at, err := netip.ParseAddrPort(address)
	return err != nil || !at.Addr().Unmap().IsLoopback()
}

// Plan is an edge that is not open yet: its options are read, and the bridged hosts stand in the network.
type Plan struct {
	Options
	Told Told
	// Clients tells who a client is by its address.
	Clients *Sources

	world   *sim.World
	trusted []netip.Prefix
}

// Told is what there is to know about an edge, for people and for programs that connect.
type Told struct {
	Doors   []Entry   `json:"doors"`
	Clients []Source  `json:"clients"`
	Bridges []Bridged `json:"bridges"`
}

// Entry is an open door with who its clients are: an address, or how they are told apart.
type Entry struct {
	Name    string `json:"name"`
	Listens string `json:"listens"`
	To      string `json:"to"`
	From    string `json:"from"`

	Side   string `json:"-"` // or a host, for people, as the next two
	Title  string `json:"-"`
	More   string `json:"-"`
	Option string `json:"-"` // that it was declared with
	Before string `json:"-"` // what stands before HOST:PORT in its value
	At     string `json:"-"` // HOST:PORT as declared
}

// Bridged is a host of the network that is a real server.
type Bridged struct {
	Host   string `json:"host"`
	Server string `json:"server"`
}

// Prepare reads the options that are about clients, and adds the bridged hosts, while the world stands still: its
// mail may be for one of them. A mistake is a [*Wrong].
func Prepare(w *sim.World, o Options) (*Plan, error) {
	p := &Plan{Options: o, world: w, Told: Told{Doors: []Entry{}, Clients: []Source{}, Bridges: []Bridged{}}}
	for _, text := range o.Bridges {
		if err := p.addBridge(text); err != nil {
			return nil, err
		}
	}
	if p.Default == "" {
		p.Default = OnTheInternet
	}
	other, err := p.address(p.Default)
	if err != nil {
		return nil, wrong("default-source", p.Default, err, "")
	}
	p.Clients = NewSources(w, other)
	for _, text := range o.Trust {
		network, err := netip.ParsePrefix(text)
		if a, single := netip.ParseAddr(text); single == nil {
			network, err = netip.PrefixFrom(a.Unmap(), a.Unmap().BitLen()), nil
		}
		if err != nil {
			return nil, wrong("trust", text, errors.New("neither an address nor a network"),
				"want 192.0.2.1 or 192.0.2.0/24")
		}
		p.trusted = append(p.trusted, network)
	}
	for _, text := range o.Sources {
		address, at, err := p.source(text)
		if client, isAddress := netip.ParseAddr(at); err == nil && isAddress == nil {
			err = p.declare(client, address, text)
		}
		if err != nil {
			return nil, err
		}
	}
	return p, nil
}

// mayClaim reports whether a peer may say for whom it speaks.
func (p *Plan) mayClaim(peer netip.Addr) bool {
	return peer.IsLoopback() || slices.ContainsFunc(p.trusted, func(n netip.Prefix) bool { return n.Contains(peer) })
}

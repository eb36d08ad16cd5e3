package edge

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"github.com/pires/go-proxyproto"
)

// HeaderPatience is how long a client may take to send its PROXY header.
const HeaderPatience = 5 * time.Second

// FromProxy is the [From] of a door at which each connection begins with a PROXY header, version 1 or 2, from a peer
// that is trusted with it. A proxy that speaks for itself (the LOCAL command) counts as what own says; one that does
// not know for whom it speaks (UNKNOWN) is turned away, so that nobody gets a source by accident.
func FromProxy(trusted func(netip.Addr) bool, own From, patience time.Duration) From {
	return func(c net.Conn) (netip.AddrPort, net.Conn, error) {
		none := netip.AddrPort{}
		if peer := peerOf(c); !trusted(peer) {
			return none, nil, fmt.Errorf("%s is not trusted to send a PROXY header; start with --trust %s", peer, peer)
		}
		in := bufio.NewReader(c)
		limit(c, patience)
		header, err := proxyproto.Read(in)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			return none, nil, errors.New("no PROXY header came in time")
		case errors.Is(err, proxyproto.ErrNoProxyProtocol):
			return none, nil, errors.New("here a connection begins with a PROXY header")
		case err != nil:
			return none, nil, fmt.Errorf("the PROXY header cannot be read: %w", err)
		}
		behind := ahead{c, in}
		if header.Version == 2 && header.Command.IsLocal() {
			from, _, err := own(c)
			return from, behind, err
		}
		source, _, ok := header.TCPAddrs()
		if !ok || source == nil {
			return none, nil, errors.New("the PROXY header names no TCP source")
		}
		from := source.AddrPort()
		return netip.AddrPortFrom(from.Addr().Unmap(), from.Port()), behind, nil
	}
}

// ahead is a connection of which the beginning has been read.
type ahead struct {
	net.Conn
	in *bufio.Reader
}

// Read implements [net.Conn].
func (a ahead) Read(p []byte) (int, error) { return a.in.Read(p) }

// Limit bounds the connection itself.
func (a ahead) Limit(inactivity, whole time.Duration) {
	if b, ok := a.Conn.(interface {
		Limit(inactivity, whole time.Duration)
	}); ok {
		b.Limit(inactivity, whole)
	}
}

// limit bounds a connection as a whole.
func limit(c net.Conn, whole time.Duration) { ahead{Conn: c}.Limit(whole, whole) }

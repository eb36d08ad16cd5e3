package edge

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strings"
	"time"

	"hybridsim/sim/vnet"
)

// This is the one file of the project that opens real connections, and it opens them to this machine only: a target
// is a literal loopback address, looked at when the bridge is made and again each time before it is dialled. No name
// is looked up.

// Bridge leads to a real server on this machine, which stands on the path as a host of the simulated network.
type Bridge struct {
	target   netip.AddrPort
	connect  time.Duration // for the server to take a connection
	patience time.Duration // for it to say something, and to take what it is told
	whole    time.Duration // for one connection
}

// NewBridge returns a bridge to HOST:PORT, where HOST is a loopback address: 127.0.0.1 or another of 127.0.0.0/8,
// ::1, or localhost, which is 127.0.0.1.
func NewBridge(target string) (*Bridge, error) {
	host, port, err := net.SplitHostPort(target)
	if err != nil {
		return nil, fmt.Errorf("%q is not HOST:PORT", target)
	}
	if strings.EqualFold(host, "localhost") {
		host = "127.0.0.1"
	}
	at, err := netip.ParseAddrPort(net.JoinHostPort(host, port))
	if err != nil {
		return nil, fmt.Errorf("%q is not a loopback address with a port", target)
	}
	b := &Bridge{target: at, connect: 10 * time.Second, patience: 2 * time.Minute, whole: 10 * time.Minute}
	return b, b.allowed()
}

// Target is the real address.
func (b *Bridge) Target() netip.AddrPort { return b.target }

var errNotLoopback = errors.New("simulated mail goes to servers on this machine only: " +
	"want 127.0.0.1:PORT, another of 127.0.0.0/8, or [::1]:PORT")

// allowed is asked before each dial.
func (b *Bridge) allowed() error {
	if a := b.target.Addr().Unmap(); !a.IsLoopback() || a.Zone() != "" || b.target.Port() == 0 {
		return fmt.Errorf("%s: %w", b.target, errNotLoopback)
	}
	return nil
}

// Forward is the bridge as the simulated network wants it. A server that refuses is a refusal of the network; one
// that is silent is silent there, too, and its client gives up as if the packets were lost; one that resets, resets.
func (b *Bridge) Forward() *vnet.Forward { return &vnet.Forward{Open: b.open, Handle: b.carry} }

func (b *Bridge) open() (net.Conn, error) {
	if err := b.allowed(); err != nil {
		return nil, err
	}
	dialer := net.Dialer{Timeout: b.connect}
	return dialer.Dial("tcp", b.target.String())
}

// carry carries one connection.
func (b *Bridge) carry(client, server net.Conn) {
	answering := bound(server, b.patience, b.whole)
	vnet.Pump(client, answering, vnet.Copy, func(dst io.Writer, src io.Reader) error {
		err := vnet.Copy(dst, src)
		if c, ok := client.(*vnet.Conn); ok && errors.Is(err, os.ErrDeadlineExceeded) {
			c.Silence()
		}
		return err
	})
}

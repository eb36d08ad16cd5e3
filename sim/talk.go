package sim

import (
	"context"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/smtpio"
	"hybridsim/sim/vnet"
)

// Talk is what somebody types at another host's port, as with telnet or openssl s_client.
type Talk struct {
	To    string // a name or an address
	Port  uint16 // 0 is 25
	Lines []string
	// Pause tells whether a line is a pause, and of what length; nil: none is.
	Pause func(line string) (time.Duration, bool)
}

// Talk types commands to another host's port 25 and returns the banner and the replies.
func (h *Host) Talk(to string, commands []string) ([]string, error) {
	return h.Converse(Talk{To: to, Lines: commands})
}

// Converse types lines and returns the banner and the replies, as far as it came. Behind a STARTTLS that works the host
// shows its certificate, if it has one, and tells whom it met. A pause moves the clock and nothing else, so mail
// travels again when the conversation is over; a server that waits no longer ends it. The error is the network's.
func (h *Host) Converse(talk Talk) ([]string, error) {
	conn, hand, err := h.call(talk.To, talk.Port)
	if err != nil {
		return nil, err
	}
	defer h.w.quiesce()
	defer conn.Close()
	if talk.Pause != nil {
		hand.Pause = func(line string) (paused, ended bool, err error) {
			d, paused := talk.Pause(line)
			if paused {
				ended, err = h.w.pause(conn, d)
			}
			return paused, ended, err
		}
	}
	return smtpio.Converse(conn, talk.Lines, hand)
}

// HandIn is a message that a device hands in at another host, without a queue of its own.
type HandIn struct {
	At      string // a name or an address
	Port    uint16 // 0 is 25
	User    string // to log on as; empty: it does not
	From    string
	To      []string
	Content []byte
}

// HandIn hands a message in and returns the banner and the replies, as far as it came. The error is the network's.
func (h *Host) HandIn(m HandIn) ([]string, error) {
	conn, hand, err := h.call(m.At, m.Port)
	if err != nil {
		return nil, err
	}
	defer h.w.quiesce()
	defer conn.Close()
	return smtpio.HandIn{Hello: h.Name, Plain: !h.SpeaksTLS(), User: m.User, Password: "secret", // any will do
		From: m.From, To: m.To, Content: m.Content}.Submit(conn, hand)
}

// call connects to another host, for somebody who types.
func (h *Host) call(to string, port uint16) (net.Conn, smtpio.Hand, error) {
	if port == 0 {
		port = 25
	}
	to = h.w.ServerName(to)
	targets, err := h.w.resolve(h, relay.Dialogue{Hop: relay.NextHop{SmartHosts: []string{to}, Port: port}})
	if err != nil {
		return nil, smtpio.Hand{}, fmt.Errorf("finding %s: %w", to, err)
	}
	source := ofFamily(h.net.Addrs(), targets[0].Addr.Addr())[0]
	conn, err := h.net.Dial(context.Background(), source, targets[0].Addr)
	if err != nil {
		return nil, smtpio.Hand{}, fmt.Errorf("connecting to %s: %w", to, err)
	}
	var t *Transcript
	h.w.Do(func(in *Inside) { t = h.open(in, relay.Dialogue{}, targets[0], smtpio.AddrPort(conn.LocalAddr())) })
	return conn, smtpio.Hand{Log: t, Host: to, TLS: relay.TLSPolicy{Now: h.w.Clock.Now,
		Certificate: h.Certificate()}}, nil
}

// pause lets time pass while a connection is silent. ended tells that the server has given it up.
func (w *World) pause(conn net.Conn, d time.Duration) (ended bool, err error) {
	pass := func(d time.Duration) error {
		if w.pace != nil {
			return w.pace.Wait(d)
		}
		w.Pass(w.Clock.Now().Add(d))
		return nil
	}
	if c, ok := conn.(*vnet.Conn); ok {
		if waits, ok := w.patience.of(c); ok {
			if left, lasted := waits.left(); left <= d {
				err := pass(left)
				waits.giveUp(lasted)
				return true, err
			}
		}
	}
	return false, pass(d)
}

// patience is how long servers wait for the clients that are connected in the simulated network.
type patience struct{ conns sync.Map } // by the attempt's number

// patient is the server's end of such a connection.
type patient struct {
	*vnet.Conn
	inactivity time.Duration
	end        time.Time // of the connection as a whole
	now        func() time.Time

	mu     sync.Mutex
	heard  time.Time // when the client last said something
	lasted bool      // the connection has been there for too long
}

// bound has a connection's server wait no longer than its service says.
func (p *patience) bound(c *vnet.Conn, svc relay.Service, now func() time.Time) net.Conn {
	if svc.Timeout == 0 {
		return c
	}
	waits := &patient{Conn: c, inactivity: svc.InactivityTimeout, end: now().Add(svc.Timeout), now: now, heard: now()}
	p.conns.Store(c.Attempt(), waits)
	return waits
}

func (p *patience) forget(c *vnet.Conn) { p.conns.Delete(c.Attempt()) }

func (p *patience) of(c *vnet.Conn) (*patient, bool) {
	found, ok := p.conns.Load(c.Attempt())
	if !ok {
		return nil, false
	}
	return found.(*patient), true
}

// left is how long the server still waits for its client, and whether all has lasted too long then.
func (p *patient) left() (left time.Duration, lasted bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	until := p.heard.Add(p.inactivity)
	if lasted = p.inactivity == 0 || !until.Before(p.end); lasted {
		until = p.end
	}
	return until.Sub(p.now()), lasted
}

// giveUp ends the waiting.
func (p *patient) giveUp(lasted bool) {
	p.mu.Lock()
	p.lasted = lasted
	p.mu.Unlock()
	_ = p.SetReadDeadline(time.Unix(1, 0)) // of a connection that is closed already it does not matter
}

// Read implements [net.Conn]. Of a connection that has lasted too long the error is [relay.ErrConnectionTimeout], too.
func (p *patient) Read(b []byte) (int, error) {
	n, err := p.Conn.Read(b)
	p.mu.Lock()
	defer p.mu.Unlock()
	if n > 0 {
		p.heard = p.now()
	}
	if p.lasted && os.IsTimeout(err) {
		err = fmt.Errorf("%w: %w", relay.ErrConnectionTimeout, err)
	}
	return n, err
}

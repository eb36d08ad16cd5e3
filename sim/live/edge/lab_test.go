package edge_test

import (
	"fmt"
	"net/netip"
	"net/smtp"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/live"
	"hybridsim/sim/live/edge"
	"hybridsim/sim/story"
)

// lab is a living world with a door to each side.
type lab struct {
	*live.Engine
	*edge.Edge
	t             *testing.T
	cloud, onprem *edge.Door
}

// internet is where clients of the lab's doors come from, unless a test says otherwise.
var internet = netip.MustParseAddr("192.0.2.10")

// newLab lets a base or a story's set-up live.
func newLab(t *testing.T, name string) *lab {
	t.Helper()
	engine := live.Start(newWorld(t, name), 1)
	l := &lab{Engine: engine, Edge: edge.New(engine), t: t}
	t.Cleanup(func() {
		l.Close(5 * time.Second)
		l.Stop()
	})
	l.cloud, l.onprem = l.open(relay.Cloud, internet), l.open(relay.OnPremises, internet)
	return l
}

func newWorld(t *testing.T, name string) *sim.World {
	t.Helper()
	w, err := builtWorld(name)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// builtWorld builds a base or a story's set-up at the present time.
func builtWorld(name string) (*sim.World, error) {
	c := &story.Catalogue{Files: scenarios.Files}
	s, err := c.Base(name)
	if err != nil {
		s, err = c.Story(name)
	}
	if err != nil {
		return nil, err
	}
	s.Headers.Clock = time.Now()
	return s.World()
}

// open opens a door to a side's port 25 for clients from an address.
func (l *lab) open(side relay.Side, from netip.Addr) *edge.Door {
	l.t.Helper()
	return l.openPort(side, 25, from)
}

func (l *lab) openPort(side relay.Side, port uint16, from netip.Addr) *edge.Door {
	l.t.Helper()
	d := doorTo(l.World, side, port, from)
	if err := l.Open(d, "127.0.0.1:0"); err != nil {
		l.t.Fatal(err)
	}
	return d
}

// doorTo is a door, not yet open, for clients from an address.
func doorTo(w *sim.World, side relay.Side, port uint16, from netip.Addr) *edge.Door {
	to := w.Side(side).Ingress()[0]
	return &edge.Door{To: netip.AddrPortFrom(to, port), From: edge.FromAddress(from)}
}

// mail is a small message.
func mail(from, to, subject string) []byte {
	return fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: %s\r\nMessage-ID: <%s@lab.example>\r\n\r\nhello\r\n", from, to, subject, subject)
}

// send sends a message through a door, as a client in clear.
func (l *lab) send(d *edge.Door, from, to, subject string) {
	l.t.Helper()
	c, err := smtp.Dial(d.Addr().String())
	if err != nil {
		l.t.Fatal(err)
	}
	defer c.Close()
	if err := submit(c, from, to, mail(from, to, subject)); err != nil {
		l.t.Fatal(err)
	}
}

// submit hands a message over and says goodbye.
func submit(c *smtp.Client, from, to string, content []byte) error {
	if err := one(c, from, to, content); err != nil {
		return err
	}
	return c.Quit()
}

// one hands a message over, and the session goes on.
func one(c *smtp.Client, from, to string, content []byte) error {
	if err := c.Mail(from); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	data, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := data.Write(content); err != nil {
		return err
	}
	return data.Close()
}

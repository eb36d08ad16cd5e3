package edge

import (
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"hybridsim/sim/live"
	"hybridsim/sim/vnet"
)

// Edge is what lies between a living world and real clients: its open doors, and who has come through them.
type Edge struct {
	engine *live.Engine
	ended  sync.WaitGroup

	mu     sync.Mutex
	limits limits // of a client
	doors  []*Door
	guests *crowd
}

// New is the edge of a world, without a door.
func New(e *live.Engine) *Edge {
	return &Edge{engine: e, limits: defaultLimits, guests: newCrowd(maxGuests)}
}

// Open opens a door at a real address, HOST:PORT. The errors name the address, and a port that is taken is told as
// such.
func (e *Edge) Open(d *Door, address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return ListenError(address, err)
	}
	d.listener = l
	e.mu.Lock()
	e.doors = append(e.doors, d)
	e.mu.Unlock()
	e.ended.Go(func() { e.attend(d) })
	return nil
}

// Close closes the doors in order: no new clients; those that are connected may finish, as long as grace lasts in
// real time. Then the world may stop.
func (e *Edge) Close(grace time.Duration) {
	e.mu.Lock()
	for _, d := range e.doors {
		d.listener.Close()
	}
	e.mu.Unlock()
	e.guests.disperse(grace)
	e.ended.Wait()
}

// attend takes in the door's clients until it is closed.
func (e *Edge) attend(d *Door) {
	for {
		conn, err := d.listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return
		case err != nil: // out of file descriptors, say: others may leave
			time.Sleep(50 * time.Millisecond)
			continue
		}
		g := e.welcome(conn)
		e.ended.Go(func() { e.receive(d, g) })
	}
}

// receive finds out who a client is and lets it in.
func (e *Edge) receive(d *Door, g *guest) {
	from, behind, err := d.From(g)
	most := e.bounds()
	g.Limit(most.inactivity, most.whole) // From may have had its own
	switch {
	case err != nil:
		g.turnAway(err)
	case d.MayRename != nil && d.MayRename(peerOf(g)):
		e.rename(g, behind, from, d.To)
	default:
		e.Admit(g, behind, from, d.To)
	}
}

// Admit lets a client's connection into the simulated network, as one from a source to a destination. What the network
// refuses, the client sees as a connection that is reset at once; what it drops, as one on which nothing is ever said.
func (e *Edge) Admit(g *guest, conn net.Conn, from, to netip.AddrPort) {
	if outcome := e.engine.World.Net.Enter(conn, from, to).Outcome; outcome != vnet.Connected {
		e.keepOut(g, outcome)
	}
}

// keepOut lets a client see what became of its attempt to connect.
func (e *Edge) keepOut(g *guest, outcome vnet.Outcome) {
	if outcome != vnet.TimedOut {
		g.reset()
		return
	}
	silence := e.bounds().silence
	g.Limit(silence, silence)
	for buffer := make([]byte, 512); ; {
		if _, err := g.Read(buffer); err != nil {
			break
		}
	}
	g.Close()
}

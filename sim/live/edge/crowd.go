package edge

import (
	"net"
	"sync"
	"time"
)

// crowd is who is connected, up to a number. When there are too many, the one that has been silent longest has to go,
// so that a crowd of silent clients keeps nobody out.
type crowd struct {
	most int

	mu      sync.Mutex
	left    *sync.Cond // somebody has left, or has waited long enough
	members map[member]bool
	over    bool // nobody may come any more
}

// member is one of a crowd.
type member interface {
	lastHeard() time.Time
	Close() error // which removes it
}

func newCrowd(most int) *crowd {
	c := &crowd{most: most, members: map[member]bool{}}
	c.left = sync.NewCond(&c.mu)
	return c
}

func (c *crowd) add(m member) {
	c.mu.Lock()
	var gone member
	if c.over {
		gone = m
	} else if len(c.members) >= c.most {
		var since time.Time
		for other := range c.members {
			if heard := other.lastHeard(); gone == nil || heard.Before(since) {
				gone, since = other, heard
			}
		}
	}
	c.members[m] = true
	c.mu.Unlock()
	if gone != nil {
		gone.Close()
	}
}

func (c *crowd) remove(m member) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.members, m)
	c.left.Broadcast()
}

// disperse waits for all to leave, as long as grace lasts, and sends away who is left.
func (c *crowd) disperse(grace time.Duration) {
	c.mu.Lock()
	c.over = true
	alarm := time.AfterFunc(grace, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.left.Broadcast()
	})
	defer alarm.Stop()
	for deadline := time.Now().Add(grace); len(c.members) > 0 && time.Now().Before(deadline); {
		c.left.Wait()
	}
	var rest []member
	for m := range c.members {
		rest = append(rest, m)
	}
	c.mu.Unlock()
	for _, m := range rest {
		m.Close()
	}
}

// Listen listens at a real address, HOST:PORT, for a server of another protocol. So many clients are connected at a
// time; beyond that, the one on whose connection nothing was said for the longest time is disconnected.
func Listen(address string, most int) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, ListenError(address, err)
	}
	return &crowded{Listener: l, crowd: newCrowd(most)}, nil
}

// crowded is a listener with a bound on its clients.
type crowded struct {
	net.Listener
	crowd *crowd
}

// Accept implements [net.Listener].
func (l *crowded) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	h := &heard{Conn: conn, crowd: l.crowd, at: time.Now()}
	l.crowd.add(h)
	return h, nil
}

// heard is a connection that knows when something was said on it last, in either direction: who follows a stream is
// not silent.
type heard struct {
	net.Conn
	crowd   *crowd
	closing sync.Once

	mu sync.Mutex
	at time.Time
}

func (h *heard) lastHeard() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *heard) note(n int, err error) (int, error) {
	if n > 0 {
		h.mu.Lock()
		h.at = time.Now()
		h.mu.Unlock()
	}
	return n, err
}

// Read implements [net.Conn].
func (h *heard) Read(p []byte) (int, error) { return h.note(h.Conn.Read(p)) }

// Write implements [net.Conn].
func (h *heard) Write(p []byte) (int, error) { return h.note(h.Conn.Write(p)) }

// Close implements [net.Conn].
func (h *heard) Close() (err error) {
	h.closing.Do(func() {
		err = h.Conn.Close()
		h.crowd.remove(h)
	})
	return err
}

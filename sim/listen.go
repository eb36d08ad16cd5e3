package sim

import (
	"crypto/tls"
	"net"
	"net/netip"

	"hybridsim/relay"
	"hybridsim/relay/smtpio"
	"hybridsim/sim/vnet"
)

// answerer decides, with the door held, how a connection is answered. ok is false when nobody listens for it.
type answerer func(local, remote netip.AddrPort) (svc relay.Service, s relay.Session, log relay.Transcript, ok bool)

// listen serves a host's SMTP port until the network is closed.
func (w *World) listen(h *vnet.Host, port uint16, answer answerer) error {
	l, err := h.Listen(port)
	if err != nil {
		return err
	}
	w.accepting.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			w.serving.Go(func() { w.serve(conn, answer) })
		}
	})
	return nil
}

func (w *World) serve(conn net.Conn, answer answerer) {
	defer conn.Close()
	var (
		svc relay.Service
		s   relay.Session
		log relay.Transcript
		ok  bool
	)
	w.Do(func() { svc, s, log, ok = answer(addrPort(conn.LocalAddr()), addrPort(conn.RemoteAddr())) })
	if !ok {
		return
	}
	// Serve's error is the end of the connection as the transcript already tells it.
	_ = smtpio.Serve(conn, svc, throughDoor(w, s), log)
}

func addrPort(a net.Addr) netip.AddrPort {
	if tcp, ok := a.(*net.TCPAddr); ok {
		return tcp.AddrPort()
	}
	return netip.AddrPort{}
}

// guarded is a session whose every callback goes through the world's door.
type guarded struct {
	w *World
	s relay.Session
}

// guardedAuth is a guarded session that also takes AUTH.
type guardedAuth struct{ guarded }

func throughDoor(w *World, s relay.Session) relay.Session {
	g := guarded{w, s}
	if _, ok := s.(relay.Authenticator); ok {
		return guardedAuth{g}
	}
	return g
}

func (g guarded) Hello(name string, extended bool) (reply relay.Reply, keywords []string) {
	g.w.Do(func() { reply, keywords = g.s.Hello(name, extended) })
	return reply, keywords
}

func (g guarded) StartTLS(state tls.ConnectionState) { g.w.Do(func() { g.s.StartTLS(state) }) }

// Mail refuses at once while nothing can be kept, as a server under back pressure does.
func (g guarded) Mail(from string, p relay.MailParams) (reply relay.Reply) {
	if g.w.full() {
		return relay.InsufficientResources()
	}
	g.w.Do(func() { reply = g.s.Mail(from, p) })
	return reply
}

func (g guarded) Rcpt(to string, p relay.RcptParams) (reply relay.Reply) {
	g.w.Do(func() { reply = g.s.Rcpt(to, p) })
	return reply
}

// Data answers when the message is kept, as far as the world has a keeper: only then the client may forget it.
func (g guarded) Data(content []byte) (reply relay.Reply) {
	if g.w.full() {
		return relay.InsufficientResources()
	}
	if err := g.w.Durably(func() { reply = g.s.Data(content) }); err != nil && reply.OK() {
		return relay.InsufficientResources()
	}
	return reply
}

func (g guarded) Reset() { g.w.Do(g.s.Reset) }
func (g guarded) Close() { g.w.Do(g.s.Close) }

func (g guardedAuth) Auth(username, password string) (reply relay.Reply) {
	g.w.Do(func() { reply = g.s.(relay.Authenticator).Auth(username, password) })
	return reply
}

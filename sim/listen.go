package sim

import (
	"crypto/tls"
	"net"
	"net/netip"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/reply"
	"hybridsim/relay/smtpio"
	"hybridsim/sim/vnet"
)

// answerer is whoever takes connections: it decides how one is answered. ok is false when it listens for none like it.
// The session is called behind the door.
type answerer interface {
	answer(in *Inside, local, remote netip.AddrPort) (svc relay.Service, s relay.Session, log relay.Transcript, ok bool)
}

// listen serves a host's SMTP port until the network is closed, where bound allows it; nil: at all its addresses.
func (w *World) listen(h *vnet.Host, port uint16, who answerer, bound func(netip.AddrPort) bool) error {
	l, err := h.ListenWhere(port, bound)
	if err != nil {
		return err
	}
	w.accepting.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			w.serving.Go(func() { w.serve(conn, who) })
		}
	})
	return nil
}

func (w *World) serve(conn net.Conn, who answerer) {
	defer conn.Close()
	var (
		svc relay.Service
		s   relay.Session
		log relay.Transcript
		ok  bool
	)
	w.Do(func(in *Inside) {
		svc, s, log, ok = who.answer(in, smtpio.AddrPort(conn.LocalAddr()), smtpio.AddrPort(conn.RemoteAddr()))
	})
	if !ok {
		return
	}
	c, simulated := conn.(*vnet.Conn)
	if real, bounded := conn.(interface {
		Limit(inactivity, whole time.Duration)
	}); bounded && (!simulated || c.Outside()) { // a simulated client sends what it has, at once
		svc.Room = &w.room
		if svc.Timeout > 0 {
			real.Limit(svc.InactivityTimeout, svc.Timeout)
		}
	}
	if simulated {
		conn = w.patience.bound(c, svc, w.Clock.Now)
		defer w.patience.forget(c)
	}
	// Serve's error is the end of the connection as the transcript already tells it.
	_ = smtpio.Serve(conn, svc, throughDoor(w, s, who), log)
}

// guarded is a session whose every callback goes through the world's door.
type guarded struct {
	w *World
	s relay.Session
	*faults
}

// guardedAuth is a guarded session that also takes AUTH.
type guardedAuth struct{ guarded }

// guardedExchange is a guarded session at which Exchange servers say who they are.
type guardedExchange struct{ guardedAuth }

func throughDoor(w *World, s relay.Session, who answerer) relay.Session {
	g := guarded{w, s, &faults{}}
	g.faults.server, _ = who.(*Server) // an outside host asks its scripts itself
	if _, ok := s.(relay.ExchangeSession); ok {
		return guardedExchange{guardedAuth{g}}
	}
	if _, ok := s.(relay.Authenticator); ok {
		return guardedAuth{g}
	}
	return g
}

func (g guarded) Hello(name string, extended bool) (answer relay.Reply, keywords []string) {
	g.w.Do(func(in *Inside) {
		answer, keywords = g.s.Hello(name, extended)
		if r := g.hello(in, name); !r.IsZero() {
			answer, keywords = r, nil
		}
	})
	return answer, keywords
}

func (g guarded) AnswerStartTLS() (answer relay.Reply) {
	g.w.Do(func(in *Inside) {
		if answer = g.next(in, "STARTTLS"); !answer.IsZero() {
			return
		}
		if s, ok := g.s.(relay.StartTLSAnswerer); ok {
			answer = s.AnswerStartTLS()
		}
	})
	return answer
}

func (g guarded) StartTLS(state tls.ConnectionState) { g.w.Do(func(*Inside) { g.s.StartTLS(state) }) }

// Mail refuses at once while nothing can be kept, as a server under back pressure does.
func (g guarded) Mail(from string, p relay.MailParams) (answer relay.Reply) {
	if g.w.full() {
		return reply.InsufficientResources()
	}
	g.w.Do(func(in *Inside) {
		if answer = g.mail(in, from); answer.IsZero() {
			answer = g.s.Mail(from, p)
		}
	})
	return answer
}

func (g guarded) Rcpt(to string, p relay.RcptParams) (answer relay.Reply) {
	g.w.Do(func(in *Inside) {
		if answer = g.rcpt(in, to); answer.IsZero() {
			answer = g.s.Rcpt(to, p)
		}
	})
	return answer
}

// Data answers when the message is kept, as far as the world has a keeper: only then the client may forget it.
func (g guarded) Data(content []byte) (answer relay.Reply) {
	if g.w.full() {
		return reply.InsufficientResources()
	}
	if err := g.w.Durably(func(in *Inside) {
		if answer = g.data(in); answer.IsZero() {
			answer = g.s.Data(content)
		}
	}); err != nil && answer.OK() {
		return reply.InsufficientResources()
	}
	return answer
}

func (g guarded) Reset() { g.w.Do(func(*Inside) { g.s.Reset() }) }
func (g guarded) Close() { g.w.Do(func(*Inside) { g.s.Close() }) }

func (g guardedExchange) AnonymousTLS(state tls.ConnectionState) {
	g.w.Do(func(*Inside) { g.s.(relay.ExchangeSession).AnonymousTLS(state) })
}

func (g guardedExchange) Exps(mechanism, proof string) (answer relay.Reply) {
	g.w.Do(func(*Inside) { answer = g.s.(relay.ExchangeSession).Exps(mechanism, proof) })
	return answer
}

func (g guardedAuth) Auth(username, password string) (answer relay.Reply) {
	g.w.Do(func(*Inside) { answer = g.s.(relay.Authenticator).Auth(username, password) })
	return answer
}

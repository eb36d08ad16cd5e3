package sim

import (
	"fmt"

	"hybridsim/relay"
	"hybridsim/sim/outside"
)

// Fault makes a server of an organization refuse a verb with a reply that is none of its own: what stands behind it, an
// agent or a full disk, is not modelled. What the server would have decided is not asked. It is by count, and for a
// sender or recipient, never at random. The error tells that the reply is no refusal.
func (s *Server) Fault(f outside.Script) error {
	if f.Reply.Code() < 400 {
		return fmt.Errorf("%d does not refuse anything: what a server takes, it has to decide about", f.Reply.Code())
	}
	s.side.w.Do(func(in *Inside) { s.at(in).faults = append(s.at(in).faults, &f) })
	return nil
}

// AsUsual makes the server give its own replies again.
func (s *Server) AsUsual() {
	s.side.w.Do(func(in *Inside) { s.at(in).faults, s.at(in).faulted = nil, true })
}

// Faults are the replies that are to be given in place of the server's own.
func (s *Server) Faults() []outside.Setting {
	return look(s.side.w, func(in *Inside) (list []outside.Setting) {
		for _, f := range s.at(in).faults {
			list = append(list, f.Setting())
		}
		return list
	})
}

// fault takes the next reply that is not the server's own, if one applies.
func (s *serverState) fault(verb string, concerned ...string) relay.Reply {
	r, counted := s.faults.Next(verb, concerned...)
	s.faulted = s.faulted || counted
	return r
}

// faultsLeft is the change that tells how often each is still to be given.
func (s *Server) faultsLeft(in *Inside) Change {
	return Change{Side: s.side.Name, Server: s.Name, Faults: &Faults{s.at(in).faults.Left()}}
}

// faults is whom a session has to do with, for replies that are not the server's own.
type faults struct {
	server *Server // nil: nobody's
	from   string
	to     []string
}

func (f *faults) next(in *Inside, verb string, concerned ...string) relay.Reply {
	if f.server == nil {
		return relay.Reply{}
	}
	return f.server.at(in).fault(verb, concerned...)
}

func (f *faults) hello(in *Inside, name string) relay.Reply { return f.next(in, "EHLO", name) }

func (f *faults) mail(in *Inside, from string) relay.Reply {
	f.from, f.to = from, nil
	return f.next(in, "MAIL", from)
}

func (f *faults) rcpt(in *Inside, to string) relay.Reply {
	f.to = append(f.to, to)
	return f.next(in, "RCPT", to, f.from)
}

func (f *faults) data(in *Inside) relay.Reply {
	return f.next(in, "DATA", append([]string{f.from}, f.to...)...)
}

package sim

import (
	"net/netip"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/relay/transport"
	"hybridsim/sim/vnet"
)

// Server is one server of an organization at work: its transport and its hosts on the network.
type Server struct {
	Name      string
	Transport *transport.Transport

	side        *Side
	inbound     *vnet.Host         // listens
	outbound    *vnet.Host         // sends
	connections []exlog.Connection // attempts to send, for the connectivity log
}

// Inbound is the host that takes the server's mail, Outbound the one that sends it; on-premises they are the same.
func (s *Server) Inbound() *vnet.Host { return s.inbound }

// Outbound is the host that the server's mail leaves from.
func (s *Server) Outbound() *vnet.Host { return s.outbound }

// seed is what the server's identifiers follow from. Those of an organization's first server follow from its side alone.
func (s *Server) seed() string {
	if s == s.side.servers[0] {
		return string(s.side.Name)
	}
	return string(s.side.Name) + " " + s.Name
}

// start gives the server its transport and opens its SMTP ports.
func (s *Server) start(ports ...uint16) error {
	s.Transport = transport.New(environment{s}, s.Name, s.seed())
	for _, port := range ports {
		if err := s.side.w.listen(s.inbound, port, s.answer); err != nil {
			return err
		}
	}
	return nil
}

func (s *Server) answer(local, remote netip.AddrPort) (relay.Service, relay.Session, relay.Transcript, bool) {
	log := &Transcript{Server: s.Name, Time: s.side.w.Clock.Now(), Local: local, Remote: remote}
	svc, session, ok := s.Transport.Accept(transport.Connection{Local: local, Remote: remote, Log: log})
	if ok {
		log.Connector, log.SessionID, log.Logged = svc.Connector, svc.SessionID, svc.Logged
		log.Service = serviceOf(s.side.Organization(), svc.Connector)
		s.side.received = append(s.side.received, log)
	}
	return svc, session, log, ok
}

func (s *Server) due() (time.Time, bool) { return s.Transport.Due() }

func (s *Server) step() *Conversation {
	attempt := s.Transport.Step()
	if attempt == nil {
		return nil
	}
	c := &Conversation{dialogue: attempt.Dialogue, from: s}
	c.finish = func(o relay.Outcome) {
		s.connected(c, o)
		s.Transport.Finish(attempt, o)
	}
	return c
}

func (s *Server) name() string {
	return s.side.Organization().Server(s.Name).In(relay.RoleOutbound).Fqdn
}

func (s *Server) host() *vnet.Host { return s.outbound }

func (s *Server) record(d relay.Dialogue, target relay.Target, local netip.AddrPort) *Transcript {
	t := &Transcript{
		Server: s.Name, Time: s.side.w.Clock.Now(), Connector: d.Connector, Logged: d.Logged, Service: exlog.Hub,
		Local: local, Remote: target.Addr, RemoteHost: target.Host,
		// Like all ids it follows from a counter.
		SessionID: relay.SessionID(string(s.side.Name)+" sends", len(s.side.sent)+1),
	}
	s.side.sent = append(s.side.sent, t)
	return t
}

// environment is what a server's transport sees of the world.
type environment struct{ s *Server }

func (e environment) Now() time.Time                       { return e.s.side.w.Clock.Now() }
func (e environment) Organization() *relay.Organization    { return e.s.side.Organization() }
func (e environment) Address() netip.Addr                  { return e.s.inbound.Addrs()[0] }
func (e environment) Record(event relay.Event)             { e.s.side.w.Record(event) }
func (e environment) Application(a relay.ApplicationEvent) { e.s.side.w.Application(a) }

// Tenants are the organizations in the cloud: the front door is everybody's.
func (e environment) Tenants() []*relay.Organization {
	var tenants []*relay.Organization
	for _, other := range e.s.side.w.sides {
		if e.s.side.Name == relay.Cloud && other.Name == relay.Cloud {
			tenants = append(tenants, other.Organization())
		}
	}
	return tenants
}

func (e environment) BlockList() []relay.AddressRange {
	if e.s.side.Name != relay.Cloud {
		return nil
	}
	return e.s.side.w.banned
}

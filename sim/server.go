package sim

import (
	"net/netip"
	"slices"
	"sync"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/relay/ident"
	"hybridsim/relay/past"
	"hybridsim/relay/transport"
	"hybridsim/sim/door"
	"hybridsim/sim/outside"
	"hybridsim/sim/vnet"
)

// Server is one server of an organization at work: its transport and its hosts on the network.
type Server struct {
	Name string

	side     *Side
	inbound  *vnet.Host // listens
	outbound *vnet.Host // sends
	kept     door.Kept[serverState]

	writing     sync.Mutex // held by who renders logs: that takes time, and is done with the door open
	tracking    *exlog.TrackingLog
	tracked     int // number of the event that the tracking log has to know next
	trackedFrom int // and of the one that it begins with
}

// serverState is what of a server is behind the door.
type serverState struct {
	*Server
	in *Inside

	transport   *transport.Transport
	connections past.List[*exlog.Connection] // attempts to send, for the connectivity log
	faults      outside.Scripts              // replies that it gives in place of its own
	faulted     bool                         // one was used up since the keeper was told
}

// at is what of the server is behind the door.
func (s *Server) at(in *Inside) *serverState { return s.kept.At(in) }

// Inbound is the host that takes the server's mail, Outbound the one that sends it; on-premises they are the same.
func (s *Server) Inbound() *vnet.Host { return s.inbound }

// Outbound is the host that the server's mail leaves from.
func (s *Server) Outbound() *vnet.Host { return s.outbound }

// seed is what the server's identifiers follow from. Those of a side's first server follow from the side alone.
func (s *Server) seed() string {
	if s == s.side.servers[0] && s.side == s.side.w.Side(s.side.Name) {
		return string(s.side.Name)
	}
	return string(s.side.Name) + " " + s.Name
}

// place is the server's among those of its side. No two of them number messages alike, so that a message is known by
// its number and side.
func (s *Server) place() int {
	before := 0
	for _, side := range s.side.w.sides {
		for _, other := range side.servers {
			if other == s {
				return before
			}
			if side.Name == s.side.Name {
				before++
			}
		}
	}
	return 0
}

// start gives the server its transport and opens its SMTP ports.
func (s *serverState) start() error {
	s.transport = transport.New(environment{s}, s.Name, s.seed(), s.place())
	return s.listen()
}

// listen opens the ports that the server's configuration names and that are not open: the front door's 25, or those
// that receive connectors are bound to. An open port at which no enabled connector is bound any more refuses.
func (s *serverState) listen() error {
	open := s.inbound.Ports()
	for _, port := range transport.Ports(s.side.Organization(), s.Name) {
		if slices.Contains(open, port) {
			continue
		}
		if err := s.side.w.listen(s.inbound, port, s.Server, s.bound); err != nil {
			return err
		}
	}
	return nil
}

// bound reports whether a service of the server listens at one of its addresses. The network asks it.
func (s *Server) bound(at netip.AddrPort) bool {
	return transport.Listens(s.side.Organization(), s.Name, at, s.side.w.Clock.Now())
}

func (s *Server) answer(in *Inside, local, remote netip.AddrPort) (relay.Service, relay.Session,
	relay.Transcript, bool) {
	return s.at(in).accept(local, remote)
}

func (s *serverState) accept(local, remote netip.AddrPort) (relay.Service, relay.Session, relay.Transcript, bool) {
	s.side.w.catchUp(s.in)
	log := &Transcript{Server: s.Name, Time: s.side.w.Clock.Now(), Local: local, Remote: remote}
	svc, session, ok := s.transport.Accept(transport.Connection{
		Local: local, Remote: remote, TranslatedFrom: s.side.w.Net.TranslatedFrom(remote, local), Log: log,
	})
	if ok {
		log.Connector, log.SessionID, log.Logged = svc.Connector, svc.SessionID, svc.Logged
		log.Service, log.Tarpits = serviceOf(s.side.Organization(), svc.Connector)
		side := s.side.at(s.in)
		side.received.Add(log)
		if r := s.fault("CONNECT"); !r.IsZero() {
			svc.Banner = r.String()
		}
	}
	return svc, session, log, ok
}

func (s *serverState) due() (time.Time, bool) {
	s.side.w.catchUp(s.in)
	return s.transport.Due()
}

func (s *serverState) step() *Conversation {
	attempt := s.transport.Step()
	if attempt == nil {
		return nil
	}
	c := &Conversation{dialogue: attempt.Dialogue, from: s.Server}
	if front := s.side.Server(attempt.Dialogue.FrontEnd); front != nil {
		c.from = front
	}
	c.finish = func(o relay.Outcome) {
		s.connected(c, o)
		s.transport.Finish(attempt, o)
	}
	return c
}

func (s *Server) name() string {
	return s.side.Organization().Server(s.Name).In(relay.RoleOutbound).Fqdn
}

func (s *Server) host() *vnet.Host { return s.outbound }

func (s *Server) open(in *Inside, d relay.Dialogue, target relay.Target, local netip.AddrPort) *Transcript {
	side := s.side.at(in)
	t := &Transcript{
		Server: s.Name, Time: s.side.w.Clock.Now(), Connector: d.Connector, Logged: d.Logged, Service: exlog.Hub,
		Local: local, Remote: target.Addr, RemoteHost: target.Host,
		SessionID: s.sendSession(side.sent.Count() + 1), RecordID: d.RecordID, MessageID: d.MessageID,
	}
	if d.FrontEnd != "" {
		t.Service = exlog.FrontEnd
	}
	side.sent.Add(t)
	return t
}

// sendSession is the id of the nth conversation that the side begins.
func (s *Server) sendSession(n int) string {
	inCloud := s.side.Organization().InCloud()
	return ident.Started(s.side.speaks(), inCloud, s.side.w.Clock.Now()).Session(n)
}

// environment is what a server's transport sees of the world.
type environment struct{ s *serverState }

func (e environment) Now() time.Time                    { return e.s.side.w.Clock.Now() }
func (e environment) Organization() *relay.Organization { return e.s.side.Organization() }
func (e environment) Address() netip.Addr               { return e.s.inbound.Addrs()[0] }

// Peer finds another server of the organization, or the server itself.
func (e environment) Peer(server string) (*transport.Transport, netip.Addr) {
	s := e.s.side.Server(server)
	if s == nil {
		return nil, netip.Addr{}
	}
	return s.at(e.s.in).transport, s.inbound.Addrs()[0]
}

func (e environment) Reaches(to netip.AddrPort) bool {
	return e.s.side.w.Net.Reaches(e.s.outbound.Addrs()[0], to)
}

func (e environment) Record(event relay.Event)             { e.s.side.w.record(e.s.in, event) }
func (e environment) Application(a relay.ApplicationEvent) { e.s.side.w.application(e.s.in, a) }

// Tenants are the organizations in the cloud: the front door is everybody's.
func (e environment) Tenants() []*relay.Organization {
	var tenants []*relay.Organization
	if e.s.side.Name.Kind() != relay.Cloud {
		return nil
	}
	for _, tenant := range e.s.side.w.of(relay.Cloud) {
		tenants = append(tenants, tenant.Organization())
	}
	return tenants
}

// Tenant is the transport of a tenant: the front door hands it what it takes for that one.
func (e environment) Tenant(name string) *transport.Transport {
	for _, tenant := range e.s.side.w.of(relay.Cloud) {
		if tenant.Organization().Name == name {
			return tenant.servers[0].at(e.s.in).transport
		}
	}
	return nil
}

func (e environment) BlockList() []relay.Listing {
	if e.s.side.Name.Kind() != relay.Cloud {
		return nil
	}
	return e.s.side.w.at(e.s.in).banned
}

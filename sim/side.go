package sim

import (
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/past"
	"hybridsim/relay/transport"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/door"
	"hybridsim/sim/vnet"
)

// Side is one organization in the world: its configuration, its servers and what they have written down.
type Side struct {
	Name relay.Side // its identity

	w         *World
	tenant    string                             // the name of the tenant that is it, or its other half
	effective atomic.Pointer[relay.Organization] // what its servers act by; DNS reads it without the door
	servers   []*Server                          // at least one
	kept      door.Kept[sideState]
}

// sideState is what of an organization is behind the door.
type sideState struct {
	*Side
	in *Inside

	configured *relay.Organization // what the administrator sees; ahead of effective while a change propagates
	received   past.List[*Transcript]
	sent       past.List[*Transcript]

	unsynced                      []unsynced // what Edges may not have seen yet
	configurationOf, recipientsOf int        // of an Edge: the revisions of what it has
}

// at is what of the organization is behind the door.
func (s *Side) at(in *Inside) *sideState { return s.kept.At(in) }

// newSide is an organization with its first server, not yet at work.
func newSide(in *Inside, w *World, o *relay.Organization, stations []station) *Side {
	s := &Side{Name: o.Side, w: w}
	s.kept = door.Keep(sideState{Side: s, in: in, configured: o})
	s.effective.Store(o)
	for i, at := range stations {
		server := &Server{Name: o.Servers[i].Name, side: s, inbound: at.inbound, outbound: at.outbound}
		server.kept = door.Keep(serverState{Server: server, in: in})
		s.servers = append(s.servers, server)
	}
	return s
}

// speaks is what the ids of the organization's outgoing sessions follow from: of the first of its side, from that.
func (s *Side) speaks() string {
	if s == s.w.Side(s.Name) {
		return string(s.Name) + " sends"
	}
	return string(s.Name) + " " + s.servers[0].Name + " sends"
}

// OtherHalf is the tenant that an on-premises organization is a hybrid with; of a tenant the first organization of
// those. It is nil for a tenant that is in the cloud alone.
func (s *Side) OtherHalf() *Side {
	for _, other := range s.w.of(s.Name.Other()) {
		if other.tenant == s.tenant {
			return other
		}
	}
	return nil
}

// InFrontOf reports whether an Edge was installed with an on-premises organization: of several, the last that began
// before it.
func (s *Side) InFrontOf(o *Side) bool {
	var before *Side
	for _, side := range s.w.of(relay.OnPremises) {
		if side == s {
			return before == o
		}
		if !side.Organization().IsEdge() {
			before = side
		}
	}
	return false
}

// Edges are the Edges that were installed with an on-premises organization.
func (s *Side) Edges() []*Side {
	var list []*Side
	for _, side := range s.w.of(relay.OnPremises) {
		if side.Organization().IsEdge() && side.InFrontOf(s) {
			list = append(list, side)
		}
	}
	return list
}

// Organization returns the configuration in effect.
func (s *Side) Organization() *relay.Organization { return s.effective.Load() }

// Servers returns the organization's servers; there is at least one.
func (s *Side) Servers() []*Server { return slices.Clone(s.servers) }

// Server returns the named server, or nil.
func (s *Side) Server(name string) *Server {
	for _, server := range s.servers {
		if strings.EqualFold(server.Name, name) {
			return server
		}
	}
	return nil
}

func (s *Side) serverNames() []string {
	var names []string
	for _, server := range s.servers {
		names = append(names, server.Name)
	}
	return names
}

// Deliveries returns what arrived in the organization's mailboxes and is not forgotten, oldest first.
func (s *Side) Deliveries() []transport.Delivered {
	all, _ := s.deliveries()
	return all
}

// deliveries is what arrived and is not forgotten, and how much is: of several servers, by time.
func (s *Side) deliveries() (all []transport.Delivered, forgotten int) {
	all = s.delivered(func(t *transport.Transport) []transport.Delivered {
		log := t.Deliveries()
		forgotten += log.Forgotten()
		return log.Known()
	})
	return all, forgotten
}

// Mailbox returns what arrived in the mailbox that has an address, under whichever of its addresses, oldest first.
func (s *Side) Mailbox(address string) []transport.Delivered {
	return s.delivered(func(t *transport.Transport) []transport.Delivered { return t.Mailbox(address) })
}

func (s *Side) delivered(list func(*transport.Transport) []transport.Delivered) []transport.Delivered {
	all := look(s.w, func(in *Inside) []transport.Delivered { return gather(in, s, list) })
	if len(s.servers) > 1 {
		slices.SortStableFunc(all, func(a, b transport.Delivered) int { return a.Time.Compare(b.Time) })
	}
	return all
}

// Queues returns the queues of all servers as they are now.
func (s *Side) Queues() []relay.QueueInfo { return look(s.w, s.queues) }

// Messages returns the messages that wait in the queues of all servers.
func (s *Side) Messages() []relay.MessageInfo { return look(s.w, s.messages) }

func (s *Side) queues(in *Inside) []relay.QueueInfo {
	return gather(in, s, (*transport.Transport).Queues)
}

func (s *Side) messages(in *Inside) []relay.MessageInfo {
	return gather(in, s, (*transport.Transport).Messages)
}

// gather asks all servers of an organization for a list, in their order.
func gather[T any](in *Inside, s *Side, list func(*transport.Transport) []T) []T {
	if len(s.servers) == 1 {
		return list(s.servers[0].at(in).transport)
	}
	var all []T
	for _, server := range s.servers {
		all = append(all, list(server.at(in).transport)...)
	}
	return all
}

// Holds reports whether an address is of a mailbox on this side.
func (s *Side) Holds(address string) bool {
	r := s.Organization().Recipient(address)
	return r != nil && r.Type == relay.UserMailbox
}

// ReceivedLog is the transcripts of incoming connections, at this moment.
func (s *Side) ReceivedLog() past.List[*Transcript] {
	return look(s.w, func(in *Inside) past.List[*Transcript] { return s.at(in).received })
}

// SentLog is the transcripts of outgoing connections and attempts, at this moment.
func (s *Side) SentLog() past.List[*Transcript] {
	return look(s.w, func(in *Inside) past.List[*Transcript] { return s.at(in).sent })
}

// Received returns the transcripts of incoming connections that are not forgotten, oldest first.
func (s *Side) Received() []*Transcript { return s.ReceivedLog().Known() }

// Sent returns the transcripts of outgoing connections and attempts that are not forgotten, oldest first.
func (s *Side) Sent() []*Transcript { return s.SentLog().Known() }

// Ingress returns the addresses that the organization receives on.
func (s *Side) Ingress() []netip.Addr {
	list := s.addresses((*Server).Inbound)
	if s.Name.Kind() == relay.Cloud && !slices.ContainsFunc(s.Organization().AcceptedDomains, takesIPv6) {
		list = slices.DeleteFunc(list, netip.Addr.Is6) // nobody is told of them
	}
	return list
}

func takesIPv6(d *relay.AcceptedDomain) bool { return d.IPv6 }

// Egress returns the addresses that the organization sends from.
func (s *Side) Egress() []netip.Addr { return s.addresses((*Server).Outbound) }

func (s *Side) addresses(of func(*Server) *vnet.Host) []netip.Addr {
	var list []netip.Addr
	for _, server := range s.servers {
		list = append(list, of(server).Addrs()...)
	}
	return list
}

// administrator is who types cmdlets on a side.
type administrator struct {
	s       *sideState
	console string // the server that the line is typed at; empty: the first
	tests   *tests // what the line begins, and its console holds when it is done; nil: nobody would
}

var _ cmdlet.Admin = administrator{}

// Organization is the configuration as it is seen at the console: what the product there does not have, it does not
// take.
func (a administrator) Organization() *relay.Organization {
	if a.console == "" {
		return a.s.configured
	}
	o := *a.s.configured
	o.Console, o.Product = a.console, o.ProductOf(a.console)
	return &o
}

// Replace takes a changed configuration. In the cloud it becomes effective when it has propagated (R6.10).
func (a administrator) Replace(o *relay.Organization) {
	s := a.s
	if o.Console != "" {
		o.Console, o.Product = "", s.configured.Product
	}
	s.configured = o
	s.toSync()
	apply := func() {
		o = withTrust(o, s.configured) // which may have changed while this was on its way
		s.effective.Store(o)
		for _, server := range s.servers {
			here := server.at(s.in)
			_ = here.listen() // it fails when the network is closed, and then nobody is there to be told
			here.transport.ConfigurationChanged()
		}
	}
	if s.Name.Kind() == relay.Cloud && s.w.Config.Propagation > 0 {
		effective := s.w.Clock.Now().Add(s.w.Config.Propagation)
		s.w.Clock.At(effective, "propagate the cloud's configuration", func() { s.w.Do(func(*Inside) { apply() }) })
		return
	}
	apply()
}

func (a administrator) OtherSide() cmdlet.Admin {
	if other := a.s.OtherHalf(); other != nil {
		return administrator{s: other.at(a.s.in)}
	}
	return nil
}

// Neighbours are the configurations of the other tenants, or of the other organizations with the same tenant. An Edge
// is none.
func (a administrator) Neighbours() []*relay.Organization {
	var list []*relay.Organization
	for _, other := range a.s.w.of(a.s.Name.Kind()) {
		o := other.at(a.s.in).configured
		if other != a.s.Side && (o.InCloud() || other.tenant == a.s.tenant && !o.FirstServer().Edge) {
			list = append(list, o)
		}
	}
	return list
}

func (a administrator) Queues() []relay.QueueInfo { return a.s.queues(a.s.in) }

func (a administrator) Messages() []relay.MessageInfo { return a.s.messages(a.s.in) }

func (a administrator) Events() []relay.Event { return a.s.w.at(a.s.in).events.Known() }

// RetryQueue asks the server that a queue's identity begins with; the first, if it names none of them.
func (a administrator) RetryQueue(identity string, resubmit bool) error {
	name, _, _ := strings.Cut(identity, `\`)
	server := a.s.Server(name)
	if server == nil {
		server = a.s.servers[0]
	}
	return server.at(a.s.in).transport.RetryQueue(identity, resubmit)
}

func (a administrator) ServiceAddresses() []relay.AddressRange {
	return slices.Clone(a.s.w.at(a.s.in).published)
}

func (a administrator) Addresses(server string) []netip.Addr {
	if s := a.s.Server(server); s != nil {
		return s.inbound.Addrs()
	}
	return nil
}

// PublicAddresses are what the service sees behind any translation (T12.3).
func (a administrator) PublicAddresses() []netip.Addr {
	side := a.s.Side
	if side.Name.Kind() == relay.Cloud {
		side = side.OtherHalf()
	}
	if side == nil {
		return nil
	}
	var list []netip.Addr
	for _, own := range side.Egress() {
		if seen := a.s.w.Net.SeenAs(own, frontDoorAddress); !slices.Contains(list, seen) {
			list = append(list, seen)
		}
	}
	return list
}

func (a administrator) Now() time.Time { return a.s.w.Clock.Now() }

func (a administrator) OutdatedServers() []relay.OutdatedServer { return a.s.outdatedServers(a.s.in) }

// OutdatedServers are the on-premises servers that the service has found to be out of date.
func (s *Side) OutdatedServers() []relay.OutdatedServer { return look(s.w, s.outdatedServers) }

func (s *Side) outdatedServers(in *Inside) []relay.OutdatedServer {
	return gather(in, s, (*transport.Transport).OutdatedServers)
}

// ServerNames are the names of the on-premises servers, Edges among them.
func (w *World) ServerNames() []string {
	var names []string
	for _, s := range w.sides {
		if s.Name.Kind() == relay.OnPremises {
			names = append(names, s.serverNames()...)
		}
	}
	return names
}

package sim

import (
	"net/netip"
	"slices"
	"sync/atomic"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/relay/transport"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/vnet"
)

// Side is one organization in the world: its configuration, its transport, its hosts and its logs.
type Side struct {
	Name      relay.Side
	Transport *transport.Transport

	w          *World
	effective  atomic.Pointer[relay.Organization] // what transport acts by; DNS reads it without the door
	configured *relay.Organization                // what the administrator sees; ahead of effective while a change propagates
	inbound    *vnet.Host                         // listens
	outbound   *vnet.Host                         // sends
	received   []*Transcript
	sent       []*Transcript

	connections []exlog.Connection // attempts to send, for the connectivity log
}

// Organization returns the configuration in effect.
func (s *Side) Organization() *relay.Organization { return s.effective.Load() }

// Deliveries returns everything that arrived in the side's mailboxes, oldest first.
func (s *Side) Deliveries() []transport.Delivered { return look(s.w, s.Transport.Deliveries) }

// Queues returns the side's queues as they are now.
func (s *Side) Queues() []relay.QueueInfo { return look(s.w, s.Transport.Queues) }

// Messages returns the messages that wait in the side's queues.
func (s *Side) Messages() []relay.MessageInfo { return look(s.w, s.Transport.Messages) }

// Holds reports whether an address is of a mailbox on this side.
func (s *Side) Holds(address string) bool {
	r := s.Organization().Recipient(address)
	return r != nil && r.Type == relay.UserMailbox
}

// Received returns the transcripts of incoming connections, oldest first.
func (s *Side) Received() []*Transcript {
	return look(s.w, func() []*Transcript { return s.received })
}

// Sent returns the transcripts of outgoing connections and attempts, oldest first.
func (s *Side) Sent() []*Transcript { return look(s.w, func() []*Transcript { return s.sent }) }

// Egress returns the addresses that the side sends from.
func (s *Side) Egress() []netip.Addr { return s.outbound.Addrs() }

// newSide is an organization on its hosts, not yet at work.
func newSide(w *World, o *relay.Organization, inbound, outbound *vnet.Host) *Side {
	s := &Side{Name: o.Side, w: w, inbound: inbound, outbound: outbound, configured: o}
	s.effective.Store(o)
	return s
}

// start gives the side its transport and opens its SMTP ports.
func (s *Side) start(ports ...uint16) error {
	s.Transport = transport.New(environment{s})
	for _, port := range ports {
		if err := s.w.listen(s.inbound, port, s.answer); err != nil {
			return err
		}
	}
	return nil
}

func (s *Side) answer(local, remote netip.AddrPort) (relay.Service, relay.Session, relay.Transcript, bool) {
	log := &Transcript{Time: s.w.Clock.Now(), Local: local, Remote: remote}
	server := s.Organization().ServerFor(relay.RoleFrontDoor).Name
	svc, session, ok := s.Transport.Accept(transport.Connection{Server: server, Local: local, Remote: remote, Log: log})
	if ok {
		log.Connector, log.SessionID, log.Logged = svc.Connector, svc.SessionID, svc.Logged
		log.Service = serviceOf(s.Organization(), svc.Connector)
		s.received = append(s.received, log)
	}
	return svc, session, log, ok
}

func (s *Side) due() (time.Time, bool) { return s.Transport.Due() }

func (s *Side) step() *Conversation {
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

func (s *Side) name() string     { return s.effective.Load().ServerFor(relay.RoleOutbound).Fqdn }
func (s *Side) host() *vnet.Host { return s.outbound }

func (s *Side) record(d relay.Dialogue, target relay.Target, local netip.AddrPort) *Transcript {
	t := &Transcript{Time: s.w.Clock.Now(), Connector: d.Connector, Logged: d.Logged, Service: exlog.Hub, Local: local, Remote: target.Addr, RemoteHost: target.Host}
	t.SessionID = s.sessionID()
	s.sent = append(s.sent, t)
	return t
}

// environment is what the side's transport sees of the world.
type environment struct{ s *Side }

func (e environment) Now() time.Time                       { return e.s.w.Clock.Now() }
func (e environment) Organization() *relay.Organization    { return e.s.Organization() }
func (e environment) Address() netip.Addr                  { return e.s.inbound.Addrs()[0] }
func (e environment) Record(event relay.Event)             { e.s.w.Record(event) }
func (e environment) Application(a relay.ApplicationEvent) { e.s.w.Application(a) }

func (e environment) Tenants() []*relay.Organization {
	if e.s.Name != relay.Cloud {
		return nil
	}
	return []*relay.Organization{e.s.Organization()}
}

func (e environment) BlockList() []relay.AddressRange {
	if e.s.Name != relay.Cloud {
		return nil
	}
	return e.s.w.banned
}

// administrator is who types cmdlets on a side.
type administrator struct{ s *Side }

var _ cmdlet.Admin = administrator{}

func (a administrator) Organization() *relay.Organization { return a.s.configured }

// Replace takes a changed configuration. In the cloud it becomes effective when it has propagated (R6.10).
func (a administrator) Replace(o *relay.Organization) {
	s := a.s
	s.configured = o
	apply := func() {
		if o.TrustedRoots != s.configured.TrustedRoots { // trust changed while this was on its way
			o = o.Clone()
			o.TrustedRoots = s.configured.TrustedRoots
		}
		s.effective.Store(o)
		s.Transport.ConfigurationChanged()
	}
	if s.Name == relay.Cloud && s.w.Config.Propagation > 0 {
		s.w.Clock.At(s.w.Clock.Now().Add(s.w.Config.Propagation), "propagate the cloud's configuration", func() { s.w.Do(apply) })
		return
	}
	apply()
}

func (a administrator) OtherSide() cmdlet.Admin {
	return administrator{a.s.w.sides[a.s.Name.Other()]}
}

func (a administrator) Queues() []relay.QueueInfo { return a.s.Transport.Queues() }

func (a administrator) Messages() []relay.MessageInfo { return a.s.Transport.Messages() }

func (a administrator) Events() []relay.Event { return a.s.w.events }

func (a administrator) RetryQueue(identity string, resubmit bool) error {
	return a.s.Transport.RetryQueue(identity, resubmit)
}

func (a administrator) ServiceAddresses() []relay.AddressRange {
	return slices.Clone(a.s.w.published)
}

func (a administrator) PublicAddresses() []netip.Addr {
	return a.s.w.sides[relay.OnPremises].outbound.Addrs()
}

// Run lets a side's administrator type a line and returns what it prints.
func (w *World) Run(side relay.Side, line string) (output string, err error) {
	w.Do(func() { output, err = cmdlet.Run(administrator{w.sides[side]}, line) })
	return output, err
}

// Complete says what the last word of a line that a side's administrator is typing can become, as [cmdlet.Complete] does.
func (w *World) Complete(side relay.Side, line string) (from int, words []string) {
	w.Do(func() { from, words = cmdlet.Complete(administrator{w.sides[side]}, line) })
	return from, words
}

// Submit lets a mailbox user send a message; the address decides whose mailbox it is.
func (w *World) Submit(side relay.Side, from string, to []string, content []byte) {
	w.Do(func() { w.sides[side].Transport.Submit(from, to, content) })
}

package sim

import (
	"crypto/x509"
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/past"
	"hybridsim/sim/door"
	"hybridsim/sim/vclock"
	"hybridsim/sim/vnet"
)

// Config is what a base states in its header.
type Config struct {
	Clock      time.Time
	OnPremises relay.Product
	Server     string     // fully qualified name of the first on-premises server, EX01.contoso.com
	Address    netip.Addr // its public address
	Also       netip.Addr // its address of the other family; zero: none
	Behind     string     // a name that leads to it as well, mail.contoso.com; empty: none
	Site       string     // of Active Directory that it is in; empty: the one that setup makes
	More       []Machine  // further on-premises servers
	Forests    []Forest   // further on-premises organizations
	Tenant     string     // contoso, for contoso.onmicrosoft.com
	Tenants    []string   // further tenants
	Era        relay.Era  // of the cloud's wording
	// Propagation is how long a change in the cloud takes to become effective; zero is at once (R6.10).
	Propagation time.Duration
}

// Machine is an on-premises server.
type Machine struct {
	Fqdn    string
	Address netip.Addr    // public
	Product relay.Product // zero: that of the first
	Also    netip.Addr    // of the other family; zero: none
	Behind  string        // a name that leads to it as well; empty: none
	Site    string        // of Active Directory; empty: the one that setup makes
	Edge    bool          // an Edge Transport server
}

// Forest is a further on-premises organization.
type Forest struct {
	Name    string
	Tenant  string    // its other half
	Servers []Machine // the first one first
}

// publishedName is the name that leads to the on-premises servers from outside: one that something is behind, or else
// an Edge's, or the first server's.
func (c *Config) publishedName() string {
	name := c.Server
	for _, m := range c.Machines() {
		switch {
		case m.Behind != "":
			return m.Behind
		case m.Edge && name == c.Server:
			name = m.Fqdn
		}
	}
	return name
}

// Machines are the on-premises servers, the first one first.
func (c *Config) Machines() []Machine {
	first := Machine{Fqdn: c.Server, Address: c.Address, Product: c.OnPremises, Behind: c.Behind,
		Site: c.Site, Also: c.Also}
	return append([]Machine{first}, c.More...)
}

// World is a simulated hybrid deployment with its surroundings. Its exported methods must be called from one goroutine,
// unless it has a [Pace]: then they may be called from any, except within [World.Do].
type World struct {
	Config Config
	Clock  *vclock.Clock
	Net    *vnet.Network

	pace      Pace           // nil: the world stands still until somebody moves it; set once
	keeper    Keeper         // nil: nothing outlives the process; set once
	accepting sync.WaitGroup // listeners
	serving   sync.WaitGroup // connections
	patience  patience       // of the servers of those
	room      room           // for what real clients are sending
	sides     []*Side        // the organizations, those on-premises first; installed once

	door door.Door // the one door to what moves
	kept door.Kept[state]
}

// state is what of the world itself is behind the door; the rest are [sideState], [serverState] and [hostState].
type state struct {
	hosts     []*Host // outside hosts, in order added
	ca        authorities
	events    past.List[relay.Event]
	appEvents past.List[relay.ApplicationEvent]
	published []relay.AddressRange // what the service publishes as its addresses
	banned    []relay.Listing      // clients that the service refuses
	forgotten Forgotten
	changes   []Change // for the keeper, since the door was closed
	shorten   bool     // the keeper may be given the whole state in place of what it has
}

// New builds a world with freshly installed organizations.
func New(c Config) (*World, error) {
	w := &World{Config: c, Clock: vclock.New(c.Clock), Net: vnet.New()}
	w.kept = door.Keep(state{ca: newAuthorities(c.Clock), published: PublishedAddresses["today"]})
	w.Net.Publish(w.serviceRecords)
	w.Net.PublishInside(w.serverRecords)
	var err error
	w.Do(func(in *Inside) {
		if err = w.installOnPremises(in); err == nil {
			err = w.installCloud(in)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("installing the world: %w", err)
	}
	return w, nil
}

// Close ends all listeners. Nothing runs afterwards.
func (w *World) Close() {
	w.Net.Close()
	w.accepting.Wait()
	w.serving.Wait()
}

// Inside is the proof of being behind the world's door. What takes one needs the door; everything else does not.
type Inside = door.Inside

// Do runs f with all that moves to itself. Session callbacks come through here. f must not call what takes the door
// itself: Do, and every exported method that does not want an [Inside].
func (w *World) Do(f func(*Inside)) { w.do(f) }

// do returns how to wait until what f changed is kept; nil when there is nothing to wait for.
func (w *World) do(f func(*Inside)) (kept func() error) {
	if w.pace != nil {
		defer w.pace.Leave()
	}
	in := w.door.Enter()
	defer w.door.Leave()
	if w.pace != nil {
		w.pace.Enter()
	}
	f(in)
	return w.handOver(in)
}

// look reads something behind the door. What it returns is not changed later: lists only grow, snapshots are replaced.
func look[T any](w *World, at func(*Inside) T) T {
	in := w.door.Enter()
	defer w.door.Leave()
	return at(in)
}

// at is what of the world is behind the door.
func (w *World) at(in *Inside) *state { return w.kept.At(in) }

// Pace lets a world run by itself, by somebody's clock (package live: the wall clock). It calls [World.Begin] and
// [World.Hold].
type Pace interface {
	Enter()                     // the door has closed behind somebody; nothing was done yet
	Leave()                     // the door is open again, and there may be work
	Settle() error              // waits until what is due now is done
	Wait(d time.Duration) error // moves the clock, and returns when what came due is done
}

// SetPace hands the world over. It is called once, before anybody else has to do with the world.
func (w *World) SetPace(p Pace) { w.pace = p }

// Sides returns all organizations, those on-premises first.
func (w *World) Sides() []*Side { return slices.Clone(w.sides) }

// Organizations are the configurations of all sides at this moment.
func (w *World) Organizations() []*relay.Organization {
	var list []*relay.Organization
	for _, s := range w.sides {
		list = append(list, s.Organization())
	}
	return list
}

// servers are the servers of all organizations.
func (w *World) servers() []*Server {
	var list []*Server
	for _, side := range w.sides {
		list = append(list, side.servers...)
	}
	return list
}

// Side returns an organization by its identity; nil without one. The first of a kind is also found by its name.
func (w *World) Side(s relay.Side) *Side {
	for _, side := range w.sides {
		if side.Name == s {
			return side
		}
	}
	for _, side := range w.sides {
		if side.Name.Named(side.Organization().Name) == s {
			return side
		}
	}
	return nil
}

// SideNames are the identities of all organizations, those on-premises first.
func (w *World) SideNames() []relay.Side {
	var names []relay.Side
	for _, s := range w.sides {
		names = append(names, s.Name)
	}
	return names
}

// of lists the organizations of a kind, the first one first.
func (w *World) of(kind relay.Side) []*Side {
	var list []*Side
	for _, s := range w.sides {
		if s.Name.Kind() == kind {
			list = append(list, s)
		}
	}
	return list
}

// EventLog is what happened to messages, at this moment. An event's Sequence is its number there, counted from 1.
func (w *World) EventLog() past.List[relay.Event] {
	return look(w, func(in *Inside) past.List[relay.Event] { return w.at(in).events })
}

// ApplicationLog is the rows of the servers' application logs, at this moment.
func (w *World) ApplicationLog() past.List[relay.ApplicationEvent] {
	return look(w, func(in *Inside) past.List[relay.ApplicationEvent] { return w.at(in).appEvents })
}

// Events returns what happened to messages and is not forgotten, in order.
func (w *World) Events() []relay.Event { return w.EventLog().Known() }

// ApplicationEvents returns the rows of the servers' application logs that are not forgotten, in order.
func (w *World) ApplicationEvents() []relay.ApplicationEvent { return w.ApplicationLog().Known() }

// record takes an event.
func (w *World) record(in *Inside, e relay.Event) {
	s := w.at(in)
	e.Sequence = s.events.Count() + 1
	s.events.Add(e)
	w.note(in, Change{Event: s.events.Last()})
}

// application takes an application event.
func (w *World) application(in *Inside, e relay.ApplicationEvent) {
	s := w.at(in)
	s.appEvents.Add(e)
	w.note(in, Change{Application: s.appEvents.Last()})
}

// Roots is the trust store that both organizations share: the root of every authority except those made untrusted.
func (w *World) Roots() []*x509.Certificate {
	return look(w, func(in *Inside) []*x509.Certificate { return w.at(in).ca.trusted() })
}

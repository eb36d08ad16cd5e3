package sim

import (
	"fmt"
	"net/netip"
	"slices"
	"sync"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/labca"
	"hybridsim/sim/vclock"
	"hybridsim/sim/vnet"
)

// Config is what a base states in its header.
type Config struct {
	Clock      time.Time
	OnPremises relay.Product
	Server     string     // fully qualified name of the on-premises server, EX01.contoso.com
	Address    netip.Addr // its public address
	Tenant     string     // contoso, for contoso.onmicrosoft.com
	Era        relay.Era  // of the cloud's wording
	// Propagation is how long a change in the cloud takes to become effective; zero is at once (R6.10).
	Propagation time.Duration
}

// World is a simulated hybrid deployment with its surroundings. Its exported methods must be called from one goroutine, unless
// it has a [Pace]: then they may be called from any, except within [World.Do].
type World struct {
	Config Config
	Clock  *vclock.Clock
	Net    *vnet.Network

	pace      Pace           // nil: the world stands still until somebody moves it
	door      sync.Mutex     // the one door to the organizations' state
	accepting sync.WaitGroup // listeners
	serving   sync.WaitGroup // connections
	sides     []*Side        // the organizations, those on-premises first
	hosts     []*Host        // outside hosts, in order added
	ca        authorities
	events    []relay.Event
	appEvents []relay.ApplicationEvent
	published []relay.AddressRange // what the service publishes as its addresses
	banned    []relay.AddressRange // clients that the service refuses
	keeper    Keeper               // nil: nothing outlives the process
	changes   []Change             // for the keeper, since the door was closed
}

// New builds a world with freshly installed organizations.
func New(c Config) (*World, error) {
	w := &World{Config: c, Clock: vclock.New(c.Clock), Net: vnet.New(), ca: newAuthorities(c.Clock)}
	w.published = PublishedAddresses["today"]
	w.Net.Publish(w.serviceRecords)
	for _, install := range []func() error{w.installOnPremises, w.installCloud} {
		if err := install(); err != nil {
			return nil, fmt.Errorf("installing the world: %w", err)
		}
	}
	return w, nil
}

// Close ends all listeners. Nothing runs afterwards.
func (w *World) Close() {
	w.Net.Close()
	w.accepting.Wait()
	w.serving.Wait()
}

// Do runs f with the organizations' state to itself. Session callbacks come through here. f must not call Do.
func (w *World) Do(f func()) { w.do(f) }

// do returns how to wait until what f changed is kept; nil when there is nothing to wait for.
func (w *World) do(f func()) (kept func() error) {
	if w.pace != nil {
		defer w.pace.Leave()
	}
	w.door.Lock()
	defer w.door.Unlock()
	if w.pace != nil {
		w.pace.Enter()
	}
	f()
	return w.handOver()
}

// look reads something with the door held. What it returns is not changed later: lists only grow, snapshots are replaced.
func look[T any](w *World, at func() T) T {
	w.door.Lock()
	defer w.door.Unlock()
	return at()
}

// Pace lets a world run by itself, by somebody's clock (package live: the wall clock). It calls [World.Begin] and [World.Hold].
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

// servers are the servers of all organizations.
func (w *World) servers() []*Server {
	var list []*Server
	for _, side := range w.sides {
		list = append(list, side.servers...)
	}
	return list
}

// Side returns the first organization of a side, whom the side's plain prompt addresses; nil without one.
func (w *World) Side(s relay.Side) *Side {
	for _, side := range w.sides {
		if side.Name == s {
			return side
		}
	}
	return nil
}

// Events returns everything that happened to messages, in order.
func (w *World) Events() []relay.Event { return look(w, func() []relay.Event { return w.events }) }

// ApplicationEvents returns the rows of the servers' application logs, in order.
func (w *World) ApplicationEvents() []relay.ApplicationEvent {
	return look(w, func() []relay.ApplicationEvent { return w.appEvents })
}

// Record takes an event; it is called with the door closed behind the caller.
func (w *World) Record(e relay.Event) {
	e.Sequence = len(w.events) + 1
	w.events = append(w.events, e)
	if w.keeper != nil {
		w.note(Change{Event: &w.events[len(w.events)-1]})
	}
}

// Application takes an application event.
func (w *World) Application(e relay.ApplicationEvent) {
	w.appEvents = append(w.appEvents, e)
	if w.keeper != nil {
		w.note(Change{Application: &w.appEvents[len(w.appEvents)-1]})
	}
}

// Roots is the trust store that both organizations share: every authority except those made untrusted.
func (w *World) Roots() []*labca.Authority { return look(w, w.ca.trusted) }

package sim

import (
	"fmt"
	"net/netip"
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

// World is a simulated hybrid deployment with its surroundings. Its exported methods must be called from one goroutine.
type World struct {
	Config Config
	Clock  *vclock.Clock
	Net    *vnet.Network

	door      sync.Mutex     // the one door to the organizations' state
	accepting sync.WaitGroup // listeners
	serving   sync.WaitGroup // connections
	sides     map[relay.Side]*Side
	hosts     []*Host // outside hosts, in order added
	ca        authorities
	events    []relay.Event
	appEvents []relay.ApplicationEvent
	published []relay.AddressRange // what the service publishes as its addresses
}

// New builds a world with freshly installed organizations.
func New(c Config) (*World, error) {
	w := &World{Config: c, Clock: vclock.New(c.Clock), Net: vnet.New(), sides: map[relay.Side]*Side{}, ca: newAuthorities(c.Clock)}
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

// Do runs f with the organizations' state to itself. Session callbacks come through here.
func (w *World) Do(f func()) {
	w.door.Lock()
	defer w.door.Unlock()
	f()
}

// Side returns one of the two organizations.
func (w *World) Side(s relay.Side) *Side { return w.sides[s] }

// Events returns everything that happened to messages, in order.
func (w *World) Events() []relay.Event { return w.events }

// ApplicationEvents returns the rows of the servers' application logs, in order.
func (w *World) ApplicationEvents() []relay.ApplicationEvent { return w.appEvents }

// Record takes an event; it is called with the door closed behind the caller.
func (w *World) Record(e relay.Event) {
	e.Sequence = len(w.events) + 1
	w.events = append(w.events, e)
}

// Application takes an application event.
func (w *World) Application(e relay.ApplicationEvent) { w.appEvents = append(w.appEvents, e) }

// Roots is the trust store that both organizations share: every authority except those made untrusted.
func (w *World) Roots() []*labca.Authority { return w.ca.trusted() }

package sim

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/install"
	"hybridsim/sim/cmdlet"
)

// How long a change takes to an Edge, and the port that EdgeSync connects to (T9.2 [D] EDGESUB; that a change waits the
// whole interval is ours).
const (
	edgeConfigurationEvery = 3 * time.Minute
	edgeRecipientsEvery    = 5 * time.Minute
	edgeSyncPort           = 50636
)

// unsynced is a configuration that an Edge may not have seen yet.
type unsynced struct {
	at time.Time
	o  *relay.Organization
}

// edges are the Edge Transport servers.
func (w *World) edges(in *Inside) []*sideState {
	var list []*sideState
	for _, s := range w.sides {
		if s.Organization().IsEdge() {
			list = append(list, s.at(in))
		}
	}
	return list
}

// toSync keeps a changed configuration for the Edges that are subscribed to it.
func (s *sideState) toSync() {
	if len(s.configured.EdgeSubscriptions) > 0 {
		s.unsynced = append(s.unsynced, unsynced{s.w.Clock.Now(), s.configured})
	}
}

// catchUp lets EdgeSync have done what it has done until now.
func (w *World) catchUp(in *Inside) {
	inside := w.Side(relay.OnPremises)
	if inside == nil || len(inside.at(in).unsynced) == 0 {
		return
	}
	here, now := inside.at(in), w.Clock.Now()
	waits := false
	for _, edge := range w.edges(in) {
		if here.configured.EdgeSubscription(edge.servers[0].Name) == nil {
			continue
		}
		for _, u := range here.unsynced {
			what := install.Sync{
				Configuration: u.o.Revision > edge.configurationOf && !u.at.Add(edgeConfigurationEvery).After(now),
				Recipients:    u.o.Revision > edge.recipientsOf && !u.at.Add(edgeRecipientsEvery).After(now),
			}
			if what.Configuration || what.Recipients {
				_ = w.synchronize(in, edge, u, what) // an Edge that is not reached stays as it is
			}
		}
		waits = waits || edge.recipientsOf < here.unsynced[len(here.unsynced)-1].o.Revision
	}
	if !waits {
		here.unsynced = nil
	}
}

// synchronize copies a configuration to an Edge.
func (w *World) synchronize(in *Inside, edge *sideState, u unsynced, what install.Sync) error {
	_, err := w.copyToEdge(in, edge, u, what)
	return err
}

func (w *World) copyToEdge(in *Inside, edge *sideState, u unsynced, what install.Sync) (refused []string, err error) {
	from := w.Side(relay.OnPremises).servers[0].outbound.Addrs()[0]
	to := netip.AddrPortFrom(edge.servers[0].inbound.Addrs()[0], edgeSyncPort)
	if !w.Net.Permits(from, to) {
		return nil, fmt.Errorf("%s cannot be reached from %s", to, from)
	}
	if u.o.EdgeSubscription(edge.servers[0].Name) == nil {
		return nil, nil // it was not subscribed then
	}
	changed, refused := install.Synchronize(u.o, edge.configured, what)
	administrator{s: edge}.Replace(changed)
	if what.Configuration {
		edge.configurationOf = u.o.Revision
	}
	if what.Recipients {
		edge.recipientsOf = u.o.Revision
	}
	return refused, nil
}

// Edges are the administrators of the Edge Transport servers.
func (a administrator) Edges() []cmdlet.Admin {
	var list []cmdlet.Admin
	for _, edge := range a.s.w.edges(a.s.in) {
		list = append(list, administrator{s: edge})
	}
	return list
}

// SynchronizeEdge copies everything at once.
func (a administrator) SynchronizeEdge(name string) (refused []string, err error) {
	edges := a.s.w.edges(a.s.in)
	i := slices.IndexFunc(edges, func(e *sideState) bool { return e.Server(name) != nil })
	if i < 0 {
		return nil, fmt.Errorf("there is no Edge %s", name)
	}
	now := unsynced{a.s.w.Clock.Now(), a.s.configured}
	refused, err = a.s.w.copyToEdge(a.s.in, edges[i], now, install.Sync{Configuration: true, Recipients: true})
	a.s.w.catchUp(a.s.in)
	return refused, err
}

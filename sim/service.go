package sim

import (
	"fmt"
	"net/netip"
	"slices"

	"hybridsim/relay"
)

// Ban puts client addresses on a list of the service: its front door refuses them from now on, or puts them off
// (S11.4).
func (w *World) Ban(l relay.Listing) {
	w.Do(func(in *Inside) {
		s := w.at(in)
		s.banned = append(slices.Clone(s.banned), l)
	})
}

// Delist takes addresses off a list of the service, where who is asked can do that. They must be named as they were
// banned. The error of who cannot is a [NotByThisWay].
func (w *World) Delist(r relay.AddressRange, by relay.Removal) error {
	var err error
	w.Do(func(in *Inside) {
		s := w.at(in)
		err = fmt.Errorf("%s is not on the service's block list", r)
		for i, b := range s.banned {
			if b.Overlap(r) != relay.Equal {
				continue
			}
			if way := b.List.Removal(); way != by {
				err = &NotByThisWay{r, by, way}
				continue
			}
			s.banned, err = slices.Delete(slices.Clone(s.banned), i, i+1), nil
			return
		}
	})
	return err
}

// NotByThisWay is that an address is on a list which it is taken off in another way.
type NotByThisWay struct {
	Addresses relay.AddressRange
	By, Way   relay.Removal
}

func (e *NotByThisWay) Error() string {
	return fmt.Sprintf("%s is on a list that %s does not take it off", e.Addresses, e.By)
}

// MoveEgress moves one of the addresses that the service sends from to another (KB2750145: the service's addresses
// change over time, one by one). It keeps its place in the order, so the messages that would have left from it leave
// from the new one.
func (w *World) MoveEgress(from, to netip.Addr) (err error) {
	host := w.Side(relay.Cloud).servers[0].outbound
	w.Do(func(*Inside) { // two who move addresses at a time do not undo each other's
		addrs := host.Addrs()
		i := slices.Index(addrs, from)
		if i < 0 {
			err = fmt.Errorf("the service does not send from %s; it sends from %v", from, addrs)
			return
		}
		addrs[i] = to
		err = host.SetAddrs(addrs...)
	})
	return err
}

// Destination finds the addresses that connections to a name lead to: of a side, those that it receives on; of anything
// else what [World.HostAddresses] finds.
func (w *World) Destination(name string) ([]netip.Prefix, error) {
	side := w.Side(relay.Side(name))
	if side == nil {
		return w.HostAddresses(name)
	}
	var prefixes []netip.Prefix
	for _, a := range side.Ingress() {
		prefixes = append(prefixes, netip.PrefixFrom(a, a.BitLen()))
	}
	return prefixes, nil
}

// SetPlan says what a tenant has bought of the service.
func (s *Side) SetPlan(plan relay.TenantPlan) {
	s.w.Do(func(in *Inside) {
		a := administrator{s: s.at(in)}
		o := a.Organization().Clone()
		o.Plan = plan
		a.Replace(o)
	})
}

// SetSyncScope chooses the organizational units that directory synchronization leaves out.
func (s *Side) SetSyncScope(leftOut []string) {
	s.w.Do(func(in *Inside) {
		a := administrator{s: s.at(in)}
		o := a.Organization().Clone()
		o.SyncScope.Chosen = leftOut
		a.Replace(o)
	})
}

// Banned returns the client addresses on the service's lists.
func (w *World) Banned() []relay.Listing {
	return look(w, func(in *Inside) []relay.Listing { return w.at(in).banned })
}

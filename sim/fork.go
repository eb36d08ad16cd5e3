package sim

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/sim/door"
	"hybridsim/sim/vclock"
)

// Fork returns a world that is configured like this one, at the same time: whoever plays a configuration many times
// types its lines once. ok is false when something has happened already, since what happened is not copied: mail, a
// report, a queue, a row of a log, a change on its way.
func (w *World) Fork() (fork *World, ok bool, err error) {
	if !w.untouched() {
		return nil, false, nil
	}
	f := &World{Config: w.Config, Clock: vclock.New(w.Clock.Now()), Net: w.Net.Fork()}
	f.Net.Publish(f.serviceRecords)
	f.Net.PublishInside(f.serverRecords)
	f.kept = door.Keep(look(w, func(in *Inside) state {
		here := w.at(in)
		return state{ca: here.ca.fork(), published: here.published, banned: slices.Clip(here.banned)}
	}))
	for _, side := range w.sides {
		configured := look(w, func(in *Inside) *relay.Organization { return side.at(in).configured })
		f.Do(func(in *Inside) { err = f.forkSide(in, side, configured) })
		if err != nil {
			return nil, false, err
		}
	}
	for _, h := range w.Hosts() {
		if err := f.forkHost(h); err != nil {
			return nil, false, err
		}
	}
	return f, true, nil
}

// untouched reports whether the world has been configured and nothing else.
func (w *World) untouched() bool {
	for _, h := range w.Hosts() {
		if !h.Idle() {
			return false
		}
	}
	_, pending := w.Clock.Next()
	return !pending && w.pace == nil && len(w.Net.Attempts()) == 0 && look(w, func(in *Inside) bool {
		here := w.at(in)
		idle := here.events.Count()+here.appEvents.Count() == 0
		for _, side := range w.sides {
			idle = idle && len(side.messages(in)) == 0 && len(side.at(in).unsynced) == 0
		}
		return idle
	})
}

// forkSide puts an organization of another world to work in this one, on hosts of the same names.
func (w *World) forkSide(in *Inside, other *Side, configured *relay.Organization) error {
	s := &Side{Name: other.Name, w: w, tenant: other.tenant}
	s.kept = door.Keep(sideState{Side: s, in: in, configured: configured})
	s.effective.Store(other.Organization())
	w.sides = append(w.sides, s)
	for _, server := range other.servers {
		own := &Server{
			Name: server.Name, side: s,
			inbound: w.Net.Host(server.inbound.Name()), outbound: w.Net.Host(server.outbound.Name()),
		}
		own.kept = door.Keep(serverState{Server: own, in: in, faults: server.at(in).faults.Fork()})
		s.servers = append(s.servers, own)
		if err := own.at(in).start(); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) forkHost(other *Host) (err error) {
	h := &Host{w: w, net: w.Net.Host(other.net.Name())}
	if h.Host, err = other.Host.Fork(surroundings{h}); err != nil {
		return err
	}
	w.Do(func(in *Inside) { w.at(in).hosts = append(w.at(in).hosts, h) })
	return nil
}

// fork returns authorities that go on from here by themselves.
func (a *authorities) fork() authorities {
	f := newAuthorities(a.since)
	for root, is := range a.untrusted {
		f.untrusted[root] = is
	}
	f.names, f.refused = slices.Clip(a.names), a.refused
	f.issued, f.revoked = slices.Clip(a.issued), a.revoked
	for _, authority := range a.list {
		f.list = append(f.list, authority.Fork())
	}
	return f
}

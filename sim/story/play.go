package story

import (
	"maps"
	"slices"

	"hybridsim/sim"
	"hybridsim/sim/script"
)

// play is one world of a story being played on.
type play struct{ *script.Player }

// newPlay builds the world of a story and plays its base and set-up, with those unknowns that are taken to be so.
func newPlay(s *Story, so ...script.Unknown) (*play, error) {
	setup, err := s.setupWith(so)
	if err != nil {
		return nil, err
	}
	h := s.Headers
	w, err := sim.New(sim.Config{
		Clock: h.Clock, OnPremises: h.Product, Server: h.Server, Address: h.Address,
		Behind: h.Behind, Site: h.Site, Also: h.Also,
		More: h.More, Forests: h.Forests, Tenant: h.Tenant, Tenants: h.Tenants, Era: h.Era,
	})
	if err != nil {
		return nil, s.headerError(err)
	}
	if s.byWord {
		w.Net.Trust()
	}
	if s.tapped != nil {
		s.tapped(w)
	}
	p := &play{script.On(w, s.files)}
	for _, domain := range slices.Sorted(maps.Keys(h.MX)) {
		if err := w.SetMX(domain, h.MX[domain]); err != nil {
			w.Close()
			return nil, s.headerError(err)
		}
	}
	for _, step := range setup {
		if err := p.Perform(step); err != nil {
			w.Close()
			return nil, err
		}
	}
	w.Config.Propagation = h.Propagation // the set-up is long since in effect
	return p, nil
}

// newFaultyPlay builds the world of a story, with those unknowns that are taken to be so, lets its cause happen and
// begins the section after it.
func newFaultyPlay(s *Story, so ...script.Unknown) (*play, error) {
	p, err := newPlay(s, so...)
	if err != nil {
		return nil, err
	}
	return p.after(s.Cause)
}

// newSufferedPlay is a faulty play whose symptoms have been played, without looking at them: the state that a cure
// finds.
func newSufferedPlay(s *Story) (*play, error) {
	p, err := newFaultyPlay(s)
	if err != nil {
		return nil, err
	}
	return p.after(s.Symptoms)
}

// after plays a section and begins the next one. A play that fails is closed.
func (p *play) after(section []*Step) (*play, error) {
	if err := p.do(section); err != nil {
		p.close()
		return nil, err
	}
	p.Begin()
	return p, nil
}

// headerError is an error about what the header says.
func (s *Story) headerError(err error) error {
	return s.mistaken("", "the world that the header describes cannot be: %v", err)
}

func (p *play) close() { p.World().Close() }

// watcher is told what the claims and printing steps of a section show. Its members may be nil.
type watcher struct {
	claim func(*Step, script.Finding, error) error
	print func(*Step, string)
}

// do plays the steps that act. Claims and prints are skipped; [play.watch] takes those.
func (p *play) do(steps []*Step) error { return p.watch(steps, watcher{}) }

// watch plays steps in order: acting, checking and printing.
func (p *play) watch(steps []*Step, see watcher) error {
	for _, s := range steps {
		switch {
		case s.Acts():
			if err := p.Perform(s.Step); err != nil {
				return err
			}
		case s.IsClaim() && see.claim != nil:
			f, err := p.Check(s.Step)
			if err := see.claim(s, f, err); err != nil {
				return err
			}
		case s.Prints() && see.print != nil:
			output, err := p.Print(s.Step)
			if err != nil {
				return err
			}
			see.print(s, output)
		}
	}
	return nil
}

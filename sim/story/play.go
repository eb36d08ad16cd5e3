package story

import (
	"maps"
	"slices"
	"time"

	"hybridsim/relay"
	"hybridsim/sim"
)

// play is one world being played on.
type play struct {
	story   *Story
	w       *sim.World
	section moment          // when the present section began
	sent    *moment         // before the last send; nil: nothing was sent
	talk    []string        // banner and replies of the section's last conversation by hand
	names   []string        // that the network administrator gave DNS records
	queued  map[string]bool // next hops that on-premises mail has waited for, in lower case

	settle func() error                // lets the work be done that is due
	wait   func(d time.Duration) error // lets time pass
}

// moment is a point in the records: how much of each there was.
type moment struct {
	events, applications, queries int
	deliveries                    map[relay.Side]int
	outside                       map[string]int // mail at each outside host's mailboxes
	received, sent                map[relay.Side]int
}

// newPlay builds the world of a story and plays its base and set-up, with those unknowns that are taken to be so.
func newPlay(s *Story, so ...Unknown) (*play, error) {
	setup, err := s.setupWith(so)
	if err != nil {
		return nil, err
	}
	h := s.Headers
	w, err := sim.New(sim.Config{
		Clock: h.Clock, OnPremises: h.Product, Server: h.Server, Address: h.Address, Tenant: h.Tenant, Era: h.Era,
	})
	if err != nil {
		return nil, s.headerError(err)
	}
	p := on(s, w)
	for _, domain := range slices.Sorted(maps.Keys(h.MX)) {
		if err := w.SetMX(domain, h.MX[domain]); err != nil {
			w.Close()
			return nil, s.headerError(err)
		}
	}
	if err := p.do(setup); err != nil {
		w.Close()
		return nil, err
	}
	w.Config.Propagation = h.Propagation // the set-up is long since in effect
	return p, nil
}

// on is a play on a world that is there already.
func on(s *Story, w *sim.World) *play {
	return &play{story: s, w: w, queued: map[string]bool{}, settle: w.Settle, wait: w.Wait}
}

// newFaultyPlay builds the world of a story, with those unknowns that are taken to be so, lets its cause happen and begins the
// section after it.
func newFaultyPlay(s *Story, so ...Unknown) (*play, error) {
	p, err := newPlay(s, so...)
	if err != nil {
		return nil, err
	}
	if err := p.do(s.Cause); err != nil {
		p.close()
		return nil, err
	}
	p.begin()
	return p, nil
}

// newSufferedPlay is a faulty play whose symptoms have been played, without looking at them: the state that a cure finds.
func newSufferedPlay(s *Story) (*play, error) {
	p, err := newFaultyPlay(s)
	if err != nil {
		return nil, err
	}
	if err := p.do(s.Symptoms); err != nil {
		p.close()
		return nil, err
	}
	p.begin()
	return p, nil
}

// headerError is an error about what the header says.
func (s *Story) headerError(err error) error {
	return s.mistaken("", "the world that the header describes cannot be: %v", err)
}

func (p *play) close() { p.w.Close() }

// watcher is told what the claims and printing steps of a section show. Its members may be nil.
type watcher struct {
	claim func(*Step, finding, error) error
	print func(*Step, string)
}

// do plays the steps that act. Claims and prints are skipped; [play.watch] takes those.
func (p *play) do(steps []*Step) error { return p.watch(steps, watcher{}) }

// watch plays steps in order: acting, checking and printing.
func (p *play) watch(steps []*Step, see watcher) error {
	for _, s := range steps {
		switch {
		case s.act != nil:
			if err := p.perform(s); err != nil {
				return err
			}
		case s.claim != nil && see.claim != nil:
			f, err := s.claim.check(p)
			if err := see.claim(s, f, s.wrap(err)); err != nil {
				return err
			}
		case s.print != nil && see.print != nil:
			output, err := s.print.print(p)
			if err != nil {
				return s.wrap(err)
			}
			see.print(s, output)
		}
	}
	return nil
}

// perform does what a step says, and the work that follows from it.
func (p *play) perform(s *Step) error {
	err := s.act.do(p)
	if err == nil {
		err = p.settle()
	}
	if err == nil {
		p.noteQueues()
	}
	return s.wrap(err)
}

// begin starts a section: claims look at what happens from here on.
func (p *play) begin() { p.section, p.talk = p.now(), nil }

func (p *play) now() moment {
	m := moment{
		events: len(p.w.Events()), applications: len(p.w.ApplicationEvents()), queries: len(p.w.Net.Queries()),
		deliveries: map[relay.Side]int{}, outside: map[string]int{}, received: map[relay.Side]int{}, sent: map[relay.Side]int{},
	}
	for _, side := range relay.BothSides {
		m.deliveries[side] = len(p.w.Side(side).Deliveries())
		m.received[side] = len(p.w.Side(side).Received())
		m.sent[side] = len(p.w.Side(side).Sent())
	}
	for _, h := range p.w.Hosts() {
		m.outside[h.Name] = len(h.Mail())
	}
	return m
}

// events returns the events since a moment that f accepts.
func (p *play) events(since moment, f func(relay.Event) bool) []relay.Event {
	var list []relay.Event
	for _, e := range p.w.Events()[since.events:] {
		if f(e) {
			list = append(list, e)
		}
	}
	return list
}

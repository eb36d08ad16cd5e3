package story

import (
	"errors"
	"fmt"
	"slices"

	"hybridsim/relay"
	"hybridsim/sim"
)

// play is one world being played on.
type play struct {
	story   *Story
	w       *sim.World
	section moment   // when the present section began
	sent    moment   // before the last send
	talk    []string // banner and replies of the last conversation by hand
}

// moment is a point in the records: how much of each there was.
type moment struct {
	events, applications, queries int
	deliveries                    map[relay.Side]int
	outside                       map[string]int // mail at each outside host's mailboxes
	received, sent                map[relay.Side]int
}

// newPlay builds the world of a story and plays its base and set-up.
func newPlay(s *Story) (*play, error) {
	h := s.Headers
	w, err := sim.New(sim.Config{
		Clock: h.Clock, OnPremises: h.Product, Server: h.Server, Address: h.Address, Tenant: h.Tenant, Era: h.Era, Propagation: h.Propagation,
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.File, err)
	}
	p := &play{story: s, w: w}
	var domains []string
	for d := range h.MX {
		domains = append(domains, d)
	}
	slices.Sort(domains)
	for _, d := range domains {
		if err := w.SetMX(d, h.MX[d]); err != nil {
			w.Close()
			return nil, fmt.Errorf("%s: %w", s.File, err)
		}
	}
	for _, steps := range [][]*Step{s.Base.Setup, s.Setup} {
		if err := p.do(steps); err != nil {
			w.Close()
			return nil, err
		}
	}
	return p, nil
}

func (p *play) close() { p.w.Close() }

// do plays the steps that act. Claims and prints are skipped; [play.check] takes those.
func (p *play) do(steps []*Step) error {
	return p.each(steps, func(*Step, finding, error) error { return nil })
}

// each plays steps in order, acting and checking; see gets every claim with its finding.
func (p *play) each(steps []*Step, see func(*Step, finding, error) error) error {
	for _, s := range steps {
		if s.act != nil {
			if err := s.act.do(p); err != nil {
				return s.wrap(err)
			}
			if err := p.w.Settle(); err != nil {
				return s.wrap(err)
			}
		}
		if s.claim != nil {
			f, err := s.claim.check(p)
			if err != nil {
				err = s.wrap(err)
			}
			if err := see(s, f, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// begin starts a section: claims look at what happens from here on.
func (p *play) begin() { p.section = p.now() }

func (p *play) now() moment {
	m := moment{
		events: len(p.w.Events()), applications: len(p.w.ApplicationEvents()), queries: len(p.w.Net.Queries()),
		deliveries: map[relay.Side]int{}, outside: map[string]int{}, received: map[relay.Side]int{}, sent: map[relay.Side]int{},
	}
	for _, side := range bothSides {
		m.deliveries[side] = len(p.w.Side(side).Transport.Deliveries())
		m.received[side] = len(p.w.Side(side).Received())
		m.sent[side] = len(p.w.Side(side).Sent())
	}
	for _, h := range p.w.Hosts() {
		m.outside[h.Name] = len(h.Mail())
	}
	return m
}

var bothSides = []relay.Side{relay.OnPremises, relay.Cloud}

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

// wrap gives an error the step's place in the file, unless it has one.
func (s *Step) wrap(err error) error {
	var placed *Error
	if err == nil || errors.As(err, &placed) {
		return err
	}
	column := 1
	message, hint := err.Error(), ""
	var at *placedError
	if errors.As(err, &at) {
		column, message, hint = at.column, at.message, at.hint
	}
	return &Error{File: s.File, Line: s.Line, Column: column, Message: message, Hint: hint}
}

// placedError is an error that knows its column and a hint, but not its line.
type placedError struct {
	column        int
	message, hint string
}

func (e *placedError) Error() string { return e.message }

// vacuous is the error of a claim that could not have failed.
func vacuous(hint, format string, args ...any) error {
	return &placedError{1, "this claim cannot fail: " + fmt.Sprintf(format, args...), hint}
}

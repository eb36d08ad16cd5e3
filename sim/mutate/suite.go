package mutate

import (
	"fmt"
	"slices"

	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
)

// Suite are assertions that stand on one base.
type Suite struct {
	Base       *story.Story
	Assertions []*story.Story
	// Shared is the set-up that several of the assertions have in common: what they take for given about the world.
	Shared []string

	grounds map[string]*ground // by the header of those that begin with it
	main    *ground            // of the base's own header
	doubts  []*ground          // of what is not known about the base, each alone
}

// New reads a suite. Its assertions may be none: then only check is asked. They must hold on their base: what fails
// there notices everything.
func New(base *story.Story, assertions []*story.Story) (*Suite, error) {
	s := &Suite{Base: base, Assertions: assertions, grounds: map[string]*ground{}}
	var err error
	if s.main, err = s.ground(base); err != nil {
		return nil, err
	}
	lines := map[string]int{}
	for _, a := range assertions {
		for _, step := range a.Setup {
			if lines[step.Text]++; lines[step.Text] == 2 && step.Acts() {
				s.Shared = append(s.Shared, step.Text)
			}
		}
		if _, err := s.ground(a); err != nil {
			s.Close()
			return nil, err
		}
	}
	for _, a := range assertions {
		by, err := s.failing(a, s.grounds)
		switch {
		case err != nil:
			s.Close()
			return nil, err
		case by != nil:
			s.Close()
			return nil, mistake.New("mutate asks what a suite would miss that holds: hybridsim run "+by.File,
				"%s:%d does not hold on the healthy base: %s", by.File, by.Line, by.Want)
		}
	}
	return s, nil
}

// OneBase finds the base that all stories stand on.
func OneBase(list []*story.Story) (*story.Story, error) {
	for _, s := range list {
		switch {
		case s.Kind != story.Assertion:
			return nil, mistake.New("a suite is assertions (Kind: assertion); put stories of faults into another "+
				"folder", "%s is no assertion", s.File)
		case s.Base.Name != list[0].Base.Name || s.Base.File != list[0].Base.File:
			return nil, mistake.New("put the assertions of each base into a folder of their own",
				"%s stands on %s, and %s on %s", list[0].File, list[0].Base.Name, s.File, s.Base.Name)
		}
	}
	return list[0].Base, nil
}

func headerOf(s *story.Story) string { return fmt.Sprintf("%+v", s.Headers) }

// ground is what a story begins with.
func (s *Suite) ground(a *story.Story) (*ground, error) {
	key := headerOf(a)
	if g := s.grounds[key]; g != nil {
		return g, nil
	}
	g, err := newGround(a.Ground)
	if err == nil {
		s.grounds[key] = g
	}
	return g, err
}

// failing plays an assertion on the ground of its header and returns the first claim that does not hold.
func (s *Suite) failing(a *story.Story, on map[string]*ground) (*story.Failure, error) {
	w, err := on[headerOf(a)].world()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	r, err := a.AssertOn(w)
	if err != nil || r.OK() {
		return nil, err
	}
	slices.SortStableFunc(r.Failures, func(x, y story.Failure) int { return x.Line - y.Line })
	return &r.Failures[0], nil
}

// Close closes what was kept for plays.
func (s *Suite) Close() {
	for _, g := range s.grounds {
		g.close()
	}
	for _, g := range s.doubts {
		g.close()
	}
}

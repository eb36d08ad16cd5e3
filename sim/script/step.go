package script

import (
	"fmt"
	"maps"
	"slices"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// Step is one line that does, claims or prints something, or tells of something that is not known.
type Step struct {
	File string
	Line int
	Text string

	act     action
	claim   *want
	print   printer
	unknown *Unknown
}

// action does something to the world.
type action interface{ do(p *Player) error }

// printer renders something about the world, to compare with golden lines.
type printer interface {
	print(p *Player) (string, error)
}

// Finding is the result of a claim.
type Finding struct {
	Holds bool
	Got   string       // what there was
	Brief string       // a few words for the summary: "NDR 550 5.1.10 to alice@contoso.com"
	Event *relay.Event // the event behind it, whose decisions explain it
}

// String says whether the claim holds, and what there was.
func (f Finding) String() string {
	says := "does not hold"
	if f.Holds {
		says = "holds"
	}
	if f.Got != "" {
		says += ", " + f.Got
	}
	return says
}

// Acts reports whether the step does something.
func (s *Step) Acts() bool { return s.act != nil }

// IsClaim reports whether the step is a want line.
func (s *Step) IsClaim() bool { return s.claim != nil }

// Prints reports whether the step prints something: trace, explain, show.
func (s *Step) Prints() bool { return s.print != nil }

// Unknown is what a perhaps line tells of, or nil.
func (s *Step) Unknown() *Unknown { return s.unknown }

// Wrap gives an error the step's place in the file, unless it has one.
func (s *Step) Wrap(err error) error { return mistake.In(err, s.File, s.Line) }

// vacuous is the error of a claim that could not have failed.
func vacuous(at mistake.Column, hint, format string, args ...any) error {
	return at.Errorf(hint, "this claim cannot fail: "+format, args...)
}

// Lacks complains about a step that sends what is not among the given messages. The hint is for when there is none at
// all, with a verb for the name.
func (s *Step) Lacks(messages map[string][]byte, otherwise string) error {
	var file string
	var at mistake.Column
	switch a := s.act.(type) {
	case *sendAction:
		file, at = a.file, a.fileAt
	case *hostAct:
		if a.sends == nil {
			return nil
		}
		file, at = a.sends.Message, a.sendsAt
	default:
		return nil
	}
	if _, ok := messages[file]; ok {
		return nil
	}
	hint := suggest.DidYouMean(file, slices.Sorted(maps.Keys(messages)))
	if hint == "" {
		hint = fmt.Sprintf(otherwise, file)
	}
	return s.Wrap(at.Errorf(hint, "there is no attachment %q", file))
}

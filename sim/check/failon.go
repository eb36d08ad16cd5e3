package check

import (
	"slices"
	"strings"

	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// Trouble is something that a check can be told to fail on.
type Trouble string

// Troubles. Of a comparison, findings are those that are new.
const (
	OnError       Trouble = "error"         // a finding that weighs as an error
	OnWarning     Trouble = "warning"       // a finding that weighs as a warning, or more
	OnWorse       Trouble = "worse"         // a flow that goes worse than in the other configuration
	OnUnhealthy   Trouble = "unhealthy"     // a flow that is not as in a healthy hybrid, or may not be
	OnNotLookedAt Trouble = "not-looked-at" // something that could change an answer and that nothing looks at
)

var troubles = []Trouble{OnError, OnWarning, OnWorse, OnUnhealthy, OnNotLookedAt}

// ParseTroubles reads a list such as "worse,error".
func ParseTroubles(text string) ([]Trouble, error) {
	var list []Trouble
	for word := range strings.SplitSeq(text, ",") {
		t := Trouble(strings.TrimSpace(word))
		if !slices.Contains(troubles, t) {
			names := TroubleNames()
			hint := suggest.DidYouMean(string(t), names)
			if hint == "" {
				hint = "there are " + strings.Join(names, ", ")
			}
			return nil, mistake.New(hint, "%q is nothing that a check fails on", t)
		}
		list = append(list, t)
	}
	return list, nil
}

// TroubleNames are the words of all troubles.
func TroubleNames() (names []string) {
	for _, t := range troubles {
		names = append(names, string(t))
	}
	return names
}

// Fails reports whether a check has one of the troubles. Accepted findings do not count.
func (r *Report) Fails(on []Trouble) bool {
	return slices.ContainsFunc(on, func(t Trouble) bool {
		switch t {
		case OnUnhealthy:
			return r.Bad() > 0
		case OnNotLookedAt:
			return len(r.NotLookedAt)+len(r.Assumptions) > 0
		case OnError, OnWarning:
			return slices.ContainsFunc(r.Findings, func(f Finding) bool {
				return f.Accepted == "" && f.Severity.weighs(t)
			})
		}
		return false
	})
}

// Fails reports whether a comparison has one of the troubles; after is the report of the newer configuration.
func (d *Difference) Fails(on []Trouble, after *Report) bool {
	return slices.ContainsFunc(on, func(t Trouble) bool {
		switch t {
		case OnWorse:
			return d.Worse() > 0
		case OnUnhealthy:
			return after.Bad() > 0
		case OnNotLookedAt:
			return len(d.NotLookedAt)+len(d.Assumptions) > 0
		case OnError, OnWarning:
			return slices.ContainsFunc(d.Findings, func(f Noticed) bool {
				return f.New && f.Accepted == "" && f.Severity.weighs(t)
			})
		}
		return false
	})
}

// weighs reports whether a severity is at least that of a trouble.
func (s Severity) weighs(t Trouble) bool { return s == Error || s == Warning && t == OnWarning }

// accept marks the findings that the base accepts, and lists those acceptances that match nothing any more.
func (r *Report) accept(subject *Subject) {
	for _, a := range subject.story.Headers.Accepted {
		met := false
		for i := range r.Findings {
			f := &r.Findings[i]
			if strings.EqualFold(f.Code, a.Code) && strings.EqualFold(f.Object, a.Object) {
				f.Accepted, met = a.Reason, true
			}
		}
		if !met {
			r.Stale = append(r.Stale, a.Code+" "+a.Object)
		}
	}
}

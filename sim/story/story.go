package story

import (
	"net/netip"
	"strings"
	"time"

	"hybridsim/relay"
)

// Story is one parsed file.
type Story struct {
	Name     string // file name without its ending
	File     string // as errors name it
	Title    string
	Source   string // public name of the document: KB2510049
	Section  string // part of the document, if it has several
	Base     *Story // the healthy hybrid it starts from; nil for a base
	Contrast string // the story whose cause changes nothing here
	Headers  Headers

	Setup    []*Step
	Cause    []*Step
	Symptoms []*Step
	Cures    []Cure

	files map[string][]byte // attachments
	text  string            // the whole file, for rewriting
}

// Cure is one Resolution with its Verification.
type Cure struct{ Resolution, Verification []*Step }

// Headers are what a base states about its world and a story may override.
type Headers struct {
	Clock       time.Time
	Product     relay.Product
	Server      string
	Address     netip.Addr
	Tenant      string
	Era         relay.Era
	Propagation time.Duration
	MX          map[string]string // domain -> host name, or "cloud"
}

// Mark is what a claim rests on.
type Mark struct {
	Kind MarkKind
	Text string
}

// MarkKind is Documented or Inferred.
type MarkKind string

// Kinds of marks.
const (
	Documented MarkKind = "Documented"
	Inferred   MarkKind = "Inferred"
)

// Step is one line that does, claims or prints something.
type Step struct {
	File   string
	Line   int
	Text   string
	Mark   Mark // of a claim
	Golden []string
	golden goldenRange

	act     action
	claim   claim
	print   printer
	unknown *Unknown
}

// goldenRange is where the golden lines beneath a printing step stand in the file: first line and count.
type goldenRange struct{ first, count int }

// IsClaim reports whether the step is a want line.
func (s *Step) IsClaim() bool { return s.claim != nil }

// action does something to the world.
type action interface{ do(p *play) error }

// claim checks something about the world. An error means that the claim could not have failed, or makes no sense.
type claim interface {
	check(p *play) (finding, error)
}

// printer renders something about the world, to compare with golden lines.
type printer interface {
	print(p *play) (string, error)
}

// finding is the result of a claim.
type finding struct {
	holds bool
	got   string       // what there was
	brief string       // a few words for the summary: "NDR 550 5.1.10 to alice@contoso.com"
	event *relay.Event // the event behind it, whose decisions explain it
}

// Claims counts the want lines by kind.
func (s *Story) Claims() (documented, inferred int) {
	count := func(steps []*Step) {
		for _, step := range steps {
			switch {
			case !step.IsClaim():
			case step.Mark.Kind == Documented:
				documented++
			default:
				inferred++
			}
		}
	}
	count(s.Symptoms)
	for _, c := range s.Cures {
		count(c.Verification)
	}
	return documented, inferred
}

// SourceAndSection is the document that a story rests on, with the part of it.
func (s *Story) SourceAndSection() string {
	if s.Section == "" {
		return s.Source
	}
	return s.Source + ", " + s.Section
}

// SymptomClaim is the first claim of Symptoms, or that there is none.
func (s *Story) SymptomClaim() string {
	for _, step := range s.Symptoms {
		if step.IsClaim() {
			return strings.TrimPrefix(step.Text, "want ")
		}
	}
	return "none"
}

package story

import (
	"net/netip"
	"strings"
	"time"

	"golang.org/x/tools/txtar"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/script"
)

// Story is one parsed file.
type Story struct {
	Name     string // file name without its ending
	File     string // as errors name it
	Title    string
	Kind     Kind
	Source   string // public name of the document: KB2510049; an assertion may have none
	Section  string // part of the document, if it has several
	Base     *Story // the healthy hybrid it starts from; nil for a base
	Contrast string // the story whose cause changes nothing here
	Lower    *Story // of a base that stands on another: that one
	Headers  Headers

	Setup    []*Step
	Cause    []*Step
	Symptoms []*Step
	Cures    []Cure

	RealTLS bool // every handshake is done with arithmetic, in plays that nobody watches as well

	byWord bool              // of a copy: hosts take each other's word in handshakes
	tapped func(*sim.World)  // of a copy: who listens on the network, before anything happens; nil: nobody
	files  map[string][]byte // attachments
	text   string            // the whole file, for rewriting
}

// Kind says what a file is for.
type Kind string

// Kinds of files.
const (
	Fault     Kind = ""          // a story of a fault, or a contrast; a base has this too
	Assertion Kind = "assertion" // states what must hold on its base
)

// Cure is one Resolution with its Verification.
type Cure struct{ Resolution, Verification []*Step }

// Headers are what a base states about its world and a story may override.
type Headers struct {
	Clock       time.Time
	Product     relay.Product
	Server      string // the first on-premises server
	Address     netip.Addr
	Also        netip.Addr    // its address of the other family
	Behind      string        // a name that leads to it as well
	Site        string        // of Active Directory that it is in
	More        []sim.Machine // the others, Edges among them
	Forests     []sim.Forest  // the other on-premises organizations
	Tenant      string
	Tenants     []string // the others
	Era         relay.Era
	Propagation time.Duration
	MX          map[string]string // domain -> host name, or "cloud"
	Accepted    []Accepted        // findings of check that are so by intention
}

// Accepted is a finding of check that somebody accepts, and why.
type Accepted struct{ Code, Object, Reason string }

// Mark is what a claim rests on. It covers the claims beneath it, and no more than its source supports.
type Mark struct {
	Kind MarkKind
	Text string
}

// MarkKind is Documented, Observed, Inferred or Required.
type MarkKind string

// Kinds of marks.
const (
	Documented MarkKind = "Documented" // the story's Source says so, or a page of Microsoft's that the mark names
	Observed   MarkKind = "Observed"   // a real log, report or header shows it: the mark names which
	Inferred   MarkKind = "Inferred"   // by us, or told by a secondary source: the mark says by which
	// of assertions: whoever wrote it wants it so; it is also what no mark means there
	Requirement MarkKind = "Required"
)

var markKinds = []MarkKind{Documented, Observed, Inferred, Requirement}

// Step is a line of a file, with what it rests on and what it should print.
type Step struct {
	*script.Step
	Mark   Mark // of a claim
	Golden []string
	golden goldenRange
}

// goldenRange is where the golden lines beneath a printing step stand in the file: first line and count.
type goldenRange struct{ first, count int }

// ClaimCount is a number of claims by what they rest on.
type ClaimCount struct{ Documented, Observed, Inferred, Required int }

// Plus is the sum of two counts.
func (n ClaimCount) Plus(m ClaimCount) ClaimCount {
	return ClaimCount{n.Documented + m.Documented, n.Observed + m.Observed, n.Inferred + m.Inferred,
		n.Required + m.Required}
}

// Total is the number of all claims.
func (n ClaimCount) Total() int { return n.Documented + n.Observed + n.Inferred + n.Required }

// Claims counts the want lines by their marks.
func (s *Story) Claims() ClaimCount {
	var n ClaimCount
	for _, step := range s.claims() {
		switch step.Mark.Kind {
		case Documented:
			n.Documented++
		case Observed:
			n.Observed++
		case Requirement:
			n.Required++
		default:
			n.Inferred++
		}
	}
	return n
}

// SourceAndSection is the document that a story rests on, with the part of it; "" for an assertion that names none.
func (s *Story) SourceAndSection() string {
	if s.Section == "" {
		return s.Source
	}
	return s.Source + ", " + s.Section
}

// FirstClaim is the first claim of the file, or that there is none: of a story its symptom.
func (s *Story) FirstClaim() string {
	steps := s.Symptoms
	if s.Kind == Assertion {
		steps = s.Cures[0].Verification
	}
	for _, step := range steps {
		if step.IsClaim() {
			return strings.TrimPrefix(step.Text, "want ")
		}
	}
	return "none"
}

// Text is the file that the story was read from.
func (s *Story) Text() string { return s.text }

// Lines are the file's lines up to the messages that it brings.
func (s *Story) Lines() []string {
	return strings.Split(string(txtar.Parse([]byte(s.text)).Comment), "\n")
}

// Attachment is the message of this name that the story brings, or nil.
func (s *Story) Attachment(name string) []byte { return s.files[name] }

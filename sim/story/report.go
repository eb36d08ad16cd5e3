package story

import (
	"iter"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/sim/caveat"
	"hybridsim/sim/evidence"
	"hybridsim/sim/script"
	"hybridsim/sim/topology"
)

// Report is what playing a story showed.
type Report struct {
	Story     *Story
	Symptom   string // in a few words, from the first claim of Symptoms
	Cures     []CureReport
	Outcome   string // of an assertion, in a few words
	Held      int    // claims that hold
	Failures  []Failure
	Claims    []ClaimResult // in the order they were checked
	Notices   []script.Mail // delivery reports of the first whole play
	Topology  topology.Map  // of the faulty state
	Context   []*Step       // symptoms that also hold without the cause
	Delivered bool          // whether the mail whose header is compared arrived with the fault as well
	Headers   []HeaderChange
	Events    []relay.Event      // of the first whole play
	Outside   []journey.Outside  // what outside hosts knew of messages at its end
	Capable   []string           // receive connectors that know the cloud then
	Sections  []evidence.Chapter // where each section's events begin
	// NotLookedAt is what the faulty state and the mended one have that nothing reads, the nearest to the mail first.
	NotLookedAt caveat.List
	Evidence    string // digest of everything the first whole play left behind
	goldens     map[*Step][]string
	outdated    []*Step
}

// ClaimResult is a claim with what was found.
type ClaimResult struct {
	Step  *Step
	Holds bool
	Got   string
}

// CureReport is how one Resolution went.
type CureReport struct{ Outcome string }

// Records are what was recorded of the ways of messages.
func (r *Report) Records() journey.Records {
	return journey.Records{Events: r.Events, Outside: r.Outside, Capable: r.Capable}
}

// SectionEvents goes through the sections with the events of each, of which there may be none.
func (r *Report) SectionEvents() iter.Seq2[string, []relay.Event] {
	return evidence.Chapters(r.Sections, r.Events)
}

// Failure is a claim that does not hold, a golden line that differs, or a rule of honest stories that is broken.
type Failure struct {
	File      string
	Line      int
	Want      string
	Got       string
	Side      relay.Side       // on which the decisions were made
	Decisions []relay.Decision // that led there
	Golden    bool             // --update would mend it
	Undecided []string         // questions without whose answers nobody can tell whether the claim holds
}

// HeaderChange is a header field of the newest mail in the verification, compared with the newest mail at the same
// mailbox before the cure.
type HeaderChange struct{ Name, Before, After string }

// OK reports whether everything holds.
func (r *Report) OK() bool { return len(r.Failures) == 0 }

// claims returns the receiver of findings that counts a claim or keeps its failure; brief gets the claims that hold, in
// a few words.
func (r *Report) claims(brief func(string)) func(*Step, script.Finding, error) error {
	return func(step *Step, f script.Finding, err error) error {
		if err == nil {
			r.Claims = append(r.Claims, ClaimResult{step, f.Holds, f.Got})
		}
		switch {
		case err != nil:
			return err
		case f.Holds:
			r.Held++
			if f.Brief != "" {
				brief(f.Brief)
			}
		default:
			r.fail(step, f)
		}
		return nil
	}
}

func (r *Report) fail(step *Step, f script.Finding) {
	failure := Failure{File: step.File, Line: step.Line, Want: step.Text, Got: f.Got}
	if f.Event != nil {
		failure.Side, failure.Decisions = f.Event.Side, f.Event.Decisions
	}
	r.Failures = append(r.Failures, failure)
}

package story

import (
	"hybridsim/sim/evidence"
)

// Folders of the states in which evidence is taken.
const (
	Faulty       = "faulty"   // the end of Symptoms: what somebody finds who is called
	Cured        = "cured"    // the end of the first Verification; logs and mailboxes go on from Faulty
	ContrastOnly = "contrast" // the end of a contrast's Verification: its cause does no harm
	Asserted     = "asserted" // the end of an assertion's Verification
)

// EvidenceFiles plays the story with its cause, its symptoms and its first cure and returns what an investigator would
// find at the end of Symptoms and at the end of Verification: logs in Exchange's folders and formats, mailboxes,
// reports, queues, message trace, what outside hosts saw, and the decisions behind it all (docs/evidence.md).
func (s *Story) EvidenceFiles() ([]evidence.File, error) {
	p, err := newPlay(s)
	if err != nil {
		return nil, err
	}
	defer p.close()
	var all []evidence.File
	chapters := []evidence.Chapter{{Name: "Setup"}}
	take := func(state string) error {
		files, err := evidence.Of(p.World(), chapters...)
		for _, f := range files {
			all = append(all, evidence.File{Name: state + "/" + f.Name, Content: f.Content})
		}
		return err
	}
	for _, st := range s.stages() {
		p.Begin()
		chapters = append(chapters, evidence.Chapter{Name: st.name, Event: p.World().EventLog().Count()})
		if err := p.do(st.steps); err != nil {
			return nil, err
		}
		if st.state != "" {
			if err := take(st.state); err != nil {
				return nil, err
			}
		}
	}
	return all, nil
}

// stage is a part of a story that is played, and what the evidence at its end is called; empty: none is taken.
type stage struct {
	name  string
	steps []*Step
	state string
}

// stages are the parts of the play that evidence comes from.
func (s *Story) stages() []stage {
	all, cure := []stage{{"Cause", s.Cause, ""}}, s.Cures[0]
	switch {
	case s.Kind == Assertion:
		return append(all, stage{"Verification", cure.Verification, Asserted})
	case s.Contrast != "":
		return append(all, stage{"Verification", cure.Verification, ContrastOnly})
	}
	return append(all, stage{"Symptoms", s.Symptoms, Faulty}, stage{"Resolution", cure.Resolution, ""},
		stage{"Verification", cure.Verification, Cured})
}

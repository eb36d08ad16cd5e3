package story

import (
	"slices"
)

// whole checks what can only be seen at the end of the file: that the attachments are there and the sections complete.
func (p *parser) whole() {
	s := p.story
	if s.Base == nil {
		p.hasNo(sections, "a base describes a healthy hybrid; a story has the header Base: NAME")
	}
	for _, step := range s.Steps() {
		if err := step.Lacks(s.files, "attach it at the end of the file, under a line -- %s --"); err != nil {
			p.fail(err)
		}
	}
	switch {
	case s.Base == nil:
	case s.Kind == Assertion:
		p.wholeAssertion()
	case s.Contrast != "":
		p.wholeContrast()
	default:
		p.wholeStory()
	}
}

// uncured reports whether nothing is cured in a story, so that its verification stands alone.
func (s *Story) uncured() bool { return s.Contrast != "" || s.Kind == Assertion }

// what a story is, for errors about it.
func (s *Story) what() string {
	switch {
	case s.Kind == Assertion:
		return "an assertion"
	case s.Contrast != "":
		return "a contrast"
	case s.Base == nil:
		return "a base"
	}
	return "a story"
}

// hasNo complains about sections that a story of its kind does not have.
func (p *parser) hasNo(sections []string, hint string) {
	for _, h := range p.headings {
		if slices.Contains(sections, h.name) {
			p.fail(p.cursor(h.line-1).ErrorAt(0, hint, "%s has no %s", p.story.what(), h.name))
		}
	}
}

// wholeAssertion checks the sections of a file that states what must hold.
func (p *parser) wholeAssertion() {
	p.hasNo([]string{"Cause", "Symptoms", "Resolution"},
		"it states what must hold on its base: its lines go into Verification")
	if s := p.story; len(s.Cures) == 0 || !hasClaim(s.Cures[0].Verification) {
		p.lacks("write under == Verification what must hold, as want lines", "the assertion claims nothing")
	}
}

// wholeContrast checks the sections of a story whose cause does no harm.
func (p *parser) wholeContrast() {
	s := p.story
	p.hasNo([]string{"Symptoms", "Resolution"},
		"a contrast shows that the cause does no harm: its claims go into Verification")
	switch {
	case len(s.Cause) == 0:
		p.lacks("write under == Cause what would do harm elsewhere", "the contrast has no Cause")
	case len(s.Cures) == 0 || !hasClaim(s.Cures[0].Verification):
		p.lacks("write under == Verification what is seen all the same, as want lines", "the contrast claims nothing")
	}
}

// wholeStory checks the sections of a story: a cause, a symptom, and pairs of resolution and verification.
func (p *parser) wholeStory() {
	s := p.story
	switch {
	case len(s.Cause) == 0:
		p.lacks("write what went wrong under == Cause", "the story has no Cause")
	case !hasClaim(s.Symptoms):
		p.lacks("write what is seen under == Symptoms, as want lines", "the story claims no symptom")
	case len(s.Cures) == 0:
		p.lacks("write the documented fix under == Resolution, its proof under == Verification",
			"the story has no Resolution")
	}
	cure := 0
	for _, h := range p.headings {
		if h.name != "Resolution" {
			continue
		}
		at := p.cursor(h.line - 1)
		if len(s.Cures[cure].Resolution) == 0 {
			p.fail(at.ErrorAt(0, "write what cures it", "this Resolution does nothing"))
		}
		if !hasClaim(s.Cures[cure].Verification) {
			p.fail(at.ErrorAt(0, "each Resolution is followed by a Verification with want lines",
				"this Resolution is not verified"))
		}
		cure++
	}
}

// lacks tells of a missing section, at the end of the body.
func (p *parser) lacks(hint, what string) {
	p.fail(p.cursor(len(p.lines)-1).ErrorAt(0, hint, "%s", what))
}

func hasClaim(steps []*Step) bool { return slices.ContainsFunc(steps, (*Step).IsClaim) }

// Steps are all steps of the file, in order.
func (s *Story) Steps() []*Step {
	all := slices.Concat(s.Setup, s.Cause, s.Symptoms)
	for _, c := range s.Cures {
		all = append(append(all, c.Resolution...), c.Verification...)
	}
	return all
}

package mutate

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/sim/fault"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
)

// Story writes the skeleton of a story from a kind of fault, at the first place of a base where somebody can see it and
// its administrators can undo it. It plays and holds as it is; what it rests on has to be filled in. named is how its
// header names the base.
func Story(base *story.Story, operator *fault.Operator, named string) (string, error) {
	s, err := New(base, nil)
	if err != nil {
		return "", err
	}
	defer s.Close()
	places := operator.At(s.main.w)
	if len(places) == 0 {
		return "", mistake.New("docs/faults.md says what it needs; choose another base with --base",
			"%s has nothing that %s could be done to", base.Name, operator.Name)
	}
	w, err := s.main.world()
	if err != nil {
		return "", err
	}
	letters := probes(w)
	w.Close()
	undone := false
	for _, f := range places {
		if undone = undone || len(f.Undo) > 0; len(f.Undo) == 0 {
			continue
		}
		text, err := s.tell(f, letters, named)
		if err != nil || text != "" {
			return text, err
		}
	}
	if !undone {
		return "", mistake.New("a story ends with a fix; it can be written by hand: hybridsim new NAME",
			"%s is undone by %s, and nobody types that", operator.Name, operator.Whose)
	}
	return "", mistake.New("choose another base with --base, or write it by hand: hybridsim new NAME",
		"on %s no letter shows %s", base.Name, operator.Name)
}

// tell writes a story of a fault with the first letter that shows it; it is empty when none does.
func (s *Suite) tell(f fault.Fault, letters []probe, named string) (string, error) {
	steps, err := parsed(f.Lines)
	if err != nil {
		return "", err
	}
	sick, err := s.main.mutated(s.Base, steps)
	if err != nil {
		return "", nil // what the cmdlets refuse is no fault
	}
	defer sick.close()
	for i := range letters {
		p := &letters[i]
		symptom, verified, err := s.both(p, sick)
		if err != nil {
			return "", err
		}
		if symptom == "" || verified == "" {
			continue
		}
		text := p.story(f, s.Base, named, symptom, verified)
		told, err := story.Parse("skeleton", []byte(text), func(string) (*story.Story, error) { return s.Base, nil })
		if err != nil {
			return "", err
		}
		if report, err := told.Run(); err == nil && report.OK() {
			return text, nil
		}
	}
	return "", nil
}

// both plays a letter on the healthy base and on the sick one, and finds a claim that holds on the sick one alone, and
// one that holds on the healthy one alone.
func (s *Suite) both(p *probe, on *ground) (symptom, verified string, err error) {
	w, err := s.main.world()
	if err != nil {
		return "", "", err
	}
	healthy, err := p.play(w, nil)
	if err != nil {
		return "", "", nil
	}
	defer healthy.close()
	if w, err = on.world(); err != nil {
		return "", "", err
	}
	sick, err := p.play(w, nil)
	if err != nil {
		return "", "", nil
	}
	defer sick.close()
	return onlyAt(sick, healthy), onlyAt(healthy, sick), nil
}

// onlyAt is the plainest claim that holds of what one shows and fails of what the other shows.
func onlyAt(one, other *seen) string {
	var claims []kill
	try := func(claim string, plain int) {
		if claim != "" && one.holds(claim) && !other.holds(claim) {
			claims = append(claims, kill{claim: claim, cost: plain})
		}
	}
	for _, f := range one.facts {
		if !other.index[f.claim] {
			try(f.claim, f.plain)
		}
	}
	for _, f := range other.facts {
		if !one.index[f.claim] {
			try(f.denial, f.plain+1)
		}
	}
	if len(claims) == 0 {
		return ""
	}
	return slices.MinFunc(claims, kill.cheaper).claim
}

// story writes the file.
func (p *probe) story(f fault.Fault, base *story.Story, named, symptom, verified string) string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	add("Title: %s", strings.TrimSuffix(f.Says, "."))
	add("Source: %s", f.Source)
	add("Base: %s", named)
	add("")
	add("# Written by hybridsim new --fault %s: a play shows what it claims, and no document says so yet.", f.Name)
	add("# Put the document's public name into Source, and under each mark what it says: Documented: ...")
	lines = append(lines, p.setup...)
	add("\n== Cause")
	add("# %s", f.Object)
	lines = append(lines, f.Lines...)
	add("\n== Symptoms")
	lines = append(lines, p.acts...)
	add("Inferred: a play on %s shows it", base.Name)
	add("%s", symptom)
	add("\n== Resolution")
	lines = append(lines, f.Undo...)
	add("\n== Verification")
	lines = append(lines, p.acts...)
	add("Inferred: a play on %s shows it", base.Name)
	add("%s", verified)
	if p.file != "" {
		add("\n-- %s --\n%s", p.file, strings.TrimSuffix(p.text, "\n"))
	}
	return strings.Join(lines, "\n") + "\n"
}

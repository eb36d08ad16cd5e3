package story

// SectionDoc describes a section of a story, for the reference page.
type SectionDoc struct{ Name, Doc string }

// Sections returns the sections of a story in their order.
func Sections() []SectionDoc {
	return []SectionDoc{
		{"Cause", "The one mistake: what somebody did to the healthy hybrid."},
		{"Symptoms", "What is then done and seen, as claims. Played without the cause, the first claim must fail; others that still hold are context."},
		{"Resolution", "The documented fix. Several pairs of Resolution and Verification each start from the faulty state."},
		{"Verification", "What is then done and seen, as claims. Played without its resolution, at least one claim must fail, or a step be impossible. It is the only section of an assertion."},
	}
}

var sections = func() (names []string) {
	for _, s := range Sections() {
		names = append(names, s.Name)
	}
	return names
}()

// LinesOf returns what is typed in a section, as it stands in the file; of Verification with the first Resolution
// before it.
func (s *Story) LinesOf(section string) []string {
	var steps []*Step
	switch section {
	case "Setup":
		steps = s.Setup
	case "Symptoms":
		steps = append(append(steps, s.Cause...), s.Symptoms...)
	case "Verification":
		steps = append(append(steps, s.Cures[0].Resolution...), s.Cures[0].Verification...)
	}
	var lines []string
	for _, step := range steps {
		if step.Acts() {
			lines = append(lines, step.Text)
		}
	}
	return lines
}

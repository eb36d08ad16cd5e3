package story

import (
	"slices"
	"strings"
)

// Rewritten returns the story's file with the golden lines that the report printed, and whether that is a change.
// Claims, comments and everything else stay as they are.
func (r *Report) Rewritten() (content []byte, changed bool) {
	lines := strings.SplitAfter(r.Story.text, "\n")
	steps := slices.Clone(r.outdated)
	// from below, so that numbers above stay true
	slices.SortFunc(steps, func(a, b *Step) int { return b.Line - a.Line })
	for _, step := range steps {
		from, to := step.Line, step.Line
		if step.golden.count > 0 {
			from, to = step.golden.first-1, step.golden.first-1+step.golden.count
		}
		ending := "\n"
		if strings.HasSuffix(lines[step.Line-1], "\r\n") {
			ending = "\r\n"
		}
		if !strings.HasSuffix(lines[from-1], "\n") { // the last line of a file that does not end in a newline
			lines[from-1] += ending
		}
		var golden []string
		for _, line := range r.goldens[step] {
			golden = append(golden, "    "+line+ending)
		}
		lines = slices.Concat(lines[:from:from], golden, lines[to:])
	}
	return []byte(strings.Join(lines, "")), len(steps) > 0
}

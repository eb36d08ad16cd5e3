package story

import (
	"bytes"
	"slices"
	"strings"
)

// Rewritten returns the story's file with the golden lines that the report printed, and whether that is a change. Claims,
// comments and everything else stay as they are.
func (r *Report) Rewritten() (content []byte, changed bool) {
	if len(r.outdated) == 0 {
		return []byte(r.Story.text), false
	}
	lines := strings.SplitAfter(r.Story.text, "\n")
	steps := slices.Clone(r.outdated)
	slices.SortFunc(steps, func(a, b *Step) int { return b.Line - a.Line }) // from below, so that numbers above stay true
	for _, step := range steps {
		from, to := step.Line, step.Line
		if step.golden.count > 0 {
			from, to = step.golden.first-1, step.golden.first-1+step.golden.count
		}
		var golden []string
		for _, line := range r.goldens[step] {
			golden = append(golden, strings.TrimRight("    "+line, " ")+"\n")
		}
		lines = slices.Concat(lines[:from:from], golden, lines[to:])
	}
	var b bytes.Buffer
	for _, line := range lines {
		b.WriteString(line)
	}
	return b.Bytes(), true
}

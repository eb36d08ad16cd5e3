package story

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// goldenLines are the lines of an output as they stand beneath a printing step. An empty line would end them, so it is
// written as a dot; what an editor could not keep is made visible.
func goldenLines(output string) []string {
	output = strings.TrimRight(strings.ReplaceAll(output, "\r\n", "\n"), "\n")
	if output == "" {
		return nil
	}
	lines := strings.Split(strings.ToValidUTF8(output, "?"), "\n")
	for i, line := range lines {
		line = strings.Map(func(r rune) rune {
			if unicode.IsControl(r) && r != '\t' {
				return '?'
			}
			return r
		}, line)
		if lines[i] = strings.TrimRight(strings.ReplaceAll(line, "\t", "        "), " "); lines[i] == "" {
			lines[i] = "."
		}
	}
	return lines
}

// compareGolden compares what a step prints with the lines beneath it.
func (r *Report) compareGolden(step *Step, output string) {
	lines := goldenLines(output)
	r.goldens[step] = lines
	if slices.Equal(lines, step.Golden) {
		return
	}
	r.outdated = append(r.outdated, step)
	if step.golden.count == 0 {
		return // nothing is claimed yet; --update fills it in
	}
	r.Failures = append(r.Failures, Failure{File: step.File, Line: step.Line, Golden: true, Want: step.Text +
		" prints the lines beneath it",
		Got: firstDifference(step.golden.first, step.Golden, lines) +
			"\nrun with --update to rewrite them, and say in the commit why the behaviour moved"})
}

// firstDifference names the first golden line that differs, by its line in the file.
func firstDifference(first int, want, got []string) string {
	i := 0
	for i < len(want) && i < len(got) && want[i] == got[i] {
		i++
	}
	line := func(list []string) string {
		if i < len(list) {
			return list[i]
		}
		return "(nothing)"
	}
	return fmt.Sprintf("line %d differs:\n  - %s\n  + %s", first+i, line(want), line(got))
}

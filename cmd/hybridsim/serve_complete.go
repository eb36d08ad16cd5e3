package main

import (
	"fmt"
	"strings"
)

// complete is asked by the terminal about every key. Tab completes the word before the cursor as far as it is certain;
// when it is not, it shows the choices.
func (t *terminal) complete(line string, pos int, key rune) (string, int, bool) {
	if key != '\t' {
		return "", 0, false
	}
	before, after := line[:pos], line[pos:]
	start, words := t.session.Complete(before)
	if start > len(before) || len(words) == 0 {
		return line, pos, true
	}
	word := commonStart(words)
	switch {
	case len(words) == 1:
		if !strings.HasPrefix(after, " ") {
			word += " "
		}
	case len(word) <= len(before[start:]) || !strings.EqualFold(word[:len(before[start:])], before[start:]):
		fmt.Fprint(t.out, choices(words))
		return line, pos, true
	}
	before = before[:start] + word
	return before + after, len(before), true
}

// commonStart is what all words begin with, without regard to case; as the first writes it.
func commonStart(words []string) string {
	common := words[0]
	for _, w := range words[1:] {
		for !strings.EqualFold(common, w[:min(len(common), len(w))]) {
			common = common[:len(common)-1]
		}
	}
	return common
}

// maxChoices is how many words Tab shows at a time.
const maxChoices = 60

// choices are words in as many columns as fit.
func choices(words []string) string {
	more := ""
	if len(words) > maxChoices {
		words, more = words[:maxChoices], fmt.Sprintf("... and %d more\n", len(words)-maxChoices)
	}
	width := 0
	for _, w := range words {
		width = max(width, len([]rune(w))+2)
	}
	const line = 80
	columns := max(line/width, 1)
	var b strings.Builder
	for i, w := range words {
		if i%columns == columns-1 || i == len(words)-1 {
			b.WriteString(w + "\n")
			continue
		}
		fmt.Fprintf(&b, "%-*s", width, w)
	}
	return b.String() + more
}

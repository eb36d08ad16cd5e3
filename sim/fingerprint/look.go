package fingerprint

import (
	"fmt"
	"strings"
)

// File is a file of evidence: its name with slashes, and what is in it.
type File struct {
	Name    string
	Content []byte
}

// Fact is something that is said of all real files of a kind.
type Fact struct {
	Label string // V1.1
	Kind  Kind
	Of    string // generations
	Says  string
	// Differs is how the row of docs/FIDELITY.md begins that tells why ours are otherwise; empty: they are not.
	Differs string
	By      string // the test that holds it, where evidence is not looked at

	check func(*file, see)
}

// Looked reports whether evidence is looked at for the fact.
func (f Fact) Looked() bool { return f.check != nil }

// see is told of each place that a fact speaks of, whether it holds there, and what stands there.
type see func(holds bool, what string)

// Verdict is what became of a fact.
type Verdict struct {
	Fact
	Places int      // that it speaks of
	Wrong  []string // places where it does not hold: file and what stands there; the first few
	wrong  int
}

// Holds reports whether a fact held wherever it speaks of anything.
func (v Verdict) Holds() bool { return v.wrong == 0 }

// few is how many wrong places are told of.
const few = 3

// Look goes through files.
func Look(files []File) []Verdict {
	list := make([]Verdict, len(Facts))
	for i, f := range Facts {
		list[i].Fact = f
	}
	for _, content := range files {
		f := open(content)
		for i := range list {
			v := &list[i]
			if v.Kind != f.kind || !v.Looked() {
				continue
			}
			v.check(f, func(holds bool, what string) {
				v.Places++
				if holds {
					return
				}
				if v.wrong++; v.wrong <= few {
					v.Wrong = append(v.Wrong, fmt.Sprintf("%s: %.200s", f.Name, what))
				}
			})
		}
	}
	return list
}

// Page is docs/fingerprint.md.
func Page() string {
	var b strings.Builder
	b.WriteString(intro)
	for _, kind := range kinds {
		fmt.Fprintf(&b, "\n## %s\n\n| fact | of | label | ours |\n|---|---|---|---|\n", kind)
		for _, f := range Facts {
			if f.Kind != kind {
				continue
			}
			ours := "the same"
			switch {
			case f.Differs != "":
				ours = "differ: " + f.Differs
			case f.By != "":
				ours = "the same, by " + f.By
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", f.Says, f.Of, f.Label, ours)
		}
	}
	return b.String()
}

const intro = `# What gives a file away

Structural facts of real files of Exchange, and whether those that hybridsim writes have them. Facts come from the comparison of
reports, headers and logs that people published (labels V of [RULES.md](RULES.md)); *of* says which generations were seen.

A test looks at the evidence of all stories: each fact marked *the same* holds at every place that it speaks of, and there is one.
Where a test is named, that one holds it: evidence alone does not show it. Each other fact names its row of
[FIDELITY.md](FIDELITY.md).

This page is made by ` + "`just fingerprint`" + `.
`

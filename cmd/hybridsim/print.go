package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"strings"

	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

// printer writes for people, in colour on a terminal unless NO_COLOR is set.
type printer struct {
	out    io.Writer
	colour bool
}

func newPrinter(out io.Writer) *printer {
	return &printer{out: out, colour: isTerminal(out) && os.Getenv("NO_COLOR") == ""}
}

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p.out, format+"\n", args...) }

func (p *printer) paint(code, s string) string {
	if !p.colour {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p *printer) good(s string) string { return p.paint("32", s) }
func (p *printer) bad(s string) string  { return p.paint("31", s) }
func (p *printer) bold(s string) string { return p.paint("1", s) }

// Widths of the columns of a summary, in characters; the name's is that of the longest name.
const (
	symptomWidth = 38
	cureWidth    = 28
)

// summary is one line for a story: name, symptom, cure, number of claims.
func (p *printer) summary(r *story.Report, width int) {
	cure := p.good(column(cureText(r), cureWidth))
	if !r.OK() {
		cure = p.bad(column(fmt.Sprintf("FAILED: %d", len(r.Failures)), cureWidth))
	}
	p.line("%s  %s  %s  %3d claims", column(r.Story.Name, width), column(shown(r), symptomWidth), cure,
		r.Story.Claims().Total())
}

// column fits a text into a width, so that what follows stays aligned.
func column(s string, width int) string {
	return fmt.Sprintf("%-*s", width, shortened(s, width))
}

// shortened is a text of at most so many characters; one that is longer ends in "…".
func shortened(s string, width int) string {
	if runes := []rune(s); len(runes) > width {
		return string(runes[:width-1]) + "…"
	}
	return s
}

// shown is what the story showed: its symptom, or what an assertion came to.
func shown(r *story.Report) string {
	if r.Story.Kind == story.Assertion {
		return cmp.Or(r.Outcome, "no outcome")
	}
	return cmp.Or(r.Symptom, "no symptom")
}

func cureText(r *story.Report) string {
	switch {
	case r.Story.Kind == story.Assertion:
		return "holds"
	case r.Story.Contrast != "":
		return "contrast"
	case len(r.Cures) == 1:
		return "cured: " + cmp.Or(r.Cures[0].Outcome, "verified")
	default:
		return fmt.Sprintf("cured (%d ways)", len(r.Cures))
	}
}

// failures tells of all claims that do not hold.
func (p *printer) failures(r *story.Report) {
	for _, f := range r.Failures {
		p.failure(f)
	}
}

// failure tells where a claim stands that does not hold, what was wanted, what happened, and why.
func (p *printer) failure(f story.Failure) {
	place, rest, _ := strings.Cut(strings.TrimSuffix(f.String(), "\n"), "\n")
	p.line("%s", p.bad(place))
	p.line("%s", rest)
}

// tell is the story hop by hop: its sections with what happened in each, what else holds without the cause, and the
// header lines that the cure changed.
func (p *printer) tell(r *story.Report) {
	title := p.bold(r.Story.Title)
	if r.Story.Source != "" {
		title += " (" + r.Story.SourceAndSection() + ")"
	}
	p.line("%s", title)
	eachSection(r, func(name, events string) {
		p.line("\n%s", p.bold("== "+name))
		fmt.Fprint(p.out, events)
	}, false)
	p.line("\n%s", p.bold("== What became of the messages"))
	fmt.Fprint(p.out, script.RenderEnds(r.Records()))
	if len(r.Context) > 0 {
		p.line("\n%s", p.bold("Symptoms that hold without the cause as well"))
	}
	for _, step := range r.Context {
		p.line("  %d: %s", step.Line, step.Text)
	}
	if len(r.Headers) > 0 {
		p.line("\n%s", p.bold("What the cure changed in the header of the mail"))
	}
	missing := "(absent)"
	if !r.Delivered {
		missing = "(not delivered)"
	}
	for _, h := range r.Headers {
		name := strings.TrimPrefix(h.Name, "X-MS-Exchange-Organization-")
		p.line("  %s: %s -> %s", name, cmp.Or(h.Before, missing), p.good(cmp.Or(h.After, "(absent)")))
	}
	p.line("")
}

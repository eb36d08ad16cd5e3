package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"hybridsim/sim/story"
)

// printer writes for people, in colour on a terminal unless NO_COLOR is set.
type printer struct {
	out    io.Writer
	colour bool
}

func newPrinter(out io.Writer) *printer {
	file, ok := out.(*os.File)
	return &printer{out: out, colour: ok && term.IsTerminal(int(file.Fd())) && os.Getenv("NO_COLOR") == ""}
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

// summary is one line for a story: name, symptom, cure, number of claims.
func (p *printer) summary(r *story.Report, width int) {
	documented, inferred := r.Story.Claims()
	claims := fmt.Sprintf("%3d claims", documented+inferred)
	symptom, cure := fmt.Sprintf("%-38s", orElse(r.Symptom, "no symptom")), fmt.Sprintf("%-28s", cureText(r))
	if r.OK() {
		cure = p.good(cure)
	} else {
		cure = p.bad(fmt.Sprintf("%-28s", fmt.Sprintf("FAILED: %d", len(r.Failures))))
	}
	p.line("%-*s  %s  %s  %s", width, r.Story.Name, symptom, cure, claims)
}

func cureText(r *story.Report) string {
	switch {
	case r.Story.Contrast != "":
		return "contrast"
	case len(r.Cures) == 1:
		return "cured: " + orElse(r.Cures[0].Outcome, "verified")
	default:
		return fmt.Sprintf("cured (%d ways)", len(r.Cures))
	}
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

// failures tells for each claim that does not hold where it stands, what was wanted, what happened, and why.
func (p *printer) failures(r *story.Report) {
	for _, f := range r.Failures {
		p.line("%s", p.bad(fmt.Sprintf("%s:%d: does not hold", f.File, f.Line)))
		p.line("    wanted: %s", f.Want)
		p.line("    got:    %s", strings.ReplaceAll(f.Got, "\n", "\n            "))
		for _, d := range f.Decisions {
			p.line("    %s", strings.TrimSpace(story.RenderDecision(d, false)))
		}
	}
}

// tell is the story hop by hop: its sections with what happened in each, and the header lines that the cure changed.
func (p *printer) tell(r *story.Report) {
	p.line("%s", p.bold(r.Story.Title)+" ("+r.Story.Source+")")
	for i, section := range r.Sections {
		end := len(r.Events)
		if i+1 < len(r.Sections) {
			end = r.Sections[i+1].Event
		}
		if section.Event == end {
			continue
		}
		p.line("\n%s", p.bold("== "+section.Name))
		fmt.Fprint(p.out, story.RenderEvents(r.Events[section.Event:end], false))
	}
	if len(r.Headers) > 0 {
		p.line("\n%s", p.bold("What the cure changed in the header of the mail"))
	}
	for _, h := range r.Headers {
		name := strings.TrimPrefix(h.Name, "X-MS-Exchange-Organization-")
		p.line("  %s: %s -> %s", name, orElse(h.Before, "(absent)"), p.good(orElse(h.After, "(absent)")))
	}
	p.line("")
}

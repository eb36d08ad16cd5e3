package tell

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"hybridsim/sim/story"
)

// Article is the story as a text for people: what it is about, where, who does what, and what is claimed on what
// grounds. The picture of the healthy hybrid shows the world as it is before the cause.
func Article(s *story.Story) (string, error) {
	picture, err := picture(s)
	if err != nil {
		return "", err
	}
	a := &article{story: s}
	a.heading(s.Title, "=")
	if s.Source != "" {
		a.say("Source: %s", s.SourceAndSection())
	}
	if s.Base != nil {
		a.say("Base:   %s (%s)", s.Base.Title, s.Base.Name)
	}
	when := s.Headers.Clock.UTC().Format("2 January 2006, 15:04 UTC")
	if era := s.Headers.Era.String(); era != "" {
		when += "; the cloud's wording is that of " + era
	}
	a.say("Time:   %s", when)
	if s.Contrast != "" {
		a.say("This is a contrast to %s: here the cause does no harm.", s.Contrast)
	}
	if s.Kind == story.Assertion {
		a.say("This is an assertion: it states what must hold.")
	}
	if s.Base != nil {
		for _, u := range s.Base.Unknowns() {
			a.say("It is not known of the base: %s", u.Question)
		}
	}
	if s.Kind == story.Assertion {
		a.heading("The hybrid", "-")
	} else {
		a.heading("The healthy hybrid", "-")
	}
	a.b.WriteString(picture)
	a.body()
	for _, name := range s.Attachments() {
		a.heading("Message "+name, "-")
		for _, line := range strings.Split(strings.TrimRight(string(s.Attachment(name)), "\r\n"), "\n") {
			a.indented(4, strings.TrimRight(line, "\r"))
		}
	}
	return a.b.String(), nil
}

// article is a text being written.
type article struct {
	story *story.Story
	b     strings.Builder
	actor string // who did the last thing, so that one lead stands over several lines
}

func (a *article) say(format string, args ...any) { fmt.Fprintf(&a.b, format+"\n", args...) }

func (a *article) indented(n int, text string) {
	a.b.WriteString(strings.TrimRight(strings.Repeat(" ", n)+text, " ") + "\n")
}

func (a *article) heading(text, line string) {
	if a.b.Len() > 0 {
		a.b.WriteByte('\n')
	}
	a.say("%s\n%s", text, strings.Repeat(line, utf8.RuneCountInString(text)))
	a.actor = ""
}

// headings name the sections in an article.
var headings = map[string]string{
	"Cause": "Cause: the one mistake", "Symptoms": "Symptoms: what is then seen", "Resolution": "Resolution: the documented fix", "Verification": "Verification: the proof",
}

// body tells the sections.
func (a *article) body() {
	for _, section := range told(a.story) {
		switch {
		case section.name == "":
			a.heading("Set-up", "-")
		case a.story.Kind == story.Assertion:
			a.heading(section.name+": what must hold", "-")
		default:
			a.heading(headings[section.name], "-")
		}
		a.b.WriteString(section.text)
	}
}

// toldSection is a section as a text for people. The set-up has no name.
type toldSection struct{ name, text string }

// told goes through the file's lines behind the header, so that comments keep their places.
func told(s *story.Story) []toldSection {
	steps := map[int]*story.Step{}
	for _, step := range s.Steps() {
		steps[step.Line] = step
	}
	var list []toldSection
	a := &article{story: s}
	begin := func(name string) {
		list = append(list, toldSection{name: name})
		a = &article{story: s}
	}
	inBody := false
	for i, line := range s.Lines() {
		line = strings.TrimRight(line, " \t\r")
		switch step := steps[i+1]; {
		case !inBody:
			inBody = line == ""
		case strings.HasPrefix(line, "=="):
			begin(strings.TrimSpace(strings.TrimPrefix(line, "==")))
		case line == "" || strings.HasPrefix(line, "    "):
		default:
			if len(list) == 0 {
				begin("")
			}
			a.line(line, step)
			list[len(list)-1].text = a.b.String()
		}
	}
	return list
}

// line tells one line: a comment, a mark, or a step.
func (a *article) line(text string, step *story.Step) {
	for _, mark := range []struct{ begins, says string }{
		{"#", ""}, {string(story.Documented) + ":", "Documented: "}, {string(story.Observed) + ":", "Observed: "},
		{string(story.Inferred) + ":", "Not documented, inferred: "}, {string(story.Requirement) + ":", "Required: "},
	} {
		if rest, ok := strings.CutPrefix(text, mark.begins); ok {
			a.actor = ""
			a.say("%s%s", mark.says, strings.TrimSpace(rest))
			return
		}
	}
	switch {
	case step == nil || step.Prints(): // what is printed there belongs to the checks, not to the story
	case step.Unknown() != nil:
		a.actor = ""
		a.say("It is not known: %s", step.Unknown().Question)
		a.indented(4, "perhaps "+step.Unknown().Step.Text)
	case step.IsClaim():
		a.actor = ""
		a.indented(2, "- "+strings.TrimPrefix(text, "want "))
	default:
		a.deed(text)
	}
}

// actors are those who type lines, with the words for what they do.
var actors = map[string]string{
	"onprem>": "The on-premises administrator types:", "cloud>": "The cloud's administrator types:",
	"net>": "The network administrator:", "ca>": "The certificate authority:", "eop>": "The service:",
	"ad>": "The administrator of Active Directory:",
}

// deed tells who does something: once for several lines of the same person.
func (a *article) deed(text string) {
	who, what, _ := strings.Cut(text, " ")
	what = strings.TrimSpace(what)
	lead, isRole := actors[who]
	name, isActor := strings.CutSuffix(who, ">")
	switch {
	case isRole:
		if a.actor != who {
			a.say("%s", lead)
		}
		a.indented(4, what)
	case strings.Contains(name, "@") && isActor:
		if deed, ok := strings.CutPrefix(what, "send "); ok {
			what = "sends " + deed
		}
		a.say("%s %s.", name, what)
	case isActor && !strings.Contains(name, "."):
		if a.actor != who {
			a.say("The on-premises administrator types at %s:", name)
		}
		a.indented(4, what)
	case isActor:
		if a.actor != who {
			a.say("The mail host %s:", name)
		}
		a.indented(4, what)
	case who == "wait":
		a.say("Time passes: %s.", what)
	default:
		a.indented(4, text)
	}
	a.actor = who
}

package story

import (
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/tools/txtar"

	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/suggest"
)

// Parse reads a story or a base. file is the name that errors print; find returns the base of a given name. The error
// is an [*mistake.Error] or [mistake.Errors]: all the mistakes of the file that can be seen without playing it.
func Parse(file string, content []byte, find func(name string) (*Story, error)) (*Story, error) {
	if i := script.FirstBadByte(content); i >= 0 {
		line, column := position(content, i)
		return nil, &mistake.Error{File: file, Line: line, Column: column, Message: "this is not text in UTF-8",
			Hint: "a story is a plain text file; docs/stories.md shows one"}
	}
	archive := txtar.Parse(content)
	p := &parser{
		story: &Story{Name: strings.TrimSuffix(path.Base(file), ".txtar"), File: file, files: map[string][]byte{},
			text: string(content)},
		lines: strings.Split(strings.TrimSuffix(string(archive.Comment), "\n"), "\n"),
		find:  find,
		ownMX: map[string]bool{},
	}
	p.attach(archive)
	p.body(p.header())
	if len(p.errors) == 0 {
		p.whole()
	}
	if len(p.errors) > 0 {
		slices.SortStableFunc(p.errors, func(a, b *mistake.Error) int {
			if a.File != b.File {
				return 0
			}
			return a.Line - b.Line
		})
		return nil, p.errors
	}
	return p.story, nil
}

// position is the line of a byte, and its column in characters.
func position(b []byte, i int) (line, column int) {
	before := string(b[:i])
	start := strings.LastIndexByte(before, '\n') + 1
	return strings.Count(before, "\n") + 1, utf8.RuneCountInString(before[start:]) + 1
}

// parser goes through a file once.
type parser struct {
	story      *Story
	lines      []string
	find       func(string) (*Story, error)
	errors     mistake.Errors
	ownMX      map[string]bool // domains whose MX this file states
	ownServers bool            // it has had an On-Premises, Edge or Organization field
	ownTenants bool            // it has had a Tenant field
	opened     []opened        // the organizations behind the first
	stated     map[string]bool // the fields of its header before any Organization
	machines   []sim.Machine   // the servers so far
	section    string
	headings   []heading
	mark       Mark
	last       *Step // the step that golden lines belong to
}

// heading is where a section begins.
type heading struct {
	name string
	line int
}

// cursor stands at the beginning of a line, counted from 0.
func (p *parser) cursor(line int) *script.Cursor {
	return &script.Cursor{File: p.story.File, Line: line + 1, Text: strings.TrimRight(p.lines[line], " \t\r")}
}

func (p *parser) fail(err error) {
	switch e := err.(type) {
	case *mistake.Error:
		p.errors = append(p.errors, e)
	case mistake.Errors:
		p.errors = append(p.errors, e...)
	default:
		p.errors = append(p.errors, &mistake.Error{File: p.story.File, Line: 1, Column: 1, Message: err.Error()})
	}
}

// attach keeps the attachments by name.
func (p *parser) attach(archive *txtar.Archive) {
	line := len(p.lines) + 1
	if len(archive.Comment) == 0 {
		line = 1
	}
	for _, f := range archive.Files {
		if _, twice := p.story.files[f.Name]; twice {
			p.fail(mistake.In(mistake.Column(len("-- ")+1).Errorf("give each a name of its own",
				"the attachment %s occurs twice", f.Name), p.story.File, line))
		}
		p.story.files[f.Name] = f.Data
		line += 1 + strings.Count(string(f.Data), "\n")
	}
}

// body reads the lines behind the header.
func (p *parser) body(from int) {
	for i := from; i < len(p.lines); i++ {
		c := p.cursor(i)
		var err error
		switch {
		case c.Text == "":
			p.mark, p.last = Mark{}, nil
		case strings.HasPrefix(c.Text, "#"):
			p.last = nil
		case strings.HasPrefix(c.Text, "    "):
			err = p.goldenLine(c)
		case c.Text[0] == ' ' || c.Text[0] == '\t':
			err = c.ErrorAt(0, "lines begin at the margin; golden lines beneath trace, show and explain are "+
				"indented by four spaces", "this line is indented")
		case strings.HasPrefix(c.Text, "=="):
			err = p.heading(c)
		default:
			err = p.step(c)
		}
		if err != nil {
			p.fail(err)
		}
	}
}

func (p *parser) goldenLine(c *script.Cursor) error {
	if p.last == nil {
		return c.ErrorAt(4, "indented lines are the golden output of the trace, show or explain directly above them",
			"this line belongs to nothing")
	}
	if p.last.golden.count == 0 {
		p.last.golden.first = c.Line
	}
	p.last.golden.count++
	p.last.Golden = append(p.last.Golden, c.Text[4:])
	return nil
}

func (p *parser) heading(c *script.Cursor) error {
	c.Pos = len("==")
	name := c.Rest()
	p.mark, p.last = Mark{}, nil
	if !slices.Contains(sections, name) {
		c.Pos = len("==")
		p.fail(c.ErrorAt(c.Mark(), suggest.DidYouMean(name, sections), "%q is not a section", name))
		if name = suggest.Nearest(name, sections); name == "" { // else go on as if it were: one mistake is one error
			return nil
		}
	}
	before := p.section
	p.section = name
	p.headings = append(p.headings, heading{name, c.Line})
	if name == "Resolution" || name == "Verification" && before != "Resolution" {
		p.story.Cures = append(p.story.Cures, Cure{})
	}
	switch {
	case name == "Verification" && before != "Resolution" && !p.story.uncured():
		return c.ErrorAt(0, "each Verification follows its Resolution", "this Verification has no Resolution")
	case name == "Verification" && len(p.story.Cures) > 1 && p.story.uncured():
		return c.ErrorAt(0, "put its lines into the first", "%s has one Verification", p.story.what())
	case (name == "Cause" || name == "Symptoms") && (before == name ||
		slices.Index(sections, before) > slices.Index(sections, name)):
		return c.ErrorAt(0, "the order is Cause, Symptoms, and then pairs of Resolution and Verification",
			"%s cannot follow %s", name, before)
	}
	return nil
}

// step reads a mark, or a line that does, claims or prints something.
func (p *parser) step(c *script.Cursor) error {
	for _, kind := range markKinds {
		if text, ok := strings.CutPrefix(c.Text, string(kind)+":"); ok {
			p.mark, p.last = Mark{kind, strings.TrimSpace(text)}, nil
			switch {
			case p.mark.Text == "":
				return c.ErrorAt(len(c.Text), "", "say what is %s", strings.ToLower(string(kind)))
			case kind == Observed && !names(p.mark.Text):
				return c.ErrorAt(0,
					"name it, and say what it shows: \"Observed: set-of-emails lhost-office365-08: the "+
						"report's last line\"",
					"an observed claim names the log, report or header that shows it")
			case kind == Requirement && p.story.Kind != Assertion:
				return c.ErrorAt(0, "what a story claims is \"Documented: ...\", \"Observed: ...\" or "+
					"\"Inferred: ...\"; with the header Kind: assertion the file is an assertion",
					"only an assertion requires something")
			}
			return nil
		}
	}
	s := &Step{}
	p.last = s // even if it is wrong: its golden lines are not to blame
	var err error
	if s.Step, err = c.Step(); err != nil {
		return err
	}
	if err := s.CheckServer(p.story.Headers.serverNames(), p.story.Headers.sides()); err != nil {
		return err
	}
	shows := p.section == "Symptoms" || p.section == "Verification"
	switch {
	case s.Unknown() != nil:
		if err := p.maybe(s); err != nil {
			return err
		}
	case s.IsClaim() && !shows:
		return c.ErrorAt(0, "claims stand in Symptoms and Verification", "a claim cannot stand here")
	case s.IsClaim() && p.mark.Kind == "" && p.story.Kind == Assertion:
		s.Mark.Kind = Requirement
	case s.IsClaim() && p.mark.Kind == "":
		return c.ErrorAt(0, "write what it rests on in a line above: \"Documented: ...\", \"Observed: ...\" or "+
			"\"Inferred: ...\"", "this claim stands under no mark")
	case s.Prints() && !shows:
		return c.ErrorAt(0, "it stands in Symptoms and Verification", "nothing can be printed here")
	case s.IsClaim():
		s.Mark = p.mark
	}
	if !s.Prints() {
		p.last = nil
	}
	p.add(s)
	return nil
}

// names reports whether a mark begins with the name of what was seen: there is something before a colon, and behind it.
func names(text string) bool {
	name, shows, _ := strings.Cut(text, ": ")
	return strings.TrimSpace(name) != "" && strings.TrimSpace(shows) != ""
}

func (p *parser) add(s *Step) {
	story := p.story
	switch p.section {
	case "":
		story.Setup = append(story.Setup, s)
	case "Cause":
		story.Cause = append(story.Cause, s)
	case "Symptoms":
		story.Symptoms = append(story.Symptoms, s)
	case "Resolution":
		cure := &story.Cures[len(story.Cures)-1]
		cure.Resolution = append(cure.Resolution, s)
	default:
		cure := &story.Cures[len(story.Cures)-1]
		cure.Verification = append(cure.Verification, s)
	}
}

// Attachments are the names of the messages that the story brings.
func (s *Story) Attachments() []string { return slices.Sorted(maps.Keys(s.files)) }

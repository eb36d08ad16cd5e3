package story

import (
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/tools/txtar"
)

// Parse reads a story or a base. file is the name that errors print; find returns the base of a given name.
func Parse(file string, content []byte, find func(name string) (*Story, error)) (*Story, error) {
	if i := firstBadByte(content); i >= 0 {
		line, column := position(content, i)
		return nil, &Error{file, line, column, "this is not text in UTF-8", "a story is a plain text file; see docs/stories.md"}
	}
	archive := txtar.Parse(content)
	p := &parser{
		story: &Story{Name: strings.TrimSuffix(path.Base(file), ".txtar"), File: file, files: map[string][]byte{}, text: string(content)},
		lines: strings.Split(strings.TrimSuffix(string(archive.Comment), "\n"), "\n"),
		find:  find,
	}
	for _, f := range archive.Files {
		if _, twice := p.story.files[f.Name]; twice {
			return nil, &Error{file, 1, 1, "the attachment " + f.Name + " occurs twice", ""}
		}
		p.story.files[f.Name] = f.Data
	}
	body := p.header()
	p.body(body)
	if len(p.errors) == 0 {
		p.whole()
	}
	if len(p.errors) > 0 {
		return nil, p.errors
	}
	return p.story, nil
}

func firstBadByte(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 || r == 0 {
			return i
		}
		i += n
	}
	return -1
}

func position(b []byte, i int) (line, column int) {
	before := string(b[:i])
	return strings.Count(before, "\n") + 1, i - strings.LastIndex(before, "\n")
}

// parser goes through a file once.
type parser struct {
	story   *Story
	lines   []string
	find    func(string) (*Story, error)
	errors  Errors
	section string
	mark    Mark
	last    *Step // the step that golden lines belong to
}

var sections = []string{"Cause", "Symptoms", "Resolution", "Verification"}

func (p *parser) fail(err error) {
	if e, ok := err.(*Error); ok {
		p.errors = append(p.errors, e)
		return
	}
	p.errors = append(p.errors, &Error{File: p.story.File, Line: 1, Column: 1, Message: err.Error()})
}

// body reads the lines behind the header.
func (p *parser) body(from int) {
	for i := from; i < len(p.lines); i++ {
		text := strings.TrimRight(p.lines[i], " \t\r")
		c := &cursor{file: p.story.File, line: i + 1, text: text}
		switch {
		case text == "":
			p.mark, p.last = Mark{}, nil
		case strings.HasPrefix(text, "#"):
		case strings.HasPrefix(text, "    "):
			p.goldenLine(c, text[4:])
		case strings.HasPrefix(text, "=="):
			p.heading(c)
		default:
			if err := p.step(c); err != nil {
				p.fail(err)
			}
		}
	}
}

func (p *parser) goldenLine(c *cursor, text string) {
	if p.last == nil {
		p.fail(c.errorAt(0, "indented lines are the golden output of trace, show or explain", "this line belongs to nothing"))
		return
	}
	if p.last.golden.count == 0 {
		p.last.golden.first = c.line
	}
	p.last.golden.count++
	p.last.Golden = append(p.last.Golden, text)
}

func (p *parser) heading(c *cursor) {
	name := strings.TrimSpace(strings.TrimPrefix(c.text, "=="))
	p.mark, p.last = Mark{}, nil
	if !slices.Contains(sections, name) {
		p.fail(c.errorAt(3, didYouMean(name, sections), "%q is not a section", name))
		return
	}
	if name == "Verification" && p.section != "Resolution" && !(len(p.story.Cures) == 0) {
		p.fail(c.errorAt(0, "each Verification follows its Resolution", "this Verification has no Resolution"))
	}
	if name == "Resolution" || name == "Verification" && p.section != "Resolution" {
		p.story.Cures = append(p.story.Cures, Cure{})
	}
	p.section = name
}

func (p *parser) step(c *cursor) error {
	for _, kind := range []MarkKind{Documented, Inferred} {
		if text, ok := strings.CutPrefix(c.text, string(kind)+":"); ok {
			if strings.TrimSpace(text) == "" {
				return c.errorf("say what is %s", strings.ToLower(string(kind)))
			}
			p.mark, p.last = Mark{kind, strings.TrimSpace(text)}, nil
			return nil
		}
	}
	s := &Step{File: p.story.File, Line: c.line, Text: c.text}
	if err := s.understand(c); err != nil {
		return err
	}
	if s.print != nil {
		p.last = s
	}
	if s.IsClaim() {
		if p.mark.Kind == "" {
			return c.errorAt(0, "write what it rests on in a line above: \"Documented: ...\" or \"Inferred: ...\"", "this claim stands under no mark")
		}
		if p.section != "Symptoms" && p.section != "Verification" {
			return c.errorAt(0, "claims stand in Symptoms and Verification", "a claim cannot stand here")
		}
		s.Mark = p.mark
	}
	p.add(s)
	return nil
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

// whole checks what can only be seen at the end of the file.
func (p *parser) whole() {
	s := p.story
	at := func(hint, format string, args ...any) {
		c := &cursor{file: s.File, line: 1}
		p.fail(c.errorAt(0, hint, format, args...))
	}
	if s.Base == nil { // a base: setup only
		if len(s.Cause)+len(s.Symptoms)+len(s.Cures) > 0 {
			at("add the header Base: hybrid-2013", "a story needs a base")
		}
		return
	}
	for _, step := range s.allSteps() {
		if a, ok := step.act.(*sendAction); ok && s.files[a.file] == nil {
			c := &cursor{file: s.File, line: step.Line, text: step.Text}
			p.fail(c.errorAt(max(strings.Index(step.Text, a.file), 0), didYouMean(a.file, s.attachments()), "there is no attachment %q", a.file))
		}
	}
	switch {
	case s.Contrast != "" && len(s.Symptoms) > 0:
		at("a contrast shows that the cause does no harm: claims go into Verification", "a contrast has no Symptoms")
	case s.Contrast != "" && (len(s.Cures) == 0 || !hasClaim(s.Cures[0].Verification)):
		at("", "a contrast needs claims in Verification")
	case s.Contrast == "" && len(s.Cause) == 0:
		at("write what went wrong under == Cause", "the story has no Cause")
	case s.Contrast == "" && !hasClaim(s.Symptoms):
		at("write what is seen under == Symptoms, as want lines", "the story claims no symptom")
	case s.Contrast == "" && len(s.Cures) == 0:
		at("write the documented fix under == Resolution, its proof under == Verification", "the story has no Resolution")
	}
	for _, cure := range s.Cures {
		if s.Contrast == "" && !hasClaim(cure.Verification) {
			at("each Resolution is followed by a Verification with want lines", "a Resolution is not verified")
		}
	}
}

func hasClaim(steps []*Step) bool { return slices.ContainsFunc(steps, (*Step).IsClaim) }

func (s *Story) allSteps() []*Step {
	all := slices.Concat(s.Setup, s.Cause, s.Symptoms)
	for _, c := range s.Cures {
		all = append(append(all, c.Resolution...), c.Verification...)
	}
	return all
}

func (s *Story) attachments() []string {
	var names []string
	for name := range s.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

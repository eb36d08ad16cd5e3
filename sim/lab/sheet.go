package lab

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hybridsim/sim/exports"
	"hybridsim/sim/fault"
	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/story/tell"
	"hybridsim/sim/suggest"
)

// Sheet is what an author says of a lab besides its story. All of it may be missing.
type Sheet struct {
	File   string   // as errors name it
	Story  string   // that it belongs to: a name of the catalogue, or a file beside the sheet
	Title  string   // that gives nothing away
	Level  string   // of a course
	Actors []string // who the student may be besides the usual; empty: whom the documented fixes need
	Lines  int      // how many lines may change something; 0: any number
	Broad  []Broad
	Faults []string // operators of sim/fault, one of which a variant may have in place of the story's cause
	Ticket string   // in a customer's words
	Hints  []tell.Hint
	Notes  string // for the instructor
}

// Broad is a fix that does more than the cause asks for, and is true all the same: the grade names it.
type Broad struct{ Line, Why string }

// The sections of a sheet.
const (
	ticketSection = "Ticket"
	hintSection   = "Hint"
	notesSection  = "Notes"
)

// sheetField is a field of a sheet's header.
type sheetField struct {
	name, usage string
	read        func(s *Sheet, value string) error
}

var sheetFields = []sheetField{
	{"Story", "kb2510049-domain-not-shared", func(s *Sheet, v string) error { s.Story = v; return nil }},
	{"Title", "A colleague who cannot be reached", func(s *Sheet, v string) error { s.Title = v; return nil }},
	{"Level", "1 Reading what is there", func(s *Sheet, v string) error { s.Level = v; return nil }},
	{"Actors", "net, ca", (*Sheet).actors},
	{"Lines", "3", (*Sheet).lines},
	{"Faults", "domain-authoritative-in-cloud, mail-user-removed", (*Sheet).faults},
	{"Broad", "onprem> Update-HybridConfiguration: it makes every connector anew", (*Sheet).broad},
}

func sheetFieldNames() (names []string) {
	for _, f := range sheetFields {
		names = append(names, f.name)
	}
	return names
}

// ParseSheet reads a sheet: a header of fields, and sections: Ticket, one Hint for each step, Notes. The error is a
// [*mistake.Error] with its place.
func ParseSheet(file string, content []byte) (*Sheet, error) {
	text, err := decoded(file, content)
	if err != nil {
		return nil, err
	}
	s := &Sheet{File: file}
	lines := strings.Split(text, "\n")
	i := 0
	for ; i < len(lines) && !strings.HasPrefix(lines[i], "=="); i++ {
		if line := strings.TrimSpace(lines[i]); line != "" && !strings.HasPrefix(line, "#") {
			if err := s.field(line); err != nil {
				return nil, mistake.In(err, file, i+1)
			}
		}
	}
	return s, s.sections(lines, i)
}

func (s *Sheet) field(line string) error {
	name, value, ok := strings.Cut(line, ":")
	at := slices.IndexFunc(sheetFields, func(f sheetField) bool { return f.name == name })
	switch value = strings.TrimSpace(value); {
	case !ok:
		return mistake.At(1, "this is not a field of a lab's sheet",
			"a sheet begins with lines like \"Story: NAME\"; text stands behind == Ticket, == Hint or == Notes")
	case at < 0:
		return mistake.At(1, fmt.Sprintf("%q is not a field of a lab's sheet", name),
			cmp.Or(suggest.DidYouMean(name, sheetFieldNames()),
				"the fields are "+strings.Join(sheetFieldNames(), ", ")))
	case value == "":
		return mistake.At(len(name)+2, name+" has no value", "write "+name+": "+sheetFields[at].usage)
	}
	return sheetFields[at].read(s, value)
}

// roles are those who can be named as actors.
var roles = []string{"onprem", "cloud", "net", "ca", "eop", "ad"}

func (s *Sheet) actors(v string) error {
	for _, name := range strings.Split(v, ",") {
		name = strings.TrimSuffix(strings.TrimSpace(name), ">")
		if !slices.Contains(roles, name) && !strings.Contains(name, ".") {
			return mistake.At(1, fmt.Sprintf("%q is nobody whom a student could be", name),
				cmp.Or(suggest.DidYouMean(name, roles), "name "+suggest.OrList(roles)+", or an outside host"))
		}
		s.Actors = append(s.Actors, name)
	}
	return nil
}

func (s *Sheet) faults(v string) error {
	for _, name := range strings.Split(v, ",") {
		name = strings.TrimSpace(name)
		o := fault.Find(name)
		if o == nil {
			var names []string
			for _, o := range fault.Operators() {
				names = append(names, o.Name)
			}
			return mistake.At(1, fmt.Sprintf("%q is no operator of faults", name), suggest.DidYouMean(name, names))
		}
		if o.Whose != fault.Customer {
			return mistake.At(1, fmt.Sprintf("%s is not for a student to undo: it is up to %s", o.Name, o.Whose),
				"name operators that the administrator of the organization can undo")
		}
		s.Faults = append(s.Faults, o.Name)
	}
	return nil
}

func (s *Sheet) lines(v string) error {
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		return mistake.At(1, fmt.Sprintf("%q is not a number of lines", v), "write Lines: 3")
	}
	s.Lines = n
	return nil
}

func (s *Sheet) broad(v string) error {
	line, why, ok := strings.Cut(v, ": ")
	if !ok || strings.TrimSpace(why) == "" {
		return mistake.At(1, "why the fix is broad is missing", "write it behind a colon: Broad: LINE: WHY")
	}
	if _, err := script.ParseAct("", 1, line); err != nil {
		return mistake.At(1, mistake.Message(err), "write a line that changes something")
	}
	s.Broad = append(s.Broad, Broad{normal(line), strings.TrimSpace(why)})
	return nil
}

// sections reads what stands behind the header.
func (s *Sheet) sections(lines []string, from int) error {
	for i := from; i < len(lines); {
		kind, title, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(lines[i], "==")), " ")
		end := i + 1
		for end < len(lines) && !strings.HasPrefix(lines[end], "== ") {
			end++
		}
		text := strings.TrimSpace(strings.Join(lines[i+1:end], "\n"))
		var err error
		switch {
		case !slices.Contains([]string{ticketSection, hintSection, notesSection}, kind):
			err = mistake.At(4, fmt.Sprintf("%q is not a section of a lab's sheet", kind),
				cmp.Or(suggest.DidYouMean(kind, []string{ticketSection, hintSection, notesSection}),
					"the sections are == Ticket, == Hint TITLE and == Notes"))
		case text == "":
			err = mistake.At(4, "the section "+kind+" is empty", "write its text below, or leave it out")
		case kind == hintSection:
			s.Hints = append(s.Hints, tell.Hint{Title: cmp.Or(title, "A step further"), Text: text + "\n"})
		case kind == ticketSection && s.Ticket != "", kind == notesSection && s.Notes != "":
			err = mistake.At(4, "there are two sections "+kind, "put their texts together")
		case kind == ticketSection:
			s.Ticket = text
		default:
			s.Notes = text
		}
		if err != nil {
			return mistake.In(err, s.File, i+1)
		}
		i = end
	}
	return nil
}

// decoded is a file's text, in whatever way it was saved.
func decoded(file string, content []byte) (string, error) {
	text, _, ok := exports.DecodeText(string(content))
	if !ok {
		return "", mistake.In(mistake.At(1, "this is not text", "save it as plain text in UTF-8"), file, 1)
	}
	return strings.ReplaceAll(text, "\r\n", "\n"), nil
}

// normal is a line without what does not matter to what it says.
func normal(line string) string {
	actor, rest, ok := strings.Cut(line, ">")
	if !ok {
		return strings.Join(strings.Fields(line), " ")
	}
	return strings.TrimSpace(actor) + "> " + strings.Join(strings.Fields(rest), " ")
}

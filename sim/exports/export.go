package exports

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// Export is all that was found in one or several inputs.
type Export struct {
	Objects []*Object // in the order of the inputs
	Inputs  []Input   // every file that was looked at
	Notices []Notice  // what was damaged, skipped or not understood
}

// Input is one file that was looked at.
type Input struct {
	Name    string // with its path inside a folder or archive
	Format  string // as people call it, such as "Format-List"; empty when it is not read
	Ignored string // why it is not read; empty when it is
	Objects int    // how many were found in it
}

// Notice says what an importer should know about a place in the input: something that was damaged, skipped or not
// understood. What comes before and after it is read all the same.
type Notice struct {
	At      Place
	Message string
}

func (n Notice) String() string { return n.At.String() + ": " + n.Message }

// wrong says why a file cannot be read at all.
func wrong(file, message, hint string) *mistake.Error {
	return &mistake.Error{File: file, Message: message, Hint: hint}
}

// Progress is told how many bytes of the input have been read, and of how many.
type Progress func(done, total int64)

// maxNotices is how many notices one file gives. A file that is damaged throughout need not say so a thousand times.
const maxNotices = 50

// source is one file on its way through a reader.
type source struct {
	name    string
	text    string
	hint    hint             // what the file's name suggests
	passed  func(offset int) // told how far the reader is; may be nil
	export  *Export
	objects int
	notices int
	tables  map[string]token // of arguments, by the variable in lower case
	session relay.Side       // that what is typed goes to, as far as the text says so
}

// at is a place in the file.
func (s *source) at(line int) Place { return Place{File: s.name, Line: line} }

// emit adds an object, with what can be told about it from its properties.
func (s *source) emit(o *Object) {
	completeCertificate(o)
	if o.Side == "" {
		o.Side = sideOf(o)
	}
	if o.Side == "" {
		o.Side = s.session
	}
	if n := len(o.Properties); cap(o.Properties) > n+n/8 { // it has grown by doubling, and there may be many
		o.Properties = append(make([]Property, 0, n), o.Properties...)
	}
	s.objects++
	s.export.Objects = append(s.export.Objects, o)
}

// notice tells of something at a line.
func (s *source) notice(line int, format string, args ...any) {
	s.notices++
	switch {
	case s.notices < maxNotices:
		s.export.Notices = append(s.export.Notices, Notice{s.at(line), fmt.Sprintf(format, args...)})
	case s.notices == maxNotices:
		s.export.Notices = append(s.export.Notices, Notice{s.at(line),
			"there is more in this file that was not understood; it is not told any more"})
	}
}

// fail is an error at a line.
func (s *source) fail(line int, hint, format string, args ...any) *mistake.Error {
	return &mistake.Error{File: s.name, Line: line, Message: fmt.Sprintf(format, args...), Hint: hint}
}

// tell reports how far the reader is.
func (s *source) tell(offset int) {
	if s.passed != nil {
		s.passed(offset)
	}
}

// clip makes one short line of a text that is quoted in a message.
func clip(text string) string {
	const most = 60
	text = strings.Join(strings.Fields(text[:min(len(text), 8*most)]), " ")
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "..."
	}
	return text
}

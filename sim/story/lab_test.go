package story_test

import (
	"strings"
	"testing"

	"hybridsim/sim/story"
)

// sections are the parts of a story on hybrid-2013, for tests: what is left out does no more than it must.
type sections struct{ header, setup, cause, symptoms, resolution, verification, tail string }

const (
	hello = "alice@contoso.com> send hello.eml to bob@contoso.com\n"
	mail  = "\n-- hello.eml --\nFrom: Alice <alice@contoso.com>\nTo: Bob <bob@contoso.com>\nSubject: Hello\n\nLunch at noon?\n"
)

func (s sections) text() string {
	or := func(text, other string) string {
		if text == "" {
			return other
		}
		return text
	}
	return "Title: A test\nSource: none\nBase: hybrid-2013\n" + s.header + "\n" + s.setup +
		"\n== Cause\n" + or(s.cause, "net> block cloud -> mail.contoso.com:25 refuse\n") +
		"\n== Symptoms\n" + or(s.symptoms, hello+"Inferred: it waits\nwant deferral at cloud: 450\n") +
		"\n== Resolution\n" + or(s.resolution, "net> unblock cloud -> mail.contoso.com:25\n") +
		"\n== Verification\n" + or(s.verification, "wait 1h\nInferred: it arrives\nwant mail at bob@contoso.com\n") +
		s.tail + mail
}

func (s sections) parse(t *testing.T) *story.Story {
	t.Helper()
	parsed, err := story.Parse("test.txtar", []byte(s.text()), findBase)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// run plays the story in all ways.
func (s sections) run(t *testing.T) *story.Report {
	t.Helper()
	r, err := s.parse(t).Run()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// failures are the failures of a report, one line each.
func failures(r *story.Report) []string {
	var list []string
	for _, f := range r.Failures {
		list = append(list, f.Want+": "+strings.Split(f.Got, "\n")[0])
	}
	return list
}

package story_test

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"hybridsim/sim/mistake"

	"github.com/google/go-cmp/cmp"
)

const oursText = `Title: Our hybrid
Clock: 2017-03-16T08:00:00Z
On-Premises: Exchange 2013 on EX01.contoso.com at 203.0.113.10
Tenant: contoso
Cloud-Era: 2017
MX: contoso.com -> cloud

net> dns mail.contoso.com A 203.0.113.10
`

// disk is some files by their names.
type disk map[string]string

func (d disk) open(name string) ([]byte, error) {
	text, ok := d[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return []byte(text), nil
}

// on is a story on another base.
func on(base string) string {
	return strings.Replace(sections{}.text(), "Base: hybrid-2013", "Base: "+base, 1)
}

func TestABaseMayBeAFileBesideTheStory(t *testing.T) {
	files := disk{
		"flows/a.txtar": on("ours.txtar"), "flows/ours.txtar": oursText, "bases/ours.txtar": strings.Replace(oursText, "Our hybrid", "Another", 1),
		"flows/b.txtar": on("../bases/ours.txtar"), "flows/c.txtar": on("hybrid-2013"), "flows/d.txtar": on("./ours.txtar"),
	}
	c := catalogue()
	got := map[string]string{}
	for _, file := range []string{"flows/a.txtar", "flows/b.txtar", "flows/c.txtar", "flows/d.txtar"} {
		s, err := c.Read(file, files.open)
		if err != nil {
			t.Fatal(err)
		}
		got[file] = s.Base.File + ": " + s.Base.Title
	}
	want := map[string]string{
		"flows/a.txtar": "flows/ours.txtar: Our hybrid", "flows/b.txtar": "bases/ours.txtar: Another",
		"flows/c.txtar": "scenarios/base/hybrid-2013.txtar: Exchange 2013 hybrid, recognized by certificate", "flows/d.txtar": "flows/ours.txtar: Our hybrid",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("bases differ (-want +got):\n%s", diff)
	}
	if base, err := c.Read("flows/ours.txtar", files.open); err != nil || base.Base != nil {
		t.Errorf("the base itself: %v, %v", base, err)
	}
}

func TestWhatIsWrongWithABaseFileIsToldWhereItIs(t *testing.T) {
	files := disk{
		"a/ours.txtar": oursText, "a/story.txtar": on("hybrid-2013"), "a/bad.txtar": oursText + "net> dnss mail.contoso.com A 203.0.113.10\n",
		"a/around.txtar": on("test.txtar"), "a/assertion.txtar": "Title: It holds\nKind: assertion\nBase: ours.txtar\n\n== Verification\nwant no event 12014 at onprem\n",
	}
	tests := []struct {
		name, base string
		want       *mistake.Error
	}{
		{"a file that is not there", "theirs.txtar", &mistake.Error{File: "a/test.txtar", Line: 3, Column: 7, Message: "there is no file a/theirs.txtar", Hint: "a base's file is named from the folder of the file that names it"}},
		{"a mistake in the base", "bad.txtar", &mistake.Error{File: "a/bad.txtar", Line: 9, Column: 6, Message: `"dnss" cannot follow net>`, Hint: "did you mean dns?"}},
		{"a story", "story.txtar", &mistake.Error{File: "a/test.txtar", Line: 3, Column: 7,
			Message: "a/story.txtar is a story, and a/test.txtar names it as a base", Hint: "a base has no sections, and no Kind, Source or Contrast"}},
		{"a circle", "around.txtar", &mistake.Error{File: "a/around.txtar", Line: 3, Column: 7,
			Message: "these bases stand on each other: a/test.txtar:3 names a/around.txtar, a/around.txtar:3 names a/test.txtar", Hint: "let one of them stand on its own"}},
		{"an assertion", "assertion.txtar", &mistake.Error{File: "a/test.txtar", Line: 3, Column: 7,
			Message: "a/assertion.txtar is an assertion, and a/test.txtar names it as a base", Hint: "a base has no sections, and no Kind, Source or Contrast"}},
		{"itself", "../a/test.txtar", &mistake.Error{File: "a/test.txtar", Line: 3, Column: 7, Message: "a file cannot be its own base", Hint: "name another file, or leave the Base header out where the file describes the healthy hybrid itself"}},
		{"a name without its ending", "ours", &mistake.Error{File: "a/test.txtar", Line: 3, Column: 7, Message: `there is no base "ours" in the catalogue`, Hint: "a base in a file is named with its ending: Base: ours.txtar"}},
		{"a path without its ending", "../a/ours", &mistake.Error{File: "a/test.txtar", Line: 3, Column: 7, Message: `"../a/ours" is neither a base of the catalogue nor a file of stories`, Hint: "a base in a file is named with its ending: Base: ../a/ours.txtar"}},
		{"an absolute path", "/etc/ours.txtar", &mistake.Error{File: "a/test.txtar", Line: 3, Column: 7,
			Message: "a base's file is named from the story's folder, so that both can move together", Hint: "write a relative path, such as Base: ../bases/ours.txtar"}},
		{"a drive", "C:/ours.txtar", &mistake.Error{File: "a/test.txtar", Line: 3, Column: 7,
			Message: "a base's file is named from the story's folder, so that both can move together", Hint: "write a relative path, such as Base: ../bases/ours.txtar"}},
		{"backslashes", `..\a\ours.txtar`, &mistake.Error{File: "a/test.txtar", Line: 3, Column: 7, Message: "a base's file is named with slashes", Hint: "write Base: ../a/ours.txtar"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files["a/test.txtar"] = on(tt.base)
			_, err := catalogue().Read("a/test.txtar", files.open)
			var told mistake.Errors
			if !errors.As(err, &told) {
				t.Fatalf("%v is no error of the story's file", err)
			}
			if diff := cmp.Diff(mistake.Errors{tt.want}, told); diff != "" {
				t.Errorf("what is told differs (-want +got):\n%s", diff)
			}
		})
	}
}

// TestABaseMayStandOnAnother: the lines of the upper base are typed after the other's, and its header says again what is
// different, so that local facts have a file that no import writes.
func TestABaseMayStandOnAnother(t *testing.T) {
	files := disk{
		"ours.txtar": oursText,
		"facts.txtar": `Title: Our hybrid with what only we know
Base: ours.txtar
Clock: 2018-05-01T08:00:00Z
MX: fabrikam.com -> mail.contoso.com
Accept: HS-C063 contoso.com: on purpose

net> dns mail.contoso.com A 203.0.113.10
net> dns smarthost.contoso.com A 203.0.113.10
`,
		"more/upper.txtar": "Title: And more\nBase: ../facts.txtar\n\nnet> dns third.contoso.com A 203.0.113.10\n",
		"more/story.txtar": on("upper.txtar"),
	}
	s, err := catalogue().Read("more/story.txtar", files.open)
	if err != nil {
		t.Fatal(err)
	}
	base := s.Base
	if base.Base != nil || base.Lower == nil || base.Lower.Lower == nil || base.Title != "And more" {
		t.Errorf("the base is %+v", base)
	}
	var lines []string
	for _, step := range base.Setup {
		lines = append(lines, fmt.Sprintf("%s:%d", step.File, step.Line))
	}
	want := []string{"ours.txtar:8", "facts.txtar:7", "facts.txtar:8", "more/upper.txtar:4"}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("lines are typed in another order (-want +got):\n%s", diff)
	}
	h := base.Headers
	if h.Clock.Month() != time.May || h.MX["fabrikam.com"] != "mail.contoso.com" || len(h.MX) != 2 || len(h.Accepted) != 1 || h.Tenant != "contoso" {
		t.Errorf("the header is %+v", h)
	}
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, name := range []string{"smarthost.contoso.com", "third.contoso.com"} {
		if _, err := w.Net.LookupAddr("test", name); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBasesThatStandOnEachOther: each place is told.
func TestBasesThatStandOnEachOther(t *testing.T) {
	upper := func(base string) string {
		return "Title: Upper\nBase: " + base + "\n\nnet> dns a.contoso.com A 203.0.113.10\n"
	}
	files := disk{"a.txtar": upper("b.txtar"), "b.txtar": upper("c.txtar"), "c.txtar": upper("b.txtar"), "story.txtar": on("a.txtar")}
	_, err := catalogue().Read("story.txtar", files.open)
	if err == nil || !strings.Contains(err.Error(), "b.txtar:2 names c.txtar, c.txtar:2 names b.txtar") || !strings.Contains(err.Error(), "hint: ") {
		t.Errorf("%v", err)
	}
}

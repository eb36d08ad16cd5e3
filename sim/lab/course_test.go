package lab_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/lab"
	"hybridsim/sim/tested"
)

// What is wrong with a course or a sheet is told with its place and a hint.
func TestABadCourseIsToldWithItsPlace(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"there is no course", nil, "mine is no course: it has no course.txt\n    hint: hybridsim new --course FOLDER writes one"},
		{"a lab is missing", map[string]string{"course.txt": "Title: A course\nLab: certificate-expird\n"},
			"mine/course.txt:2:6: there is no lab \"certificate-expird\": neither a file certificate-expird.txtar nor a story of the catalogue\n    hint: did you mean certificate-expired?"},
		{"a lab is there twice", map[string]string{"course.txt": "Lab: certificate-expired\nLab: certificate-expired\n"},
			"mine/course.txt:2:6: the lab certificate-expired is in the course already\n    hint: leave one of them out"},
		{"a contrast is no lab", map[string]string{"course.txt": "Lab: kb2750145-certificate-scoped-unaffected\n"}, "mine/course.txt:1:6: kb2750145-certificate-scoped-unaffected cannot be a lab: there is nothing to cure in a contrast, so nothing to grade\n    hint: name a story of a fault"},
		{"a path is no name", map[string]string{"course.txt": "Lab: ../secret\n"}, "mine/course.txt:1:6: \"../secret\" is not the name of a lab\n    hint: write its name without folder and ending"},
		{"nothing is in it", map[string]string{"course.txt": "Title: A course\n"}, "mine/course.txt:1:1: the course has no lab\n    hint: write Lab: NAME, a line for each"},
		{"a limit is no time", map[string]string{"course.txt": "Limit: soon\n"}, "mine/course.txt:1:8: \"soon\" is not a time limit\n    hint: write Limit: 45m"},
		{"a word is mistyped", map[string]string{"course.txt": "Labs: a\n"}, "mine/course.txt:1:1: \"Labs\" is not a line of a course\n    hint: did you mean Lab?"},
		{"a sheet has no such field", map[string]string{"course.txt": "Lab: certificate-expired\n", "certificate-expired.txt": "Tittle: x\n"},
			"mine/certificate-expired.txt:1:1: \"Tittle\" is not a field of a lab's sheet\n    hint: did you mean Title?"},
		{"a hint is empty", map[string]string{"course.txt": "Lab: certificate-expired\n", "certificate-expired.txt": "== Hint One\n\n== Ticket\nx\n"},
			"mine/certificate-expired.txt:1:4: the section Hint is empty\n    hint: write its text below, or leave it out"},
		{"a student cannot be root", map[string]string{"course.txt": "Lab: certificate-expired\n", "certificate-expired.txt": "Actors: root\n"},
			"mine/certificate-expired.txt:1:1: \"root\" is nobody whom a student could be\n    hint: there is onprem, cloud, net, ca, eop or ad"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := fstest.MapFS{}
			for name, text := range tt.files {
				files[name] = &fstest.MapFile{Data: []byte(text)}
			}
			_, err := lab.ReadCourse("mine", files, catalogue())
			if err == nil {
				t.Fatal("it is taken")
			}
			if diff := cmp.Diff(tt.want, err.Error()); diff != "" {
				t.Errorf("what is told differs (-want +got):\n%s", diff)
			}
		})
	}
}

// A course saved by Notepad, in UTF-16, is as good.
func TestACourseInUTF16(t *testing.T) {
	var b []byte
	for _, r := range "\uFEFFTitle: Kurs\r\nGroup: 1\r\nLimit: 30m\r\nLab: certificate-expired\r\n" {
		b = append(b, byte(r), byte(r>>8))
	}
	c, err := lab.ReadCourse("mine", fstest.MapFS{"course.txt": {Data: b}}, catalogue())
	if err != nil {
		t.Fatal(err)
	}
	if c.Title != "Kurs" || len(c.Units) != 1 || c.Units[0].Limit != 30*time.Minute || len(c.Units[0].Lab.Sheet.Hints) != 3 {
		t.Errorf("%+v", c)
	}
}

func TestAVariantIsTheSameFaultUnderOtherNames(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	same := 0
	defer func() {
		if same > 2 { // in which names cannot change
			t.Errorf("%d labs are not varied", same)
		}
	}()
	for i, name := range catalogue().Names() {
		s, err := catalogue().Story(name)
		if err != nil || s.Teaches() != nil || i%5 > 0 || tested.Sampled(i, 25) {
			continue
		}
		t.Run(name, func(t *testing.T) {
			l := labOf(t, name)
			v, err := l.Vary(uint64(i))
			if err != nil {
				t.Fatal(err)
			}
			if v.Story.Text() == l.Story.Text() {
				same++
			}
			for i := range v.Story.Cures {
				var lines []string
				for _, step := range v.Story.Cures[i].Resolution {
					lines = append(lines, step.Text)
				}
				g, err := v.Story.Grade(lines)
				if err != nil || !g.Passed {
					t.Errorf("cure %d does not pass: %v %+v", i, err, g)
				}
			}
			again, err := l.Vary(uint64(i))
			if err != nil || again.Story.Text() != v.Story.Text() {
				t.Error("the same seed gives another variant")
			}
		})
	}
}

func TestAGradeRecordIsVerified(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	key, err := lab.OpenKey(file)
	if err != nil {
		t.Fatal(err)
	}
	again, err := lab.OpenKey(file)
	if err != nil || again.Public() != key.Public() {
		t.Fatalf("the key is another one: %v", err)
	}
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	l := labOf(t, "certificate-expired")
	r := lab.NewRecord("A course", "Zoë <b>", "v1", l, at, at.Add(time.Hour), &lab.Grade{Passed: true, Hints: 2, Changes: []string{"cloud> Get & go"}})
	text, err := key.Sign(r)
	if err != nil {
		t.Fatal(err)
	}
	all, err := lab.Verify("grade.json", text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]lab.Verified{{Record: r, Key: key.Public()}}, all); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, change := range [][2]string{{`"passed": true`, `"passed": false`}, {`"hints": 2`, `"hints": 0`}, {`"student": "Zo`, `"student": "Bo`}} {
		forged := strings.Replace(string(text), change[0], change[1], 1)
		if forged == string(text) {
			t.Fatalf("%s is not in\n%s", change[0], text)
		}
		if _, err := lab.Verify("grade.json", []byte(forged)); err == nil || !strings.Contains(err.Error(), "something was changed after it was signed") {
			t.Errorf("%s: %v", change[1], err)
		}
	}
	list, _ := json.Marshal([]json.RawMessage{text, text})
	if all, err := lab.Verify("all.json", list); err != nil || len(all) != 2 {
		t.Errorf("a list: %d, %v", len(all), err)
	}
	for _, bad := range []string{"", "{}", "[]", "nonsense", `{"record":{},"key":"x","signature":"y"}`} {
		if _, err := lab.Verify("bad.json", []byte(bad)); err == nil || !strings.Contains(err.Error(), "hint:") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := os.WriteFile(file, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := lab.OpenKey(file); err == nil {
		t.Error("a broken key is taken")
	}
}

// TestAVariantMayHaveAnotherFault: where its author allows it, students find different causes of the same report.
func TestAVariantMayHaveAnotherFault(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	sheet, err := lab.ParseSheet("s.txt", []byte("Faults: receive-certificate-other, certificate-removed, tls-1-2-off\n"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := catalogue().Story("certificate-name-mismatch")
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.New(s, sheet)
	if err != nil {
		t.Fatal(err)
	}
	causes := map[string]bool{}
	for seed := range uint64(8) {
		if tested.Sampled(int(seed), 8) {
			continue
		}
		v, err := l.Vary(seed)
		if err != nil {
			t.Fatal(err)
		}
		causes[v.Story.Cause[0].Text] = true
		if g, err := v.Grade(nil, nil); err != nil || g.Passed {
			t.Errorf("seed %d passes untouched: %v", seed, err)
		}
		var undo []string
		for _, step := range v.Story.Cures[0].Resolution {
			undo = append(undo, step.Text)
		}
		if g, err := v.Grade(undo, nil); err != nil || !g.Passed {
			t.Errorf("seed %d, %s: its own cure does not pass: %v %+v", seed, v.Story.Cause[0].Text, err, g)
		}
	}
	if len(causes) < 3 && !tested.Race {
		t.Errorf("the causes are %v, want three or more", causes)
	}
	for text, want := range map[string]string{
		"Faults: certificate-remove\n":   `"certificate-remove" is no operator of faults`,
		"Faults: service-bans-address\n": "service-bans-address is not for a student to undo",
	} {
		if _, err := lab.ParseSheet("s.txt", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"hybridsim/courses"
	"hybridsim/sim/lab"
	"hybridsim/sim/story"
)

// TestCoursesThatShip: each lab has a ticket, three hints and notes; a story of the course's own is as honest as the catalogue's.
func TestCoursesThatShip(t *testing.T) {
	for _, name := range courseNames() {
		c, err := findCourse(name)
		if err != nil {
			t.Fatal(err)
		}
		groups := map[string]bool{}
		for _, u := range c.Units {
			groups[u.Group] = true
			if s := u.Lab.Sheet; s.Title == "" || s.Ticket == "" || len(s.Hints) < 3 || s.Notes == "" {
				t.Errorf("%s: the sheet of %s is not whole", name, u.Lab.Name)
			}
			if _, err := courses.Files.ReadFile(name + "/" + u.Lab.Name + ".txtar"); err != nil {
				continue
			}
			report, err := u.Lab.Story.Run()
			if err != nil || len(report.Failures) > 0 {
				t.Errorf("%s: %v %v", u.Lab.Name, err, report)
			}
			for i := range u.Lab.Story.Cures {
				if g, err := u.Lab.Grade(texts(u.Lab.Story.Cures[i].Resolution), nil); err != nil || !g.Passed {
					t.Errorf("%s: cure %d does not pass: %v\n%s", u.Lab.Name, i, err, g)
				}
			}
		}
		if name == "hybrid-mail-flow" && (len(c.Units) != 12 || len(groups) != 4) {
			t.Errorf("%d labs in %d levels", len(c.Units), len(groups))
		}
	}
}

func texts(steps []*story.Step) (list []string) {
	for _, s := range steps {
		list = append(list, s.Text)
	}
	return list
}

// TestOneFaultOfTheExamIsNotBoth: the exam is passed by neither half.
func TestOneFaultOfTheExamIsNotBoth(t *testing.T) {
	c, err := findCourse("hybrid-mail-flow")
	if err != nil {
		t.Fatal(err)
	}
	exam := c.Units[len(c.Units)-1].Lab
	for _, line := range texts(exam.Story.Cures[0].Resolution) {
		if g, err := exam.Grade([]string{line}, nil); err != nil || g.Passed {
			t.Errorf("%s: %v\n%s", line, err, g)
		}
	}
}

// TestANewCourseIsOne: what new --course writes can be given, and nothing is written over.
func TestANewCourseIsOne(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "ours")
	var out, told bytes.Buffer
	if code := run([]string{"new", "--course", folder}, &out, &told); code != exitHolds {
		t.Fatal(told.String())
	}
	c, err := findCourse(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Units) != 2 || c.Units[1].Lab.Sheet.Title != "The first day" || c.Units[1].Limit != 45*time.Minute {
		t.Errorf("%+v", c)
	}
	if code := run([]string{"new", "--course", folder}, &out, &told); code != exitInput || !strings.Contains(told.String(), "exists and stays as it is") {
		t.Errorf("%d %s", code, told.String())
	}
}

// TestAClassThatCannotBeGiven tells why, with a hint.
func TestAClassThatCannotBeGiven(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("Ada\nada\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"there is no course \"hybrid-mail-flw\"":   {"hybrid-mail-flw"},
		"and a course is a folder":                 {file},
		"is no course: it has no course.txt":       {t.TempDir()},
		"--tls-cert and --tls-key belong together": {"hybrid-mail-flow", "--tls-cert", "x"},
		"want HOST:PORT":                           {"hybrid-mail-flow", "--listen", "8080"},
		"on which address?":                        {"hybrid-mail-flow", "--listen", ":8080"},
		"is not where a class could be":            {"hybrid-mail-flow", "--listen", "127.0.0.1:0", "--url", "class.example.org"},
		"two students are called \"ada\"":          {"hybrid-mail-flow", "--listen", "127.0.0.1:0", "--students", file},
		"class takes one course, not 0":            {},
	} {
		var out, told bytes.Buffer
		if code := run(append([]string{"class"}, args...), &out, &told); code != exitInput || !strings.Contains(told.String(), want) || !strings.Contains(told.String(), "hint:") {
			t.Errorf("%q: %d\n%s", args, code, told.String())
		}
	}
}

// TestVerifyGrade verifies what a class signed, and demands the right key.
func TestVerifyGrade(t *testing.T) {
	folder := t.TempDir()
	key, err := lab.OpenKey(filepath.Join(folder, "key"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := findCourse("hybrid-mail-flow")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	text, err := key.Sign(lab.NewRecord(c.Title, "Ada", "v1", c.Units[0].Lab, at, at.Add(time.Hour), &lab.Grade{Passed: true, Changes: []string{"one"}}))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "grade.json")
	try := func(content []byte, args ...string) (int, string) {
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		return run(append([]string{"verify-grade", file}, args...), &out, &out), out.String()
	}
	if code, told := try(text, "--key", key.Public()); code != exitHolds || told != "good  2026-03-02 10:00  Ada  kb2510049-domain-not-shared  passed  hints 0  lines 1\n" {
		t.Errorf("%d %s", code, told)
	}
	if code, told := try(text, "--key", "another"); code != exitInput || !strings.Contains(told, "signed by another key") {
		t.Errorf("%d %s", code, told)
	}
	if code, told := try(bytes.Replace(text, []byte("Ada"), []byte("Bob"), 1)); code != exitInput || !strings.Contains(told, "the signature is not good") {
		t.Errorf("%d %s", code, told)
	}
}

// TestAClassIsGiven starts one, and ends it.
func TestAClassIsGiven(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var out, warn bytes.Buffer
	o := classOptions{listen: "127.0.0.1:0", data: filepath.Join(t.TempDir(), "data")}
	time.AfterFunc(300*time.Millisecond, cancel)
	if err := o.give(ctx, "hybrid-mail-flow", &out, &warn); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"course  Hybrid mail flow, 12 labs", "/teach/", "key     ", "everything is kept in "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("want %q in\n%s", want, &out)
		}
	}
	if warn.Len() > 0 {
		t.Errorf("%s", &warn)
	}
}

// TestPortsInARow: --ports gives five in a row to what was not named.
func TestPortsInARow(t *testing.T) {
	f := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	var o serveOptions
	o.flags(f)
	if err := f.Parse([]string{"--ports", "3000", "--http", "127.0.0.1:9000"}); err != nil {
		t.Fatal(err)
	}
	if err := o.check(f); err != nil {
		t.Fatal(err)
	}
	got := []string{o.cloud, o.onprem[0], o.client[0], o.windows.DNS, o.windows.HTTP}
	if want := []string{"127.0.0.1:3000", "127.0.0.1:3001", "127.0.0.1:3002", "127.0.0.1:3003", "127.0.0.1:9000"}; !slices.Equal(want, got) {
		t.Errorf("%q, want %q", got, want)
	}
	o.ports = 65535
	if err := o.check(f); err == nil || !strings.Contains(err.Error(), "hint:") {
		t.Errorf("%v", err)
	}
}

package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"hybridsim/sim/mistake"
)

// courseFiles are what a new course begins with: two labs of the catalogue, of which one has a sheet of its own.
var courseFiles = []struct{ name, text string }{
	{"course.txt", `# hybridsim class FOLDER gives this course. docs/class.md tells what can stand here.
Title: Our course
# yes: each student gets other names, domains and addresses
Vary: no

Group: 1 To begin with
Lab: kb2510049-domain-not-shared

Group: 2 Against the clock
Limit: 45m
Lab: first-day
`},
	{"first-day.txt", `# The sheet of a lab: what an author says besides the story. All of it may be left out.
Story: hybrid-routing-domain-authoritative
Title: The first day
Lines: 4

== Ticket
Bob cannot write to Dave. It is urgent. -- Service desk

== Hint Where to look
Who wrote the report that Bob got?

== Hint What it means
What does that server believe to know about the domain?

== Notes
What you want to remember when you give this lab.
`},
	{"notes.txt", "For whoever gives this course.\n"},
}

// newCourse writes the folder of a course, which must not be there.
func newCourse(out io.Writer, folder string) error {
	if err := os.Mkdir(folder, 0o755); errors.Is(err, fs.ErrExist) {
		return mistake.New("choose another name, or remove it first", "%s exists and stays as it is", folder)
	} else if err != nil {
		return err
	}
	for _, f := range courseFiles {
		if err := createFile(filepath.Join(folder, f.name), []byte(f.text)); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "written: %s\nchange what is in it, then give it:\n    hybridsim class %s\n", folder, folder)
	return nil
}

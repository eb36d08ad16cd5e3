package console_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/console"
	"hybridsim/sim/lab"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
)

// catalogue is the built-in stories.
func catalogue() *story.Catalogue { return &story.Catalogue{Files: scenarios.Files} }

// room is somebody at a console.
type room struct {
	*console.Session
	t *testing.T
}

// at seats somebody at a base's world.
func at(t *testing.T, base string, prepare ...func(*sim.World)) *room {
	t.Helper()
	b, err := catalogue().Base(base)
	if err != nil {
		t.Fatal(err)
	}
	return seat(t, b, false, prepare...)
}

// learn seats somebody at a lab.
func learn(t *testing.T, name string) *room {
	t.Helper()
	s, err := catalogue().Story(name)
	if err != nil {
		t.Fatal(err)
	}
	return seat(t, s, true)
}

func seat(t *testing.T, s *story.Story, teaches bool, prepare ...func(*sim.World)) *room {
	t.Helper()
	c := console.New(s)
	build := s.World
	if teaches {
		l, err := lab.New(s, nil)
		if err != nil {
			t.Fatal(err)
		}
		c.Teach(l, false)
		build = l.Story.Reported
	}
	w, err := build()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	for _, p := range prepare {
		p(w)
	}
	if err := c.Attach(w, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	return &room{&console.Session{Console: c, Files: fstest.MapFS{}}, t}
}

// types does lines that must be possible, and returns what the last printed.
func (r *room) types(lines ...string) (output string) {
	r.t.Helper()
	for _, line := range lines {
		answer, err := r.Do(line)
		if err != nil {
			r.t.Fatalf("%s: %v", line, err)
		}
		output = answer.Output
	}
	return output
}

// mistake does a line that must be impossible.
func (r *room) mistake(line string) *mistake.Error {
	r.t.Helper()
	answer, err := r.Do(line)
	var m *mistake.Error
	if !errors.As(err, &m) {
		r.t.Fatalf("%s: printed %q, %v; want a mistake", line, answer.Output, err)
	}
	return m
}

// has demands that a text has others in it.
func (r *room) has(text string, wanted ...string) {
	r.t.Helper()
	for _, w := range wanted {
		if !strings.Contains(text, w) {
			r.t.Errorf("want %q in\n%s", w, text)
		}
	}
}

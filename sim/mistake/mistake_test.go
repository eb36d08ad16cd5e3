package mistake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/mistake"
)

func TestAnErrorPrintsWhatIsKnownOfItsPlace(t *testing.T) {
	for _, tt := range []struct {
		name string
		err  mistake.Error
		want string
	}{
		{"nothing", mistake.Error{Message: "no"}, "no"},
		{"a column", mistake.Error{Column: 4, Message: "no"}, "column 4: no"},
		{"a file", mistake.Error{File: "a.txt", Message: "no"}, "a.txt: no"},
		{"a line", mistake.Error{File: "a.txt", Line: 2, Message: "no"}, "a.txt:2: no"},
		{"all", mistake.Error{File: "a.txt", Line: 2, Column: 4, Message: "no", Hint: "say yes"}, "a.txt:2:4: no\n    hint: say yes"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.err.Error()); diff != "" {
				t.Errorf("printed (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAMistakeGetsItsPlaceOnTheWayUp(t *testing.T) {
	inValue := mistake.At(3, "what is this?", "write something else")
	for _, tt := range []struct {
		name string
		err  error
		want string
	}{
		{"a column in a text that begins at another", mistake.Column(11).Shift(inValue), "column 13: what is this?\n    hint: write something else"},
		{"its line", mistake.In(mistake.Column(11).Shift(inValue), "a.txt", 7), "a.txt:7:13: what is this?\n    hint: write something else"},
		{"a line that it has already stays", mistake.In(mistake.In(inValue, "a.txt", 7), "b.txt", 1), "a.txt:7:3: what is this?\n    hint: write something else"},
		{"a column that it has already stays", mistake.Column(11).Blame(inValue), "column 3: what is this?\n    hint: write something else"},
		{"a column that it lacks", mistake.Column(11).Blame(mistake.New("look", "%d are too many", 3)), "column 11: 3 are too many\n    hint: look"},
		{"an error of another kind becomes one", mistake.In(mistake.Column(2).Blame(errors.New("out of ink")), "a.txt", 7), "a.txt:7:2: out of ink"},
		{"one that is wrapped is found", mistake.In(fmt.Errorf("reading: %w", inValue), "a.txt", 7), "a.txt:7:3: what is this?\n    hint: write something else"},
		{"no word is known", mistake.In(errors.New("out of ink"), "a.txt", 7), "a.txt:7:1: out of ink"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.err.Error()); diff != "" {
				t.Errorf("printed (-want +got):\n%s", diff)
			}
		})
	}
	if diff := cmp.Diff("column 3: what is this?\n    hint: write something else", inValue.Error()); diff != "" {
		t.Errorf("the mistake itself was changed (-want +got):\n%s", diff)
	}
	if err := mistake.In(mistake.Column(1).Blame(nil), "a.txt", 1); err != nil {
		t.Errorf("no error became %v", err)
	}
}

func TestManyMistakesAreToldUpToANumber(t *testing.T) {
	var all mistake.Errors
	for i := range 23 {
		all = append(all, mistake.At(i+1, "no", ""))
	}
	lines := strings.Split(all.Error(), "\n")
	if diff := cmp.Diff([]string{"column 20: no", "... and 3 more"}, lines[len(lines)-2:]); diff != "" {
		t.Errorf("the last lines (-want +got):\n%s", diff)
	}
}

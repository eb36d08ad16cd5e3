package story

import (
	"fmt"
	"strings"

	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
)

// String tells where a claim stands that does not hold, what was wanted, what happened, and the decisions that led
// there.
func (f Failure) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: does not hold\n", f.File, f.Line)
	fmt.Fprintf(&b, "    wanted: %s\n", f.Want)
	fmt.Fprintf(&b, "    got:    %s\n", strings.ReplaceAll(f.Got, "\n", "\n            "))
	for _, d := range f.Decisions {
		fmt.Fprintf(&b, "    %s\n", strings.TrimSpace(script.RenderDecision(d, false)))
	}
	return b.String()
}

// Test fails a test once for each claim that does not hold.
func (r *Report) Test(t mistake.Tester) {
	t.Helper()
	for _, f := range r.Failures {
		t.Errorf("%s: %s", r.Story.Name, strings.TrimSuffix(f.String(), "\n"))
	}
}

package check

import "hybridsim/sim/mistake"

// Test fails a test once for each flow that is not as in a healthy hybrid, or may not be, and for each finding that is
// an error. Findings that the base accepts, and flows that only those break, are none.
func (r *Report) Test(t mistake.Tester) {
	t.Helper()
	accepted := map[string]bool{}
	for _, f := range r.Findings {
		for _, flow := range append(append([]string{}, f.Breaks...), f.Names...) {
			was, known := accepted[flow]
			accepted[flow] = f.Accepted != "" && (was || !known)
		}
		if f.Severity == Error && f.Accepted == "" {
			t.Errorf("%s %s %s: %s", f.Code, f.Side, f.Object, f.Message)
		}
	}
	for i := range r.Flows {
		row := &r.Flows[i]
		switch {
		case row.Good() || accepted[row.Flow]:
		case row.OK:
			t.Errorf("%s: nobody can tell: %s", row.Flow, row.Doubts[0].Question)
		default:
			d := row.Decided
			t.Errorf("%s: %s, expected %s (%s -> %s)\n    %s: %s, because %s [%s]", row.Flow, row.Outcome.Kind,
				row.Expected, row.From, row.To, d.Question, d.Chosen, d.Because, d.Source)
		}
	}
}

package check_test

import (
	"fmt"
	"strings"
	"testing"

	"hybridsim/sim/check"
)

// failures is a test that somebody else writes.
type failures []string

func (f *failures) Helper() {}
func (f *failures) Errorf(format string, arguments ...any) {
	*f = append(*f, fmt.Sprintf(format, arguments...))
}

func TestAReportFailsATest(t *testing.T) {
	bad := check.Result{Flow: "a", Expected: "delivered Internal", From: "x@a.example", To: "y@a.example"}
	doubt := check.Result{Flow: "b", OK: true, Doubts: []check.Doubt{{Question: "Is it so?"}}}
	good := check.Result{Flow: "c", OK: true}
	finding := func(severity check.Severity, accepted string) check.Finding {
		return check.Finding{Code: "HS-C001", Severity: severity, Object: "O", Message: "is wrong", Breaks: []string{"a"}, Accepted: accepted}
	}
	for _, tt := range []struct {
		name     string
		flows    []check.Result
		findings []check.Finding
		want     []string
	}{
		{"what is as in a healthy hybrid is no failure", []check.Result{good}, nil, nil},
		{"a flow that is not is one", []check.Result{bad, good}, nil, []string{"a: , expected delivered Internal"}},
		{"what nobody can tell is one, with the question", []check.Result{doubt}, nil, []string{"b: nobody can tell: Is it so?"}},
		{"a finding that is an error is one", []check.Result{good}, []check.Finding{finding(check.Error, "")}, []string{"HS-C001  O: is wrong"}},
		{"a warning alone is none", []check.Result{good}, []check.Finding{finding(check.Warning, "")}, nil},
		{"a flow that only an accepted finding breaks is none", []check.Result{bad}, []check.Finding{finding(check.Error, "by intention")}, nil},
		{"a flow that another finding breaks as well is one", []check.Result{bad},
			[]check.Finding{finding(check.Error, "by intention"), finding(check.Warning, "")}, []string{"a: "}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got failures
			(&check.Report{Flows: tt.flows, Findings: tt.findings}).Test(&got)
			if len(got) != len(tt.want) {
				t.Fatalf("want %d failures, got %q", len(tt.want), got)
			}
			for i, words := range tt.want {
				if !strings.Contains(got[i], words) {
					t.Errorf("%q is not in %q", words, got[i])
				}
			}
		})
	}
}

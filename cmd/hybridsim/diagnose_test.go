package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/diagnose"
	"hybridsim/sim/tested"
)

// TestDiagnosePage types what docs/diagnose.md has.
func TestDiagnosePage(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	t.Chdir("../..")
	page, err := os.ReadFile("docs/diagnose.md")
	if err != nil {
		t.Fatal(err)
	}
	runLines(t, shellLines(string(page)))
}

func TestASymptomThatIsNoneExitsWith2AndSaysWhatIsAccepted(t *testing.T) {
	large := filepath.Join(t.TempDir(), "large.log")
	if err := os.WriteFile(large, bytes.Repeat([]byte("450 4.4.317 Cannot connect\n"), 11<<20/27), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"diagnose", "hybrid-2013"}, {"diagnose", "hybrid-2013", "--symptom", "good morning"},
		{"diagnose", "hybrid-2019", "--symptom", "?!"}, {"diagnose", "hybrid-2019", "--symptom", large},
		{"diagnose", "hybrid-2019", "--symptom", "deferred", "--also", "it rains"}} {
		var out, mistakes strings.Builder
		if code := run(args, &out, &mistakes); code != 2 || !strings.Contains(mistakes.String(), "hint:") {
			t.Errorf("%q: exit code %d, %q", args, code, &mistakes)
		}
	}
}

// TestHelpNamesTheWordsThatAreRead: lines of help are broken by hand.
func TestHelpNamesTheWordsThatAreRead(t *testing.T) {
	if !strings.Contains(strings.Join(strings.Fields(diagnoseLong), " "), diagnose.Spoken) {
		t.Errorf("want %q in:\n%s", diagnose.Spoken, diagnoseLong)
	}
}

// TestDiagnoseReadsWhatTellsOfNoFailure: rows in a file, what a mailbox lacks, and what a test printed.
func TestDiagnoseReadsWhatTellsOfNoFailure(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	rows := filepath.Join(t.TempDir(), "trace.csv")
	if err := os.WriteFile(rows, []byte("event_id,source,server_hostname,client_hostname,connector_id,sender_address,return_path,recipient_address,directionality\n"+
		"RECEIVE,SMTP,SIM1EPF00000001,mail.contoso.com,,bob@contoso.com,bob@contoso.com,alice@contoso.mail.onmicrosoft.com,Incoming\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ symptom, from, to, want string }{
		{rows, "bob@contoso.com", "alice@contoso.com", "inbound-certificate-name-other"},
		{"there is no copy at erin@fabrikam.com, and nobody was told", "alice@contoso.com", "erin@fabrikam.com", "rule-deletes"},
		{"Task : Send test email\nTarget : zoe@litware.com\nStatus : Failed\nDetails : No.", "", "", "the test of "},
	} {
		var out, mistakes strings.Builder
		args := []string{"diagnose", "hybrid-2013", "--symptom", row.symptom, "--from", row.from, "--to", row.to}
		if code := run(args, &out, &mistakes); code != 0 || !strings.Contains(out.String(), row.want) {
			t.Errorf("%q: exit code %d, %s%s: want %s", args, code, &mistakes, &out, row.want)
		}
	}
}

// TestAnInterviewAsksUntilNothingIsLeft: a person answers, passes a question on, or ends; each answer is a further observation.
func TestAnInterviewAsksUntilNothingIsLeft(t *testing.T) {
	left := func(questions ...string) *diagnose.Report {
		r := &diagnose.Report{Verdict: "so many are left"}
		for _, q := range questions {
			r.Questions = append(r.Questions, diagnose.Question{Ask: "Is there " + q + "?", Mark: q})
		}
		return r
	}
	for _, row := range []struct {
		says, typed string
		want        []string // marks that were answered
		asked       []string // in the order in which they were
	}{
		{"each answer leads to the next question", "yes\nN\n", []string{"a row", "a field"}, []string{"a row", "a field"}},
		{"who cannot look there is asked another", "?\ny\n\n", []string{"an event"}, []string{"a row", "an event", "a field"}},
		{"Enter ends it", "\nyes\n", nil, []string{"a row"}},
		{"so does the end of the input", "", nil, []string{"a row"}},
		{"nobody knows", "?\n?\nyes\n", nil, []string{"a row", "an event"}},
	} {
		t.Run(row.says, func(t *testing.T) {
			var out strings.Builder
			var answered []string
			again := func(s *diagnose.Symptom) (*diagnose.Report, error) {
				_, mark, _ := strings.Cut(s.Text, ": ")
				if answered = append(answered, mark); len(answered) > 1 {
					return left(), nil
				}
				return left("a field"), nil
			}
			if err := newPrinter(&out).interview(strings.NewReader(row.typed), left("a row", "an event"), "x", again); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(row.want, answered); diff != "" {
				t.Errorf("answered (-want +got):\n%s", diff)
			}
			var asked []string
			for _, l := range strings.Split(out.String(), "\n") {
				if q, is := strings.CutPrefix(l, "Is there "); is && strings.Contains(q, "Enter") {
					asked = append(asked, q[:strings.Index(q, "?")])
				}
			}
			if diff := cmp.Diff(row.asked, asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
		})
	}
}

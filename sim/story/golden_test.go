package story_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/story"
)

// printing is a story that prints in two sections; the golden lines go beneath.
func printing(trace, queue, show string) sections {
	return sections{
		cause:    "net> block onprem -> mx.fabrikam.com:25 drop\n",
		symptoms: "bob@contoso.com> send hello.eml to erin@fabrikam.com\ntrace\n" + trace + "# the queue as it is now\nshow queue at onprem\n" + queue + "wait 2h\nInferred: it waits\nwant no mail at erin@fabrikam.com\n" + "want deferral at onprem: 4\n",
		verification: "wait 1h\nshow header at erin@fabrikam.com\n" + show + "Inferred: it arrives\n" +
			"want mail at erin@fabrikam.com\n",
		resolution: "net> unblock onprem -> mx.fabrikam.com:25\n",
	}
}

func rewritten(t *testing.T, text string) (string, bool) {
	t.Helper()
	s, err := story.Parse("test.txtar", []byte(text), findBase)
	if err != nil {
		t.Fatalf("%v\nin\n%s", err, text)
	}
	r, err := s.Play()
	if err != nil {
		t.Fatal(err)
	}
	content, changed := r.Rewritten()
	return string(content), changed
}

func TestGoldenLinesAreFilledInOnce(t *testing.T) {
	before := printing("", "", "").text()
	after, changed := rewritten(t, before)
	if !changed {
		t.Fatal("nothing was filled in")
	}
	var without, golden []string
	for line := range strings.Lines(after) {
		if strings.HasPrefix(line, "    ") {
			golden = append(golden, line)
		} else {
			without = append(without, line)
		}
	}
	if diff := cmp.Diff(before, strings.Join(without, "")); diff != "" {
		t.Errorf("other than golden lines were touched (-before +after):\n%s", diff)
	}
	if len(golden) < 10 {
		t.Errorf("few golden lines: %q", golden)
	}
	if again, changed := rewritten(t, after); changed || again != after {
		t.Errorf("filling in again changes (-once +twice):\n%s", cmp.Diff(after, again))
	}
}

// Wrong golden lines are replaced, however many there were, and nothing else moves.
func TestGoldenLinesAreReplaced(t *testing.T) {
	right, _ := rewritten(t, printing("", "", "").text())
	wrong := printing("    wrong\n    lines\n", "    wrong\n", strings.Repeat("    wrong\n", 40)).text()
	got, changed := rewritten(t, wrong)
	if diff := cmp.Diff(right, got); !changed || diff != "" {
		t.Errorf("changed %t (-want +got):\n%s", changed, diff)
	}
}

func TestGoldenLinesKeepTheFilesLineEndings(t *testing.T) {
	right, _ := rewritten(t, printing("", "", "").text())
	got, _ := rewritten(t, strings.ReplaceAll(printing("", "    wrong\n", "").text(), "\n", "\r\n"))
	if diff := cmp.Diff(strings.ReplaceAll(right, "\n", "\r\n"), got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestGoldenLinesAtTheEndOfAFile(t *testing.T) {
	text := strings.TrimSuffix(sections{}.text(), mail)
	text = strings.Replace(text, "Inferred: it arrives\n", "Inferred: it arrives\nwant mail at bob@contoso.com\nshow onprem Get-AcceptedDomain contoso.com | Format-List Name", 1)
	text, _, _ = strings.Cut(text, "Format-List Name")
	text = strings.ReplaceAll(text+"Format-List Name", hello, "") // nothing is sent: there is no attachment
	after, changed := rewritten(t, text)
	if want := text + "\n    Name : contoso.com\n"; !changed || after != want {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, after))
	}
}

func TestAGoldenLineThatDiffersIsAFailure(t *testing.T) {
	right, _ := rewritten(t, printing("", "", "").text())
	wrong := strings.Replace(right, "SUBMIT", "SUBMID", 1)
	if wrong == right {
		wrong = strings.Replace(right, "onprem RECEIVE", "onprem RECEIVES", 1)
	}
	s, err := story.Parse("test.txtar", []byte(wrong), findBase)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Play()
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Failures) != 1 || !r.Failures[0].Golden {
		t.Fatalf("failures: %+v", r.Failures)
	}
	f := r.Failures[0]
	number := 1 + strings.Count(wrong[:strings.Index(wrong, "onprem RECEIVES")], "\n")
	got := strings.Split(f.Got, "\n")
	if f.Want != "trace prints the lines beneath it" || f.Line != number-1 || len(got) != 4 {
		t.Fatalf("line %d: wanted %s, got %s", f.Line, f.Want, f.Got)
	}
	if !strings.HasPrefix(got[0], "line ") || !strings.HasPrefix(got[1], "  - 03-16") || !strings.Contains(got[1], "RECEIVES") ||
		!strings.Contains(got[2], "RECEIVE ") || !strings.HasPrefix(got[3], "run with --update") {
		t.Errorf("the difference is told as %q", f.Got)
	}
}

// What is printed is what there is where the line stands, not at the end of its section.
func TestPrintingHappensInItsPlace(t *testing.T) {
	after, _ := rewritten(t, printing("", "", "").text())
	_, queue, _ := strings.Cut(after, "show queue at onprem\n")
	queue, _, _ = strings.Cut(queue, "wait 2h")
	trace, _, _ := strings.Cut(after, "# the queue")
	if !strings.Contains(queue, "MessageCount") {
		t.Errorf("the queue is printed as\n%s", queue)
	}
	if n := strings.Count(trace, " DEFER "); n != 1 {
		t.Errorf("the trace printed before the wait shows %d deferrals, want the first one only:\n%s", n, trace)
	}
}

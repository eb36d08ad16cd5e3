package dsn_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay/dsn"
	"hybridsim/sim/tested"
)

// A reader that was not written here has to find in our reports what package dsn finds. requireTools turns the skip for a
// reader that is not installed into a failure; .ci/run sets it.
const requireTools = "HYBRIDSIM_REQUIRE_TOOLS"

// reader is a program in testdata/readers that prints one JSON object for each file.
type reader struct {
	name, pkg string // pkg is Debian's package
	probe     []string
	command   []string
}

var (
	pythonEmail = reader{"Python's email", "python3", []string{"python3", "-c", "import email"},
		[]string{"python3", "testdata/readers/python_email.py"}}
	bounceParser = reader{"Mail::DeliveryStatus::BounceParser", "libmail-deliverystatus-bounceparser-perl",
		[]string{"perl", "-MMail::DeliveryStatus::BounceParser", "-e", "1"}, []string{"perl", "testdata/readers/perl_bounceparser.pl"}}
)

// found is what a reader says about one report.
type found struct {
	Type       string
	Bounce     int
	Reporting  string
	Text       string
	Defects    []string
	Parts      []string
	Recipients []foundRecipient
}

type foundRecipient struct {
	Address, Action, Status, Diagnostic, Reporting, Remote, Code, Class string
}

// read lets the program read reports, or skips the test.
func (r reader) read(t *testing.T, reports []written) []found {
	t.Helper()
	if out, err := exec.Command(r.probe[0], r.probe[1:]...).CombinedOutput(); err != nil {
		if os.Getenv(requireTools) == "1" {
			t.Fatalf("%s is not here; install the package %s (%v: %s)", r.name, r.pkg, err, out)
		}
		t.Skipf("%s is not here; install the package %s", r.name, r.pkg)
	}
	args := slices.Clone(r.command[1:])
	dir := t.TempDir()
	for i, w := range reports {
		file := filepath.Join(dir, fmt.Sprintf("%03d.eml", i))
		if err := os.WriteFile(file, w.content, 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	var stderr bytes.Buffer
	cmd := exec.Command(r.command[0], args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", r.name, err, stderr.String())
	}
	var list []found
	decoder := json.NewDecoder(bytes.NewReader(out))
	for decoder.More() {
		var f found
		if err := decoder.Decode(&f); err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	if len(list) != len(reports) {
		t.Fatalf("%s read %d of %d reports\n%s", r.name, len(list), len(reports), stderr.String())
	}
	return list
}

func mustRead(t *testing.T, w written) *dsn.Report {
	t.Helper()
	r, err := dsn.Read(w.content)
	if err != nil {
		t.Fatalf("%s: %v", w.name, err)
	}
	return r
}

// TestPythonReadsTheSame: parts without defects, the text in its charset, and every field of the delivery status.
func TestPythonReadsTheSame(t *testing.T) {
	if tested.Race {
		t.Skip("a program of others reads what the plain run gives it, too")
	}
	reports := append(catalogueReports(t), everyKind()...)
	for i, got := range pythonEmail.read(t, reports) {
		r := mustRead(t, reports[i])
		var want []foundRecipient
		for _, rcpt := range r.Recipients {
			want = append(want, foundRecipient{Address: rcpt.Address, Action: string(r.Outcome(rcpt)), Status: rcpt.Reply.Status(), Diagnostic: rcpt.Reply.String(), Remote: rcpt.Remote})
		}
		if diff := cmp.Diff(want, got.Recipients); diff != "" || got.Reporting != r.Reporting || got.Type != "multipart/report" {
			t.Errorf("%s: reporting %q, want %q; recipients (-dsn +python):\n%s", reports[i].name, got.Reporting, r.Reporting, diff)
		}
		if len(got.Defects) > 0 || !slices.Contains(got.Parts, "message/delivery-status") {
			t.Errorf("%s: defects %q, parts %q", reports[i].name, got.Defects, got.Parts)
		}
		for _, rcpt := range r.Recipients {
			if !strings.Contains(got.Text, rcpt.Address) {
				t.Errorf("%s: %s is not in the text:\n%s", reports[i].name, rcpt.Address, got.Text)
			}
		}
	}
}

// classOf is how the classifier of mailing lists sorts a status of RFC 3463; for others it reads the words.
var classOf = map[string]string{"5.1.0": "user_unknown", "5.1.1": "user_unknown", "5.1.2": "domain_error", "5.2.1": "user_disabled", "5.2.2": "over_quota", "5.4.4": "domain_error"}

// TestBounceParserReadsTheSame: the library that mailing lists use is a bounce parser, which finds code, recipient and both hosts,
// and a classifier of delivery status notifications, which sorts each by the reason that it bounced for. It sees a bounce where there is
// one, in other languages too, and sorts it as its status says. It takes no delay for a bounce and then tells nothing more.
func TestBounceParserReadsTheSame(t *testing.T) {
	if tested.Race {
		t.Skip("a program of others reads what the plain run gives it, too")
	}
	reports := append(catalogueReports(t), everyKind()...)
	for i, got := range bounceParser.read(t, reports) {
		r := mustRead(t, reports[i])
		if r.Action == dsn.Delayed {
			if got.Bounce != 0 || got.Type != "delivery-status delayed" {
				t.Errorf("%s: a delay is taken for a bounce: %+v", reports[i].name, got)
			}
			continue
		}
		var want []foundRecipient
		for _, rcpt := range r.Recipients {
			want = append(want, foundRecipient{
				Address: strings.ToLower(rcpt.Address), Status: rcpt.Reply.Status(), Diagnostic: rcpt.Reply.String(),
				Reporting: r.Reporting, Remote: rcpt.Remote, Code: fmt.Sprint(rcpt.Reply.Code()),
			})
		}
		for j := range got.Recipients {
			got.Recipients[j].Address = strings.ToLower(got.Recipients[j].Address)
			class := got.Recipients[j].Class
			if want := classOf[got.Recipients[j].Status]; class == "" || class == "no_problemo" || want != "" && class != want {
				t.Errorf("%s: sorted as %q, want %q", reports[i].name, class, want)
			}
			got.Recipients[j].Class = ""
		}
		if diff := cmp.Diff(want, got.Recipients); diff != "" || got.Bounce != 1 {
			t.Errorf("%s: bounce %d, recipients (-dsn +bounceparser):\n%s", reports[i].name, got.Bounce, diff)
		}
	}
}

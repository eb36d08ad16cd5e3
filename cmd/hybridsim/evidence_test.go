package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/tested"
)

// evidenceInto runs stories with --evidence and returns exit code and what was said.
func evidenceInto(dir string, more ...string) (int, string) {
	var out, errors bytes.Buffer
	code := run(append([]string{"run", "--evidence", dir}, more...), &out, &errors)
	return code, out.String() + errors.String()
}

// tree reads a folder: names with slashes and contents.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestEvidenceOfAllStoriesIsTheSameTwiceAndReadsBack(t *testing.T) {
	if tested.Race {
		t.Skip("plays the catalogue ten times, as other tests do once")
	}
	parent := t.TempDir()
	first, second := filepath.Join(parent, "first"), filepath.Join(parent, "deep", "second")
	for _, dir := range []string{first, second} {
		if code, said := evidenceInto(dir); code != exitHolds {
			t.Fatalf("exit code %d\n%s", code, said)
		}
	}
	files := tree(t, first)
	if diff := cmp.Diff(files, tree(t, second)); diff != "" {
		t.Errorf("two runs left different evidence:\n%s", diff)
	}
	likeTheRealThing(t, files)
	var tables []string
	for name := range files {
		if strings.HasSuffix(name, ".LOG") || strings.HasSuffix(name, ".csv") {
			tables = append(tables, name)
		}
	}
	slices.Sort(tables)
	if len(tables) < 50 {
		t.Errorf("only %d logs and tables", len(tables))
	}
	read := map[string][][]string{}
	for _, name := range tables {
		read[name] = readTable(t, name, files[name])
	}
	t.Run("another reader agrees", func(t *testing.T) {
		if diff := cmp.Diff(read, readWithPython(t, first, tables)); diff != "" {
			t.Errorf("Go and Python read different tables (-go +python):\n%s", diff)
		}
	})
}

// readTable reads a log or a CSV file; the first row holds the names of the fields.
func readTable(t *testing.T, name, text string) [][]string {
	t.Helper()
	var rows [][]string
	var data []string
	for _, line := range strings.SplitAfter(strings.TrimPrefix(text, "\uFEFF"), "\r\n") {
		if fields, ok := strings.CutPrefix(line, "#Fields: "); ok {
			rows = append(rows, strings.Split(strings.TrimSpace(fields), ","))
		} else if !strings.HasPrefix(line, "#") {
			data = append(data, line)
		}
	}
	records, err := csv.NewReader(strings.NewReader(strings.Join(data, ""))).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	rows = append(rows, records...)
	if strings.HasSuffix(name, ".LOG") && len(rows) < 2 {
		t.Errorf("%s holds no rows", name)
	}
	for i, r := range rows {
		if len(r) != len(rows[0]) {
			t.Errorf("%s: row %d has %d fields, #Fields names %d", name, i, len(r), len(rows[0]))
		}
	}
	return rows
}

// pythonReader prints what Python's csv module reads in the files that its arguments name, as JSON.
const pythonReader = `
import csv, json, sys
tables = {}
for name in sys.argv[2:]:
    with open(sys.argv[1] + "/" + name, encoding="utf-8-sig", newline="") as f:
        lines = list(f)
    fields = [l[len("#Fields: "):].rstrip("\r\n").split(",") for l in lines if l.startswith("#Fields: ")]
    tables[name] = fields + list(csv.reader((l for l in lines if not l.startswith("#")), strict=True))
json.dump(tables, sys.stdout)
`

func readWithPython(t *testing.T, dir string, names []string) map[string][][]string {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") == "1" {
			t.Fatal("python3 is not there, and HYBRIDSIM_REQUIRE_TOOLS=1 demands it; install the package python3")
		}
		t.Skip("needs python3 to read the logs once more; install the package python3")
	}
	cmd := exec.Command(python, append([]string{"-c", pythonReader, dir}, names...)...)
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var tables map[string][][]string
	if err := json.Unmarshal(output, &tables); err != nil {
		t.Fatal(err)
	}
	return tables
}

func TestEvidenceReplacesItsOwnFolderOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "evidence")
	if code, said := evidenceInto(dir, "kb2510049-domain-not-shared", "eop-partial-firewall"); code != exitHolds {
		t.Fatal(said)
	}
	if code, said := evidenceInto(dir, "kb2510049-domain-not-shared"); code != exitHolds {
		t.Fatal(said)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("the folder holds %v, want the mark and one story", entries)
	}
	if entries, _ := os.ReadDir(filepath.Dir(dir)); len(entries) != 1 {
		t.Errorf("beside the folder stayed %v", entries)
	}
	stranger := t.TempDir()
	if err := os.WriteFile(filepath.Join(stranger, "thesis.txt"), []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, said := evidenceInto(stranger, "kb2510049-domain-not-shared")
	if code != exitInput || !strings.Contains(said, "was not made by run --evidence") || !strings.Contains(said, "hint:") {
		t.Errorf("exit code %d, said %q", code, said)
	}
	if diff := cmp.Diff(map[string]string{"thesis.txt": "mine"}, tree(t, stranger)); diff != "" {
		t.Errorf("the folder of somebody else changed:\n%s", diff)
	}
}

func TestEvidenceShowsBothStates(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "evidence")
	if code, said := evidenceInto(dir, "kb2989382-renewed-certificate", "kb2510049-domain-not-shared"); code != exitHolds {
		t.Fatal(said)
	}
	files := tree(t, dir)
	for name, want := range map[string]string{
		"kb2989382-renewed-certificate/faulty/onprem/Get-Queue.txt":                                                              "Retry",
		"kb2989382-renewed-certificate/faulty/onprem/Application.csv":                                                            ",12014,",
		"kb2989382-renewed-certificate/faulty/cloud/MessageTraceDetail.csv":                                                      "STARTTLS is required",
		"kb2510049-domain-not-shared/faulty/cloud/reports/alice@contoso.com/001.eml":                                             "multipart/report",
		"kb2510049-domain-not-shared/faulty/decisions.txt":                                                                       "== Symptoms",
		"kb2510049-domain-not-shared/cured/decisions.txt":                                                                        "== Verification",
		"kb2510049-domain-not-shared/cured/onprem/mailboxes/carol@contoso.com/001.eml":                                           "Lunch at noon?",
		"kb2510049-domain-not-shared/cured/onprem/V15/TransportRoles/Logs/FrontEnd/ProtocolLog/SmtpReceive/RECV2017031608-1.LOG": "MAIL FROM:<alice@contoso.com>",
		"kb2510049-domain-not-shared/cured/onprem/V15/TransportRoles/Logs/MessageTracking/MSGTRKMD2017031608-1.LOG":              "STOREDRIVER,DELIVER",
	} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s does not hold %q:\n%s", name, want, files[name])
		}
	}
	if got := files["kb2989382-renewed-certificate/cured/onprem/Get-Queue.txt"]; got != "" {
		t.Errorf("after the cure a queue is left:\n%s", got)
	}
	for name := range files {
		if strings.Contains(name, "/cloud/") && strings.HasSuffix(name, ".LOG") {
			t.Errorf("%s: the service shows its customers no logs", name)
		}
	}
}

func TestJUnitReportTellsFailuresAndMistakes(t *testing.T) {
	dir := t.TempDir()
	source, err := os.ReadFile("../../scenarios/kb2510049-domain-not-shared.txtar")
	if err != nil {
		t.Fatal(err)
	}
	broken := filepath.Join(dir, "broken.txtar")
	if err := os.WriteFile(broken, bytes.ReplaceAll(source, []byte("550 5.1.10"), []byte("550 5.9.99")), 0o644); err != nil {
		t.Fatal(err)
	}
	report := filepath.Join(dir, "junit.xml")
	var out, errors bytes.Buffer
	if code := run([]string{"run", "--junit", report, "kb2510049-domain-not-shared", broken}, &out, &errors); code != exitFails {
		t.Fatalf("exit code %d\n%s%s", code, out.String(), errors.String())
	}
	content, err := os.ReadFile(report)
	if err != nil {
		t.Fatal(err)
	}
	var suites struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Errors   int `xml:"errors,attr"`
		Suite    struct {
			Cases []struct {
				Class   string `xml:"classname,attr"`
				Failure *struct {
					Message string `xml:"message,attr"`
					Text    string `xml:",chardata"`
				} `xml:"failure"`
			} `xml:"testcase"`
		} `xml:"testsuite"`
	}
	if err := xml.Unmarshal(content, &suites); err != nil {
		t.Fatal(err)
	}
	if suites.Tests != 2 || suites.Failures != 1 || suites.Errors != 0 || len(suites.Suite.Cases) != 2 {
		t.Errorf("the report counts %+v", suites)
	}
	if f := suites.Suite.Cases[1].Failure; f == nil || !strings.Contains(f.Message, "broken.txtar:") || !strings.Contains(f.Text, "5.9.99") ||
		!strings.HasPrefix(f.Text, broken+":") || !strings.HasSuffix(suites.Suite.Cases[1].Class, "broken") {
		t.Errorf("the failure is %+v", f)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("a draft stayed: %v", entries)
	}
	errors.Reset()
	if code := run([]string{"run", "--junit", filepath.Join(dir, "nowhere", "x.xml"), "kb2510049-domain-not-shared"}, &out, &errors); code != exitInput || !strings.Contains(errors.String(), "hint:") {
		t.Errorf("a folder that is not there: exit code %d, %q", code, errors.String())
	}
}

func TestEvidenceLeavesAloneWhatOthersPutThere(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "evidence")
	const story = "kb2510049-domain-not-shared"
	if code, said := evidenceInto(dir, story, "eop-partial-firewall"); code != exitHolds {
		t.Fatal(said)
	}
	mine := filepath.Join(dir, story, "faulty", "notes.txt")
	if err := os.WriteFile(mine, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, said := evidenceInto(dir, "eop-partial-firewall"); code != exitHolds {
		t.Fatal(said)
	}
	if got, err := os.ReadFile(mine); string(got) != "mine" {
		t.Errorf("the notes hold %q: %v", got, err)
	}
	if entries, _ := os.ReadDir(filepath.Dir(mine)); len(entries) != 1 {
		t.Errorf("beside the notes is left %v", entries)
	}
}

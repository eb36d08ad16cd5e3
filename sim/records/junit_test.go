package records_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hybridsim/sim/records"
)

// xmllint validates a report against the schema; the error is what it says.
func xmllint(t *testing.T, content []byte) (said string, err error) {
	t.Helper()
	program, err := exec.LookPath("xmllint")
	if err != nil {
		if os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") != "" {
			t.Fatal("xmllint is not installed (Debian package libxml2-utils)")
		}
		t.Skip("xmllint is not installed (Debian package libxml2-utils)")
	}
	name := filepath.Join(t.TempDir(), "junit.xml")
	if err := os.WriteFile(name, content, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(program, "--noout", "--nonet", "--schema", filepath.Join("testdata", "junit.xsd"), name).CombinedOutput()
	return string(out), err
}

func TestAJUnitReportIsValidForJenkins(t *testing.T) {
	reports := map[string]records.JUnit{
		"nothing was played": {Suite: "stories"},
		"every kind of case": {Suite: "flows", Cases: []records.Case{
			{Class: records.Class("hybridsim", "stories/mine.txtar"), Name: "mine", Output: "holds"},
			{Class: "hybridsim", Name: "fails", Failure: &records.Trouble{Type: "claim", Message: `wanted <"x"> & got`, Place: "mine.txtar:3", Text: "got\x00 ]]> y"}},
			{Class: "hybridsim", Name: "wrong", Error: &records.Trouble{Type: "input", Message: "no base", Text: "mine.txtar:1: no base"}},
		}},
	}
	for name, r := range reports {
		t.Run(name, func(t *testing.T) {
			content, err := r.XML()
			if err != nil {
				t.Fatal(err)
			}
			if said, err := xmllint(t, content); err != nil {
				t.Errorf("%v: %s\n%s", err, said, content)
			}
		})
	}
}

func TestTheSchemaRefusesWhatJenkinsDoes(t *testing.T) {
	good := &records.JUnit{Suite: "s", Cases: []records.Case{{Class: "c", Name: "n"}}}
	content, err := good.XML()
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string][2]string{
		"an attribute that it does not know": {`classname="c"`, `classname="c" file="mine.txtar"`},
		"a case without a time":              {`classname="c" time="0.000"`, `classname="c"`},
		"a time in words":                    {`classname="c" time="0.000"`, `classname="c" time="1s"`},
		"a suite without its numbers":        {`tests="1" failures="0" errors="0" skipped`, `skipped`},
		"an element that it does not know":   {`</testsuite>`, `<note/></testsuite>`},
	} {
		t.Run(name, func(t *testing.T) {
			broken := bytes.Replace(content, []byte(change[0]), []byte(change[1]), 1)
			if bytes.Equal(broken, content) {
				t.Fatalf("%q is not in the report:\n%s", change[0], content)
			}
			if _, err := xmllint(t, broken); err == nil {
				t.Errorf("the schema takes\n%s", broken)
			}
		})
	}
}

func TestWhereACaseIsShown(t *testing.T) {
	if got, want := records.Class("hybridsim", "stories/x/mine.v2.txtar"), "hybridsim.stories_x_mine_v2_txtar"; got != want {
		t.Errorf("class %q, want %q: its dots are the levels of a reader's tree", got, want)
	}
	r := records.JUnit{Cases: []records.Case{{Failure: &records.Trouble{Place: "a.txtar:7", Text: "wanted: x"}}}}
	content, err := r.XML()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), ">a.txtar:7&#xA;wanted: x<") {
		t.Errorf("the first line of a failure is its place:\n%s", content)
	}
}

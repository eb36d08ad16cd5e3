package check

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestThePageIsComplete: docs/check.md has every flow, every outcome and every code, in the words of the program.
func TestThePageIsComplete(t *testing.T) {
	text, err := os.ReadFile("../../docs/check.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	need := func(row string) {
		if !strings.Contains(page, row+"\n") {
			t.Errorf("docs/check.md lacks the row\n%s", row)
		}
	}
	for _, f := range flows {
		need(fmt.Sprintf("| `%s` | %s | %s |", f.id, f.title, expectation(f)))
	}
	for _, r := range Rules() {
		need(fmt.Sprintf("| %s | %s | %s. | %s |", r.Code, r.Severity, r.Says, r.Source))
	}
	for _, k := range kinds {
		if !strings.Contains(page, "| "+string(k)) {
			t.Errorf("docs/check.md lacks the outcome %q", k)
		}
	}
}

func expectation(f flow) string {
	var words []string
	for _, k := range f.want {
		words = append(words, string(k))
	}
	if len(f.probeWant) > 0 {
		words = append(words, string(f.probeWant[0])+" 5.1.x about a probe")
	}
	return strings.Join(words, ", or ")
}

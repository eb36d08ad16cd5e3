package reply_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

var update = flag.Bool("update", false, "write the page of days again")

const daysPage = "../../docs/days.md"

// TestThePageOfDays holds docs/days.md to the catalogue and the table of changes.
func TestThePageOfDays(t *testing.T) {
	want := pageOfDays()
	if *update {
		if err := os.WriteFile(daysPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(daysPage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/days.md is stale; refresh it with: go test ./relay/reply -run TestThePageOfDays -update\n(-want +got):\n%s", diff)
	}
}

func pageOfDays() string {
	var b strings.Builder
	line := func(cells ...string) {
		for i, c := range cells {
			cells[i] = strings.NewReplacer("|", `\|`, "\n", " ", "<", `\<`).Replace(c)
		}
		fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | "))
	}
	b.WriteString("# What is said and what holds, by day\n\nThis page is generated: `go test ./relay/reply -run TestThePageOfDays -update`. " +
		"The clock of a world chooses the day; a story's Cloud-Era holds the cloud in a span. [D] is documented, [O] observed, [S] secondary, [I] inferred; " +
		"labels are those of [RULES.md](RULES.md).\n\n## Rules of the service\n\n| from | until | rule | label | source |\n|---|---|---|---|---|\n")
	for _, c := range relay.Changes() {
		line(day(c.From), day(c.Until), c.Rule, c.Label, c.Source)
	}
	b.WriteString("\nKnown and not in the model: the cloud does the same on every day.\n\n| from | rule | label |\n|---|---|---|\n")
	for _, c := range relay.Unmodelled {
		line(day(c.From), c.Rule, c.Label)
	}
	b.WriteString("\n## Texts\n\nEach condition with every text that we say of it. What differs from case to case stands in braces. " +
		"A text without a span is said by that product whatever the day is; an on-premises server speaks by its product and build alone.\n\n" +
		"| condition | whose, and when | text | detail | seen | source |\n|---|---|---|---|---|---|\n")
	for _, c := range reply.Conditions() {
		for _, w := range c.Wordings {
			if by := w.By.String(); by != "" {
				line(c.Name, by, strings.TrimSpace(fmt.Sprintf("%d %s %s", w.Code, w.Enhanced, w.Text)), w.MSG, w.Seen, w.Source)
			}
		}
	}
	return b.String()
}

func day(e relay.Era) string {
	if e == 0 {
		return ""
	}
	return e.Date()
}

func TestChangesStandInOrder(t *testing.T) {
	if !slices.IsSortedFunc(relay.Changes(), func(a, b *relay.Change) int { return int(a.From - b.From) }) {
		t.Error("the changes are not in order of days")
	}
}

// TestEveryKnownChangeIsTold: the changes of the service that our sources date are G2.121 to G2.162; each is a rule with a
// day or named as one that nothing follows.
func TestEveryKnownChangeIsTold(t *testing.T) {
	told := map[string]bool{}
	for _, c := range relay.Changes() {
		for label := range strings.SplitSeq(c.Label, ", ") {
			told[label] = true
		}
	}
	days := make([]relay.Era, len(relay.Unmodelled))
	for i, c := range relay.Unmodelled {
		told[c.Label], days[i] = true, c.From
	}
	for n := 121; n <= 162; n++ {
		if label := fmt.Sprintf("G2.%d", n); !told[label] {
			t.Errorf("%s is neither a rule with a day nor named as not modelled", label)
		}
	}
	if !slices.IsSorted(days) {
		t.Error("what is not modelled is not in order of days")
	}
}

// TestARuleHoldsFromItsDayOn asks each for the day before, the day, and the day it ends.
func TestARuleHoldsFromItsDayOn(t *testing.T) {
	for _, c := range relay.Changes() {
		got := []bool{c.Holds(c.From - 1), c.Holds(c.From), c.Until != 0 && c.Holds(c.Until)}
		if diff := cmp.Diff([]bool{false, true, false}, got); diff != "" {
			t.Errorf("%s: before, on the day, at the end (-want +got):\n%s", c.Rule, diff)
		}
	}
}

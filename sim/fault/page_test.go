package fault_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/fault"
	"hybridsim/sim/tested"
)

var update = flag.Bool("update", false, "rewrite docs/faults.md")

const faultsPage = "../../docs/faults.md"

// TestThePageOfFaults compares docs/faults.md with the catalogue; with -update it writes the page.
func TestThePageOfFaults(t *testing.T) {
	if tested.Race {
		t.Skip("one goroutine writes a page")
	}
	want := pageOfFaults(t)
	if *update {
		if err := os.WriteFile(faultsPage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(faultsPage)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/faults.md is stale; refresh it with: go test ./sim/fault -run TestThePageOfFaults -update\n(-want +got):\n%s", diff)
	}
}

// classesOf reads what was measured: operators that no observation tells apart, a class on each line.
func classesOf(t *testing.T) (classes [][]string) {
	t.Helper()
	measured, err := os.ReadFile("../mutate/testdata/classes.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(measured)) {
		if names := strings.Fields(line); len(names) > 0 && !strings.HasPrefix(line, "#") {
			classes = append(classes, names)
		}
	}
	return classes
}

// TestThatManyFaultsCanBeToldApart: the classes are of the operators that there are, and there are enough of them.
func TestThatManyFaultsCanBeToldApart(t *testing.T) {
	classes := classesOf(t)
	seen := map[string]bool{}
	for _, c := range classes {
		for _, name := range c {
			if fault.Find(name) == nil || seen[name] {
				t.Errorf("%s is no operator, or stands there twice; measure again with: just faults", name)
			}
			seen[name] = true
		}
	}
	if len(classes) < atLeast {
		t.Errorf("%d operators are told apart, want %d", len(classes), atLeast)
	}
}

// examples are the first place of each operator, with what it needs.
func examples(t *testing.T) (places map[string]fault.Fault, needs map[string]string) {
	t.Helper()
	places, needs = map[string]fault.Fault{}, map[string]string{}
	for _, name := range []string{"hybrid-2013", "hybrid-2019", "hybrid-edge", "hybrid-two-tenants", "hybrid-2016-pair", "hybrid-2010"} {
		_, w := worldOf(t, name)
		for _, f := range fault.Of(w) {
			if _, there := places[f.Name]; !there {
				places[f.Name], needs[f.Name] = f, f.Needs(w)
			}
		}
		w.Close()
	}
	return places, needs
}

func pageOfFaults(t *testing.T) string {
	var b bytes.Buffer
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	classes := classesOf(t)
	alike := map[string][]string{}
	told := 0
	for _, c := range classes {
		for _, name := range c {
			alike[name] = c
		}
		told += len(c)
	}
	documented := slices.DeleteFunc(fault.Operators(), func(o *fault.Operator) bool { return o.Family == fault.Properties })
	line("<!-- Generated from the code by: go test ./sim/fault -run TestThePageOfFaults -update -->")
	line("# What goes wrong\n")
	line("The catalogue of faults that [mutate](mutate.md) makes and [diagnose](diagnose.md) looks for; `hybridsim list --faults` prints it.")
	line("A kind of fault (an operator) is tried at every place where there is what it needs. No operator knows a story, a base or an")
	line("object by its name.\n")
	line("There are %d: %d that somebody documented or reported, and %d generic ones that change a property by its type.",
		len(fault.Operators()), len(documented), len(fault.Operators())-len(documented))
	line("Of the documented ones **%d are told apart** by what can be seen of mail on three of the bases. Those of which everything that", len(classes))
	line("one of them makes, another makes as well are *alike* and counted once; %d show nothing there, because it takes more than one", len(documented)-told)
	line("letter, a client that logs on, or another configuration. `just faults` measures it.\n")
	line("How common: *often* is documented and in many reports, *seen* documented or in several reports, *rare* in one report,")
	line("*generic* in none. *Story*: a story of the catalogue has this mistake.\n")
	places, needs := examples(t)
	family := fault.Family("")
	for _, o := range fault.Operators() {
		if o.Family != family {
			family = o.Family
			line("\n## %s\n", strings.ToUpper(string(family)[:1])+string(family)[1:])
			line("| fault | what goes wrong | needs | for example | common | source | undone by | story | alike |")
			line("|---|---|---|---|---|---|---|---|---|")
		}
		f, ok := places[o.Name]
		if !ok {
			t.Errorf("%s has no place at any base", o.Name)
		}
		story := ""
		if o.FromStory() {
			story = "yes"
		}
		others := slices.DeleteFunc(slices.Clone(alike[o.Name]), func(n string) bool { return n == o.Name })
		cell := func(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
		line("| `%s` | %s | %s | `%s` | %s | %s | %s | %s | %s |", o.Name, o.Says, needs[o.Name], cell(strings.Join(f.Lines, "`<br>`")),
			o.Common, o.Source, o.Whose, story, strings.Join(others, ", "))
	}
	return b.String()
}

package hybridsim_test

import (
	"fmt"
	"go/ast"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Every label points to a row of docs/RULES.md, and every row is cited.

const rulesPage = "docs/RULES.md"

var (
	// label is one label and perhaps the last one of a range: R1.3, S2.4, U5, T8.1, L120c, G1.2.3, N50a, NB4, B60, R1.1-R1.4.
	label = regexp.MustCompile(`(?:^|[^\w.&/-])(` + labelForm + `(?:-` + labelForm + `)?)\b`)

	// oldSpelling is a way of naming rules that leads nowhere: the sheets that rules were taken from are not part of the project.
	oldSpelling = regexp.MustCompile(`\b(?:semantics \d|ndr\.md|faults B\d|facts[:/]|corrections\.md|(?:gaps-(?:routing|policy)|tls-and-wording|recipients-and-rules)\b)`)

	// pageCode is the name of a page behind a mark: [D] RCV.
	pageCode = regexp.MustCompile(`\[[DOSI]\] ([A-Z][A-Z0-9]{2,})\b`)

	ruleMark = regexp.MustCompile(`^[DOSIU](?:, [DOSI])?$`)
	kbNumber = regexp.MustCompile(`^KB\d{6,7}$`)
)

const labelForm = `(?:[RSTPV]\d{1,2}\.\d{1,2}[a-z]?|P?U\d{1,2}|L\d{1,3}[a-z]?|G1\.\d(?:\.\d{1,2})?|G2\.\d{1,3}|B\d\d|N(?:\d{1,3}[a-z]?|[A-D]\d{1,2}|F\d?))`

// rulebook is docs/RULES.md as the tests read it.
type rulebook struct {
	rules map[string]bool // by label
	pages map[string]bool // by code
	wrong []string        // rows that are not in order
}

func readRulebook(text string) rulebook {
	b := rulebook{map[string]bool{}, map[string]bool{}, nil}
	whole := regexp.MustCompile(`^` + labelForm + `$`)
	for i, line := range strings.Split(text, "\n") {
		cells := strings.Split(strings.Trim(line, "| "), " | ")
		first := strings.TrimSpace(cells[0])
		wrong := func(what string) {
			b.wrong = append(b.wrong, fmt.Sprintf("%s:%d: %s: %s", rulesPage, i+1, first, what))
		}
		switch {
		case !strings.HasPrefix(line, "| ") || first == "label" || first == "mark" || first == "code":
		case len(cells) == 2:
			for code := range strings.SplitSeq(first, ", ") {
				b.pages[code] = true
			}
		case !whole.MatchString(first):
			wrong("is no label")
		case b.rules[first]:
			wrong("has two rows")
		case len(cells) != 4:
			wrong(fmt.Sprintf("has %d cells, not 4: label, rule, mark, source", len(cells)))
		case !ruleMark.MatchString(cells[2]):
			wrong("has the mark " + strconv.Quote(cells[2]))
		case strings.TrimSpace(cells[1]) == "" || strings.TrimSpace(cells[3]) == "":
			wrong("says nothing, or has no source")
		default:
			b.rules[first] = true
		}
	}
	return b
}

// labelsIn lists the labels that a line cites, with all of a range.
func labelsIn(line string) (list []string) {
	for rest := line; ; {
		m := label.FindStringSubmatchIndex(rest)
		if m == nil {
			return list
		}
		list = append(list, span(rest[m[2]:m[3]])...)
		rest = rest[m[3]:]
	}
}

// span writes out a range: R7.2-R7.4 is three labels. One that does not count up stays as it is, and has no row.
func span(cited string) []string {
	from, to, isRange := strings.Cut(cited, "-")
	if !isRange {
		return []string{cited}
	}
	digits := func(s string) (string, int) {
		head := strings.TrimRight(s, "0123456789")
		n, _ := strconv.Atoi(s[len(head):])
		return head, n
	}
	head, first := digits(from)
	other, last := digits(to)
	if head != other || last <= first {
		return []string{cited}
	}
	var list []string
	for n := first; n <= last; n++ {
		list = append(list, head+strconv.Itoa(n))
	}
	return list
}

// citations are the places that cite each label, the first one first, and what is wrong with how a line names its sources.
type citations struct {
	of    map[string]string
	wrong []string
}

func (c *citations) read(name, text string, book rulebook) {
	for i, line := range strings.Split(text, "\n") {
		place := fmt.Sprintf("%s:%d", name, i+1)
		for _, l := range labelsIn(line) {
			if c.of[l] == "" {
				c.of[l] = place
			}
		}
		if old := oldSpelling.FindString(line); old != "" {
			c.wrong = append(c.wrong, place+": "+strconv.Quote(old)+" names a file that the project does not have; a rule is cited by its label")
		}
		for _, m := range pageCode.FindAllStringSubmatch(line, -1) {
			if code := m[1]; !book.pages[code] && !kbNumber.MatchString(code) && code != "RFC" && label.FindString(code) == "" {
				c.wrong = append(c.wrong, place+": "+code+" is no page in "+rulesPage)
			}
		}
	}
}

// brokenLabels compares what is cited with the rows.
func brokenLabels(book rulebook, c citations) []string {
	lines := slices.Concat(book.wrong, c.wrong)
	for _, l := range slices.Sorted(maps.Keys(c.of)) {
		if !book.rules[l] {
			lines = append(lines, fmt.Sprintf("%s: %s has no row in %s.\nWhy: whoever reads [%s] behind a decision looks there for the rule, its mark and its source.\n\t| %s | the rule in our words | D | page title, KB or RFC section |",
				c.of[l], l, rulesPage, l, l))
		}
	}
	for _, l := range slices.Sorted(maps.Keys(book.rules)) {
		if c.of[l] == "" {
			lines = append(lines, rulesPage+": "+l+" is cited nowhere.\nWhy: a rule that nobody follows is no rule of this model")
		}
	}
	return lines
}

// cites tells which files speak about rules: code with its tests, stories, what tests print, and documents.
func cites(name string) bool {
	return name != rulesPage && name != "labels_test.go" && slices.Contains([]string{".go", ".md", ".txtar", ".txt"}, path.Ext(name))
}

func TestEveryLabelIsARowAndEveryRowIsCited(t *testing.T) {
	page, err := os.ReadFile(rulesPage)
	if err != nil {
		t.Fatal(err)
	}
	book, c := readRulebook(string(page)), citations{of: map[string]string{}}
	walk(t, func(name string, content []byte) {
		if cites(name) {
			c.read(name, string(content), book)
		}
	})
	if len(book.rules) < 100 || len(c.of) < 100 {
		t.Fatalf("found %d rules and %d labels only", len(book.rules), len(c.of))
	}
	for _, line := range brokenLabels(book, c) {
		t.Error(line)
	}
}

func TestALabelThatLeadsNowhereIsNoticed(t *testing.T) {
	const page = `| code | page |
| RCV | Receive connectors |
| label | rule | mark | source |
|---|---|---|---|
| R1.1 | Bindings decide | D | RCV |
| R1.2 | So do ranges | D, I | RCV |
| R1.2 | Twice | D | RCV |
| N9a | Never cited | O | PUB |
| x | no label | D | RCV |
| R1.3 | three cells | D |
| R1.4 | a mark that is none | Z | RCV |
| R1.5 | | D | RCV |
`
	book := readRulebook(page)
	c := citations{of: map[string]string{}}
	c.read("a.go", "// (R1.1-R1.2 [D] RCV; T9.9). [D] KB123456, [O] MADE, ndr.md B.4, semantics 3.1\nwas V15/Logs, 2.0.0, AR1.9, R1.2-R1.1", book)
	want := []string{
		"docs/RULES.md:7: R1.2: has two rows",
		"docs/RULES.md:9: x: is no label",
		"docs/RULES.md:10: R1.3: has 3 cells, not 4: label, rule, mark, source",
		`docs/RULES.md:11: R1.4: has the mark "Z"`,
		"docs/RULES.md:12: R1.5: has 3 cells, not 4: label, rule, mark, source",
		`a.go:1: "ndr.md" names a file that the project does not have; a rule is cited by its label`,
		"a.go:1: MADE is no page in docs/RULES.md",
		"a.go:2: R1.2-R1.1 has no row in docs/RULES.md.",
		"a.go:1: T9.9 has no row in docs/RULES.md.",
		"docs/RULES.md: N9a is cited nowhere.",
	}
	var got []string
	for _, line := range brokenLabels(book, c) {
		first, _, _ := strings.Cut(line, "\n")
		got = append(got, first)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("broken labels (-want +got):\n%s", diff)
	}
}

func TestLabelsAreFound(t *testing.T) {
	tests := map[string][]string{
		"because it is most specific [R1.1-R1.4]": {"R1.1", "R1.2", "R1.3", "R1.4"},
		"(S2.1-S2.3, S9.2)":                       {"S2.1", "S2.2", "S2.3", "S9.2"},
		`{"N53: groups", "NB10: parsers"}`:        {"N53", "NB10"},
		"T10.9, L120c; P2.16, PU11":               {"T10.9", "L120c", "P2.16", "PU11"},
		"G1.2.3 and G2.117, V4.10, NF2, U30":      {"G1.2.3", "G2.117", "V4.10", "NF2", "U30"},
		"(B60)":                                   {"B60"},
		"V15/TransportRoles, HS-C041, &R1.2, elliptic.P256, 5.7.1, RFC 5321 4.5": nil,
	}
	for text, want := range tests {
		if diff := cmp.Diff(want, labelsIn(text)); diff != "" {
			t.Errorf("labels in %q (-want +got):\n%s", text, diff)
		}
	}
}

// TestADecisionNamesItsRule: what stands in brackets behind a decision, and behind a setting that is refused, is labels, page
// codes, KB numbers, cmdlet pages and RFCs, and nothing else.
func TestADecisionNamesItsRule(t *testing.T) {
	page, err := os.ReadFile(rulesPage)
	if err != nil {
		t.Fatal(err)
	}
	book, n := readRulebook(string(page)), 0
	for _, f := range sources(t) {
		for place, text := range decisionSources(f) {
			n++
			if !named(text, book) {
				t.Errorf("%s: the source %q is neither a label nor a page that %s lists", place, text, rulesPage)
			}
		}
	}
	if n < 40 {
		t.Errorf("found %d sources only", n)
	}
	offender := parse(t, "relay/made.go", `package relay
func f() { d := Decision{Source: "9.9"}; d.Source = "R1.1, somewhere"; _ = rule{says: "x", source: "sheet"}; _ = Auth{Source: "ex01"} }`)
	var got []string
	for _, text := range decisionSources(offender) {
		if !named(text, book) {
			got = append(got, text)
		}
	}
	slices.Sort(got)
	if diff := cmp.Diff([]string{"9.9", "R1.1, somewhere", "sheet"}, got); diff != "" {
		t.Errorf("sources that lead nowhere (-want +got):\n%s", diff)
	}
}

// decisionSources are the texts of Source in decisions, and of source in the cmdlets' rules, by place.
func decisionSources(f source) map[string]string {
	found := map[string]string{}
	note := func(e ast.Expr) {
		if lit, ok := e.(*ast.BasicLit); ok {
			found[f.fset.Position(lit.Pos()).String()], _ = strconv.Unquote(lit.Value)
		}
	}
	ast.Inspect(f.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CompositeLit:
			values := map[string]ast.Expr{}
			for _, e := range n.Elts {
				if kv, ok := e.(*ast.KeyValueExpr); ok {
					if key, ok := kv.Key.(*ast.Ident); ok {
						values[key.Name] = kv.Value
					}
				}
			}
			if typeName(n.Type) == "Decision" {
				note(values["Source"])
			}
			if values["says"] != nil {
				note(values["source"])
			}
		case *ast.AssignStmt:
			if f.in("relay/exlog") {
				return true // a log has a field of this name
			}
			for i, left := range n.Lhs {
				if s, ok := left.(*ast.SelectorExpr); ok && s.Sel.Name == "Source" && i < len(n.Rhs) {
					note(n.Rhs[i])
				}
			}
		}
		return true
	})
	return found
}

func typeName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

func named(text string, book rulebook) bool {
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ';' }) {
		part = strings.TrimSpace(part)
		cited := labelsIn(part)
		whole := len(cited) > 0 && label.FindString(part) == part
		switch {
		case whole, book.pages[part], kbNumber.MatchString(part), strings.HasPrefix(part, "PS:"):
		case strings.HasPrefix(text, "RFC "):
		default:
			return false
		}
	}
	return true
}

package main

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/tested"
)

// picture is a terminal in which a command of README.md was typed: what it prints between two lines, drawn.
type picture struct {
	file, command string
	line          shellLine
	from, until   string    // of what is printed; empty: all of it
	gap           [2]string // what is left out: from a line that begins so to one that begins so
}

var pictures = []picture{
	{"lab.svg", "hybridsim serve --story kb2510049-domain-not-shared --lab",
		shellLine{args: []string{"serve", "--story", "kb2510049-domain-not-shared", "--lab", "--closed"}, input: "docs/examples/lab/answers.txt"},
		"cloud> Get-AcceptedDomain", "", [2]string{}},
	{"regression.svg", `hybridsim what-if ours.txtar 'onprem> Set-ReceiveConnector "MAIL01\Default Frontend MAIL01" -TlsDomainCapabilities $null'`,
		shellLine{args: []string{"what-if", "docs/examples/regression/ours.txtar",
			`onprem> Set-ReceiveConnector "MAIL01\Default Frontend MAIL01" -TlsDomainCapabilities $null`}, exits: 1},
		"Configuration", "  WORSE   cloud-to-unsynced", [2]string{}},
	{"support.svg", "hybridsim ndr report.eml",
		shellLine{args: []string{"ndr", "cmd/hybridsim/testdata/ndr/recipient-not-found.eml"}},
		"A report that", "  or ", [2]string{}},
	{"diagnose.svg", "hybridsim diagnose hybrid-2013 --symptom external --from alice@contoso.com --to bob@contoso.com",
		shellLine{args: []string{"diagnose", "hybrid-2013", "--symptom", "external", "--from", "alice@contoso.com", "--to", "bob@contoso.com"}},
		"The configuration does not", "      yes leaves 3 causes", [2]string{"3. ", "What to look at next"}},
}

// TestThePicturesShowWhatIsPrinted draws README.md's terminals again and compares: just pictures rewrites them.
func TestThePicturesShowWhatIsPrinted(t *testing.T) {
	if tested.Race {
		t.Skip("plays many worlds, each as other tests do")
	}
	t.Chdir("../..")
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pictures {
		t.Run(p.file, func(t *testing.T) {
			if !strings.Contains(string(readme), "(docs/"+p.file+")") {
				t.Errorf("README.md does not show docs/%s", p.file)
			}
			made, file := p.draw(p.printed(t)), filepath.Join("docs", p.file)
			if *update {
				if err := os.WriteFile(file, []byte(made), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			kept, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(made, string(kept)); diff != "" {
				t.Errorf("just pictures rewrites %s (-printed +drawn):\n%s", file, diff)
			}
		})
	}
}

// printed types the command and cuts out what the picture shows.
func (p picture) printed(t *testing.T) []string {
	t.Helper()
	if p.line.input != "" {
		in, err := os.Open(p.line.input)
		if err != nil {
			t.Fatal(err)
		}
		terminal := os.Stdin
		os.Stdin = in
		defer func() { os.Stdin = terminal; in.Close() }()
	}
	var out, mistakes strings.Builder
	if code := run(p.line.args, &out, &mistakes); code != p.line.exits {
		t.Fatalf("exit code %d: %s", code, &mistakes)
	}
	_, rest, found := strings.Cut("\n"+out.String(), "\n"+p.from)
	if !found {
		t.Fatalf("nothing begins with %q in\n%s", p.from, &out)
	}
	text := p.from + rest
	if p.until != "" {
		before, _, found := strings.Cut(text, "\n"+p.until)
		if !found {
			t.Fatalf("nothing begins with %q in\n%s", p.until, &out)
		}
		text = before + "\n  ..."
	}
	if p.gap[0] != "" {
		before, rest, begins := strings.Cut(text, "\n"+p.gap[0])
		_, after, ends := strings.Cut(rest, "\n"+p.gap[1])
		if !begins || !ends {
			t.Fatalf("there is nothing to leave out between %q in\n%s", p.gap, &out)
		}
		text = before + "\n  ...\n" + p.gap[1] + after
	}
	return strings.Split(strings.TrimRight(text, "\n"), "\n")
}

// Columns and pixels of a terminal.
const columns, glyph, rows = 116, 7.25, 18

var tones = []struct {
	pattern *regexp.Regexp
	fill    string
}{
	{regexp.MustCompile(`^(\w+> |\$ )`), "#79c0ff"},
	{regexp.MustCompile(`^ *(holds|Passed|undone by)`), "#7ee787"},
	{regexp.MustCompile(`^ *(WORSE|failed|new |refused)`), "#ff7b72"},
	{regexp.MustCompile(`^ *(meaning|look at|What to look at|\d+ causes)`), "#e3b341"},
}

// draw draws a terminal as SVG; a line that is too long goes on in the next.
func (p picture) draw(lines []string) string {
	var text []string
	for _, line := range append([]string{"$ " + p.command}, lines...) {
		indent := ""
		for len([]rune(line)) > columns {
			cut := strings.LastIndex(string([]rune(line)[:columns]), " ")
			if cut <= len(indent) {
				break
			}
			text = append(text, line[:cut])
			indent = "      "
			line = indent + line[cut+1:]
		}
		text = append(text, line)
	}
	width, height := int(columns*glyph)+32, len(text)*rows+52
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="%s">`+"\n",
		width, height, html.EscapeString(p.command))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" rx="8" fill="#0d1117"/>`+"\n", width, height)
	for i, fill := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		fmt.Fprintf(&b, `<circle cx="%d" cy="16" r="5" fill="%s"/>`+"\n", 20+i*18, fill)
	}
	b.WriteString(`<g font-family="ui-monospace, Consolas, Menlo, monospace" font-size="12" fill="#c9d1d9">` + "\n")
	for i, line := range text {
		fill := ""
		for _, tone := range tones {
			if tone.pattern.MatchString(line) {
				fill = ` fill="` + tone.fill + `"`
			}
		}
		if line != "" {
			fmt.Fprintf(&b, `<text x="16" y="%d"%s>%s</text>`+"\n", 44+i*rows, fill,
				strings.ReplaceAll(html.EscapeString(line), " ", "&#160;")) // blanks stay where they are
		}
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

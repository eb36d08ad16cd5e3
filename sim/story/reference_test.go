package story_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/cmdlet"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

var update = flag.Bool("update", false, "rewrite docs/stories-reference.md")

const referencePage = "../../docs/stories-reference.md"

// TestReferencePage compares the page with what the code says; with -update it writes the page.
func TestReferencePage(t *testing.T) {
	want := referenceText()
	if *update {
		if err := os.WriteFile(referencePage, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(referencePage)
	if err != nil {
		t.Fatalf("%v\nwrite the page with: go test ./sim/story -run TestReferencePage -update", err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("docs/stories-reference.md is stale; refresh it with: go test ./sim/story -run TestReferencePage -update\n(-want +got):\n%s", diff)
	}
}

// page is markdown being written.
type page struct{ bytes.Buffer }

func (p *page) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// row is a row of a table; a bar in a cell would end it.
func (p *page) row(cells ...string) {
	for _, c := range cells {
		p.WriteString("| " + strings.ReplaceAll(c, "|", `\|`) + " ")
	}
	p.WriteString("|\n")
}

func code(s string) string { return "`" + s + "`" }

func referenceText() string {
	p := &page{}
	p.line("<!-- Generated from the code by: go test ./sim/story -run TestReferencePage -update -->")
	p.line("# Reference of the story language\n")
	p.line("Every header field, section, line and cmdlet. How a story is put together stands in [stories.md](stories.md). Capitals in a")
	p.line("usage stand for what varies, `[...]` for what may be left out, `A|B` for a choice.\n")
	p.line("- [Header](#header)\n- [Sections](#sections)\n- [Lines](#lines)\n- [Verbs](#verbs): " + groupLinks() + "\n- [Cmdlets](#cmdlets)\n")
	p.header()
	p.lines()
	p.verbs()
	p.cmdlets()
	return p.String()
}

func (p *page) header() {
	p.line("## Header\n")
	p.line("Lines `Name: value` up to the first empty line. A story may override what its base states.\n")
	p.row("field", "value", "story", "assertion", "base", "meaning")
	p.row("---", "---", "---", "---", "---", "---")
	for _, f := range story.HeaderFields() {
		p.row(f.Name, code(f.Usage), string(f.Story), string(f.Assertion), string(f.Base), f.Doc)
	}
	p.line("\n## Sections\n")
	p.line("What stands before the first section is set-up: what the healthy world needs besides its base.\n")
	p.row("section", "meaning")
	p.row("---", "---")
	for _, s := range story.Sections() {
		p.row(code("== "+s.Name), s.Doc)
	}
	p.line("")
}

func (p *page) lines() {
	p.line("## Lines\n")
	p.row("line", "meaning")
	p.row("---", "---")
	for _, l := range [][2]string{
		{"# TEXT", "A comment."},
		{"Documented: TEXT", "What the document in Source says, or a page of Microsoft's that TEXT names. Like every mark it covers the claims beneath, up to the next mark, empty line or section, and no more than its source supports."},
		{"Observed: NAME: TEXT", "What a real log, report or header shows, which NAME names."},
		{"Inferred: TEXT", "What nobody documents. What only secondary sources tell (other people's blogs, readers' comments, scripts) is inferred, too, and TEXT says so."},
		{"Required: TEXT", "What the claims beneath rest on in an assertion: whoever wrote it wants it so. A claim of an assertion without a mark is required as well."},
		{"want ...", "A claim, under a mark, in Symptoms or Verification. It looks at what happened since its section began."},
		{"onprem> CMDLET", "What the on-premises administrator types; [cmdlets](#cmdlets)."},
		{"SERVER> CMDLET", "What is typed at an on-premises server of the header, by the name that it has there: `EX02>`. Where `-Server` is left out, it is this one; an Edge Transport server has no other prompt."},
		{"cloud> CMDLET", "What the tenant's administrator types; [cmdlets](#cmdlets)."},
		{"    TEXT", "Four spaces: a golden line, the output of the `trace`, `explain` or `show` directly above. `run --update` rewrites them."},
		{"-- NAME --", "Begins an attachment, a message to be sent. All attachments stand at the end of the file."},
	} {
		p.row(code(l[0]), l[1])
	}
	p.line("\nA value with spaces stands in double quotes; a quote inside is doubled. A claim's text without quotes is a code and the")
	p.line("beginning of what follows, in double quotes it is a part. A duration is `90s`, `30m`, `49h` or `3d`.\n")
}

var verbGroups = []struct{ group, title, text string }{
	{"ADDRESS>", "A mailbox user", "Lines begin with the user's address: `alice@contoso.com> send hello.eml to bob@contoso.com`."},
	{"HOST>", "An outside mail host", "Lines begin with the host's name: `mx.fabrikam.com> mailbox erin@fabrikam.com`."},
	{"net>", "The network administrator", "Firewall, address translation and DNS."},
	{"ca>", "The certificate authority", "Certificates and trust in who issued them."},
	{"eop>", "The service", "What the cloud's operator publishes."},
	{"wait", "The clock", "Nothing else moves it."},
	{"perhaps", "What is not known", "Set-up that may or may not be so. It stands before the first section."},
	{"want", "Claims", "Each stands under a mark, in Symptoms or Verification."},
	{"print", "Printing", "What is printed is compared with the golden lines beneath, if there are any. It stands in Symptoms or Verification."},
}

func groupLinks() string {
	var links []string
	for _, g := range verbGroups {
		links = append(links, "["+strings.ToLower(g.title)+"](#"+strings.ReplaceAll(strings.ToLower(g.title), " ", "-")+")")
	}
	return strings.Join(links, ", ")
}

func (p *page) verbs() {
	p.line("## Verbs\n")
	for _, g := range verbGroups {
		p.line("### %s\n\n%s\n", g.title, g.text)
		for _, v := range script.Verbs() {
			if v.Group() == g.group {
				p.line("```\n%s\n```\n%s\n", strings.ReplaceAll(v.Usage, " | "+firstWord(v.Usage)+" ", "\n"+firstWord(v.Usage)+" "), v.Doc)
			}
		}
	}
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

func (p *page) cmdlets() {
	p.line("## Cmdlets\n")
	p.line("Names, parameters and values are Exchange's; anything else about PowerShell is not here: literals are read, nothing is")
	p.line("evaluated. Values are words, `'quoted'` or `\"quoted\"`, lists `a,b`, `@{Add=a; Remove=b}` for lists, `$true`, `$false` and `$null`.")
	p.line("`Get-X ... | Set-X ...` passes objects on, `| Format-List Name,...` chooses what is printed. A parameter in bold is required.\n")
	var nouns []string
	for _, c := range cmdlet.Reference() {
		if _, noun, _ := strings.Cut(c.Name, "-"); !slices.Contains(nouns, noun) {
			nouns = append(nouns, noun)
		}
	}
	for i, noun := range nouns {
		nouns[i] = "[" + noun + "](#" + strings.ToLower(noun) + ")"
	}
	p.line("%s.\n", strings.Join(nouns, ", "))
	noun := ""
	var kept []cmdlet.ParameterDoc
	for _, c := range cmdlet.Reference() {
		if _, n, _ := strings.Cut(c.Name, "-"); n != noun {
			p.kept(noun, kept)
			noun, kept = n, nil
			p.line("### %s\n", noun)
		}
		p.cmdlet(c)
		for _, d := range c.Parameters {
			if (d.Effect == cmdlet.EffectKept || d.Elsewhere != "") && !slices.ContainsFunc(kept, func(k cmdlet.ParameterDoc) bool { return k.Name == d.Name }) {
				kept = append(kept, d)
			}
		}
	}
	p.kept(noun, kept)
	p.carried()
}

// carried is the table of the kinds of objects that the model does not have.
func (p *page) carried() {
	p.line("### Carried objects\n")
	p.line("New-, Set-, Get- and Remove- of these take any parameters, and nothing looks at what they say ([stories.md](stories.md)).\n")
	p.row("noun", "on", "what it could change", "notes")
	p.row("---", "---", "---", "---")
	for _, k := range cmdlet.Kinds() {
		note := ""
		switch {
		case k.PerServer:
			note = "of servers that are not played"
		case k.BuiltIn:
			note = "Set- finds it without New-"
		}
		p.row(code(k.Noun), k.Where, k.About, note)
	}
	p.line("")
}

// kept is the table of what a noun keeps.
func (p *page) kept(noun string, kept []cmdlet.ParameterDoc) {
	if len(kept) == 0 {
		return
	}
	p.line("#### Kept with a %s\n", noun)
	p.row("parameter", "value", "default", "what it could change", "notes")
	p.row("---", "---", "---", "---", "---")
	for _, d := range kept {
		notes := slices.DeleteFunc([]string{d.Where, d.Elsewhere, d.Note}, func(s string) bool { return s == "" })
		byDefault := d.Default
		if byDefault == "" {
			byDefault = "not known"
		}
		if d.Source != "" {
			byDefault += " (" + d.Source + ")"
		}
		value := d.Syntax
		if value == "" {
			value = "switch"
		}
		p.row(code("-"+d.Name), code(value), byDefault, d.Why, strings.Join(notes, "; "))
	}
	p.line("")
}

func (p *page) cmdlet(c cmdlet.CommandDoc) {
	p.line("#### %s\n", c.Name)
	said := []string{strings.ToUpper(c.Synopsis[:1]) + strings.TrimSuffix(c.Synopsis[1:], ".") + ". On: " + c.Where + "."}
	if c.Positional != "" {
		said = append(said, "A value alone is "+code("-"+c.Positional)+".")
	}
	if c.Pipeline != "" {
		said = append(said, "Takes what "+code("Get-"+c.Pipeline)+" finds.")
	}
	p.line("%s\n", strings.Join(said, " "))
	var modelled, ignored []cmdlet.ParameterDoc
	var kept []string
	for _, d := range c.Parameters {
		switch {
		case d.Effect == cmdlet.EffectKept:
			kept = append(kept, code("-"+d.Name))
		case d.Effect == cmdlet.EffectIgnored && d.Loose:
			ignored = append(ignored, d)
		default:
			modelled = append(modelled, d)
		}
	}
	if len(modelled) > 1 || len(modelled) == 1 && modelled[0].Name != c.Positional {
		p.row("parameter", "value", "notes")
		p.row("---", "---", "---")
		for _, d := range modelled {
			p.parameter(d)
		}
		p.line("")
	}
	if len(kept) > 0 {
		p.line("Kept, and nothing here looks at it: %s.\n", strings.Join(kept, ", "))
	}
	var reasons []string
	names := map[string][]string{}
	for _, d := range ignored {
		if names[d.Why] == nil {
			reasons = append(reasons, d.Why)
		}
		names[d.Why] = append(names[d.Why], code("-"+d.Name))
	}
	for _, why := range reasons {
		p.line("Ignored, for %s: %s.\n", why, strings.Join(names[why], ", "))
	}
	for _, r := range c.Rules {
		rule := strings.TrimSuffix(r.Says, ".")
		if r.Source != "" {
			rule += " (" + r.Source + ")"
		}
		p.line("- %s.", rule)
	}
	if len(c.Rules) > 0 {
		p.line("")
	}
}

func (p *page) parameter(d cmdlet.ParameterDoc) {
	name, value := code("-"+d.Name), "(switch)"
	if d.Required {
		name = "**" + name + "**"
	}
	if d.Syntax != "" {
		value = code(d.Syntax)
	}
	var notes []string
	for _, n := range []string{d.Where, d.Note} {
		if n != "" {
			notes = append(notes, n)
		}
	}
	p.row(name, value, strings.Join(notes, "; "))
}

package cmdlet

import (
	"strings"
	"testing"
)

func TestAQuotedTextReadsBackAsItself(t *testing.T) {
	for _, s := range []string{
		"plain", "two words", `it's`, `say "so"`, `$cash`, "back`tick", "“typographic”", "", "-dash", "@at", "a,b", "line\nand line", "tab\tand \"quote\" and $x", "[::]:25", "smtp:*;1", "#1",
	} {
		statements, err := parse("Set-X -A " + Quote(s) + " -B $true")
		if err != nil {
			t.Errorf("%q is written as %s: %v", s, Quote(s), err)
			continue
		}
		if got := statements[0].arguments[0].value; got.kind != text || got.text != s {
			t.Errorf("%q is written as %s and read as %v", s, Quote(s), got)
		}
	}
}

func FuzzQuote(f *testing.F) {
	f.Add("a 'b' \"c\" `d $e\nf")
	f.Fuzz(func(t *testing.T, s string) {
		if strings.ContainsAny(s, "\r\x00") || strings.ToValidUTF8(s, "") != s {
			t.Skip()
		}
		statements, err := parse("Set-X -A " + Quote(s))
		if err != nil || len(statements[0].arguments) != 1 || statements[0].arguments[0].value.text != s {
			t.Errorf("%q is written as %s: %v", s, Quote(s), err)
		}
	})
}

package script

import (
	"strings"
	"testing"

	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// FuzzCursor takes a line apart in all ways: whatever is taken, the Cursor moves forward and stays in the line.
func FuzzCursor(f *testing.F) {
	for _, line := range []string{
		`alice@contoso.com> send 2 x hello.eml to bob@contoso.com, carol@contoso.com`, `a "quoted ""text""" and: b`, `"not closed`,
		`40.92.0.0/15 -> mail.contoso.com:25`, `::1, ::/0 2001:db8::`, `between 3 and 1`, "\t 49h\t3d", `Jörg: Müller,`, `onprem cloud nowhere`,
	} {
		f.Add(line)
	}
	takes := []func(c *Cursor) error{
		func(c *Cursor) error { _, err := c.Word("a word"); return err },
		func(c *Cursor) error { _, err := c.name("a name"); return err },
		func(c *Cursor) error { _, err := c.quoted("a text"); return err },
		func(c *Cursor) error { _, err := c.words("a word"); return err },
		func(c *Cursor) error { _, err := c.address("an address"); return err },
		func(c *Cursor) error { _, err := c.number("a number", 100); return err },
		func(c *Cursor) error { _, err := c.duration(); return err },
		func(c *Cursor) error { _, err := c.ipAddresses(); return err },
		func(c *Cursor) error { _, err := c.addressRange(); return err },
		func(c *Cursor) error { _, _, err := c.sideAfter("at"); return err },
		func(c *Cursor) error { _, err := parseCounts(c); return err },
		func(c *Cursor) error { _, err := parsePattern(c); return err },
		func(c *Cursor) error { return (&route{}).parse(c, true) },
		func(c *Cursor) error { c.Take(","); return nil },
		func(c *Cursor) error { c.Take(":"); return nil },
		func(c *Cursor) error { return c.End() },
	}
	f.Fuzz(func(t *testing.T, line string) {
		if strings.ContainsAny(line, "\n\r") {
			t.Skip("a Cursor stands in one line")
		}
		for i, take := range takes {
			for start := range len(line) + 1 {
				c := &Cursor{File: "fuzz", Line: 1, Text: line, Pos: start}
				err := take(c)
				if c.Pos < start || c.Pos > len(line) {
					t.Fatalf("way %d moves from %d to %d in %q", i, start, c.Pos, line)
				}
				if e, ok := err.(*mistake.Error); err != nil && (!ok || e.Column < 1 || e.Column > len(line)+1) {
					t.Fatalf("way %d at %d in %q: %v", i, start, line, err)
				}
			}
		}
	})
}

func TestNearest(t *testing.T) {
	names := []string{"kb2510049-domain-not-shared", "kb2590562-backscatterer-reject", "source-nat-hides-eop", "wait", "want"}
	for name, want := range map[string]string{
		"kb2510049": "kb2510049-domain-not-shared", // a beginning
		"kb2510048": "kb2510049-domain-not-shared", // a beginning with a slip in it
		"SOURCE":    "source-nat-hides-eop",
		"wiat":      "wait", // letters that changed places are one slip
		"wnat":      "want",
		"xyz":       "",
		"":          "",
	} {
		if got := suggest.Nearest(name, names); got != want {
			t.Errorf("nearest to %q is %q, want %q", name, got, want)
		}
	}
	if got := suggest.DidYouMean("wat", names); got != "did you mean wait or want?" {
		t.Errorf("two that are equally near: %s", got)
	}
}

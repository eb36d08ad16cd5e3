package script

import (
	"slices"
	"strings"

	"hybridsim/sim/mistake"
)

// replyClaim is about the last conversation by hand.
type replyClaim struct {
	at      mistake.Column
	text    pattern
	without string
}

var _ = register(groupWant, "reply", `want reply "TEXT" | want reply without WORD`,
	"One of the replies of the section's last talk contains the text, or none of them the word.", func(c *Cursor) (any, error) {
		r := &replyClaim{at: c.Here()}
		var err error
		if c.Take("without") {
			r.without, err = c.Word("a word")
			return r, err
		}
		r.text, err = parsePattern(c)
		return r, err
	})

func (r *replyClaim) check(p *Player) (Finding, error) {
	if p.talk == nil {
		return Finding{}, vacuous(r.at, "HOST> talk to NAME: EHLO HOST", "nobody has talked by hand in this section")
	}
	f := Finding{Got: strings.Join(p.talk, "\n")}
	if r.without != "" {
		f.Holds = !slices.ContainsFunc(p.talk, func(s string) bool { return strings.Contains(s, r.without) })
		f.Brief = "no " + r.without
		return f, nil
	}
	f.Holds, f.Brief = slices.ContainsFunc(p.talk, r.text.matches), "replied "+r.text.text
	return f, nil
}

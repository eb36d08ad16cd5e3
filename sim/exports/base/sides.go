package base

import (
	"path"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/exports"
)

// decision is what was decided about an object that does not say it itself. It is told by what the object is called in
// the end, which --rename changes.
type decision struct {
	object int    // its place among the objects
	server bool   // about its server, else about its side
	why    string // with %s for the file
}

// tell reports decisions, each file and kind once.
func (r *ledger) tell(decisions []decision, objects []*exports.Object) {
	for _, d := range decisions {
		o := objects[d.object]
		what := nounOf(o) + " of " + o.At.File + " is " + where(o.Side)
		if d.server {
			what = nounOf(o) + " of " + o.At.File + " is on " + ownServer(o)
		}
		r.assume(what, "%s", strings.ReplaceAll(d.why, "%s", o.At.File))
	}
}

// assumeSides gives a side to the objects that do not tell theirs: what lies with exports of one side is most likely of
// that side, and of a kind that the other side shows already it is the other print.
func assumeSides(objects []*exports.Object) (decisions []decision) {
	files, folders, nouns := sideCount{}, sideCount{}, sideCount{}
	for _, o := range objects {
		if o.Side != "" {
			files.note(o.At.File, o.Side)
			folders.note(path.Dir(o.At.File), o.Side)
			nouns.note(o.Noun, o.Side)
		}
	}
	for i, o := range objects {
		if o.Side != "" {
			continue
		}
		o.Side = relay.OnPremises
		why := "nothing in %s tells whose it is"
		if side := nouns.only(o.Noun); side != "" && files.only(o.At.File) == "" && oneList(o.Noun) {
			o.Side, why = side.Other(), "another file shows those "+where(side)+", and "+why
		} else if side := files.only(o.At.File); side != "" {
			o.Side, why = side, "all else in %s is"
		} else if side := folders.only(path.Dir(o.At.File)); side != "" {
			o.Side, why = side, "all else beside %s is"
		}
		decisions = append(decisions, decision{i, false, why})
	}
	return decisions
}

// oneList reports whether an organization's objects of a noun are usually in one file.
func oneList(noun string) bool {
	return singles[noun] || noun == "AcceptedDomain" || noun == "RemoteDomain"
}

// sideCount counts the objects of each side by where they are.
type sideCount map[string]map[relay.Side]int

func (c sideCount) note(where string, side relay.Side) {
	if c[where] == nil {
		c[where] = map[relay.Side]int{}
	}
	c[where][side]++
}

// only is the one side that there is; empty for both or none.
func (c sideCount) only(where string) relay.Side {
	if len(c[where]) == 1 {
		for side := range c[where] {
			return side
		}
	}
	return ""
}

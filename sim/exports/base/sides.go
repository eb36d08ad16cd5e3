package base

import (
	"path"

	"hybridsim/relay"
	"hybridsim/sim/exports"
)

// assumeSides gives a side to the objects that do not tell theirs, and reports each file and kind: what lies with exports of
// one side is most likely of that side, and of a kind that the other side shows already it is the other print.
func assumeSides(objects []*exports.Object, report *ledger) {
	files, folders, nouns := sideCount{}, sideCount{}, sideCount{}
	for _, o := range objects {
		if o.Side != "" {
			files.note(o.At.File, o.Side)
			folders.note(path.Dir(o.At.File), o.Side)
			nouns.note(o.Noun, o.Side)
		}
	}
	for _, o := range objects {
		if o.Side != "" {
			continue
		}
		o.Side = relay.OnPremises
		why := "nothing in " + o.At.File + " tells whose it is"
		if side := nouns.only(o.Noun); side != "" && files.only(o.At.File) == "" && oneList(o.Noun) {
			o.Side, why = side.Other(), "another file shows those "+where(side)+", and "+why
		} else if side := files.only(o.At.File); side != "" {
			o.Side, why = side, "all else in "+o.At.File+" is"
		} else if side := folders.only(path.Dir(o.At.File)); side != "" {
			o.Side, why = side, "all else beside "+o.At.File+" is"
		}
		report.assume(o.Noun+" of "+o.At.File+" is "+where(o.Side), "%s", why)
	}
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

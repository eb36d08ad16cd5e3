package base

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/script"
)

// removals writes the commands that remove what the installation made: no export needs to show that it was there.
func (b *builder) removals(side relay.Side, noun string) {
	n, ok := b.noun(side, noun)
	if !ok || n.Single {
		return
	}
	var before table
	for i := range b.gone {
		g := &b.gone[i]
		if g.noun != noun || g.side != side {
			continue
		}
		if before.byName == nil {
			before = entries(n, b.organization(side))
		}
		for _, name := range g.names {
			if e := before.byName[name]; e != nil {
				b.comment("from " + from(g.at, "Remove", noun))
				g.shown = b.do(string(side)+"> Remove-"+noun+" "+cmdlet.Quote(e.Identity),
					from(g.at, "Remove", noun)) || g.shown
				before = entries(n, b.organization(side))
				break
			}
		}
	}
}

// surplus are the objects that a complete list does not show. Of what is on servers, a list is about those that it
// shows something of.
func (b *builder) surplus(noun string, things []*thing, unseen []*cmdlet.Entry) []*cmdlet.Entry {
	if !slices.Contains(perServer, noun) {
		if !complete(noun, things) {
			return nil
		}
		return unseen
	}
	files := map[string][]*thing{}
	for _, t := range things {
		files[t.at.File] = append(files[t.at.File], t)
	}
	about := map[string]bool{}
	for _, list := range files {
		if complete(noun, list) {
			for _, t := range list {
				about[b.homeOf(t)] = true
			}
		}
	}
	return slices.DeleteFunc(unseen, func(e *cmdlet.Entry) bool {
		server, _, _ := strings.Cut(e.Identity, `\`)
		return !about[server]
	})
}

// changedUnseen reports an object that commands only change: that it is there is all that is known besides.
func (b *builder) changedUnseen(n cmdlet.Noun, o object) {
	if !n.Single && !o.seen["Get"] && !o.seen["New"] {
		b.report.Unknown = append(b.report.Unknown, Unknown{
			n.Name + " " + script.Quote(o.label()),
			"it is changed at " + o.at.String() + ", and no export shows what it was",
			"one with what the commands say", "",
		})
	}
}

// removedUnseen reports the commands that remove what nothing shows.
func (b *builder) removedUnseen() {
	for _, g := range b.gone {
		if !g.shown && len(g.names) > 0 {
			b.report.Unknown = append(b.report.Unknown, Unknown{
				g.noun + " " + script.Quote(g.label), "it is removed at " + g.at.String() +
					", and no export shows what it was", "none", ""})
		}
	}
}

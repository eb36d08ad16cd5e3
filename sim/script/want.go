package script

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// want is a claim: what it looks for, and how much of that there must be. Each kind of claim is one query; what holds
// is judged here for all of them.
type want struct {
	query
	judgement
}

// query looks for what a claim is about.
type query interface {
	// look returns what there is to see. An error means that the claim, judged so, could not have failed, or makes no
	// sense.
	look(p *Player, j judgement) (sights, error)
}

// sight is one thing that there is to see.
type sight struct {
	says  string // the thing in words; may be empty when the sights are told together
	fits  bool   // it is what the claim says
	brief string // in a few words, for the summary
	event *relay.Event
}

// sights are all that there is to see of the kind that a claim is about, in order.
type sights struct {
	list    []sight
	nothing string       // the words for an empty list
	most    int          // so many are told; 0 is all
	told    string       // the words for all of them together; empty: one after the other
	spoilt  string       // why none of it counts; empty: it does
	absence string       // in a few words, that there is nothing, where that holds
	event   *relay.Event // explains what happened when no sight brings its own
}

// judgement is how much of what there is to see must be as the claim says.
type judgement struct {
	kind   judged
	counts counts // of counted and every
	number bool   // a number may stand before the claim: want 3 NDR to ...
}

// judged is a kind of judgement.
type judged int

// Kinds of judgement.
const (
	some    judged = iota // at least one fits
	none                  // none does
	latest                // the last one does
	counted               // so many do
	every                 // so many are there, and all of them do
)

// claims registers a kind of claim. read takes what follows the key; it may change how the claim is judged.
func claims(kind judged, key, usage, doc string, read func(c *Cursor, j *judgement) (query, error)) *Verb {
	return register(groupWant, key, usage, doc, func(c *Cursor) (any, error) {
		w := &want{judgement: judgement{kind: kind}}
		var err error
		w.query, err = read(c, &w.judgement)
		return w, err
	})
}

func (w *want) check(p *Player) (Finding, error) {
	s, err := w.look(p, w.judgement)
	if err != nil {
		return Finding{}, err
	}
	return w.of(s), nil
}

// of judges what there is to see.
func (j judgement) of(s sights) Finding {
	fits, last := 0, -1
	for i, one := range s.list {
		if one.fits {
			fits, last = fits+1, i
		}
	}
	f := Finding{Got: s.String(), Event: s.event}
	switch j.kind {
	case some:
		f.Holds = fits > 0
	case none:
		f.Holds = fits == 0
	case latest:
		last = len(s.list) - 1
		f.Holds = last >= 0 && s.list[last].fits
		if last >= 0 {
			f.Got = s.list[last].says
		}
	case counted:
		f.Holds = j.counts.hold(fits)
	case every:
		f.Holds = j.counts.hold(len(s.list)) && fits == len(s.list)
	}
	if last >= 0 {
		f.Brief = s.list[last].brief
		if f.Event == nil {
			f.Event = s.list[last].event
		}
	} else {
		f.Brief = s.absence
	}
	if s.spoilt != "" {
		f.Holds, f.Got = false, f.Got+", "+s.spoilt
	}
	return f
}

// String is what there is to see, in words.
func (s sights) String() string {
	if s.told != "" {
		return s.told
	}
	if len(s.list) == 0 {
		return s.nothing
	}
	var lines []string
	for i, one := range s.list {
		if s.most > 0 && i == s.most {
			lines = append(lines, fmt.Sprintf("... and %d more", len(s.list)-i))
			break
		}
		lines = append(lines, one.says)
	}
	return strings.Join(lines, "\n")
}

// explainedByFirst has the first sight explain what happened where none fits.
func (s sights) explainedByFirst() sights {
	if len(s.list) > 0 && !slices.ContainsFunc(s.list, func(one sight) bool { return one.fits }) {
		s.event = s.list[0].event
	}
	return s
}

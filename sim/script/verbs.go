package script

import (
	"errors"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// Verb is a kind of line, as the reference page shows it.
type Verb struct {
	Usage string // the line, with capitals for what varies
	Doc   string // a paragraph
	parse func(c *Cursor) (any, error)
	group string
	key   string
}

// Groups of verbs: who types them, or what they begin with.
const (
	groupUser   = "ADDRESS>"
	groupHost   = "HOST>"
	groupServer = "SERVER>"
	groupNet    = "net>"
	groupCA     = "ca>"
	groupEOP    = "eop>"
	groupAD     = "ad>"
	groupClock  = "wait"
	groupMaybe  = "perhaps"
	groupWant   = "want"
	groupPrint  = "print"
)

var groups = []string{groupUser, groupHost, groupServer, groupNet, groupCA, groupEOP, groupAD, groupClock, groupMaybe,
	groupWant, groupPrint}

var registry []*Verb

// register adds a verb; each verb file calls it once for each form.
func register(group, key, usage, doc string, parse func(c *Cursor) (any, error)) *Verb {
	v := &Verb{Usage: usage, Doc: doc, parse: parse, group: group, key: key}
	registry = append(registry, v)
	return v
}

// Verbs returns all verbs by group and key.
func Verbs() []Verb {
	var list []Verb
	for _, group := range groups {
		var verbs []Verb
		for _, v := range registry {
			if v.group == group {
				verbs = append(verbs, *v)
			}
		}
		slices.SortFunc(verbs, func(a, b Verb) int { return strings.Compare(a.key, b.key) })
		list = append(list, verbs...)
	}
	return list
}

// Group is what the verb's lines begin with: "net>", "want", ...
func (v Verb) Group() string { return v.group }

// Key is the words by which the verb is known within its group: "block list".
func (v Verb) Key() string { return v.key }

// withUsage shows how a verb is written where an error has no better hint.
func withUsage(err error, v *Verb) error {
	var e *mistake.Error
	if v != nil && errors.As(err, &e) && e.Hint == "" {
		e.Hint = "write it as: " + v.Usage
	}
	return err
}

// readLine finds out who acts, and reads the rest of the line as that verb.
func readLine(c *Cursor) (parsed any, verb *Verb, err error) {
	start := c.Mark()
	actor, _, ok := strings.Cut(c.Text[start:], ">")
	if !ok || strings.ContainsAny(actor, " \t") {
		return plainLine(c)
	}
	c.Pos = start + len(actor) + 1
	side, isSide := organization(actor)
	if c.Done() {
		return nil, nil, c.ErrorAt(start, "write behind it what is done", "%s> does nothing", actor)
	}
	switch {
	case isFault(c, actor):
		at := mistake.Column(c.column(start))
		parsed, verb, err = byKey(c, groupServer)
		if f, ok := parsed.(*faultAct); ok && err == nil {
			f.where, f.at = actor, at
		}
		return parsed, verb, err
	case actor != string(relay.Cloud) && isServerVerb(c, actor):
		at := mistake.Column(c.column(start))
		parsed, verb, err = byKey(c, groupServer)
		if m, ok := parsed.(*machineAct); ok && err == nil {
			m.on(actor, at)
		}
		return parsed, verb, err
	case isSide:
		at := mistake.Column(c.column(start))
		return &cmdletAction{side: side, sideAt: at, at: c.Here(), line: c.Rest()}, nil, nil
	case slices.Contains([]string{groupNet, groupCA, groupEOP, groupAD}, actor+">"):
		return byKey(c, actor+">")
	case isAddress(actor):
		if next := c.Peek(); next == "approve" || next == "reject" {
			return parseVote(c, actor)
		}
		parsed, err = parseSend(c, actor)
		return parsed, sendVerb, err
	case strings.Contains(actor, ".") && !strings.Contains(actor, "@"):
		parsed, verb, err = byKey(c, groupHost)
		if h, ok := parsed.(hostVerb); ok && err == nil {
			h.on(actor, mistake.Column(c.column(start)))
		}
		return parsed, verb, err
	case isServer(actor):
		at := mistake.Column(c.column(start))
		return &cmdletAction{side: relay.OnPremises, server: actor, serverAt: at, at: c.Here(),
			line: c.Rest()}, nil, nil
	}
	err = nobody(actor, mistake.Column(c.column(start)), nil)
	return nil, nil, mistake.In(err, c.File, c.Line)
}

// plainLine reads lines that nobody types: want, wait, perhaps, trace, show, explain.
func plainLine(c *Cursor) (any, *Verb, error) {
	if c.Take(groupWant) {
		return wanted(c)
	}
	known := slices.Concat([]string{groupWant}, Marks)
	for _, v := range registry {
		if !slices.Contains([]string{groupClock, groupMaybe, groupPrint}, v.group) {
			continue
		}
		if c.Take(v.key) {
			parsed, err := v.parse(c)
			return parsed, v, err
		}
		known = append(known, v.key)
	}
	known = append(known, "onprem>", "cloud>", "net>", "ca>", "eop>", "ad>")
	return nil, nil, c.Errorf("%s is not how a line begins", c.next()).Hinting(suggest.DidYouMean(c.Peek(), known))
}

// wanted reads a claim; a number or "between N and M" may stand before claims that count.
func wanted(c *Cursor) (any, *Verb, error) {
	start := c.Mark()
	if next := c.Peek(); next != "between" && (next == "" || next[0] < '0' || next[0] > '9') {
		return byKey(c, groupWant)
	}
	k, err := parseCounts(c)
	if err != nil {
		return nil, nil, err
	}
	parsed, verb, err := byKey(c, groupWant)
	if err != nil {
		return nil, verb, err
	}
	w := parsed.(*want)
	if !w.number {
		return nil, verb, c.ErrorAt(start, "want 3 NDR to ADDRESS counts; for mail write: want mail at ADDRESS: 3",
			"this claim does not count")
	}
	w.kind, w.counts = counted, k
	return w, verb, nil
}

// byKey reads the verb of a group whose key comes next: the longest one that fits.
func byKey(c *Cursor, group string) (parsed any, best *Verb, err error) {
	var keys []string
	for _, v := range registry {
		if v.group != group {
			continue
		}
		keys = append(keys, v.key)
		probe := *c
		if probe.Take(v.key) && (best == nil || len(v.key) > len(best.key)) {
			best = v
		}
	}
	if best == nil {
		slices.Sort(keys)
		return nil, nil, c.Errorf("%s cannot follow %s", c.next(), group).Hinting(whichVerb(c, keys))
	}
	c.Take(best.key)
	parsed, err = best.parse(c)
	return parsed, best, err
}

// whichVerb is the hint for a verb that is none: keys can have two words, like "message trace", so two are looked at
// first.
func whichVerb(c *Cursor, keys []string) string {
	probe := *c
	first, err := probe.Word("a word")
	if err != nil {
		return suggest.DidYouMean("", keys)
	}
	if two := first + " " + probe.Peek(); len(suggest.All(two, keys)) == 1 {
		return suggest.DidYouMean(two, keys)
	}
	return suggest.DidYouMean(first, keys)
}

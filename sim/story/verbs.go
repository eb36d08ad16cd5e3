package story

import (
	"slices"
	"strings"

	"hybridsim/relay"
)

// Verb is a kind of line, as the reference page shows it.
type Verb struct {
	Usage string // the line, with capitals for what varies
	Doc   string // a paragraph
	parse func(c *cursor) (any, error)
	group string
	key   string
}

// Groups of verbs: who types them, or what they begin with.
const (
	groupNet   = "net>"
	groupCA    = "ca>"
	groupEOP   = "eop>"
	groupHost  = "HOST>"
	groupWant  = "want"
	groupClock = "wait"
	groupPrint = "print"
)

var registry []Verb

// register adds a verb; each verb file calls it once for each form.
func register(group, key, usage, doc string, parse func(c *cursor) (any, error)) bool {
	registry = append(registry, Verb{Usage: usage, Doc: doc, parse: parse, group: group, key: key})
	return true
}

// Verbs returns all verbs by group and key.
func Verbs() []Verb {
	list := slices.Clone(registry)
	order := []string{groupHost, groupNet, groupCA, groupEOP, groupClock, groupWant, groupPrint}
	slices.SortStableFunc(list, func(a, b Verb) int {
		if a.group != b.group {
			return slices.Index(order, a.group) - slices.Index(order, b.group)
		}
		return strings.Compare(a.key, b.key)
	})
	return list
}

// Group is what the verb's lines begin with: "net>", "want", ...
func (v Verb) Group() string { return v.group }

// understand parses the line into what it does, claims or prints.
func (s *Step) understand(c *cursor) error {
	parsed, err := s.dispatch(c)
	if err != nil {
		return err
	}
	s.act, _ = parsed.(action)
	s.claim, _ = parsed.(claim)
	s.print, _ = parsed.(printer)
	return c.end()
}

func (s *Step) dispatch(c *cursor) (any, error) {
	start := c.mark()
	first, rest, _ := strings.Cut(c.text[start:], " ")
	actor, isActor := strings.CutSuffix(first, ">")
	if !isActor {
		return plainLine(c, first)
	}
	c.pos += len(first)
	c.skip()
	if strings.TrimSpace(rest) == "" {
		return nil, c.errorf("%s> does nothing", actor)
	}
	switch {
	case actor == string(relay.OnPremises) || actor == string(relay.Cloud):
		return &cmdletAction{side: relay.Side(actor), column: c.pos, line: c.rest()}, nil
	case slices.Contains([]string{groupNet, groupCA, groupEOP}, first):
		return byKey(c, first, func(any) {})
	case strings.Contains(actor, "@"):
		return parseUser(c, actor)
	case strings.Contains(actor, "."):
		return byKey(c, groupHost, func(parsed any) { parsed.(hostVerb).on(actor) })
	}
	return nil, c.errorAt(start, "lines begin with onprem>, cloud>, net>, ca>, eop>, an address or a host name", "%q is nobody who could do something", actor)
}

// plainLine reads lines that nobody types: want, wait, trace, show, explain.
func plainLine(c *cursor, first string) (any, error) {
	if first == groupWant {
		c.pos += len(first)
		return wanted(c)
	}
	for _, group := range []string{groupClock, groupPrint} {
		for _, v := range registry {
			if v.group == group && v.key == first {
				c.pos += len(first)
				return v.parse(c)
			}
		}
	}
	return nil, c.errorf("%q is not a verb; %s", first, didYouMean(first, []string{"want", "wait", "trace", "show", "explain", "onprem>", "cloud>", "net>", "ca>", "eop>"}))
}

// wanted reads a claim; a number or "between N and M" may stand before claims that count.
func wanted(c *cursor) (any, error) {
	start := c.mark()
	next := c.peek()
	if next != "between" && (next == "" || next[0] < '0' || next[0] > '9') {
		return byKey(c, groupWant, func(any) {})
	}
	k, err := parseCounts(c)
	if err != nil {
		return nil, err
	}
	parsed, err := byKey(c, groupWant, func(any) {})
	if err != nil {
		return nil, err
	}
	counted, ok := parsed.(interface{ setCount(counts) })
	if !ok {
		return nil, c.errorAt(start, "want 3 NDR to ADDRESS counts; for mail write: want mail at ADDRESS: 3", "this claim does not count")
	}
	counted.setCount(k)
	return parsed, nil
}

// byKey finds the verb of a group whose key comes next: the longest one that fits.
func byKey(c *cursor, group string, with func(any)) (any, error) {
	var best *Verb
	var keys []string
	for i, v := range registry {
		if v.group != group {
			continue
		}
		keys = append(keys, v.key)
		probe := *c
		if probe.take(v.key) && (best == nil || len(v.key) > len(best.key)) {
			best = &registry[i]
		}
	}
	if best == nil {
		slices.Sort(keys)
		keys = slices.Compact(keys)
		return nil, c.errorAt(c.mark(), didYouMean(c.peek(), keys), "%q is not something that %s can be followed by", c.peek(), group)
	}
	c.take(best.key)
	parsed, err := best.parse(c)
	if err == nil {
		with(parsed)
	}
	return parsed, err
}

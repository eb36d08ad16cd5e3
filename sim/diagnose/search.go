package diagnose

import (
	"cmp"
	"slices"
	"strings"

	"hybridsim/sim/fault"
)

// asConfigured is a letter with what became of it as the configuration is.
type asConfigured struct {
	letter
	seen  *view
	fit   float64
	turns []*asConfigured // the same when it is another's turn
	again bool            // it goes as in an earlier turn
}

// The bounds of a search for which message is meant, where nobody says.
const (
	atOnce     = 2 // messages that faults are played with; the next ones only if none of them shows the symptom
	maxLetters = 8
)

// causes plays every letter as configured, and looks for what cures the symptom or for what makes it.
func (d *search) causes(r *Report, letters []letter) error {
	all, err := d.configured(letters)
	if err != nil {
		return err
	}
	r.Leads = append(r.Leads, d.contradictions(all)...)
	anyway := func(*asConfigured) bool { return true }
	if p := d.shows(all, anyway); p != nil && d.symptom.tellsNoFault() && p.seen.arrives() && !p.relays {
		r.Shows = true
		r.about(p.letter)
		return nil // this is what it gives where nothing is wrong
	}
	formed, err := d.formed(all)
	if err != nil {
		return err
	}
	p := d.shows(all, d.inTrouble)
	if p != nil || d.told && d.shows(formed, anyway) != nil {
		if err := d.curesOf(r, append(all, formed...)); err != nil || len(r.Causes) > 0 {
			return err
		}
		return d.otherwise(r, all, p)
	}
	var able []*asConfigured
	for _, p := range all {
		if d.canShow(p) {
			able = append(able, p)
		}
	}
	if p := d.shows(all, anyway); len(able) == 0 && p != nil { // so by nature, and meant to be otherwise
		return d.cures(r, p)
	}
	people := slices.DeleteFunc(slices.Clone(able), func(p *asConfigured) bool { return p.added() })
	if len(people) > 0 {
		able = people // what happens to those who were added for the check happens to others, too
	}
	if len(able) == 0 {
		able = all[:1]
	}
	if d.symptom.has(NotThrough) || d.symptom.has(WrongWay) {
		able = onWays(able)
	}
	return d.makers(r, d.inTurn(able[:min(len(able), maxLetters)], d.worthy(formed)))
}

// inTurn are the letters that faults are played with: those of one list together, and the next only if nothing is found
// with these.
func (d *search) inTurn(able, formed []*asConfigured) (lists [][]*asConfigured) {
	some := atOnce
	if d.symptom.has(NotThrough) {
		some = maxLetters // each is another way
	}
	shown := func(p *asConfigured) bool { return p.form != nil && !p.form.assumed && p.seen.arrives() }
	if i := slices.IndexFunc(able, shown); i >= 0 { // as the evidence shows it: of a few words it is not asked
		able = slices.DeleteFunc(slices.Clone(able), func(p *asConfigured) bool {
			return p.form == nil && p.from == able[i].from && p.to == able[i].to
		})
	}
	if n := logsOn(able); n > 0 && n < len(able) { // a client that does not log on is told some of it, too
		lists = append(lists, able[:min(n+atOnce, len(able))])
		able = able[len(lists[0]):]
	}
	lists = slices.AppendSeq(lists, slices.Chunk(able, some))
	switch {
	case len(formed) == 0:
	case slices.ContainsFunc(d.evidence(), (*Symptom).isSpoken): // what kind it is, nobody says: all are as likely
		lists[0] = append(slices.Clip(lists[0]), formed...)
	default:
		lists = append(lists, formed)
	}
	return lists
}

// curesOf looks for cures of the message that shows the symptom best, and in its other forms only where there is none.
func (d *search) curesOf(r *Report, all []*asConfigured) error {
	first := d.shows(all, func(p *asConfigured) bool { return d.inTrouble(p) || d.told })
	if err := d.cures(r, first); err != nil || len(r.Causes) > 0 || !d.told {
		return err
	}
	anyway := func(*asConfigured) bool { return true }
	for _, p := range all {
		if p.form == first.form && p.forged == first.forged {
			continue
		}
		other := d.shows([]*asConfigured{p}, anyway)
		if other == nil {
			continue
		}
		if err := d.cures(r, other); err != nil || len(r.Causes) > 0 {
			return err
		}
	}
	r.about(first.letter)
	return nil
}

// contradictions are what the evidence says otherwise than the messages do as configured.
func (d *search) contradictions(all []*asConfigured) (leads []Lead) {
	for _, s := range d.evidence() {
		leads = append(leads, listed(s.ehlo, all)...)
		leads = append(leads, absentSessions(d.world, s.talks, all)...)
		meets := func(p *asConfigured) bool { return p.seen.meets(s.Host) }
		if s.has(NoSession) && slices.ContainsFunc(all, meets) {
			leads = append(leads, Lead{"session", s.Host, "as configured the message has a session at " + s.Host +
				": it does not get that far, or another machine answers"})
		}
	}
	return leads
}

// shows is the letter that shows the symptom best as configured, of those that suit; nil: none does.
func (d *search) shows(all []*asConfigured, suits func(*asConfigured) bool) (best *asConfigured) {
	for _, p := range all {
		for _, p := range append([]*asConfigured{p}, p.turns...) {
			if p.fit >= enough && suits(p) && (best == nil || p.fit > best.fit) {
				best = p
			}
		}
	}
	return best
}

// inTrouble reports whether a letter is meant, or check finds something wrong with it; that it does not go through a
// host is wrong only where check says so of its way.
func (d *search) inTrouble(p *asConfigured) bool {
	return d.told || !p.asFlow && (p.way || !d.symptom.has(NotThrough))
}

// onWays are letters without those that go the same way as another: where it is the way that is wrong, all of them are
// meant.
func onWays(list []*asConfigured) (kept []*asConfigured) {
	seen := map[string]bool{}
	for _, p := range list {
		if way := p.seen.way(); !seen[way] {
			seen[way] = true
			kept = append(kept, p)
		}
	}
	return kept
}

// configured plays the letters as the configuration is, the likeliest to be meant first; and the first ones, and those
// that fail in check without showing it here, once more when it is another's turn.
func (d *search) configured(letters []letter) ([]*asConfigured, error) {
	plays := func(letters []letter) (list []*asConfigured) {
		list = make([]*asConfigured, len(letters))
		d.total = max(d.total, d.plays+len(letters))
		d.each(len(letters), func(i int) {
			if v := d.play(letters[i]); v != nil {
				list[i] = &asConfigured{letter: letters[i], seen: v, fit: d.fit(v, v)}
			}
		})
		return slices.DeleteFunc(list, func(p *asConfigured) bool { return p == nil })
	}
	all := plays(letters)
	if err := d.ctx.Err(); err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, cannotPlay(letters[0])
	}
	near := d.symptom.near
	slices.SortStableFunc(all, func(a, b *asConfigured) int { return cmp.Compare(near(b), near(a)) })
	for i, p := range all {
		if p.fit >= enough || i >= atOnce && p.asFlow {
			continue
		}
		p.turns = plays(d.turns(p.letter)[1:])
		ways := map[string]bool{p.seen.path(): true}
		for _, turn := range p.turns {
			turn.again, ways[turn.seen.path()] = ways[turn.seen.path()], true
		}
	}
	return all, d.ctx.Err()
}

// trial is a fault played with a letter.
type trial struct {
	fault  fault.Fault
	letter *asConfigured
	seen   *view
	fit    float64
}

// makers types every fault on a fork and looks which make the symptom show: alone, and if none does, in pairs. The
// messages that are likelier to be meant are played first, and the others only if nothing is found with these.
func (d *search) makers(r *Report, lists [][]*asConfigured) error {
	r.about(lists[0][0].letter)
	var trials []trial
	for _, some := range lists {
		var now []trial
		for _, p := range some {
			for _, f := range d.faults {
				now = append(now, trial{fault: f, letter: p})
				for _, turn := range p.turns {
					if !turn.again && names(f.Lines, turn.others(p)) || rebalances(f.Lines) {
						now = append(now, trial{fault: f, letter: turn})
					}
				}
			}
		}
		d.total = d.plays + len(now)
		d.each(len(now), func(i int) { d.try(&now[i], nil) })
		if err := d.ctx.Err(); err != nil {
			return err
		}
		d.weigh(now)
		if d.collect(r, now, nil) {
			return nil
		}
		if trials == nil {
			trials = now
		}
	}
	if d.symptom.Open() { // two faults would be a claim that such a symptom does not bear
		return nil
	}
	return d.pairs(r, trials)
}

// rebalances reports whether lines change who takes turns, so that a message may go another way in each.
func rebalances(lines []string) bool {
	return slices.ContainsFunc(lines, func(l string) bool { return strings.HasPrefix(l, "net> balancer ") })
}

// names reports whether lines name one of the servers or addresses.
func names(lines, servers []string) bool {
	text := strings.ToLower(strings.Join(lines, "\n"))
	return slices.ContainsFunc(servers, func(s string) bool { return strings.Contains(text, s) })
}

// try plays a fault, after another one's lines.
func (d *search) try(t *trial, before []string) {
	t.seen = d.play(t.letter.letter, append(slices.Clone(before), t.fault.Lines...)...)
}

// weigh finds out how well trials show the symptom; one that changes nothing of what can be looked for, nor brings the
// message nearer to what the evidence says of it, shows nothing.
func (d *search) weigh(trials []trial) {
	for i := range trials {
		t := &trials[i]
		if t.seen == nil {
			continue
		}
		p, fit := t.letter, d.fit(t.seen, t.letter.seen)
		if fit > p.fit || t.seen.whole() != p.seen.whole() {
			t.seen.add(changes(t.fault.Lines))
			t.fit = fit
		}
	}
}

// collect makes causes of trials that show the symptom; one fault is one cause, with the letter that shows it best.
func (d *search) collect(r *Report, trials []trial, other *fault.Fault) bool {
	best := map[string]int{}
	for _, t := range trials {
		if t.fit < enough {
			continue
		}
		c := causeOf(t.fault)
		c.Fit, c.seen, c.letter, c.expected = t.fit, t.seen, t.letter, d.symptom.describes(t.fault.Source)
		if other != nil {
			c.with(*other)
		}
		if f := t.letter.form; f != nil && f.assumed {
			c.faults++
		}
		name := c.Name + "\x00" + strings.Join(c.Lines, "\n")
		if at, there := best[name]; !there {
			best[name] = len(r.Causes)
			r.Causes = append(r.Causes, c)
		} else if r.Causes[at].Fit < c.Fit {
			r.Causes[at] = c
		}
	}
	return len(best) > 0
}

// theBase is the source of what a base itself leaves open.
const theBase = "the base"

func causeOf(f fault.Fault) Cause {
	assumed := 1
	if f.Source == theBase {
		assumed = 0 // the configuration does not say that it is otherwise
	}
	return Cause{Name: f.Name, Says: f.Says, Object: f.Object, Lines: f.Lines, Fix: slices.Clone(f.Undo),
		Worse: []string{}, Common: f.Common.String(), Documented: f.Source, Whose: string(f.Whose), common: f.Common,
		family: f.Family, faults: assumed}
}

// with makes a cause a pair.
func (c *Cause) with(f fault.Fault) {
	c.Name += " and " + f.Name
	c.Says += " " + f.Says
	c.Object += ", " + f.Object
	c.Lines = append(slices.Clone(f.Lines), c.Lines...)
	if c.Fix == nil || f.Undo == nil {
		c.Fix = nil
	} else {
		c.Fix = append(c.Fix, f.Undo...)
	}
	if f.Whose != fault.Customer {
		c.Whose = string(f.Whose)
	}
	c.common, c.faults = min(c.common, f.Common), c.faults+1
	c.Common = c.common.String()
}

// maxInPairs is how many faults are tried in pairs; those are tried first that are most common.
const maxInPairs = 12

// pairs tries two faults together, of those that change the message's way at all.
func (d *search) pairs(r *Report, trials []trial) error {
	var moving []trial
	for _, t := range trials {
		if t.seen != nil && t.seen.key() != t.letter.seen.key() && t.fault.Common > fault.Generic {
			moving = append(moving, t)
		}
	}
	slices.SortStableFunc(moving, func(a, b trial) int { return int(b.fault.Common) - int(a.fault.Common) })
	moving = moving[:min(len(moving), maxInPairs)]
	type pair struct {
		first fault.Fault
		trial
	}
	var list []pair
	for i, a := range moving {
		for _, b := range moving[i+1:] {
			if a.letter == b.letter && a.fault.String() != b.fault.String() {
				list = append(list, pair{a.fault, trial{fault: b.fault, letter: a.letter}})
			}
		}
	}
	d.total = d.plays + len(list)
	d.each(len(list), func(i int) { d.try(&list[i].trial, list[i].first.Lines) })
	for _, p := range list {
		one := []trial{p.trial}
		d.weigh(one)
		d.collect(r, one, &p.first)
	}
	return d.ctx.Err()
}

// possible are the faults that this configuration could have, and what its own perhaps lines say.
func (d *search) possible() (list []fault.Fault) {
	list = fault.Of(d.world, d.newcomers()...)
	if d.o.Without != nil {
		list = slices.DeleteFunc(list, func(f fault.Fault) bool { return d.o.Without(&f) })
	}
	for _, p := range d.subject.Perhaps() {
		unknown := &fault.Operator{Name: "perhaps", Says: p[0], Common: fault.Seen, Source: theBase,
			Whose: fault.Surroundings}
		list = append(list, fault.Fault{Operator: unknown, Object: p[0], Lines: []string{p[1]}})
	}
	return list
}

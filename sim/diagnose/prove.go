package diagnose

import (
	"reflect"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/check"
	"hybridsim/sim/fault"
)

// maxProved is how many causes' fixes are tried with the flows of check, where they do not make the configuration as it
// was.
const maxProved = 3

// prove tries the fixes: the symptom must be gone without a line too many, and no flow of check may be worse. A cause
// that is not the customer's has no fix.
func (d *search) prove(r *Report) error {
	fixes := make([][]string, len(r.Causes)) // whole
	d.each(len(r.Causes), func(i int) {
		c := &r.Causes[i]
		if c.Whose != string(fault.Customer) {
			c.Fix, c.Show = nil, c.toShow()
		}
		c.Fix = append([]string{}, c.Fix...)
		fixes[i] = slices.Clone(c.Fix)
		if len(c.Fix) > 0 {
			d.shorten(c)
		}
	})
	if d.o.Unproved {
		return d.ctx.Err()
	}
	played, healthy := 0, d.flows.Bad() == 0
	for i := range r.Causes {
		c := &r.Causes[i]
		switch {
		case !c.Cures || len(c.Fix) == 0:
		case healthy && d.restores(c):
			c.Tried = true
		case played < maxProved:
			played++
			if err := d.harm(c, fixes[i]); err != nil {
				return err
			}
		}
	}
	r.preferHarmless()
	return d.ctx.Err()
}

// harm finds out what a fix makes worse. A line that the message needs not may be one that others need: where the short
// fix harms and the whole one does not, the whole one it is.
func (d *search) harm(c *Cause, whole []string) error {
	var err error
	if c.Worse, err = d.worse(c); err != nil {
		return err
	}
	if c.Tried = true; len(c.Worse) == 0 || len(whole) == len(c.Fix) {
		return nil
	}
	short, worse := c.Fix, c.Worse
	c.Fix = whole
	if c.Worse, err = d.worse(c); err == nil && len(c.Worse) > 0 {
		c.Fix, c.Worse = short, worse
	}
	return err
}

// preferHarmless puts a cure that makes something else worse behind those that do not, among the ones that were tried
// with all flows. Where each of them does, no cause is claimed: it is a way round.
func (r *Report) preferHarmless() {
	if !r.Shows || len(r.Causes) == 0 {
		return
	}
	harm := func(c Cause) int { return min(len(c.Worse), 1) }
	tried := r.Causes[:min(len(r.Causes), maxProved)]
	slices.SortStableFunc(tried, func(a, b Cause) int { return harm(a) - harm(b) })
	if harm(tried[0]) > 0 {
		r.Verdict = "cannot tell: what is known to make the symptom go away makes other flows worse"
	}
}

// shorten types the fix, and leaves out each line without which it cures as well.
func (d *search) shorten(c *Cause) {
	healthy := c.letter.seen
	cured := func(fix []string) bool {
		v := d.play(c.letter.letter, c.after(fix)...)
		return v != nil && d.fit(v, healthy) < enough && (d.well(v, c.letter.letter) || v.key() == healthy.key())
	}
	for _, c.Takes = range []string{"", untilItWorks} { // a service starts anew
		if c.Cures = cured(c.Fix); c.Cures {
			break
		}
	}
	if !c.Cures {
		c.Takes = ""
		return
	}
	for i := 0; i < len(c.Fix) && len(c.Fix) > 1; {
		without := slices.Delete(slices.Clone(c.Fix), i, i+1)
		if cured(without) {
			c.Fix = without
		} else {
			i++
		}
	}
}

// untilItWorks is how long what does not work at once is waited for.
const untilItWorks = "15m"

// after are the lines that make the cause, and then undo it.
func (c *Cause) after(fix []string) []string {
	lines := slices.Concat(c.Lines, fix)
	if c.Takes != "" {
		lines = append(lines, "wait "+c.Takes)
	}
	return lines
}

// restores reports whether the lines that make a cause and its fix, one after the other, leave the organizations as
// they are: then nothing is worse than it was without the cause.
func (d *search) restores(c *Cause) bool {
	lines := slices.Concat(c.Lines, c.Fix)
	if len(c.Lines) == 0 || slices.ContainsFunc(lines, func(l string) bool { return !atOrganization(d, l) }) {
		return false
	}
	w, err := d.player.World(lines...)
	if err != nil {
		return false
	}
	defer w.Close()
	return slices.EqualFunc(w.Organizations(), d.world.Organizations(), sameSettings)
}

// sameSettings reports whether two snapshots of an organization differ in no more than how often it was changed.
func sameSettings(a, b *relay.Organization) bool {
	same := *a
	same.Revision = b.Revision
	return reflect.DeepEqual(&same, b)
}

// atOrganization reports whether a line is typed at an organization's own prompt, and changes nothing but that.
func atOrganization(d *search, line string) bool {
	prompt, _, _ := strings.Cut(line, ">")
	for _, side := range d.world.SideNames() {
		if string(side) == prompt {
			return true
		}
	}
	return false
}

// worse are the flows of check that go worse with the fix than with the cause.
func (d *search) worse(c *Cause) (worse []string, err error) {
	worse = []string{}
	fixed := d.flows
	if !d.restores(c) {
		fixed, err = d.checked(check.Options{}, c.after(c.Fix)...)
	}
	if err != nil || fixed.Bad() == 0 {
		return worse, err
	}
	before := d.flows
	if len(c.Lines) > 0 {
		if before, err = d.checked(check.Options{Beside: d.flows, Becomes: fixed}, c.Lines...); err != nil {
			return nil, err
		}
	}
	if fixed, err = d.checked(check.Options{Beside: before, Same: fixed}, c.after(c.Fix)...); err != nil {
		return nil, err
	}
	for _, f := range check.Compare(before, fixed).Flows {
		if f.Worse() {
			worse = append(worse, strings.TrimSpace(f.Flow+": "+f.Old+" -> "+f.New))
		}
	}
	return worse, nil
}

// checked plays the flows of check after lines.
func (d *search) checked(o check.Options, lines ...string) (*check.Report, error) {
	if err := d.ctx.Err(); err != nil {
		return nil, err
	}
	s := d.subject
	if len(lines) > 0 {
		var err error
		if s, err = s.With(lines...); err != nil {
			return nil, err
		}
	}
	o.FlowsOnly, o.KnownOnly = true, true
	return check.Check(s, o)
}

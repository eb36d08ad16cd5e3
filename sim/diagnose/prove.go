package diagnose

import (
	"slices"
	"strings"

	"hybridsim/sim/check"
	"hybridsim/sim/fault"
)

// maxProved is how many causes' fixes are tried with the flows of check.
const maxProved = 3

// prove tries the fixes: the symptom must be gone without a line too many, and of the first causes no flow of check may
// be worse. A cause that is not the customer's has no fix.
func (d *search) prove(r *Report) error {
	l := letter{r.From, r.To}
	if l.from == "<>" {
		l.from = ""
	}
	healthy, _ := d.play(l)
	for i := range r.Causes {
		c := &r.Causes[i]
		if c.Whose != string(fault.Customer) {
			c.Fix = []string{}
		}
		if len(c.Fix) == 0 || healthy == nil {
			c.Fix = append([]string{}, c.Fix...)
			continue
		}
		d.shorten(c, l, healthy)
		if i >= maxProved || !c.Cures {
			continue
		}
		worse, err := d.worse(c)
		if err != nil {
			return err
		}
		c.Worse = worse
	}
	r.preferHarmless()
	return d.ctx.Err()
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
func (d *search) shorten(c *Cause, l letter, healthy *view) {
	cured := func(fix []string) bool {
		v, _ := d.play(l, slices.Concat(c.Lines, fix)...)
		return v != nil && d.fit(v, healthy) < enough && (v.arrives() || v.key() == healthy.key())
	}
	if c.Cures = cured(c.Fix); !c.Cures {
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

// worse are the flows of check that go worse with the fix than with the cause.
func (d *search) worse(c *Cause) ([]string, error) {
	if err := d.ctx.Err(); err != nil {
		return nil, err
	}
	faulty, err := d.subject.With(c.Lines...)
	if err != nil {
		return nil, err
	}
	fixed, err := d.subject.With(slices.Concat(c.Lines, c.Fix)...)
	if err != nil {
		return nil, err
	}
	before, err := check.Check(faulty, check.Options{FlowsOnly: true})
	if err != nil {
		return nil, err
	}
	after, err := check.Check(fixed, check.Options{FlowsOnly: true, Beside: before})
	if err != nil {
		return nil, err
	}
	worse := []string{}
	for _, f := range check.Compare(before, after).Flows {
		if f.Worse() {
			worse = append(worse, strings.TrimSpace(f.Flow+": "+f.Old+" -> "+f.New))
		}
	}
	return worse, nil
}

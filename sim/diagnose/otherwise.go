package diagnose

import (
	"slices"
	"strings"

	"hybridsim/sim/fault"
)

// This file is about symptoms that show as configured, and that nothing in the configuration cures.

// otherwise looks for causes where a message shows the symptom as configured and nothing cures it: of an address that
// somebody made since, of what was done on its way to the message that the evidence shows, and of mail of others.
func (d *search) otherwise(r *Report, all []*asConfigured, p *asConfigured) error {
	if p == nil {
		return nil
	}
	if err := d.sinceMade(r, p); err != nil || len(r.Causes) > 0 {
		return err
	}
	if p.form != nil && !p.form.assumed {
		plain := slices.DeleteFunc(slices.Clone(all), func(o *asConfigured) bool {
			return o.form != nil || o.from != p.from || o.to != p.to || o.source != p.source || !o.seen.arrives()
		})
		if len(plain) > 0 {
			return d.asWritten(r, p, plain)
		}
	}
	if d.symptom.facts == nil || !p.seen.arrives() {
		return nil
	}
	return d.othersFail(r, p)
}

// asWritten looks for what may have made the message of the evidence what it is, of one that its sender wrote
// otherwise: by itself it shows the symptom wherever it comes from, and a plain one does not.
func (d *search) asWritten(r *Report, p *asConfigured, plain []*asConfigured) error {
	if err := d.makers(r, [][]*asConfigured{plain[:1]}); err != nil || len(r.Causes) == 0 {
		r.about(p.letter)
		return err
	}
	r.Shows = false
	r.Leads = append(r.Leads, Lead{"message", p.from, "the message as the evidence shows it is answered so whatever " +
		"is configured, and a plain one is not: its sender wrote it so, or somebody on its way made it so, which is " +
		"what the causes are about"})
	return nil
}

// sinceMade looks for causes among the faults of people whom the configuration does not know: with the fault the
// symptom is there as it is without anybody of that address, and what undoes the fault makes it go away.
func (d *search) sinceMade(r *Report, p *asConfigured) error {
	people := d.newcomers()
	names := func(f fault.Fault) bool {
		text := strings.ToLower(strings.Join(f.Lines, "\n"))
		return slices.ContainsFunc(people, func(a string) bool { return strings.Contains(text, strings.ToLower(a)) })
	}
	for _, f := range d.faults {
		if len(f.Undo) == 0 || !names(f) {
			continue
		}
		made := trial{fault: f, letter: p}
		d.try(&made, nil)
		if made.seen == nil {
			continue
		}
		if made.fit = d.fit(made.seen, p.seen); made.fit < enough {
			continue
		}
		if undone := d.play(p.letter, slices.Concat(f.Lines, f.Undo)...); d.cured(undone, p) {
			made.seen.add(changes(f.Lines))
			d.collect(r, []trial{made}, nil)
		}
	}
	if r.Shows = len(r.Causes) == 0; !r.Shows {
		r.Leads = append(r.Leads, Lead{"recipient", strings.Join(people, ", "), "nobody of the configuration has " +
			strings.Join(people, " or ") + ": who that is was made since, or the configuration is not whole"})
	}
	return d.ctx.Err()
}

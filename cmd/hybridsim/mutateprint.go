package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/sim/mutate"
)

// most is how many objects, and how many mutants of one assertion, are listed.
const most = 10

// mutants tells what became of mutants.
func (p *printer) mutants(r *mutate.Report, arg string) {
	by := "check"
	if r.Assertions > 0 {
		by = number(r.Assertions, "assertion", "assertions")
	}
	p.line("%s: mutation score %s by %s", r.Subject, p.bold(r.Score.String()), by)
	if r.Check != nil && r.Assertions > 0 {
		p.line("check alone: %s", r.Check)
	}
	p.line("%s more cannot be seen by anybody, and %s are refused when they are typed",
		number(len(r.Unobservable), "mutant", "mutants"), number(r.Refused, "fault", "faults"))
	p.line("\n%s", p.bold("By family of faults"))
	for _, s := range r.Families {
		p.line("  %-22s %s", s.Name, s)
	}
	p.objects(r.Objects)
	if len(r.Survived) == 0 {
		return
	}
	p.line("\n%s", p.bold("Nobody would notice, and what would"))
	var order []string
	alike := map[string][]*mutate.Mutant{}
	for _, m := range r.Survived {
		key := strings.Join(m.Assertion, "\n")
		if alike[key] == nil {
			order = append(order, key)
		}
		alike[key] = append(alike[key], m)
	}
	for _, key := range order {
		p.line("")
		for i, m := range alike[key] {
			if i == most && len(alike[key]) > most+1 {
				p.line("  and %d more", len(alike[key])-most)
				break
			}
			p.line("  %s: %s", m, m.Says)
		}
		for line := range strings.SplitSeq(key, "\n") {
			p.line("      %s", line)
		}
	}
	p.line("\nhybridsim mutate %s --write FILE makes them assertions that pass today", arg)
}

// objects tells the scores of the objects about which most goes unnoticed.
func (p *printer) objects(all []mutate.Score) {
	open := slices.DeleteFunc(slices.Clone(all), func(s mutate.Score) bool { return s.Killed == s.Observable })
	slices.SortStableFunc(open, func(a, b mutate.Score) int {
		return cmp.Compare(b.Observable-b.Killed, a.Observable-a.Killed)
	})
	if len(open) == 0 {
		return
	}
	p.line("\n%s", p.bold("By object, the worst first"))
	for i, s := range open {
		if i == most {
			p.line("  and %d more; --json has them", len(open)-most)
			break
		}
		p.line("  %-60s %s", s.Name, s)
	}
}

// proposed tells what was written, and what the score is with it.
func (p *printer) proposed(r *mutate.Report, proposal *mutate.Proposal, file string) {
	with := r.Score
	with.Killed += len(r.Survived) - len(proposal.Missed)
	p.line("")
	for i := range proposal.Files {
		p.line("written: %s", partName(file, i))
	}
	p.line("with them the mutation score is %s", p.bold(with.String()))
	for _, m := range proposal.Missed {
		p.line("  no line that can be written notices %s", m)
	}
}

// coverage shows a base's lines with how far a suite comes to them.
func (p *printer) coverage(c *mutate.Coverage) {
	file := ""
	for _, l := range c.Lines {
		if l.File != file {
			file = l.File
			p.line("%s", p.bold(file))
		}
		touch := column(string(l.Touch), len(mutate.Decided))
		if l.Touch == mutate.Never {
			touch = p.bad(touch)
		}
		p.line("%s %3d %5d  %s", touch, l.Plays, l.Line, l.Text)
	}
	p.line("configuration coverage %s: of %s %d are decided upon, %d read, %d never touched",
		p.bold(fmt.Sprintf("%d %%", c.Percent())), number(len(c.Lines), "line", "lines"), c.Decided, c.Read, c.Never)
}

package main

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"hybridsim/sim/check"
)

// check prints a check for people: who played, a table of the flows, the findings, the sum.
func (p *printer) check(r *check.Report, subject string) {
	p.line("%s", p.bold(r.Subject+": "+r.Title))
	p.line("")
	hybrid := ""
	for _, who := range r.Participants {
		if who.Hybrid != hybrid {
			hybrid = who.Hybrid
			p.line("  %s", p.bold(hybrid+":"))
		}
		probe := ""
		if who.Probe {
			probe = "  (added as a probe)"
		}
		p.line("  %-56s %s%s", who.Role, who.Address, probe)
	}
	p.line("")
	p.rows(r)
	p.harmless(r)
	p.findings(r)
	p.notLooked(r.NotLookedAt, subject)
	p.line("")
	p.played(r.Played)
	expected, besides := "as in a healthy hybrid", findingCount(r.Findings)
	if len(r.NotLookedAt) > 0 {
		expected, besides = "as expected", r.NotLookedAt.Count()+"; "+besides
	}
	if bad := r.Bad(); bad > 0 {
		p.line("%s", p.bad(fmt.Sprintf("%d of %d flows are not %s; %s", bad, len(r.Flows), expected, besides)))
		return
	}
	p.line("%s", p.good(fmt.Sprintf("all %d flows are %s; %s", len(r.Flows), expected, besides)))
}

// The widths of the columns of names and of outcomes, unless nothing is as wide.
const maxNames, maxOutcomes = 36, 28

// rows prints the table: the flows of the first class of domains, what the configuration asks for, and of each other
// class what goes otherwise than in the first.
func (p *printer) rows(r *check.Report) {
	t := table{printer: p, told: map[string]bool{}}
	first := map[string]string{}
	for i := range r.Flows {
		f := &r.Flows[i]
		t.names = max(t.names, min(len(f.Flow), maxNames))
		t.outcomes = max(t.outcomes, min(utf8.RuneCountInString(f.Outcome.String()), maxOutcomes))
		if f.Domain == r.Domain && f.Hybrid == "" {
			first[f.Flow] = outcomeOf(f)
		}
	}
	for _, class := range r.Classes {
		if len(r.Classes) > 1 || len(class.Domains) > 1 {
			p.line("%s", p.bold(classHead(&class)))
		}
		alike := 0
		for i := range r.Flows {
			f := &r.Flows[i]
			switch bare := f.Bare(); {
			case f.Domain != class.Domain || f.Hybrid != class.Hybrid:
			case bare != f.Flow && len(f.Doubts) == 0 && first[bare] == outcomeOf(f):
				alike++
			default:
				t.flow(f)
			}
		}
		if alike > 0 {
			p.line("%s  %s as in %s", p.good("ok  "), number(alike, "other flow goes", "other flows go"), r.Domain)
		}
	}
}

// classHead is a class with its types, and with its organization if that is not the first.
func classHead(class *check.Class) string {
	if class.Hybrid == "" {
		return fmt.Sprintf("%s (%s)", class, class.Type)
	}
	return fmt.Sprintf("%s at %s (%s)", class, class.Hybrid, class.Type)
}

// outcomeOf is what two flows that go alike have in common.
func outcomeOf(f *check.Result) string { return fmt.Sprint(f.Outcome.String(), f.Good()) }

// table prints rows under each other.
type table struct {
	*printer
	names, outcomes int
	told            map[string]bool // what was said about a failing row already
}

// flow is a row of the table. What is said about a failing one is said once for all that fail by the same decision.
func (p table) flow(f *check.Result) {
	names, outcomes, told := p.names, p.outcomes, p.told
	mark := p.good("ok  ")
	if !f.Good() {
		mark = p.bad("FAIL")
	}
	if len(f.Doubts) > 0 {
		p.line("%s  %-*s  cannot decide: %s", mark, names, f.Flow, f.Doubts[0].Question)
		p.line("%6s%-*s  as it is: %s, because %s", "", names, "", f.Outcome, f.Decided)
		for _, d := range f.Doubts {
			p.line("%6s%-*s  if so:    %s, because %s  (%s)", "", names, "", d.Outcome, d.Decided, d.Line)
		}
		return
	}
	p.line("%s", strings.TrimRight(fmt.Sprintf("%s  %-*s  %-*s  %s", mark, names, f.Flow, outcomes, f.Outcome,
		f.Decided), " "))
	key := fmt.Sprint(f.Expected, f.Outcome.Reply, f.Decided, f.Unexplained, f.Named)
	if f.Good() || told[key] {
		return
	}
	told[key] = true
	p.line("%6s%-*s  expected %s; %s -> %s", "", names, "", f.Expected, f.From, f.To)
	if f.Outcome.Status != "" {
		p.line("%6s%-*s  %s", "", names, "", f.Outcome.Status)
	}
	for _, s := range f.Servers {
		p.line("%6s%-*s  by %s: %s; %s", "", names, "", s.Server, s.Outcome, s.Decided)
	}
	if f.Unexplained {
		p.line("%6s%-*s  no finding explains this; the deciding choice was: %s", "", names, "",
			cmp.Or(f.Decided.String(), f.Outcome.Status, "none that the model makes"))
	}
	if len(f.Named) > 0 {
		p.line("%6s%-*s  named by %s; no fix that could be typed mends it, so that is not proved", "", names, "",
			strings.Join(f.Named, " and "))
	}
}

// harmless names what is not known and decides nothing.
func (p *printer) harmless(r *check.Report) {
	decides := map[string]bool{}
	for _, f := range r.Flows {
		for _, d := range f.Doubts {
			decides[d.Question] = true
		}
	}
	p.assumed(r.Assumptions)
	for _, question := range r.Unknowns {
		if !decides[question] {
			p.line("not known, and no flow depends on it: %s", question)
		}
	}
}

// assumed names what the base assumes, and flows depend on.
func (p *printer) assumed(list []check.Assumption) {
	for _, a := range list {
		verb := "depend"
		if a.Flows == 1 {
			verb = "depends"
		}
		p.line("assumed: no, and %s %s on it: %s", number(a.Flows, "flow", "flows"), verb, a.Question)
	}
}

func findingCount(list []check.Finding) string {
	accepted := 0
	for _, f := range list {
		if f.Accepted != "" {
			accepted++
		}
	}
	switch {
	case len(list) == 0:
		return "no findings"
	case accepted > 0:
		return fmt.Sprintf("%s, %d of them accepted", number(len(list), "finding", "findings"), accepted)
	}
	return number(len(list), "finding", "findings")
}

// findings prints what the lint found, and the sets of fixes that mend only together.
func (p *printer) findings(r *check.Report) {
	typed := map[string]string{} // line -> the finding above that has it
	for _, f := range r.Findings {
		p.line("")
		head := fmt.Sprintf("%s %-7s %s: %s", f.Code, f.Severity, f.Side, f.Object)
		if f.Property != "" {
			head += fmt.Sprintf(", %s %s", f.Property, cmp.Or(f.Value, "is empty"))
		}
		p.line("%s", p.bold(head))
		p.line("    %s [%s]", f.Message, f.Source)
		if f.Accepted != "" {
			p.line("    accepted: %s", f.Accepted)
		}
		p.line("    %s", p.breaks(f, r.Bad()))
		label := "documented setting"
		if len(f.Breaks) > 0 {
			label = "fix"
		}
		for _, fix := range f.Fix {
			if above := typed[fix]; above != "" {
				p.line("    %s: %s  (once: it stands under %s)", label, fix, above)
				continue
			}
			typed[fix] = f.Code
			p.line("    %s: %s", label, fix)
		}
		if len(f.Worse) > 0 {
			p.line("    %s", p.bad("the fix makes worse: "+strings.Join(f.Worse, ", ")))
		}
	}
	p.together(r)
}

// together prints what the search for sets of fixes came to beyond single ones.
func (p *printer) together(r *check.Report) {
	for _, c := range r.Cures {
		if len(c.Findings) > 1 && len(c.Fix) > 0 {
			p.line("\n%s mend only together: %s", strings.Join(c.Findings, " and "), strings.Join(c.Mends, ", "))
		}
	}
	for _, u := range r.UntriedFixes {
		p.line("\nnot tried together: %s: %s", strings.Join(u.Findings, " and "), u.Because)
	}
	if r.SearchEnded {
		p.line("\nthe search for fixes ended at its bound: not every set of up to three fixes was tried")
	}
	p.stale(r.Stale)
}

// stale names what a base accepts and has no more.
func (p *printer) stale(list []string) {
	for _, s := range list {
		p.line("\naccepted, and found no more: %s; take its Accept line out of the base", s)
	}
}

// breaks says which flows a finding breaks, as far as that could be tried.
func (p *printer) breaks(f check.Finding, bad int) string {
	switch {
	case len(f.Breaks) > 0:
		said := "breaks " + strings.Join(f.Breaks, ", ")
		if len(f.With) > 0 {
			said += " (some together with " + strings.Join(f.With, ", ") + ")"
		}
		return p.bad(said)
	case len(f.Names) > 0:
		said := "names what " + strings.Join(f.Names, ", ") + " met"
		if len(f.Fix) == 0 {
			return p.bad(said + "; there is no line to type that would prove it")
		}
		return p.bad(said + ", but the fix mends none of the flows")
	case bad == 0:
		return "breaks none of the flows today"
	case f.Untried != "":
		return "what it breaks could not be tried: " + strings.ReplaceAll(f.Untried, "\n", " ")
	case len(f.Fix) == 0:
		return "what it breaks could not be tried: there is no fix to type"
	}
	return "breaks none of the flows today: none is mended by the fix"
}

// difference prints what lies between two configurations.
func (p *printer) difference(d *check.Difference, subject string) {
	p.line("%s", p.bold(d.Old+" -> "+d.New))
	all := len(d.NotLookedAt)+len(d.Assumptions) == 0
	p.settings(d.Settings, all)
	p.moved(d.Flows, all)
	if len(d.Assumptions) > 0 {
		p.line("")
		p.assumed(d.Assumptions)
	}
	p.notLooked(d.NotLookedAt, subject)
	if len(d.Findings) > 0 {
		p.line("\n%s", p.bold("Findings"))
	}
	for _, f := range d.Findings {
		mark := "gone"
		if f.New {
			mark = "new "
		}
		said := fmt.Sprintf("  %s  %s %s: %s: %s", mark, f.Code, f.Side, f.Object, f.Message)
		if f.Accepted != "" {
			said += fmt.Sprintf(" (accepted: %s)", f.Accepted)
		}
		p.line("%s", said)
	}
	p.stale(d.Stale)
	p.line("")
	worse, better := d.Worse(), 0
	for i := range d.Flows {
		if d.Flows[i].Better() {
			better++
		}
	}
	unlooked := ""
	if len(d.NotLookedAt) > 0 {
		unlooked = "; " + d.NotLookedAt.Count()
	}
	said := fmt.Sprintf("%s changed; %s otherwise: %d worse, %d better%s",
		number(len(d.Settings), "setting", "settings"), number(len(d.Flows), "flow", "flows"), worse, better, unlooked)
	if worse > 0 {
		p.line("%s", p.bad(said))
		return
	}
	p.line("%s", p.good(said))
}

func (p *printer) settings(list []check.Changed, all bool) {
	if len(list) == 0 {
		if all {
			p.line("\nThe configuration is the same.")
		} else {
			p.line("\nNo setting differs.")
		}
		return
	}
	p.line("\n%s", p.bold("Configuration"))
	added := "" // the object that came last
	for _, c := range list {
		object := fmt.Sprintf("%s %s %s", c.Side, c.Noun, c.Object)
		switch {
		case c.Property == "" && c.New == "gone":
			p.line("  %s: %s", object, p.bad("gone"))
		case c.Property == "":
			p.line("  %s: %s", object, p.good("new"))
			added = object
		case object != added:
			p.line("  %s: %s: %s -> %s", object, c.Property, cmp.Or(c.Old, "(empty)"), cmp.Or(c.New, "(empty)"))
		case c.New != "{}" && c.New != "False" && c.New != c.Object: // what says something about a new object
			p.line("      %s %s", c.Property, c.New)
		}
	}
}

func (p *printer) moved(list []check.Moved, all bool) {
	if len(list) == 0 {
		if all {
			p.line("\nEvery flow goes as before.")
		} else {
			p.line("\nEvery flow that was played goes as before.")
		}
		return
	}
	p.line("\n%s", p.bold("Flows"))
	told := map[string]string{} // what moved -> the first flow that moved by it
	for _, m := range list {
		mark := "same  "
		switch {
		case m.Worse():
			mark = p.bad("WORSE ")
		case m.Better():
			mark = p.good("better")
		case m.Old == "":
			mark = "new   "
		case m.Old != m.New:
			mark = "other "
		}
		said := fmt.Sprintf("%s -> %s", cmp.Or(m.Old, "(not played)"), cmp.Or(m.New, "(not played)"))
		switch {
		case m.Old != m.New:
		case m.Worse():
			said = m.New + " as before, and now somebody is there to miss it"
		case m.Better():
			said = m.New + " as before, and no mailbox is there to miss it"
		default:
			said = m.New + ", by another way"
		}
		p.line("  %s  %s: %s", mark, m.Flow, said)
		for _, t := range m.Moved {
			text := turnText(t)
			if first := told[text]; first != "" {
				text = "as " + first
			} else {
				told[text] = m.Flow
			}
			for line := range strings.Lines(text) {
				p.line("            %s", strings.TrimRight(line, "\n"))
			}
		}
	}
}

// turnText is a decision then and now.
func turnText(t check.Turns) string {
	decision := func(d check.Decision) string {
		if d.Question == "" {
			return "(not asked)"
		}
		return cmp.Or(d.Chosen, "none") + ", because " + strings.TrimPrefix(d.String(), d.Chosen+", because ")
	}
	question, side := t.New.Question, t.New.Side
	if question == "" {
		question, side = t.Old.Question, t.Old.Side
	}
	return fmt.Sprintf("%s %s\n  was: %s\n  is:  %s\n", side, question, decision(t.Old), decision(t.New))
}

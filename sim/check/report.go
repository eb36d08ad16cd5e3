package check

// Report is what a check found out. It is what --json prints and what --save keeps.
type Report struct {
	Schema        int           `json:"schema"`
	Subject       string        `json:"subject"`
	Title         string        `json:"title"`
	Domain        string        `json:"domain"`
	Participants  []Participant `json:"participants"`
	Flows         []Result      `json:"flows"`
	Findings      []Finding     `json:"findings"`
	Configuration []Setting     `json:"configuration"`
	Unknowns      []string      `json:"unknowns"` // questions that the base leaves open
}

// Result is one row of the matrix.
type Result struct {
	Flow     string     `json:"flow"`
	Title    string     `json:"title"`
	From     string     `json:"from"`
	To       string     `json:"to"`
	Expected string     `json:"expected"`
	Outcome  Outcome    `json:"outcome"`
	OK       bool       `json:"ok"` // as in a healthy hybrid, as far as it is known
	Decided  Decision   `json:"decided"`
	Doubts   []Doubt    `json:"doubts"` // unknowns with which the outcome would be another
	Trail    []Decision `json:"trail"`  // every decision, in order, each once
}

// Doubt is an unknown that decides an outcome: what it would be if the line were so.
type Doubt struct {
	Question string   `json:"question"`
	Line     string   `json:"line"`
	Outcome  Outcome  `json:"outcome"`
	OK       bool     `json:"ok"`
	Decided  Decision `json:"decided"`
}

// Good reports whether the flow is as in a healthy hybrid whatever the unknowns turn out to be.
func (r *Result) Good() bool {
	for _, d := range r.Doubts {
		if !d.OK {
			return false
		}
	}
	return r.OK
}

// Bad counts the flows that are not as in a healthy hybrid, or may not be.
func (r *Report) Bad() int {
	n := 0
	for i := range r.Flows {
		if !r.Flows[i].Good() {
			n++
		}
	}
	return n
}

// schema counts incompatible changes of the JSON document.
const schema = 1

// Options are what a check is told.
type Options struct {
	Domain string            // whose people play; empty: the first that fits
	Seen   func(done, n int) // is told how many flows of the matrix were played; nil: nobody looks
}

// Check plays the matrix and looks at the settings of a subject.
func Check(subject *Subject, o Options) (*Report, error) {
	w, err := subject.world()
	if err != nil {
		return nil, err
	}
	defer w.Close()
	r := &Report{Schema: schema, Subject: subject.Name, Title: subject.story.Title, Configuration: settings(w, subject.story.Headers.MX), Findings: []Finding{}, Unknowns: []string{}}
	findings := lint(w)
	p, err := newPlan(subject, w, o.Domain) // adds probes to w
	if err != nil {
		return nil, err
	}
	for _, u := range subject.story.Unknowns() {
		r.Unknowns = append(r.Unknowns, u.Question)
	}
	if n, done := len(p.flows)*(1+len(r.Unknowns)), 0; o.Seen != nil {
		p.seen = func() {
			if done < n {
				done++
				o.Seen(done, n)
			}
		}
	}
	r.Domain, r.Participants = p.cast.domain, p.cast.participants()
	rows, verdicts, err := p.results()
	if err != nil {
		return nil, err
	}
	r.Flows = rows
	r.Findings, err = p.blame(findings, rows, verdicts)
	return r, err
}

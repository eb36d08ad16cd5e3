package diagnose

import (
	"cmp"
	"context"
	"runtime"
	"strings"
	"sync"

	"hybridsim/sim/caveat"
	"hybridsim/sim/check"
	"hybridsim/sim/fault"
	"hybridsim/sim/mistake"
	"hybridsim/sim/records"
)

// Options are what a diagnosis is told beside the symptom.
type Options struct {
	From, To string                  // empty: as the evidence says, else the flows of check
	Also     []*Symptom              // what else was seen
	Without  func(*fault.Fault) bool // faults that are not asked about; nil: none
	Unproved bool                    // the fixes are not tried with the flows of check
	Seen     func(done, n int)       // is told of plays; nil: nobody looks
}

// Report is what a diagnosis found.
type Report struct {
	Schema  int    `json:"schema"`
	Subject string `json:"subject"`
	Symptom string `json:"symptom"`
	From    string `json:"from"` // of the message that shows it, or that was played
	To      string `json:"to"`
	Shows   bool   `json:"shows"` // the configuration shows the symptom as it is
	// Verdict is what may be claimed: one cause, several, or that it cannot be told.
	Verdict     string      `json:"verdict"`
	Leads       []Lead      `json:"leads"` // what the evidence says and the configuration does not know
	Causes      []Cause     `json:"causes"`
	Questions   []Question  `json:"questions"`
	NotLookedAt caveat.List `json:"notLookedAt"`
	Plays       int         `json:"plays"`
}

// Cause is what would make the symptom, or does.
type Cause struct {
	Name       string   `json:"name"`
	Says       string   `json:"says"`
	Object     string   `json:"object"`
	Lines      []string `json:"lines"` // that make it; empty: it is there
	Fix        []string `json:"fix"`   // that undo it; empty: see whose
	Cures      bool     `json:"cures"` // the fix was typed and the symptom was gone
	Worse      []string `json:"worse"` // flows of check that are worse with the fix
	Common     string   `json:"common"`
	Documented string   `json:"documented"`
	Whose      string   `json:"whose"`           // who can undo it
	Fit        float64  `json:"fit"`             // from 0 to 1
	Alike      []string `json:"alike,omitempty"` // causes that nothing tells apart from it

	common fault.Common
	seen   *view
}

// Lead is something that the evidence says and the configuration contradicts or does not know.
type Lead struct {
	What string `json:"what"` // connecting address, certificate, host, EHLO keyword
	Text string `json:"text"`
	Says string `json:"says"`
}

// letter is a message that may show the symptom.
type letter struct{ from, to string }

// search is one diagnosis.
type search struct {
	ctx     context.Context
	subject *check.Subject
	player  *check.Player
	symptom *Symptom
	o       Options

	mu    sync.Mutex
	plays int
	total int
}

// Diagnose looks for the causes of a symptom in a configuration.
func Diagnose(ctx context.Context, subject *check.Subject, s *Symptom, o Options) (*Report, error) {
	d := &search{ctx: ctx, subject: subject, player: subject.Player(), symptom: s, o: o}
	defer d.player.Close()
	r := &Report{Schema: records.Schema, Subject: subject.Name, Symptom: s.Text, Leads: []Lead{}, Causes: []Cause{},
		Questions: []Question{}}
	letters, err := d.letters()
	if err != nil {
		return nil, err
	}
	if r.Leads, err = d.leads(); err != nil {
		return nil, err
	}
	if err := d.causes(r, letters); err != nil {
		return nil, err
	}
	rank(r)
	r.Questions = questions(r.Causes)
	d.judge(r)
	if !o.Unproved {
		if err := d.prove(r); err != nil {
			return nil, err
		}
	}
	r.Plays = d.plays
	return r, nil
}

// letters are the messages that may show the symptom: what was said, what the evidence says, or the flows of check.
func (d *search) letters() ([]letter, error) {
	from, to := d.o.From, d.o.To
	for _, s := range append([]*Symptom{d.symptom}, d.o.Also...) {
		f, t := s.People()
		from, to = cmp.Or(from, f), cmp.Or(to, t)
	}
	if from != "" && to != "" {
		if from == "<>" {
			from = ""
		}
		return []letter{{from, to}}, nil
	}
	played, err := check.Check(d.subject, check.Options{FlowsOnly: true})
	if err != nil {
		return nil, err
	}
	var list []letter
	seen := map[letter]bool{}
	for _, f := range played.Flows {
		l := letter{f.From, f.To}
		other := from != "" && !strings.EqualFold(from, f.From) || to != "" && !strings.EqualFold(to, f.To)
		if f.Asked != nil || f.From == "" || f.From == "<>" || f.To == "" || other || seen[l] {
			continue
		}
		seen[l] = true
		list = append(list, l)
	}
	if len(list) == 0 {
		return nil, mistake.New("add --from ADDRESS --to ADDRESS", "it is not known which message is meant")
	}
	return list, nil
}

// play plays a letter after lines; nil: it cannot be played.
func (d *search) play(l letter, lines ...string) (*view, *check.Sent) {
	if d.ctx.Err() != nil {
		return nil, nil
	}
	wait := check.Letter{From: l.from, To: strings.Split(l.to, ",")}
	sent, err := d.player.Send(wait, lines...)
	d.mu.Lock()
	d.plays++
	if d.o.Seen != nil && d.total > 0 {
		d.o.Seen(min(d.plays, d.total), d.total)
	}
	d.mu.Unlock()
	if err != nil {
		return nil, nil
	}
	v := look(sent, wait.To)
	sent.World.Close()
	return v, sent
}

// fit is how well a view shows the symptom and everything else that was seen.
func (d *search) fit(v, healthy *view) float64 {
	f := d.symptom.fit(v, healthy)
	for _, s := range d.o.Also {
		f = min(f, s.fit(v, healthy))
	}
	return f
}

// each does work on all processors.
func each(n int, work func(i int)) {
	var workers sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), n) {
		workers.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}

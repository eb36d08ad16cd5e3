package diagnose

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"hybridsim/sim"
	"hybridsim/sim/caveat"
	"hybridsim/sim/check"
	"hybridsim/sim/fault"
	"hybridsim/sim/records"
)

// Options are what a diagnosis is told beside the symptom.
type Options struct {
	From, To string                  // empty: as the evidence says, else the flows of check
	Also     []*Symptom              // what else was seen
	Without  func(*fault.Fault) bool // faults that are not asked about; nil: none
	Unproved bool                    // the fixes are tried with the message, and not with the flows of check
	Seen     func(done, n int)       // is told of plays; nil: nobody looks
}

// Report is what a diagnosis found.
type Report struct {
	Schema  int    `json:"schema"`
	Subject string `json:"subject"`
	Symptom string `json:"symptom"`
	From    string `json:"from"` // of the message that shows it, or that was played
	To      string `json:"to"`
	Played  string `json:"played,omitempty"` // what is assumed of that message, where the evidence does not say it
	Shows   bool   `json:"shows"`            // the configuration shows the symptom as it is
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
	Lines      []string `json:"lines"`           // that make it; empty: it is there
	Fix        []string `json:"fix"`             // that undo it; empty: see whose
	Cures      bool     `json:"cures"`           // the fix was typed and the symptom was gone
	Takes      string   `json:"takes,omitempty"` // the time that the fix takes to work; empty: none
	Tried      bool     `json:"tried"`           // and every flow of check was played with it
	Worse      []string `json:"worse"`           // flows of check that are worse with the fix
	Common     string   `json:"common"`
	Documented string   `json:"documented"`
	Whose      string   `json:"whose"`           // who can undo it
	Show       []string `json:"show,omitempty"`  // what to show him, where he is not the customer
	Fit        float64  `json:"fit"`             // from 0 to 1
	Alike      []string `json:"alike,omitempty"` // causes that nothing tells apart from it

	common   fault.Common
	family   fault.Family
	faults   int // that it assumes
	expected int // 1: its documentation describes just this
	hurt     int // messages that it loses and of which a mild symptom says nothing
	apart    int // marks of its message that are not as configured, where a mild symptom says nothing of them
	letter   *asConfigured
	seen     *view
}

// Lead is something that the evidence says and the configuration contradicts or does not know.
type Lead struct {
	What string `json:"what"` // connecting address, certificate, host, EHLO keyword
	Text string `json:"text"`
	Says string `json:"says"`
}

// search is one diagnosis.
type search struct {
	ctx     context.Context
	subject *check.Subject
	player  *check.Player
	world   *sim.World    // as configured; nothing is played in it
	flows   *check.Report // what its flows do, and what the settings show
	faults  []fault.Fault // that it could have
	symptom *Symptom
	o       Options
	told    bool   // which message is meant
	noted   []Lead // while it was found out what message that is

	sessions   bool            // somebody has seen sessions, or misses one
	talks      []*talk         // that were seen
	connectors map[string]bool // that there are, in lower case

	mu    sync.Mutex
	plays int
	total int
}

// Diagnose looks for the causes of a symptom in a configuration.
func Diagnose(ctx context.Context, subject *check.Subject, s *Symptom, o Options) (*Report, error) {
	d, err := newSearch(ctx, subject, s, o)
	if err != nil {
		return nil, err
	}
	defer d.close()
	r := &Report{Schema: records.Schema, Subject: subject.Name, Symptom: s.Text, Causes: []Cause{},
		Questions: []Question{}}
	var letters []letter
	if letters, d.told, err = d.letters(); err != nil {
		return nil, err
	}
	r.Leads = d.leads()
	if err := d.causes(r, letters); err != nil {
		return nil, err
	}
	r.sort()
	if err := d.fates(r); err != nil {
		return nil, err
	}
	d.silence(r)
	r.Causes = d.consistent(r.Causes)
	r.Questions = questions(r.Causes)
	r.merge()
	if len(r.Causes) > 0 {
		r.about(r.Causes[0].letter.letter)
	}
	d.judge(r)
	if err := d.prove(r); err != nil {
		return nil, err
	}
	r.assumptions()
	r.NotLookedAt = d.notLookedAt(letter{from: r.From, to: r.To})
	r.Plays = d.plays
	return r, nil
}

// about says which message the report is about, and what is assumed of it.
func (r *Report) about(l letter) {
	r.From, r.To, r.Played = l.from, l.to, ""
	switch {
	case l.user != "":
		r.Played = "a message of a client that logs on with " + l.user + " at " + l.server
	case l.form != nil && l.form.assumed:
		r.Played = l.form.says
	}
}

// assumptions adds to what makes a cause the messages that are assumed to have gone before: they are part of it.
func (r *Report) assumptions() {
	for i := range r.Causes {
		c := &r.Causes[i]
		if l := c.letter.letter; l.form != nil && l.form.assumed && l.form.earlier.Messages > 1 {
			sends := fmt.Sprintf("%s> send %d x message.eml to %s", l.from, l.form.earlier.Messages,
				strings.ReplaceAll(l.to, ",", ", "))
			c.Lines = append([]string{sends}, c.Lines...)
		}
	}
}

// newSearch plays the flows of check: they say who is there, what mail does, and what the settings show.
func newSearch(ctx context.Context, subject *check.Subject, s *Symptom, o Options) (*search, error) {
	d := &search{ctx: ctx, subject: subject, player: subject.Player(), symptom: s, o: o}
	for _, s := range d.evidence() {
		d.sessions = d.sessions || len(s.talks) > 0 || s.has(NoSession)
		d.talks = append(d.talks, s.talks...)
	}
	var err error
	if d.world, err = d.player.World(); err != nil {
		return nil, err
	}
	if d.flows, err = d.checked(check.Options{}); err != nil {
		d.close()
		return nil, err
	}
	d.faults, d.connectors = d.possible(), connectorNames(d.world.Organizations())
	return d, nil
}

// evidence is the symptom, and what else was seen.
func (d *search) evidence() []*Symptom { return append([]*Symptom{d.symptom}, d.o.Also...) }

func (d *search) close() {
	d.world.Close()
	d.player.Close()
}

// play plays a letter after lines; nil: it cannot be played.
func (d *search) play(l letter, lines ...string) *view {
	if d.ctx.Err() != nil {
		return nil
	}
	if l.tests != "" {
		return d.test(l, lines...)
	}
	if l.lines != "" {
		lines = append(strings.Split(l.lines, "\n"), lines...)
	}
	as := l.check()
	as.Primary = d.sendsByPrimary(l.from)
	sent, err := d.player.Send(as, lines...)
	d.mu.Lock()
	d.plays++
	if d.o.Seen != nil && d.total > 0 {
		d.o.Seen(min(d.plays, d.total), d.total)
	}
	d.mu.Unlock()
	if err != nil {
		return nil
	}
	defer sent.World.Close()
	v := look(sent, as)
	if d.sessions {
		v.talks = talks(sent, d.talks)
	}
	for i := range v.passages {
		v.passages[i].unknown = !d.connectors[strings.ToLower(v.passages[i].connector)]
	}
	d.count(v, sent)
	for as.Turn = l.turn + 1; d.symptom.someArrive() && as.Turn < l.turn+d.world.Turns(); as.Turn++ {
		if again, err := d.player.Send(as, lines...); err == nil {
			d.count(v, again)
			again.World.Close()
		}
	}
	v.otherWay = l.way
	return v
}

// notLookedAt is what could change what becomes of a letter and nothing here reads.
func (d *search) notLookedAt(l letter) caveat.List {
	sent, err := d.player.Send(l.check())
	if err != nil {
		return caveat.Of(d.world.Organizations()...)
	}
	defer sent.World.Close()
	return sent.NotLookedAt()
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
func (d *search) each(n int, work func(i int)) {
	var workers errgroup.Group
	workers.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		workers.Go(func() error {
			work(i)
			return nil
		})
	}
	_ = workers.Wait() // no work fails: what cannot be played shows nothing
}

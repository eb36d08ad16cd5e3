package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"time"

	"hybridsim/sim/check"
	"hybridsim/sim/diagnose"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
)

// Bounds of diagnoses.
const (
	longestDiagnosis = 5 * time.Minute // with the time that it waits for its turn
	maxDiagnoses     = 16              // that are remembered, of one world
)

// turn is had by the one diagnosis of this program that is at work: it uses all processors.
var turn = make(chan struct{}, 1)

// The states of a diagnosis.
const (
	noDiagnosis = "none"
	waits       = "waits" // for its turn
	works       = "works"
	finished    = "done"
	broke       = "failed"
	cancelled   = "cancelled"
)

// diagnosis is one that a visitor asked for. It is made in worlds of its own.
type diagnosis struct {
	text    string // of the symptom
	symptom *diagnose.Symptom
	o       diagnose.Options
	answers []string // to questions, as they were given
	stop    context.CancelFunc
	over    chan struct{}

	mu            sync.Mutex
	state         string
	played, plays int
	report        *diagnose.Report
	err           error
}

// ward has the diagnoses of a world: the last one of each visitor, of whom each has one at a time.
type ward struct {
	mu       sync.Mutex
	of       map[string]*diagnosis
	visitors []string // the oldest first
}

// errBusy tells that a visitor's diagnosis is not over.
var errBusy = errors.New("a diagnosis is at work already")

// last is the last diagnosis that a visitor asked for; nil: none.
func (w *ward) last(visitor string) *diagnosis {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.of[visitor]
}

// begin begins a diagnosis of what the configuration is then.
func (w *ward) begin(visitor string, d *diagnosis, configured func() (*story.Story, error),
	stopping <-chan struct{}) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if old := w.of[visitor]; old != nil && !old.isOver() {
		return errBusy
	}
	for len(w.visitors) >= maxDiagnoses && w.of[visitor] == nil {
		idle := func(v string) bool { return w.of[v].isOver() }
		at := slices.IndexFunc(w.visitors, idle)
		if at < 0 {
			return fmt.Errorf("%d diagnoses wait", maxDiagnoses)
		}
		delete(w.of, w.visitors[at])
		w.visitors = slices.Delete(w.visitors, at, at+1)
	}
	if w.of == nil {
		w.of = map[string]*diagnosis{}
	}
	w.visitors = append(slices.DeleteFunc(w.visitors, func(v string) bool { return v == visitor }), visitor)
	w.of[visitor] = d
	ctx, stop := context.WithTimeout(context.Background(), longestDiagnosis)
	d.state, d.stop, d.over = waits, stop, make(chan struct{})
	d.o.Seen = func(played, plays int) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.played, d.plays = played, plays
	}
	go func() {
		select {
		case <-stopping:
			stop()
		case <-d.over:
		}
	}()
	go d.run(ctx, configured)
	return nil
}

// run has its turn, and is over then.
func (d *diagnosis) run(ctx context.Context, configured func() (*story.Story, error)) {
	defer close(d.over)
	defer d.stop()
	defer func() { // as the HTTP server does for its handlers: a page is no reason to end a living world
		if broken := recover(); broken != nil {
			d.end(nil, fmt.Errorf("the diagnosis broke off: %v", broken))
		}
	}()
	select {
	case turn <- struct{}{}:
		defer func() { <-turn }()
	case <-ctx.Done():
		d.end(nil, ctx.Err())
		return
	}
	d.mu.Lock()
	d.state = works
	d.mu.Unlock()
	s, err := configured()
	if err != nil {
		d.end(nil, err)
		return
	}
	r, err := diagnose.Diagnose(ctx, check.Read(s), d.symptom, d.o)
	if ctx.Err() != nil {
		err = ctx.Err() // what was found until then is not the whole
	}
	d.end(r, err)
}

func (d *diagnosis) end(r *diagnose.Report, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case errors.Is(err, context.Canceled):
		d.state = cancelled
	case errors.Is(err, context.DeadlineExceeded):
		d.state, d.err = broke, mistake.New("say which message is meant, with from and to",
			"it takes longer than %s", longestDiagnosis)
	case err != nil:
		d.state, d.err = broke, err
	default:
		d.state, d.report = finished, r
	}
}

func (d *diagnosis) isOver() bool {
	select {
	case <-d.over:
		return true
	default:
		return false
	}
}

// within waits until a diagnosis is over, so long, or until nobody waits for it any more.
func (s *Site) within(r *http.Request, d *diagnosis, most time.Duration) {
	late := time.NewTimer(most)
	defer late.Stop()
	select {
	case <-d.over:
	case <-late.C:
	case <-s.stopping:
	case <-r.Context().Done():
	}
}

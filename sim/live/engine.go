package live

import (
	"errors"
	"sync"
	"time"

	"hybridsim/relay"
	"hybridsim/sim"
)

// Engine drives a world by the wall clock. It is the world's [sim.Pace].
type Engine struct {
	World *sim.World

	speed    float64
	slots    chan struct{} // taken by conversations
	wake     chan struct{} // there may be work
	stop     chan struct{}
	stopping sync.Once
	ended    sync.WaitGroup
	still    sync.Mutex // held by [Engine.Still]

	mu      sync.Mutex
	change  *sync.Cond    // resting or holding has changed
	began   time.Time     // wall clock
	origin  time.Time     // virtual time at began
	skipped time.Duration // virtual time that was waited for at once
	version int           // counts what may have made work
	news    chan struct{} // closed when version changes
	awaited bool          // somebody waits for news
	resting bool          // nothing is due now
	holding int           // conversations at the moment
	stood   time.Time     // where virtual time stands still, for [Engine.Still]; zero: it runs
}

// maxConversations bounds the conversations that the world holds at a time. Exchange allows more; for the world's own
// hosts, which all live in one process, more would only wait for each other.
const maxConversations = 128

// How long, in real time, [Engine.Settle] waits for conversations that do not end, since a real server may be in one:
// while nothing happens, and in all.
const (
	patience = 10 * time.Second
	longest  = 30 * time.Second
)

// ErrAtWork tells that what was due is still being done.
var ErrAtWork = errors.New("the world is still at work: a conversation goes on; look at the queues")

// Start lets the world run, from the time at which its clock stands, speed times as fast as the wall clock.
func Start(w *sim.World, speed float64) *Engine {
	e := &Engine{
		World: w, speed: speed, began: time.Now(), origin: w.Clock.Now(),
		slots: make(chan struct{}, maxConversations), wake: make(chan struct{}, 1), stop: make(chan struct{}),
		news: make(chan struct{}),
	}
	e.change = sync.NewCond(&e.mu)
	w.SetPace(e)
	e.ended.Go(e.run)
	return e
}

// now is the present virtual time. The caller holds e.mu.
func (e *Engine) now() time.Time {
	if !e.stood.IsZero() {
		return e.stood
	}
	return e.origin.Add(time.Duration(float64(time.Since(e.began))*e.speed) + e.skipped)
}

// Enter implements [sim.Pace]: whoever comes through the world's door finds its clock at the present.
func (e *Engine) Enter() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if now := e.now(); now.After(e.World.Clock.Now()) {
		e.World.Clock.AdvanceTo(now)
	}
}

// Leave implements [sim.Pace].
func (e *Engine) Leave() {
	e.mu.Lock()
	e.version++
	e.resting = false
	if e.awaited {
		close(e.news)
		e.news, e.awaited = make(chan struct{}), false
	}
	e.mu.Unlock()
	select {
	case e.wake <- struct{}{}:
	default: // it is awake already
	}
}

// run does what comes due, until the engine is stopped.
func (e *Engine) run() {
	for {
		version := e.seen()
		e.World.Clock.RunDue()
		for {
			c, some := e.World.Begin()
			if !some {
				break
			}
			e.Leave() // a step delivers, too: who waits for news is told
			if c != nil && !e.hold(c) {
				return
			}
		}
		if !e.rest(version) {
			return
		}
	}
}

// hold has a conversation on a goroutine of its own. It reports false when the engine stops.
func (e *Engine) hold(c *sim.Conversation) bool {
	select {
	case e.slots <- struct{}{}:
	case <-e.stop:
		return false
	}
	e.count(1)
	e.ended.Go(func() {
		e.World.Hold(c)
		<-e.slots
		e.count(-1)
	})
	return true
}

func (e *Engine) count(by int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.holding += by
	e.change.Broadcast()
}

func (e *Engine) seen() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.version
}

// rest waits for the next work to come due, or for somebody to make some. It reports false when the engine stops.
func (e *Engine) rest(version int) bool {
	due, some := e.World.NextDue()
	e.mu.Lock()
	wait := time.Duration(float64(due.Sub(e.now())) / e.speed)
	e.resting = e.version == version && (!some || wait > 0)
	e.change.Broadcast()
	e.mu.Unlock()
	var timer <-chan time.Time
	if some {
		timer = time.After(max(wait, 0))
	}
	select {
	case <-e.wake:
	case <-timer:
	case <-e.stop:
		return false
	}
	return true
}

// Settle implements [sim.Pace]. It gives up with [ErrAtWork] when nothing has happened for some seconds, or too much
// for longer than that.
func (e *Engine) Settle() error {
	began := time.Now()
	still, last := began.Add(patience), began.Add(longest)
	alarm := time.AfterFunc(patience, func() { e.count(0) })
	defer alarm.Stop()
	e.mu.Lock()
	defer e.mu.Unlock()
	version := e.version
	for !e.resting || e.holding > 0 {
		now := time.Now()
		if e.version != version {
			version, still = e.version, now.Add(patience)
			alarm.Reset(patience)
		}
		if !now.Before(still) || !now.Before(last) {
			return ErrAtWork
		}
		e.change.Wait()
	}
	return nil
}

// Wait implements [sim.Pace]: virtual time passes at once, from one due thing to the next.
func (e *Engine) Wait(d time.Duration) error {
	if err := e.Settle(); err != nil {
		return err
	}
	e.mu.Lock()
	until := e.now().Add(d)
	e.mu.Unlock()
	for {
		at := until
		if due, ok := e.World.NextDue(); ok && due.Before(at) {
			at = due
		}
		e.skip(at)
		e.Leave()
		if err := e.Settle(); err != nil {
			return err
		}
		if !at.Before(until) {
			return nil
		}
	}
}

// skip moves the present to a later time.
func (e *Engine) skip(to time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if d := to.Sub(e.now()); d > 0 {
		e.skipped += d
	}
}

// Events waits until there are more than so many events, and returns those beyond. It returns none when done is
// closed or the engine stops.
func (e *Engine) Events(seen int, done <-chan struct{}) (news []relay.Event) {
	e.Until(done, func() bool {
		news = e.World.EventLog().Since(seen)
		return len(news) > 0
	})
	return news
}

// Until waits until something holds, and asks again whenever anything may have happened. It reports false when done
// is closed or the engine stops before.
func (e *Engine) Until(done <-chan struct{}, holds func() bool) bool {
	for {
		version := e.seen()
		if holds() {
			return true
		}
		if !e.changed(version, done) {
			return false
		}
	}
}

// changed waits until something may have happened since a version.
func (e *Engine) changed(version int, done <-chan struct{}) bool {
	e.mu.Lock()
	if e.version != version {
		e.mu.Unlock()
		return true
	}
	news := e.news
	e.awaited = true
	e.mu.Unlock()
	select {
	case <-news:
		return true
	case <-done:
	case <-e.stop:
	}
	return false
}

package live

import (
	"time"

	"hybridsim/sim"
)

// Now is the present virtual time.
func (e *Engine) Now() time.Time {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.now()
}

// Still has f done at one moment: as long as it lasts, virtual time stands still at now, whoever asks; then it makes
// up for it. What f makes depends on nothing but the world and now, so that it can be done again in the same way. f
// must not wait for time to pass, and one f is done at a time.
func (e *Engine) Still(f func(now time.Time)) {
	e.still.Lock()
	defer e.still.Unlock()
	var now time.Time
	e.World.Do(func(*sim.Inside) {
		now = e.World.Clock.Now()
		e.stand(now)
	})
	defer func() {
		e.stand(time.Time{})
		e.Leave() // something may have come due
	}()
	f(now)
}

func (e *Engine) stand(at time.Time) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.stood = at
}

package store

import (
	"fmt"
	"time"

	"hybridsim/sim/live"
)

// Journal has administrators' lines executed so that what they change outlives the process.
type Journal struct {
	Engine *live.Engine
	Store  *Store // nil: nothing is kept
}

// Note keeps a text: what somebody did besides mail and lines. It is kept when Note returns without an error.
func (j *Journal) Note(text string) error {
	if j.Store == nil {
		return nil
	}
	return j.Store.Note(text, j.Engine.Now())()
}

// Do executes a line that changes the configuration, by do, and returns do's error. Without one the line is kept when
// Do returns. The clock stands still while do runs, so that the line does the same when it is typed again at that time.
func (j *Journal) Do(line string, do func() error) (err error) {
	if j.Store == nil {
		return do()
	}
	var kept func() error
	j.Engine.Still(func(now time.Time) {
		number := j.Store.Typing(line, now)
		err = do()
		kept = j.Store.Typed(number, err == nil, now)
	})
	if failed := kept(); failed != nil && err == nil {
		return fmt.Errorf("the line took effect, but a restart may forget it: %w", failed)
	}
	return err
}

package vnet

import "time"

// deadline is the time at which reads or writes begin to fail. It is the only
// place in the package that looks at the wall clock. The lock of a stream guards
// it.
type deadline struct {
	timer  *time.Timer // nil unless the deadline lies in the future
	passed bool
}

// set moves the deadline to t; the zero time means never. When t comes, update
// is called with a function that notes it and that must run under the lock.
func (d *deadline) set(t time.Time, update func(func())) {
	d.stop()
	d.passed = false
	if t.IsZero() {
		return
	}
	wait := time.Until(t)
	if wait <= 0 {
		d.passed = true
		return
	}
	var timer *time.Timer
	timer = time.AfterFunc(wait, func() {
		update(func() {
			if d.timer == timer { // not moved while this was waiting for the lock
				d.passed = true
			}
		})
	})
	d.timer = timer
}

// stop lets go of the timer.
func (d *deadline) stop() {
	if d.timer != nil {
		d.timer.Stop()
		d.timer = nil
	}
}

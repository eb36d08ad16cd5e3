package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// maxGarbage is how much garbage a served world may let lie about at a time, unless there is more that lives. A world
// that is small collects seldom, and one that clients try to fill does not grow to five times what they fill it with.
const maxGarbage = 96 << 20

// watched is garbage that tells when it was collected.
type watched struct {
	off     *atomic.Bool
	percent int
}

// boundGarbage keeps garbage within bounds until the function that it returns is called.
func boundGarbage() (end func()) {
	before := debug.SetGCPercent(gcPercent)
	w := &watched{off: new(atomic.Bool), percent: gcPercent}
	off := w.off
	runtime.SetFinalizer(w, (*watched).collected)
	return func() {
		off.Store(true)
		debug.SetGCPercent(before)
	}
}

// collected adjusts to what lives, behind each collection.
func (w *watched) collected() {
	if w.off.Load() {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	allowed := gcPercent
	if live[0].Value.Kind() == metrics.KindUint64 {
		allowed = max(50, min(gcPercent, int(100*maxGarbage/max(live[0].Value.Uint64(), 1))))
	}
	if allowed != w.percent {
		w.percent = allowed
		debug.SetGCPercent(allowed)
	}
	runtime.SetFinalizer(w, (*watched).collected)
}

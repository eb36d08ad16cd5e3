package web

import "time"

// A site looks once in so long, in real time, whether something has happened, and gives a part of its time to what only
// somebody who asks for logs wants.
const (
	breath = time.Second
	idle   = 20 // times what the work takes, without an event before
)

// writeDown renders logs as things happen, until the site stops: whoever asks for them waits for the last second only.
func (s *Site) writeDown() {
	var (
		forgotten     int // events
		events, whole int // that the book knew at the last look, and when all of it was last made
		quiet, took   time.Duration
	)
	tick := time.NewTicker(breath)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-s.stopping:
			return
		}
		quiet += breath
		log := s.engine.World.EventLog()
		if now := log.Count(); now != events || log.Forgotten() != forgotten {
			if forgotten != log.Forgotten() {
				s.tidy()
			}
			events, forgotten, quiet = now, log.Forgotten(), 0
			s.book.Follow()
		}
		if whole != events && quiet > idle*took { // what cmdlets print is made as a whole, with the world's door closed
			begin := time.Now()
			_, _ = s.book.Pages() // who asks is told of an error
			whole, took = events, time.Since(begin)
		}
	}
}

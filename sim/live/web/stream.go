package web

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/records"
)

// A stream sends a sign of life as often as this, in real time, and gives a reader so long to take what is sent.
const (
	heartbeat = 15 * time.Second
	patience  = 30 * time.Second
	batch     = 100 // events between two looks at the clock
)

// stream sends events as they happen (Server-Sent Events). It reads from the world's record at the client's pace, so
// that a slow reader costs nothing but its own time: nothing is kept for it, and nobody waits.
func (s *Site) stream(w http.ResponseWriter, r *http.Request) {
	seen, ok := s.resumed(w, r)
	if !ok || !s.enter(w) {
		return
	}
	defer s.leave()
	w.Header().Set("Content-Type", "text/event-stream")
	out := http.NewResponseController(w)
	send := func(format string, args ...any) bool {
		_ = out.SetWriteDeadline(time.Now().Add(patience)) // a test's recorder has none
		_, err := fmt.Fprintf(w, format, args...)
		return err == nil
	}
	_ = out.SetReadDeadline(time.Time{})
	if !send("retry: 2000\n\n") || out.Flush() != nil {
		return
	}
	for {
		done, cancel := s.pause(r)
		events := s.engine.Events(seen, done)
		cancel()
		select {
		case <-r.Context().Done():
			return
		case <-s.stopping:
			return
		default:
		}
		if len(events) == 0 && !send(": alive\n\n") {
			return
		}
		if f := s.forgotten(); f != nil && len(events) > 0 && events[0].Sequence > seen+1 &&
			!send(": %s\n\n", f.Text()) {
			return
		}
		for _, e := range s.visible(events[:min(batch, len(events))]) {
			if !send("id: %s\ndata: %s\n\n", s.eventID(e), eventData(e)) {
				return
			}
			seen = e.Sequence
		}
		if out.Flush() != nil {
			return
		}
	}
}

// eventData is an event in one line.
func eventData(e relay.Event) []byte {
	data, err := json.Marshal(records.Of(e))
	if err != nil {
		panic(err) // unreachable: it is made of texts and numbers
	}
	return data
}

// eventID names an event so that a client can resume behind it: by its number, and by the world that it is of, which is
// told by when that began.
func (s *Site) eventID(e relay.Event) string { return strconv.Itoa(e.Sequence) + "@" + s.worldID() }

func (s *Site) worldID() string {
	return strconv.FormatInt(s.engine.World.Clock.Start().UnixNano(), 36)
}

// resumed is how many events the client has seen: those up to Last-Event-ID, or ?after=; from=now skips what has
// happened. An event of another world, before a restart or a reset, says nothing about this one.
func (s *Site) resumed(w http.ResponseWriter, r *http.Request) (seen int, ok bool) {
	all := s.engine.World.EventLog().Count()
	switch from := r.URL.Query().Get("from"); from {
	case "":
	case "now":
		seen = all
	default:
		fail(w, http.StatusBadRequest, "from="+quoted(from)+" is no beginning", "write from=now, or after=NUMBER")
		return 0, false
	}
	if after, ok := number(w, r, "after"); !ok {
		return 0, false
	} else if after > 0 {
		seen = after
	}
	if id := r.Header.Get("Last-Event-ID"); id != "" {
		number, world, named := strings.Cut(id, "@")
		last, err := strconv.Atoi(number)
		if seen = 0; err == nil && last >= 0 && (!named || world == s.worldID()) {
			seen = last
		}
	}
	if seen > all { // of another world
		seen = 0
	}
	return seen, true
}

// pause returns a channel that is closed when the next sign of life is due, or when the client or the server leaves.
func (s *Site) pause(r *http.Request) (done <-chan struct{}, cancel func()) {
	ended, over := make(chan struct{}), make(chan struct{})
	timer := time.NewTimer(heartbeat)
	go func() {
		defer close(ended)
		select {
		case <-timer.C:
		case <-r.Context().Done():
		case <-s.stopping:
		case <-over:
		}
	}()
	return ended, func() { timer.Stop(); close(over) }
}

// enter counts a stream, or says that there are enough.
func (s *Site) enter(w http.ResponseWriter) bool {
	s.mu.Lock()
	room := s.streams < maxStreams
	if room {
		s.streams++
	}
	s.mu.Unlock()
	if !room {
		fail(w, http.StatusServiceUnavailable, fmt.Sprintf("%d clients follow the events already", maxStreams),
			"end one, or ask GET /api/events?after=N now and then")
	}
	return room
}

func (s *Site) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.streams--
}

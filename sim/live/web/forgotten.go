package web

import "time"

// forgottenJSON is what the world has forgotten of its past.
type forgottenJSON struct {
	Before time.Time `json:"before"` // nothing is known of what happened earlier
	Events int       `json:"events"` // how many; the next has the number after them
	By     string    `json:"by"`     // --keep and its value
}

// forgotten is what the world has forgotten; nil: nothing.
func (s *Site) forgotten() *forgottenJSON {
	f := s.engine.World.Forgotten()
	if f.Before.IsZero() {
		return nil
	}
	return &forgottenJSON{f.Before.UTC(), f.Events, f.By}
}

// Text says it to people.
func (f *forgottenJSON) Text() string {
	return "older evidence was forgotten (" + f.By + "): what happened before " +
		f.Before.Format("2006-01-02 15:04:05") + " UTC, with its log rows, traces and mail"
}

// tidy lets go of what is known of messages that the world has forgotten.
func (s *Site) tidy() {
	s.mu.Lock()
	ids := make([]string, 0, len(s.deleted))
	for id := range s.deleted {
		ids = append(ids, id)
	}
	s.mu.Unlock()
	var gone []string
	for _, id := range ids {
		if _, there := s.engine.World.Letter(id); !there && s.engine.World.Came(id) {
			gone = append(gone, id)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range gone {
		delete(s.deleted, id)
	}
}

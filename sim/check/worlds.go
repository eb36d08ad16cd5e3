package check

import (
	"fmt"
	"sync"

	"hybridsim/sim"
	"hybridsim/sim/script"
)

// worlds builds worlds of subjects for plays. A configuration is typed once, with the probes of a cast; each play has a
// fork of the world that came of it. Where typing made something happen, such as mail, each play types anew.
type worlds struct {
	mu    sync.Mutex
	ready map[worldOf]*template
}

// worldOf is what worlds differ in.
type worldOf struct {
	subject *Subject
	cast    *cast
	so      string // the line of the unknown that is so
}

// template is a world that was typed and in which nothing is played.
type template struct {
	once sync.Once
	w    *sim.World
	err  error
}

// of builds a world in which a job can be played. The caller closes it.
func (all *worlds) of(j job) (*sim.World, error) {
	key := worldOf{subject: j.subject, cast: j.who()}
	for _, u := range j.so {
		key.so += u.Step.Text
	}
	all.mu.Lock()
	t := all.ready[key]
	if t == nil {
		if all.ready == nil {
			all.ready = map[worldOf]*template{}
		}
		t = &template{}
		all.ready[key] = t
	}
	all.mu.Unlock()
	t.once.Do(func() { t.w, t.err = typed(j.subject, j.who(), j.so) })
	if t.err != nil {
		return nil, t.err
	}
	if w, ok, err := t.w.Fork(); ok || err != nil {
		return w, err
	}
	return typed(j.subject, j.who(), j.so)
}

// forget closes what was built of a subject.
func (all *worlds) forget(s *Subject) {
	all.mu.Lock()
	defer all.mu.Unlock()
	for key, t := range all.ready {
		if key.subject == s {
			if t.w != nil {
				t.w.Close()
			}
			delete(all.ready, key)
		}
	}
}

// typed builds a world of a subject with the probes of a cast.
func typed(s *Subject, c *cast, so []script.Unknown) (*sim.World, error) {
	w, err := s.world(so...)
	if err != nil {
		return nil, err
	}
	for _, p := range c.probes {
		if err := p.apply(w); err != nil {
			w.Close()
			return nil, fmt.Errorf("adding the probes of the check: %w", err)
		}
	}
	return w, nil
}

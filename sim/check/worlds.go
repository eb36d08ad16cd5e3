package check

import (
	"sync"

	"hybridsim/sim"
	"hybridsim/sim/script"
)

// worlds builds worlds of subjects for plays. A configuration is typed once, and the probes of a cast are added to a
// fork of what came of it; each play has a fork of that. Where typing made something happen, such as mail, each play
// types anew.
type worlds struct {
	mu    sync.Mutex
	ready map[worldOf]*template
}

// worldOf is what worlds differ in.
type worldOf struct {
	subject *Subject
	so      string // the line of the unknown that is so
	cast    *cast  // whose probes are there; nil: none
}

// template is a world that was typed and in which nothing is played.
type template struct {
	once sync.Once
	w    *sim.World
	err  error
}

// of builds a world in which a job can be played. The caller closes it.
func (all *worlds) of(j job) (*sim.World, error) {
	return all.fork(worldOf{j.subject, linesOf(j.so), j.who()}, func() (*sim.World, error) {
		w, err := all.typed(j.subject, j.so...)
		if err != nil {
			return nil, err
		}
		if err := j.who().join(w); err != nil {
			w.Close()
			return nil, err
		}
		return w, nil
	})
}

// typed builds a world of a subject without probes. The caller closes it.
func (all *worlds) typed(s *Subject, so ...script.Unknown) (*sim.World, error) {
	return all.fork(worldOf{s, linesOf(so), nil}, func() (*sim.World, error) { return s.world(so...) })
}

// fork forks the one world that was built for a key, or builds one more where it cannot be forked.
func (all *worlds) fork(key worldOf, build func() (*sim.World, error)) (*sim.World, error) {
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
	t.once.Do(func() { t.w, t.err = build() })
	if t.err != nil {
		return nil, t.err
	}
	if w, ok, err := t.w.Fork(); ok || err != nil {
		return w, err
	}
	return build()
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

func linesOf(so []script.Unknown) (lines string) {
	for _, u := range so {
		lines += u.Step.Text
	}
	return lines
}

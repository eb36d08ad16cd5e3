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
	arithmetic bool // of every TLS handshake; else hosts take each other's word

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
	return all.fork(worldOf{s, linesOf(so), nil}, func() (*sim.World, error) { return all.build(s, so) })
}

// build types a subject's lines. Those of a changed one are typed on a fork of what it was before, unless changes take
// their time: that counts from the first line on.
func (all *worlds) build(s *Subject, so []script.Unknown) (*sim.World, error) {
	if s.before != nil && s.story.Headers.Propagation == 0 {
		before := worldOf{s.before, linesOf(so), nil}
		w, err := all.forked(before, func() (*sim.World, error) { return all.build(s.before, so) })
		if err != nil {
			return nil, err
		}
		if w != nil {
			if err := s.story.Continue(w, s.more); err != nil {
				w.Close()
				return nil, err
			}
			return w, nil
		}
	}
	w, err := s.world(so...)
	if err == nil && !all.arithmetic {
		w.Net.Trust()
	}
	return w, err
}

// fork forks the one world that was built for a key, or builds one more where it cannot be forked.
func (all *worlds) fork(key worldOf, build func() (*sim.World, error)) (*sim.World, error) {
	if w, err := all.forked(key, build); w != nil || err != nil {
		return w, err
	}
	return build()
}

// forked forks the one world that was built for a key; it is nil where that cannot be forked.
func (all *worlds) forked(key worldOf, build func() (*sim.World, error)) (*sim.World, error) {
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
	w, ok, err := t.w.Fork()
	if !ok {
		return nil, err
	}
	return w, err
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

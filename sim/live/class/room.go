package class

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/console"
	"hybridsim/sim/lab"
	"hybridsim/sim/live/edge"
	"hybridsim/sim/live/house"
	"hybridsim/sim/live/web"
	"hybridsim/sim/userfile"
)

// roomKey tells rooms apart.
type roomKey struct{ student, lab string }

// room is a student's world of a lab. It sleeps until somebody enters.
type room struct {
	class *Class
	owner *student
	unit  lab.Unit

	mu    sync.Mutex
	lab   *lab.Lab // the student's variant; nil: it was not made yet
	life  *life    // nil: it sleeps
	used  time.Time
	doors bool // for mail clients are wanted
	typed *os.File
}

// life is a room that is awake.
type life struct {
	console *console.Console
	site    atomic.Pointer[web.Site]
	opened  chan struct{}
	told    []edge.Entry
	end     context.CancelFunc
	ended   chan struct{}
	err     error // why it ended, once it has
	once    sync.Once
	grade   *lab.Grade // the last that was put down
}

// room finds a student's room of a lab.
func (c *Class) room(s *student, u lab.Unit) *room {
	c.mu.Lock()
	defer c.mu.Unlock()
	key := roomKey{s.ID, u.Lab.Name}
	r := c.rooms[key]
	if r == nil {
		r = &room{class: c, owner: s, unit: u}
		c.rooms[key] = r
	}
	s.at(u.Lab.Name, time.Now())
	return r
}

func (r *room) folder() string {
	return filepath.Join(r.class.o.Folder, "worlds", r.owner.ID, r.unit.Lab.Name)
}

// enter wakes the room if it sleeps, and returns it when its world is there.
func (r *room) enter() (*life, error) {
	r.class.makePlace(r)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.used = time.Now()
	if r.life != nil {
		select {
		case <-r.life.ended: // by itself: what was wrong is told once, and then it is tried again
			err := r.life.err
			r.life = nil
			if err != nil {
				return nil, err
			}
		default:
			return r.life, nil
		}
	}
	r.class.heavy <- struct{}{}
	defer func() { <-r.class.heavy }()
	l, err := r.wake()
	if err == nil {
		r.life = l
	}
	return l, err
}

// wake lets the world live. The caller holds the lock.
func (r *room) wake() (*life, error) {
	if err := r.draw(); err != nil {
		return nil, err
	}
	folder, err := house.OpenFolder(r.folder())
	if err != nil {
		return nil, err
	}
	own := *r.lab.Story
	if err := folder.Suits(&own, true); err != nil {
		return nil, errors.Join(fmt.Errorf("the lab was changed since you began; reset begins it anew: %w", err),
			folder.Close())
	}
	ctx, end := context.WithCancel(context.Background())
	l := &life{console: console.New(&own), opened: make(chan struct{}), end: end, ended: make(chan struct{})}
	l.console.Teach(r.lab, false)
	before, _ := userfile.Read(r.transcript())
	r.typed, _ = os.OpenFile(r.transcript(), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	entries := web.ReadTranscript(before)
	h := &house.House{Story: &own, Lab: true, Speed: 1, Folder: folder, Keep: r.class.o.Keep, Console: l.console,
		Teller: &teller{l, r}, Doors: r.doorsWanted(),
		Show: func(s *web.Site) {
			s.Transcript(entries, r.keep)
			if old := l.site.Swap(s); old != nil {
				s.Transcript(old.Typed(), r.keep)
			}
		}}
	go func() {
		defer close(l.ended)
		l.err = errors.Join(h.Live(ctx), folder.Close())
		l.console.Close()
	}()
	select {
	case <-l.opened:
		l.console.Wait()
	case <-l.ended:
		return nil, l.err
	}
	return l, nil
}

// draw makes the student's variant, if the course has such.
func (r *room) draw() error {
	if r.lab != nil {
		return nil
	}
	r.lab = r.unit.Lab
	if r.class.o.Course.Vary {
		if varied, err := r.unit.Lab.Vary(r.owner.Seed); err == nil {
			r.lab = varied
		}
	}
	return nil
}

func (r *room) transcript() string { return filepath.Join(r.folder(), "transcript.jsonl") }

// keep keeps a line that was typed, for the next time.
func (r *room) keep(e web.Entry) {
	if text, err := json.Marshal(e); err == nil && r.typed != nil {
		r.typed.Write(append(text, '\n'))
	}
	r.class.mu.Lock()
	defer r.class.mu.Unlock()
	r.owner.at(r.unit.Lab.Name, time.Now()).Last = e.Prompt + e.Line
}

// doorsWanted are doors for mail clients, on free ports.
func (r *room) doorsWanted() edge.Options {
	if !r.doors {
		return edge.Options{}
	}
	at := r.class.o.Doors
	if at == "" {
		at = "127.0.0.1"
	}
	door := func(option string, side relay.Side, port uint16) edge.Declared {
		return edge.Declared{Option: option, Side: side, Port: port, At: at + ":0"}
	}
	return edge.Options{Default: edge.OnTheInternet, Doors: []edge.Declared{door("cloud", relay.Cloud, 25),
		door("onprem", relay.OnPremises, 25), door("client", relay.OnPremises, 587)}}
}

// open opens doors for mail clients: the world sleeps for a moment.
func (r *room) open() {
	r.sleep()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.doors = true
}

// reset removes everything of the room: it begins anew when somebody enters.
func (r *room) reset() error {
	r.sleep()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.lab = nil
	return os.RemoveAll(r.folder())
}

// sleep ends the life of the room; what is in it stays on disk.
func (r *room) sleep() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.life == nil {
		return
	}
	r.life.end()
	<-r.life.ended
	if r.typed != nil {
		r.typed.Close()
		r.typed = nil
	}
	r.life = nil
}

func (r *room) awake() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.life != nil
}

func (r *room) idle(most time.Duration) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.life != nil && time.Since(r.used) > most
}

// makePlace puts to sleep what was used longest ago, where too many worlds are awake.
func (c *Class) makePlace(but *room) {
	type awake struct {
		*room
		used time.Time
	}
	var own, all []awake
	for _, r := range c.allRooms() {
		r.mu.Lock()
		if r != but && r.life != nil {
			all = append(all, awake{r, r.used})
			if r.owner == but.owner {
				own = append(own, awake{r, r.used})
			}
		}
		r.mu.Unlock()
	}
	for _, list := range []struct {
		rooms []awake
		most  int
	}{{own, maxOwnAwake}, {all, maxAwake}} {
		slices.SortFunc(list.rooms, func(a, b awake) int { return a.used.Compare(b.used) })
		for i := 0; i <= len(list.rooms)-list.most; i++ {
			list.rooms[i].sleep()
		}
	}
}

// teller is told what happens in a house.
type teller struct {
	life *life
	room *room
}

func (t *teller) Opened(o *house.Opened) {
	t.life.once.Do(func() {
		t.life.told = o.Edge.Told.Doors
		close(t.life.opened)
	})
}

func (t *teller) Happened([]relay.Event) {}

func (t *teller) Warn(text string) {
	t.room.class.o.Warn(fmt.Sprintf("%s, %s: %s", t.room.owner.Name, t.room.unit.Lab.Name, text))
}

// note puts down how far the student is: after something was typed.
func (r *room) note(l *life) {
	told, _ := l.console.Told()
	lines, grade := len(l.console.Changes()), l.console.Graded()
	c := r.class
	c.mu.Lock()
	defer c.mu.Unlock()
	p := r.owner.at(r.unit.Lab.Name, time.Now())
	p.Seen, p.Lines, p.Hints = time.Now().UTC().Truncate(time.Second), lines, len(told)
	if grade != nil && grade != l.grade {
		l.grade = grade
		record := lab.NewRecord(c.o.Course.Title, r.owner.Name, c.o.Version, r.lab, p.Start, time.Now(), grade)
		if text, err := c.key.Sign(record); err == nil && (!p.Passed || grade.Passed) {
			var small bytes.Buffer
			if json.Compact(&small, text) == nil {
				p.Graded, p.Passed, p.Grade = true, grade.Passed, small.Bytes()
			}
		}
	}
	if err := c.roll.save(c.o.Folder); err != nil {
		c.o.Warn("what the class did is not kept: " + err.Error())
	}
}

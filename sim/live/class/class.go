package class

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"hybridsim/sim/lab"
	"hybridsim/sim/live"
	"hybridsim/sim/mistake"
)

// Options are what a class is opened with.
type Options struct {
	Course   *lab.Course
	Folder   string        // where everything is kept; empty: in one that is removed at the end
	Students []string      // who belong to it, besides those that it knows
	URL      string        // by which people reach it, for links: https://class.example.org
	Version  string        // of the program, for grades
	Idle     time.Duration // after which a world that nobody looks at sleeps; 0: a quarter of an hour
	Keep     live.Bound    // evidence of each world; nothing: 16 MB
	Doors    string        // address on which SMTP doors of students listen; empty: loopback
	Warn     func(string)
}

// Class is a course that is given.
type Class struct {
	o         Options
	key       *lab.Key
	pass      secret // of this process's links and tokens
	mux       *http.ServeMux
	temporary bool
	entry     string // token of the instructor's link

	mu    sync.Mutex
	roll  *roll
	rooms map[roomKey]*room
	rates map[string]*rate // of students, by ID
	hosts map[string]bool

	heavy chan struct{} // taken by what keeps a processor busy: making worlds, grading
	end   context.CancelFunc
	ended sync.WaitGroup
}

// The defaults of [Options], and how many worlds are awake at a time.
const (
	defaultIdle = 15 * time.Minute
	worldBytes  = 16 << 20
	maxAwake    = 160
	maxOwnAwake = 2 // of one student
)

// Open opens a class.
func Open(o Options) (c *Class, err error) {
	o.Idle = cmp.Or(o.Idle, defaultIdle)
	if o.Keep == (live.Bound{}) {
		o.Keep = live.Bound{Bytes: worldBytes}
	}
	if o.Warn == nil {
		o.Warn = func(string) {}
	}
	c = &Class{o: o, rooms: map[roomKey]*room{}, rates: map[string]*rate{}, hosts: map[string]bool{},
		heavy: make(chan struct{}, 2), pass: newSecret(), entry: newToken()}
	if o.Folder == "" {
		c.temporary = true
		if c.o.Folder, err = os.MkdirTemp("", "hybridsim-class-"); err != nil {
			return nil, err
		}
	} else if err := os.MkdirAll(o.Folder, 0o700); err != nil {
		return nil, err
	}
	if c.key, err = lab.OpenKey(filepath.Join(c.o.Folder, "key")); err != nil {
		return nil, err
	}
	if c.roll, err = readRoll(c.o.Folder, o.Course.Title, time.Now(), o.Warn); err != nil {
		return nil, err
	}
	if err := c.Enroll(o.Students...); err != nil {
		return nil, err
	}
	c.routes()
	ctx, end := context.WithCancel(context.Background())
	c.end = end
	c.ended.Go(func() { c.watch(ctx) })
	return c, nil
}

// Close puts all worlds to sleep, and ends the class.
func (c *Class) Close() error {
	c.end()
	c.ended.Wait()
	var all sync.WaitGroup
	for _, r := range c.allRooms() {
		all.Go(r.sleep)
	}
	all.Wait()
	err := c.save()
	if c.temporary {
		err = errors.Join(err, os.RemoveAll(c.o.Folder))
	}
	return err
}

// Key is the public half of the key that signs grades.
func (c *Class) Key() string { return c.key.Public() }

// Enroll adds students by their names; who is there already stays as he is.
func (c *Class) Enroll(names ...string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	var fresh []string
	for i, name := range names {
		if err := goodName(name); err != nil {
			return err
		}
		if slices.ContainsFunc(names[:i], func(other string) bool { return sameName(other, name) }) {
			return mistake.New("add something that tells them apart: an initial, a number",
				"two students are called %q", name)
		}
		if c.roll.named(name) == nil {
			fresh = append(fresh, name)
		}
	}
	for _, name := range fresh {
		c.roll.add(name)
	}
	return c.roll.save(c.o.Folder)
}

// Join makes links for all students that have not joined and have no link that is still good.
func (c *Class) Join() (links []Link, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, s := range c.roll.Students {
		if s.Session == "" && (s.Link == "" || time.Now().After(s.Until)) {
			links = append(links, Link{s.Name, c.o.URL + "/join/" + s.invite(time.Now())})
		}
	}
	return links, c.roll.save(c.o.Folder)
}

// Link is a student's way into the class. It is good once.
type Link struct{ Student, URL string }

// Teach is the instructor's link, which is good as long as the process lives.
func (c *Class) Teach() string { return c.o.URL + "/teach/" + c.entry }

func (c *Class) save() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.roll.save(c.o.Folder)
}

// unit finds a lab of the course by its name, with its place.
func (c *Class) unit(name string) (lab.Unit, int) {
	i := slices.IndexFunc(c.o.Course.Units, func(u lab.Unit) bool { return u.Lab.Name == name })
	if i < 0 {
		return lab.Unit{}, i
	}
	return c.o.Course.Units[i], i
}

// watch puts worlds to sleep at which nobody looked for a while.
func (c *Class) watch(ctx context.Context) {
	tick := time.NewTicker(min(c.o.Idle/4+time.Millisecond, 30*time.Second))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		for _, r := range c.allRooms() {
			if r.idle(c.o.Idle) {
				r.sleep()
			}
		}
	}
}

func (c *Class) allRooms() (list []*room) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range c.rooms {
		list = append(list, r)
	}
	return list
}

// Awake is how many worlds live at the moment.
func (c *Class) Awake() (n int) {
	for _, r := range c.allRooms() {
		if r.awake() {
			n++
		}
	}
	return n
}

// title is a lab's name for students: it gives nothing away.
func (c *Class) title(u lab.Unit, place int) string {
	return cmp.Or(u.Lab.Sheet.Title, fmt.Sprintf("Lab %d", place+1))
}

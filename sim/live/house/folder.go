package house

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"hybridsim/sim"
	"hybridsim/sim/console"
	"hybridsim/sim/live"
	"hybridsim/sim/live/store"
	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

// Folder is what a house keeps on disk. A nil one keeps nothing.
type Folder struct {
	Dir string

	store *store.Store
	held  *store.Contents // what it held when it was opened; nil when it was new
}

// OpenFolder opens a folder, which is made when it is not there.
func OpenFolder(dir string) (f *Folder, err error) {
	f = &Folder{Dir: dir}
	f.store, f.held, err = store.Open(dir)
	return f, err
}

// Close writes what is not written yet.
func (f *Folder) Close() error {
	if f == nil {
		return nil
	}
	return f.store.Close()
}

// Held reports whether the folder holds a world that goes on.
func (f *Folder) Held() bool { return f != nil && f.held != nil }

// Lab reports whether the folder holds a lab.
func (f *Folder) Lab() bool { return f.Held() && f.held.Origin.Lab }

// Since is the name of the world that the folder held, and the virtual time at which it ended.
func (f *Folder) Since() (name string, at time.Time) { return f.held.Origin.Name, f.held.Clock }

// Story is what the folder's world was made from: the texts as they were then, whatever the catalogue holds now.
func (f *Folder) Story() (*story.Story, error) {
	o := f.held.Origin
	s, err := story.Parse(o.File, []byte(o.Text), func(string) (*story.Story, error) {
		return story.Parse(o.BaseFile, []byte(o.BaseText), nil)
	})
	if err != nil {
		return nil, fmt.Errorf("the world in %s was made by another hybridsim, "+
			"from a text that this one does not understand:\n%w", f.Dir, err)
	}
	return s, nil
}

// Suits checks that the folder holds the world of a story, if it holds any.
func (f *Folder) Suits(s *story.Story, lab bool) error {
	if !f.Held() {
		return nil
	}
	const hint = "leave the name out to go on with it, or choose another folder with --data"
	switch o := f.held.Origin; {
	case o.Lab != lab:
		is := map[bool]string{true: "a lab, and --lab is not given", false: "no lab"}[o.Lab]
		return mistake.New("give --data and nothing else to go on with it, or choose another folder", "%s holds %s",
			f.Dir, is)
	case o.Name != s.Name && lab:
		return mistake.New(hint, "%s holds another lab", f.Dir) // its name would tell
	case o.Name != s.Name:
		return mistake.New(hint, "%s holds the world of %s, not of %s", f.Dir, o.Name, s.Name)
	case o.Text != s.Text() || beneath(s) != nil && o.BaseText != beneath(s).Text():
		return mistake.New(hint, "%s holds the world of %s as it was when the folder was made; its text has changed "+
			"since", f.Dir, s.Name)
	}
	return nil
}

// beneath is the file that a story or base stands on, or nil.
func beneath(s *story.Story) *story.Story { return cmp.Or(s.Base, s.Lower) }

// create begins to keep a new world.
func (f *Folder) create(s *story.Story, lab bool, w *sim.World) error {
	if f == nil {
		return nil
	}
	o := store.Origin{Name: s.Name, File: s.File, Text: s.Text(), Start: s.Headers.Clock, Lab: lab}
	if b := beneath(s); b != nil {
		if beneath(b) != nil {
			w.Close()
			return mistake.New("serve it without --data, or put the lines of two of them into one file",
				"%s stands on %s, which stands on another base, and a folder keeps two files", s.File, b.File)
		}
		o.BaseName, o.BaseFile, o.BaseText = b.Name, b.File, b.Text()
	}
	if err := f.store.Create(o, w.Snapshot(), w.Clock.Now()); err != nil {
		w.Close()
		return err
	}
	w.Keep(f.store)
	return nil
}

// world makes the world again that the folder holds: as it began, by build, with the lines that were typed since, and
// with its mail. It also returns when it began.
func (f *Folder) world(
	s *story.Story, build func() (*sim.World, error), t Teller,
) (w *sim.World, began time.Time, err error) {
	s.Headers.Clock = f.held.Origin.Start
	if w, err = build(); err != nil {
		return nil, began, fmt.Errorf("making the world in %s again: %w", f.Dir, err)
	}
	began = w.Clock.Now()
	lines := make([]script.PastLine, len(f.held.Lines))
	for i, l := range f.held.Lines {
		lines[i] = script.PastLine{At: l.At, Text: l.Text}
	}
	s.ConsoleAt(w).Again(lines, func(i int, err error) {
		if f.held.Lines[i].Worked {
			t.Warn(fmt.Sprintf("A line of %s does not work again: %s\n%v", lines[i].At.Format(time.RFC3339),
				lines[i].Text, err))
		}
	})
	w.Restore(f.held.Changes)
	w.Pass(f.held.Resume(time.Now()))
	if err := f.store.Compact(f.held, w.Snapshot(), w.Clock.Now()); err != nil {
		t.Warn(fmt.Sprintf("%s stays long: %v", f.Dir, err)) // another start will make it short
	}
	f.held.Changes = nil // the world has them
	w.Keep(f.store)
	return w, began, nil
}

// World makes the world that the folder holds again, where nothing moves by itself: for whoever wants to look at it.
// What he does to it is kept. He closes the world, and then the folder.
func (f *Folder) World(t Teller) (*sim.World, error) {
	s, err := f.Story()
	if err != nil {
		return nil, err
	}
	h := House{Story: s, Lab: f.Lab()}
	w, _, err := f.world(s, h.begin, t)
	if err == nil {
		f.start(w.Clock.Now, 0, t)
	}
	return w, err
}

// begunAgain reports whether the world that the folder holds was reset, and the process ended before the new one was
// there.
func (f *Folder) begunAgain() bool { return slices.Contains(f.notes(), console.BegunAgain) }

// notes are what is kept besides mail and lines.
func (f *Folder) notes() []string {
	if !f.Held() {
		return nil
	}
	return f.held.Notes
}

// journal keeps lines and notes of a living world; nil keeps nothing.
func (f *Folder) journal(e *live.Engine) *store.Journal {
	if f == nil {
		return nil
	}
	return &store.Journal{Engine: e, Store: f.store}
}

// remember tells the console which lines were typed before, and has it keep those that will be.
func (f *Folder) remember(c *console.Console, e *live.Engine) {
	if f == nil {
		return
	}
	c.KeepIn(f.journal(e))
	if f.held == nil {
		return
	}
	for _, l := range f.held.Lines {
		if l.Worked {
			c.Remember(console.Change{Line: l.Text, At: l.At})
		}
	}
	c.Recall(f.held.Notes)
}

// start begins to write, and has written the clock when it returns.
func (f *Folder) start(now func() time.Time, speed float64, t Teller) {
	if f == nil {
		return
	}
	f.store.RunsAt(speed)
	f.store.Start(now, func(err error) {
		if err != nil {
			t.Warn(fmt.Sprintf("NOTHING CAN BE STORED: %v\nNew mail is answered 452 4.3.1 until that is over.", err))
		} else {
			t.Warn("Storing works again.")
		}
	})
	_ = f.store.Keep(nil, now())() // how fast the clock runs is kept before somebody sees it; errors were notified
}

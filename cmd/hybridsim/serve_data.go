package main

import (
	"fmt"
	"io"
	"time"

	"hybridsim/sim"
	"hybridsim/sim/console"
	"hybridsim/sim/live"
	"hybridsim/sim/live/store"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

// data is what a server keeps on disk; nothing, without a folder.
type data struct {
	dir   string
	store *store.Store
	held  *store.Contents // what it held at the start; nil when it was new
	warn  io.Writer
}

// open opens the folder.
func (d *data) open() (err error) {
	if d.dir != "" {
		d.store, d.held, err = store.Open(d.dir)
	}
	return err
}

// close writes what is not written yet.
func (d *data) close() error {
	if d.store == nil {
		return nil
	}
	return d.store.Close()
}

// story is what the folder's world was made from: the texts as they were then, whatever the catalogue holds now.
func (d *data) story() (*story.Story, error) {
	o := d.held.Origin
	s, err := story.Parse(o.File, []byte(o.Text), func(string) (*story.Story, error) {
		return story.Parse(o.BaseFile, []byte(o.BaseText), nil)
	})
	if err != nil {
		return nil, fmt.Errorf("the world in %s was made by another hybridsim, from a text that this one does not understand:\n%w", d.dir, err)
	}
	return s, nil
}

// suits checks that the folder holds the world of the story that the command line names.
func (d *data) suits(s *story.Story, lab bool) error {
	const hint = "\n    hint: leave the name out to go on with it, or choose another folder with --data"
	switch o := d.held.Origin; {
	case o.Lab != lab:
		return fmt.Errorf("%s holds %s\n    hint: give --data and nothing else to go on with it, or choose another folder", d.dir, map[bool]string{true: "a lab, and --lab is not given", false: "no lab"}[o.Lab])
	case o.Name != s.Name:
		return fmt.Errorf("%s holds the world of %s, not of %s%s", d.dir, o.Name, s.Name, hint)
	case o.Text != s.Text() || s.Base != nil && o.BaseText != s.Base.Text():
		return fmt.Errorf("%s holds the world of %s as it was when the folder was made; its text has changed since%s", d.dir, s.Name, hint)
	}
	return nil
}

// create begins to keep a new world.
func (d *data) create(s *story.Story, lab bool, w *sim.World) error {
	if d.store == nil {
		return nil
	}
	o := store.Origin{Name: s.Name, File: s.File, Text: s.Text(), Start: s.Headers.Clock, Lab: lab}
	if s.Base != nil {
		o.BaseName, o.BaseFile, o.BaseText = s.Base.Name, s.Base.File, s.Base.Text()
	}
	if err := d.store.Create(o, w.Snapshot(), w.Clock.Now()); err != nil {
		w.Close()
		return err
	}
	w.Keep(d.store)
	return nil
}

// world makes the world again that the folder holds: as it began, by build, with the lines that were typed since, and with its
// mail. It also returns when it began.
func (d *data) world(s *story.Story, build func() (*sim.World, error)) (w *sim.World, began time.Time, err error) {
	s.Headers.Clock = d.held.Origin.Start
	if w, err = build(); err != nil {
		return nil, began, fmt.Errorf("making the world in %s again: %w", d.dir, err)
	}
	began = w.Clock.Now()
	lines := make([]script.PastLine, len(d.held.Lines))
	for i, l := range d.held.Lines {
		lines[i] = script.PastLine{At: l.At, Text: l.Text}
	}
	s.ConsoleAt(w).Again(lines, func(i int, err error) {
		if d.held.Lines[i].Worked {
			fmt.Fprintf(d.warn, "A line of %s does not work again: %s\n%v\n", lines[i].At.Format(time.RFC3339), lines[i].Text, err)
		}
	})
	w.Restore(d.held.Changes)
	w.Pass(d.held.Resume(time.Now()))
	if err := d.store.Compact(d.held, w.Snapshot(), w.Clock.Now()); err != nil {
		fmt.Fprintf(d.warn, "%s stays long: %v\n", d.dir, err) // another start will make it short
	}
	d.held.Changes = nil // the world has them
	w.Keep(d.store)
	return w, began, nil
}

// remember tells the console which lines were typed before, and has it keep those that will be.
func (d *data) remember(c *console.Console, e *live.Engine) {
	if d.store == nil {
		return
	}
	c.KeepIn(&store.Journal{Engine: e, Store: d.store})
	if d.held == nil {
		return
	}
	for _, l := range d.held.Lines {
		if l.Worked {
			c.Remember(console.Change{Line: l.Text, At: l.At})
		}
	}
}

// start begins to write, and returns what to tell about it.
func (d *data) start(now func() time.Time) string {
	if d.store == nil {
		return "Nothing is kept: what is in queues and mailboxes is gone when this ends. --data FOLDER keeps it.\n\n"
	}
	d.store.Start(now, func(err error) {
		if err != nil {
			fmt.Fprintf(d.warn, "NOTHING CAN BE STORED: %v\nNew mail is answered 452 4.3.1 until that is over.\n", err)
		} else {
			fmt.Fprintf(d.warn, "Storing works again.\n")
		}
	})
	if d.held == nil {
		return fmt.Sprintf("Everything is kept in %s: a 250 means that the message is stored.\n\n", d.dir)
	}
	return fmt.Sprintf("%s goes on where it ended at %s. Everything is kept in %s.\n\n",
		d.held.Origin.Name, d.held.Clock.Format(time.DateTime), d.dir)
}

package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"hybridsim/sim"
	"hybridsim/sim/mistake"
)

// Origin is what a world was made from, with everything that is needed to make it again.
type Origin struct {
	Name, File, Text             string // of the story, or of the base if there is no story
	BaseName, BaseFile, BaseText string // of the story's base
	Start                        time.Time
	Lab                          bool // it begins as somebody finds it who is called
}

// Contents is what a store held when it was opened.
type Contents struct {
	Origin  Origin
	Changes []sim.Change // oldest first
	Lines   []Line       // oldest first
	Notes   []string     // oldest first
	Clock   time.Time    // virtual time when it was last written
	Wall    time.Time    // and the wall clock's
	Speed   float64      // of the former, as a multiple of the latter's; 0: the process ended in order
}

// FileName is the name of the file in the store's folder.
const FileName = "hybridsim.db"

// format is the version of what this package writes. It changes when an older hybridsim could not read it, or would not
// keep what this one relies on. A folder of firstFormat is upgraded when it is opened (upgrade.go).
const (
	format      = "2"
	firstFormat = "1"
)

var (
	metaBucket = []byte("meta") // format, origin, clock, end of the log
	logBucket  = []byte("log")  // record number -> record
	formatKey  = []byte("format")
	originKey  = []byte("origin")
	clockKey   = []byte("clock")
	endKey     = []byte("end")
)

// lockPatience is how long Open waits for another process to let go of the file, in case that one is just ending.
const lockPatience = time.Second

// Open opens the store of a folder, which is made when it is not there. The contents are nil when it is new.
func Open(dir string) (*Store, *Contents, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("making the folder for the data: %w", err)
	}
	file := filepath.Join(dir, FileName)
	if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() && info.Size() == 0 {
		return nil, nil, readError(dir, file, fmt.Errorf("%w: it is empty", errDamaged))
	}
	if err := lay(dir, file); err != nil {
		return nil, nil, fmt.Errorf("making %s: %w", file, err)
	}
	var s *Store
	var held *Contents
	err := guarded(func() error {
		db, err := bbolt.Open(file, 0o600, &bbolt.Options{Timeout: lockPatience})
		if err != nil {
			return openError(dir, file, err)
		}
		s = newStore(db)
		if err = bothBeginnings(file); err == nil {
			held, err = s.read()
		}
		if err == nil && s.old {
			err = s.upgrade(file)
		}
		if err != nil {
			db.Close()
			return readError(dir, file, err)
		}
		return nil
	})
	if errors.Is(err, errDamaged) {
		err = readError(dir, file, err)
	}
	if err != nil {
		return nil, nil, err
	}
	return s, held, nil
}

// lay puts an empty database where there is none, whole or not at all.
func lay(dir, file string) error {
	if _, err := os.Lstat(file); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	f, err := os.CreateTemp(dir, FileName+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	f.Close()
	db, err := bbolt.Open(f.Name(), 0o600, nil)
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	if err := os.Link(f.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) { // a file system without links
		if err := os.Rename(f.Name(), file); err != nil {
			return err
		}
	}
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync() // not every system can
		d.Close()
	}
	return nil
}

// guarded turns what the database does when its pages make no sense into an error: it panics, or reads behind the end
// of the file.
func guarded(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", errDamaged, r)
		}
	}()
	return f()
}

func openError(dir, file string, err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return mistake.New("stop that one first, or choose another folder with --data",
			"%s is in use by another hybridsim", file)
	case errors.Is(err, bolterrors.ErrInvalid), errors.Is(err, bolterrors.ErrVersionMismatch),
		errors.Is(err, bolterrors.ErrChecksum):
		return mistake.New("move it away, or choose another folder with --data",
			"%s is not a file of hybridsim's, or it is damaged", file)
	case errors.Is(err, fs.ErrPermission):
		return mistake.New("see who owns it, or choose another folder with --data",
			"%s cannot be opened for writing", file)
	case errors.Is(err, syscall.EISDIR):
		return mistake.New("choose another folder with --data", "%s is a folder, where hybridsim's file should be",
			file)
	}
	return fmt.Errorf("opening the data in %s: %w", dir, err)
}

var (
	errForeign = errors.New("not hybridsim's")
	errNewer   = errors.New("written by a newer hybridsim")
)

func readError(dir, file string, err error) error {
	switch {
	case errors.Is(err, errForeign):
		return mistake.New("choose another folder with --data", "%s is a database of another program", file)
	case errors.Is(err, errNewer):
		return mistake.New("use that one, or choose another folder with --data", "%s was %w: %v", file, errNewer, err)
	case errors.Is(err, errDamaged):
		return mistake.New(fmt.Sprintf("restore %s from a copy, or choose another folder with --data", dir),
			"%s is damaged: %v", file, err)
	}
	return fmt.Errorf("reading the data in %s: %w", dir, err)
}

// read reads everything. It returns nil when there is nothing yet.
func (s *Store) read() (held *Contents, err error) {
	err = s.db.View(func(tx *bbolt.Tx) error {
		meta, log := tx.Bucket(metaBucket), tx.Bucket(logBucket)
		if meta == nil || log == nil {
			if name, _ := tx.Cursor().First(); name != nil {
				return errForeign
			}
			return nil
		}
		v := string(meta.Get(formatKey))
		if s.old = v == firstFormat; !s.old && v != format {
			return fmt.Errorf("%w: its format is %q, this one knows %q", errNewer, v, format)
		}
		held = &Contents{}
		var at clock
		if err := errors.Join(unseal(meta.Get(originKey), &held.Origin), unseal(meta.Get(clockKey), &at)); err != nil {
			return err
		}
		held.Clock, held.Wall, held.Speed = at.Virtual, at.Wall, at.Speed
		if err := s.readLog(log, held); err != nil || s.old {
			return err
		}
		return s.isWhole(meta.Get(endKey))
	})
	return held, err
}

func (s *Store) readLog(log *bbolt.Bucket, held *Contents) error {
	known := [][]byte{nil} // by number
	var from decoder
	err := log.ForEach(func(key, value []byte) error {
		r, err := from.decode(value)
		if err != nil {
			return err
		}
		if len(key) != 8 || s.next != 0 && binary.BigEndian.Uint64(key) != s.next {
			return fmt.Errorf("%w: there is a gap before record %x", errDamaged, key)
		}
		s.next = binary.BigEndian.Uint64(key) + 1
		s.chain = chained(s.chain, value)
		for _, b := range r.Bodies {
			s.bodies.number(b)
			known = append(known, b)
		}
		for _, c := range r.Changes {
			if c.Body < 0 || c.Body >= len(known) {
				return fmt.Errorf("%w: it names a body that is not there", errDamaged)
			}
			if c.Body > 0 {
				c.Change = c.Change.WithBody(known[c.Body])
			}
			held.Changes = append(held.Changes, c.Change)
		}
		held.Lines, held.Notes = append(held.Lines, r.Lines...), append(held.Notes, r.Notes...)
		for _, result := range r.Results {
			if result.Line < 1 || result.Line > len(held.Lines) {
				return fmt.Errorf("%w: it names a line that is not there", errDamaged)
			}
			held.Lines[result.Line-1].Worked = result.Worked
		}
		return nil
	})
	s.lines = len(held.Lines)
	s.changes = len(held.Changes)
	s.typing = typing{held.Lines, held.Notes}
	return err
}

// clock is a moment on both clocks, and how fast the virtual one runs from then on.
type clock struct {
	Virtual, Wall time.Time
	Speed         float64
}

// Resume is the virtual time at which a world goes on when its process starts again. The time in which nothing ran has
// passed for it too, since mail grows old meanwhile: as fast as the wall clock, whatever the speed. It never runs back:
// a process that was killed may have lived on for a while, at its speed, after it wrote the clock for the last time.
func (c *Contents) Resume(wall time.Time) time.Time {
	gone := max(wall.Sub(c.Wall), 0)
	alive := min(gone, clockInterval+clockDelay)
	return c.Clock.Add(gone + time.Duration(max(c.Speed-1, 0)*float64(alive)))
}

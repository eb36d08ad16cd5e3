package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"hybridsim/sim"
)

// Store is the data of one living world. Its methods may be called from any goroutine.
type Store struct {
	db     *bbolt.DB
	old    bool                              // it is of the format before
	update func(func(*bbolt.Tx) error) error // the database's, except in tests of a full disk
	log
	typing typing

	writing sync.Mutex // held while a transaction is made; it guards what is above
	started sync.Once
	ended   sync.WaitGroup
	wake    chan struct{}
	stop    chan struct{}

	mu        sync.Mutex
	batch     *batch
	lines     int // typed so far
	changes   int // in the log
	begunWith int // of them

	leastHistory int       // as the constant says, except in tests
	failed       error     // why nothing can be written at present
	at           time.Time // virtual time of what was handed over last
	speed        float64   // of the world's clock; 0: it stands
	present      func() time.Time
	notify       func(error)
}

// log is what the next record depends on.
type log struct {
	next    uint64 // number of the next record, from 1
	chain   uint64 // over all records so far
	bodies  bodies
	encoder *encoder
	unsaved [][]byte // records that could not be written; they go before all others
}

// batch is what waits for the next transaction.
type batch struct {
	entries []entry
	done    chan struct{} // closed when it is written, or could not be
	err     error
}

// entry is what was handed over at one time.
type entry struct {
	changes []sim.Change
	line    *Line
	result  *result
	note    string

	replaces *replacing // all changes before it
}

var _ sim.Keeper = (*Store)(nil)

// The clock is written at least this often, this is what may come between, and this is how long a full disk is left
// alone before it is tried again.
const (
	clockInterval = 3 * time.Second
	clockDelay    = time.Second
	retryInterval = time.Second
)

func newStore(db *bbolt.DB) *Store {
	s := &Store{db: db, update: db.Update, log: log{encoder: &encoder{}}, wake: make(chan struct{}, 1),
		stop: make(chan struct{}), leastHistory: leastHistory}
	s.batch = newBatch()
	return s
}

func newBatch() *batch { return &batch{done: make(chan struct{})} }

// recordLimit is about how many bytes go into one record, since an encoding has an upper bound; changeSize is what a
// change without its body is taken for.
const (
	recordLimit = 4 << 20
	changeSize  = 2 << 10
)

// ErrBegunAgain is told to those who wait for changes of a world in whose place another one has begun.
var ErrBegunAgain = errors.New("the world has begun again")

// Create begins the log of a new store, or of a world that begins again in the place of one that has ended.
func (s *Store) Create(o Origin, state []sim.Change, now time.Time) error {
	s.mu.Lock()
	s.lines = 0
	s.mu.Unlock()
	return s.rewrite(&o, state, &Contents{}, now)
}

// Compact replaces the log by a state that is the same, when it is long enough for that to pay.
func (s *Store) Compact(held *Contents, state []sim.Change, now time.Time) error {
	if len(held.Changes) < 2*len(state) {
		return nil
	}
	return s.rewrite(nil, state, held, now)
}

// rewrite makes a log of a state, and of the lines and notes that were held, in one transaction.
func (s *Store) rewrite(o *Origin, state []sim.Change, held *Contents, now time.Time) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	old := s.batch
	s.batch, s.at = newBatch(), now
	s.changes, s.begunWith = len(state), len(state)
	s.mu.Unlock()
	old.err = ErrBegunAgain
	close(old.done)
	was := s.log
	s.log = log{next: 1, encoder: &encoder{}}
	s.typing = typing{held.Lines, held.Notes}
	if err := s.replace(o, s.typing.entries(state)); err != nil {
		s.log = was
		return fmt.Errorf("writing the data: %w", err)
	}
	return nil
}

// replace makes a log of entries, in one transaction.
func (s *Store) replace(o *Origin, all []entry) error {
	records, err := s.encode(all)
	if err != nil {
		return err
	}
	var origin []byte
	if o != nil {
		if origin, err = seal(o); err != nil {
			return err
		}
	}
	err = s.update(func(tx *bbolt.Tx) error {
		if err := tx.DeleteBucket(logBucket); err != nil && !errors.Is(err, bolterrors.ErrBucketNotFound) {
			return err
		}
		if _, err := tx.CreateBucket(logBucket); err != nil {
			return err
		}
		meta, err := tx.CreateBucketIfNotExists(metaBucket)
		if err != nil {
			return err
		}
		if origin != nil {
			if err := errors.Join(meta.Put(formatKey, []byte(format)), meta.Put(originKey, origin)); err != nil {
				return err
			}
		}
		return s.put(tx, records)
	})
	if err == nil {
		s.written(records)
	}
	return err
}

// RunsAt says how fast the world's clock runs, as a multiple of the wall clock, from now on.
func (s *Store) RunsAt(speed float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.speed = speed
}

// Start begins to write what is handed over. present tells the virtual time; notify is told when nothing can be
// written, and, with nil, when it can be again. After another [Store.Create] it is called again.
func (s *Store) Start(present func() time.Time, notify func(error)) {
	s.mu.Lock()
	s.present, s.notify = present, notify
	s.mu.Unlock()
	s.started.Do(func() { s.ended.Go(s.run) })
}

// Close writes what was handed over and closes the file. Nothing may be handed over any more.
func (s *Store) Close() error {
	s.RunsAt(0)
	close(s.stop)
	s.ended.Wait()
	s.mu.Lock()
	err := s.failed
	s.mu.Unlock()
	return errors.Join(err, s.db.Close())
}

func (s *Store) run() {
	tick := time.NewTicker(clockInterval)
	defer tick.Stop()
	var again <-chan time.Time
	for {
		wake := s.wake
		if again != nil {
			wake = nil
		}
		select {
		case <-wake:
		case <-tick.C:
		case <-again:
		case <-s.stop:
			s.commit()
			return
		}
		again = nil
		if !s.commit() {
			again = time.After(retryInterval)
		}
	}
}

// Keep implements [sim.Keeper].
func (s *Store) Keep(changes []sim.Change, now time.Time) func() error {
	return s.add(entry{changes: changes}, now)
}

// Typing notes a line that is going to be executed, before anything that it brings about is handed over. The number is
// for [Store.Typed].
func (s *Store) Typing(text string, now time.Time) (number int) {
	s.mu.Lock()
	s.lines++
	number = s.lines
	s.batch.entries = append(s.batch.entries, entry{line: &Line{Number: number, At: now, Text: text}})
	s.mu.Unlock()
	return number
}

// Typed notes whether a line worked. The function that it returns waits until that is kept.
func (s *Store) Typed(number int, worked bool, now time.Time) func() error {
	return s.add(entry{result: &result{number, worked}}, now)
}

// Note keeps a text of somebody who has more to remember than mail and lines: which messages were deleted, say. The
// function that it returns waits until that is kept.
func (s *Store) Note(text string, now time.Time) func() error { return s.add(entry{note: text}, now) }

func (s *Store) add(e entry, now time.Time) func() error {
	s.mu.Lock()
	b := s.batch
	b.entries = append(b.entries, e)
	s.changes += len(e.changes)
	s.at = now
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
	return func() error {
		<-b.done
		return b.err
	}
}

// Failing implements [sim.Keeper].
func (s *Store) Failing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed != nil
}

// commit writes what waits. It reports false when that was not possible.
func (s *Store) commit() bool {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	b, present, notify := s.batch, s.present, s.notify
	s.batch = newBatch()
	s.mu.Unlock()
	now := present() // takes locks of its owner's
	s.mu.Lock()
	if now.After(s.at) {
		s.at = now
	}
	s.mu.Unlock()
	b.err = s.write(b.entries)
	s.mu.Lock()
	before := s.failed
	s.failed = b.err
	s.mu.Unlock()
	if (before == nil) != (b.err == nil) {
		notify(b.err)
	}
	close(b.done)
	return b.err == nil
}

// write writes entries, with the clock. What cannot be written is written next time, before anything else.
func (s *Store) write(entries []entry) error {
	if s.shorten(entries) {
		return nil
	}
	records, err := s.encode(entries)
	s.unsaved = append(s.unsaved, records...)
	if err != nil {
		return err
	}
	err = s.update(func(tx *bbolt.Tx) error { return s.put(tx, s.unsaved) })
	if err != nil {
		return fmt.Errorf("writing the data: %w", err)
	}
	s.written(s.unsaved)
	s.unsaved = nil
	return nil
}

// put puts records behind the others.
func (s *Store) put(tx *bbolt.Tx, records [][]byte) error {
	s.mu.Lock()
	at := clock{s.at, time.Now(), s.speed}
	s.mu.Unlock()
	moment, err := seal(at)
	if err != nil {
		return err
	}
	bucket := tx.Bucket(logBucket)
	bucket.FillPercent = 1 // nothing is ever put between
	for i, r := range records {
		if err := bucket.Put(binary.BigEndian.AppendUint64(nil, s.next+uint64(i)), r); err != nil {
			return err
		}
	}
	return errors.Join(tx.Bucket(metaBucket).Put(clockKey, moment), s.putEnd(tx, records))
}

// encode makes records of entries.
func (s *Store) encode(entries []entry) (records [][]byte, err error) {
	for len(entries) > 0 {
		r, size := &record{}, 0
		for size < recordLimit && len(entries) > 0 {
			e := entries[0]
			entries = entries[1:]
			for _, c := range e.changes {
				size += changeSize + len(c.Body())
			}
			r.add(e.changes, &s.bodies)
			if e.line != nil {
				r.Lines = append(r.Lines, *e.line)
			}
			if e.note != "" {
				r.Notes = append(r.Notes, e.note)
			}
			if e.result != nil {
				r.Results = append(r.Results, *e.result)
			}
		}
		written, err := s.encoder.encode(r)
		if err != nil {
			return records, err
		}
		records = append(records, written...)
	}
	return records, nil
}

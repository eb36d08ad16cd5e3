package store

import (
	"bytes"

	"go.etcd.io/bbolt"
)

// AfterCommit has f see the file as it is after each transaction. It is called before [Store.Start].
func (s *Store) AfterCommit(f func(file []byte)) {
	before := s.update
	s.update = func(write func(*bbolt.Tx) error) error {
		if err := before(write); err != nil {
			return err
		}
		f(s.File())
		return nil
	}
}

// Unsynced spares the disk: these tests end no process.
func (s *Store) Unsynced() { s.db.NoSync = true }

// File is the file as it is now.
func (s *Store) File() []byte {
	var b bytes.Buffer
	err := s.db.View(func(tx *bbolt.Tx) error {
		_, err := tx.WriteTo(&b)
		return err
	})
	if err != nil {
		panic(err)
	}
	return b.Bytes()
}

// Breaking makes each transaction fail with what why returns, unless that is nil. It is called before [Store.Start].
func (s *Store) Breaking(why func() error) {
	before := s.update
	s.update = func(write func(*bbolt.Tx) error) error {
		if err := why(); err != nil {
			return err
		}
		return before(write)
	}
}

// SetMeta overwrites a value beside the log.
func (s *Store) SetMeta(key string, value []byte) error {
	return s.db.Update(func(tx *bbolt.Tx) error { return tx.Bucket(metaBucket).Put([]byte(key), value) })
}

// GrowsAfter sets how many changes must be history before the log is begun anew while its world lives.
func (s *Store) GrowsAfter(changes int) { s.leastHistory = changes }

// Records is how many records the log has.
func (s *Store) Records() uint64 {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.next - 1
}

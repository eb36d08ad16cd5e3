package store

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"go.etcd.io/bbolt"
)

// CopyName is the name of the copy that is made of a store of the format before, in the same folder.
const CopyName = FileName + ".format" + firstFormat

// upgrade makes a store of the format before one of this format, in one transaction. Before that it copies the file as
// it was: whole, or not at all. It may be killed at any moment and is done anew by the next Open.
func (s *Store) upgrade(file string) error {
	if err := s.copy(file); err != nil {
		return fmt.Errorf("copying it before it is upgraded: %w", err)
	}
	err := s.update(func(tx *bbolt.Tx) error {
		if s.next == 0 {
			s.next = 1
		}
		return errors.Join(s.putEnd(tx, nil), tx.Bucket(metaBucket).Put(formatKey, []byte(format)))
	})
	s.old = err != nil
	return err
}

func (s *Store) copy(file string) error {
	dir := filepath.Dir(file)
	f, err := os.CreateTemp(dir, CopyName+".*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	err = s.db.View(func(tx *bbolt.Tx) error { _, err := tx.WriteTo(f); return err })
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), filepath.Join(dir, CopyName))
}

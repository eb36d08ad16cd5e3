package store_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.etcd.io/bbolt"

	"hybridsim/sim/live/store"
)

// kept is the file of a store that something happened to.
func kept(t *testing.T) []byte {
	t.Helper()
	l := newLab(t)
	l.send(alice, "one", bob)
	l.send(bob, "two", alice)
	l.wait(time.Hour)
	file := l.killed().store.File()
	l.end()
	return file
}

// refused opens a folder and wants it refused as damaged, with nothing in it overwritten.
func refused(t *testing.T, file []byte, want string) {
	t.Helper()
	dir := inFolder(t, file)
	s, _, err := store.Open(dir)
	if err == nil {
		s.Close()
		t.Fatal("it was opened")
	}
	if !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "hint:") {
		t.Errorf("%v; want %q and a hint", err, want)
	}
	after, err := os.ReadFile(filepath.Join(dir, store.FileName))
	if err != nil || !bytes.Equal(file, after) {
		t.Errorf("the file is another one now: %d bytes, %v", len(after), err)
	}
}

// TestAnEmptyFileIsNoNewWorld: what lost its content is not begun anew in silence.
func TestAnEmptyFileIsNoNewWorld(t *testing.T) { refused(t, nil, "is damaged") }

// TestEachByteOfTheBeginningsCounts: with a byte of the page broken that the last transaction wrote the database would go on
// from the transaction before, which lacks an acknowledged message.
func TestEachByteOfTheBeginningsCounts(t *testing.T) {
	good := kept(t)
	page := int(binary.NativeEndian.Uint32(good[16+8:]))
	for _, begins := range []int{0, page} {
		for _, at := range []int{16, 16 + 24, 16 + 48, 16 + 56, 16 + 63} {
			broken := bytes.Clone(good)
			broken[begins+at] ^= 0x10
			refused(t, broken, "damaged")
		}
	}
}

// TestALogThatEndsEarlyIsRefused: records that read well are not all that were written.
func TestALogThatEndsEarlyIsRefused(t *testing.T) {
	for _, tt := range []struct {
		name string
		harm func(log *bbolt.Bucket, key, value []byte) error
	}{
		{"the last record is gone", func(log *bbolt.Bucket, key, _ []byte) error { return log.Delete(key) }},
		{"the last record stands twice", func(log *bbolt.Bucket, key, value []byte) error {
			return log.Put(binary.BigEndian.AppendUint64(nil, binary.BigEndian.Uint64(key)+1), value)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := inFolder(t, kept(t))
			name := filepath.Join(dir, store.FileName)
			db, err := bbolt.Open(name, 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			err = db.Update(func(tx *bbolt.Tx) error {
				log := tx.Bucket([]byte("log"))
				key, value := log.Cursor().Last()
				return tt.harm(log, bytes.Clone(key), bytes.Clone(value))
			})
			if err != nil {
				t.Fatal(err)
			}
			db.Close()
			broken, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			refused(t, broken, "is damaged")
		})
	}
}

// TestAFolderOfTheReleaseBeforeIsUpgraded: what it holds stays, a copy of the file as it was lies beside it, and what is left of
// an upgrade that was killed does no harm.
func TestAFolderOfTheReleaseBeforeIsUpgraded(t *testing.T) {
	packed, err := os.Open("../../../cmd/hybridsim/testdata/formats/1.db.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	plain, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	old, err := io.ReadAll(plain)
	if err != nil {
		t.Fatal(err)
	}
	dir := inFolder(t, old)
	if err := os.WriteFile(filepath.Join(dir, store.CopyName+".123"), []byte("half of a co"), 0o600); err != nil {
		t.Fatal(err)
	}
	first := opened(t, dir)
	if diff := cmp.Diff(first, opened(t, dir)); diff != "" {
		t.Errorf("what it holds differs when it is opened again (-first +again):\n%s", diff)
	}
	copied, err := os.ReadFile(filepath.Join(dir, store.CopyName))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, opened(t, inFolder(t, copied))); diff != "" {
		t.Errorf("the copy holds something else (-upgraded +copy):\n%s", diff)
	}
}

// opened is how much a folder holds.
func opened(t *testing.T, dir string) map[string]int {
	t.Helper()
	s, held, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	return map[string]int{"changes": len(held.Changes), "lines": len(held.Lines), "notes": len(held.Notes)}
}

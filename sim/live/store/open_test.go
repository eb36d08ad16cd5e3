package store_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.etcd.io/bbolt"

	gocmp "github.com/google/go-cmp/cmp"

	"hybridsim/sim/live/store"
)

// inFolder is a folder with a store's file in it.
func inFolder(t *testing.T, file []byte) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, store.FileName), file, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestAFolderThatCannotBeUsedIsExplained(t *testing.T) {
	l := newLab(t)
	l.send(alice, "one", bob)
	l.wait(time.Hour)
	good := l.killed().store.File()
	tests := []struct {
		name, want string
		dir        func() string
	}{
		{"another process has it", "is in use by another hybridsim", func() string {
			dir := inFolder(t, good)
			s, _, err := store.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			return dir
		}},
		{"a text", "not a file of hybridsim's", func() string { return inFolder(t, []byte(strings.Repeat("To do: buy milk.\n", 1000))) }},
		{"a file that was cut off", "damaged", func() string { return inFolder(t, good[:len(good)/2]) }},
		{"a database of another program", "a database of another program", func() string {
			dir := t.TempDir()
			db, err := bbolt.Open(filepath.Join(dir, store.FileName), 0o600, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if err := db.Update(func(tx *bbolt.Tx) error { _, err := tx.CreateBucket([]byte("milk")); return err }); err != nil {
				t.Fatal(err)
			}
			return dir
		}},
		{"a newer hybridsim's", "newer hybridsim", func() string {
			dir := inFolder(t, good)
			s, _, err := store.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			if err := s.SetMeta("format", []byte("99")); err != nil {
				t.Fatal(err)
			}
			s.Close()
			return dir
		}},
		{"a folder in the file's place", "is a folder", func() string {
			dir := t.TempDir()
			if err := os.Mkdir(filepath.Join(dir, store.FileName), 0o700); err != nil {
				t.Fatal(err)
			}
			return dir
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, _, err := store.Open(tt.dir())
			if err == nil {
				s.Close()
				t.Fatal("it was opened")
			}
			if !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "hint: ") {
				t.Errorf("it says %q, want %q and a hint", err, tt.want)
			}
		})
	}
}

// TestDamageIsNoticedOrDoesNoHarm changes bytes anywhere, of a log as it grew and of one that was begun anew while its world
// lived: a store that opens all the same holds what it held.
func TestDamageIsNoticedOrDoesNoHarm(t *testing.T) {
	for name, anew := range map[string]bool{"as it grew": false, "begun anew": true} {
		t.Run(name, func(t *testing.T) {
			l := newLab(t, func(s *store.Store) { s.GrowsAfter(1) })
			for range 3 {
				l.send(alice, "one", bob)
				l.send(bob, "two", team)
				l.wait(time.Hour)
				if anew {
					l.Forget(l.Clock.Now().Add(-90*time.Minute), "--keep 90m")
				}
			}
			before := l.killed()
			damaged(t, before.store.File(), before.held)
		})
	}
}

// damaged opens damaged copies of a file.
func damaged(t *testing.T, good []byte, want *store.Contents) {
	t.Helper()
	noticed := 0
	for range 60 {
		file := append([]byte(nil), good...)
		for range 1 + rand.IntN(3) {
			file[rand.IntN(len(file))] ^= byte(1 + rand.IntN(255))
		}
		s, held, err := store.Open(inFolder(t, file))
		if err != nil {
			noticed++
			continue
		}
		if held == nil {
			t.Error("it holds nothing")
		} else if diff := gocmp.Diff(want.Changes, held.Changes, exactly...); diff != "" || len(held.Lines) != 0 {
			t.Errorf("it holds %d lines, and other changes (-want +got):\n%.2000s", len(held.Lines), diff)
		}
		s.Close()
	}
	if noticed == 0 {
		t.Error("nothing was noticed")
	}
}

func TestTheTimeInWhichNothingRanHasPassed(t *testing.T) {
	at := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	held := &store.Contents{Clock: at, Wall: at.Add(-24 * time.Hour)}
	if got, want := held.Resume(held.Wall.Add(time.Hour)), at.Add(time.Hour); !got.Equal(want) {
		t.Errorf("an hour later it goes on at %s, want %s", got, want)
	}
	held.Speed = 3600
	for _, gone := range []time.Duration{0, time.Second, 3 * time.Second} { // for which the process may have lived on
		seen := at.Add(3600 * gone)
		if got := held.Resume(held.Wall.Add(gone)); got.Before(seen) {
			t.Errorf("killed after %s at 3600 times the speed it goes on at %s, and somebody may have seen %s", gone, got, seen)
		}
	}
	if got, most := held.Resume(held.Wall.Add(time.Hour)), at.Add(6*time.Hour); got.After(most) {
		t.Errorf("an hour after a kill it goes on at %s, want no later than %s", got, most)
	}
	if got := held.Resume(held.Wall.Add(-time.Hour)); !got.Equal(at) {
		t.Errorf("with a wall clock that was put back it goes on at %s, want %s", got, at)
	}
}

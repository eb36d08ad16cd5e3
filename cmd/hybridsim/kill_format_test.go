package main

import (
	"compress/gzip"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hybridsim/sim/live/house"
	"hybridsim/sim/live/store"
)

// A folder of every format that hybridsim has had lies in testdata/formats: whoever changes the format first writes one of the
// format before, with -makeformat NAME, and the kill test starts from it, too.
var makeFormat = flag.String("makeformat", "", "write a folder of the present format to testdata/formats/NAME.db.gz")

const formatsFolder = "testdata/formats"

// What those folders hold.
const (
	heldMailbox = "held@contoso.com"
	heldBan     = "198.18.0.1"
)

var heldSubjects = []string{"held-1", "held-2", "held-3"}

// hold notes what a folder of an older format holds.
func (l *ledger) hold() {
	for _, s := range heldSubjects {
		l.subjects[s] = true
	}
	l.mailboxes, l.bans = append(l.mailboxes, heldMailbox), append(l.bans, heldBan)
}

func olderFormats(t *testing.T) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(formatsFolder, "*.db.gz"))
	if err != nil || len(names) == 0 {
		t.Fatalf("there is no folder of any format: %v", err)
	}
	return names
}

// unpack makes a folder of an older format.
func unpack(t *testing.T, file, dir string) {
	t.Helper()
	packed, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	plain, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(plain)
	if err == nil {
		err = os.MkdirAll(dir, 0o700)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, store.FileName), content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestFoldersOfAllFormatsGoOn looks at what each of them holds.
func TestFoldersOfAllFormatsGoOn(t *testing.T) {
	if *makeFormat != "" {
		writeFormat(t, *makeFormat)
	}
	for _, file := range olderFormats(t) {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".db.gz"), func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			unpack(t, file, dir)
			l := newLedger()
			l.hold()
			if lost, doubled := l.compare(t, worldIn(t, dir)); lost+doubled > 0 {
				t.Errorf("%d lost, %d doubled", lost, doubled)
			}
		})
	}
}

// writeFormat writes a folder of the present format.
func writeFormat(t *testing.T, name string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	p := serveIn(t, dir)
	for _, subject := range heldSubjects {
		if !postOne(p, "from=alice@contoso.com&to=bob@contoso.com", subject) {
			t.Fatal(subject)
		}
	}
	for _, line := range []string{"onprem> New-Mailbox held -PrimarySmtpAddress " + heldMailbox, "eop> ban " + heldBan, "wait 1h"} {
		if !p.run(line) {
			t.Fatal(line)
		}
	}
	p.kill()
	f, err := house.OpenFolder(dir) // which locks it, and shows that it is whole
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	content, err := os.ReadFile(filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	packed, err := os.Create(filepath.Join(formatsFolder, name+".db.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	w := gzip.NewWriter(packed)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

package live

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"hybridsim/relay/mailbox"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
)

// Maildir writes what is delivered in the world into folders that mail programs read: DIR/ADDRESS/ is a maildir, and
// Junk Email a folder of it as Maildir++ has them. A message appears there whole or not at all; it is never changed
// later.
type Maildir struct {
	dir     string
	written map[string]map[string]bool // maildir -> names of the messages in it, without flags
	seen    sim.Mark                   // what has been written
}

// NewMaildir begins or continues the maildirs of a folder.
func NewMaildir(dir string) (*Maildir, error) {
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, mistake.New("name another with --maildir DIR", "making the folder for maildirs: %w", err)
	}
	return &Maildir{dir: dir, written: map[string]map[string]bool{}, seen: sim.Mark{}}, nil
}

// Follow writes what is delivered as long as the engine runs. What cannot be written is complained of, and tried
// again when more is delivered.
func (m *Maildir) Follow(e *Engine, complain func(error)) {
	said, tried := "", -1
	write := func() {
		tried = delivered(e.World)
		switch err := m.Write(e.World); {
		case err == nil:
			said = ""
		case err.Error() != said:
			said = err.Error()
			complain(err)
		}
	}
	for e.Until(nil, func() bool { return delivered(e.World) != tried }) {
		write()
	}
	write() // what came while the engine stopped
}

// delivered is how many messages have been delivered in the world.
func delivered(w *sim.World) int {
	n := 0
	for _, count := range w.Marked() {
		n += count
	}
	return n
}

// Write writes what has been delivered since the last time.
func (m *Maildir) Write(w *sim.World) error {
	for _, l := range w.Mail(m.seen) {
		if err := m.keep(l); err != nil {
			return err
		}
		m.seen[l.At] = l.Number
	}
	return nil
}

// keep writes one message, unless an earlier run of the same world did.
func (m *Maildir) keep(l sim.Letter) error {
	dir := filepath.Join(m.dir, FolderName(l.Mailbox))
	name := fmt.Sprintf("%d.M%dQ%s.hybridsim", l.Time.Unix(), l.Time.Nanosecond()/1000, FolderName(l.ID))
	if l.Folder == mailbox.Junk {
		if err := m.open(dir); err != nil {
			return err
		}
		if dir = filepath.Join(dir, "."+l.Folder); m.written[dir] == nil {
			defer os.WriteFile(filepath.Join(dir, "maildirfolder"), nil, 0o666) // a mark that some programs want
		}
	}
	if err := m.open(dir); err != nil || m.written[dir][name] {
		return err
	}
	// The lines of files end as those of other files here do.
	content := bytes.ReplaceAll(l.Content(), []byte("\r\n"), []byte("\n"))
	unfinished := filepath.Join(dir, "tmp", name)
	err := os.WriteFile(unfinished, content, 0o666)
	if err == nil {
		os.Chtimes(unfinished, l.Time, l.Time) // for people who sort by it
		err = os.Rename(unfinished, filepath.Join(dir, "new", name))
	}
	if err != nil {
		return fmt.Errorf("writing a message into a maildir: %w", err)
	}
	return nil
}

// open makes a maildir where there is none, and reads which messages are in it.
func (m *Maildir) open(dir string) error {
	if m.written[dir] != nil {
		return nil
	}
	names := map[string]bool{}
	for _, sub := range []string{"tmp", "new", "cur"} {
		if err := os.MkdirAll(filepath.Join(dir, sub), 0o777); err != nil {
			return fmt.Errorf("making a maildir: %w", err)
		}
		if sub == "tmp" {
			continue
		}
		entries, err := os.ReadDir(filepath.Join(dir, sub))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("reading a maildir: %w", err)
		}
		for _, entry := range entries {
			name, _, _ := strings.Cut(entry.Name(), ":") // flags
			names[name] = true
		}
	}
	m.written[dir] = names
	return nil
}

// longestName is how long a folder's name may become; every file system has room for it.
const longestName = 200

// FolderName makes an address fit for any file system: what could mean something there is written as %XX, and a long
// one ends in a digest. Different addresses have different names.
func FolderName(address string) string {
	var b strings.Builder
	address = strings.ToLower(address)
	for i, c := range []byte(address) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', strings.IndexByte("@_+-=", c) >= 0, c == '.' && i > 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	if name := b.String(); len(name) <= longestName {
		return name
	}
	return fmt.Sprintf("%s%%%x", b.String()[:longestName-33], sha256.Sum256([]byte(address)))[:longestName]
}

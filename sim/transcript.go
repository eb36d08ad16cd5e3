package sim

import (
	"net/netip"
	"sync"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
)

// Line is one row of a connection's transcript, in the columns of the protocol logs.
type Line = exlog.Line

// Transcript is one SMTP connection as one end saw it. A connector that does not log (ProtocolLoggingLevel None) has
// transcripts too, with Logged false: the world saw it, the administrator did not.
type Transcript struct {
	Server        string // of the organization whose end it is; empty at an outside host
	Time          time.Time
	Connector     string
	SessionID     string
	Logged        bool
	Service       exlog.Service // that writes the log
	Tarpits       exlog.Tarpits
	Local, Remote netip.AddrPort
	RemoteHost    string // name by which a sender found its target
	RecordID      int    // of the message that a sender began it for
	MessageID     string

	mu    sync.Mutex
	lines []Line
	size  int // bytes, more or less
	full  bool

	written exlog.Written // of the protocol log; behind the server's writing
}

// What bounds a transcript, against a client that goes on for ever. No message of a story comes near.
const (
	maxLines = 100_000
	maxSize  = 4 << 20 // bytes, with what a row takes beside its text
	rowSize  = 64
)

// Line adds a row.
func (t *Transcript) Line(event byte, data, context string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.full {
		return
	}
	if t.size += rowSize + len(data) + len(context); len(t.lines) == maxLines || t.size > maxSize {
		t.full = true
		event, data, context = '*', "", "hybridsim: the rest of this connection is not recorded"
	}
	t.lines = append(t.lines, Line{Event: event, Data: data, Context: context})
}

// Size is how many bytes the rows take, more or less: as they are, and in the protocol log.
func (t *Transcript) Size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return 2*t.size + rowSize*len(t.lines)
}

// Lines returns the rows.
func (t *Transcript) Lines() []Line {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.lines
}

var _ relay.Transcript = (*Transcript)(nil)

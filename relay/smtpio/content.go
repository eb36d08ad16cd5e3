package smtpio

import (
	"bufio"
	"bytes"
	"io"
	"slices"
)

// transaction is what the wire knows of the mail in progress.
type transaction struct {
	begun      bool // MAIL was accepted
	recipients int  // accepted
	declared   int64
	xoorg      string
	chunked    bool     // a BDAT was accepted, and not yet the last
	byChunks   bool     // the content came by BDAT
	utf8       bool     // MAIL said SMTPUTF8
	parts      [][]byte // of long content, behind the first of which the header has ended
	size       int64    // of them
	content    []byte   // behind them
	tooLarge   bool     // content went beyond the limit and was dropped
	held       int64    // of Service.Room
	noRoom     bool     // there was no more of it, and the content was dropped

	headed         bool // the header has ended
	headerTooLarge bool // it went beyond its limit, and all was dropped
}

// firstGuess bounds the room that is made for content because a client announced its size: a real one, which has to
// share the room of all.
const firstGuess = 1 << 20

// mostAtOnce bounds it where nobody limits content and all is simulated.
const mostAtOnce = 16 << 20

// receiveData reads content up to the line with the single dot, which it takes with it, and removes the dots that the
// sender put before others (RFC 5321 section 4.5.2). Only CR LF ends a line: a lone LF, before a dot or behind it, is
// content.
func (w *wire) receiveData() error {
	w.makeRoom(w.mail.declared)
	for start := true; ; {
		if start && w.keepLines() {
			continue
		}
		line, err := w.in.ReadSlice('\n')
		if err != nil && err != bufio.ErrBufferFull {
			return err
		}
		if err == bufio.ErrBufferFull && line[len(line)-1] == '\r' { // keep CR and LF together
			w.in.UnreadByte()
			line = line[:len(line)-1]
		}
		if start && string(line) == ".\r\n" {
			w.expects = commands
			return nil
		}
		if start && line[0] == '.' {
			line = line[1:]
		}
		start = bytes.HasSuffix(line, crlf)
		w.keep(line)
	}
}

// makeRoom makes room for content whose size was announced, if there is none yet.
func (w *wire) makeRoom(announced int64) {
	m := &w.mail
	if m.content != nil {
		return
	}
	size := max(announced, 512)
	if limit := w.svc.MaxMessageSize; w.svc.Room != nil || limit > 0 && size > limit {
		size = min(size, firstGuess)
	}
	size = min(size, mostAtOnce) + 64
	if !w.reserve(size) {
		size = 0
	}
	m.content = make([]byte, 0, size)
}

// keepLines keeps what has come of whole lines, if no dot begins one: most content is without.
func (w *wire) keepLines() bool {
	p, _ := w.in.Peek(w.in.Buffered())
	end := bytes.LastIndex(p, crlf) + len(crlf)
	if end < len(crlf) {
		return false
	}
	if p = p[:end]; p[0] == '.' || bytes.Contains(p, []byte("\n.")) {
		return false
	}
	w.keep(p)
	_, _ = w.in.Discard(len(p)) // it was peeked at
	return true
}

var crlf = []byte("\r\n")

// keep adds to the content as long as it stays within the limit.
func (w *wire) keep(p []byte) {
	m := &w.mail
	if limit := w.svc.MaxMessageSize; limit > 0 && m.size+int64(len(m.content)+len(p)) > limit {
		m.tooLarge = true
		w.drop()
	}
	if m.tooLarge || m.headerTooLarge ||
		!w.reserve(m.size+int64(len(m.content)+len(p))) {
		return
	}
	w.turn(len(p))
	before := len(m.content)
	m.content = append(m.content, p...)
	if limit := w.svc.MaxHeaderSize; limit > 0 && !m.headed {
		size := int64(len(m.content) - len(crlf)) // the line that ends it may have begun
		if end := headerEnd(m.content, before); end >= 0 {
			m.headed, size = true, int64(end)
		}
		if size > limit {
			m.headerTooLarge = true
			w.drop()
		}
	}
}

// roomStep is how much room content takes at a time.
const roomStep = 64 << 10

// reserve sees to it that there is room for content of a size. Without, what there is of it is dropped.
func (w *wire) reserve(size int64) bool {
	m := &w.mail
	if m.noRoom || w.svc.Room == nil || size <= m.held {
		return !m.noRoom
	}
	more := max(size-m.held, roomStep)
	if !w.svc.Room.Take(m.held, more) {
		m.noRoom = true
		w.drop()
		return false
	}
	m.held += more
	return true
}

// drop forgets the content that was sent, and gives back its room.
func (w *wire) drop() {
	if w.mail.held > 0 {
		w.svc.Room.Give(w.mail.held)
	}
	m := &w.mail
	m.held, m.parts, m.size, m.content = 0, nil, 0, nil
}

// turn begins a new part of long content instead of letting the old one grow, which would copy it again and again.
func (w *wire) turn(more int) {
	m := &w.mail
	looked := m.headed || w.svc.MaxHeaderSize <= 0
	if looked && len(m.content) >= firstGuess && len(m.content)+more > cap(m.content) {
		m.parts, m.size = append(m.parts, m.content), m.size+int64(len(m.content))
		m.content = make([]byte, 0, max(firstGuess, more))
	}
}

// whole is all of the content.
func (m *transaction) whole() []byte {
	if len(m.parts) == 0 {
		return m.content
	}
	return slices.Concat(append(m.parts, m.content)...)
}

// clear ends what the wire knows of a mail.
func (w *wire) clear() {
	w.drop()
	w.mail = transaction{}
}

// overHeaded reports whether the header of the whole content is too large.
func (w *wire) overHeaded() bool {
	m, limit := &w.mail, w.svc.MaxHeaderSize
	return m.headerTooLarge || limit > 0 && !m.headed && int64(len(m.content)) > limit
}

// headerEnd is where the header of a message ends, of which the first part has been looked at; -1 when it is not there
// yet.
func headerEnd(content []byte, seen int) int {
	if bytes.HasPrefix(content, crlf) {
		return 0
	}
	from := max(seen-len("\r\n\r"), 0)
	if i := bytes.Index(content[from:], []byte("\r\n\r\n")); i >= 0 {
		return from + i + len(crlf)
	}
	return -1
}

// receiveChunk reads the octets behind a BDAT, which follow even if the command is refused.
func (w *wire) receiveChunk(octets int64, accepted bool) error {
	var to io.Writer = io.Discard
	if accepted {
		to = keeper{w}
		if w.svc.Room == nil { // else it is taken as the content comes
			w.makeRoom(max(octets, w.mail.declared))
		}
	}
	_, err := io.CopyN(to, w.in, octets)
	return err
}

// keeper is keep as an io.Writer.
type keeper struct{ w *wire }

func (k keeper) Write(p []byte) (int, error) {
	k.w.keep(p)
	return len(p), nil
}

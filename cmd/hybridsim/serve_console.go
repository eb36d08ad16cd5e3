package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"

	"hybridsim/relay"
	"hybridsim/sim/console"
	"hybridsim/sim/live/house"
	"hybridsim/sim/mistake"
)

// terminal is the screen of a desk: a terminal with line editing, or input and output that are piped.
type terminal struct {
	session *console.Session
	in      io.Reader
	out     io.Writer
	lines   *bufio.Scanner // that are piped in
	term    *term.Terminal // nil: lines are piped in
	leave   func()         // gives the terminal back

	mu    sync.Mutex
	width int // of the window; 0 is not known
}

var _ house.Screen = (*terminal)(nil)

// here is the folder that the process was started in.
var here = os.DirFS(".")

// asksFor reports whether somebody can type: standard input is a terminal, or lines are piped in. A device such as
// /dev/null is nobody.
func asksFor(in io.Reader) bool {
	file, ok := in.(*os.File)
	if !ok {
		return in != nil
	}
	if term.IsTerminal(int(file.Fd())) {
		return true
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice == 0
}

// sit prepares the screen of a session. A terminal is put into raw mode until leave; its history is in a file, if one
// is named.
func sit(session console.Session, in io.Reader, out io.Writer, past string) (*terminal, error) {
	t := &terminal{session: &session, in: in, leave: func() {}}
	file, ok := in.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) || !isTerminal(out) {
		t.out, t.lines = &lockedWriter{w: out}, bufio.NewScanner(unmarkedLines(in))
		return t, nil
	}
	var h *history
	if past != "" {
		var err error
		if h, err = openHistory(past); err != nil {
			return nil, err
		}
	}
	was, err := term.MakeRaw(int(file.Fd()))
	if err != nil {
		return nil, mistake.New("--console off leaves it alone", "preparing the terminal: %w", err)
	}
	t.edit(struct {
		io.Reader
		io.Writer
	}{in, out})
	t.term.SetBracketedPasteMode(true)
	if h != nil {
		t.term.History = h
	}
	t.leave = func() {
		t.term.SetBracketedPasteMode(false)
		fmt.Fprint(out, "\r\n") // behind a line that was begun
		term.Restore(int(file.Fd()), was)
		if h != nil {
			h.file.Close()
		}
	}
	return t, nil
}

// edit gives the screen line editing, history and completion. What is written appears above the prompt.
func (t *terminal) edit(rw io.ReadWriter) {
	t.term = term.NewTerminal(rw, t.session.Prompt())
	t.term.AutoCompleteCallback = t.complete
	t.out = t.term
}

// desk is the desk that this is the screen of.
func (t *terminal) desk() *house.Desk { return house.NewDesk(t.session, t, t.term == nil) }

// lockedWriter lets events and answers be written from several goroutines.
type lockedWriter struct {
	mu sync.Mutex
	w  io.Writer
}

func (l *lockedWriter) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(p)
}

// Line implements [house.Screen]. What is piped in is printed behind its prompt, so that what follows can be
// understood.
func (t *terminal) Line() (string, error) {
	if t.term != nil {
		t.term.SetPrompt(t.session.Prompt())
		t.resize()
		line, err := t.term.ReadLine()
		if errors.Is(err, term.ErrPasteIndicator) {
			err = nil
		}
		return line, err
	}
	if !t.lines.Scan() {
		return "", errors.Join(t.lines.Err(), io.EOF)
	}
	line := strings.TrimSpace(t.lines.Text())
	switch word, _, _ := strings.Cut(line, " "); {
	case line == "":
	case strings.HasSuffix(word, ">"):
		fmt.Fprintln(t.out, line)
	default:
		t.Prompted(line)
	}
	return line, nil
}

// Prompted implements [house.Screen].
func (t *terminal) Prompted(line string) { fmt.Fprintf(t.out, "%s%s\n", t.session.Prompt(), line) }

// Answer implements [house.Screen].
func (t *terminal) Answer(text string) { fmt.Fprint(t.out, text) }

// Mistake implements [house.Screen]. At a terminal there is an arrow under the word, which stands behind the prompt.
func (t *terminal) Mistake(err error) {
	var m *mistake.Error
	if !errors.As(err, &m) || m.Column == 0 || t.term == nil {
		fmt.Fprintln(t.out, err)
		return
	}
	beneath := mistake.Error{Message: m.Message, Hint: m.Hint}
	fmt.Fprintf(t.out, "%*s %v\n", len([]rune(t.session.Prompt()))+m.Column, "^", &beneath)
}

// Events implements [house.Screen]. Without decisions an event is a line that fits into the window.
func (t *terminal) Events(events []relay.Event, decisions bool) {
	t.mu.Lock()
	width := t.width
	t.mu.Unlock()
	if decisions || width == 0 {
		fmt.Fprint(t.out, renderEvents(events, decisions))
		return
	}
	for line := range strings.Lines(renderEvents(events, false)) {
		fmt.Fprintln(t.out, shortened(strings.TrimSuffix(line, "\n"), width-1))
	}
}

// resize tells the terminal how wide the window is by now.
func (t *terminal) resize() {
	if file, ok := t.in.(*os.File); ok {
		if width, height, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			t.term.SetSize(width, height)
			t.mu.Lock()
			t.width = width
			t.mu.Unlock()
		}
	}
}

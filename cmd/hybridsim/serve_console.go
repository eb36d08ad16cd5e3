package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"

	"hybridsim/sim"
	"hybridsim/sim/console"
	"hybridsim/sim/mistake"
)

// desk is where somebody types while the server runs: at a terminal, or lines that are piped in.
type desk struct {
	session *console.Session
	in      io.Reader
	out     io.Writer
	term    *term.Terminal // nil: there is no line editing
	leave   func()         // gives the terminal back

	piped  bool // lines are piped in
	seen   int  // lines
	wrong  int  // that could not be done
	failed bool // a claim did not hold

	mu     sync.Mutex
	events string     // off, on or full
	world  *sim.World // of which events are told
	told   int        // events of it
	width  int        // of the window; 0 is not known
}

// consoleMode is the value of --console.
type consoleMode string

const (
	consoleAuto consoleMode = "auto"
	consoleOn   consoleMode = "on"
	consoleOff  consoleMode = "off"
)

// asksFor reports whether somebody can type: standard input is a terminal, or lines are piped in. A device such as /dev/null
// is nobody.
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

// sit opens the desk. A terminal is put into raw mode until leave.
func sit(c *console.Console, in io.Reader, out io.Writer) (*desk, error) {
	d := &desk{session: &console.Session{Console: c, Files: os.DirFS(".")}, in: in, events: "on", leave: func() {}}
	d.out = &lockedWriter{w: out}
	file, ok := in.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) || !isTerminal(out) {
		d.piped, d.events = true, "off"
		return d, nil
	}
	was, err := term.MakeRaw(int(file.Fd()))
	if err != nil {
		return nil, fmt.Errorf("preparing the terminal: %w\n    hint: --console off leaves it alone", err)
	}
	d.terminal(struct {
		io.Reader
		io.Writer
	}{in, out})
	d.term.SetBracketedPasteMode(true)
	d.leave = func() {
		d.term.SetBracketedPasteMode(false)
		fmt.Fprint(out, "\r\n") // behind a line that was begun
		term.Restore(int(file.Fd()), was)
	}
	return d, nil
}

// terminal makes the desk one with line editing, history and completion. What is written appears above the prompt.
func (d *desk) terminal(rw io.ReadWriter) {
	d.term = term.NewTerminal(rw, d.session.Prompt())
	d.term.AutoCompleteCallback = d.complete
	d.out = d.term
}

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

// read does what is typed until there is no more, or somebody types exit. It reports whether the server is to end: an input
// without any line is nobody's wish.
func (d *desk) read() (ends bool) {
	next := d.lines()
	for {
		d.session.Console.Wait() // what it tells at its beginning comes first
		line, err := next()
		if err != nil {
			return d.term != nil || d.seen > 0
		}
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		if line == "exit" || line == "quit" {
			return true
		}
		d.seen++
		if errors.Is(d.do(line), console.ErrClosed) {
			return true
		}
	}
}

// lines returns the reader of lines. What is piped in is printed behind its prompt, so that what follows can be understood.
func (d *desk) lines() func() (string, error) {
	if d.term != nil {
		return func() (string, error) {
			d.term.SetPrompt(d.session.Prompt())
			d.resize()
			line, err := d.term.ReadLine()
			if errors.Is(err, term.ErrPasteIndicator) {
				err = nil
			}
			return line, err
		}
	}
	scanner := bufio.NewScanner(d.in)
	return func() (string, error) {
		if !scanner.Scan() {
			return "", errors.Join(scanner.Err(), io.EOF)
		}
		line := strings.TrimSpace(scanner.Text())
		switch word, _, _ := strings.Cut(line, " "); {
		case line == "":
		case strings.HasSuffix(word, ">"):
			fmt.Fprintln(d.out, line)
		default:
			fmt.Fprintf(d.out, "%s%s\n", d.session.Prompt(), line)
		}
		return line, nil
	}
}

// resize tells the terminal how wide the window is by now.
func (d *desk) resize() {
	if file, ok := d.in.(*os.File); ok {
		if width, height, err := term.GetSize(int(file.Fd())); err == nil && width > 0 {
			d.term.SetSize(width, height)
			d.mu.Lock()
			d.width = width
			d.mu.Unlock()
		}
	}
}

// do does a line and prints what comes of it.
func (d *desk) do(line string) error {
	if words := strings.Fields(line); words[0] == "events" {
		return d.report(console.Answer{}, d.setEvents(words[1:]))
	}
	answer, err := d.session.Do(line)
	if d.piped { // in order: what happened, then the answer
		d.tell()
	}
	return d.report(answer, err)
}

func (d *desk) report(answer console.Answer, err error) error {
	fmt.Fprint(d.out, answer.Output)
	d.failed = d.failed || answer.Failed
	var m *mistake.Error
	switch {
	case err == nil, errors.Is(err, console.ErrClosed):
		return err
	case errors.As(err, &m) && m.Column > 0 && d.term != nil: // an arrow under the word, which stands behind the prompt
		fmt.Fprintf(d.out, "%*s %s\n", len([]rune(d.session.Prompt()))+m.Column, "^", m.Message)
		if m.Hint != "" {
			fmt.Fprintf(d.out, "    hint: %s\n", m.Hint)
		}
	default:
		fmt.Fprintln(d.out, err)
	}
	d.wrong++
	return err
}

// result is how piped lines went, for the exit code.
func (d *desk) result() error {
	switch {
	case !d.piped:
		return nil
	case d.session.Console.Lab():
		return d.interrupted()
	case d.wrong > 0:
		return fmt.Errorf("%d of %d lines could not be done", d.wrong, d.seen)
	case d.failed:
		return errClaimFailed
	}
	return nil
}

// interrupted is how it went if the server was told to stop: a lab is passed or not.
func (d *desk) interrupted() error {
	if passed, _ := d.session.Console.Passed(); d.piped && d.session.Console.Lab() && !passed {
		return errClaimFailed
	}
	return nil
}

// finish grades what piped lines have changed, unless the last of them did.
func (d *desk) finish() {
	c := d.session.Console
	if !d.piped || !c.Lab() {
		return
	}
	if _, graded := c.Passed(); !graded {
		fmt.Fprintf(d.out, "%sgrade\n", d.session.Prompt())
		d.do("grade")
	}
}

// lives runs the server until the context ends, with another world when somebody resets it, at the terminal or over HTTP.
func (s *server) lives(whole context.Context) error {
	for again := true; again; {
		life, over := context.WithCancel(whole)
		restarted := make(chan bool, 1)
		go func() {
			select {
			case <-s.console.Restarts():
				restarted <- true
				over()
			case <-life.Done():
				restarted <- false
			}
		}()
		err := s.run(life)
		over()
		s.data.held = nil // a world that is reset begins anew
		if again = <-restarted && whole.Err() == nil; err != nil {
			return err
		}
	}
	return nil
}

// withConsole runs the server while people type.
func (s *server) withConsole(stop context.Context, in io.Reader) error {
	if s.consoleMode == consoleOff || s.consoleMode == consoleAuto && !asksFor(in) {
		return s.lives(stop)
	}
	d, err := sit(s.console, in, s.out)
	if err != nil {
		return err
	}
	s.desk, s.out = d, d.out
	defer d.leave()
	if s.history != "" && d.term != nil {
		h, err := openHistory(s.history)
		if err != nil {
			return err
		}
		defer h.file.Close()
		d.term.History = h
	}
	whole, end := context.WithCancel(stop)
	defer end()
	read := make(chan struct{})
	go func() {
		defer close(read)
		if d.read() {
			d.finish()
			end()
		}
	}()
	if err := s.lives(whole); err != nil {
		s.console.Close()
		return err
	}
	s.console.Close()
	if stop.Err() != nil { // interrupted; the input may still be open
		return d.interrupted()
	}
	<-read
	return d.result()
}

package console

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

// Console does the lines that people type at one world. Its methods may be called from any goroutine.
type Console struct {
	story *story.Story
	lab   *exercise // nil: nothing is hidden and nothing graded

	mu       sync.Mutex
	player   *script.Console // nil while there is no world
	began    time.Time       // virtual time at which people could begin
	late     error           // why the world did not come to rest after the present line
	changes  []Change
	journal  Journal
	ready    *sync.Cond // player or closed has changed
	closed   bool
	restarts chan struct{}
}

// Journal has lines executed that change something, so that what they change outlives the program.
type Journal interface {
	// Do executes a line by do, and returns do's error. Without one the line is kept when Do returns.
	Do(line string, do func() error) error
	// Note keeps a text. Without an error it is kept when Note returns.
	Note(text string) error
}

// BegunAgain is the note of a journal that the world was to begin again: whoever finds it among the last notes does
// that.
const BegunAgain = "reset"

// Change is a line that changed something.
type Change struct {
	Line string
	At   time.Time // in the world's time
}

// Answer is what came of a line.
type Answer struct {
	Output string // whole lines
	Failed bool   // a claim that does not hold, or a grade that is not passed
}

// ErrClosed tells that the world has ended.
var ErrClosed = errors.New("the world has ended")

// New is a console for a world that the story describes. It waits for the world to be attached.
func New(s *story.Story) *Console {
	c := &Console{story: s, restarts: make(chan struct{}, 1)}
	c.ready = sync.NewCond(&c.mu)
	return c
}

// KeepIn hands the lines that change something to a journal as well.
func (c *Console) KeepIn(j Journal) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.journal = j
}

// Attach gives the console its world, which may be a living one; again after [Console.Restarts]. Lines that were typed
// before wait until then. began is the world's time when it was as the story has it: a lab plays lines as long after
// that as they were typed.
func (c *Console) Attach(w *sim.World, began time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.player, c.began = c.story.ConsoleAt(w), began
	c.player.Settle = func() error { c.late = w.Settle(); return nil } // the line is done all the same
	c.player.FromTheBeginning()
	defer c.ready.Broadcast()
	if c.lab == nil {
		return nil
	}
	if c.journal != nil && c.lab.used > 0 { // a world that begins again has a journal of its own
		if err := c.journal.Note(fmt.Sprintf("%s %d", usedHints, c.lab.used)); err != nil {
			return err
		}
	}
	return c.lab.begin(c)
}

// Remember takes a line that changed something before this program ran, without doing it again.
func (c *Console) Remember(change Change) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changes = append(c.changes, change)
}

// Changes are the lines that changed something, in order.
func (c *Console) Changes() []Change {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.changes[:len(c.changes):len(c.changes)]
}

// Configured is the story with the lines that people typed: the configuration as it is now, in a world of its own.
func (c *Console) Configured() (*story.Story, error) {
	var lines []string
	for _, change := range c.Changes() {
		lines = append(lines, change.Line)
	}
	return c.story.After(lines)
}

// Close ends the console: lines get [ErrClosed].
func (c *Console) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.ready.Broadcast()
}

// Wait waits until the console has its world, or is closed.
func (c *Console) Wait() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wait()
}

func (c *Console) wait() {
	for c.player == nil && !c.closed {
		c.ready.Wait()
	}
}

// Restarts receives a value when somebody wants the world to begin again. Whoever runs it builds a new one and attaches
// it.
func (c *Console) Restarts() <-chan struct{} { return c.restarts }

// reset asks for a world that begins again. Lines that are typed wait until it is attached.
func (c *Console) reset() (Answer, error) {
	if c.journal != nil {
		if err := c.journal.Note(BegunAgain); err != nil {
			return Answer{}, fmt.Errorf("the world goes on, since that it is to begin again cannot be stored: %w", err)
		}
	}
	c.changes, c.player = nil, nil
	text := "The world begins again, without your changes and mail.\n"
	if c.lab != nil {
		c.lab.grade, text = nil, "The world begins again, with its fault.\n"
	}
	select {
	case c.restarts <- struct{}{}:
	default: // it is asked for already
	}
	return Answer{Output: text}, nil
}

// command is a word that is answered by the console itself.
type command struct {
	name, usage, doc string
	do               func(c *Console, arguments []string) (Answer, error)
}

// Do does one whole line, with its actor, and returns what there is to print. files are where messages to be sent are
// looked for besides the story's own; nil is nowhere. An error about the line is a [*mistake.Error].
func (c *Console) Do(line string, files fs.FS) (Answer, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.wait()
	if c.closed {
		return Answer{}, ErrClosed
	}
	if words := strings.Fields(line); len(words) > 0 {
		if len(words) > 1 && strings.HasSuffix(words[0], ">") && commandNamed(words[1]) != nil {
			words = words[1:] // whoever the prompt is
		}
		if cmd := commandNamed(words[0]); cmd != nil {
			answer, err := cmd.do(c, words[1:])
			return answer, mistaken(err)
		}
	}
	answer, err := c.play(line, files)
	return answer, mistaken(err)
}

// play does a line of the story language.
func (c *Console) play(line string, files fs.FS) (Answer, error) {
	kind, err := c.player.Read(line)
	if err != nil {
		return Answer{}, err
	}
	switch {
	case kind.Reveals && c.hides():
		return Answer{}, mistake.At(1, "decisions are hidden in a lab",
			"look at what an administrator sees: queues, logs, traces and reports; hint tells more")
	case kind.Message != "":
		if m := c.attach(kind.Message, files); m != nil {
			m.Column = utf8.RuneCountInString(line[:strings.Index(line, kind.Message)]) + 1
			return Answer{}, m
		}
	}
	if c.lab != nil && !c.lab.instructor {
		if err := c.lab.Allows(line, kind, len(c.changes)); err != nil {
			return Answer{}, err
		}
	}
	if kind.Sends {
		c.player.Begin()
	}
	w := c.player.World()
	w.Do(func(*sim.Inside) {}) // brings a living world's clock to the present
	at := w.Clock.Now()
	output, err := c.execute(line, kind.Changes)
	if err != nil {
		return Answer{}, err
	}
	if output = ended(output); c.late != nil {
		output += "WARNING: " + c.late.Error() + "\n"
	}
	if kind.Changes {
		c.changes = append(c.changes, Change{line, at})
	}
	if kind.Sends || kind.Waits {
		if err := w.Kept(); err != nil {
			return Answer{}, fmt.Errorf("the line took effect, but a restart may forget it: %w", err)
		}
	}
	return Answer{Output: output, Failed: kind.Claims && !strings.HasPrefix(output, "holds")}, nil
}

// execute does a line: one that changes something through the journal, and what follows from it for mail afterwards.
func (c *Console) execute(line string, changes bool) (output string, err error) {
	c.late = nil
	if c.journal == nil || !changes {
		return c.player.Do(line)
	}
	settle := c.player.Settle
	c.player.Settle = func() error { return nil }
	err = c.journal.Do(line, func() (err error) { output, err = c.player.Do(line); return err })
	if c.player.Settle = settle; err != nil {
		return "", err
	}
	return output, settle()
}

// ended is a text whose last line is ended.
func ended(s string) string {
	if s != "" && !strings.HasSuffix(s, "\n") {
		s += "\n"
	}
	return s
}

// mistaken makes a mistake in a line that was typed one of the line alone: which one it was, whoever typed it sees.
func mistaken(err error) error {
	var e *mistake.Error
	if errors.As(err, &e) {
		return mistake.At(e.Column, e.Message, e.Hint)
	}
	return err
}

// Complete returns what the last word of a line can go on as, and where that word begins, in bytes.
func (c *Console) Complete(line string) (start int, words []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.player == nil || c.closed {
		return len(line), nil
	}
	start, words = c.player.Complete(line)
	if !strings.ContainsAny(line, " >") {
		for _, cmd := range commands {
			if strings.HasPrefix(cmd.name, line) && (c.lab != nil || !cmd.ofLab()) {
				words = append(words, cmd.name)
			}
		}
	}
	return start, words
}

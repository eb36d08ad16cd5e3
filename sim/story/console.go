package story

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"hybridsim/sim"
)

// Console plays lines that somebody types, one at a time, on a world that goes on meanwhile. A claim looks at what happened
// since the last line that sent something, or since the world began. It is for one goroutine; the world may be a live one.
type Console struct {
	// Hidden keeps decisions and what rests on them from the person: they would give away what a lab asks for.
	Hidden bool

	p *play
}

// ErrHidden is the reason why a line is not played on a console that hides decisions.
var ErrHidden = errors.New("decisions are hidden in a lab")

// On lets people type at a world that the story built.
func (s *Story) On(w *sim.World) *Console {
	return &Console{p: &play{story: s, w: w, queued: map[string]bool{}}}
}

// Answer is what came of a line.
type Answer struct {
	Output  string    // what it printed
	At      time.Time // when it was played, in the world's time
	Changed bool      // whether it may have changed the configuration of a side, of the network or of a host
	Failed  bool      // it is a claim that does not hold
}

// Do plays a line of the story language. A message that it sends is an attachment of the story, a file among files, which may
// be nil, or when it names none the [Greeting]. The error is an [*Error] without a file's name, with the column in the line.
func (c *Console) Do(line string, files fs.FS) (*Answer, error) {
	step := &Step{Line: 1, Text: line}
	if err := step.understand(&cursor{line: 1, text: line, typed: true}); err != nil {
		return nil, err
	}
	c.p.w.Do(func() {}) // the clock comes to the present
	answer := &Answer{At: c.p.w.Clock.Now(), Changed: step.changes()}
	var err error
	switch {
	case step.act != nil:
		answer.Output, err = c.act(step.act, files)
	case c.Hidden && step.reveals():
		err = place(1).errorf("look at what an administrator sees: queues, logs, traces, reports, and what Get- cmdlets print", "%v", ErrHidden)
	case step.claim != nil:
		answer.Output, answer.Failed, err = c.claim(step.claim)
	case step.print != nil:
		answer.Output, err = step.print.print(c.p)
	default:
		err = place(1).errorf("perhaps stands in a base or a story", "nothing is unknown about a world that runs")
	}
	if err != nil {
		return nil, step.wrap(err)
	}
	c.p.noteQueues()
	return answer, nil
}

// act plays an action until all that is due then is done.
func (c *Console) act(a action, files fs.FS) (output string, err error) {
	since := c.p.now()
	switch a := a.(type) {
	case *cmdletAction:
		output, err = c.p.runCmdlet(a)
	case *sendAction:
		if err = c.attach(a, files); err == nil {
			c.p.section = since
			err = a.do(c.p)
		}
	default:
		c.p.talk = nil
		if err = a.do(c.p); err == nil && c.p.talk != nil {
			c.p.section, output = since, strings.Join(c.p.talk, "\n")+"\n"
		}
	}
	if err != nil {
		return "", err
	}
	return output, c.p.w.Settle()
}

func (c *Console) claim(claim claim) (output string, failed bool, err error) {
	f, err := claim.check(c.p)
	if err != nil {
		return "", false, err
	}
	verdict := "holds"
	if !f.holds {
		verdict = "does not hold"
	}
	if c.Hidden && f.got == "" {
		return verdict + "\n", !f.holds, nil
	}
	return fmt.Sprintf("%s: %s\n", verdict, strings.ReplaceAll(f.got, "\n", "\n    ")), !f.holds, nil
}

// Greeting is the name of the message that is sent when none is named.
const Greeting = "greeting"

// attach finds the message that is to be sent.
func (c *Console) attach(a *sendAction, files fs.FS) error {
	if _, ok := c.p.story.files[a.file]; ok {
		return nil
	}
	if a.file == "" {
		a.file, a.content = Greeting, greeting(a.from, a.to)
		return nil
	}
	hint := "the messages of this world are: " + strings.Join(append(c.p.story.attachments(), Greeting), ", ") + "; a file is named from the folder in which the program was started"
	if files == nil || !fs.ValidPath(a.file) {
		return a.fileAt.errorf(hint, "there is no message %q", a.file)
	}
	f, err := files.Open(a.file)
	if errors.Is(err, fs.ErrNotExist) {
		return a.fileAt.errorf(hint, "there is no message and no file %q", a.file)
	}
	if err != nil {
		return a.fileAt.errorf("", "reading the message: %v", err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
	case !info.Mode().IsRegular():
		return a.fileAt.errorf("", "%s is no file", a.file)
	case info.Size() > largestFile:
		return a.fileAt.errorf("", "%s is larger than %d MB", a.file, largestFile>>20)
	default:
		a.content, err = fs.ReadFile(files, a.file)
	}
	if err != nil {
		return a.fileAt.errorf("", "reading the message: %v", err)
	}
	return nil
}

// largestFile is the size up to which a file is read as a message: above Exchange's own limits, below what hurts.
const largestFile = 64 << 20

func greeting(from string, to []string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "From: <%s>\nTo: <%s>\nSubject: Hello\n\nLunch at noon?\n", from, strings.Join(to, ">, <"))
	return b.Bytes()
}

// changes reports whether the step may change what is configured.
func (s *Step) changes() bool {
	switch a := s.act.(type) {
	case nil, *sendAction, *waitAction:
		return false
	case *cmdletAction:
		return !onlyGets(a.line)
	case *hostAct:
		return !a.talks
	}
	return true
}

// reveals reports whether what the step prints is taken from decisions.
func (s *Step) reveals() bool {
	switch s.print.(type) {
	case *tracePrinter:
		return true
	}
	_, decision := s.claim.(*decisionClaim)
	return decision
}

// Change is a line that changed something, with its place in time.
type Change struct {
	Line  string
	After time.Duration // since the world was handed over
}

// Messages are the names of what can be sent without a file.
func (c *Console) Messages() []string { return append(c.p.story.attachments(), Greeting) }

// Clock is the world's time.
func (c *Console) Clock() time.Time { return c.p.w.Clock.Now() }

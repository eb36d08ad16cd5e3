package story

import (
	"maps"
	"strings"
	"time"

	"hybridsim/sim"
)

// Console performs lines of the story language one by one, for somebody at a keyboard. It does not assume that what follows from a
// line has happened when the line is done: a world that has a [sim.Pace] goes on by itself, before, during and after a call. A
// console is for one goroutine.
type Console struct {
	// Settle lets the work be done that follows from a line. It is [sim.World.Settle] unless the caller replaces it; whoever
	// drives the world by the wall clock need not wait here.
	Settle func() error
	// Wait lets time pass, for the line "wait 30m". It is [sim.World.Wait] unless the caller replaces it.
	Wait func(d time.Duration) error

	play *play
	line int // how many have been typed
}

// consoleName stands for the file in the errors of lines that are typed.
const consoleName = "console"

// Console builds the story's world in its faulty state, after the cause, with a console at it; of a base or an assertion the
// world as it is. The caller closes the world.
func (s *Story) Console() (*Console, error) {
	p, err := newFaultyPlay(s)
	if err != nil {
		return nil, err
	}
	return p.console(), nil
}

// ConsoleAt is a console at a world that the caller has built. The story gives the attachments that can be sent.
func (s *Story) ConsoleAt(w *sim.World) *Console { return on(s, w).console() }

func (p *play) console() *Console {
	own := *p.story // more can be attached, but not to the story
	own.files = maps.Clone(p.story.files)
	p.story = &own
	c := &Console{Settle: p.settle, Wait: p.wait, play: p}
	p.settle = func() error { return c.Settle() }
	p.wait = func(d time.Duration) error { return c.Wait(d) }
	c.Begin()
	return c
}

// World is the world that the console stands at.
func (c *Console) World() *sim.World { return c.play.w }

// Attach makes a message that can be sent by its name.
func (c *Console) Attach(name string, content []byte) {
	if c.play.story.files == nil {
		c.play.story.files = map[string][]byte{}
	}
	c.play.story.files[name] = content
}

// Attachments are the names of the messages that can be sent.
func (c *Console) Attachments() []string { return c.play.story.attachments() }

// Begin starts a section: claims, trace and explain look at what happens from here on.
func (c *Console) Begin() { c.play.begin() }

// Do performs one line and returns what there is to print: what a cmdlet prints, the replies to commands typed by hand, the
// time after waiting, whether a claim holds and what there was, a trace. Comments, marks and empty lines do nothing, so that a part
// of a story can be pasted. An error about the line is an [*mistake.Error] whose File is "console" and whose Line counts the lines typed.
func (c *Console) Do(line string) (output string, err error) {
	c.line++
	step, err := parseTyped(consoleName, c.line, line)
	if err != nil || step == nil {
		return "", err
	}
	p := c.play
	switch {
	case step.IsClaim():
		var f finding
		if f, err = step.claim.check(p); err == nil {
			output = verdict(f.holds, f.got)
		}
	case step.print != nil:
		output, err = step.print.print(p)
	default:
		output, err = c.act(step)
	}
	return strings.TrimRight(output, "\n"), step.wrap(err)
}

func (c *Console) act(step *Step) (string, error) {
	p := c.play
	if a, sends := step.act.(*sendAction); sends && a.file == Greeting {
		c.Attach(Greeting, greeting(a.from, a.to))
	}
	if err := p.story.hasAttachment(step, "nothing is attached here that could be sent"); err != nil {
		return "", err
	}
	var output string
	if a, ok := step.act.(*cmdletAction); ok {
		step.act = actionFunc(func(p *play) (err error) { output, err = p.runCmdlet(a); return err })
	}
	before := p.talk
	p.talk = nil
	if err := p.perform(step); err != nil {
		return "", err
	}
	if _, ok := step.act.(*waitAction); ok {
		output = "it is " + p.w.Clock.Now().UTC().Format(time.RFC3339)
	}
	if p.talk == nil {
		p.talk = before
	} else {
		output = strings.Join(p.talk, "\n")
	}
	return output, nil
}

// actionFunc is an action in a function.
type actionFunc func(p *play) error

func (f actionFunc) do(p *play) error { return f(p) }

// parseTyped reads a line that is typed rather than written into a file: something that acts, claims or prints. Of an empty line,
// a comment and a mark it makes no step. where and number are its place in errors.
func parseTyped(where string, number int, line string) (*Step, error) {
	c := &cursor{file: where, line: number, text: strings.TrimRight(line, " \t\r\n"), typed: true}
	if i := firstBadByte([]byte(c.text)); i >= 0 {
		return nil, c.errorAt(i, "type one line of text", "this is not text in UTF-8")
	}
	if i := strings.IndexAny(c.text, "\r\n"); i >= 0 {
		return nil, c.errorAt(i, "type one after the other", "this is more than one line")
	}
	start := c.mark()
	rest := c.text[start:]
	switch {
	case rest == "" || strings.HasPrefix(rest, "#"):
		return nil, nil
	case strings.HasPrefix(rest, "=="):
		return nil, c.errorf("sections divide a file").Hinting("type the lines beneath it")
	}
	for _, kind := range markKinds {
		if strings.HasPrefix(rest, string(kind)+":") {
			return nil, nil
		}
	}
	s := &Step{File: where, Line: number, Text: rest}
	if err := s.understand(c); err != nil {
		return nil, err
	}
	if s.unknown != nil {
		return nil, c.errorAt(start, "type what is so: "+s.unknown.Step.Text, "this world is set up already")
	}
	return s, nil
}

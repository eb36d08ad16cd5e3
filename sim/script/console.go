package script

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hybridsim/sim"
)

// Console performs lines one by one, for somebody at a keyboard. It does not assume that what follows from a line has
// happened when the line is done: a world that has a [sim.Pace] goes on by itself, before, during and after a call. A
// console is for one goroutine.
type Console struct {
	*Player
	line int // how many have been typed
}

// consoleName stands for the file in the errors of lines that are typed.
const consoleName = "console"

// NewConsole is a console at a world, with messages that can be sent there; the map stays the caller's.
func NewConsole(w *sim.World, messages map[string][]byte) *Console {
	own := maps.Clone(messages)
	if own == nil {
		own = map[string][]byte{}
	}
	c := &Console{Player: On(w, own)}
	c.Begin()
	return c
}

// Attach makes a message that can be sent by its name.
func (c *Console) Attach(name string, content []byte) { c.files[name] = content }

// Attachments are the names of the messages that can be sent.
func (c *Console) Attachments() []string { return slices.Sorted(maps.Keys(c.files)) }

// Read tells what a line is. The error is that of [Console.Do].
func (c *Console) Read(line string) (Traits, error) {
	step, err := Parse(consoleName, c.line+1, line)
	if err != nil || step == nil {
		return Traits{}, err
	}
	return step.Traits(), nil
}

// Do performs one line and returns what there is to print: what a cmdlet prints, the replies to commands typed by hand,
// the time after waiting, whether a claim holds and what there was, a trace. Comments, marks and empty lines do
// nothing, so that a part of a story can be pasted. An error about the line is a [*mistake.Error] whose File is
// "console" and whose Line counts the lines typed.
func (c *Console) Do(line string) (output string, err error) {
	c.line++
	step, err := Parse(consoleName, c.line, line)
	if err != nil || step == nil {
		return "", err
	}
	switch {
	case step.IsClaim():
		var f Finding
		if f, err = c.Check(step); err == nil {
			output = f.String() + c.forgotten()
		}
	case step.Prints():
		if output, err = c.Print(step); err == nil {
			output += c.forgotten()
		}
	default:
		output, err = c.act(step)
	}
	return strings.TrimRight(output, "\n"), err
}

// forgotten says of an answer that older evidence is gone, if it could have been in it.
func (c *Console) forgotten() string {
	f := c.w.Forgotten()
	if f.Events <= c.section.Events {
		return ""
	}
	return fmt.Sprintf("\nNot looked at: older evidence was forgotten (%s), what happened before %s.", f.By,
		f.Before.UTC().Format(time.RFC3339))
}

func (c *Console) act(step *Step) (string, error) {
	if a, sends := step.act.(*sendAction); sends && a.file == Greeting {
		c.Attach(Greeting, greeting(a.from, a.to))
	}
	if a, hands := step.act.(*hostAct); hands && a.sends != nil && a.sends.Message == Greeting {
		c.Attach(Greeting, greeting(a.sends.From, a.sends.To))
	}
	if err := step.Lacks(c.files, "nothing is attached here that could be sent"); err != nil {
		return "", err
	}
	var output string
	if a, ok := step.act.(*cmdletAction); ok {
		step.act = actionFunc(func(p *Player) (err error) { output, err = p.runCmdlet(a); return err })
	}
	before := c.talk
	c.talk = nil
	if err := c.Perform(step); err != nil {
		return "", err
	}
	if _, ok := step.act.(*waitAction); ok {
		output = "it is " + c.w.Clock.Now().UTC().Format(time.RFC3339)
	}
	if c.talk == nil {
		c.talk = before
	} else if output == "" {
		output = c.talk.String()
	}
	return output, nil
}

// actionFunc is an action in a function.
type actionFunc func(p *Player) error

func (f actionFunc) do(p *Player) error { return f(p) }

package story

import (
	"fmt"
	"strings"

	"hybridsim/sim/mistake"
)

// Typed is what a line is that somebody types, before it is done.
type Typed struct {
	Changes bool // it may change the configuration of a side, the network, certificates or a host
	Sends   bool // it sends mail, or commands by hand
	Waits   bool
	Claims  bool
	Reveals bool   // what it prints is taken from decisions
	Message string // the name of the message that it sends
}

// Read tells what a line is. The error is that of [Console.Do].
func (c *Console) Read(line string) (t Typed, err error) {
	step, err := parseTyped(consoleName, c.line+1, line)
	if err != nil || step == nil {
		return t, err
	}
	switch a := step.act.(type) {
	case nil:
		t.Claims, t.Reveals = step.IsClaim(), step.Reveals()
	case *sendAction:
		t.Sends, t.Message = true, a.file
	case *waitAction:
		t.Waits = true
	case *cmdletAction:
		t.Changes = !onlyGets(a.line)
	case *hostAct:
		t.Sends, t.Changes = a.talks, !a.talks
	default:
		t.Changes = true
	}
	return t, nil
}

// FromTheBeginning makes the console's section begin with the world itself.
func (c *Console) FromTheBeginning() { c.play.section = moment{} }

// Greeting is the name of the message that is sent when a typed line names none.
const Greeting = "greeting"

func greeting(from string, to []string) []byte {
	return fmt.Appendf(nil, "From: <%s>\nTo: <%s>\nSubject: Hello\n\nLunch at noon?\n", from, strings.Join(to, ">, <"))
}

// Teaches is nil when the story can be a lab: when it has a fault to look for and a cure to verify.
func (s *Story) Teaches() error {
	if err := s.curable(); err != nil {
		return fmt.Errorf("%s cannot be a lab: %s\n    hint: a lab is a story with Symptoms and Resolution; hybridsim list shows them", s.Name, mistake.Message(err))
	}
	return nil
}

// Reveals reports whether what the step shows is taken from decisions, which tell why things are as they are.
func (s *Step) Reveals() bool {
	_, traces := s.print.(*tracePrinter)
	_, decides := s.claim.(*decisionClaim)
	return traces || decides
}

// HasAttachment reports whether the story brings a message of this name.
func (s *Story) HasAttachment(name string) bool {
	_, ok := s.files[name]
	return ok
}

package script

import (
	"fmt"
	"strings"
)

// Traits are what a line is that somebody types, before it is done.
type Traits struct {
	Changes bool // it may change the configuration of a side, the network, certificates or a host
	Sends   bool // it sends mail, or commands by hand
	Waits   bool
	Claims  bool
	Reveals bool   // what it prints is taken from decisions, which tell why things are as they are
	Seen    bool   // it claims what a mailbox user could see
	Message string // the name of the message that it sends
}

// Traits tells what the step is.
func (s *Step) Traits() Traits {
	t := Traits{Claims: s.IsClaim()}
	if s.IsClaim() {
		switch s.claim.query.(type) {
		case *mailQuery, *ndrQuery, *autoReplyQuery, *answerQuery:
			t.Seen = true
		case *decisionQuery:
			t.Reveals = true
		}
	}
	if _, traces := s.print.(*tracePrinter); traces {
		t.Reveals = true
	}
	switch a := s.act.(type) {
	case nil:
	case *sendAction:
		t.Sends, t.Message = true, a.file
	case *waitAction:
		t.Waits = true
	case *cmdletAction:
		t.Sends = validates(a.line)
		t.Changes = !t.Sends && !onlyGets(a.line)
	case *hostAct:
		t.Sends, t.Changes = a.talks, !a.talks
		if a.sends != nil {
			t.Message = a.sends.Message
		}
	default:
		t.Changes = true
	}
	return t
}

// Sending is who sends which message to whom, how many times.
type Sending struct {
	From    string
	Message string
	Times   int
	To      []string
}

// Sending is what a step of a mailbox user sends.
func (s *Step) Sending() (Sending, bool) {
	a, sends := s.act.(*sendAction)
	if !sends {
		return Sending{}, false
	}
	return Sending{a.from, a.file, a.times, a.to}, true
}

// Greeting is the name of the message that is sent when a typed line names none.
const Greeting = "greeting"

func greeting(from string, to []string) []byte {
	return fmt.Appendf(nil, "From: <%s>\nTo: <%s>\nSubject: Hello\n\nLunch at noon?\n", from, strings.Join(to, ">, <"))
}

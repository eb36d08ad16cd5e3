package script

import (
	"bytes"
	"errors"
	"strings"

	"hybridsim/sim"
	"hybridsim/sim/mistake"
)

// sendAction is a mailbox user, on either side or at an outside host, sending an attachment as a message.
type sendAction struct {
	from   string
	file   string
	fileAt mistake.Column
	times  int
	to     []string
}

// sendVerb has no parser in the registry: it needs the address before the ">".
var sendVerb = register(groupUser, "send", "ADDRESS> send [N x] FILE to ADDRESS, ...",
	"A mailbox user sends an attachment of the story as a message; with a number, so many copies, each a "+
		"message of its own. "+
		"The address decides whose mailbox it is. A missing Message-ID or Date is filled in.", nil)

func parseSend(c *Cursor, from string) (any, error) {
	if !c.Take("send") {
		return nil, c.Errorf("a mailbox user can send, not %s", c.next())
	}
	a := &sendAction{from: from, times: 1}
	var err error
	if next := c.Peek(); next != "" && strings.Trim(next, "0123456789") == "" {
		if a.times, err = c.number("a number of messages", maxMessages); err != nil {
			return nil, err
		}
		if err := c.Expect("x"); err != nil {
			return nil, err
		}
	}
	a.fileAt = c.Here()
	if c.typed && c.Peek() == "to" {
		a.file = Greeting
		return a, a.recipients(c)
	}
	if a.file, err = c.Word("an attachment"); err != nil {
		return nil, err
	}
	return a, a.recipients(c)
}

func (a *sendAction) recipients(c *Cursor) error {
	if err := c.Expect("to"); err != nil {
		return err
	}
	return c.list(func() error {
		to, err := c.address("a recipient's address")
		a.to = append(a.to, to)
		return err
	})
}

func (a *sendAction) do(p *Player) error {
	sent := p.Now()
	p.sent = &sent
	content := bytes.ReplaceAll(bytes.ReplaceAll(p.files[a.file], []byte("\r\n"), []byte("\n")), []byte("\n"),
		[]byte("\r\n"))
	by, err := p.w.Sender(a.from, "")
	var nobody *sim.NoSenderError
	switch {
	case err == nil:
	case errors.As(err, &nobody) && nobody.Both:
		return mistake.Column(1).Errorf("remove one, or send as another address that only one of them has", "%s", err)
	default:
		return mistake.Column(1).Errorf(p.mailboxHint(a.from), "%s", err)
	}
	for range a.times {
		p.w.Post(by, a.from, a.to, content)
		if err := p.Settle(); err != nil {
			return err
		}
	}
	return nil
}

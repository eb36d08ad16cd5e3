package story

import (
	"bytes"
	"fmt"
)

// sendAction is a mailbox user, on either side or at an outside host, sending an attachment as a message.
type sendAction struct {
	from  string
	file  string
	times int
	to    []string
}

const sendDoc = "A mailbox user sends an attachment of the story as a message; with a number, so many copies, each a message of its own. " +
	"The address decides whose mailbox it is. A missing Message-ID or Date is filled in."

var _ = register(groupHost, "send", "ADDRESS> send [N x] FILE to ADDRESS, ...", sendDoc, nil)

// parseUser reads what a mailbox user does.
func parseUser(c *cursor, from string) (any, error) {
	if err := c.expect("send"); err != nil {
		err.(*Error).Hint = "a mailbox user can send: " + from + "> send hello.eml to bob@contoso.com"
		return nil, err
	}
	return parseSend(c, from)
}

func parseSend(c *cursor, from string) (*sendAction, error) {
	a := &sendAction{from: from, times: 1}
	var err error
	if next := c.peek(); next != "" && next[0] >= '0' && next[0] <= '9' {
		if a.times, err = c.number("a number of messages"); err != nil {
			return nil, err
		}
		if err := c.expect("x"); err != nil {
			return nil, err
		}
	}
	if a.file, err = c.word("an attachment"); err != nil {
		return nil, err
	}
	if err := c.expect("to"); err != nil {
		return nil, err
	}
	for {
		to, err := c.address("a recipient's address")
		if err != nil {
			return nil, err
		}
		a.to = append(a.to, to)
		if !c.take(",") {
			return a, nil
		}
	}
}

func (a *sendAction) do(p *play) error {
	p.sent = p.now()
	content := bytes.ReplaceAll(bytes.ReplaceAll(p.story.files[a.file], []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
	sides, host := p.sidesOf(a.from), p.w.HostOf(a.from)
	for range a.times {
		switch {
		case len(sides) == 1:
			p.w.Submit(sides[0], a.from, a.to, content)
		case len(sides) == 2:
			return fmt.Errorf("%s has a mailbox on both sides; remove one, or write which with the side's own address", a.from)
		case host != nil:
			host.Send(a.from, a.to, content)
		default:
			return &placedError{1, fmt.Sprintf("%s has no mailbox to send from", a.from), "create it with New-Mailbox, or with mailbox on an outside host"}
		}
		if err := p.w.Settle(); err != nil {
			return err
		}
	}
	return nil
}

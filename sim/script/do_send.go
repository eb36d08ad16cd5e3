package script

import (
	"bytes"
	"errors"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
)

// sendAction is a mailbox user, on either side or at an outside host, sending an attachment as a message.
type sendAction struct {
	from   string
	as     string // in whose name; empty: the sender's own
	file   string
	size   relay.ByteSize // to which the attachment is filled up; 0: as it is
	fileAt mistake.Column
	times  int
	bare   bool // lines of the text end in LF alone
	to     []string
}

// sendVerb has no parser in the registry: it needs the address before the ">".
var sendVerb = register(groupUser, "send",
	"ADDRESS> send [N x] FILE [of SIZE] [with bare line feeds] [as ADDRESS] to ADDRESS, ...",
	"A mailbox user sends an attachment of the story as a message; with a number, so many copies, each a "+
		"message of its own. With a size (150KB, 12MB) the text is filled up until the message has it, at most "+
		"40MB. "+
		"With bare line feeds the lines of its text end in LF alone, as some programs write them. "+
		"As another address it is in that one's name, which takes Send As or Send on Behalf there. "+
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
	if next := c.Peek(); c.typed && (next == "to" || next == "as") {
		a.file = Greeting
		return a, a.recipients(c)
	}
	if a.file, err = c.Word("an attachment"); err != nil {
		return nil, err
	}
	if c.Take("of") {
		if a.size, err = c.size(); err != nil {
			return nil, err
		}
	}
	a.bare = c.Take("with bare line feeds")
	return a, a.recipients(c)
}

func (a *sendAction) recipients(c *Cursor) (err error) {
	if a.as, err = c.addressIf("as", "in whose name it is sent"); err != nil {
		return err
	}
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
	content := filled(relay.WholeLines(p.files[a.file]), int(a.size))
	if a.bare {
		header, body := relay.SplitMessage(content)
		content = relay.Content(header, bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")))
	}
	by, err := p.w.Sender(a.from, "")
	var nobody *sim.NoSenderError
	switch {
	case err == nil:
	case errors.As(err, &nobody) && nobody.Both:
		return mistake.Column(1).Errorf("remove one, or send as another address that only one of them has", "%s", err)
	default:
		return mistake.Column(1).Errorf(p.mailboxHint(a.from), "%s", err)
	}
	if a.as != "" && by.Host != nil {
		return mistake.Column(1).Errorf("leave as "+a.as+" out",
			"%s is no mailbox of an organization, and has no rights in one", a.from)
	}
	by.As = a.as
	for range a.times {
		p.w.Post(by, a.from, a.to, content)
		if err := p.Settle(); err != nil {
			return err
		}
	}
	return nil
}

// largest is the size to which a message can be filled up.
const largest = 40 * relay.MB

// size takes a size of at most [largest].
func (c *Cursor) size() (n relay.ByteSize, err error) {
	at := c.Here()
	word, err := c.Word("a size, as in 150KB")
	if err != nil {
		return 0, err
	}
	if err := n.UnmarshalText([]byte(word)); err != nil || n <= 0 || n > largest {
		return 0, at.Errorf("want 150KB or 12MB, at most "+largest.String(), "%q is not the size of a message", word)
	}
	return n, nil
}

// filled is a message with lines of text behind it, up to a size.
func filled(content []byte, size int) []byte {
	const line = "The quick brown fox jumps over the lazy dog, and does so again and again.\r\n"
	if missing := size - len(content); missing > 0 {
		lines := bytes.Repeat([]byte(line), missing/len(line)+1)
		content = append(slices.Clip(content), lines[:max(missing-len("\r\n"), 0)]...)
		content = append(content, "\r\n"...)
	}
	return content
}

package script

import (
	"errors"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/vnet"
)

// submission is a device or a program handing a message in.
type submission struct {
	file   string
	from   string
	to     []string
	name   string // of the server
	nameAt mistake.Column
	port   uint16
	user   string
}

var _ = register(groupHost, "submit",
	"HOST> submit FILE from ADDRESS to ADDRESS, ... at NAME[:PORT] [as ADDRESS]",
	"A device or a program hands a message in at a server, at port 25 unless another is given, with STARTTLS where it "+
		"is offered. As a user it logs on first, with some password; smtp.office365.com:587 is where the cloud takes "+
		"that, port 587 of a server on-premises too. It keeps nothing: what is refused is lost, and want reply looks "+
		"at the answers.", parseSubmit)

func parseSubmit(c *Cursor) (any, error) {
	a := &submission{}
	var err error
	fileAt := c.Here()
	if a.file = Greeting; !c.typed || c.Peek() != "from" {
		if a.file, err = c.Word("an attachment"); err != nil {
			return nil, err
		}
	}
	if a.from, err = c.addressAfter("from", "the sender's address"); err != nil {
		return nil, err
	}
	if err := c.Expect("to"); err != nil {
		return nil, err
	}
	if err := c.list(func() error {
		to, err := c.address("a recipient's address")
		a.to = append(a.to, to)
		return err
	}); err != nil {
		return nil, err
	}
	if err := c.Expect("at"); err != nil {
		return nil, err
	}
	a.nameAt = c.Here()
	start := c.Mark()
	if a.name, err = c.Word("a server's name"); err != nil {
		return nil, err
	}
	if a.name, a.port, err = hostAndPort(c, start, a.name); err != nil {
		return nil, err
	}
	if a.user, err = c.addressIf("as", "a user's address"); err != nil {
		return nil, err
	}
	return &hostAct{talks: true, act: a.do, sends: &Sending{a.from, a.file, 1, a.to}, sendsAt: fileAt}, nil
}

func (a *submission) do(p *Player, h *sim.Host) error {
	sent := p.Now()
	p.sent = &sent
	replies, err := h.HandIn(sim.HandIn{At: a.name, Port: a.port, User: a.user, From: a.from, To: a.to,
		Content: relay.WholeLines(p.files[a.file])})
	if errors.Is(err, vnet.ErrNoDomain) || errors.Is(err, vnet.ErrNoRecords) {
		if _, unknown := p.destinations(a.name, a.nameAt); unknown != nil {
			return unknown
		}
	}
	p.talk = &talk{replies: replies}
	if err != nil {
		p.talk.broken = strings.TrimSpace(err.Error())
	}
	return p.Settle()
}

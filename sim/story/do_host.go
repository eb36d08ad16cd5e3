package story

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
)

// hostVerb is a verb typed at an outside host, whose name stands before the ">".
type hostVerb interface{ on(host string) }

// atHost remembers the host of a verb.
type atHost struct{ host string }

func (a *atHost) on(host string) { a.host = host }

func (a *atHost) find(p *play) (*sim.Host, error) {
	if h := p.w.Host(a.host); h != nil {
		return h, nil
	}
	var names []string
	for _, h := range p.w.Hosts() {
		names = append(names, h.Name)
	}
	return nil, &placedError{1, fmt.Sprintf("there is no outside host %q", a.host), didYouMean(a.host, append(names, "net> host NAME ADDRESS makes one"))}
}

// hostAct is an action at a host, in a closure.
type hostAct struct {
	atHost
	act func(p *play, h *sim.Host) error
}

func (a *hostAct) do(p *play) error {
	h, err := a.find(p)
	if err != nil {
		return err
	}
	return a.act(p, h)
}

var (
	_ = register(groupHost, "mailbox", "HOST> mailbox ADDRESS", "The outside host has a mailbox.", func(c *cursor) (any, error) {
		address, err := c.address("a mailbox's address")
		return &hostAct{act: func(p *play, h *sim.Host) error { return h.AddMailbox(address) }}, err
	})
	_ = register(groupHost, "block list", "HOST> block list ZONE reject|safe|off",
		"How the host uses a DNS block list: for every sender, only for the null sender and postmaster, or not at all.", parseBlockList)
	_ = register(groupHost, "allow", "HOST> allow RANGE", "Addresses exempt from the host's block lists.", func(c *cursor) (any, error) {
		start := c.mark()
		word, err := c.word("a range of addresses")
		if err != nil {
			return nil, err
		}
		r, err := relay.ParseAddressRange(word)
		if err != nil {
			return nil, c.errorAt(start, "", "%v", err)
		}
		return &hostAct{act: func(p *play, h *sim.Host) error { h.Allow(r); return nil }}, nil
	})
	_ = register(groupHost, "reply", `HOST> reply "TEXT" to CONNECT|EHLO|MAIL|RCPT|DATA [of ADDRESS] [N times]`,
		"The host gives this exact reply in place of its own, so many times or always.", parseReply)
	_ = register(groupHost, "talk", "HOST> talk to NAME: COMMAND; COMMAND; ...",
		"Somebody types SMTP commands at another host's port 25; want reply looks at the answers.", parseTalk)
)

func parseBlockList(c *cursor) (any, error) {
	zone, err := c.word("a block list's zone")
	if err != nil {
		return nil, err
	}
	start := c.mark()
	word, err := c.word("a mode: reject, safe or off")
	if err != nil {
		return nil, err
	}
	mode := sim.BlockListMode(word)
	if mode != sim.ListReject && mode != sim.ListSafe && mode != sim.ListOff {
		return nil, c.errorAt(start, didYouMean(word, []string{"reject", "safe", "off"}), "%q is not a mode", word)
	}
	return &hostAct{act: func(p *play, h *sim.Host) error { h.Use(zone, mode); return nil }}, nil
}

func parseReply(c *cursor) (any, error) {
	start := c.mark()
	text, err := c.quoted("the reply")
	if err != nil {
		return nil, err
	}
	script := sim.Script{}
	if script.Reply, err = relay.ParseReply(text); err != nil {
		return nil, c.errorAt(start, "", "%v", err)
	}
	if err := c.expect("to"); err != nil {
		return nil, err
	}
	start = c.mark()
	if script.Verb, err = c.word("an SMTP verb"); err != nil {
		return nil, err
	}
	verbs := []string{"CONNECT", "EHLO", "MAIL", "RCPT", "DATA"}
	if !strings.Contains(" CONNECT EHLO MAIL RCPT DATA ", " "+script.Verb+" ") {
		return nil, c.errorAt(start, didYouMean(script.Verb, verbs), "%q cannot be scripted", script.Verb)
	}
	if c.take("of") {
		if script.Address, err = c.address("an address"); err != nil {
			return nil, err
		}
	}
	if !c.done() {
		if script.Times, err = c.number("a number of times"); err != nil {
			return nil, err
		}
		if err := c.expect("times"); err != nil {
			return nil, err
		}
	}
	return &hostAct{act: func(p *play, h *sim.Host) error { h.Answer(script); return nil }}, nil
}

func parseTalk(c *cursor) (any, error) {
	if err := c.expect("to"); err != nil {
		return nil, err
	}
	to, err := c.word("a host name")
	if err != nil {
		return nil, err
	}
	if err := c.expect(":"); err != nil {
		return nil, err
	}
	var commands []string
	for command := range strings.SplitSeq(c.rest(), ";") {
		commands = append(commands, strings.TrimSpace(command))
	}
	return &hostAct{act: func(p *play, h *sim.Host) (err error) {
		p.talk, err = h.Talk(to, commands)
		return err
	}}, nil
}

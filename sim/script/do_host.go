package script

import (
	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/outside"
	"hybridsim/sim/suggest"
)

// hostVerb is a verb typed at an outside host, whose name stands before the ">".
type hostVerb interface {
	on(host string, at mistake.Column)
}

// hostAct is an action at a host, in a closure.
type hostAct struct {
	host  string
	at    mistake.Column
	act   func(p *Player, h *sim.Host) error
	talks bool // and changes nothing

	sends   *Sending // what it hands in; else nil
	sendsAt mistake.Column
}

func (a *hostAct) on(host string, at mistake.Column) { a.host, a.at = host, at }

func (a *hostAct) do(p *Player) error {
	h := p.w.Host(a.host)
	if h == nil {
		hint := suggest.DidYouMean(a.host, p.outsideHosts())
		if hint == "" {
			hint = "net> host NAME ADDRESS makes one"
		}
		return a.at.Errorf(hint, "there is no outside host %q", a.host)
	}
	return a.act(p, h)
}

var (
	_ = register(groupHost, "mailbox", "HOST> mailbox ADDRESS", "The outside host has a mailbox.",
		func(c *Cursor) (any, error) {
			at := c.Here()
			address, err := c.address("a mailbox's address")
			return &hostAct{act: func(p *Player, h *sim.Host) error { return at.Blame(h.AddMailbox(address)) }}, err
		})
	_ = register(groupHost, "block list", "HOST> block list ZONE reject|safe|off",
		"How the host uses a DNS block list: for every sender, only for the null sender and postmaster, or not at all.",
		parseBlockList)
	_ = register(groupHost, "allow", "HOST> allow RANGE", "Addresses exempt from the host's block lists.",
		func(c *Cursor) (any, error) {
			r, err := c.addressRange()
			return &hostAct{act: func(p *Player, h *sim.Host) error { h.Allow(r); return nil }}, err
		})
	_ = register(groupHost, "admit", "HOST> admit RANGE, ...|everybody",
		"Only clients from these addresses may pass mail on through the host, as the customers of a service do; "+
			"its own mailboxes are open to all.", parseAdmit)
	_ = register(groupHost, "check", "HOST> check SPF|DMARC|nothing",
		"What the host looks at before it takes a message over: SPF, and it refuses a fail; or DMARC, by SPF "+
			"and DKIM, and it refuses where the sender's domain asks for it. A host checks nothing unless told to.",
		func(c *Cursor) (any, error) {
			what, err := c.oneOf("a check", string(outside.CheckSPF), string(outside.CheckDMARC),
				string(outside.CheckNothing))
			return &hostAct{act: func(_ *Player, h *sim.Host) error {
				h.Check(outside.SenderCheck(what))
				return nil
			}}, err
		})
	_ = register(groupHost, "demand", "HOST> demand client usage|nothing",
		"Whether the host refuses mail over TLS from a client whose certificate is for servers only (550 5.7.1 to "+
			"MAIL), as a gateway is known to have done. Exchange and the service do not, and nor does a host that "+
			"was not told to.", parseDemand)
	_ = register(groupHost, "probe", "HOST> probe recipients as ADDRESS|probe nobody",
		"Before the host takes mail that it passes on, it asks the next system for the recipient, as a sender of its "+
			"own: MAIL, RCPT and QUIT. Until it knows, it puts the recipient off (450 4.1.1), and what the other "+
			"refuses it refuses too (550 5.1.1). It goes by an acceptance for 31 days and by a refusal for three "+
			"hours, as Postfix does.", parseProbe)
	_ = register(groupHost, "TLS", "HOST> TLS off|on",
		"A host without TLS, such as an old printer, neither offers STARTTLS nor uses it.",
		func(c *Cursor) (any, error) {
			what, err := c.oneOf("on or off", "off", "on")
			return &hostAct{act: func(_ *Player, h *sim.Host) error { h.SpeakTLS(what == "on"); return nil }}, err
		})
	_ = register(groupHost, "hops", "HOST> hops NUMBER",
		"At so many Received fields the host sees a loop and refuses the message; 100 unless told otherwise. "+
			"Postfix counts to 50, sendmail to 25, Exim to 30.", parseHops)
	_ = register(groupHost, "reply",
		`HOST> reply "TEXT" to CONNECT|EHLO|STARTTLS|MAIL|RCPT|DATA [of ADDRESS] [N times]`,
		"The host gives this exact reply in place of its own, so many times or always. Behind a 220 to STARTTLS no "+
			"TLS follows: the host goes on in clear, and hangs up.", parseReply)
	_ = register(groupHost, "hang up", `HOST> hang up at CONNECT|EHLO|STARTTLS|MAIL|RCPT|DATA [of ADDRESS] [N times]`,
		"The host closes the connection in place of its reply, so many times or always.", parseHangUp)
)

func parseBlockList(c *Cursor) (any, error) {
	zone, err := c.Word("a block list's zone")
	if err != nil {
		return nil, err
	}
	mode, err := c.oneOf("a mode", string(outside.ListReject), string(outside.ListSafe), string(outside.ListOff))
	return &hostAct{act: func(p *Player, h *sim.Host) error { h.Use(zone, outside.ListMode(mode)); return nil }}, err
}

func parseAdmit(c *Cursor) (any, error) {
	var ranges []relay.AddressRange
	if !c.Take("everybody") {
		err := c.list(func() error {
			r, err := c.addressRange()
			ranges = append(ranges, r)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return &hostAct{act: func(_ *Player, h *sim.Host) error { h.Admit(ranges); return nil }}, nil
}

func parseDemand(c *Cursor) (any, error) {
	demanded := !c.Take("nothing")
	if demanded {
		if err := c.Expect("client usage"); err != nil {
			return nil, err
		}
	}
	return &hostAct{act: func(_ *Player, h *sim.Host) error { h.DemandClientUsage(demanded); return nil }}, nil
}

func parseProbe(c *Cursor) (any, error) {
	if c.Take("nobody") {
		return &hostAct{act: func(_ *Player, h *sim.Host) error { h.Probe(""); return nil }}, nil
	}
	if err := c.Expect("recipients as"); err != nil {
		return nil, err
	}
	as, err := c.address("the sender that asks")
	return &hostAct{act: func(_ *Player, h *sim.Host) error { h.Probe(as); return nil }}, err
}

func parseHops(c *Cursor) (any, error) {
	at := c.Mark()
	n, err := c.number("a number of hops", maxMessages)
	if err == nil && n == 0 {
		err = c.ErrorAt(at, "", "a host that allows no hops takes no mail")
	}
	return &hostAct{act: func(_ *Player, h *sim.Host) error { h.SetHopLimit(n); return nil }}, err
}

func parseReply(c *Cursor) (any, error) { return scripted(c.reply()) }

func parseHangUp(c *Cursor) (any, error) {
	if err := c.Expect("at"); err != nil {
		return nil, err
	}
	return scripted(c.occasion(relay.HangUp))
}

// scripted gives a script to a host.
func scripted(script *outside.Script, err error) (any, error) {
	return &hostAct{act: func(p *Player, h *sim.Host) error { h.Answer(*script); return nil }}, err
}

// reply takes a reply that is given in place of a server's own: what, at which verb, to whom, how often.
func (c *Cursor) reply() (*outside.Script, error) {
	start := c.Mark()
	text, err := c.quoted("the reply")
	if err != nil {
		return nil, err
	}
	reply, err := relay.ParseReply(text)
	if err != nil {
		return nil, c.ErrorAt(start, "", "%v", err)
	}
	if err := c.Expect("to"); err != nil {
		return nil, err
	}
	return c.occasion(reply)
}

// occasion takes when a scripted reply is given: at which verb, to whom, how often.
func (c *Cursor) occasion(reply relay.Reply) (script *outside.Script, err error) {
	script = &outside.Script{Reply: reply}
	if script.Verb, err = c.oneOf("an SMTP verb that can be scripted", "CONNECT", "EHLO", "STARTTLS", "MAIL", "RCPT",
		"DATA"); err != nil {
		return nil, err
	}
	if script.Address, err = c.addressIf("of", "an address"); err != nil {
		return nil, err
	}
	if c.Done() {
		return script, nil
	}
	at := c.Mark()
	if script.Times, err = c.number("a number of times", maxMessages); err != nil {
		return nil, err
	}
	if script.Times == 0 {
		return nil, c.ErrorAt(at, "", "a reply that is given 0 times does nothing")
	}
	return script, c.Expect("times")
}

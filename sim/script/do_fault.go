package script

import (
	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/outside"
)

// faultAct makes a server of a side give a reply that is not its own, or its own again.
type faultAct struct {
	where string // onprem, cloud, another organization, or a server
	at    mistake.Column
	text  mistake.Column // of the reply
	fault *outside.Script
}

const faultVerb = "reply"

var (
	_ = register(groupServer, faultVerb,
		`SERVER> reply "TEXT" to CONNECT|EHLO|STARTTLS|MAIL|RCPT|DATA [of ADDRESS] [N times]`,
		"The server refuses with this exact reply in place of its own, so many times or always: what stands behind "+
			"it, such as an agent or a full disk, is not modelled. The address is the sender's, or the recipient's. "+
			"onprem> is the first server, and cloud> the service.",
		func(c *Cursor) (any, error) {
			at := c.Here()
			script, err := c.reply()
			return &faultAct{text: at, fault: script}, err
		})
	_ = register(groupServer, faultVerb+" as usual", "SERVER> reply as usual",
		"The server gives its own replies again.", func(*Cursor) (any, error) { return &faultAct{}, nil })
	_ = register(groupHost, faultVerb+" as usual", "HOST> reply as usual",
		"The host gives its own replies again.", func(*Cursor) (any, error) {
			return &hostAct{act: func(_ *Player, h *sim.Host) error { h.AsUsual(); return nil }}, nil
		})
)

// isFault reports whether what a server or a side is told is how it replies.
func isFault(c *Cursor, actor string) bool {
	_, side := organization(actor)
	return (side || isServer(actor)) && c.Peek() == faultVerb
}

func (a *faultAct) do(p *Player) error {
	server, err := a.server(p)
	if err != nil {
		return err
	}
	if a.fault == nil {
		server.AsUsual()
		return nil
	}
	return a.text.Blame(server.Fault(*a.fault))
}

// server is who is meant.
func (a *faultAct) server(p *Player) (*sim.Server, error) {
	if name, ok := organization(a.where); ok {
		side := p.w.Side(name)
		if side == nil {
			return nil, unknownSide(name, a.at, p.w.SideNames())
		}
		return side.Servers()[0], nil
	}
	for _, name := range p.w.SideNames() {
		if s := p.w.Side(name).Server(a.where); s != nil && name.Kind() == relay.OnPremises {
			return s, nil
		}
	}
	return nil, nobody(a.where, a.at, p.w.ServerNames())
}

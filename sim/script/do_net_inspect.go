package script

import (
	"cmp"
	"crypto/tls"
	"net"

	"hybridsim/sim/middlebox"
	"hybridsim/sim/mistake"
	"hybridsim/sim/vnet"
)

// inspectAction puts an inspecting firewall between two places, or takes it away.
type inspectAction struct {
	route
	handle func(client, server net.Conn) // nil to take it away, or for a device that ends TLS
	shows  certificateOf                 // what such a device shows
	showAt mistake.Column
}

var devices = map[string]func(client, server net.Conn){"pix": middlebox.PIX, "asa": middlebox.ASA}

var (
	_ = register(groupNet, "inspect",
		"net> inspect PLACE -> PLACE[:PORT] with pix|asa|certificate [NAME by] \"AUTHORITY\"",
		`A firewall reads and changes SMTP between the places, on port 25 unless another is given. pix is Cisco's "fixup protocol smtp": masked banner, only the commands of RFC 821's minimum pass, EHLO is refused. `+
			`asa is "inspect esmtp": masked banner, unknown extensions such as STARTTLS and unknown commands are overwritten with X. With a certificate it is a device that ends TLS: each side shakes hands with it and sees that certificate, mail.gateway.invalid's unless another name is given. 0.0.0.0/0 is every place.`,
		func(c *Cursor) (any, error) {
			a := &inspectAction{}
			if err := a.parse(c, true); err != nil {
				return nil, err
			}
			if err := c.Expect("with"); err != nil {
				return nil, err
			}
			device, err := c.oneOf("a device that inspects SMTP", "pix", "asa", "certificate")
			if err == nil && device == "certificate" {
				a.showAt = c.Here()
				a.shows, err = c.certificate()
			}
			a.handle = devices[device]
			return a, err
		})
	_ = register(groupNet, "stop inspecting", "net> stop inspecting PLACE -> PLACE[:PORT]",
		"Takes the inspecting firewall away again.",
		func(c *Cursor) (any, error) {
			a := &inspectAction{}
			return a, a.parse(c, true)
		})
)

func (a *inspectAction) do(p *Player) error {
	src, dst, err := a.networks(p)
	if err != nil {
		return err
	}
	var shown *tls.Certificate
	if a.shows.authority != "" {
		name := cmp.Or(a.shows.name, "mail.gateway.invalid")
		if shown, err = p.w.IssueOutside(name, a.shows.authority); err != nil {
			return a.showAt.Blame(err)
		}
	}
	port := cmp.Or(a.port, 25)
	for _, s := range src {
		for _, d := range dst {
			if s.Addr().Is4() != d.Addr().Is4() {
				continue // no connection leads from one to the other
			}
			box := vnet.Box{Src: s, Dst: d, Port: port, Handle: a.handle}
			switch {
			case shown != nil:
				p.w.EndTLS(box, shown)
			case a.handle != nil:
				p.w.Net.AddBox(box)
			case !p.w.Net.RemoveBox(box):
				return a.srcAt.Errorf("write the places as the net> inspect line does", "nothing inspects %s", a.route)
			}
		}
	}
	return nil
}

package story

import (
	"fmt"
	"net"

	"hybridsim/sim/middlebox"
	"hybridsim/sim/vnet"
)

// inspectAction puts an inspecting firewall between two places, or takes it away.
type inspectAction struct {
	src, dst string
	handle   func(client, server net.Conn) // nil to take it away
}

var devices = map[string]func(client, server net.Conn){"pix": middlebox.PIX, "asa": middlebox.ASA}

var (
	_ = register(groupNet, "inspect", "net> inspect PLACE -> PLACE with pix|asa",
		`A firewall reads and changes SMTP (port 25) between the places. pix is Cisco's "fixup protocol smtp": masked banner, only the commands of RFC 821's minimum pass, EHLO is refused. `+
			`asa is "inspect esmtp": masked banner, unknown extensions such as STARTTLS and unknown commands are overwritten with X. 0.0.0.0/0 is every place.`,
		func(c *cursor) (any, error) { return parseInspect(c, false) })
	_ = register(groupNet, "stop inspecting", "net> stop inspecting PLACE -> PLACE", "Takes the inspecting firewall away again.",
		func(c *cursor) (any, error) { return parseInspect(c, true) })
)

func parseInspect(c *cursor, stop bool) (any, error) {
	a := &inspectAction{}
	var err error
	if a.src, err = c.word("a place"); err != nil {
		return nil, err
	}
	if err := c.expect("->"); err != nil {
		return nil, err
	}
	if a.dst, err = c.word("a place"); err != nil || stop {
		return a, err
	}
	if err := c.expect("with"); err != nil {
		return nil, err
	}
	start := c.mark()
	word, err := c.word("a device: pix or asa")
	if err != nil {
		return nil, err
	}
	if a.handle = devices[word]; a.handle == nil {
		return nil, c.errorAt(start, didYouMean(word, []string{"pix", "asa"}), "%q is not a device that inspects SMTP", word)
	}
	return a, nil
}

func (a *inspectAction) do(p *play) error {
	src, dst, err := p.places(a.src, a.dst)
	if err != nil {
		return err
	}
	for _, s := range src {
		for _, d := range dst {
			if s.Addr().Is4() != d.Addr().Is4() {
				continue // no connection leads from one to the other
			}
			box := vnet.Box{Src: s, Dst: d, Port: 25, Handle: a.handle}
			if a.handle != nil {
				p.w.Net.AddBox(box)
			} else if !p.w.Net.RemoveBox(box) {
				return fmt.Errorf("nothing inspects %s -> %s", a.src, a.dst)
			}
		}
	}
	return nil
}

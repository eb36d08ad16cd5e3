package script

import (
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/vnet"
)

var _ = register(groupHost, "talk", "HOST> talk to NAME[:PORT]: COMMAND; COMMAND; ...",
	"Somebody types SMTP commands at another host, at port 25 unless another is given; want reply looks at "+
		"the answers. "+
		"STARTTLS shakes hands, whatever the certificate, and what follows is said on TLS; the host shows its "+
		"own certificate, if it has one. "+
		"Between commands, wait DURATION is a pause: the clock moves, nothing else happens meanwhile, and a "+
		"server may lose its patience. "+
		"A connection that does not come about has no replies; it is no mistake.", parseTalk)

// talk is what came of a conversation by hand.
type talk struct {
	replies []string
	broken  string // how it ended before its time; empty: it did not
}

func (t *talk) String() string {
	lines := t.replies
	if t.broken != "" {
		lines = append(lines[:len(lines):len(lines)], t.broken)
	}
	return strings.Join(lines, "\n")
}

func parseTalk(c *Cursor) (any, error) {
	if err := c.Expect("to"); err != nil {
		return nil, err
	}
	at := c.Here()
	start := c.Mark()
	name, err := c.Word("a host name")
	if err != nil {
		return nil, err
	}
	to, port, err := hostAndPort(c, start, name)
	if err != nil {
		return nil, err
	}
	if err := c.Expect(":"); err != nil {
		return nil, err
	}
	if c.Done() {
		return nil, c.Errorf("a command is missing")
	}
	line := sim.Talk{To: to, Port: port, Pause: pauseIn}
	content := false
	for command := range strings.SplitSeq(c.Text[c.Mark():], ";") {
		said := strings.TrimSpace(command)
		if waits, ok := strings.CutPrefix(said, "wait "); ok && !content {
			if err := c.pause(len(strings.TrimRight(command, " \t")), len(waits)); err != nil {
				return nil, err
			}
		}
		content = strings.EqualFold(said, "DATA") || content && said != "."
		line.Lines = append(line.Lines, said)
		c.Pos = min(c.Pos+len(command)+len(";"), len(c.Text))
	}
	return &hostAct{talks: true, act: func(p *Player, h *sim.Host) error { return p.converse(h, line, at) }}, nil
}

// pause checks a pause whose duration is the last so many bytes of a command that comes next.
func (c *Cursor) pause(command, duration int) error {
	inner := *c
	inner.Text = c.Text[:c.Pos+command]
	inner.Pos = len(inner.Text) - duration
	if _, err := inner.duration(); err != nil {
		return err
	}
	return inner.End()
}

// hostAndPort takes the port off a name that begins at a place in the line, if it has one: "mail.contoso.com:587".
func hostAndPort(c *Cursor, start int, name string) (host string, port uint16, err error) {
	if bracketed, err := netip.ParseAddrPort(name); err == nil {
		return bracketed.Addr().String(), bracketed.Port(), nil
	}
	i := strings.LastIndexByte(name, ':')
	if i <= 0 || strings.Count(name, ":") != 1 {
		return name, 0, nil
	}
	n, err := strconv.ParseUint(name[i+1:], 10, 16)
	if err != nil || n == 0 {
		return "", 0, c.ErrorAt(start+i+1, "", "%q is not a port", name[i+1:])
	}
	return name[:i], uint16(n), nil
}

// pauseIn reads a pause: "wait 5m".
func pauseIn(line string) (time.Duration, bool) {
	text, ok := strings.CutPrefix(line, "wait ")
	if !ok {
		return 0, false
	}
	return ParseDuration(strings.TrimSpace(text))
}

// converse types at a host. What the network does to the connection is an answer, too: only a name that nobody has is a
// mistake.
func (p *Player) converse(h *sim.Host, line sim.Talk, at mistake.Column) error {
	replies, err := h.Converse(line)
	if errors.Is(err, vnet.ErrNoDomain) || errors.Is(err, vnet.ErrNoRecords) {
		if _, unknown := p.destinations(line.To, at); unknown != nil {
			return unknown
		}
	}
	p.talk = &talk{replies: replies}
	if err != nil {
		p.talk.broken = err.Error()
	}
	return nil
}

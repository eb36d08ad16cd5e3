package script

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
)

// showPrinter prints one piece of evidence.
type showPrinter struct {
	render func(p *Player) (string, error)
}

func (s *showPrinter) print(p *Player) (string, error) { return s.render(p) }

var _ = register(groupPrint, "show", "show header at ADDRESS | show NDR to ADDRESS | show queue at onprem | "+
	"show network | show SIDE Get-CMDLET ...",
	"Prints the header of the newest message at a mailbox, the newest report to a sender, the queues, what a "+
		"network administrator sees (addresses, firewall rules, translation, inspection), or what a Get- cmdlet "+
		"prints.", parseShow)

func parseShow(c *Cursor) (any, error) {
	if a, err := showServer(c); a != nil || err != nil {
		return a, err
	}
	if side, ok := organization(c.Peek()); ok {
		show := &cmdletAction{side: side, sideAt: c.Here()}
		who, _ := c.Word("a side")
		show.at, show.line = c.Here(), c.left()
		return showCmdlet(c, who, show)
	}
	what, err := c.oneOf("what can be shown", "header", "NDR", "queue", "network", string(relay.OnPremises),
		string(relay.Cloud))
	if err != nil {
		return nil, err
	}
	switch what {
	case "header":
		at := c.Here()
		address, err := c.addressAfter("at", "a mailbox's address")
		return &showPrinter{func(p *Player) (string, error) {
			output, err := showHeader(p, address)
			return output, at.Blame(err)
		}}, err
	case "NDR":
		at := c.Here()
		to, err := c.addressAfter("to", "the sender's address")
		return &showPrinter{func(p *Player) (string, error) {
			output, err := showReport(p, to)
			return output, at.Blame(err)
		}}, err
	case "network":
		return &showPrinter{func(p *Player) (string, error) { return p.network(), nil }}, nil
	default: // queue: the sides were taken above
		show := &cmdletAction{at: c.Here(), line: "Get-Queue"}
		show.side, show.sideAt, err = c.onPremisesAfter("at", "queues", "its administrator sees message trace")
		return &showPrinter{func(p *Player) (string, error) { return p.runCmdlet(show) }}, err
	}
}

// showServer reads what a Get- cmdlet prints at a server: show EX02 Get-Queue.
func showServer(c *Cursor) (any, error) {
	probe := *c
	at := probe.Here()
	server, err := probe.Word("a server")
	if err != nil || !isServer(server) || !strings.HasPrefix(strings.ToLower(probe.Peek()), "get-") {
		return nil, nil
	}
	*c = probe
	return showCmdlet(c, server, &cmdletAction{side: relay.OnPremises, server: server, serverAt: at, at: c.Here(),
		line: c.left()})
}

// showCmdlet makes a printer of what somebody types, which must not change anything.
func showCmdlet(c *Cursor, who string, show *cmdletAction) (any, error) {
	start := c.Mark()
	c.Rest()
	if !onlyGets(show.line) {
		return nil, c.ErrorAt(start, "what changes something stands on a line of its own: "+who+"> Set-...",
			"only Get- cmdlets can be shown")
	}
	return &showPrinter{func(p *Player) (string, error) { return p.runCmdlet(show) }}, nil
}

// whatIf is the switch of a cmdlet that then does nothing, at the end of a line or before another parameter.
var whatIf = regexp.MustCompile(`\s-whatif(\s+-|\s*$)`)

// onlyGets reports whether a line only looks: Get- cmdlets, perhaps with Format-List or Format-Table behind them.
func onlyGets(line string) bool {
	if line = strings.ToLower(line); whatIf.MatchString(line) {
		return true
	}
	for i, part := range strings.Split(line, "|") {
		name, _, _ := strings.Cut(strings.TrimSpace(part), " ")
		formats := i > 0 && slices.Contains([]string{"format-list", "fl", "format-table", "ft", "where-object",
			"where", "?"},
			name)
		if !strings.HasPrefix(name, "get-") && !formats {
			return false
		}
	}
	return true
}

func showHeader(p *Player, at string) (string, error) {
	list := p.MailAt(at, nil)
	if len(list) == 0 {
		return "", fmt.Errorf("there is no mail at %s", at)
	}
	return list[len(list)-1].Header.String(), nil
}

func showReport(p *Player, to string) (string, error) {
	list := p.MailAt(to, nil)
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].IsReport() {
			return string(list[i].Content()), nil
		}
	}
	return "", fmt.Errorf("there is no report at %s", to)
}

// validates reports whether a line tests a connector, which sends mail and changes nothing.
func validates(line string) bool {
	return !whatIf.MatchString(strings.ToLower(line)) && slices.ContainsFunc(strings.Split(line, "|"),
		func(part string) bool {
			name, _, _ := strings.Cut(strings.TrimSpace(part), " ")
			return strings.EqualFold(name, "Validate-OutboundConnector")
		})
}

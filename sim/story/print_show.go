package story

import (
	"fmt"
	"strings"

	"hybridsim/relay"
)

// showPrinter prints one piece of evidence.
type showPrinter struct{ render func(p *play) (string, error) }

func (s *showPrinter) print(p *play) (string, error) { return s.render(p) }

var _ = register(groupPrint, "show", "show header at ADDRESS | show NDR to ADDRESS | show queue at onprem | show SIDE CMDLET",
	"Prints the header of the newest message at a mailbox, the newest report to a sender, the queues, or what a cmdlet prints.", parseShow)

func parseShow(c *cursor) (any, error) {
	start := c.mark()
	what, err := c.word("what to show: header, NDR, queue, onprem or cloud")
	if err != nil {
		return nil, err
	}
	switch what {
	case "header":
		if err := c.expect("at"); err != nil {
			return nil, err
		}
		at, err := c.address("a mailbox's address")
		return &showPrinter{func(p *play) (string, error) { return showHeader(p, at) }}, err
	case "NDR":
		if err := c.expect("to"); err != nil {
			return nil, err
		}
		to, err := c.address("the sender's address")
		return &showPrinter{func(p *play) (string, error) { return showReport(p, to) }}, err
	case "queue":
		if err := c.expect("at onprem"); err != nil {
			return nil, err
		}
		return &showPrinter{func(p *play) (string, error) { return p.w.Run(relay.OnPremises, "Get-Queue") }}, nil
	case string(relay.OnPremises), string(relay.Cloud):
		line := c.rest()
		return &showPrinter{func(p *play) (string, error) { return p.w.Run(relay.Side(what), line) }}, nil
	}
	return nil, c.errorAt(start, didYouMean(what, []string{"header", "NDR", "queue", "onprem", "cloud"}), "%q cannot be shown", what)
}

func showHeader(p *play, at string) (string, error) {
	list := p.mailAt(at, nil)
	if len(list) == 0 {
		return "", fmt.Errorf("there is no mail at %s", at)
	}
	return list[len(list)-1].header.String(), nil
}

func showReport(p *play, to string) (string, error) {
	list := p.mailAt(to, nil)
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].isReport() {
			return string(list[i].content), nil
		}
	}
	return "", fmt.Errorf("there is no report at %s", to)
}

// goldenLines are the lines of an output as they stand beneath a printing step. An empty line would end them, so it is
// written as a dot.
func goldenLines(output string) []string {
	output = strings.TrimRight(strings.ReplaceAll(output, "\r\n", "\n"), "\n")
	if output == "" {
		return nil
	}
	lines := strings.Split(output, "\n")
	for i, line := range lines {
		if lines[i] = strings.TrimRight(strings.ReplaceAll(line, "\t", "        "), " "); lines[i] == "" {
			lines[i] = "."
		}
	}
	return lines
}

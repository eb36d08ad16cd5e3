package story

import (
	"fmt"
	"strings"

	"hybridsim/relay"
)

// decisionClaim is about what the engine chose.
type decisionClaim struct {
	question relay.Question
	chosen   string
	at       relay.Side
}

var decisionQuestions = []relay.Question{
	relay.WhichReceiveConnector, relay.WhichCertificate, relay.WhichAttribution, relay.WhichSendConnector,
	relay.WhichOutboundConnector, relay.WhichRoute, relay.CrossPremises, relay.WhichCapabilities,
}

var _ = func() bool {
	for _, q := range decisionQuestions {
		register(groupWant, string(q), fmt.Sprintf(`want %s "CHOICE" at SIDE`, q),
			"The latest decision of this kind since the section began chose this; a quoted beginning is enough, and \"\" is nothing.",
			func(c *cursor) (any, error) {
				d := &decisionClaim{question: q}
				var err error
				if d.chosen, err = c.quoted("what was chosen"); err != nil {
					return nil, err
				}
				if err := c.expect("at"); err != nil {
					return nil, err
				}
				d.at, err = c.side()
				return d, err
			})
	}
	return true
}()

func (d *decisionClaim) check(p *play) (finding, error) {
	f := finding{got: fmt.Sprintf("%s decided nothing about the %s", d.at, d.question)}
	for _, e := range p.w.Events()[p.section.events:] {
		if e.Side != d.at {
			continue
		}
		for _, made := range e.Decisions {
			if made.Question != d.question {
				continue
			}
			f.holds = strings.HasPrefix(made.Chosen, d.chosen) && (d.chosen != "" || made.Chosen == "")
			f.got = fmt.Sprintf("%s: %q, because %s", d.question, made.Chosen, made.Because)
			f.event, f.brief = &e, made.Chosen
		}
	}
	return f, nil
}

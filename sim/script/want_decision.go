package script

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// decisionQuery looks for what the engine chose.
type decisionQuery struct {
	question relay.Question
	chosen   string
	chosenAt mistake.Column
	at       relay.Side
	sideAt   mistake.Column
}

var decisionQuestions = []relay.Question{
	relay.WhichReceiveConnector, relay.WhichCertificate, relay.WhichAttribution, relay.WhichSendConnector,
	relay.WhichOutboundConnector, relay.WhichRoute, relay.CrossPremises, relay.WhichCapabilities, relay.WhichReturnPath, relay.WhichPool,
	relay.IsModerated,
}

func init() {
	for _, q := range decisionQuestions {
		claims(latest, string(q), fmt.Sprintf(`want %s "CHOICE" at SIDE`, q),
			`The latest decision of this kind since the section began chose this; a quoted beginning is enough, and "" is nothing.`,
			func(c *Cursor, _ *judgement) (query, error) {
				d := &decisionQuery{question: q, chosenAt: c.Here()}
				var err error
				if d.chosen, err = c.quoted("what was chosen"); err != nil {
					return nil, err
				}
				d.at, d.sideAt, err = c.sideAfter("at")
				return d, err
			})
	}
}

func (d *decisionQuery) look(p *Player, _ judgement) (sights, error) {
	side, err := p.organization(d.at, d.sideAt)
	if err != nil {
		return sights{}, err
	}
	s := sights{nothing: fmt.Sprintf("%s decided nothing about the %s", d.at, d.question)}
	names := connectors(side.Organization(), d.question)
	var idle []sight // of sessions that came to nothing: whatever a message met is later
	for _, e := range p.w.EventLog().Since(p.section.Events) {
		if e.Side != side.Name {
			continue
		}
		for _, made := range e.Decisions {
			if made.Question != d.question {
				continue
			}
			names = append(names, made.Chosen) // it may be gone by now
			seen := sight{
				says:  fmt.Sprintf("%s: %s, because %s", d.question, Quote(made.Chosen), made.Because),
				fits:  strings.HasPrefix(made.Chosen, d.chosen) && (d.chosen != "" || made.Chosen == ""),
				brief: made.Chosen, event: &e,
			}
			if e.ID == relay.EventConnect && !journey.Lacks(made) {
				idle = append(idle, seen)
				continue
			}
			s.list = append(s.list, seen)
		}
	}
	s.list = append(idle, s.list...)
	return s, d.known(names)
}

// known complains about a connector that does not exist. Answers to other questions have no list to compare with.
func (d *decisionQuery) known(names []string) error {
	switch d.question {
	case relay.WhichReceiveConnector, relay.WhichSendConnector, relay.WhichOutboundConnector:
	default:
		return nil
	}
	for _, name := range names {
		if strings.HasPrefix(name, d.chosen) {
			return nil
		}
	}
	if d.chosen == "" {
		return nil
	}
	return d.chosenAt.Errorf(suggest.DidYouMean(d.chosen, names), "%s has no %s %s", d.at, d.question, Quote(d.chosen))
}

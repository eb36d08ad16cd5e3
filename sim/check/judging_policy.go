package check

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/mailbox"
	"hybridsim/sim"
	"hybridsim/sim/script"
)

// judgeForwarded looks where the copy ended.
func judgeForwarded(s *stage) verdict { return s.endOf(s.ids[0], s.flow.asked.Reaches) }

// rounds is how often a message may have to be approved: on both sides, and for a group within a group.
const rounds = 3

// judgeModerated lets moderators approve for as long as the message waits, and looks where it ended.
func judgeModerated(s *stage) verdict {
	voted := map[string]bool{}
	for range rounds {
		v := s.arrival()
		if v.Kind != Deferred {
			return v
		}
		request, by, seen := s.request(voted)
		switch {
		case request == nil && seen:
			return verdict{Outcome: Outcome{Kind: Deferred, Status: "the moderator sees no Approve and Reject"},
				decided: s.lastOf(relay.WhichContent)}
		case request == nil:
			return verdict{Outcome: Outcome{Kind: Deferred, Status: "no decision of a moderator reaches it"},
				decided: s.lastOf(relay.IsModerated)}
		}
		voted[request.Header.Get("Message-ID")] = true
		to := script.Mail{Letter: *request}.Sender()
		header, body := mailbox.Vote(request.Header, by, to, true)
		side := s.cast.hybrid.onprem
		if s.w.Side(s.cast.hybrid.tenant).Holds(by) {
			side = s.cast.hybrid.tenant
		}
		s.w.Post(sim.Sender{Side: side}, by, []string{to}, relay.Content(header, body))
		if err := s.w.Settle(); err != nil {
			return verdict{Outcome: Outcome{Kind: NotPlayed, Status: err.Error()}}
		}
	}
	return s.arrival()
}

// request finds a request for approval that nobody has answered, in a moderator's mailbox; seen tells that there is one
// without buttons.
func (s *stage) request(voted map[string]bool) (request *sim.Letter, by string, seen bool) {
	for _, side := range []relay.Side{s.cast.hybrid.onprem, s.cast.hybrid.tenant} {
		o := s.w.Side(side).Organization()
		r := o.Recipient(s.to.address)
		if r == nil {
			continue
		}
		for _, moderator := range r.ModeratedBy {
			for _, l := range s.w.MailAt(moderator, nil) {
				if !mailbox.AsksForApproval(l.Header, "") || voted[l.Header.Get("Message-ID")] {
					continue
				}
				if seen = true; mailbox.HasButtons(l.Header, l.Body) {
					return &l, moderator, true
				}
			}
		}
	}
	return nil, "", seen
}

// judgeRule looks whether the rule's connector took the message, and where it ended.
func judgeRule(s *stage) verdict {
	connector := ""
	for _, r := range s.w.Side(s.cast.hybrid.tenant).Organization().TransportRules {
		if strings.EqualFold(r.Name, s.flow.asked.Object) {
			connector = r.RouteMessageOutboundConnector
		}
	}
	ways := s.ways(relay.WhichOutboundConnector)
	for _, w := range ways {
		if strings.EqualFold(w.Chosen, connector) {
			return s.arrival()
		}
	}
	if v := s.arrival(); !v.Kind.Arrives() {
		return v
	}
	return verdict{Outcome: Outcome{Kind: AnotherWay, Status: fmt.Sprintf("%q did not take it", connector)},
		decided: last(ways)}
}

// judgeJournaled looks where the first report ended that the rule's side made of the message.
func judgeJournaled(s *stage) verdict {
	a := s.flow.asked
	made := map[string]bool{s.ids[0]: true} // what the side was not the first to have
	for _, e := range s.events() {
		if made[e.MessageID] || e.MessageID == "" {
			continue
		}
		made[e.MessageID] = true
		if e.Side == a.Side && slices.ContainsFunc(e.Recipients, func(to string) bool {
			return relay.SameAddress(to, a.Reaches)
		}) {
			return s.endOf(e.MessageID, a.Reaches)
		}
	}
	return verdict{Outcome: Outcome{Kind: Lost, Status: "no report is made"}, decided: s.lastOf(relay.IsJournaled)}
}

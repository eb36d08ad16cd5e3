package check

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/content"
	"hybridsim/relay/journey"
)

// arrival looks where the flow's messages ended. Of several messages and recipients the worst counts.
func (s *stage) arrival() verdict {
	var worst verdict
	good, all := 0, 0
	for _, id := range s.ids {
		for _, mailbox := range s.reaches() {
			v := s.endOf(id, mailbox)
			all++
			if slices.Contains(s.flow.want, v.Kind) {
				good++
			}
			if worst.Kind == "" || s.flow.rank(v.Kind) > s.flow.rank(worst.Kind) {
				worst = v
			}
		}
	}
	if all > 1 && good > 0 && good < all {
		worst.Status = strings.TrimSpace(fmt.Sprintf("%s; %d of %d are %s", cmp.Or(worst.Status, string(worst.Kind)),
			good, all, s.flow.want[0]))
	}
	return worst
}

// endOf looks where one message ended for one mailbox.
func (s *stage) endOf(id, mailbox string) verdict {
	if e, ok := s.endFor(id, mailbox, everyEnd); ok {
		return verdictOf(e)
	}
	for _, e := range s.w.Journey(id).Ends {
		if e.Kind == journey.Delivered {
			return verdict{Outcome: Outcome{Kind: Elsewhere, Status: "delivered to " + e.Address()}, decided: s.worst()}
		}
	}
	return verdict{Outcome: Outcome{Kind: Lost}, decided: s.worst()}
}

func everyEnd(journey.End) bool { return true }

// notDelivered accepts ends short of a mailbox.
func notDelivered(e journey.End) bool {
	return e.Kind != journey.Delivered && e.Kind != journey.RelayedOn && e.Kind != journey.Once &&
		e.Kind != journey.InHand
}

// endFor finds the end of a message that is about a mailbox, of those that f accepts: under one of its addresses, or,
// when the message never got so far, under the one that it was sent to. A delivery goes before a failure, and that
// before a delay.
func (s *stage) endFor(id, mailbox string, f func(journey.End) bool) (best journey.End, found bool) {
	names := s.names(mailbox)
	sent := strings.ToLower(s.to.address)
	rank := func(e journey.End) int {
		return slices.Index([]journey.Kind{journey.Waits, journey.Refused, journey.Dropped, journey.NotModelled,
			journey.Failed, journey.Delivered}, e.Kind)
	}
	for _, e := range s.w.Journey(id).Ends {
		at := strings.ToLower(e.Address())
		about := slices.Contains(names, at) || at == sent || slices.ContainsFunc(e.Via, func(a string) bool {
			return slices.Contains(names, strings.ToLower(a))
		})
		if about && f(e) && (!found || rank(e) > rank(best)) {
			best, found = e, true
		}
	}
	return best, found
}

// judgeTNEF is arrival, with the part looked at that carries voting buttons.
func judgeTNEF(s *stage) verdict {
	v := s.arrival()
	l := s.letter(s.ids[0], "", s.reaches()[0])
	if l == nil || v.Kind != DeliveredInternal || content.Without(l.Header, l.Body, content.TNEF).Removed > 0 {
		return v
	}
	return verdict{Outcome: Outcome{Kind: WithoutTNEF}, decided: s.lastOf(relay.WhichContent)}
}

// judgeOutOfOffice looks for the automatic reply in the sender's mailbox.
func judgeOutOfOffice(s *stage) verdict {
	first := s.arrival()
	if first.Kind != DeliveredInternal && first.Kind != DeliveredExternal {
		return first
	}
	v := verdict{Outcome: Outcome{Kind: NoReply}}
	for _, l := range s.w.MailAt(s.from.address, nil) {
		v.Kind = textIn(l.Body, v.Kind)
	}
	stuck, is := s.stuck()
	switch {
	case v.Kind == NoReply && is:
		return stuck
	case first.Kind == DeliveredExternal && v.Kind != InternalText:
		v.decided = first.decided // the text follows from that
	case v.Kind == NoReply:
		v.decided = s.worst()
	default:
		v.decided = s.lastOf(relay.WhichContent, relay.WhichAutoReply)
	}
	return v
}

// textIn is which text of an absent user a message has, or what was known before.
func textIn(content []byte, known Kind) Kind {
	switch {
	case bytes.Contains(content, []byte(internalWords)):
		return InternalText
	case bytes.Contains(content, []byte(externalWords)):
		return ExternalText
	}
	return known
}

// stuck is the verdict on the last message that waits, whichever it is.
func (s *stage) stuck() (v verdict, found bool) {
	for _, id := range journey.IDs(journey.Records{Events: s.events()}) {
		for _, e := range s.w.Journey(id).Ends {
			if e.Kind == journey.Waits {
				v, found = verdictOf(e), true
			}
		}
	}
	return v, found
}

// judgeReport follows the other side's report to the sender's mailbox.
func judgeReport(s *stage) (worst verdict) {
	for _, id := range s.ids {
		if v := s.reportOf(id); worst.Kind == "" || s.flow.rank(v.Kind) > s.flow.rank(worst.Kind) {
			worst = v
		}
	}
	return worst
}

// reportOf is what became of the report about one message.
func (s *stage) reportOf(id string) verdict {
	other := s.cast.hybrid.of(s.from.side.Other())
	e, ok := s.endFor(id, s.to.address, notDelivered)
	switch {
	case !ok:
		return verdict{Outcome: Outcome{Kind: Lost, Status: "no report"}, decided: s.worst()}
	case e.Kind != journey.Failed || e.At != string(other): // its own side, or somebody between, has to tell the sender
		return verdictOf(e)
	}
	back := s.w.Journey(e.Report).Ends
	if len(back) == 0 {
		return verdict{Outcome: Outcome{Kind: Lost, Status: "no report"}, decided: s.worst()}
	}
	v := verdictOf(back[0])
	switch v.Kind {
	case DeliveredInternal:
		v.Outcome = Outcome{Kind: ReportInternal, Status: e.Reply.String()}
	case DeliveredExternal:
		v.Outcome = Outcome{Kind: ReportExternal, Status: e.Reply.String()}
	}
	return v
}

// judgeCentralized is arrival, with the way looked at: on-premises must have had the message.
func judgeCentralized(s *stage) verdict {
	v := s.arrival()
	if v.Kind != DeliveredExternal || s.passedOnPremises() {
		return v
	}
	return verdict{Outcome: Outcome{Kind: PastOnPremises},
		decided: last(s.ways(relay.WhichRoute, relay.WhichOutboundConnector))}
}

// judgeOwnWay is arrival, with the way looked at: on-premises must not have had the message unless the organization has
// centralized mail transport.
func judgeOwnWay(s *stage) verdict {
	v := s.arrival()
	if s.cast.centralized || !s.passedOnPremises() {
		return v
	}
	ways := s.ways(relay.WhichRoute, relay.WhichOutboundConnector)
	if v.Kind != DeliveredExternal {
		v.Status = strings.TrimSpace("through on-premises: " + v.Status)
		return v
	}
	return verdict{Outcome: Outcome{Kind: OverOnPremises}, decided: last(ways[:min(1, len(ways))])}
}

// ways are the decisions of the flow's first message about some questions, in order.
func (s *stage) ways(questions ...relay.Question) (list []journey.Made) {
	for _, e := range s.w.Journey(s.ids[0]).Ends {
		list = append(list, e.Decisions(func(m journey.Made) bool { return slices.Contains(questions, m.Question) })...)
	}
	return list
}

func last(list []journey.Made) Decision {
	if len(list) == 0 {
		return Decision{}
	}
	return phrase(list[len(list)-1])
}

// passedOnPremises reports whether on-premises took the flow's message.
func (s *stage) passedOnPremises() bool {
	return slices.ContainsFunc(s.events(), func(e relay.Event) bool {
		return e.Side == s.cast.hybrid.onprem && e.ID == relay.EventReceive && e.MessageID == s.ids[0]
	})
}

package check

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/content"
	"hybridsim/relay/dsn"
)

// verdict is an outcome with the decisions behind it.
type verdict struct {
	Outcome
	decided Decision   // the one that decided
	trail   []Decision // all of them, in order
	bySize  bool       // a small message arrived, and the large one did not
}

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
			if worst.Kind == "" || s.rank(v.Kind) > s.rank(worst.Kind) {
				worst = v
			}
		}
	}
	if all > 1 && good > 0 && good < all {
		worst.Status = strings.TrimSpace(fmt.Sprintf("%s; %d of %d are %s", cmp.Or(worst.Status, string(worst.Kind)), good, all, s.flow.want[0]))
	}
	return worst
}

// rank orders kinds from what is wanted to the worst.
func (s *stage) rank(k Kind) int {
	if slices.Contains(s.flow.want, k) {
		return -1
	}
	return slices.Index(kinds, k)
}

// endOf looks where one message ended for one mailbox.
func (s *stage) endOf(id, mailbox string) verdict {
	if item := s.delivered(id, mailbox); item != nil {
		kind := DeliveredExternal
		if item.Auth.As == relay.AuthInternal {
			kind = DeliveredInternal
		}
		return verdict{Outcome: Outcome{Kind: kind}, decided: s.whyAuth(kind, id, mailbox)}
	}
	if h := s.w.HostOf(mailbox); h != nil {
		for _, m := range h.Mailbox(mailbox) {
			if header, _ := relay.SplitMessage(m.Content); header.Get("Message-ID") == id {
				return verdict{Outcome: Outcome{Kind: DeliveredExternal}, decided: s.whyRouted(id)}
			}
		}
	}
	if v, ok := s.ended(id, s.names(mailbox)); ok {
		return v
	}
	return s.atStranger(id)
}

// delivered finds a message in a mailbox of one of the sides.
func (s *stage) delivered(id, mailbox string) *relay.MailItem {
	for _, side := range relay.BothSides {
		for _, d := range s.w.Side(side).Deliveries() {
			if d.Item.Header.Get("Message-ID") == id && relay.SameAddress(d.Mailbox, mailbox) {
				return d.Item
			}
		}
	}
	return nil
}

// names are the addresses under which a recipient of the flow can occur in an event: its own on both sides, the one that was
// written to, and a group's.
func (s *stage) names(mailbox string) []string {
	names := []string{strings.ToLower(mailbox), strings.ToLower(s.to.address)}
	for _, side := range relay.BothSides {
		if r := s.w.Side(side).Organization().Recipient(mailbox); r != nil {
			for _, a := range append(slices.Clone(r.EmailAddresses), r.TargetAddress) {
				names = append(names, strings.ToLower(a))
			}
		}
	}
	return names
}

// ended looks for the event that ended a message's way, or for the last one that put it off.
func (s *stage) ended(id string, names []string) (verdict, bool) {
	var waiting *relay.Event
	for _, e := range s.events() {
		if e.MessageID != id || !slices.ContainsFunc(e.Recipients, func(r string) bool { return slices.Contains(names, strings.ToLower(r)) }) {
			continue
		}
		switch {
		case e.Disposition == relay.NotModelled || slices.ContainsFunc(e.Decisions, func(d relay.Decision) bool { return d.NotModelled }):
			return verdict{Outcome: replied(Incomplete, e.Reply), decided: s.whyEnded(e)}, true
		case e.ID == relay.EventFail:
			return verdict{Outcome: replied(Refused, e.Reply), decided: s.whyEnded(e)}, true
		case e.ID == relay.EventBadMail || e.ID == relay.EventDrop:
			return verdict{Outcome: replied(Lost, e.Reply), decided: s.whyEnded(e)}, true
		case e.Disposition == relay.Deferred || e.Disposition == relay.Unreachable:
			waiting = &e
		}
	}
	if waiting == nil {
		return verdict{}, false
	}
	return verdict{Outcome: replied(Deferred, waiting.Reply), decided: s.whyDeferred(*waiting)}, true
}

// atStranger looks at a message that never came in: refused to a host outside, or still waiting there.
func (s *stage) atStranger(id string) verdict {
	h := s.outside()
	if h == nil {
		return verdict{Outcome: Outcome{Kind: Lost}, decided: s.last()}
	}
	for _, m := range h.Mailbox(s.from.address) {
		if r, err := dsn.Read(m.Content); err == nil && r.Original.Get("Message-ID") == id && len(r.Recipients) > 0 {
			return verdict{Outcome: replied(Refused, r.Recipients[0].Reply), decided: s.last()}
		}
	}
	v := s.refusedOutside(s.to.address)
	if v.Kind == Deferred && v.Reply == "" {
		v.Status = "it waits at " + h.Name
	}
	return v
}

// judgeTNEF is arrival, with the part looked at that carries voting buttons.
func judgeTNEF(s *stage) verdict {
	v := s.arrival()
	item := s.delivered(s.ids[0], s.reaches()[0])
	if item == nil || v.Kind != DeliveredInternal || content.Without(item.Header, item.Body, content.TNEF).Removed > 0 {
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
	for _, side := range relay.BothSides {
		for _, d := range s.w.Side(side).Mailbox(s.from.address) {
			v.Kind = textIn(d.Item.Body, v.Kind)
		}
	}
	if h := s.w.HostOf(s.from.address); h != nil {
		for _, m := range h.Mailbox(s.from.address) {
			v.Kind = textIn(m.Content, v.Kind)
		}
	}
	waiting := s.waiting()
	switch {
	case v.Kind == NoReply && waiting != nil:
		v.Outcome, v.decided = replied(Deferred, waiting.Reply), s.whyDeferred(*waiting)
	case first.Kind == DeliveredExternal && v.Kind != InternalText:
		v.decided = first.decided // the text follows from that
	case v.Kind == NoReply:
		v.decided = s.last()
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

// waiting is the last event that put something off, or nil.
func (s *stage) waiting() (waiting *relay.Event) {
	for _, e := range s.events() {
		if e.Disposition == relay.Deferred || e.Disposition == relay.Unreachable {
			waiting = &e
		}
	}
	return waiting
}

// judgeReport looks for the other side's report in the sender's mailbox.
func judgeReport(s *stage) verdict {
	sender := relay.Cloud
	if s.from.side == relay.OnPremises {
		sender = relay.OnPremises
	}
	for _, d := range s.w.Side(sender).Mailbox(s.from.address) {
		r, err := dsn.Read(d.Content())
		if err != nil || d.Item.From != "" || len(r.Recipients) == 0 {
			continue
		}
		if !slices.ContainsFunc(s.w.Side(sender.Other()).Organization().Hosts(), func(h relay.Host) bool { return strings.EqualFold(h.Fqdn, r.Reporting) }) {
			// Its own side, or somebody between, wrote it: the other side refused the message and had nothing to report.
			v := verdict{Outcome: replied(Refused, r.Recipients[0].Reply), decided: s.last()}
			if own, ok := s.ended(s.ids[0], s.names(s.to.address)); ok {
				v.decided = own.decided
			}
			return v
		}
		kind, auth := ReportExternal, DeliveredExternal
		if d.Item.Auth.As == relay.AuthInternal {
			kind, auth = ReportInternal, DeliveredInternal
		}
		return verdict{Outcome: Outcome{Kind: kind, Status: r.Recipients[0].Reply.String()}, decided: s.whyAuth(auth, d.Item.Header.Get("Message-ID"), s.from.address)}
	}
	if v, ok := s.ended(s.ids[0], s.names(s.to.address)); ok && !s.failedAt(sender.Other()) {
		return v
	}
	if waiting := s.waiting(); waiting != nil {
		return verdict{Outcome: replied(Deferred, waiting.Reply), decided: s.whyDeferred(*waiting)}
	}
	return verdict{Outcome: Outcome{Kind: Lost, Status: "no report"}, decided: s.last()}
}

// failedAt reports whether a side gave up on the flow's message.
func (s *stage) failedAt(side relay.Side) bool {
	return slices.ContainsFunc(s.events(), func(e relay.Event) bool {
		return e.Side == side && e.MessageID == s.ids[0] && (e.ID == relay.EventFail || e.ID == relay.EventBadMail)
	})
}

// judgeCentralized is arrival, with the way looked at: on-premises must have had the message.
func judgeCentralized(s *stage) verdict {
	v := s.arrival()
	if v.Kind != DeliveredExternal || s.passedOnPremises() {
		return v
	}
	return verdict{Outcome: Outcome{Kind: PastOnPremises}, decided: s.lastOf(relay.WhichRoute, relay.WhichOutboundConnector)}
}

// judgeOwnWay is arrival, with the way looked at: on-premises must not have had the message unless the organization has
// centralized mail transport.
func judgeOwnWay(s *stage) verdict {
	v := s.arrival()
	if s.cast.centralized || !s.passedOnPremises() {
		return v
	}
	way := s.firstOf(relay.WhichRoute, relay.WhichOutboundConnector)
	if v.Kind != DeliveredExternal {
		v.Status = strings.TrimSpace("through on-premises: " + v.Status)
		return v
	}
	return verdict{Outcome: Outcome{Kind: OverOnPremises}, decided: way}
}

// passedOnPremises reports whether on-premises took the flow's message.
func (s *stage) passedOnPremises() bool {
	return slices.ContainsFunc(s.events(), func(e relay.Event) bool {
		return e.Side == relay.OnPremises && e.ID == relay.EventReceive && e.MessageID == s.ids[0]
	})
}

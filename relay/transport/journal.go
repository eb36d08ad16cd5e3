package transport

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/mailbox"
	"hybridsim/relay/reply"
	"hybridsim/relay/rules"
)

// journaled has reports made of the message for whom the journal rules of this side say (P7.12). The reports are mail
// of the organization with the null sender, and nothing holds them up here.
func (c *categorizing) journaled() bool {
	if len(c.org.JournalRules) == 0 || len(c.reached) == 0 {
		return false
	}
	m := rules.Journaling{Kind: c.item.Kind, Sender: c.item.From, Marked: c.item.Header.Has(relay.JournalMark),
		FromCloud: c.item.Promotion.Promoted}
	for _, a := range c.reached {
		m.Recipients = append(m.Recipients, a.out.Address)
	}
	to, of, d := rules.Journal(c.org, m)
	if d.Question == "" {
		return false
	}
	for _, a := range c.reached {
		a.out.Decisions = append(a.out.Decisions, d)
	}
	marked := map[*relay.MailItem]*relay.MailItem{} // recipients who share a copy go on sharing one
	for _, a := range c.reached {
		if marked[a.item] == nil {
			copied := *a.item
			copied.Header = copied.Header.Set(relay.JournalMark, "Journal Agent")
			marked[a.item] = &copied
		}
		a.item = marked[a.item]
	}
	for _, address := range to {
		from := microsoftExchangeRecipient + "@" + c.org.DefaultDomain()
		answer := mailbox.JournalReport(mailbox.Journaled{From: from, To: address, Sender: c.item.From,
			Recipients: of[address], Item: c.item})
		c.t.sendOf(relay.JournalReport, answer)
	}
	return false
}

// lostReport tells the alternate journaling mailbox of a journal report that nobody could be given, with the report
// itself (P7.15). It reports whether there is one.
func (t *Transport) lostReport(item *relay.MailItem) (to string, ok bool) {
	to = t.org().TransportConfig.JournalingReportNdrTo
	return to, item.Kind == relay.JournalReport && to != ""
}

// refusesJournal is the service's refusal of an on-premises journal report for a mailbox of its own: no mailbox of the
// service may be a journaling mailbox (P7.14; that it comes at the end of the data is [I]).
func (s *share) refusesJournal(item *relay.MailItem, stamp reply.Stamp) (relay.Reply, relay.Decision) {
	if s.attribution.Directionality != relay.Originating || !item.Header.Has(relay.JournalHeader) {
		return relay.Reply{}, relay.Decision{}
	}
	for _, to := range s.rcpt {
		if r := s.org.Recipient(to.Address); r != nil && r.Type == relay.UserMailbox {
			d := because(strings.ToLower(to.Address), "P7.14",
				"a mailbox of the service cannot be a journaling mailbox", relay.JournalHeader)
			return reply.JournalingNotSupported(s.t.day(), stamp), d
		}
	}
	return relay.Reply{}, relay.Decision{}
}

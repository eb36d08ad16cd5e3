package script

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay/headers"
	"hybridsim/sim/mistake"
)

// mailQuery looks for messages in a mailbox.
type mailQuery struct {
	mailbox    string
	mailboxAt  mistake.Column
	from       string
	ever       bool // not only since the section began
	once       bool
	conditions []condition
}

// condition is something that a message must have.
type condition struct {
	header  string // name, or empty for the whole content
	value   pattern
	without bool
	trait   *trait // what the mailbox shows, instead of a header
}

const mailDoc = "A message arrived at the mailbox since the section began. With a number, everything that ever " +
	"arrived there is counted, and every message must meet the conditions; " +
	"each once also demands that no Message-ID is there twice. Delivery reports are not counted. " +
	"From is what the header's From field says (P2), as people see it; the envelope's sender (P1) may be another. " +
	"AuthAs, AuthSource and Directionality are short for the X-MS-Exchange-Organization- headers. " +
	"A part is a MIME part of that media type; shown as is the sender as a mail program shows it; in is the folder."

var (
	_ = claims(some, "mail",
		`want mail at ADDRESS [from ADDRESS] [: N | : between N and M] [, each once] [, with HEADER VALUE]... [, without HEADER]... [, containing "TEXT"] [, with part TYPE] [, without part TYPE] [, shown as "NAME"] [, in Inbox|Junk Email]`, mailDoc, parseMail)
	_ = claims(none, "no mail", "want no mail at ADDRESS [from ADDRESS]",
		"No message (delivery reports aside) arrived at the mailbox since the section began; with from, none "+
			"whose From field (P2) is this address.", parseMail)
)

// shortHeaders are the headers that every second claim is about.
var shortHeaders = map[string]string{"AuthAs": headers.AuthAs, "AuthSource": headers.AuthSource,
	"Directionality": headers.Directionality}

func parseMail(c *Cursor, j *judgement) (query, error) {
	m := &mailQuery{}
	if err := c.Expect("at"); err != nil {
		return nil, err
	}
	m.mailboxAt = c.Here()
	var err error
	if m.mailbox, err = c.address("a mailbox's address"); err != nil {
		return nil, err
	}
	if m.from, err = c.addressIf("from", "a sender's address"); err != nil || j.kind == none {
		return m, err
	}
	start := c.Mark()
	if c.Take(":") {
		if j.counts, err = parseCounts(c); err != nil {
			return nil, err
		}
		j.kind, m.ever = every, true
	}
	for !c.Done() {
		c.Take(",")
		if err := m.option(c); err != nil {
			return nil, err
		}
	}
	if j.kind == every && j.counts.high == 0 && (m.once || len(m.conditions) > 0) {
		return nil, c.ErrorAt(start, "leave the conditions out", "no message at all can meet conditions")
	}
	return m, nil
}

func (m *mailQuery) option(c *Cursor) error {
	if t, err := parseTrait(c); t != nil || err != nil {
		m.conditions = append(m.conditions, condition{trait: t})
		return err
	}
	switch {
	case c.Take("each once"):
		m.once = true
		return nil
	case c.Take("containing"):
		text, err := c.quoted("the text")
		m.conditions = append(m.conditions, condition{value: pattern{text, true}})
		return err
	}
	without := c.Take("without")
	if !without {
		if !c.Take("with") {
			return c.Errorf("expected with, without, containing, shown as, in or each once, not %s", c.next())
		}
	}
	name, err := c.Word("a header's name")
	if err != nil {
		return err
	}
	if full := shortHeaders[name]; full != "" {
		name = full
	}
	cond := condition{header: name, without: without}
	if !without {
		if c.isQuoted() {
			cond.value, err = parsePattern(c)
		} else {
			cond.value.text, err = c.Word("the header's value")
		}
	}
	m.conditions = append(m.conditions, cond)
	return err
}

func (c condition) holds(m Mail) bool {
	if c.trait != nil {
		return c.trait.holds(m)
	}
	if c.header == "" {
		return strings.Contains(string(m.Content()), c.value.text)
	}
	if c.without {
		return !m.Header.Has(c.header)
	}
	return m.Header.Has(c.header) && c.value.matches(m.Header.Get(c.header))
}

func (m *mailQuery) look(p *Player, j judgement) (sights, error) {
	if err := p.needMailbox(m.mailbox, m.mailboxAt); err != nil {
		return sights{}, err
	}
	if err := m.traitsCanFail(p); err != nil {
		return sights{}, err
	}
	since := &p.section
	if m.ever {
		since = nil
	}
	var s sights
	var found, others []Mail
	for _, mail := range p.MailAt(m.mailbox, since) {
		switch {
		case mail.IsReport():
			continue
		case m.from != "" && !strings.EqualFold(mail.Sender(), m.from):
			others = append(others, mail)
			continue
		}
		found = append(found, mail)
		s.list = append(s.list, sight{fits: m.meets(mail), brief: m.brief(mail)})
	}
	s.told = fmt.Sprintf("%s at %s", plural(len(found), "message"), m.mailbox)
	if m.from != "" && len(found) == 0 { // perhaps the envelope was meant
		s.told += fmt.Sprintf(" whose From field (P2) is %s", m.from) + ofOthers(others)
	}
	if len(found) > 0 {
		last := found[len(found)-1]
		s.told += m.describe(last)
		s.event = p.arrival(last)
	} else {
		s.event = p.failure(m.mailbox)
	}
	if j.kind == none {
		s.absence = "not delivered"
	}
	if m.once && !distinct(found) {
		s.spoilt = "some twice"
	}
	return s, nil
}

// ofOthers tells of messages with another From field, whose envelope may name the sender that was meant.
func ofOthers(others []Mail) string {
	if len(others) == 0 {
		return ""
	}
	last := others[len(others)-1]
	text := fmt.Sprintf(", and of %s with another one the last is From: %s", plural(len(others), "message"),
		last.Sender())
	if last.From != "" {
		text += fmt.Sprintf(", with %s as the envelope's sender (P1)", last.From)
	}
	return text
}

// meets reports whether a message meets all conditions.
func (m *mailQuery) meets(mail Mail) bool {
	return !slices.ContainsFunc(m.conditions, func(c condition) bool { return !c.holds(mail) })
}

// describe is what the conditions are about, as the last message has it.
func (m *mailQuery) describe(last Mail) string {
	text := ", the last with AuthAs " + authOf(last)
	for _, c := range m.conditions {
		if c.trait != nil {
			text += ", " + c.trait.got(last)
		} else if c.header != "" {
			text += ", " + c.header + " " + Quote(last.Header.Get(c.header))
		}
	}
	return text
}

func authOf(m Mail) string {
	if as := m.Header.Get(headers.AuthAs); as != "" {
		return as
	}
	return "outside"
}

func distinct(mail []Mail) bool {
	var ids []string
	for _, m := range mail {
		ids = append(ids, m.Header.Get("Message-ID"))
	}
	slices.Sort(ids)
	return len(slices.Compact(ids)) == len(mail)
}

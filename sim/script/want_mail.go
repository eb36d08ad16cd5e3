package script

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay/headers"
	"hybridsim/sim/mistake"
)

// mailClaim is about messages in a mailbox.
type mailClaim struct {
	none       bool
	at         string
	atPlace    mistake.Column
	from       string
	count      counts
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

const mailDoc = "A message arrived at the mailbox since the section began. With a number, everything that ever arrived there is counted, and every message must meet the conditions; " +
	"each once also demands that no Message-ID is there twice. Delivery reports are not counted. " +
	"AuthAs, AuthSource and Directionality are short for the X-MS-Exchange-Organization- headers. " +
	"A part is a MIME part of that media type; shown as is the sender as a mail program shows it; in is the folder."

var (
	_ = register(groupWant, "mail", `want mail at ADDRESS [from ADDRESS] [: N | : between N and M] [, each once] [, with HEADER VALUE]... [, without HEADER]... [, containing "TEXT"] [, with part TYPE] [, without part TYPE] [, shown as "NAME"] [, in Inbox|Junk Email]`, mailDoc, parseMail(false))
	_ = register(groupWant, "no mail", "want no mail at ADDRESS [from ADDRESS]", "No message (delivery reports aside) arrived at the mailbox since the section began.", parseMail(true))
)

// shortHeaders are the headers that every second claim is about.
var shortHeaders = map[string]string{"AuthAs": headers.AuthAs, "AuthSource": headers.AuthSource, "Directionality": headers.Directionality}

func parseMail(none bool) func(c *Cursor) (any, error) {
	return func(c *Cursor) (any, error) {
		m := &mailClaim{none: none}
		if err := c.Expect("at"); err != nil {
			return nil, err
		}
		m.atPlace = c.Here()
		var err error
		if m.at, err = c.address("a mailbox's address"); err != nil {
			return nil, err
		}
		if m.from, err = c.addressIf("from", "a sender's address"); err != nil || none {
			return m, err
		}
		start := c.Mark()
		if c.Take(":") {
			if m.count, err = parseCounts(c); err != nil {
				return nil, err
			}
		}
		for !c.Done() {
			c.Take(",")
			if err := m.option(c); err != nil {
				return nil, err
			}
		}
		if m.count.given && m.count.high == 0 && (m.once || len(m.conditions) > 0) {
			return nil, c.ErrorAt(start, "leave the conditions out", "no message at all can meet conditions")
		}
		return m, nil
	}
}

func (m *mailClaim) option(c *Cursor) error {
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
		return strings.Contains(string(m.Content), c.value.text)
	}
	if c.without {
		return !m.Header.Has(c.header)
	}
	return m.Header.Has(c.header) && c.value.matches(m.Header.Get(c.header))
}

func (m *mailClaim) check(p *Player) (Finding, error) {
	if err := p.needMailbox(m.at, m.atPlace); err != nil {
		return Finding{}, err
	}
	if err := m.traitsCanFail(p); err != nil {
		return Finding{}, err
	}
	since := &p.section
	if m.count.given {
		since = nil
	}
	var found []Mail
	for _, mail := range p.MailAt(m.at, since) {
		if !mail.IsReport() && (m.from == "" || strings.EqualFold(mail.From(), m.from)) {
			found = append(found, mail)
		}
	}
	f := Finding{Got: fmt.Sprintf("%s at %s", plural(len(found), "message"), m.at)}
	matching := 0
	for _, mail := range found {
		good := true
		for _, c := range m.conditions {
			good = good && c.holds(mail)
		}
		if good {
			matching++
			f.Brief = m.brief(mail)
		}
	}
	if len(found) > 0 {
		last := found[len(found)-1]
		f.Got += ", the last with AuthAs " + authOf(last)
		for _, c := range m.conditions {
			if c.trait != nil {
				f.Got += ", " + c.trait.got(last)
			} else if c.header != "" {
				f.Got += ", " + c.header + " " + quote(last.Header.Get(c.header))
			}
		}
		f.Event = p.arrival(last)
	} else {
		f.Event = p.failure(&ndrClaim{about: m.at})
	}
	switch {
	case m.none:
		f.Holds, f.Brief = len(found) == 0, "not delivered"
	case m.count.given:
		f.Holds = m.count.hold(len(found)) && matching == len(found)
	default:
		f.Holds = matching > 0
	}
	if m.once && !distinct(found) {
		f.Holds = false
		f.Got += ", some twice"
	}
	return f, nil
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

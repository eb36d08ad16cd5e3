package transport

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/dsn"
	"hybridsim/relay/mailbox"
)

// deliver puts a message that a transport service hands over into a mailbox, and lets the mailbox answer.
func (t *Transport) deliver(by *Transport, item *relay.MailItem, out categorizer.Outcome) {
	place, decisions := mailbox.Place(t.org(), item, out.Recipient)
	copied := *item
	copied.Header = t.kept(item, place.SCL).Prepend(t.lastHop(by)...)
	copied.Body = t.shown(item)
	t.put(Delivered{Mailbox: out.Address, Time: t.env.Now(), Item: &copied, Placement: place})

	reply, why := mailbox.AutoReply(out.Recipient, item, t.hasAnswered(out.Address, item.From))
	answer, because := mailbox.Attend(out.Recipient, item, t.env.Now())
	e := t.event(relay.EventDeliver, "STOREDRIVER", item, out.Address)
	e.Server = t.as(relay.RoleMailbox).Name
	e.Decisions, e.Disposition = append(out.Decisions, decisions...), relay.Delivered
	e.SCL = relay.Level(place.SCL)
	passed, rules := mailbox.InboxRules(t.org(), out.Recipient, item)
	for _, d := range []relay.Decision{why, because, rules} {
		if d.Question != "" {
			e.Decisions = append(e.Decisions, d)
		}
	}
	t.env.Record(e)
	if reply != nil {
		t.rememberReply(out.Address, item.From)
		t.sendAnswer(reply, why)
	}
	if answer != nil {
		t.sendAnswer(answer, because)
	}
	t.passOn(out.Recipient, item, passed)
}

// shown is a message's body as a mailbox keeps it: on-premises, another mail system's report gets a text of Exchange's.
// Whether the cloud does the same is not known.
func (t *Transport) shown(item *relay.MailItem) []byte {
	if !t.org().InCloud() && item.From == "" {
		if body, ok := dsn.Rerender(item.Header, item.Body, t.product(), t.env.Now()); ok {
			return body
		}
	}
	return item.Body
}

// sendAnswer submits what a mailbox says by itself: an ordinary message that goes the ordinary ways.
func (t *Transport) sendAnswer(a *mailbox.Answer, why ...relay.Decision) *relay.MailItem {
	by := t.submitter()
	item := by.newItem(a.From, a.Header, a.Body)
	item.OutOfOffice = a.OutOfOffice
	if len(a.OutOfOffice) > 0 {
		item.Kind = relay.AutomaticReply
	}
	return t.submit(by, item, []string{a.To}, why...)
}

// sendOf sends a message of a kind that the organization makes itself.
func (t *Transport) sendOf(kind relay.MailKind, a *mailbox.Answer) {
	by := t.submitter()
	item := by.newItem(a.From, a.Header, a.Body)
	item.Kind = kind
	t.submit(by, item, []string{a.To})
}

func (t *Transport) hasAnswered(address, sender string) bool {
	return t.mailboxes.answered[strings.ToLower(address)].has(strings.ToLower(sender))
}

// rememberReply notes that a sender has had a reply: one for each sender until the state changes (S8.2 [D] OOF).
func (t *Transport) rememberReply(address, sender string) {
	address, sender = strings.ToLower(address), strings.ToLower(sender)
	if t.keeping.on {
		t.keeping.changes = append(t.keeping.changes, Change{Answered: &Answered{address, sender}})
	}
	if t.mailboxes.answered == nil {
		t.mailboxes.answered = map[string]*correspondents{}
	}
	if t.mailboxes.answered[address] == nil {
		t.mailboxes.answered[address] = &correspondents{known: map[string]bool{}}
	}
	t.mailboxes.answered[address].add(sender)
}

// correspondents are those who have had a mailbox's reply, up to a bound: then whoever had it first may have it again.
// That there is a bound, and which, is ours.
type correspondents struct {
	known map[string]bool // in lower case
	order []string        // the first one first
}

const maxCorrespondents = 10_000

func (c *correspondents) has(sender string) bool { return c != nil && c.known[sender] }

func (c *correspondents) add(sender string) {
	if c.known[sender] {
		return
	}
	if len(c.order) == maxCorrespondents {
		delete(c.known, c.order[0])
		c.order = c.order[1:]
	}
	c.known[sender], c.order = true, append(c.order, sender)
}

// forgetReplies empties the memory of mailboxes that do not reply at present.
func (t *Transport) forgetReplies() {
	for address := range t.mailboxes.answered {
		r := t.org().Recipient(address)
		if r == nil || r.Settings().AutoReply.AutoReplyState != relay.AutoReplyEnabled {
			delete(t.mailboxes.answered, address)
			if t.keeping.on {
				t.keeping.changes = append(t.keeping.changes, Change{Silent: address})
			}
		}
	}
}

package transport

import (
	"time"

	"hybridsim/relay"
	"hybridsim/relay/ident"
)

// ids hands out identifiers that follow from counters and the clock, so that the same story gives the same bytes.
type ids struct {
	seed       string // unlike any other server's
	inCloud    bool
	generation int // of its queue database
	messages   int
	sessions   int
	reports    int
}

func newIDs(seed string, inCloud bool, place int) ids {
	return ids{seed: seed, inCloud: inCloud, generation: ident.Generation(seed, inCloud, place)}
}

// message returns the next InternalMessageId.
func (i *ids) message() int {
	i.messages++
	return ident.Internal(i.generation, i.messages)
}

// network returns a Network-Message-Id for the message that was numbered last.
func (i *ids) network(now time.Time) string { return ident.Network(i.seed, i.messages, now) }

// messageID returns a Message-ID for that message, where its client brings none.
func (i *ids) messageID(p relay.Product, mailbox, server string, now time.Time) string {
	return ident.MessageID(p, ident.Mail{Label: i.seed, Number: i.messages, Mailbox: mailbox, Server: server, At: now})
}

// report returns a GUID for a report's Message-ID and boundary.
func (i *ids) report() string {
	i.reports++
	return ident.Random(i.seed, "report", i.reports)
}

// session returns the id of the next session.
func (i *ids) session(now time.Time) string {
	i.sessions++
	return i.lastSession(now)
}

func (i *ids) lastSession(now time.Time) string {
	return ident.Started(i.seed+" receives", i.inCloud, now).Session(i.sessions)
}

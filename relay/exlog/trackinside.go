package exlog

import (
	"fmt"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/ident"
)

// This file fills the fields of tracking that tell of mailboxes and of a server's inside, from 2013 on. The numbers in
// them follow from whose they are: the model has no databases (V1.9, V4.2, V4.4).

// inside adds to a row what its event says of databases and mailboxes.
func (t *tracker) inside(r *TrackingEntry, e relay.Event) {
	if t.product < relay.Exchange2013 {
		return
	}
	r.CustomData = "S:DeliveryPriority=Normal;S:AccountForest=" + t.forest
	if e.Source != "STOREDRIVER" || len(e.Recipients) == 0 {
		return
	}
	switch e.ID {
	case relay.EventReceive:
		r.SourceContext, r.MessageInfo = submission(e), "04I: "
		r.CustomData = "S:MailboxDatabaseGuid=" + database(e.Server) + ";" + r.CustomData
	case relay.EventDeliver:
		came, known := t.came[e.InternalID]
		if !known {
			came = e.Time
		}
		delivery := ident.Started(string(e.Side)+" "+e.Server+" delivers", t.side.Kind() == relay.Cloud, e.Time)
		r.SourceContext = fmt.Sprintf("%s;%s;ClientSubmitTime:%s", delivery.Session(e.InternalID&0xFFFF), stamp(e.Time),
			stamp(came))
		r.CustomData = fmt.Sprintf("S:MailboxDatabaseGuid=%s;S:Mailboxes=%s;%s", database(e.Server),
			mailboxes(e.Recipients), r.CustomData)
	}
}

// submission is what the submission service tells of a message that it took from a mailbox (V4.2).
func submission(e relay.Event) string {
	const firstEvent = 60_000_000 // of a database some years old
	number := firstEvent + e.InternalID>>32*100 + e.InternalID&0xFFFF
	return fmt.Sprintf("MDB:%s, Mailbox:%s, Event:%d, MessageClass:IPM.Note, CreationTime:%s, ClientType:MOMT, "+
		"SubmissionAssistant:MailboxTransportSubmissionEmailAssistant", database(e.Server),
		mailboxes([]string{e.Sender}), number, stamp(e.Time.Truncate(time.Millisecond)))
}

func database(server string) string { return ident.Random(server, "database", 0) }

func mailboxes(addresses []string) string {
	list := make([]string, len(addresses))
	for i, a := range addresses {
		list[i] = ident.Random(strings.ToLower(a), "mailbox", 0)
	}
	return joined(list)
}

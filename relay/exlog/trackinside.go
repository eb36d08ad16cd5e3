package exlog

import (
	"cmp"
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
	r.CustomData = t.common()
	t.took(r, e)
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

// took adds how long a message took, to the rows of 2016 and later in which its way ends (V4.7, V4.11).
func (t *tracker) took(r *TrackingEntry, e relay.Event) {
	came, known := t.came[e.InternalID]
	if !known || t.product < relay.Exchange2016 {
		return
	}
	l := latencies(e, came)
	switch e.ID {
	case relay.EventDeliver:
		if t.product == relay.ExchangeOnline {
			r.MessageInfo = l.delivery(t.mailed[e.InternalID], cmp.Or(t.hub, e.Server), e.Server, came)
		}
		r.CustomData = fmt.Sprintf("S:FromEntity=%s;S:ToEntity=Hosted;S:MsgRecipCount=%d;S:SubRecipCount=%[2]d;"+
			"S:DeliveryLatency=%[3]s;S:E2ELatency=%[3]s;%[4]s", entity(e), len(e.Recipients), seconds(l.total()),
			r.CustomData)
	case relay.EventSend, relay.EventFail:
		r.MessageInfo = l.info(e.Server, came)
		r.CustomData = fmt.Sprintf("S:E2ELatency=%s;S:ToEntity=Unknown;S:FromEntity=%s;S:MsgRecipCount=%d;"+
			"S:IncludeInSla=True;S:IsSmtpResponseFromExternalServer=%s;%s", seconds(l.total()), entity(e),
			len(e.Recipients), titled(e.RemoteHost != ""), r.CustomData)
	}
}

func titled(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

// entity is whose mail it is, as custom-data calls it.
func entity(e relay.Event) string {
	if e.Directionality == relay.Originating {
		return "Hosted"
	}
	return "Internet"
}

// submits reports whether an event is one that the submission service of 2013 and later has rows about.
func (t *tracker) submits(e relay.Event) bool {
	return e.ID == relay.EventReceive && e.Source == "STOREDRIVER" && len(e.Recipients) > 0 &&
		t.product >= relay.Exchange2013 && t.product != relay.ExchangeOnline
}

// submitted are the rows about a mailbox's mail: the store tells of it, the service takes it and hands it on (V4.2 [O]
// in 2022). That the transport service's second copy is made in between, that all three have the message's number and
// recipients, and that these are all in To, is [I].
func (t *tracker) submitted(r TrackingEntry, e relay.Event) []TrackingEntry {
	var copied []TrackingEntry
	if !e.Shadow.IsZero() {
		copied = append(copied, t.redundant(r, e))
	}
	r.ClientIp = address(relay.LinkLocal(t.full[e.Server]))
	r.RecipientStatus = repeat("To", len(e.Recipients))
	told, handed := r, r
	took := seconds(latencies(e, e.Time).categorized)
	told.EventId, handed.EventId = "NOTIFYMAPI", "SUBMIT"
	told.MessageInfo = stamp(e.Time) + ";LSRV=" + t.full[e.Server] + ":TOTAL-SUB=" + took + "|SA=" + took +
		"|MTSS-PEN=0.000"
	handed.MessageInfo = told.MessageInfo
	return append(append([]TrackingEntry{told, r}, copied...), handed)
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

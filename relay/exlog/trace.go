package exlog

import (
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/journey"
)

// TraceRow is one message to one recipient in message trace's summary, with the property names of Get-MessageTrace
// (NC5).
type TraceRow struct {
	MessageTraceId   string // the network message id
	MessageId        string
	Received         time.Time
	SenderAddress    string // "<>" for reports
	RecipientAddress string
	FromIP           string
	ToIP             string // empty for what stays here
	Subject          string
	Status           TraceStatus
	Size             int // bytes
}

// TraceStatus is how far a message came (NC5 [D]).
type TraceStatus string

// Statuses that this model produces.
const (
	StatusGettingStatus TraceStatus = "GettingStatus" // received, and no more is known
	StatusPending       TraceStatus = "Pending"       // on its way out
	StatusDelivered     TraceStatus = "Delivered"     // in a mailbox, or taken by the next server
	StatusFailed        TraceStatus = "Failed"
	StatusQuarantined   TraceStatus = "Quarantined"
	StatusExpanded      TraceStatus = "Expanded" // a group: look at its members
	StatusResolved      TraceStatus = "Resolved" // [O] another address: look there
)

// Values lists the statuses.
func (TraceStatus) Values() []string {
	return []string{"GettingStatus", "Pending", "Delivered", "Failed", "Quarantined", "Expanded", "Resolved"}
}

// TraceDetail is one event of a traced message (NC6).
type TraceDetail struct {
	MessageTraceId   string
	MessageId        string
	RecipientAddress string
	Date             time.Time
	Event            string
	Action           string // not in the records
	Detail           string
	Data             string // names and values, as XML (V4.14)
}

// MessageTrace is the cloud's summary, newest first ([O] Get-MessageTraceV2).
func MessageTrace(o *relay.Organization, events []relay.Event) []TraceRow {
	return Traced(o, events).Rows()
}

// MessageTraceDetail is what happened to one message on its way to one recipient, oldest first.
func MessageTraceDetail(o *relay.Organization, events []relay.Event, traceID, recipient string) []TraceDetail {
	var details []TraceDetail
	for _, f := range Traced(o, events).list {
		if f.row.MessageTraceId == traceID && relay.SameAddress(f.row.RecipientAddress, recipient) {
			details = append(details, f.details...)
		}
	}
	return details
}

// followed is a message on its way to one recipient.
type followed struct {
	row     TraceRow
	details []TraceDetail

	rules     []string // mail-flow rules that were told of
	csv, json []byte   // the row as it stands in the summary; nil: not rendered since it changed
	written   block    // the details that were rendered
}

// Trace is message trace as it grows. What is known of a message is rendered again only when that has changed.
type Trace struct {
	scribe
	o        *relay.Organization
	list     []*followed // in the order in which they appeared
	known    map[string]*followed
	came     map[int]time.Time // internal id -> when it came
	messages []*passage        // in the order in which their first recipients appeared
	passages map[string]*passage
}

// NewTrace begins to follow messages in an organization.
func NewTrace(o *relay.Organization) *Trace {
	return &Trace{o: o, known: map[string]*followed{}, came: map[int]time.Time{}, passages: map[string]*passage{}}
}

// Traced is the trace of what happened.
func Traced(o *relay.Organization, events []relay.Event) *Trace {
	t := NewTrace(o)
	for _, e := range events {
		t.Add(e)
	}
	return t
}

// Add follows messages on to what happened next.
func (t *Trace) Add(e relay.Event) {
	if e.Side != t.o.Side {
		return
	}
	t.pass(e)
	if e.ID == relay.EventReceive || e.ID == relay.EventDSN {
		t.came[e.InternalID] = e.Time
	}
	if e.ID != relay.EventRefuse && e.ID != relay.EventConnect {
		t.event(e)
	}
}

// Rows are the summary, newest first.
func (t *Trace) Rows() []TraceRow {
	rows := make([]TraceRow, len(t.list))
	for i, f := range t.list {
		rows[len(rows)-1-i] = f.row
	}
	return rows
}

// at finds the row of an event's message for a recipient, or begins one.
func (t *Trace) at(e relay.Event, recipient string) *followed {
	key := e.NetworkMessageID + " " + strings.ToLower(recipient)
	f := t.known[key]
	if f != nil {
		f.csv, f.json = nil, nil // it is about to change
		t.passages[e.NetworkMessageID].enhanced = nil
		return f
	}
	f = &followed{row: TraceRow{
		MessageTraceId: e.NetworkMessageID, MessageId: e.MessageID, Received: e.Time, SenderAddress: e.Sender,
		RecipientAddress: recipient, Subject: e.Subject, Status: StatusGettingStatus, Size: e.TotalBytes,
	}}
	if e.Sender == "" {
		f.row.SenderAddress = "<>"
	}
	t.known[key], t.list = f, append(t.list, f)
	t.join(f)
	return f
}

// from begins the row of a recipient that another one turned into.
func (t *Trace) from(before *followed, e relay.Event, recipient string) *followed {
	f := t.at(e, recipient)
	if len(f.details) == 0 {
		f.row.Received, f.row.FromIP = before.row.Received, before.row.FromIP
	}
	return f
}

func (t *Trace) note(f *followed, e relay.Event, event, detail string) {
	f.details = append(f.details, TraceDetail{
		MessageTraceId: f.row.MessageTraceId, MessageId: f.row.MessageId, RecipientAddress: f.row.RecipientAddress,
		Date: e.Time, Event: event, Detail: detail, Data: t.data(e),
	})
}

// event applies one event to the rows of its recipients.
func (t *Trace) event(e relay.Event) {
	switch e.ID {
	case relay.EventExpand:
		t.become(e, StatusExpanded, "Expand", "")
		return
	case relay.EventRedirect:
		t.redirect(e)
		return
	}
	if before, ok := resolvedFrom(e); ok {
		old := t.at(e, before)
		old.row.Status = StatusResolved
		t.note(old, e, "Resolved", "")
		t.from(old, e, e.Recipients[0])
	}
	for _, recipient := range e.Recipients {
		t.apply(t.at(e, recipient), e)
	}
}

// redirect applies what a rule gives to others, and a forwarding: of a recipient that keeps no copy the row fails, with
// a text that tells of success (P2.7 [O]).
func (t *Trace) redirect(e relay.Event) {
	switch {
	case e.Source == "AGENT":
		t.become(e, StatusResolved, "", "") // the rule is told of
	case e.Reply.IsZero():
		t.from(t.at(e, e.SourceContext), e, e.Recipients[0])
	default:
		t.become(e, StatusFailed, "Fail", failure(t.o.Product, e).Reason())
	}
}

// become ends the row of the recipient in whose place others stand, and begins theirs.
func (t *Trace) become(e relay.Event, status TraceStatus, event, detail string) {
	by := t.at(e, e.SourceContext)
	by.row.Status = status
	t.ruled(by, e)
	if event != "" {
		t.note(by, e, event, detail)
	}
	for _, r := range e.Recipients {
		t.from(by, e, r)
	}
}

// statuses are how message trace calls what became of a message.
var statuses = map[journey.Kind]TraceStatus{
	journey.Waits: StatusPending, journey.RelayedOn: StatusDelivered, journey.Delivered: StatusDelivered,
	journey.Failed: StatusFailed, journey.Dropped: StatusFailed, journey.Quarantined: StatusQuarantined, journey.NotModelled: StatusFailed,
}

// apply moves a row on. The texts of the details are Exchange Online's (NC6 [O]).
func (t *Trace) apply(f *followed, e relay.Event) {
	if status, moved := statuses[journey.After(e)]; moved {
		f.row.Status = status
	}
	t.ruled(f, e)
	t.rated(f, e)
	switch e.ID {
	case relay.EventReceive, relay.EventDSN:
		if e.Source == "SMTP" {
			f.row.FromIP = address(e.ClientIP)
		}
		if e.Source == "STOREDRIVER" && e.Time.Year() >= newWords {
			t.note(f, e, "Submit", "The message was submitted.")
		}
		t.note(f, e, "Receive", receivedBy(hostOf(t.o, e.Server), e))
	case relay.EventDefer:
		t.note(f, e, "Defer", e.RecipientStatus)
	case relay.EventSend:
		f.row.ToIP = address(e.ServerIP)
		t.note(f, e, "Send external", sentTo(e))
	case relay.EventDeliver:
		t.note(f, e, "Deliver", delivered(e))
	case relay.EventFail:
		t.note(f, e, "Fail", failure(t.o.Product, e).Reason())
	case relay.EventQuarantine:
		t.note(f, e, "Quarantine", "The message was put into quarantine: "+e.SourceContext)
	case relay.EventBadMail, relay.EventDrop:
		detail, event := "", "Drop"
		if !e.Reply.IsZero() { // else a remote domain dropped it: nobody refused anything
			detail = failure(t.o.Product, e).Reason()
		}
		if e.Reply.OK() { // a failure whose text tells of success (P2.18 [S])
			event = "Fail"
		}
		t.note(f, e, event, detail)
	}
}

// hostOf is the full name of a server that events name by its first label.
func hostOf(o *relay.Organization, server string) string {
	for _, s := range o.Hosts() {
		if s.Name == server {
			return s.Fqdn
		}
	}
	return server
}

package exlog

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay"
)

// The columns of message trace and its reports (NC5, NC7).
var (
	traceColumns = []string{"Message Trace ID", "Message ID", "Received", "Sender Address", "Recipient Address",
		"From IP", "To IP",
		"Subject", "Status", "Size"}
	detailColumns = []string{"MessageTraceId", "MessageId", "RecipientAddress", "Date", "Event", "Action",
		"Detail", "Data"}
	enhancedColumns = []string{"origin_timestamp_utc", "sender_address", "recipient_status", "message_subject", // V4.12
		"total_bytes", "message_id",
		"network_message_id", "original_client_ip", "directionality", "connector_id", "delivery_priority"}
	// The order of the extended report's columns is not verified; it is the tracking log's.
	extendedColumns = []string{"date_time_utc", "client_ip", "client_hostname", "server_ip", "server_hostname",
		"source_context", "connector_id",
		"source", "event_id", "internal_message_id", "message_id", "network_message_id", "recipient_address", "recipient_status",
		"total_bytes", "recipient_count", "related_recipient_address", "reference", "message_subject", "sender_address", "return_path",
		"message_info", "directionality", "tenant_id", "original_client_ip", "original_server_ip", "custom_data"}
)

// ticks prints an instant as the service's interfaces do: seven decimals (NC5 [O]).
func ticks(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.0000000Z") }

// Summary is the summary as CSV, newest first.
func (t *Trace) Summary() Text {
	text := Text{t.lines(slices.Clone(traceColumns))}
	for _, f := range slices.Backward(t.list) {
		if f.csv == nil {
			r := f.row
			f.csv = t.lines([]string{
				r.MessageTraceId, r.MessageId, ticks(r.Received), r.SenderAddress, r.RecipientAddress, r.FromIP, r.ToIP, r.Subject,
				string(r.Status), strconv.Itoa(r.Size),
			})
		}
		text = append(text, f.csv)
	}
	return text
}

// Details are the details of every traced message as CSV, in the order of the summary.
func (t *Trace) Details() Text {
	text := Text{t.lines(slices.Clone(detailColumns))}
	for _, f := range slices.Backward(t.list) {
		for _, d := range f.details[f.written.rows:] {
			f.written.add(&t.scribe, []string{d.MessageTraceId, d.MessageId, d.RecipientAddress, ticks(d.Date), d.Event,
				d.Action, d.Detail, d.Data})
		}
		text = append(text, f.written.text)
	}
	return text
}

// JSON is the summary as Get-MessageTraceV2's objects.
func (t *Trace) JSON() Text {
	if len(t.list) == 0 {
		return Text{[]byte("[]\n")}
	}
	text := Text{[]byte("[\n")}
	for i, f := range slices.Backward(t.list) {
		if f.json == nil {
			f.json = f.row.object()
		}
		text = append(text, f.json)
		if i > 0 {
			text = append(text, []byte(",\n"))
		}
	}
	return append(text, []byte("\n]\n"))
}

// object is the row as it stands in a list of objects.
func (r TraceRow) object() []byte {
	var b bytes.Buffer
	b.WriteString("  ")
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("  ", "  ")
	_ = encoder.Encode(struct {
		MessageTraceId, MessageId, Received, SenderAddress, RecipientAddress, FromIP, ToIP, Subject string
		Status                                                                                      TraceStatus
		Size                                                                                        int
	}{
		r.MessageTraceId, r.MessageId, ticks(r.Received), r.SenderAddress, r.RecipientAddress, r.FromIP, r.ToIP,
		r.Subject, r.Status, r.Size,
	}) // texts and numbers, into a buffer
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// passage is a message with all its recipients, and what the first of its events in the cloud say of its way there: its
// direction, and the connector by which it came, or else by which it left.
type passage struct {
	direction, connector string
	list                 []*followed
	enhanced             []byte // its row of the enhanced report; nil: not rendered since it changed
}

// of is the message of a network message id.
func (t *Trace) of(id string) *passage {
	p := t.passages[id]
	if p == nil {
		p = &passage{}
		t.passages[id] = p
	}
	return p
}

// pass takes from an event what it says of the message's way.
func (t *Trace) pass(e relay.Event) {
	if e.Directionality == "" && e.ConnectorID == "" {
		return
	}
	p := t.of(e.NetworkMessageID)
	p.direction, p.connector = cmp.Or(p.direction, string(e.Directionality)), cmp.Or(p.connector, e.ConnectorID)
	p.enhanced = nil
}

// join adds a recipient to its message.
func (t *Trace) join(f *followed) {
	p := t.of(f.row.MessageTraceId)
	if p.list = append(p.list, f); len(p.list) == 1 {
		t.messages = append(t.messages, p)
	}
	p.enhanced = nil
}

// Enhanced is the enhanced summary report: one row for a message, its recipients with their events in one column,
// "addr##Receive, Send" joined by semicolons (NC7 [D]).
func (t *Trace) Enhanced() Text {
	text := Text{t.lines(slices.Clone(enhancedColumns))}
	for _, p := range t.messages {
		if p.enhanced == nil {
			p.enhanced = t.lines(p.values())
		}
		text = append(text, p.enhanced)
	}
	return text
}

// beside are events that the enhanced report leaves out: "a##Receive, Deliver" stands there of a mailbox's mail too
// (V4.12 [O]; of the others it is [I]).
var beside = []string{"Submit", "Transport rule", "Spam"}

func (p *passage) values() []string {
	statuses := make([]string, len(p.list))
	for i, f := range p.list {
		var names []string
		for _, d := range f.details {
			if !slices.Contains(beside, d.Event) {
				names = append(names, d.Event)
			}
		}
		statuses[i] = f.row.RecipientAddress + "##" + strings.Join(names, ", ")
	}
	row := p.list[0].row
	return []string{
		ticks(row.Received), row.SenderAddress, joined(statuses), row.Subject, strconv.Itoa(row.Size), row.MessageId,
		row.MessageTraceId, row.FromIP, p.direction, p.connector, "Normal",
	}
}

// Extended is the extended report as it grows: one row for each event, in the fields of message tracking (NC7 [D]).
type Extended struct {
	tracker
	scribe
	text Text
}

// NewExtended begins the report of an organization.
func NewExtended(o *relay.Organization) *Extended {
	x := &Extended{tracker: newTracker(o)}
	x.text = Text{x.lines(slices.Clone(extendedColumns))}
	return x
}

// Add writes what happened next.
func (x *Extended) Add(e relay.Event) {
	for _, r := range x.entries(e) {
		known := r.byField()
		known["date-time-utc"] = ticks(r.Timestamp)
		values := make([]string, len(extendedColumns))
		for i, column := range extendedColumns {
			values[i] = known[strings.ReplaceAll(column, "_", "-")]
		}
		x.text = append(x.text, x.lines(values))
	}
}

// Text is the report.
func (x *Extended) Text() Text { return slices.Clip(x.text) }

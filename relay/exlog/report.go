package exlog

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
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
	enhancedColumns = []string{"origin_timestamp", "sender_address", "Recipient_status", "message_subject",
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

// WriteTrace writes the summary as CSV.
func WriteTrace(w io.Writer, trace []TraceRow) error {
	rows := [][]string{traceColumns}
	for _, r := range trace {
		rows = append(rows, []string{
			r.MessageTraceId, r.MessageId, ticks(r.Received), r.SenderAddress, r.RecipientAddress, r.FromIP, r.ToIP, r.Subject,
			string(r.Status), strconv.Itoa(r.Size),
		})
	}
	return writeRows(w, rows)
}

// WriteTraceDetail writes the details of every traced message as CSV, in the order of the summary.
func WriteTraceDetail(w io.Writer, o *relay.Organization, events []relay.Event) error {
	rows := [][]string{detailColumns}
	followed := follow(o, events)
	for i := range followed {
		for _, d := range followed[len(followed)-1-i].details {
			rows = append(rows, []string{d.MessageTraceId, d.MessageId, d.RecipientAddress, ticks(d.Date), d.Event,
				d.Action, d.Detail, d.Data})
		}
	}
	return writeRows(w, rows)
}

// WriteTraceJSON writes the summary as Get-MessageTraceV2's objects.
func WriteTraceJSON(w io.Writer, trace []TraceRow) error {
	type object struct {
		MessageTraceId, MessageId, Received, SenderAddress, RecipientAddress, FromIP, ToIP, Subject string
		Status                                                                                      TraceStatus
		Size                                                                                        int
	}
	objects := []object{}
	for _, r := range trace {
		objects = append(objects, object{
			r.MessageTraceId, r.MessageId, ticks(r.Received), r.SenderAddress, r.RecipientAddress, r.FromIP, r.ToIP,
			r.Subject, r.Status, r.Size,
		})
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(objects)
}

// WriteEnhanced writes the enhanced summary report: one row for a message, its recipients with their events in one
// column, "addr##Receive, Send" joined by semicolons (NC7 [D]).
func WriteEnhanced(w io.Writer, o *relay.Organization, events []relay.Event) error {
	rows := [][]string{enhancedColumns}
	place, ways := map[string]int{}, passages(events)
	for _, f := range follow(o, events) {
		names := make([]string, len(f.details))
		for i, d := range f.details {
			names[i] = d.Event
		}
		status := f.row.RecipientAddress + "##" + strings.Join(names, ", ")
		if i, ok := place[f.row.MessageTraceId]; ok {
			rows[i][2] += ";" + status
			continue
		}
		place[f.row.MessageTraceId] = len(rows)
		rows = append(rows, []string{
			ticks(f.row.Received), f.row.SenderAddress, status, f.row.Subject, strconv.Itoa(f.row.Size), f.row.MessageId, f.row.MessageTraceId,
			f.row.FromIP, ways[f.row.MessageTraceId].direction, ways[f.row.MessageTraceId].connector,
			"",
		})
	}
	return writeRows(w, rows)
}

// passage is what the first of a message's events in the cloud say of its way there.
type passage struct{ direction, connector string }

// passages finds for each message its direction, and the connector by which it came, or else by which it left.
func passages(events []relay.Event) map[string]passage {
	found := map[string]passage{}
	for _, e := range events {
		if e.Side != relay.Cloud || e.Directionality == "" && e.ConnectorID == "" {
			continue
		}
		p := found[e.NetworkMessageID]
		p.direction, p.connector = cmp.Or(p.direction, string(e.Directionality)), cmp.Or(p.connector, e.ConnectorID)
		found[e.NetworkMessageID] = p
	}
	return found
}

// WriteExtended writes the extended report: one row for each event, in the fields of message tracking (NC7 [D]).
func WriteExtended(w io.Writer, o *relay.Organization, events []relay.Event) error {
	rows := [][]string{extendedColumns}
	for _, e := range Tracking(o, events) {
		known := e.byField()
		known["date-time-utc"] = ticks(e.Timestamp)
		values := make([]string, len(extendedColumns))
		for i, column := range extendedColumns {
			values[i] = known[strings.ReplaceAll(column, "_", "-")]
		}
		rows = append(rows, values)
	}
	if err := writeRows(w, rows); err != nil {
		return fmt.Errorf("writing the extended report: %w", err)
	}
	return nil
}

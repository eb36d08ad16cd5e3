package exlog

import (
	"slices"
	"strconv"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/ident"
)

// The fields of the message tracking log. Each generation has those of the one before and more (NC2).
var (
	fields2010 = strings.Split("date-time,client-ip,client-hostname,server-ip,server-hostname,source-context,"+
		"connector-id,source,event-id,"+
		"internal-message-id,message-id,recipient-address,recipient-status,total-bytes,recipient-count,"+
		"related-recipient-address,"+
		"reference,message-subject,sender-address,return-path,message-info", ",")
	fields2013 = append(slices.Insert(slices.Clone(fields2010), slices.Index(fields2010, "recipient-address"),
		"network-message-id"),
		"directionality", "tenant-id", "original-client-ip", "original-server-ip", "custom-data")
	fields2016 = append(slices.Clone(fields2013), "transport-traffic-type", "log-id", "schema-version")
)

// TrackingFields are the fields that a product's message tracking log has.
func TrackingFields(p relay.Product) []string {
	switch {
	case p == relay.Exchange2010:
		return slices.Clone(fields2010)
	case p == relay.Exchange2013:
		return slices.Clone(fields2013)
	default:
		return slices.Clone(fields2016)
	}
}

// TrackingLog is the message tracking log of a server as it grows: each event's rows are rendered once.
type TrackingLog struct {
	tracker
	scribe
	fields []string
	blocks map[string][]*block // by the prefix of the file
	rows   int
}

// NewTrackingLog begins a log.
func NewTrackingLog(o *relay.Organization) *TrackingLog {
	return &TrackingLog{tracker: newTracker(o), fields: TrackingFields(o.Product),
		blocks: map[string][]*block{}}
}

// Add writes what happened next.
func (l *TrackingLog) Add(e relay.Event) {
	for _, r := range l.entries(e) {
		prefix, b := trackingPrefix(l.product, r), &block{at: r.Timestamp}
		l.rows++
		id := ident.Row(string(e.Side)+" "+e.Server+" tracks", l.rows, r.Timestamp)
		b.add(&l.scribe, r.values(l.product, l.fields, id))
		l.blocks[prefix] = append(l.blocks[prefix], b)
	}
}

// Files are the log: one series in 2010; from 2013 on the mailbox transport services have their own for what mailboxes
// submit (MSGTRKMS) and receive (MSGTRKMD), and each hour a new file (NC2 [D]).
func (l *TrackingLog) Files() []*File {
	var list []*File
	for _, prefix := range []string{"MSGTRK", "MSGTRKMD", "MSGTRKMS"} {
		k := &kind{
			folder: folder(l.product, "", "MessageTracking"), prefix: prefix, layout: hourly,
			version: l.product.Build().Padded(),
			label:   "Log-type", logType: "Message Tracking Log", fields: l.fields,
		}
		if l.product == relay.Exchange2010 {
			k.layout = daily
		}
		list = append(list, k.files(l.blocks[prefix])...)
	}
	return list
}

func trackingPrefix(p relay.Product, e TrackingEntry) string {
	switch {
	case p == relay.Exchange2010 || e.Source != "STOREDRIVER":
		return "MSGTRK"
	case e.EventId == string(relay.EventDeliver):
		return "MSGTRKMD"
	default:
		return "MSGTRKMS"
	}
}

// values are the entry in the order of the fields.
func (e TrackingEntry) values(p relay.Product, fields []string, id string) []string {
	known := e.byField()
	known["log-id"] = id                      // with the row's time in it (V1.1)
	known["transport-traffic-type"] = "Email" // [O]
	known["schema-version"] = p.Build().Padded()
	values := make([]string, len(fields))
	for i, f := range fields {
		values[i] = known[f]
	}
	return values
}

func (e TrackingEntry) byField() map[string]string {
	return map[string]string{
		"date-time": stamp(e.Timestamp), "client-ip": e.ClientIp, "client-hostname": e.ClientHostname,
		"server-ip": e.ServerIp, "server-hostname": e.ServerHostname, "source-context": e.SourceContext,
		"connector-id": e.ConnectorId, "source": e.Source, "event-id": e.EventId,
		"internal-message-id": strconv.Itoa(e.InternalMessageId), "message-id": e.MessageId, "network-message-id": e.NetworkMessageId,
		"recipient-address": joined(e.Recipients), "recipient-status": joined(e.RecipientStatus),
		"total-bytes": strconv.Itoa(e.TotalBytes), "recipient-count": strconv.Itoa(e.RecipientCount),
		"related-recipient-address": e.RelatedRecipientAddress, "reference": e.Reference, "message-subject": e.MessageSubject,
		"sender-address": e.Sender, "return-path": e.ReturnPath, "directionality": e.Directionality,
		"tenant-id": e.TenantId, "message-info": e.MessageInfo, "custom-data": e.CustomData,
		"original-client-ip": e.OriginalClientIp, "original-server-ip": e.OriginalServerIp,
	}
}

package cmdlet

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
)

// trackingProperties are in the order in which Get-MessageTrackingLog | Format-List prints them ([D] TRACKING; order
// from memory).
var trackingProperties = []property{
	unrecorded("RunspaceId", onPremises),
	{name: "Timestamp", access: readOnly},
	{name: "ClientIp", access: readOnly},
	{name: "ClientHostname", access: readOnly},
	{name: "ServerIp", access: readOnly},
	{name: "ServerHostname", access: readOnly},
	{name: "SourceContext", access: readOnly},
	{name: "ConnectorId", access: readOnly},
	{name: "Source", access: readOnly},
	{name: "EventId", access: readOnly},
	{name: "InternalMessageId", access: readOnly},
	{name: "MessageId", access: readOnly},
	{name: "NetworkMessageId", access: readOnly, on: since2013},
	{name: "Recipients", access: readOnly},
	{name: "RecipientStatus", access: readOnly},
	{name: "TotalBytes", access: readOnly},
	{name: "RecipientCount", access: readOnly},
	{name: "RelatedRecipientAddress", access: readOnly},
	{name: "Reference", access: readOnly},
	{name: "MessageSubject", access: readOnly},
	{name: "Sender", access: readOnly},
	{name: "ReturnPath", access: readOnly},
	{name: "Directionality", access: readOnly, on: since2013},
	unrecorded("TenantId", since2013),
	{name: "OriginalClientIp", access: readOnly, on: since2013},
	{name: "MessageInfo", access: readOnly},
	unrecorded("MessageLatency", onPremises),
	unrecorded("MessageLatencyType", onPremises),
	{name: "EventData", access: readOnly, on: since2013, show: shows(eventData)},
	{name: "TransportTrafficType", access: readOnly, on: since2016, show: says("Email")},
	{name: "SchemaVersion", access: readOnly, on: since2016, show: shows(func(r *tracked) string { return r.schema })},
}

// tracked is a row of the log with the build that its server writes (V4.8 [O]).
type tracked struct {
	exlog.TrackingEntry
	schema string
}

// eventData is custom-data as the cmdlet prints it: a list of pairs.
func eventData(r *tracked) string {
	var pairs []string
	for part := range strings.SplitSeq(r.CustomData, ";") {
		if name, value, ok := strings.Cut(strings.TrimPrefix(part, "S:"), "="); ok {
			pairs = append(pairs, "["+name+", "+value+"]")
		}
	}
	return "{" + strings.Join(pairs, ", ") + "}"
}

// trackingEvents are the values of -EventId that this model's log can hold.
var trackingEvents = []string{"AGENTINFO", "BADMAIL", "DEFER", "DELIVER", "DROP", "DSN", "EXPAND", "FAIL",
	"HAREDIRECT", "NOTIFYMAPI", "RECEIVE", "REDIRECT", "RESOLVE", "SEND", "SENDEXTERNAL", "SUBMIT"}

// trackingOptions are what Get-MessageTrackingLog is told.
type trackingOptions struct {
	Sender, EventId, MessageId, MessageSubject string
	Recipients                                 []string
}

func trackingCmdlets() []*command {
	return []*command{{
		name: "Get-MessageTrackingLog", synopsis: "prints rows of the message tracking log", on: onPremises,
		parameters: append(options[trackingOptions](
			property{name: "Sender", access: writeOnly},
			property{name: "Recipients", access: writeOnly},
			property{name: "EventId", access: writeOnly, values: trackingEvents},
			property{name: "MessageId", access: writeOnly},
			property{name: "MessageSubject", access: writeOnly, note: "part of the subject"},
		), disregarded(printsAll, "Start", "End", "Server", "ResultSize")...),
		run: getTracking,
	}}
}

func getTracking(c *call) error {
	var o trackingOptions
	if err := c.bind(&o); err != nil {
		return err
	}
	for _, r := range exlog.Tracking(c.here.now, c.here.admin.Events()) {
		if o.Sender != "" && !relay.SameAddress(o.Sender, r.Sender) && o.Sender != r.ReturnPath ||
			o.EventId != "" && o.EventId != r.EventId ||
			o.MessageId != "" && o.MessageId != r.MessageId || !anyOf(o.Recipients, r.Recipients...) ||
			!strings.Contains(strings.ToLower(r.MessageSubject), strings.ToLower(o.MessageSubject)) {
			continue
		}
		c.emit("MessageTracking", r.MessageId, onPremises, trackingProperties,
			&tracked{r, c.here.now.Product.Build().Padded()})
	}
	return nil
}

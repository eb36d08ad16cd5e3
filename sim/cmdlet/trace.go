package cmdlet

import (
	"strconv"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/sim/suggest"
)

// traceProperties are what Get-MessageTraceV2 prints (NC5, V4.13).
var traceProperties = []property{
	{name: "MessageTraceId", access: readOnly},
	{name: "MessageId", access: readOnly},
	{name: "Received", access: readOnly},
	{name: "SenderAddress", access: readOnly},
	{name: "RecipientAddress", access: readOnly},
	{name: "FromIP", access: readOnly},
	{name: "ToIP", access: readOnly},
	{name: "Subject", access: readOnly},
	{name: "Status", access: readOnly},
	{name: "Size", access: readOnly},
}

// oldTraceProperties are what Get-MessageTrace prints, in its order (V4.13 [O]); the interval is the last two days,
// which the cmdlet takes when none is given.
func oldTraceProperties(o *relay.Organization, now time.Time, index int) []property {
	const layout = "1/2/2006 3:04:05 PM"
	list := []property{{name: "Organization", access: readOnly, show: says(o.InitialDomain())}}
	for _, name := range []string{"MessageId", "Received", "SenderAddress", "RecipientAddress", "Subject", "Status",
		"ToIP", "FromIP", "Size", "MessageTraceId"} {
		list = append(list, property{name: name, access: readOnly})
	}
	return append(list,
		property{name: "StartDate", access: readOnly, show: says(now.AddDate(0, 0, -2).UTC().Format(layout))},
		property{name: "EndDate", access: readOnly, show: says(now.UTC().Format(layout))},
		property{name: "Index", access: readOnly, show: says(strconv.Itoa(index))})
}

// detailProperties are what Get-MessageTraceDetail prints (NC6).
var detailProperties = []property{
	{name: "MessageTraceId", access: readOnly},
	{name: "MessageId", access: readOnly},
	{name: "Date", access: readOnly},
	{name: "Event", access: readOnly},
	{name: "Action", access: readOnly},
	{name: "Detail", access: readOnly},
	{name: "Data", access: readOnly},
}

// traceOptions are what the trace cmdlets are told.
type traceOptions struct {
	SenderAddress, RecipientAddress, MessageId []string
	MessageTraceId                             string
	Status                                     exlog.TraceStatus
}

// detailOptions are what the detail cmdlets are told.
type detailOptions struct{ MessageTraceId, RecipientAddress string }

func traceCmdlets() []*command {
	filters := options[traceOptions](
		property{name: "SenderAddress", access: writeOnly, note: "* stands for anything"},
		property{name: "RecipientAddress", access: writeOnly, note: "* stands for anything"},
		property{name: "MessageId", access: writeOnly},
		property{name: "MessageTraceId", access: writeOnly},
		property{name: "Status", access: writeOnly},
	)
	one := options[detailOptions](
		property{name: "MessageTraceId", access: writeOnly,
			note: "with -RecipientAddress; or pipe Get-MessageTrace into it"},
		property{name: "RecipientAddress", access: writeOnly},
	)
	times := disregarded(printsAll, "StartDate", "EndDate", "ResultSize")
	var list []*command
	for _, version := range []string{"", "V2"} {
		list = append(list, &command{
			name: "Get-MessageTrace" + version, synopsis: "prints the summary of message trace, newest first",
			on:         inTheCloud,
			parameters: append(filters[:len(filters):len(filters)], times...), run: getTrace,
		}, &command{
			name:     "Get-MessageTraceDetail" + version,
			synopsis: "prints what happened to one message on its way to one recipient",
			on:       inTheCloud, accepts: "MessageTrace", parameters: append(one[:len(one):len(one)], times...),
			run: getTraceDetail,
		})
	}
	return list
}

func getTrace(c *call) error {
	var o traceOptions
	if err := c.bind(&o); err != nil {
		return err
	}
	for _, r := range exlog.MessageTrace(c.here.now, c.here.admin.Events()) {
		if anyOf(o.SenderAddress, r.SenderAddress) && anyOf(o.RecipientAddress, r.RecipientAddress) &&
			anyOf(o.MessageId, r.MessageId) &&
			(o.MessageTraceId == "" || o.MessageTraceId == r.MessageTraceId) &&
			(o.Status == "" || o.Status == r.Status) {
			properties := traceProperties
			if c.command.name == "Get-MessageTrace" {
				properties = oldTraceProperties(c.here.now, c.here.admin.Now(), len(c.result.items))
			}
			c.emit("MessageTrace", r.MessageTraceId+" "+r.RecipientAddress, inTheCloud, properties, &r)
		}
	}
	return nil
}

// getTraceDetail wants both the message and the recipient, as the documentation does.
func getTraceDetail(c *call) error {
	var o detailOptions
	if err := c.bind(&o); err != nil {
		return err
	}
	if c.input != nil {
		row := c.input.object.(*exlog.TraceRow)
		o = detailOptions{row.MessageTraceId, row.RecipientAddress}
	} else if err := c.need("MessageTraceId", "RecipientAddress"); err != nil {
		return err
	}
	events := c.here.admin.Events()
	found := exlog.MessageTraceDetail(c.here.now, events, o.MessageTraceId, o.RecipientAddress)
	if len(found) == 0 && c.input == nil {
		return c.untraced(o, events)
	}
	for _, d := range found {
		c.emit("MessageTraceDetail", d.MessageTraceId, inTheCloud, detailProperties, &d)
	}
	return nil
}

// untraced tells which half of the question was wrong.
func (c *call) untraced(o detailOptions, events []relay.Event) error {
	var ids, recipients []string
	for _, r := range exlog.MessageTrace(c.here.now, events) {
		ids = append(ids, r.MessageTraceId)
		if r.MessageTraceId == o.MessageTraceId {
			recipients = append(recipients, r.RecipientAddress)
		}
	}
	if len(recipients) > 0 {
		return refuse("RecipientAddress", "this message was not for "+quote(o.RecipientAddress),
			suggest.DidYouMean(o.RecipientAddress, recipients))
	}
	if len(ids) == 0 {
		return refuse("MessageTraceId", "no message was traced yet", "")
	}
	return refuse("MessageTraceId", "there is no message with the trace id "+quote(o.MessageTraceId),
		"copy it from Get-MessageTrace | Format-List")
}

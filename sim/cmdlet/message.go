package cmdlet

import (
	"fmt"
	"strconv"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// messageProperties are what Get-Message prints ([D] "Properties of messages in queues").
var messageProperties = []property{
	{name: "Identity", access: readOnly},
	{name: "Subject", access: readOnly},
	{name: "InternetMessageId", access: readOnly},
	{name: "FromAddress", access: readOnly},
	{name: "Status", access: readOnly},
	{name: "Size", access: readOnly, show: shows(func(m *relay.MessageInfo) string { return byteSize(m.Size) })},
	{name: "MessageSourceName", access: readOnly},
	{name: "SourceIP", access: readOnly, show: shows(func(m *relay.MessageInfo) string {
		if !m.SourceIP.IsValid() {
			return ""
		}
		return m.SourceIP.String()
	})},
	unrecorded("SCL", onPremises),
	{name: "DateReceived", access: readOnly},
	{name: "ExpirationTime", access: readOnly},
	{name: "LastError", access: readOnly},
	{name: "RetryCount", access: readOnly},
	{name: "Queue", access: readOnly},
	{name: "Recipients", access: readOnly},
}

// messageOptions are what Get-Message is told.
type messageOptions struct{ Identity, Queue, Filter string }

func messageCmdlets() []*command {
	return []*command{{
		name: "Get-Message", synopsis: "prints one waiting message, those of a queue, or all", on: onPremises,
		positional: "Identity", accepts: "Queue",
		parameters: append(options[messageOptions](
			property{name: "Identity", access: writeOnly, note: `EX01\3\7`},
			property{name: "Queue", access: writeOnly, note: `EX01\3`},
			property{name: "Filter", access: writeOnly, note: "not supported: name the queue"},
		), disregarded(printsAll, "ResultSize", "Server", "SortOrder", "IncludeRecipientInfo")...),
		run: getMessage,
	}}
}

func getMessage(c *call) error {
	var o messageOptions
	if err := c.bind(&o); err != nil {
		return err
	}
	if c.has("Filter") {
		return refuse("Filter", "-Filter is an expression, and expressions are not evaluated",
			`name the queue: -Queue EX01\3`)
	}
	if c.input != nil {
		o.Queue = c.input.identity
	}
	found := false
	var names []string
	for _, m := range c.here.admin.Messages() {
		names = append(names, m.Identity)
		if (o.Queue == "" || strings.EqualFold(o.Queue, m.Queue)) &&
			(o.Identity == "" || strings.EqualFold(o.Identity, m.Identity)) {
			c.emit("Message", m.Identity, onPremises, messageProperties, &m)
			found = true
		}
	}
	switch {
	case found:
		return nil
	case o.Identity != "":
		hint := suggest.DidYouMean(o.Identity, names)
		if len(names) == 0 {
			hint = "no message waits now"
		}
		return refuse("Identity", "there is no message "+quote(o.Identity), hint)
	case o.Queue != "" && c.input == nil:
		for _, q := range c.here.admin.Queues() {
			if strings.EqualFold(q.Identity, o.Queue) {
				return nil
			}
		}
		return unknownQueue(c, "Queue", o.Queue)
	}
	return nil
}

// byteSize prints a size as Exchange's objects do: 1.25 KB (1,280 bytes).
func byteSize(n int) string {
	size, unit := float64(n), "B"
	for _, larger := range []string{"KB", "MB", "GB"} {
		if size < 1024 {
			break
		}
		size, unit = size/1024, larger
	}
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return fmt.Sprintf("%.4g %s (%s bytes)", size, unit, digits)
}

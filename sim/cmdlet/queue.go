package cmdlet

import (
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// queueProperties are in the order in which Get-Queue | Format-List prints them (NC4 [O] 2013).
var queueProperties = []property{
	unrecorded("RunspaceId", onPremises),
	{name: "DeliveryType", access: readOnly},
	{name: "NextHopDomain", access: readOnly},
	{name: "TlsDomain", access: readOnly},
	{name: "NextHopConnector", access: readOnly},
	{name: "Status", access: readOnly},
	{name: "MessageCount", access: readOnly},
	{name: "LastError", access: readOnly},
	{name: "RetryCount", access: readOnly},
	{name: "LastRetryTime", access: readOnly},
	{name: "NextRetryTime", access: readOnly},
	{name: "FirstRetryTime", access: readOnly},
	unrecorded("DeferredMessageCount", onPremises),
	unrecorded("LockedMessageCount", since2013),
	unrecorded("MessageCountsPerPriority", since2013),
	unrecorded("DeferredMessageCountsPerPriority", since2013),
	unrecorded("RiskLevel", since2013),
	unrecorded("OutboundIPPool", since2013),
	unrecorded("NextHopCategory", since2013),
	unrecorded("IncomingRate", since2013),
	unrecorded("OutgoingRate", since2013),
	unrecorded("Velocity", since2013),
	unrecorded("OverrideSource", since2013),
	unrecorded("QueueIdentity", since2013),
	unrecorded("PriorityDescriptions", since2013),
	{name: "Identity", access: readOnly},
	unrecorded("IsValid", onPremises),
	unrecorded("ObjectState", since2013),
}

// queueOptions are what the queue cmdlets are told.
type queueOptions struct {
	Identity, Filter, Server string
	Resubmit                 bool
}

func queueCmdlets() []*command {
	identity := property{name: "Identity", access: writeOnly, note: `EX01\3`}
	filter := property{name: "Filter", access: writeOnly, note: "not supported: name the queue"}
	server := property{name: "Server", access: writeOnly}
	return []*command{
		{
			name: "Get-Queue", synopsis: "prints one queue, or all", on: onPremises, positional: "Identity",
			parameters: append(options[queueOptions](identity, filter, server), disregarded(printsAll, "ResultSize", "SortOrder")...),
			run:        getQueue,
		},
		{
			name: "Retry-Queue", synopsis: "forces the next attempt of a queue, or categorizes its messages again", on: onPremises,
			positional: "Identity", accepts: "Queue",
			parameters: options[queueOptions](identity, filter,
				property{name: "Resubmit", access: writeOnly, note: "$true categorizes the messages again, so that a changed connector counts"}),
			run: retryQueue,
		},
		{
			name: "Get-HybridMailflowDatacenterIPs", synopsis: "prints the addresses that the service publishes today", on: onPremises,
			run: func(c *call) error {
				found := &struct{ DatacenterIPs []relay.AddressRange }{c.here.admin.ServiceAddresses()}
				c.emit("HybridMailflowDatacenterIPs", "", onPremises,
					[]property{{name: "DatacenterIPs", access: readOnly}}, found)
				return nil
			},
		},
	}
}

// noFilter refuses -Filter: its language is made of expressions.
func noFilter(c *call, o *queueOptions) error {
	if err := c.bind(o); err != nil {
		return err
	}
	if c.has("Filter") {
		return refuse("Filter", "-Filter is an expression, and expressions are not evaluated",
			`name the queue: -Identity EX01\3, or pipe Get-Queue into Retry-Queue`)
	}
	return nil
}

func getQueue(c *call) error {
	var o queueOptions
	if err := noFilter(c, &o); err != nil {
		return err
	}
	found := false
	for _, q := range c.here.admin.Queues() {
		server, _, _ := strings.Cut(q.Identity, `\`)
		onServer, err := isOn(c.here.now, o.Server, server)
		if err != nil {
			return err
		}
		if onServer && (o.Identity == "" || strings.EqualFold(o.Identity, q.Identity)) {
			c.emit("Queue", q.Identity, onPremises, queueProperties, &q)
			found = true
		}
	}
	if !found && o.Identity != "" {
		return unknownQueue(c, "Identity", o.Identity)
	}
	return nil
}

func unknownQueue(c *call, parameter, identity string) error {
	var names []string
	for _, q := range c.here.admin.Queues() {
		names = append(names, q.Identity)
	}
	hint := suggest.DidYouMean(identity, names)
	if len(names) == 0 {
		hint = "there are no queues now"
	}
	return refuse(parameter, fmt.Sprintf("there is no queue %s", quote(identity)), hint)
}

// retryQueue leaves the work to the transport, once the whole line has proved right.
func retryQueue(c *call) error {
	var o queueOptions
	if err := noFilter(c, &o); err != nil {
		return err
	}
	identity, err := c.identity("Identity")
	if err != nil {
		return err
	}
	for _, q := range c.here.admin.Queues() {
		if strings.EqualFold(q.Identity, identity) {
			c.effects = append(c.effects, func() error { return c.here.admin.RetryQueue(q.Identity, o.Resubmit) })
			return nil
		}
	}
	return unknownQueue(c, "Identity", identity)
}

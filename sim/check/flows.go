package check

import (
	"hybridsim/relay"
)

// flow is one row of the matrix: who writes to whom, and what a healthy hybrid makes of it.
type flow struct {
	id, title string
	from, to  role
	address   func(*cast) string // of the recipient, when it is not the one of its part
	want      []Kind             // what a healthy hybrid can make of it; the first is what it is about
	probeWant []Kind             // what else is all right when nobody in the base is in this position
	optional  bool               // left out when the base has nobody for a part
	when      func(*cast) bool   // left out when false
	null      bool               // sent as a report is, without a return path
	large     bool
	tnef      bool
	every     bool // one message for each of the cloud's sending addresses
	guard     bool // what must not arrive
	prepare   func(*stage) error
	judge     func(*stage) verdict // nil: where did the message end
	asked     *Asked               // by what in the configuration; nil: the matrix
}

var (
	internal = []Kind{DeliveredInternal}
	external = []Kind{DeliveredExternal}
)

func centralized(c *cast) bool { return c.centralized }

// flows is the matrix, in the order of the table.
//
// Whether mail for somebody whom the sender's side does not know arrives depends on the type of the domain: an
// Authoritative one knows all its recipients, and where directory synchronization brings everybody that is a healthy
// hybrid, too (U21). So a report is all right there as long as it is about a probe only.
var flows = []flow{
	{id: "cloud-to-onprem", title: "cloud to on-premises mailbox (mail user)", from: cloudUser, to: localUser, want: internal, every: true},
	{id: "onprem-to-cloud", title: "on-premises to cloud mailbox (remote mailbox)", from: localUser, to: cloudUser, want: internal},
	{id: "cloud-to-unsynced", title: "cloud to unsynchronized on-premises mailbox", from: cloudUser, to: localAlone, want: internal, probeWant: []Kind{Refused}},
	{id: "onprem-to-unsynced", title: "on-premises to unsynchronized cloud mailbox", from: localUser, to: cloudAlone, want: internal, probeWant: []Kind{Refused}},
	{id: "onprem-to-routing-address", title: "on-premises to a routing address that it does not know", from: localUser, to: cloudAlone, want: internal, probeWant: []Kind{Refused},
		address: func(c *cast) string { return c.routing }, when: func(c *cast) bool { return c.routing != "" }},
	{id: "cloud-to-group", title: "cloud to group with members on both sides", from: cloudUser, to: sharedGroup, want: internal},
	{id: "onprem-to-group", title: "on-premises to group with members on both sides", from: localUser, to: sharedGroup, want: internal},
	{id: "cloud-to-onprem-group", title: "cloud to group of on-premises", from: cloudUser, to: localGroup, want: internal, optional: true},
	{id: "onprem-to-cloud-group", title: "on-premises to group of the cloud", from: localUser, to: cloudGroup, want: internal, optional: true},
	{id: "internet-to-cloud", title: "Internet to cloud mailbox by MX", from: internet, to: cloudUser, want: external},
	{id: "internet-to-onprem", title: "Internet to on-premises mailbox by MX", from: internet, to: localUser, want: external},
	{id: "direct-send", title: "device outside, in your name, to cloud mailbox", from: device, to: cloudUser, want: []Kind{DeliveredExternal, DeliveredInternal}, optional: true},
	{id: "cloud-to-internet", title: "cloud to Internet", from: cloudUser, to: internet, want: external, judge: judgeOwnWay},
	{id: "onprem-to-internet", title: "on-premises to Internet", from: localUser, to: internet, want: external},
	{id: "null-to-onprem", title: "null sender, cloud to on-premises", from: cloudUser, to: localUser, want: internal, null: true},
	{id: "null-to-cloud", title: "null sender, on-premises to cloud", from: localUser, to: cloudUser, want: internal, null: true},
	{id: "null-onprem-to-internet", title: "null sender, on-premises to Internet", from: localUser, to: internet, want: external, null: true},
	{id: "oof-onprem-to-internet", title: "out-of-office of an on-premises user to the Internet", from: internet, to: localUser,
		want: []Kind{ExternalText}, prepare: absent(relay.OnPremises), judge: judgeOutOfOffice},
	{id: "internet-to-unsynced-onprem", title: "Internet to on-premises mailbox that the cloud does not know", from: internet, to: localAlone,
		want: external, probeWant: []Kind{Refused}},
	{id: "internet-to-unsynced-cloud", title: "Internet to cloud mailbox that on-premises does not know", from: internet, to: cloudAlone,
		want: external, probeWant: []Kind{Refused}},
	{id: "internet-to-onmicrosoft", title: "Internet to a cloud mailbox's onmicrosoft.com address", from: internet, to: cloudUser, want: external,
		address: func(c *cast) string { return c.initial }, when: func(c *cast) bool { return c.initial != "" }},
	{id: "large-to-onprem", title: "large message, cloud to on-premises", from: cloudUser, to: localUser, want: internal, large: true},
	{id: "large-to-cloud", title: "large message, on-premises to cloud", from: localUser, to: cloudUser, want: internal, large: true},
	{id: "tnef-to-onprem", title: "voting buttons, cloud to on-premises", from: cloudUser, to: localUser, want: internal, tnef: true, judge: judgeTNEF},
	{id: "tnef-to-cloud", title: "voting buttons, on-premises to cloud", from: localUser, to: cloudUser, want: internal, tnef: true, judge: judgeTNEF},
	{id: "oof-from-onprem", title: "out-of-office of an on-premises user to the cloud", from: cloudUser, to: localUser, want: []Kind{InternalText},
		prepare: absent(relay.OnPremises), judge: judgeOutOfOffice},
	{id: "oof-from-cloud", title: "out-of-office of a cloud user to on-premises", from: localUser, to: cloudUser, want: []Kind{InternalText},
		prepare: absent(relay.Cloud), judge: judgeOutOfOffice},
	{id: "ndr-to-cloud", title: "report of on-premises back to the cloud", from: cloudUser, to: localGone, want: []Kind{ReportInternal}, judge: judgeReport},
	{id: "ndr-to-onprem", title: "report of the cloud back to on-premises", from: localUser, to: cloudGone, want: []Kind{ReportInternal}, judge: judgeReport},
	{id: "centralized-out", title: "cloud to Internet through on-premises", from: cloudUser, to: internet, want: external, when: centralized, judge: judgeCentralized},
	{id: "centralized-group", title: "cloud to group of the cloud with on-premises members, under centralized transport", from: cloudUser, to: awayGroup,
		want: internal, when: centralized, optional: true},
	{id: "centralized-in", title: "Internet to cloud mailbox through on-premises", from: internet, to: cloudUser, want: external, when: centralized, judge: judgeCentralized},
}

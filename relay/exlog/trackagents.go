package exlog

import (
	"hybridsim/relay"
)

// This file has the rows about what a server does with a message besides moving it on: the second copy that another
// server keeps, and what its agents found (V4.5, V4.6).

// redundant is the row about the second copy of a message (HAREDIRECT): it has the next number, and tells what the
// server said that keeps it (V4.6 [O]). The source, and that the fields about the client, the connector and latencies
// are empty, are [I]; it stands before RECEIVE, since the copy is made before the message is acknowledged (T4.11 [D]).
func (t *tracker) redundant(r TrackingEntry, e relay.Event) TrackingEntry {
	r.EventId, r.Source, r.ConnectorId, r.InternalMessageId = "HAREDIRECT", "SMTP", "", r.InternalMessageId+1
	r.ClientIp, r.ClientHostname, r.ServerIp, r.ServerHostname = "", "", "", e.Server
	r.SourceContext = e.ShadowServer + "=" + e.Shadow.String()
	r.MessageInfo, r.CustomData = "", t.common()
	return r
}

// scanned is the row about what the malware agent found in a message, from 2013 on (AGENTINFO, V4.5 [O] in 2013): it
// comes when the message leaves the submission queue, before whatever else happens to it. No filter of a server finds
// anything here; the fields besides host, source and custom-data are those of the message's other rows ([I]).
func (t *tracker) scanned(r TrackingEntry, e relay.Event) (TrackingEntry, bool) {
	if !t.scans {
		return r, false
	}
	if e.ID == relay.EventReceive {
		t.unread[e.InternalID] = e.Recipients
		return r, false
	}
	recipients, waits := t.unread[e.InternalID]
	if !waits {
		return r, false
	}
	delete(t.unread, e.InternalID)
	return TrackingEntry{
		Timestamp: e.Time, ClientHostname: e.Server, Source: "AGENT", EventId: "AGENTINFO",
		InternalMessageId: e.InternalID, MessageId: r.MessageId, NetworkMessageId: r.NetworkMessageId,
		Recipients: recipients, TotalBytes: r.TotalBytes, RecipientCount: len(recipients),
		MessageSubject: r.MessageSubject, Sender: r.Sender, ReturnPath: r.ReturnPath, Directionality: r.Directionality,
		OriginalClientIp: r.OriginalClientIp, OriginalServerIp: r.OriginalServerIp,
		CustomData: "S:AMA=SUM|action=p|error=|atch=0;S:CompCost=|ETR=0;S:DeliveryPriority=Normal;" +
			"S:OriginalFromAddress=" + r.ReturnPath + ";S:AccountForest=" + t.forest,
	}, true
}

// common is what custom-data ends with in every row.
func (t *tracker) common() string { return "S:DeliveryPriority=Normal;S:AccountForest=" + t.forest }

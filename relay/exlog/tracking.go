package exlog

import (
	"net/netip"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/ident"
	"hybridsim/relay/journey"
)

// TrackingEntry is one row of the message tracking log, field by field (NC2). Fields that the model has no value for
// are not listed; they are empty in the files.
type TrackingEntry struct {
	Timestamp               time.Time
	ClientIp                string // the end that sent; empty for what happens inside
	ClientHostname          string
	ServerIp                string
	ServerHostname          string
	SourceContext           string
	ConnectorId             string
	Source                  string
	EventId                 string
	InternalMessageId       int
	MessageId               string
	NetworkMessageId        string
	Recipients              []string
	RecipientStatus         []string // one for each recipient
	TotalBytes              int
	RecipientCount          int
	RelatedRecipientAddress string // of RESOLVE and EXPAND: the address before
	Reference               string // of DSN: the Message-ID of the mail that it is about
	MessageSubject          string
	Sender                  string
	ReturnPath              string
	Directionality          string
	TenantId                string // in the service
	OriginalClientIp        string // where the message came from, if not from a mailbox here
	OriginalServerIp        string
	MessageInfo             string
	CustomData              string
}

// Tracking turns one side's events into rows of the message tracking log. Refusals and connections have none: they are
// in the protocol log. TRANSFER has none either: this model records it when it chooses a route, Exchange when a message
// forks.
func Tracking(o *relay.Organization, events []relay.Event) []TrackingEntry {
	t := newTracker(o)
	var rows []TrackingEntry
	for _, e := range events {
		rows = append(rows, t.entries(e)...)
	}
	return rows
}

// tracker turns events into rows, one after the other.
type tracker struct {
	side    relay.Side
	product relay.Product
	forest  string
	full    map[string]string // names of its servers -> FQDNs
	tenant  string            // its id, in the service
	origin  map[int][2]string // internal id -> addresses of both ends when it came in
	came    map[int]time.Time // internal id -> when
	hub     string            // the server that categorizes, once an event has named it
	mailed  map[int]bool      // internal ids of what mailboxes submitted
	scans   bool              // whether its servers have a malware agent: from 2013 on, but not Edges
	unread  map[int][]string  // internal id -> recipients of what came and the agents have not seen
}

func newTracker(o *relay.Organization) tracker {
	t := tracker{side: o.Side, product: o.Product, origin: map[int][2]string{}, came: map[int]time.Time{},
		mailed: map[int]bool{}, unread: map[int][]string{}, full: map[string]string{},
		scans: o.Product >= relay.Exchange2013 && !o.InCloud() && !o.IsEdge()}
	for _, s := range o.Servers {
		t.full[s.Name] = s.Fqdn
	}
	if len(o.Servers) > 0 {
		_, t.forest, _ = strings.Cut(o.Servers[0].Fqdn, ".")
	}
	if o.InCloud() {
		t.forest, t.tenant = strings.ToUpper(t.forest), ident.Tenant(o.Name)
	}
	return t
}

func (t *tracker) entries(e relay.Event) (rows []TrackingEntry) {
	if e.Side != t.side || e.ID == relay.EventRefuse || e.ID == relay.EventConnect {
		return nil
	}
	if e.ID == relay.EventReceive && e.Source == "SMTP" {
		t.origin[e.InternalID] = [2]string{address(e.ClientIP), address(e.ServerIP)}
	}
	switch {
	case e.ID == relay.EventReceive:
		t.came[e.InternalID] = e.Time
		if e.Source == "STOREDRIVER" {
			t.mailed[e.InternalID], t.hub = true, e.Server
		}
	case e.ID == relay.EventDSN:
		t.came[e.InternalID], t.hub = e.Time, e.Server
	case e.ID == relay.EventTransfer:
		t.hub = e.Server
	}
	r := tracked(t.product, e)
	t.inside(&r, e)
	r.TenantId = t.tenant
	r.OriginalClientIp, r.OriginalServerIp = t.origin[e.InternalID][0], t.origin[e.InternalID][1]
	if scanned, ok := t.scanned(r, e); ok {
		rows = append(rows, scanned)
	}
	if t.submits(e) {
		return t.submitted(r, e)
	}
	if !e.Shadow.IsZero() {
		rows = append(rows, t.redundant(r, e))
	}
	if before, ok := resolvedFrom(e); ok {
		rows = append(rows, resolve(r, before))
	}
	if e.ID != relay.EventTransfer {
		rows = append(rows, r)
	}
	return rows
}

func tracked(p relay.Product, e relay.Event) TrackingEntry {
	r := TrackingEntry{
		Timestamp: e.Time, ClientHostname: e.Server, ConnectorId: e.ConnectorID, Source: e.Source,
		EventId:           string(e.ID),
		InternalMessageId: e.InternalID, MessageId: e.MessageID, NetworkMessageId: e.NetworkMessageID,
		Recipients: e.Recipients, TotalBytes: e.TotalBytes, RecipientCount: len(e.Recipients),
		MessageSubject: e.Subject, Sender: e.Sender, ReturnPath: e.Sender, Directionality: string(e.Directionality),
	}
	if e.Sender == "" {
		r.ReturnPath = "<>"
	}
	switch e.ID {
	case relay.EventReceive:
		if e.Source == "SMTP" {
			r.ClientIp, r.ClientHostname, r.ServerIp, r.ServerHostname = address(e.ClientIP), e.RemoteHost,
				address(e.ServerIP), e.Server
			r.SourceContext = e.SourceContext
			if e.SourceContext != "" && p >= relay.Exchange2013 { // V3.7, V4.3
				r.SourceContext += ";" + stamp(e.Time) + ";0"
			}
		}
	case relay.EventSend:
		r.ClientIp, r.ServerIp, r.ServerHostname = address(e.ClientIP), address(e.ServerIP), e.RemoteHost
		if p >= relay.Exchange2016 && e.ConnectorID != relay.IntraOrgConnector {
			r.EventId = "SENDEXTERNAL" // [O]
		}
		if p >= relay.Exchange2013 {
			r.SourceContext = e.Reply.String()
		}
		for _, answer := range e.Answers {
			r.RecipientStatus = append(r.RecipientStatus, answer.String())
		}
	case relay.EventDefer:
		r.ServerHostname = e.Server // [O]
		r.RecipientStatus = repeat(bare(e.RecipientStatus), len(e.Recipients))
	case relay.EventFail, relay.EventBadMail:
		r.RecipientStatus = repeat(failure(p, e).String(), len(e.Recipients))
		if p >= relay.Exchange2016 {
			r.Reference = e.Reference // V4.7
		}
		r.SourceContext = agent(e)
	case relay.EventDrop:
		if !e.Reply.IsZero() {
			r.RecipientStatus = repeat(failure(p, e).String(), len(e.Recipients))
		}
		r.SourceContext = agent(e)
	case relay.EventDSN:
		r.Reference = e.SourceContext
	case relay.EventExpand:
		r.RelatedRecipientAddress = e.SourceContext
		if !e.Reply.IsZero() {
			r.RecipientStatus = []string{e.Reply.String()} // of the group; that it stands here is [I]
		}
	case relay.EventRedirect:
		r.RelatedRecipientAddress = e.SourceContext
	}
	return r
}

// agent is the transport agent that ended a message, if one did: only rules do that here (V4.9).
func agent(e relay.Event) string {
	if e.Source == "AGENT" {
		return "Transport Rule Agent"
	}
	return ""
}

// failure is the wording of a FAIL: the reply alone in 2010, in braces later, with the host that refused if one did
// (NC2 [O]).
func failure(p relay.Product, e relay.Event) relay.Deferral {
	d := relay.Deferral{Product: p, LED: e.Reply, FQDN: e.RemoteHost, IP: e.ServerIP}
	if e.RemoteHost != "" {
		d.LRT = e.Time
	}
	return d
}

// resolve is the row about an address that became another (RESOLVE, source ROUTING [D] TRACKING).
func resolve(r TrackingEntry, before string) TrackingEntry {
	r.EventId, r.Source, r.ConnectorId = string(relay.EventResolve), "ROUTING", ""
	r.RelatedRecipientAddress, r.SourceContext, r.MessageInfo = before, before, "" // V4.4
	return r
}

// resolvedFrom is the address that the recipient of a TRANSFER or DELIVER had before the directory gave it another.
func resolvedFrom(e relay.Event) (string, bool) {
	if e.ID != relay.EventTransfer && e.ID != relay.EventDeliver {
		return "", false
	}
	return journey.Before(e)
}

// bare is a status without what message trace puts around it.
func bare(status string) string {
	if inner, ok := strings.CutPrefix(status, "Reason: "); ok {
		inner, _, _ = strings.Cut(inner, ". OutboundProxyTargetIP")
		return inner
	}
	return status
}

func repeat(s string, n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = s
	}
	return list
}

func address(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

func joined(list []string) string { return strings.Join(list, ";") }

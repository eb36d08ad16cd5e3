package exlog_test

import (
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
)

// written is a session with these lines as a server writes it: its rows, one after the other.
func written(t *testing.T, p relay.Product, send bool, lines ...exlog.Line) (string, []time.Time) {
	t.Helper()
	s := exlog.Session{Time: time.Date(2024, 3, 13, 9, 1, 18, 0, time.UTC), ID: "08DC42C8FF236A1F", Service: exlog.FrontEnd,
		Local: netip.MustParseAddrPort("10.0.0.5:25"), Remote: netip.MustParseAddrPort("10.0.0.9:50000"), Lines: lines}
	logs := exlog.ReceiveLogs
	if send {
		logs = exlog.SendLogs
	}
	rows, times := rowsOf(t, logs(p, []exlog.Session{s})[0])
	return strings.Join(rows, "\n"), times
}

func TestRowsThatOnlySomeVersionsHave(t *testing.T) {
	rights := exlog.Line{Event: '*', Data: "SMTPSubmit AcceptHeadersRouting", Context: "Set Session Permissions"}
	queued := exlog.Line{Event: '>', Data: "250 2.6.0 <a@b> [InternalId=1] Queued mail for delivery"}
	for name, row := range map[string]struct {
		product relay.Product
		send    bool
		lines   []exlog.Line
		want    string // a pattern over all rows
	}{
		"S1: the rights of a session at a 2010 server stand before its banner, and not again": {relay.Exchange2010, false,
			[]exlog.Line{{Event: '+'}, {Event: '>', Data: "220 EX01"}, {Event: '<', Data: "EHLO a"}, rights, {Event: '>', Data: "250 EX01"}},
			`^\+  \[\]\n\* SMTPSubmit AcceptRoutingHeaders \[Set Session Permissions\]\n> 220 EX01 \[\]\n< EHLO a \[\]\n> 250 EX01 \[\]$`},
		"a 2010 session that ends before it has rights shows none": {relay.Exchange2010, false,
			[]exlog.Line{{Event: '+'}, {Event: '>', Data: "220 EX01"}, {Event: '-', Context: "Remote"}},
			`^\+  \[\]\n> 220 EX01 \[\]\n-  \[Remote\]$`},
		"V3.8: a 2016 front end tells where it passed a message to before it says that it is queued": {relay.Exchange2016, false,
			[]exlog.Line{{Event: '+'}, queued},
			`\n\*  \[Proxy destination\(s\) obtained from OnProxyInboundMessage event\. Correlation Id:[0-9a-f-]{36}\]\n> 250 2\.6\.0 `},
		"a 2013 front end does not": {relay.Exchange2013, false, []exlog.Line{{Event: '+'}, queued}, `^\+  \[\]\n> 250 2\.6\.0 [^\n]+$`},
		"V3.9: a send log of today has no 221, since the peer closed": {relay.Exchange2019, true,
			[]exlog.Line{{Event: '+'}, {Event: '>', Data: "QUIT"}, {Event: '<', Data: "221 2.0.0 Service closing"}, {Event: '-', Context: "Remote"}},
			`> QUIT \[\]\n-  \[Remote\]$`},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := written(t, row.product, row.send, row.lines...)
			if !regexp.MustCompile(row.want).MatchString(got) {
				t.Errorf("want %s\ngot\n%s", row.want, got)
			}
		})
	}
}

func TestTrackingTellsOfDatabasesMailboxesAndTheForest(t *testing.T) {
	at := time.Date(2024, 3, 13, 9, 1, 18, 0, time.UTC)
	o := &relay.Organization{Side: relay.OnPremises, Product: relay.Exchange2016, Servers: []*relay.Server{{Name: "EX01", Fqdn: "EX01.contoso.com"}}}
	events := []relay.Event{
		{Side: relay.OnPremises, Time: at, Server: "EX01", Source: "STOREDRIVER", ID: relay.EventReceive, InternalID: 5<<32 | 7, Sender: "a@contoso.com", Recipients: []string{"b@contoso.com"}},
		{Side: relay.OnPremises, Time: at, Server: "EX01", Source: "SMTP", ID: relay.EventReceive, InternalID: 5<<32 | 8, SourceContext: "08DC42C8FF236A1F", Recipients: []string{"b@contoso.com"}},
		{Side: relay.OnPremises, Time: at.Add(time.Minute), Server: "EX01", Source: "STOREDRIVER", ID: relay.EventDeliver, InternalID: 5<<32 | 8, Recipients: []string{"b@contoso.com"}},
	}
	const guid = `[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`
	var rows []exlog.TrackingEntry
	for _, r := range exlog.Tracking(o, events) {
		if r.EventId == "RECEIVE" || r.EventId == "DELIVER" {
			rows = append(rows, r)
		}
	}
	for i, want := range []string{
		"^MDB:" + guid + ", Mailbox:" + guid + `, Event:\d{8}, MessageClass:IPM\.Note, CreationTime:2024-03-13T09:01:18\.000Z, ClientType:MOMT, SubmissionAssistant:MailboxTransportSubmissionEmailAssistant$`,
		`^08DC42C8FF236A1F;2024-03-13T09:01:18\.000Z;0$`,
		`^08D[0-9A-F]{13};2024-03-13T09:02:18\.000Z;ClientSubmitTime:2024-03-13T09:01:18\.000Z$`,
	} {
		got := rows[i]
		if !regexp.MustCompile(want).MatchString(got.SourceContext) {
			t.Errorf("V4.2, V4.3, V1.9: want %s\ngot %s", want, got.SourceContext)
		}
		if !strings.HasSuffix(got.CustomData, "S:DeliveryPriority=Normal;S:AccountForest=contoso.com") {
			t.Errorf("custom-data %q", got.CustomData)
		}
	}
}

package exlog_test

import (
	"encoding/csv"
	"encoding/xml"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/relay/reply"
)

// mailed is a message from a mailbox of the service, which another system or a mailbox takes 40 minutes later.
func mailed(at time.Time, ends relay.Event) []relay.Event {
	came := relay.Event{Time: at, Side: relay.Cloud, Server: "MB1", Source: "STOREDRIVER", ID: relay.EventReceive, InternalID: 7, MessageID: "<1@contoso.com>",
		NetworkMessageID: "6b1e", Sender: "alice@contoso.com", Recipients: []string{"erin@fabrikam.com"}, Directionality: relay.Originating}
	e := came
	e.Time, e.ID, e.Source, e.RemoteHost, e.ServerIP, e.Reply = at.Add(40*time.Minute), ends.ID, ends.Source, ends.RemoteHost, ends.ServerIP, ends.Reply
	e.TLS, e.Suite, e.Decisions, e.Reference, e.SCL = ends.TLS, ends.Suite, ends.Decisions, ends.Reference, ends.SCL
	if ends.Server != "" {
		e.Server = ends.Server
	}
	return []relay.Event{came, e}
}

// ruled are the decisions about a message that the first of two rules matches.
func ruled(matched, other string) []relay.Decision {
	return []relay.Decision{{Question: relay.WhichRules, Chosen: matched, Candidates: []relay.Candidate{relay.Selected(matched, "", ""), relay.Rejected(other, "", "")}}}
}

// guidTail is what follows the first group of a rule's id.
var guidTail = regexp.MustCompile(`(-[0-9a-f]+){4}'\)`)

var mx = netip.MustParseAddr("198.51.100.25")

// V4.14 and V4.15: the texts of today tell of TLS, the older ones do not; Data is XML of names with values of a type.
func TestDetailsTellOfTLSAndHaveData(t *testing.T) {
	today, before := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), time.Date(2019, 3, 2, 8, 0, 0, 0, time.UTC)
	send := relay.Event{ID: relay.EventSend, Source: "SMTP", RemoteHost: "mx.fabrikam.com", ServerIP: mx, TLS: relay.TLS12, Suite: "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}
	clear := send
	clear.TLS = 0
	for _, tt := range []struct {
		name string
		list []relay.Event
		want []string
	}{
		{"today", mailed(today, send), []string{"Submit: The message was submitted.", "Receive: Message received by: MB1 using TLS1.2 with AES256", "Send external: Message sent to mx.fabrikam.com at 198.51.100.25 using TLS1.2"}},
		{"in clear", mailed(today, clear), []string{"Submit: The message was submitted.", "Receive: Message received by: MB1 using TLS1.2 with AES256", "Send external: Message sent to mx.fabrikam.com at 198.51.100.25"}},
		{"before", mailed(before, send), []string{"Receive: Message received by: MB1", "Send external: Message transferred to: mx.fabrikam.com"}},
		{"into the junk folder", mailed(today, relay.Event{ID: relay.EventDeliver, Source: "STOREDRIVER", Decisions: []relay.Decision{{Question: relay.WhichFolder, Chosen: "Junk Email"}}})[1:],
			[]string{"Deliver: The message was successfully delivered to the folder: DefaultFolderType:JunkEmail"}},
		{"a rule that matched is told of, and one that did not is not", mailed(before, relay.Event{ID: relay.EventDrop, Source: "AGENT", Reply: reply.DeletedByRule(), Decisions: ruled("Delete offers", "Others")}),
			[]string{"Receive: Message received by: MB1", "Transport rule: Transport rule: 'Delete offers', ID: ('9147905a'), DLP policy: '', ID: (00000000-0000-0000-0000-000000000000).",
				"Drop: Reason: [{LED=550 5.2.1 Message deleted by the transport rules agent};{MSG=};{FQDN=};{IP=};{LRT=}]. OutboundProxyTargetIP: . OutboundProxyTargetHostName: "}},
		{"what was taken for spam is rated", mailed(today, relay.Event{ID: relay.EventDeliver, Source: "STOREDRIVER", SCL: relay.Level(6)})[1:],
			[]string{"Spam: Spam confidence level: 6", "Deliver: The message was successfully delivered."}},
		{"what was not is not", mailed(today, relay.Event{ID: relay.EventDeliver, Source: "STOREDRIVER", SCL: relay.Level(1)})[1:], []string{"Deliver: The message was successfully delivered."}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, d := range exlog.MessageTraceDetail(organization(relay.Cloud, relay.ExchangeOnline), tt.list, "6b1e", "erin@fabrikam.com") {
				got = append(got, d.Event+": "+guidTail.ReplaceAllString(d.Detail, "')"))
				var data struct {
					MEP []struct {
						Name  string     `xml:",attr"`
						Typed []xml.Attr `xml:",any,attr"`
					}
				}
				if err := xml.Unmarshal([]byte(d.Data), &data); err != nil || data.MEP[0].Name != "ServerHostName" {
					t.Errorf("Data is %s (%v)", d.Data, err)
				}
				for _, m := range data.MEP {
					if len(m.Typed) != 1 || !slices.Contains([]string{"String", "Integer", "Long", "Blob", "Bool"}, m.Typed[0].Name.Local) {
						t.Errorf("%s has not one value of a known type: %v", m.Name, m.Typed)
					}
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("details (-want +got):\n%s", diff)
			}
		})
	}
}

// columns are the last row of a table by the names in its first.
func columns(t *testing.T, text string) map[string]string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(text))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(rows, func(row []string) bool { return len(row) > 20 })
	names := strings.Split(strings.TrimPrefix(strings.Join(rows[i], ","), "#Fields: "), ",")
	got := map[string]string{}
	for j, v := range rows[len(rows)-1] {
		got[strings.ReplaceAll(names[j], "_", "-")] = v
	}
	return got
}

// V4.7: FAIL of 2016 and later has the Message-ID of its report in Reference, and how long the message was where; the queue is what
// it waited.
func TestAFailureNamesItsReportAndTellsOfLatencies(t *testing.T) {
	for product, told := range map[relay.Product]bool{relay.Exchange2013: false, relay.Exchange2016: true} {
		list := mailed(time.Date(2020, 12, 22, 2, 28, 6, 0, time.UTC), relay.Event{ID: relay.EventFail, Source: "SMTP", RemoteHost: "mx.fabrikam.com", ServerIP: mx,
			Reply: relay.Received(501, "5.1.4 Recipient address reserved by RFC 2606"), Reference: "<ndr@MB1>"})
		for i := range list {
			list[i].Side = relay.OnPremises
		}
		l := exlog.NewTrackingLog(organization(relay.OnPremises, product))
		for _, e := range list {
			l.Add(e)
		}
		got := columns(t, string(l.Files()[0].Text().Bytes()))
		holds := got["reference"] == "<ndr@MB1>" && strings.HasPrefix(got["message-info"], "2020-12-22T02:28:06.000Z;LSRV=MB1:TOTAL-HUB=2400.") &&
			strings.Contains(got["message-info"], "|QDM=2400.") && strings.Contains(got["custom-data"], "S:E2ELatency=2400.") && strings.Contains(got["custom-data"], "IsSmtpResponseFromExternalServer=True;")
		if got["event-id"] != "FAIL" || holds != told {
			t.Errorf("%s: reference %q, message-info %q, custom-data %q", product, got["reference"], got["message-info"], got["custom-data"])
		}
	}
}

// V4.11: DELIVER of the extended report names who submitted, the hub and who delivers, with the time at each.
func TestTheExtendedReportTellsOfThreeServers(t *testing.T) {
	x := exlog.NewExtended(organization(relay.Cloud, relay.ExchangeOnline))
	for _, e := range mailed(time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), relay.Event{ID: relay.EventDeliver, Source: "STOREDRIVER", Server: "MB2"}) {
		x.Add(e)
	}
	got := columns(t, string(x.Text().Bytes()))
	parts := strings.Split(got["message-info"], ";")
	want := []string{"2026-03-02T08:00:00.000Z", "SRV=MB2:TOTAL-SUB=", "SRV=MB1:TOTAL-HUB=2400.", "SRV=MB2:TOTAL-DEL="}
	for i, w := range want {
		if i >= len(parts) || !strings.HasPrefix(parts[i], w) {
			t.Fatalf("message-info is %q, want one part each that begins with %q", got["message-info"], want)
		}
	}
	if !strings.Contains(got["custom-data"], "S:FromEntity=Hosted;S:ToEntity=Hosted;S:MsgRecipCount=1;S:SubRecipCount=1;S:DeliveryLatency=2400.") {
		t.Errorf("custom-data is %q", got["custom-data"])
	}
}

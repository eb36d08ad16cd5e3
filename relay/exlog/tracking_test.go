package exlog_test

import (
	"bytes"
	"encoding/json"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
)

// journey is a message from a mailbox to somebody who is elsewhere: put off once, then sent to one recipient and refused
// for another.
func journey(side relay.Side, p relay.Product) []relay.Event {
	event := func(minutes int, id relay.EventID, source string, recipients ...string) relay.Event {
		return relay.Event{
			Time: morning.Add(time.Duration(minutes) * time.Minute), Side: side, Server: "EX01", Source: source, ID: id, InternalID: 7,
			MessageID: "<m1@contoso.com>", NetworkMessageID: "6b1e", Sender: "alice@contoso.com", Recipients: recipients,
			Subject: "Hi; \"you\", there", TotalBytes: 8211, Directionality: relay.Originating,
		}
	}
	target := netip.MustParseAddr("104.47.10.36")
	routed := event(0, relay.EventTransfer, "ROUTING", "bob@contoso.mail.onmicrosoft.com")
	routed.Decisions = []relay.Decision{{Question: relay.WhichRecipient, Subject: "bob@contoso.com"}}
	last := relay.Deferral{Product: p, LED: relay.Received(451, "5.7.3 STARTTLS is required to send mail"), FQDN: "hop.example.com", IP: target, LRT: morning}
	deferred := event(0, relay.EventDefer, "SMTP", "bob@contoso.mail.onmicrosoft.com")
	deferred.Reply, deferred.RecipientStatus, deferred.ConnectorID = last.LED, last.String(), "Outbound to Office 365"
	if side == relay.Cloud {
		deferred.RecipientStatus = last.Reason()
	}
	sent := event(10, relay.EventSend, "SMTP", "bob@contoso.mail.onmicrosoft.com")
	sent.ConnectorID, sent.ServerIP, sent.RemoteHost = "Outbound to Office 365", target, "hop.example.com"
	sent.Reply, sent.Answers = relay.Received(250, "2.6.0 Queued mail for delivery"), []relay.Reply{relay.Received(250, "2.1.5 Recipient OK")}
	failed := event(10, relay.EventFail, "ROUTING", "carol@contoso.com")
	failed.Reply = relay.Received(550, "5.1.1 RESOLVER.ADR.RecipNotFound; not found")
	report := event(10, relay.EventDSN, "DSN", "alice@contoso.com")
	report.InternalID, report.NetworkMessageID, report.MessageID, report.SourceContext, report.Sender = 8, "99aa", "<report@contoso.com>", "<m1@contoso.com>", ""
	refused := event(10, relay.EventRefuse, "SMTP", "nobody@contoso.com")
	return []relay.Event{
		event(0, relay.EventReceive, "STOREDRIVER", "bob@contoso.com", "carol@contoso.com"), routed, deferred, sent, failed, report, refused,
	}
}

func organization(side relay.Side, p relay.Product) *relay.Organization {
	return &relay.Organization{Side: side, Product: p, Servers: []*relay.Server{{Name: "EX01", Fqdn: "ex01.contoso.com"}}}
}

func TestTrackingFieldsOfEachGeneration(t *testing.T) {
	for p, want := range map[relay.Product]int{relay.Exchange2010: 21, relay.Exchange2013: 27, relay.Exchange2016: 30, relay.Exchange2019: 30} {
		if got := len(exlog.TrackingFields(p)); got != want {
			t.Errorf("%s: %d fields, want %d", p, got, want)
		}
	}
}

func TestTrackingLogsByGeneration(t *testing.T) {
	for _, test := range []struct {
		product relay.Product
		version string
		files   []string
		rows    []string // event, recipient, status of MSGTRK
	}{
		{relay.Exchange2010, "14.03.0361.001", []string{"MSGTRK20170316-1.LOG"}, []string{
			"STOREDRIVER RECEIVE bob@contoso.com;carol@contoso.com ",
			"ROUTING RESOLVE bob@contoso.mail.onmicrosoft.com ",
			"SMTP DEFER bob@contoso.mail.onmicrosoft.com 451 5.7.3 STARTTLS is required to send mail",
			"SMTP SEND bob@contoso.mail.onmicrosoft.com 250 2.1.5 Recipient OK",
			"ROUTING FAIL carol@contoso.com 550 5.1.1 RESOLVER.ADR.RecipNotFound; not found",
			"DSN DSN alice@contoso.com ",
		}},
		{relay.Exchange2013, "15.00.1367.003", []string{"MSGTRK2017031607-1.LOG", "MSGTRKMS2017031607-1.LOG"}, []string{
			"AGENT AGENTINFO bob@contoso.com;carol@contoso.com ",
			"ROUTING RESOLVE bob@contoso.mail.onmicrosoft.com ",
			"SMTP DEFER bob@contoso.mail.onmicrosoft.com [{LRT=3/16/2017 7:30:00 AM};{LED=451 5.7.3 STARTTLS is required to send mail};{FQDN=hop.example.com};{IP=104.47.10.36}]",
			"SMTP SEND bob@contoso.mail.onmicrosoft.com 250 2.1.5 Recipient OK",
			"ROUTING FAIL carol@contoso.com [{LRT=};{LED=550 5.1.1 RESOLVER.ADR.RecipNotFound; not found};{FQDN=};{IP=}]",
			"DSN DSN alice@contoso.com ",
		}},
		{relay.Exchange2016, "15.01.2507.006", []string{"MSGTRK2017031607-1.LOG", "MSGTRKMS2017031607-1.LOG"}, []string{
			"AGENT AGENTINFO bob@contoso.com;carol@contoso.com ",
			"ROUTING RESOLVE bob@contoso.mail.onmicrosoft.com ",
			"SMTP DEFER bob@contoso.mail.onmicrosoft.com [{LED=451 5.7.3 STARTTLS is required to send mail};{MSG=};{FQDN=hop.example.com};{IP=104.47.10.36};{LRT=3/16/2017 7:30:00 AM}]",
			"SMTP SENDEXTERNAL bob@contoso.mail.onmicrosoft.com 250 2.1.5 Recipient OK",
			"ROUTING FAIL carol@contoso.com [{LED=550 5.1.1 RESOLVER.ADR.RecipNotFound; not found};{MSG=};{FQDN=};{IP=};{LRT=}]",
			"DSN DSN alice@contoso.com ",
		}},
	} {
		t.Run(test.product.String(), func(t *testing.T) {
			o := organization(relay.OnPremises, test.product)
			log := exlog.NewTrackingLog(o)
			for _, e := range journey(relay.OnPremises, test.product) {
				log.Add(e)
			}
			files := log.Files()
			var names []string
			for _, f := range files {
				names = append(names, f.Path[strings.LastIndexByte(f.Path, '/')+1:])
			}
			if diff := cmp.Diff(test.files, names); diff != "" {
				t.Errorf("files (-want +got):\n%s", diff)
			}
			header, rows := read(t, rendered(t, files[0]))
			if header["Version"] != test.version {
				t.Errorf("version %s, want %s", header["Version"], test.version)
			}
			var got []string
			for _, r := range rows {
				got = append(got, strings.Join([]string{r["source"], r["event-id"], r["recipient-address"], r["recipient-status"]}, " "))
			}
			if diff := cmp.Diff(test.rows, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			report := rows[len(rows)-1]
			if report["reference"] != "<m1@contoso.com>" || report["return-path"] != "<>" || report["message-subject"] != "Hi; \"you\", there" {
				t.Errorf("the report's row is %v", report)
			}
		})
	}
}

func TestMessageTraceFollowsEachRecipient(t *testing.T) {
	o := organization(relay.Cloud, relay.ExchangeOnline)
	events := journey(relay.Cloud, relay.ExchangeOnline)
	var got []string
	for _, r := range exlog.MessageTrace(o, events) {
		got = append(got, strings.TrimSpace(strings.Join([]string{r.SenderAddress, r.RecipientAddress, string(r.Status), r.ToIP}, " ")))
	}
	want := []string{
		"<> alice@contoso.com GettingStatus",
		"alice@contoso.com bob@contoso.mail.onmicrosoft.com Delivered 104.47.10.36",
		"alice@contoso.com carol@contoso.com Failed",
		"alice@contoso.com bob@contoso.com Resolved",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("summary (-want +got):\n%s", diff)
	}
	got = nil
	for _, d := range exlog.MessageTraceDetail(o, events, "6b1e", "BOB@contoso.mail.onmicrosoft.com") {
		got = append(got, d.Event+": "+d.Detail)
	}
	want = []string{
		"Defer: Reason: [{LED=451 5.7.3 STARTTLS is required to send mail};{MSG=};{FQDN=hop.example.com};{IP=104.47.10.36};{LRT=3/16/2017 7:30:00 AM}]. OutboundProxyTargetIP: 104.47.10.36. OutboundProxyTargetHostName: hop.example.com",
		"Send external: Message transferred to: hop.example.com",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("details (-want +got):\n%s", diff)
	}
}

func TestAGroupIsExpanded(t *testing.T) {
	e := journey(relay.Cloud, relay.ExchangeOnline)[0]
	e.Recipients = []string{"team@contoso.com"}
	expanded, delivered := e, e
	expanded.ID, expanded.SourceContext, expanded.Recipients = relay.EventExpand, "team@contoso.com", []string{"bob@contoso.com", "dan@contoso.com"}
	delivered.ID, delivered.Source, delivered.Recipients = relay.EventDeliver, "STOREDRIVER", []string{"bob@contoso.com"}
	var got []string
	for _, r := range exlog.MessageTrace(organization(relay.Cloud, relay.ExchangeOnline), []relay.Event{e, expanded, delivered}) {
		got = append(got, r.RecipientAddress+" "+string(r.Status))
	}
	if diff := cmp.Diff([]string{"dan@contoso.com GettingStatus", "bob@contoso.com Delivered", "team@contoso.com Expanded"}, got); diff != "" {
		t.Error(diff)
	}
}

// TestWhoHasAMessageInSomebodysPlace: a forwarding and a mail-flow rule give a message to others; message trace shows the two
// differently.
func TestWhoHasAMessageInSomebodysPlace(t *testing.T) {
	for _, tt := range []struct {
		name, source string
		reply        relay.Reply
		want         []string
	}{
		{"P2.7: who keeps no copy has failed, with a text of success", "RESOLVER", relay.Received(250, "2.1.5 RESOLVER.FWD.Forwarded; recipient forwarded"),
			[]string{"bob@contoso.com Delivered", "alice@contoso.com Failed"}},
		{"who keeps a copy has it", "RESOLVER", relay.Reply{}, []string{"bob@contoso.com Delivered", "alice@contoso.com GettingStatus"}},
		{"P7.3: a rule has resolved the recipient to another", "AGENT", relay.Reply{}, []string{"bob@contoso.com Delivered", "alice@contoso.com Resolved"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			e := journey(relay.Cloud, relay.ExchangeOnline)[0]
			e.Recipients = []string{"alice@contoso.com"}
			given, delivered := e, e
			given.ID, given.Source, given.SourceContext, given.Recipients, given.Reply = relay.EventRedirect, tt.source, "alice@contoso.com", []string{"bob@contoso.com"}, tt.reply
			delivered.ID, delivered.Source, delivered.Recipients = relay.EventDeliver, "STOREDRIVER", []string{"bob@contoso.com"}
			var got []string
			for _, r := range exlog.MessageTrace(organization(relay.Cloud, relay.ExchangeOnline), []relay.Event{e, given, delivered}) {
				got = append(got, r.RecipientAddress+" "+string(r.Status))
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReports(t *testing.T) {
	o, events := organization(relay.Cloud, relay.ExchangeOnline), journey(relay.Cloud, relay.ExchangeOnline)
	var b bytes.Buffer
	if _, err := exlog.Traced(o, events).Enhanced().WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if want := `"bob@contoso.com##Receive, Resolved;carol@contoso.com##Receive, Fail;bob@contoso.mail.onmicrosoft.com##Defer, Send external"`; !strings.Contains(b.String(), want) {
		t.Errorf("the enhanced report lacks %s:\n%s", want, b.String())
	}
	// V4.11, V4.12: the columns and their order.
	first := func(text string) string { line, _, _ := strings.Cut(text, "\r\n"); return line }
	if diff := cmp.Diff("origin_timestamp_utc,sender_address,recipient_status,message_subject,total_bytes,message_id,network_message_id,original_client_ip,directionality,connector_id,delivery_priority", first(b.String())); diff != "" {
		t.Errorf("the enhanced report (-want +got):\n%s", diff)
	}
	extended := string(exlog.NewExtended(o).Text().Bytes())
	if diff := cmp.Diff("date_time_utc,client_ip,client_hostname,server_ip,server_hostname,source_context,connector_id,source,event_id,internal_message_id,message_id,network_message_id,recipient_address,recipient_status,total_bytes,recipient_count,related_recipient_address,reference,message_subject,sender_address,return_path,message_info,directionality,tenant_id,original_client_ip,original_server_ip,custom_data", first(extended)); diff != "" {
		t.Errorf("the extended report (-want +got):\n%s", diff)
	}
	b.Reset()
	if _, err := exlog.Traced(o, events).JSON().WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	var rows []map[string]any
	if err := json.Unmarshal(b.Bytes(), &rows); err != nil {
		t.Fatal(err)
	}
	if rows[2]["Received"] != "2017-03-16T07:30:00.1230000Z" || rows[2]["Status"] != "Failed" || rows[2]["Size"] != 8211.0 {
		t.Errorf("the trace as JSON holds %v", rows[2])
	}
}

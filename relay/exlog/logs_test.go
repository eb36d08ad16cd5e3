package exlog_test

import (
	"bytes"
	"encoding/csv"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
)

var morning = time.Date(2017, 3, 16, 8, 30, 0, 123e6, time.FixedZone("somewhere", 3600))

func rendered(t *testing.T, f *exlog.File) string {
	t.Helper()
	var b bytes.Buffer
	if err := f.Render(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// read reads a log as a program would that knows the # lines and CSV: each row by the names of #Fields.
func read(t *testing.T, text string) (header map[string]string, rows []map[string]string) {
	t.Helper()
	header = map[string]string{}
	var data []string
	for _, line := range strings.SplitAfter(strings.TrimPrefix(text, "\uFEFF"), "\r\n") {
		if name, value, ok := strings.Cut(strings.TrimSuffix(line, "\r\n"), ": "); ok && strings.HasPrefix(line, "#") {
			header[strings.TrimPrefix(name, "#")] = value
		} else {
			data = append(data, line)
		}
	}
	fields := strings.Split(header["Fields"], ",")
	reader := csv.NewReader(strings.NewReader(strings.Join(data, "")))
	reader.FieldsPerRecord = len(fields)
	all, err := reader.ReadAll()
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	for _, values := range all {
		row := map[string]string{}
		for i, f := range fields {
			row[f] = values[i]
		}
		rows = append(rows, row)
	}
	return header, rows
}

func paths(files []*exlog.File) []string {
	var list []string
	for _, f := range files {
		list = append(list, f.Path)
	}
	return list
}

func session(at time.Time, service exlog.Service) exlog.Session {
	return exlog.Session{
		Time: at, Connector: `EX01\Default Frontend EX01`, ID: "08DC6A7B1C2D3E4F", Service: service,
		Local: netip.MustParseAddrPort("10.0.0.10:25"), Remote: netip.MustParseAddrPort("104.47.58.43:41234"),
		Lines: []exlog.Line{
			{Event: '+'},
			{Event: '>', Data: "220 EX01.contoso.com Microsoft ESMTP MAIL Service ready at Thu, 16 Mar 2017 08:30:00 +0100"},
			{Event: '*', Data: `CN="Contoso, Ltd"`, Context: "Certificate subject"},
			{Event: '-', Context: "Remote"},
		},
	}
}

func TestReceiveLogToTheByte(t *testing.T) {
	files := exlog.ReceiveLogs(relay.Exchange2013, []exlog.Session{session(morning, exlog.FrontEnd)})
	want := strings.ReplaceAll("\uFEFF"+`#Software: Microsoft Exchange Server
#Version: 15.0.0.0
#Log-type: SMTP Receive Protocol Log
#Date: 2017-03-16T07:30:00.123Z
#Fields: date-time,connector-id,session-id,sequence-number,local-endpoint,remote-endpoint,event,data,context
2017-03-16T07:30:00.123Z,EX01\Default Frontend EX01,08DC6A7B1C2D3E4F,0,10.0.0.10:25,104.47.58.43:41234,+,,
2017-03-16T07:30:00.123Z,EX01\Default Frontend EX01,08DC6A7B1C2D3E4F,1,10.0.0.10:25,104.47.58.43:41234,>,"220 EX01.contoso.com Microsoft ESMTP MAIL Service ready at Thu, 16 Mar 2017 08:30:00 +0100",
2017-03-16T07:30:00.123Z,EX01\Default Frontend EX01,08DC6A7B1C2D3E4F,2,10.0.0.10:25,104.47.58.43:41234,*,"CN=""Contoso, Ltd""",Certificate subject
2017-03-16T07:30:00.123Z,EX01\Default Frontend EX01,08DC6A7B1C2D3E4F,3,10.0.0.10:25,104.47.58.43:41234,-,,Remote
`, "\n", "\r\n")
	if diff := cmp.Diff(want, rendered(t, files[0])); diff != "" {
		t.Error(diff)
	}
}

func TestFoldersAndPeriodsAreThoseOfTheVersion(t *testing.T) {
	sessions := []exlog.Session{
		session(morning, exlog.FrontEnd), session(morning.Add(10*time.Minute), exlog.Hub),
		session(morning.Add(time.Hour), exlog.FrontEnd), session(morning.Add(24*time.Hour), exlog.FrontEnd),
	}
	for _, test := range []struct {
		name  string
		files []*exlog.File
		want  []string
	}{
		{"2013 writes a receive log each hour, each service its own", exlog.ReceiveLogs(relay.Exchange2013, sessions), []string{
			"V15/TransportRoles/Logs/FrontEnd/ProtocolLog/SmtpReceive/RECV2017031607-1.LOG",
			"V15/TransportRoles/Logs/FrontEnd/ProtocolLog/SmtpReceive/RECV2017031608-1.LOG",
			"V15/TransportRoles/Logs/FrontEnd/ProtocolLog/SmtpReceive/RECV2017031707-1.LOG",
			"V15/TransportRoles/Logs/Hub/ProtocolLog/SmtpReceive/RECV2017031607-1.LOG",
		}},
		{"2010 writes one each day", exlog.ReceiveLogs(relay.Exchange2010, sessions), []string{
			"V14/TransportRoles/Logs/ProtocolLog/SmtpReceive/RECV20170316-1.LOG",
			"V14/TransportRoles/Logs/ProtocolLog/SmtpReceive/RECV20170317-1.LOG",
		}},
		{"send logs have their own folder", exlog.SendLogs(relay.Exchange2016, sessions[1:2]), []string{
			"V15/TransportRoles/Logs/Hub/ProtocolLog/SmtpSend/SEND2017031607-1.LOG",
		}},
		{"no session, no file", exlog.SendLogs(relay.Exchange2016, nil), nil},
		{"connectivity", exlog.ConnectivityLogs(relay.Exchange2010, []*exlog.Connection{{Time: morning}}), []string{
			"V14/TransportRoles/Logs/Connectivity/CONNECTLOG20170316-1.LOG",
		}},
	} {
		if diff := cmp.Diff(test.want, paths(test.files)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", test.name, diff)
		}
	}
	if header, _ := read(t, rendered(t, exlog.ReceiveLogs(relay.Exchange2010, sessions)[0])); header["Version"] != "14.0.0.0" {
		t.Errorf("2010 calls itself %s", header["Version"])
	}
}

func TestConnectivityTellsEachTry(t *testing.T) {
	target := func(addr string) relay.Target {
		return relay.Target{Host: "mail.contoso.com", Addr: netip.MustParseAddrPort(addr)}
	}
	_, rows := read(t, rendered(t, exlog.ConnectivityLogs(relay.Exchange2016, []*exlog.Connection{
		{Time: morning, SessionID: "08D", NextHop: "contoso.com", Failure: relay.NetworkTimedOut,
			Tries: []exlog.Try{{Target: target("203.0.113.10:25")}, {Target: target("203.0.113.11:25")}}},
		{Time: morning, SessionID: "08E", NextHop: "contoso.com", Messages: 1, Bytes: 8211,
			Tries: []exlog.Try{{Target: target("203.0.113.10:25"), Established: true}}},
	})[0]))
	var got []string
	for _, r := range rows {
		got = append(got, strings.TrimSpace(r["session"]+" "+r["Destination"]+" "+r["direction"]+" "+r["description"]))
	}
	want := []string{
		"08D contoso.com +",
		"08D contoso.com > Failed connection to 203.0.113.10:25[TargetHost:mail.contoso.com:25]",
		"08D contoso.com > Failed connection to 203.0.113.11:25 (TimedOut:0000274C)[TargetHost:mail.contoso.com:25]",
		"08D contoso.com - Messages: 0 Bytes: 0 ()",
		"08E contoso.com +",
		"08E contoso.com > Established connection to 203.0.113.10",
		"08E contoso.com - Messages: 1 Bytes: 8211 ()",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestApplicationEvents(t *testing.T) {
	got := exlog.Application([]relay.ApplicationEvent{{Time: morning, Server: "EX01", Source: "MSExchangeFrontEndTransport", ID: 12014, Text: "could not find,\nas \"they\" say"}})
	want := "TimeCreated,LogName,ProviderName,Id,MachineName,Message\r\n" +
		"2017-03-16T07:30:00.123Z,Application,MSExchangeFrontEndTransport,12014,EX01,\"could not find, as \"\"they\"\" say\"\r\n"
	if diff := cmp.Diff(want, string(got.Bytes())); diff != "" {
		t.Error(diff)
	}
}

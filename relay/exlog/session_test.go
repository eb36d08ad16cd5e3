package exlog_test

import (
	"encoding/csv"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/exlog"
)

// rowsOf are the rows of one log file without the columns that all of them share: event, data, context.
func rowsOf(t *testing.T, f *exlog.File) (rows []string, times []time.Time) {
	t.Helper()
	_, body, _ := strings.Cut(rendered(t, f), "context\r\n")
	records, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		at, err := time.Parse(time.RFC3339Nano, r[0])
		if err != nil {
			t.Fatal(err)
		}
		rows, times = append(rows, strings.TrimRight(r[6]+" "+r[7]+" ["+r[8]+"]", " ")), append(times, at)
	}
	return rows, times
}

func spoken(year int) exlog.Session {
	return exlog.Session{
		Time: time.Date(year, 3, 2, 8, 0, 0, 0, time.UTC), Connector: `EX01\Default Frontend EX01`, ID: "08DE63BF883E5E28", Service: exlog.FrontEnd,
		Local: netip.MustParseAddrPort("203.0.113.11:25"), Remote: netip.MustParseAddrPort("104.47.9.33:49153"),
		Lines: []exlog.Line{
			{Event: '+'}, {Event: '>', Data: "220 EX01 ready"}, {Event: '<', Data: "EHLO x"},
			{Event: '*', Data: "SMTPSubmit AcceptHeadersRouting", Context: "Set Session Permissions"},
			{Event: '>', Data: "250  EX01 Hello [104.47.9.33] SIZE 37748736 AUTH NTLM LOGIN X-EXPS GSSAPI NTLM 8BITMIME"},
			{Event: '<', Data: "STARTTLS"}, {Event: '>', Data: "220 2.0.0 SMTP server ready"},
			{Event: '*', Context: "Remote certificate"}, {Event: '*', Data: "CN=a", Context: "Certificate subject"},
			{Event: '*', Data: "CN=b", Context: "Certificate issuer name"}, {Event: '*', Data: "01", Context: "Certificate serial number"},
			{Event: '*', Data: "02", Context: "Certificate thumbprint"}, {Event: '*', Data: "from", Context: "Certificate not before"},
			{Event: '*', Data: "till", Context: "Certificate not after"}, {Event: '*', Data: "a;b", Context: "Certificate alternate names"},
			{Event: '*', Context: "TLS protocol x"}, {Event: '*', Data: "SMTPAcceptExch50 AcceptHeadersForest", Context: "Set Session Permissions"},
			{Event: '<', Data: "MAIL FROM:<a@b.example>"}, {Event: '>', Data: "250 2.1.0 Sender OK"}, {Event: '-', Context: "Remote"},
		},
	}
}

func TestASessionIsWrittenAsItsVersionDoes(t *testing.T) {
	old, _ := rowsOf(t, exlog.ReceiveLogs(relay.Exchange2013, []exlog.Session{spoken(2017)})[0])
	want := []string{"+  []", "> 220 EX01 ready []", "< EHLO x []",
		"> 250-EX01 Hello [104.47.9.33] []", "> 250-SIZE 37748736 []", "> 250-AUTH NTLM LOGIN []", "> 250-X-EXPS GSSAPI NTLM []", "> 250 8BITMIME []",
		"< STARTTLS []", "> 220 2.0.0 SMTP server ready []", "*  [Received certificate]", "* CN=a [Certificate subject]", "* CN=b [Certificate issuer name]",
		"* 01 [Certificate serial number]", "* 02 [Certificate thumbprint]", "* a;b [Certificate alternate names]", "*  [TLS protocol x]",
		"< MAIL FROM:<a@b.example> []", "* SMTPAcceptEXCH50 AcceptForestHeaders [Set Session Permissions]"}
	if diff := cmp.Diff(want, old[:len(want)]); diff != "" {
		t.Errorf("2013 in 2017 (-want +got):\n%s", diff)
	}
	today, times := rowsOf(t, exlog.ReceiveLogs(relay.Exchange2019, []exlog.Session{spoken(2026)})[0])
	want = []string{"+  []", "> 220 EX01 ready []", "< EHLO x []",
		"> 250  EX01 Hello [104.47.9.33] SIZE 37748736 AUTH NTLM LOGIN X-EXPS GSSAPI NTLM 8BITMIME []", "< STARTTLS []", "> 220 2.0.0 SMTP server ready []",
		"*  CN=a CN=b 01 02 from till a;b [Received certificate Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names]",
		"*  [TLS protocol x]", "< MAIL FROM:<a@b.example> []",
		"* 08DE63BF883E5E28;" + times[9].Format("2006-01-02T15:04:05.000Z") + ";1 [receiving message]", "> 250 2.1.0 Sender OK []", "-  [Remote]"}
	if diff := cmp.Diff(want, today); diff != "" {
		t.Errorf("2019 in 2026 (-want +got):\n%s", diff)
	}
}

// rowsIn are the rows of lines in the receive log of a front end, or in the send log.
func rowsIn(t *testing.T, p relay.Product, year int, sends bool, lines ...exlog.Line) ([]string, []time.Time) {
	s := spoken(year)
	s.Lines = lines
	if sends {
		s.Connector, s.RecordID, s.MessageID = "Outbound", 167503004549, "<1@b.example>"
		return rowsOf(t, exlog.SendLogs(p, []exlog.Session{s})[0])
	}
	return rowsOf(t, exlog.ReceiveLogs(p, []exlog.Session{s})[0])
}

// S1, S7, V3.8: a refusal is held back for as long as the connector says, and a row says so before.
func TestRefusalsAreHeldBack(t *testing.T) {
	const recipient, refusal = "RCPT TO:<x@y.example>", "550 5.7.54 SMTP; Unable to relay"
	five := exlog.Tarpits{Recipient: 5 * time.Second, Logon: 5 * time.Second}
	for _, tt := range []struct {
		name    string
		p       relay.Product
		held    exlog.Tarpits
		command string
		reply   string
		want    []string
		waits   time.Duration
	}{
		{"a recipient, 2019", relay.Exchange2019, five, recipient, refusal, []string{
			"*  [Tarpit for '0.00:00:05']", "> 550 5.7.54 SMTP; Unable to relay []", "< QUIT []", "> 221 2.0.0 bye []"}, 5 * time.Second},
		{"2013 ends without 221 then (V3.11)", relay.Exchange2013, five, recipient, "550 5.7.1 Unable to relay", []string{
			"*  [Tarpit for '0.00:00:05']", "> 550 5.7.1 Unable to relay []", "< QUIT []"}, 5 * time.Second},
		{"a logon, 2010", relay.Exchange2010, five, "AUTH LOGIN", "504 5.7.4 Unrecognized authentication type", []string{
			"*  [Tarpit for '0.00:00:05']", "> 504 5.7.4 Unrecognized authentication type []", "< QUIT []", "> 221 2.0.0 bye []"}, 5 * time.Second},
		{"nothing else", relay.Exchange2019, five, "DATA", "552 5.3.4 too big", []string{"> 552 5.3.4 too big []", "< QUIT []", "> 221 2.0.0 bye []"}, 0},
		{"TarpitInterval: longer", relay.Exchange2016, exlog.Tarpits{Recipient: 75 * time.Second}, recipient, refusal, []string{
			"*  [Tarpit for '0.00:01:15']", "> 550 5.7.54 SMTP; Unable to relay []", "< QUIT []", "> 221 2.0.0 bye []"}, 75 * time.Second},
		{"TarpitInterval 0: not at all", relay.Exchange2016, exlog.Tarpits{Logon: time.Second}, recipient, refusal, []string{
			"> 550 5.7.54 SMTP; Unable to relay []", "< QUIT []", "> 221 2.0.0 bye []"}, 0},
		{"AuthTarpitInterval is that of logons", relay.Exchange2016, exlog.Tarpits{Recipient: 9 * time.Second, Logon: 2 * time.Second}, "AUTH LOGIN", "535 5.7.3 no", []string{
			"*  [Tarpit for '0.00:00:02']", "> 535 5.7.3 no []", "< QUIT []", "> 221 2.0.0 bye []"}, 2 * time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := spoken(2020)
			s.Tarpits, s.Lines = tt.held, []exlog.Line{{Event: '+'}, {Event: '<', Data: tt.command}, {Event: '>', Data: tt.reply},
				{Event: '<', Data: "QUIT"}, {Event: '>', Data: "221 2.0.0 bye"}, {Event: '-', Context: "Local"}}
			rows, times := rowsOf(t, exlog.ReceiveLogs(tt.p, []exlog.Session{s})[0])
			if diff := cmp.Diff(append(tt.want, "-  [Local]"), rows[2:]); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if held := times[3].Sub(times[2]); tt.waits > 0 && held.Round(10*time.Millisecond) != tt.waits {
				t.Errorf("held back for %s", held)
			}
		})
	}
}

// V3.6: from 2022 on what is known of the client's certificate stands behind its second EHLO.
func TestWhatIsKnownOfACertificateStandsBehindEHLO(t *testing.T) {
	lines := []exlog.Line{{Event: '+'}, {Event: '*', Context: "TLS protocol x"}, {Event: '*', Context: "TlsDomainCapabilities='None'; Status='NoRemoteCertificate'"},
		{Event: '*', Data: "SMTPSubmit", Context: "Set Session Permissions"}, {Event: '<', Data: "EHLO x"}, {Event: '>', Data: "250  EX01 Hello [1.2.3.4] SIZE"}}
	rows, _ := rowsIn(t, relay.Exchange2016, 2023, false, lines...)
	want := []string{"+  []", "*  [TLS protocol x]", "< EHLO x []", "*  [Client certificate chain validation status: 'EmptyCertificate']",
		"*  [TlsDomainCapabilities='None'; Status='NoRemoteCertificate']", "> 250  EX01 Hello [1.2.3.4] SIZE []"}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// S4, S6, V3.2, V3.9: a session of the send log begins with the attempt, in the newest logs with its rights before it.
func TestASendLogBeginsWithTheAttempt(t *testing.T) {
	for year, want := range map[int][]string{
		2017: {"*  [attempting to connect]", "+  []", "< 220 x []"},
		2022: {"* SendRoutingHeaders [Set Session Permissions]", "*  [attempting to connect]", "+  []", "< 220 x []"},
	} {
		rows, _ := rowsIn(t, relay.Exchange2016, year, true, exlog.Line{Event: '+'}, exlog.Line{Event: '<', Data: "220 x"})
		if diff := cmp.Diff(want, rows); diff != "" {
			t.Errorf("%d (-want +got):\n%s", year, diff)
		}
	}
}

func TestASendLogNamesWhatItSends(t *testing.T) {
	s := spoken(2026)
	s.Connector, s.RecordID, s.MessageID = "Outbound", 167503004549, "<1@b.example>"
	s.Lines = []exlog.Line{{Event: '>', Data: "MAIL FROM:<a@b.example>"}, {Event: '<', Data: "250 2.1.0 Sender OK"}}
	got, _ := rowsOf(t, exlog.SendLogs(relay.Exchange2019, []exlog.Session{s})[0])
	want := []string{"*  [sending message with RecordId 167503004549 and InternetMessageId <1@b.example>]", "> MAIL FROM:<a@b.example> []", "< 250 2.1.0 Sender OK []"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What the other end says takes a round trip, what is done here takes nothing, and old clocks step.
func TestTimesMove(t *testing.T) {
	rows, times := rowsOf(t, exlog.ReceiveLogs(relay.Exchange2019, []exlog.Session{spoken(2026)})[0])
	for i := 1; i < len(rows); i++ {
		took := times[i].Sub(times[i-1])
		if here := rows[i][0] != '<' && !strings.Contains(rows[i], "Received certificate"); here != (took == 0) || took < 0 || took > time.Second {
			t.Errorf("%s comes %s after %s", rows[i], took, rows[i-1])
		}
	}
	_, times = rowsOf(t, exlog.ReceiveLogs(relay.Exchange2010, []exlog.Session{spoken(2012)})[0])
	for _, at := range times {
		if step := time.Duration(at.Nanosecond()) % (time.Second / 64); step > time.Millisecond && time.Second/64-step > time.Millisecond {
			t.Errorf("%s is between the steps of the clock", at)
		}
	}
}

// A log that is read while the session goes on is the same in the end.
func TestWhatGrowsIsWrittenAlike(t *testing.T) {
	whole := rendered(t, exlog.ReceiveLogs(relay.Exchange2019, []exlog.Session{spoken(2026)})[0])
	s := spoken(2026)
	all := s.Lines
	s.Written = &exlog.Written{}
	var grown string
	for n := 1; n <= len(all); n++ {
		s.Lines = all[:n]
		grown = rendered(t, exlog.ReceiveLogs(relay.Exchange2019, []exlog.Session{s})[0])
	}
	if diff := cmp.Diff(whole, grown); diff != "" {
		t.Errorf("(-whole +grown):\n%s", diff)
	}
}

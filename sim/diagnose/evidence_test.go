package diagnose

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/check"
	"hybridsim/sim/tested"
)

// played is a message from alice to bob after lines.
func played(t *testing.T, s *check.Subject, lines ...string) *view {
	t.Helper()
	player := s.Player()
	t.Cleanup(player.Close)
	as := check.Letter{From: "alice@contoso.com", To: []string{"bob@contoso.com"}}
	sent, err := player.Send(as, lines...)
	if err != nil {
		t.Fatal(err)
	}
	defer sent.World.Close()
	return look(sent, as)
}

// list is an answer to EHLO as somebody pastes it.
func list(e ehlo) string {
	rows := append([]string{e.host + " Hello [52.100.17.4]"}, e.keywords...)
	for i := range rows {
		rows[i] = "250" + map[bool]string{true: " ", false: "-"}[i == len(rows)-1] + rows[i]
	}
	return strings.Join(rows, "\n")
}

// TestAnAnswerToEHLOIsRead: in lines, with what stands before them in a transcript or a log, and in one row.
func TestAnAnswerToEHLOIsRead(t *testing.T) {
	want := []string{"SIZE 35882577", "STARTTLS", "AUTH NTLM LOGIN"}
	for says, text := range map[string]string{
		"lines":      "250-gw.litware.com Hello [192.0.2.9]\n250-SIZE 35882577\n250-STARTTLS\n250 AUTH NTLM LOGIN",
		"transcript": "> EHLO me\n< 250-gw.litware.com Hello [192.0.2.9]\n< 250-SIZE 35882577\n< 250-STARTTLS\n< 250 AUTH NTLM LOGIN",
		"one row":    "250  gw.litware.com Hello [192.0.2.9] SIZE 35882577 STARTTLS AUTH NTLM LOGIN",
	} {
		s := read(t, text)
		if s.ehlo == nil || s.ehlo.host != "gw.litware.com" {
			t.Errorf("%s: %+v", says, s.ehlo)
			continue
		}
		if diff := cmp.Diff(want, s.ehlo.keywords); diff != "" {
			t.Errorf("%s (-want +got):\n%s", says, diff)
		}
	}
}

// TestAnEHLOListIsComparedWithWhatTheConnectorGives: what lacks or is too many is the lead; who makes just that list is a cause; the list that is
// given as configured accuses nobody.
func TestAnEHLOListIsComparedWithWhatTheConnectorGives(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	s := base(t, "hybrid-2016-pair")
	healthy, faulty := played(t, s).ehlos[0], played(t, s, `onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" -TlsCertificateName "<I>CN=Old<S>CN=old.example"`).ehlos[0]
	strange := ehlo{host: healthy.host, keywords: append([]string{"XXXXXXXB"}, healthy.keywords...)}
	larger := ehlo{host: healthy.host, keywords: append([]string{}, healthy.keywords...)}
	larger.keywords[0] = "SIZE 1048576"
	for _, row := range []struct {
		says    string
		list    ehlo
		lead    string // of it
		cause   string // one of them; empty: none at all
		verdict string
	}{
		{"a keyword lacks", faulty, "lacks STARTTLS", "receive-certificate-other", ""},
		{"a keyword is too many", strange, "has XXXXXXXB", "", "cannot tell: no fault"},
		{"what stands behind a keyword is otherwise", larger, `says "1048576" behind SIZE`, "", ""},
		{"as configured", healthy, "", "", "this is what the configuration gives"},
	} {
		t.Run(row.says, func(t *testing.T) {
			r := diagnosed(t, s, list(row.list))
			var leads, causes []string
			for _, l := range r.Leads {
				leads = append(leads, l.Says)
			}
			for _, c := range r.Causes {
				causes = append(causes, c.Name+" "+strings.Join(c.Alike, " "))
			}
			if got := strings.Join(leads, "\n"); !strings.Contains(got, row.lead) || row.lead == "" && got != "" {
				t.Errorf("leads %q, want %q", got, row.lead)
			}
			if got := strings.Join(causes, "\n"); !strings.Contains(got, row.cause) || !strings.Contains(r.Verdict, row.verdict) {
				t.Errorf("%s: causes %q, want %q and %q", r.Verdict, got, row.cause, row.verdict)
			}
		})
	}
}

// rows are what a protocol log has of a session: each event with its data, and how long after the one before it came.
func rows(connector, remote string, said ...string) string {
	at, b := time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC), strings.Builder{}
	for i, s := range said {
		after, row, _ := strings.Cut(s, " ")
		d, err := time.ParseDuration(after)
		if err != nil {
			panic(err)
		}
		at = at.Add(d)
		fmt.Fprintf(&b, "%s,%s,08D4683F934AF555,%d,203.0.113.10:25,%s,%s,%s,\n", at.Format("2006-01-02T15:04:05.000Z"), connector, i, remote, row[:1], row[2:])
	}
	return b.String()
}

// TestRowsOfALogTellWhatWasSaidAndWhen: the order of a session's rows, and how long the answer took that it failed with.
func TestRowsOfALogTellWhatWasSaidAndWhen(t *testing.T) {
	for _, row := range []struct {
		says string
		rows []string
		want talk
	}{
		{"a refusal at once", []string{"0s + ,", "10ms > 220 here", "5ms < EHLO me", "9ms > 250-here", "0s > 250 SIZE", "20ms < MAIL FROM:<a@b.example>", "8ms > 530 5.7.57 no"},
			talk{steps: []string{"220", "EHLO", "250", "MAIL", "530"}, wait: promptly, helo: "me", from: "a@b.example"}},
		{"a refusal that an Exchange server lets wait", []string{"0s + ,", "10ms > 220 here", "1ms < MAIL FROM:<a@b.example>", "0s * Tarpit for '0.00:00:05'", "5s > 530 5.7.57 no"},
			talk{steps: []string{"220", "MAIL", "530"}, wait: tarpit, from: "a@b.example"}},
		{"nobody answers", []string{"0s * attempting to connect", "21s * Failed to connect. Socket error code 10060"}, talk{steps: []string{"failed"}, wait: silence}},
		{"somebody refuses the connection", []string{"0s * attempting to connect", "1s * Failed to connect. Socket error code 10061"}, talk{steps: []string{"failed"}, wait: promptly}},
	} {
		t.Run(row.says, func(t *testing.T) {
			got := readTalks(rows(`EX01\Default Frontend EX01`, "192.0.2.4:25", row.rows...))
			row.want.connector, row.want.remote, row.want.receives = `EX01\Default Frontend EX01`, "192.0.2.4:25", true
			if diff := cmp.Diff([]*talk{&row.want}, got, cmp.AllowUnexported(talk{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestHowLongAnAnswerTookTellsCausesApart: of sessions that say the same, the one fits better whose answer took as long.
func TestHowLongAnAnswerTookTellsCausesApart(t *testing.T) {
	session := func(p pause) *talk { return &talk{connector: "Out", steps: []string{"failed"}, wait: p} }
	seen := session(silence)
	same, other := fitTalk(seen, []*talk{session(silence)}), fitTalk(seen, []*talk{session(promptly)})
	if same <= other || other < enough {
		t.Errorf("%.2f and %.2f, want the one that takes as long before the other, and both to fit", same, other)
	}
	if further := fitTalk(&talk{connector: "Out", steps: []string{"220", "EHLO", "250", "MAIL", "550"}},
		[]*talk{{connector: "Out", steps: []string{"220", "EHLO", "250", "STARTTLS"}}}); further >= enough {
		t.Errorf("%.2f: a session that went another way fits", further)
	}
}

// TestASessionThatIsMissingIsALead: said in words, or by rows of others alone.
func TestASessionThatIsMissingIsALead(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	s := base(t, "hybrid-2019")
	for says, text := range map[string]string{
		"in words":       "no session at EX01",
		"rows of others": rows(`EX01\Default Frontend EX01`, "198.51.100.77:4711", "0s + ,", "1ms > 220 x", "1ms < EHLO y", "1ms > 250 SIZE", "1ms < QUIT", "1ms > 221 bye"),
	} {
		r := diagnosed(t, s, text)
		var leads []string
		for _, l := range r.Leads {
			leads = append(leads, l.What)
		}
		if got := strings.Join(leads, " "); !strings.Contains(got, "session") {
			t.Errorf("%s: leads %q", says, got)
		}
	}
}

// TestAnEventOfTheApplicationLogIsASymptom: by its number and the server, or as a row; one that nothing here writes is a mistake.
func TestAnEventOfTheApplicationLogIsASymptom(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	for _, text := range []string{"event ID: 12014 on EX01", "Error MSExchangeFrontEndTransport 12014"} {
		r := diagnosed(t, base(t, "hybrid-2013"), text)
		if len(r.Causes) == 0 || !strings.HasPrefix(r.Causes[0].Name, "receive-certificate-other") {
			t.Errorf("%q: %s, %+v", text, r.Verdict, r.Causes)
		}
	}
	if _, err := Read([]byte("event 4711")); err == nil || !strings.Contains(err.Error(), "12014") {
		t.Errorf("%v, want a mistake with the events that are known", err)
	}
}

// TestAnAddressThatNoConnectorNamesIsALead: in a reply or a field; versions only look like addresses.
func TestAnAddressThatNoConnectorNamesIsALead(t *testing.T) {
	w, err := base(t, "hybrid-2013").Player().World(`cloud> New-InboundConnector Filter -ConnectorType Partner -SenderDomains * -SenderIPAddresses 198.51.100.0/28`)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	for _, row := range []struct {
		says, text string
		want       []string
	}{
		{"nobody's", "550 5.7.1 Client host [192.0.2.200] blocked", []string{"192.0.2.200"}},
		{"each once", "from [192.0.2.200] and 192.0.2.200", []string{"192.0.2.200"}},
		{"a server's", "Connection from 203.0.113.10 refused", nil},
		{"one that an inbound connector names", "Connection from 198.51.100.7 refused", nil},
		{"one beside its range", "Connection from 198.51.100.17 refused", []string{"198.51.100.17"}},
		{"versions", "#Version: 15.0.0.0\nReceived: from x by y with Microsoft SMTP Server id 15.1.225.42", nil},
	} {
		t.Run(row.says, func(t *testing.T) {
			var got []string
			for _, l := range addresses(w, row.text) {
				got = append(got, l.Text)
			}
			if diff := cmp.Diff(row.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

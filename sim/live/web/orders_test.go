package web_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type typed struct {
	OK      bool
	Results []struct {
		Line                int
		Text, Output, Error string
		Column              int
		Hint                string
	}
}

func (l *lab) run(lines string) (int, typed) {
	l.t.Helper()
	a := l.ask("POST", "/api/run", lines, "Content-Type", "text/plain; charset=utf-8")
	var result typed
	if err := json.Unmarshal([]byte(a.body), &result); err != nil {
		l.t.Fatalf("%v:\n%s", err, a.body)
	}
	return a.StatusCode, result
}

func TestLinesOfTheConsole(t *testing.T) {
	l := newLab(t)
	status, got := l.run("# carol moves in\r\n\r\nonprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com\n  onprem> Get-Mailbox carol | Format-List PrimarySmtpAddress\n")
	if status != http.StatusOK || !got.OK || len(got.Results) != 2 || got.Results[1].Line != 4 || !strings.Contains(got.Results[1].Output, "carol@contoso.com") {
		t.Errorf("%d %+v", status, got)
	}

	t.Run("a mistake has a column and a hint, and ends it", func(t *testing.T) {
		status, got := l.run("net> blok onprem -> cloud:25 drop\ncloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay")
		if status != http.StatusUnprocessableEntity || got.OK || len(got.Results) != 1 {
			t.Fatalf("%d %+v", status, got)
		}
		if r := got.Results[0]; r.Line != 1 || r.Column != 6 || !strings.Contains(r.Hint, "block") || r.Error == "" {
			t.Errorf("%+v", r)
		}
	})
	t.Run("a cmdlet's mistake likewise", func(t *testing.T) {
		_, got := l.run("onprem> Get-Mailbx")
		if r := got.Results[0]; r.Error == "" || r.Column == 0 || r.Hint == "" {
			t.Errorf("%+v", r)
		}
	})
	t.Run("waiting moves the clock", func(t *testing.T) {
		before := l.World.Clock.Now()
		l.run("wait 3h")
		if got := l.World.Clock.Now().Sub(before).Hours(); got < 3 {
			t.Errorf("the clock moved by %g hours", got)
		}
	})
	t.Run("what is no text is refused", func(t *testing.T) {
		l.ask("POST", "/api/run", "\xff", "Content-Type", "text/plain").refused(t, http.StatusBadRequest, "UTF-8")
		l.ask("POST", "/api/run", "lines=x", "Content-Type", "application/x-www-form-urlencoded").refused(t, http.StatusUnsupportedMediaType, "text/plain")
		l.ask("POST", "/api/run", strings.Repeat("#\n", 600_000), "Content-Type", "text/plain").refused(t, http.StatusRequestEntityTooLarge, "1048576")
	})
	t.Run("the page does the same", func(t *testing.T) {
		form := url.Values{"lines": {"onprem> Get-Mailbox bob | Format-List Name\nnet> <script>"}}.Encode()
		a := l.ask("POST", "/console", form, "Content-Type", "application/x-www-form-urlencoded")
		if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/console#end" {
			t.Errorf("%s to %s", a.Status, a.Header.Get("Location"))
		}
		a = l.ask("GET", "/console", "")
		if a.StatusCode != http.StatusOK || !strings.Contains(a.body, "Name : bob") || !strings.Contains(a.body, "column ") || strings.Contains(a.body, "<script>") {
			t.Errorf("%s\n%s", a.Status, a.body)
		}
	})
}

func TestSending(t *testing.T) {
	l := newLab(t)
	l.send("alice@contoso.com", "bob@contoso.com erin@fabrikam.com", "Subject: to two\nX-Long: a\n b\n\none\r\ntwo\n")
	if raw := l.ask("GET", "/api/messages/onprem-1/raw", "").body; !strings.HasSuffix(raw, "\r\n\r\none\r\ntwo\r\n") || !strings.Contains(raw, "X-Long: a\r\n b\r\n") {
		t.Errorf("bob has:\n%q", raw)
	}
	var erin listed
	if l.get("/api/mailboxes/mx.fabrikam.com/erin@fabrikam.com", &erin); len(erin.Messages) != 1 {
		t.Errorf("erin has %+v", erin)
	}
	tests := []struct {
		name, query, kind, content string
		status                     int
		about                      string
	}{
		{"a sender without a mailbox", "from=bbo@contoso.com&to=bob@contoso.com", "message/rfc822", "Subject: x\n\n", http.StatusNotFound, "bbo@contoso.com"},
		{"no recipient", "from=bob@contoso.com", "message/rfc822", "Subject: x\n\n", http.StatusBadRequest, "nobody"},
		{"no sender", "to=bob@contoso.com", "message/rfc822", "Subject: x\n\n", http.StatusBadRequest, "not an address"},
		{"a line break in an address", "from=bob@contoso.com&to=bob@contoso.com%0d%0aRCPT%20TO:x", "message/rfc822", "Subject: x\n\n", http.StatusBadRequest, "not an address"},
		{"a name with the address", "from=bob@contoso.com&to=Bob%20%3Cbob@contoso.com%3E", "message/rfc822", "Subject: x\n\n", http.StatusBadRequest, "not an address"},
		{"no header", "from=bob@contoso.com&to=bob@contoso.com", "message/rfc822", "\njust text", http.StatusBadRequest, "header"},
		{"a form", "from=bob@contoso.com&to=bob@contoso.com", "application/x-www-form-urlencoded", "x=y", http.StatusUnsupportedMediaType, "message/rfc822"},
		{"a header that no server takes", "from=bob@contoso.com&to=bob@contoso.com", "message/rfc822", "Subject: " + strings.Repeat("x", 256<<10) + "\n\n", http.StatusRequestEntityTooLarge, "256 KB"},
		{"NUL in an address", "from=bob@contoso.com&to=b%00b@contoso.com", "message/rfc822", "Subject: x\n\n", http.StatusBadRequest, "not an address"},
		{"too much", "from=bob@contoso.com&to=bob@contoso.com", "message/rfc822", "Subject: x\n\n" + strings.Repeat("x", 41<<20), http.StatusRequestEntityTooLarge, "bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l.ask("POST", "/api/send?"+tt.query, tt.content, "Content-Type", tt.kind).refused(t, tt.status, tt.about)
		})
	}
	t.Run("a mailbox on both sides", func(t *testing.T) {
		if _, got := l.run("onprem> New-Mailbox dan -PrimarySmtpAddress dan@contoso.com\ncloud> New-Mailbox dan -PrimarySmtpAddress dan@contoso.com"); !got.OK {
			t.Fatalf("%+v", got)
		}
		l.ask("POST", "/api/send?from=dan@contoso.com&to=bob@contoso.com", "Subject: x\n\n", "Content-Type", "message/rfc822").refused(t, http.StatusConflict, "both sides")
	})
}

func TestRecords(t *testing.T) {
	l := newLab(t)
	if _, got := l.run("net> block onprem -> mx.fabrikam.com:25 drop"); !got.OK {
		t.Fatalf("%+v", got)
	}
	l.send("alice@contoso.com", "bob@contoso.com", small("alice@contoso.com", "bob@contoso.com", "hello, bob"))
	l.send("bob@contoso.com", "erin@fabrikam.com", small("bob@contoso.com", "erin@fabrikam.com", "hello, erin"))

	t.Run("queues", func(t *testing.T) {
		var got struct {
			Sides []struct {
				Side     string
				Queues   []struct{ Identity, Status, NextHopDomain, LastError, NextRetryTime, FirstRetryTime string }
				Messages []struct{ Subject, Status string }
			}
		}
		l.get("/api/queues", &got)
		if len(got.Sides) != 2 || len(got.Sides[0].Queues) != 1 || got.Sides[0].Queues[0].NextHopDomain != "fabrikam.com" || got.Sides[0].Queues[0].Status != "Retry" ||
			got.Sides[0].Messages[0].Subject != "hello, erin" || len(got.Sides[1].Queues) != 0 {
			t.Errorf("%+v", got)
		}
		if page := l.ask("GET", "/queues", "").body; !strings.Contains(page, "fabrikam.com") || !strings.Contains(page, "hello, erin") {
			t.Errorf("the page:\n%s", page)
		} else if !strings.Contains(page, "<svg") || !strings.Contains(page, "1 → fabrikam.com · Retry") || !strings.Contains(page, "✗ drop") {
			t.Errorf("the picture does not show what waits and what is in its way:\n%s", page)
		}
	})
	t.Run("message trace", func(t *testing.T) {
		var got []struct{ RecipientAddress, Subject, Status string }
		l.get("/api/trace", &got)
		if len(got) != 1 || got[0].RecipientAddress != "bob@contoso.com" || got[0].Status != "Delivered" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("message tracking", func(t *testing.T) {
		var got struct {
			Entries []struct{ EventId, MessageSubject string }
		}
		l.get("/api/tracking", &got)
		var ids []string
		for _, e := range got.Entries {
			ids = append(ids, e.EventId)
		}
		if diff := cmp.Diff([]string{"RECEIVE", "AGENTINFO", "DELIVER", "NOTIFYMAPI", "RECEIVE", "SUBMIT", "AGENTINFO", "DEFER"}, ids); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	})
	t.Run("conversations, the newest first", func(t *testing.T) {
		var got struct {
			Conversations []struct {
				At, Time string
				Received bool
				Lines    []struct{ Event, Data string }
			}
		}
		l.get("/api/conversations?limit=2", &got)
		if len(got.Conversations) != 2 || got.Conversations[0].At != "onprem" || got.Conversations[0].Received || got.Conversations[0].Time < got.Conversations[1].Time || len(got.Conversations[1].Lines) < 5 {
			t.Errorf("%+v", got)
		}
	})
	t.Run("logs in Exchange's formats", func(t *testing.T) {
		var got struct {
			Logs []struct {
				Name, URL string
				Size      int
			}
		}
		l.get("/api/logs", &got)
		found := false
		for _, log := range got.Logs {
			a := l.ask("GET", log.URL, "")
			if a.StatusCode != http.StatusOK || len(a.body) != log.Size || a.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
				t.Errorf("%s: %s, %d of %d bytes", log.Name, a.Status, len(a.body), log.Size)
			}
			found = found || strings.Contains(log.Name, "MessageTracking/MSGTRK") && strings.Contains(a.body, "#Log-type: Message Tracking Log")
			if strings.Contains(log.Name, "mailboxes") {
				t.Errorf("%s is mail", log.Name)
			}
		}
		if !found {
			t.Errorf("there is no tracking log among %+v", got.Logs)
		}
	})
	t.Run("events and decisions of one message", func(t *testing.T) {
		var all, one struct {
			Events []struct {
				Sequence                int
				Event, MessageID, Reply string
				Decisions               []struct{ Question string }
			}
		}
		l.get("/api/events", &all)
		l.get("/api/events?limit=1&messageId="+url.QueryEscape(all.Events[len(all.Events)-1].MessageID), &one)
		if len(one.Events) != 1 || one.Events[0].MessageID != all.Events[len(all.Events)-1].MessageID || all.Events[0].Sequence != 1 || len(all.Events) != len(l.World.Events()) {
			t.Errorf("%+v of %d", one, len(all.Events))
		}
		l.get("/api/events?after=3", &one)
		if one.Events[0].Sequence != 4 {
			t.Errorf("behind 3 comes %d", one.Events[0].Sequence)
		}
		if text := l.ask("GET", "/api/decisions", "").body; !strings.Contains(text, "send connector: Internet") || !strings.Contains(text, "    + ") {
			t.Errorf("decisions:\n%s", text)
		}
	})
	t.Run("the world", func(t *testing.T) {
		var got struct {
			Title string
			Sides []struct{ Side, Server string }
			Hosts []string
		}
		l.get("/api/world", &got)
		if got.Title != "hybrid-2013" || len(got.Sides) != 2 || got.Hosts[0] != "mx.fabrikam.com" {
			t.Errorf("%+v", got)
		}
	})
	t.Run("the authorities", func(t *testing.T) {
		if a := l.ask("GET", "/ca.pem", ""); !strings.HasPrefix(a.body, "-----BEGIN CERTIFICATE-----\n") {
			t.Errorf("%s", a.body)
		}
	})
}

// A form that was sent already, by Reload or Back, does nothing any more.
func TestAFormIsDoneOnce(t *testing.T) {
	l := newLab(t)
	form := url.Values{"lines": {"cloud>\nNew-Mailbox zoe -PrimarySmtpAddress zoe@contoso.com"}, "once": {"a"}}.Encode()
	for range 2 {
		l.ask("POST", "/console", form, "Content-Type", "application/x-www-form-urlencoded")
	}
	page := l.ask("GET", "/console", "").body
	if n := strings.Count(page, "New-Mailbox zoe"); n != 2 || strings.Contains(page, "class=\"bad\"") { // the line, and what Up brings back
		t.Errorf("it is there %d times:\n%s", n, page)
	}
	if !strings.Contains(page, "<span class=\"prompt\">cloud&gt; </span>") {
		t.Errorf("the prompt does not stay:\n%s", page)
	}
	var done struct {
		Start  int
		Words  []string
		Prompt string
	}
	if l.get("/api/complete?line=Get-Mailb", &done); done.Start != 0 || len(done.Words) == 0 || done.Words[0] != "Get-Mailbox" {
		t.Errorf("%+v", done)
	}
}

// An error that somebody meets in a browser is a page with the navigation around it; a program gets JSON.
func TestAMissingPageIsAPage(t *testing.T) {
	l := newLab(t)
	a := l.ask("GET", "/qeues", "", "Accept", "text/html,*/*")
	if a.StatusCode != http.StatusNotFound || !strings.Contains(a.body, "<nav") || !strings.Contains(a.body, "did you mean /queues?") {
		t.Errorf("%s\n%s", a.Status, a.body)
	}
	l.ask("GET", "/qeues", "").refused(t, http.StatusNotFound, "/qeues")
}

// A log is a table whose rows can be filtered.
func TestALogIsATable(t *testing.T) {
	l := newLab(t)
	l.send("alice@contoso.com", "bob@contoso.com", small("alice@contoso.com", "bob@contoso.com", "one"))
	page := l.ask("GET", "/logs", "").body
	at := strings.Index(page, "/log/onprem/")
	if at < 0 {
		t.Fatalf("no log in\n%s", page)
	}
	name, _, _ := strings.Cut(page[at:], "\"")
	all := l.ask("GET", name, "").body
	if !strings.Contains(all, "<th>") || !strings.Contains(all, "<td>") {
		t.Errorf("%s is no table:\n%s", name, all)
	}
	if none := l.ask("GET", name+"?q=nobody-says-this", "").body; strings.Contains(none, "<td>") || !strings.Contains(none, "No row has it.") {
		t.Errorf("a filter that fits nothing:\n%s", none)
	}
}

package web_test

import (
	"encoding/base64"
	"fmt"
	"html"
	"mime"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMailboxes(t *testing.T) {
	l := newLab(t)
	l.send("alice@contoso.com", "bob@contoso.com", small("alice@contoso.com", "bob@contoso.com", "one"))
	l.send("erin@fabrikam.com", "bob@contoso.com", small("erin@fabrikam.com", "bob@contoso.com", "two"))
	l.send("bob@contoso.com", "erin@fabrikam.com", small("bob@contoso.com", "erin@fabrikam.com", "three"))
	var all struct {
		Mailboxes []struct {
			At, Address string
			Messages    int
		}
	}
	l.get("/api/mailboxes", &all)
	var got []string
	for _, m := range all.Mailboxes {
		got = append(got, fmt.Sprintf("%s %s %d", m.At, m.Address, m.Messages))
	}
	if diff := cmp.Diff([]string{"onprem bob@contoso.com 2", "cloud alice@contoso.com 0", "mx.fabrikam.com erin@fabrikam.com 1"}, got); diff != "" {
		t.Errorf("mailboxes (-want +got):\n%s", diff)
	}

	var bob listed
	l.get("/api/mailboxes/onprem/BOB@contoso.com", &bob)
	if len(bob.Messages) != 2 || bob.Messages[0].Subject != "two" || bob.Messages[0].EnvelopeFrom != "erin@fabrikam.com" || bob.Messages[0].Folder != "Inbox" {
		t.Errorf("bob has %+v", bob)
	}
	if page := l.ask("GET", "/mailbox/onprem/bob@contoso.com", "").body; !strings.Contains(page, ">two</a>") || !strings.Contains(page, ">one</a>") {
		t.Errorf("the page lacks the messages:\n%s", page)
	}
	if raw := l.ask("GET", bob.Messages[0].URL+"/raw", ""); !strings.Contains(raw.body, "\r\nSubject: two\r\n") || raw.Header.Get("Content-Type") != "message/rfc822" {
		t.Errorf("%v\n%s", raw.Header, raw.body)
	}
	if source := l.ask("GET", "/message/"+bob.Messages[0].ID+"/source", ""); source.Header.Get("Content-Type") != "text/plain; charset=utf-8" {
		t.Errorf("%v", source.Header)
	}

	t.Run("a deleted message is gone, and what happened to it is not", func(t *testing.T) {
		before := len(l.World.Events())
		if a := l.ask("DELETE", bob.Messages[0].URL, ""); a.StatusCode != http.StatusOK {
			t.Fatal(a.Status)
		}
		for _, path := range []string{bob.Messages[0].URL, bob.Messages[0].URL + "/raw", "/message/" + bob.Messages[0].ID} {
			l.ask("GET", path, "").refused(t, http.StatusNotFound, bob.Messages[0].ID)
		}
		l.ask("DELETE", bob.Messages[0].URL, "").refused(t, http.StatusNotFound, bob.Messages[0].ID)
		l.get("/api/mailboxes/onprem/bob@contoso.com", &bob)
		if len(bob.Messages) != 1 || bob.Messages[0].Subject != "one" || len(l.World.Events()) != before {
			t.Errorf("bob has %+v, and %d of %d events", bob, len(l.World.Events()), before)
		}
	})
	t.Run("a mailbox can be cleared, and fills again", func(t *testing.T) {
		if a := l.ask("DELETE", "/api/mailboxes/onprem/bob@contoso.com", ""); !strings.Contains(a.body, `"deleted": 1`) {
			t.Errorf("%s", a.body)
		}
		l.send("alice@contoso.com", "bob@contoso.com", small("alice@contoso.com", "bob@contoso.com", "four"))
		l.get("/api/mailboxes/onprem/bob@contoso.com", &bob)
		if len(bob.Messages) != 1 || bob.Messages[0].Subject != "four" {
			t.Errorf("bob has %+v", bob)
		}
	})
	t.Run("the buttons of the pages do the same", func(t *testing.T) {
		a := l.ask("POST", "/message/"+bob.Messages[0].ID+"/delete", "")
		if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/mailbox/onprem/bob@contoso.com" {
			t.Errorf("%s to %q", a.Status, a.Header.Get("Location"))
		}
		if a := l.ask("POST", "/mailbox/mx.fabrikam.com/erin@fabrikam.com/clear", ""); a.StatusCode != http.StatusSeeOther {
			t.Errorf("%s", a.Status)
		}
		if page := l.ask("GET", "/mailbox/mx.fabrikam.com/erin@fabrikam.com", "").body; !strings.Contains(page, "The mailbox is empty.") {
			t.Errorf("erin's mailbox is not empty:\n%s", page)
		}
	})
}

// mixed is a message with all that there is: charsets, encodings, an attachment with a wicked name, a message inside.
var mixed = strings.Join([]string{
	"From: =?windows-1252?q?Erin_=D6deg=E5rd?= <erin@fabrikam.com>", "To: bob@contoso.com", "Subject: =?koi8-r?b?8NLJ18XU?=",
	"MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=x", "",
	"--x", "Content-Type: multipart/alternative; boundary=y", "",
	"--y", "Content-Type: text/plain; charset=windows-1252", "Content-Transfer-Encoding: quoted-printable", "", "1.200 =80", "",
	"--y", "Content-Type: text/html; charset=shift_jis", "Content-Transfer-Encoding: base64", "",
	base64.StdEncoding.EncodeToString([]byte("<script>parent.document.title='owned'</script>\x93\xfa\x96\x7b")), "--y--",
	"--x", `Content-Type: application/pdf; name="x"`, `Content-Disposition: attachment; filename="../../a\"b` + "\t" + `;<é>.pdf"`, "Content-Transfer-Encoding: base64", "", "JVBERi0=",
	"--x", "Content-Type: message/rfc822", "", "Subject: inside", "", "text", "",
	"--x", "Content-Type: text/html", "Content-Disposition: attachment; filename*=utf-8''%2e%2e%2fevil%0d%0aSet-Cookie%3a%20a%3db.html", "", "<script>alert(1)</script>",
	"--x--", "",
}, "\r\n")

func TestAMessageIsDecoded(t *testing.T) {
	l := newLab(t)
	l.send("erin@fabrikam.com", "bob@contoso.com", mixed)
	var m whole
	l.get("/api/messages/onprem-1", &m)
	if m.Subject != "Привет" || m.From != "Erin Ödegård <erin@fabrikam.com>" || strings.TrimSpace(m.Text) != "1.200 €" || !strings.HasSuffix(m.HTML, "日本") {
		t.Errorf("subject %q, from %q, text %q, html %q", m.Subject, m.From, m.Text, m.HTML)
	}
	var got []string
	for _, p := range m.Parts {
		got = append(got, fmt.Sprintf("%s %s %t %s", p.Number, p.Type, p.Attachment, p.Name))
	}
	want := []string{"1.1 text/plain false ", "1.2 text/html false ", "2 application/pdf true a_b___é_.pdf", "3 message/rfc822 true part-3.eml",
		"4 text/html true evil__Set-Cookie_ a=b.html"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}

	t.Run("parts are handed over as files, whatever they say of themselves", func(t *testing.T) {
		for _, p := range m.Parts {
			a := l.ask("GET", p.URL, "")
			disposition, params, err := mime.ParseMediaType(a.Header.Get("Content-Disposition"))
			if err != nil || disposition != "attachment" || p.Name != "" && params["filename"] != p.Name {
				t.Errorf("part %s: %q: %v", p.Number, a.Header.Get("Content-Disposition"), err)
			}
			if !strings.Contains(a.Header.Get("Content-Security-Policy"), "sandbox") || a.Header.Get("X-Content-Type-Options") != "nosniff" || a.Header.Get("Set-Cookie") != "" {
				t.Errorf("part %s: %v", p.Number, a.Header)
			}
		}
		if a := l.ask("GET", "/api/messages/onprem-1/parts/2", ""); a.body != "%PDF-" || a.Header.Get("Content-Type") != "application/pdf" {
			t.Errorf("%q of %q", a.body, a.Header.Get("Content-Type"))
		}
		for _, number := range []string{"5", "0", "1", "..%2F1", "1.1.1"} {
			l.ask("GET", "/api/messages/onprem-1/parts/"+number, "").refused(t, http.StatusNotFound, "no part")
		}
	})
	t.Run("HTML stays in a frame without rights", func(t *testing.T) {
		page := l.ask("GET", "/message/onprem-1", "").body
		if strings.Contains(page, "<script>") || !strings.Contains(page, `<iframe sandbox src="/message/onprem-1/html"`) {
			t.Errorf("the page:\n%s", page)
		}
		frame := l.ask("GET", "/message/onprem-1/html", "")
		if policy := frame.Header.Get("Content-Security-Policy"); !strings.HasPrefix(policy, "sandbox; default-src 'none'") {
			t.Errorf("policy %q", policy)
		}
	})
}

func TestHostileMessages(t *testing.T) {
	nested := "Subject: nested\r\n"
	for i := range 300 {
		nested += fmt.Sprintf("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i)
	}
	tests := []struct{ name, content string }{
		{"a thousand parts", "Subject: x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n" + strings.Repeat("--x\r\n\r\npart\r\n", 1000) + "--x--\r\n"},
		{"parts within parts within parts", nested},
		{"a megabyte and more of text", "Subject: x\r\n\r\n" + strings.Repeat("a line of text\r\n", 100_000)},
		{"bytes that are no text", "Subject: \xff\xfe<script>\r\nFrom: \xff\r\n\r\n\x00\xff\xfe"},
		{"a charset that does not exist", "Subject: =?nope?q?x?=\r\nContent-Type: text/plain; charset=\"no such; thing\"\r\n\r\nx"},
		{"broken base64", "Subject: x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n====!!!!"},
		{"a header of ten thousand fields", "Subject: x\r\n" + strings.Repeat("X-Field: value\r\n", 10_000) + "\r\nx"},
		{"a report that is none", "Subject: x\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\n\r\nnothing"},
		{"a media type of nonsense", "Subject: x\r\nContent-Type: text/html\x00; a==b;;\r\n\r\n<script>alert(1)</script>"},
		{"script in every field", "Subject: <script>alert(1)</script>\r\nFrom: \"<img src=x onerror=alert(1)>\" <a@fabrikam.com>\r\nMessage-ID: <\"><script>@x>\r\n\r\n<script>alert(1)</script>"},
	}
	l := newLab(t)
	for i, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l.send("erin@fabrikam.com", "bob@contoso.com", tt.content)
			id := fmt.Sprintf("onprem-%d", i+1)
			var m whole
			l.get("/api/messages/"+id, &m)
			if len(m.Parts) > 200 || len(m.Text) > 1<<20 {
				t.Errorf("%d parts, %d bytes of text", len(m.Parts), len(m.Text))
			}
			for _, path := range []string{"/message/" + id, "/message/" + id + "/source", "/mailbox/onprem/bob@contoso.com", "/", "/trace", "/live"} {
				a := l.ask("GET", path, "")
				if a.StatusCode != http.StatusOK {
					t.Errorf("%s: %s", path, a.Status)
				}
				if strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") && (strings.Contains(a.body, "<script>") || strings.Contains(a.body, "<img")) {
					t.Errorf("%s lets a tag through", path)
				}
			}
		})
	}
}

func TestADeliveryReportIsExplained(t *testing.T) {
	l := newLab(t)
	l.send("bob@contoso.com", "dave@fabrikam.com", small("bob@contoso.com", "dave@fabrikam.com", "lost"))
	var m whole
	l.get("/api/messages/onprem-1", &m)
	if len(m.Report) != 1 || m.Report[0].Address != "dave@fabrikam.com" || m.Report[0].Action != "failed" || !strings.HasPrefix(m.Report[0].Reply, "550 5.1.1") || m.Report[0].Meaning == "" {
		t.Errorf("%+v", m.Report)
	}
	page := l.ask("GET", "/message/onprem-1", "").body
	for _, want := range []string{"Undeliverable: lost", html.EscapeString(m.Report[0].Meaning), ">FAIL<", ">DSN<"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

// TestReportsThatSayTheSameAreOneRow: what is sent again and again does not push everything else out of a list.
func TestReportsThatSayTheSameAreOneRow(t *testing.T) {
	l := newLab(t)
	for range 3 {
		l.send("alice@contoso.com", "nobody@contoso.com", small("alice@contoso.com", "nobody@contoso.com", "hello"))
	}
	l.send("alice@contoso.com", "nobody@contoso.com", small("alice@contoso.com", "nobody@contoso.com", "another"))
	for range 2 {
		l.send("bob@contoso.com", "alice@contoso.com", small("bob@contoso.com", "alice@contoso.com", "no report"))
	}
	page := l.ask("GET", "/mailbox/cloud/alice@contoso.com", "").body
	if got := strings.Count(page, "more like it"); got != 1 || !strings.Contains(page, "and 2 more like it") {
		t.Errorf("%d rows have others in them, want one with 2:\n%s", got, page)
	}
	if got := strings.Count(page, ">no report</a>"); got != 2 {
		t.Errorf("%d rows of mail, want 2", got)
	}
	var alice listed
	l.get("/api/mailboxes/cloud/alice@contoso.com", &alice)
	for _, m := range alice.Messages {
		if !strings.Contains(page, "/message/"+m.ID) {
			t.Errorf("%s cannot be reached from the page", m.ID)
		}
	}
}

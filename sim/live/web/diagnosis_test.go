package web_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"hybridsim/sim/diagnose"
	"hybridsim/sim/live/web"
	"hybridsim/sim/tested"
)

type diagnosed struct {
	State       string
	Error, Hint string
	Report      *diagnose.Report
}

// untrusting is a mistake of the base that newLab lets live.
const untrusting = `onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" -TlsDomainCapabilities $null`

// asked posts a symptom, and waits until the diagnosis is over.
func (l *lab) asked(symptom string, query url.Values) (d diagnosed) {
	l.t.Helper()
	if a := l.ask("POST", "/api/diagnose?"+query.Encode(), symptom, "Content-Type", "text/plain"); a.StatusCode != http.StatusAccepted {
		l.t.Fatalf("%s\n%s", a.Status, a.body)
	}
	l.get("/api/diagnose?wait=45s", &d)
	return d
}

// TestAPageGoesFromASymptomToItsCause: of the configuration as people have made it; the world itself has nothing of it.
func TestAPageGoesFromASymptomToItsCause(t *testing.T) {
	if tested.Race {
		t.Skip("plays many worlds, each as other tests do")
	}
	l := newLab(t)
	l.run(untrusting)
	before := l.ask("GET", "/api/events", "").body
	people := url.Values{"from": {"alice@contoso.com"}, "to": {"bob@contoso.com"}}
	d := l.asked("external", people)
	if d.State != "done" || !d.Report.Shows || len(d.Report.Causes) == 0 ||
		!strings.Contains(strings.Join(d.Report.Causes[0].Fix, " "), "TlsDomainCapabilities") {
		t.Fatalf("%+v", d)
	}
	page := l.ask("GET", "/diagnose", "", "Accept", "text/html").body
	for _, want := range []string{d.Report.Verdict, "undone by", "AcceptCloudServicesMail", "The configuration shows the symptom as it is"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is not on the page:\n%s", want, page)
		}
	}
	if after := l.ask("GET", "/api/events", "").body; after != before {
		t.Errorf("something happened in the world:\n%s", after)
	}
	var other diagnosed
	l.get("/api/diagnose", &other)
	if other.State != "done" {
		t.Errorf("it is forgotten: %+v", other)
	}
}

// TestAQuestionIsAnsweredOnThePage: the answer is taken with all that was said before, and leaves fewer causes.
func TestAQuestionIsAnsweredOnThePage(t *testing.T) {
	if tested.Race {
		t.Skip("plays many worlds, each as other tests do")
	}
	l := newLab(t)
	var form bytes.Buffer
	fields := multipart.NewWriter(&form)
	for name, value := range map[string]string{"symptom": "deferred", "from": "alice@contoso.com", "to": "bob@contoso.com"} {
		fields.WriteField(name, value)
	}
	file, err := fields.CreateFormFile("file", "seen.txt")
	if err != nil {
		t.Fatal(err)
	}
	file.Write([]byte("\xFF\xFEe\x00x\x00t\x00e\x00r\x00n\x00a\x00l\x00\r\x00\n\x00")) // as PowerShell writes it; it is taken before what is pasted
	fields.Close()
	if a := l.ask("POST", "/diagnose", form.String(), "Content-Type", fields.FormDataContentType(), "Accept", "text/html"); a.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s\n%s", a.Status, a.body)
	}
	var first, second diagnosed
	if l.get("/api/diagnose?wait=45s", &first); first.State != "done" || first.Report.Shows || len(first.Report.Questions) == 0 {
		t.Fatalf("%+v", first)
	}
	q := first.Report.Questions[0]
	page := l.ask("GET", "/diagnose", "", "Accept", "text/html").body
	if !strings.Contains(page, "What to look at next") || !strings.Contains(page, `name="answer" value="yes: `) {
		t.Errorf("the page:\n%s", page)
	}
	answer := url.Values{"answer": {"yes: " + q.Mark}}.Encode()
	l.ask("POST", "/diagnose/answer", answer, "Content-Type", "application/x-www-form-urlencoded", "Accept", "text/html")
	if l.get("/api/diagnose?wait=45s", &second); second.State != "done" || len(second.Report.Causes) >= len(first.Report.Causes) {
		t.Errorf("%d causes, and %d after the answer", len(first.Report.Causes), len(second.Report.Causes))
	}
	if page := l.ask("GET", "/diagnose", "", "Accept", "text/html").body; !strings.Contains(page, "Answered: yes: ") {
		t.Errorf("the page:\n%s", page)
	}
}

// TestADiagnosisIsBounded: one for each visitor, which can be cancelled; what means nothing, is too large or is no text is refused.
func TestADiagnosisIsBounded(t *testing.T) {
	l := newLab(t)
	release := web.Occupy()
	defer release()
	post := func(symptom, kind string) answer {
		return l.ask("POST", "/api/diagnose", symptom, "Content-Type", kind)
	}
	post("Guten Tag", "text/plain").refused(t, http.StatusBadRequest, "symptom")
	post("external", "application/json").refused(t, http.StatusUnsupportedMediaType, "a symptom is text/plain")
	post(strings.Repeat("x", 12<<20), "text/plain").refused(t, http.StatusRequestEntityTooLarge, "the body has more than")
	var d diagnosed
	if l.get("/api/diagnose", &d); d.State != "none" {
		t.Errorf("%+v", d)
	}
	if a := post("external", "text/plain"); a.StatusCode != http.StatusAccepted || !strings.Contains(a.body, `"waits"`) {
		t.Fatalf("%s\n%s", a.Status, a.body)
	}
	post("deferred", "text/plain").refused(t, http.StatusConflict, "a diagnosis is at work already")
	if page := l.ask("GET", "/diagnose", "", "Accept", "text/html").body; !strings.Contains(page, "Waiting for its turn") || !strings.Contains(page, "Cancel") {
		t.Errorf("the page:\n%s", page)
	}
	if a := l.ask("DELETE", "/api/diagnose", ""); !strings.Contains(a.body, `"cancelled"`) {
		t.Errorf("%s", a.body)
	}
	if page := l.ask("GET", "/diagnose", "", "Accept", "text/html").body; !strings.Contains(page, "It was cancelled") || !strings.Contains(page, ">external</textarea>") {
		t.Errorf("the page:\n%s", page)
	}
	post("external", "text/plain")
	l.Site.Stop()
	if l.get("/api/diagnose?wait=45s", &d); d.State != "cancelled" && d.State != "waits" {
		t.Errorf("after the world ended: %+v", d)
	}
}

// TestTheDiagnosisInABrowser: a symptom is pasted, the work is seen until it is over, an answer is given; nothing overflows a phone, and
// axe-core finds no barrier, in both schemes.
func TestTheDiagnosisInABrowser(t *testing.T) {
	if tested.Race {
		t.Skip("the browser is slower than the server")
	}
	absent := func(what, from string) {
		if os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") != "" {
			t.Fatalf("%s is not installed (%s)", what, from)
		}
		t.Skipf("%s is not installed (%s)", what, from)
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		absent("chromium", "Debian package chromium")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		absent("node", "Debian package nodejs")
	}
	const folder = "../../../deploy/browser"
	if _, err := os.Stat(filepath.Join(folder, "node_modules", "playwright-core")); err != nil {
		absent("playwright-core", "npm ci in deploy/browser")
	}
	l := newLab(t)
	server := l.listen()
	cmd := exec.CommandContext(t.Context(), node, filepath.Join(folder, "diagnose.mjs"), "http://"+server.Addr())
	cmd.Env = append(os.Environ(), "CHROMIUM="+chromium)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

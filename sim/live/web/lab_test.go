package web_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/console"
	"hybridsim/sim/live"
	"hybridsim/sim/live/web"
	"hybridsim/sim/story"
)

// lab is the site of a living base.
type lab struct {
	*live.Engine
	*web.Site
	t testing.TB
}

func newLab(t testing.TB) *lab {
	t.Helper()
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	return open(t, s, w, console.New(s))
}

// open lets a story's world live, and opens a site to it.
func open(t testing.TB, s *story.Story, w *sim.World, c *console.Console) *lab {
	t.Helper()
	e := live.Start(w, 1)
	t.Cleanup(func() { e.Stop() })
	if err := c.Attach(w, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	return &lab{e, web.New(e, c, s.Name), t}
}

// answer is what a request got.
type answer struct {
	*http.Response
	body string
}

// ask makes a request as a program does, unless fields say otherwise: Name, value, and so on; Host among them.
func (l *lab) ask(method, path, body string, fields ...string) answer {
	l.t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1:8025"+path, strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:40000"
	for i := 0; i < len(fields); i += 2 {
		if r.Header.Set(fields[i], fields[i+1]); fields[i] == "Host" {
			r.Host = fields[i+1]
		}
	}
	w := httptest.NewRecorder()
	l.ServeHTTP(w, r)
	response := w.Result()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		l.t.Fatal(err)
	}
	return answer{response, string(content)}
}

// get asks for a document, and reads it.
func (l *lab) get(path string, document any) {
	l.t.Helper()
	a := l.ask("GET", path, "")
	if a.StatusCode != http.StatusOK {
		l.t.Fatalf("GET %s: %s\n%s", path, a.Status, a.body)
	}
	decoder := json.NewDecoder(strings.NewReader(a.body))
	if err := decoder.Decode(document); err != nil {
		l.t.Fatalf("GET %s: %v\n%s", path, err, a.body)
	}
}

// send lets a mailbox user send a message, and waits until it has arrived.
func (l *lab) send(from, to, content string) {
	l.t.Helper()
	path := "/api/send?" + url.Values{"from": {from}, "to": strings.Split(to, " ")}.Encode()
	if a := l.ask("POST", path, content, "Content-Type", "message/rfc822"); a.StatusCode != http.StatusAccepted {
		l.t.Fatalf("POST %s: %s\n%s", path, a.Status, a.body)
	}
	l.rest()
}

// rest waits until nothing is at work, and every server has written the last row about its conversations.
func (l *lab) rest() {
	l.t.Helper()
	if err := l.Settle(); err != nil {
		l.t.Fatal(err)
	}
	l.World.WaitIdle()
}

// refused demands an error with a hint.
func (a answer) refused(t testing.TB, status int, about string) {
	t.Helper()
	var problem struct{ Error, Hint string }
	if err := json.Unmarshal([]byte(a.body), &problem); err != nil || a.StatusCode != status || !strings.Contains(problem.Error, about) || problem.Hint == "" {
		t.Errorf("%s, want %d about %q with a hint:\n%s", a.Status, status, about, a.body)
	}
}

type listed struct {
	Mailbox  struct{ Messages int }
	Messages []struct{ ID, Subject, From, EnvelopeFrom, Folder, URL string }
}

type whole struct {
	Subject, From, To, Text, HTML string
	More                          bool
	Headers                       []struct{ Name, Value string }
	Parts                         []struct {
		Number, Type, Name, Text, URL string
		Attachment, Truncated         bool
		Size                          int
	}
	Report []struct{ Address, Action, Reply, Meaning string }
}

func small(from, to, subject string) string {
	return fmt.Sprintf("From: %s\nTo: %s\nSubject: %s\n\nhello\n", from, to, subject)
}

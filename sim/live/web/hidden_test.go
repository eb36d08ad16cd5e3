package web_test

import (
	"net/http"
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/console"
	exercises "hybridsim/sim/lab"
	"hybridsim/sim/story"
)

func TestALabHidesItsDecisionsAndItsName(t *testing.T) {
	const name = "kb2510049-domain-not-shared"
	s, err := (&story.Catalogue{Files: scenarios.Files}).Story(name)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.Reported()
	if err != nil {
		t.Fatal(err)
	}
	c := console.New(s)
	exercise, err := exercises.New(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Teach(exercise, false)
	l := open(t, s, w, c)
	server := l.listen()
	l.send("alice@contoso.com", "carol@contoso.com", small("alice@contoso.com", "carol@contoso.com", "lost again"))
	l.ask("GET", "/api/decisions", "").refused(t, http.StatusForbidden, "hidden in a lab")
	for _, method := range []string{"POST", "GET", "DELETE"} {
		l.ask(method, "/api/diagnose", "external", "Content-Type", "text/plain").refused(t, http.StatusForbidden, "a diagnosis would tell what the lab is about")
	}
	for _, path := range []string{"/", "/trace", "/logs", "/live", "/queues", "/message/cloud-1", "/api/world", "/api/events"} {
		a := l.ask("GET", path, "")
		for _, never := range []string{name, "/api/decisions", "/diagnose", "\"because\"", "<summary>recipient"} {
			if strings.Contains(a.body, never) {
				t.Errorf("%s tells %q", path, never)
			}
		}
	}
	f := follow(t, server, "", "")
	for f.body.Scan() && !strings.HasPrefix(f.body.Text(), "data: ") {
	}
	if line := f.body.Text(); !strings.Contains(line, `"decisions":[]`) {
		t.Errorf("the stream tells decisions: %s", line)
	}
	if _, got := l.run("task"); !got.OK || got.Results[0].Output == "" {
		t.Errorf("%+v", got)
	}
	if a := l.ask("GET", "/message/cloud-1", ""); !strings.Contains(a.body, "What happened") {
		t.Errorf("the page:\n%s", a.body)
	}
}

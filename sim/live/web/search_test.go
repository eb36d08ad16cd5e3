package web_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/live/web"
)

type found struct {
	Total    int
	Messages []struct{ ID, Subject string }
}

func (f found) subjects() (list []string) {
	for _, m := range f.Messages {
		list = append(list, m.Subject)
	}
	return list
}

func TestMailIsFoundByAllConditionsTogether(t *testing.T) {
	l := newLab(t)
	l.send("alice@contoso.com", "bob@contoso.com", small("Alice <alice@contoso.com>", "bob@contoso.com", "The offer"))
	l.send("erin@fabrikam.com", "bob@contoso.com", "From: erin@fabrikam.com\nTo: Bob <bob@contoso.com>\nMessage-ID: <one@fabrikam.com>\nSubject: =?utf-8?q?L=C3=BCnch?=\n\nWelcome, bob\n")
	l.send("bob@contoso.com", "erin@fabrikam.com", small("bob@contoso.com", "erin@fabrikam.com", "Re: the offer"))
	var world struct{ Time time.Time }
	l.get("/api/world", &world)
	for _, tt := range []struct {
		name, query string
		want        []string
	}{
		{"no condition is all mail, the newest first", "", []string{"Re: the offer", "Lünch", "The offer"}},
		{"letters match in any case", "subject=OFFER", []string{"Re: the offer", "The offer"}},
		{"encoded words are decoded", "subject=lünch", []string{"Lünch"}},
		{"all conditions must hold", "subject=offer&at=onprem", []string{"The offer"}},
		{"a mailbox is one address", "mailbox=BOB@contoso.com", []string{"Lünch", "The offer"}},
		{"from is a part of the field", "from=alice", []string{"The offer"}},
		{"to is a part of the field", "to=Bob+<", []string{"Lünch"}},
		{"text is a part of the body", "text=welcome", []string{"Lünch"}},
		{"a Message-ID needs no brackets", "messageId=one@fabrikam.com", []string{"Lünch"}},
		{"a folder", "folder=junk+email", nil},
		{"since is a time of the world", "since=" + url.QueryEscape(world.Time.Add(time.Hour).Format(time.RFC3339)), nil},
		{"limit shows the first", "limit=1", []string{"Re: the offer"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got found
			l.get("/api/messages?"+strings.ReplaceAll(tt.query, "<", "%3C"), &got)
			if diff := cmp.Diff(tt.want, got.subjects()); diff != "" {
				t.Errorf("%s (-want +got):\n%s", tt.query, diff)
			}
			if want := len(tt.want); got.Total != want && !strings.Contains(tt.query, "limit") {
				t.Errorf("total %d, want %d", got.Total, want)
			}
		})
	}
	l.ask("GET", "/api/messages?at=onprm", "").refused(t, http.StatusNotFound, "onprm")
	l.ask("GET", "/api/messages?mailbox=bbo@contoso.com", "").refused(t, http.StatusNotFound, "bbo@contoso.com")
	l.ask("GET", "/api/messages?since=yesterday", "").refused(t, http.StatusBadRequest, "yesterday")
	if a := l.ask("DELETE", "/api/messages?subject=offer", ""); !strings.Contains(a.body, `"deleted": 2`) {
		t.Errorf("%s", a.body)
	}
	l.ask("DELETE", "/api/messages?limit=1", "").refused(t, http.StatusBadRequest, "limit")
	if a := l.ask("DELETE", "/api/messages", ""); !strings.Contains(a.body, `"deleted": 1`) {
		t.Errorf("%s", a.body)
	}
	var none found
	if l.get("/api/messages", &none); none.Total != 0 {
		t.Errorf("left are %v", none.subjects())
	}
}

// TestAClientWaitsForMail asks before the mail is sent; nobody sleeps.
func TestAClientWaitsForMail(t *testing.T) {
	l := newLab(t)
	answers := make(chan answer)
	go func() { answers <- l.ask("GET", "/api/messages?subject=second&count=2&wait=40s", "") }()
	for _, subject := range []string{"first", "second", "third", "second again"} {
		l.send("alice@contoso.com", "bob@contoso.com", small("alice@contoso.com", "bob@contoso.com", subject))
	}
	if a := <-answers; a.StatusCode != http.StatusOK || !strings.Contains(a.body, `"second again"`) || strings.Contains(a.body, `"third"`) {
		t.Errorf("%s\n%s", a.Status, a.body)
	}
	l.ask("GET", "/api/messages?subject=never&wait=10ms", "").refused(t, http.StatusNotFound, "within 10ms")
	l.ask("GET", "/api/messages?wait=2m", "").refused(t, http.StatusBadRequest, "2m")
	l.ask("GET", "/api/messages?wait=long", "").refused(t, http.StatusBadRequest, "long")
}

// TestAParameterThatNobodyKnowsIsAMistake asks every path, as far as it has no variables.
func TestAParameterThatNobodyKnowsIsAMistake(t *testing.T) {
	l := newLab(t)
	asked := 0
	for _, pattern := range web.Routes() {
		method, path, _ := strings.Cut(pattern, " ")
		if path = strings.TrimSuffix(path, "{$}"); strings.Contains(path, "{") {
			continue
		}
		l.ask(method, path+"?nobodys=1", "").refused(t, http.StatusBadRequest, "nobodys")
		for _, q := range web.Queries()[pattern] {
			if pattern == "POST /api/send" && q == "to" || pattern == "POST /api/diagnose" && q == "also" {
				continue // as often as there are recipients, or answers
			}
			l.ask(method, fmt.Sprintf("%s?%s=1&%s=2", path, q, q), "").refused(t, http.StatusBadRequest, q)
		}
		asked++
	}
	if asked < 20 {
		t.Errorf("asked %d paths only", asked)
	}
	l.ask("GET", "/api/messages/onprem-1?limt=1", "").refused(t, http.StatusBadRequest, "limt")
	if a := l.ask("GET", "/api/conversations?limt=1", ""); !strings.Contains(a.body, "did you mean limit?") {
		t.Errorf("%s", a.body)
	}
	if a := l.ask("GET", "/events?from=later", ""); a.StatusCode != http.StatusBadRequest {
		t.Errorf("%s", a.Status)
	}
}

// TestTheManualHasEveryParameter demands each parameter as ?name= or &name= or `?name`.
func TestTheManualHasEveryParameter(t *testing.T) {
	text := manual(t)
	for pattern, names := range web.Queries() {
		for _, name := range names {
			if !strings.Contains(text, "?"+name+"=") && !strings.Contains(text, "&"+name+"=") {
				t.Errorf("docs/http.md does not tell of ?%s= of %s", name, pattern)
			}
		}
	}
	if list := web.Unsaid(); len(list) > 0 {
		t.Errorf("OpenAPI leaves out %s", slices.Sorted(slices.Values(list)))
	}
}

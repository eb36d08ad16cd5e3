// Package validate has no code: validators that others wrote read what hybridsim writes for programs. It is a module of its own, so
// that what they need is nothing that hybridsim needs; its go.mod depends on hybridsim as any other program can (docs/go.md).
package validate

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"hybridsim/scenarios"
	"hybridsim/sim/console"
	"hybridsim/sim/live"
	"hybridsim/sim/live/web"
	"hybridsim/sim/story"
)

func openAPI(t *testing.T) validator.Validator {
	t.Helper()
	text, err := os.ReadFile("../../docs/openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	document, err := libopenapi.NewDocument(text)
	if err != nil {
		t.Fatal(err)
	}
	v, mistakes := validator.NewValidator(document)
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	return v
}

// TestTheDocumentIsOpenAPI validates docs/openapi.json against the specification's own schema.
func TestTheDocumentIsOpenAPI(t *testing.T) {
	if ok, mistakes := openAPI(t).ValidateDocument(); !ok {
		for _, m := range mistakes {
			t.Errorf("%v", m)
		}
	}
}

// site is a living hybrid.
func site(t *testing.T) *web.Site {
	t.Helper()
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	e := live.Start(w, 1)
	t.Cleanup(func() { e.Stop() })
	c := console.New(s)
	if err := c.Attach(w, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	return web.New(e, c, s.Name)
}

// TestAnswersAreAsTheDocumentSays asks a living world, and validates each request and each answer, mistakes among them.
func TestAnswersAreAsTheDocumentSays(t *testing.T) {
	v, s := openAPI(t), site(t)
	const mail = "From: alice@contoso.com\r\nTo: bob@contoso.com\r\nSubject: The offer\r\n\r\nhello\r\n"
	for _, tt := range []struct {
		method, path, media, body string
		status                    int
	}{
		{"GET", "/api/world", "", "", 200},
		{"POST", "/api/send?from=alice@contoso.com&to=bob@contoso.com", "message/rfc822", mail, 202},
		{"POST", "/api/send?from=alice@contoso.com&to=nobody@contoso.com", "message/rfc822", mail, 202},
		{"POST", "/api/send?from=nobody@contoso.com&to=bob@contoso.com", "message/rfc822", mail, 404},
		{"GET", "/api/messages?subject=offer&mailbox=bob@contoso.com&wait=40s", "", "", 200},
		{"GET", "/api/messages?from=MicrosoftExchange&wait=40s", "", "", 200},
		{"GET", "/api/messages?subject=never&wait=1ms", "", "", 404},
		{"GET", "/api/mailboxes", "", "", 200},
		{"GET", "/api/mailboxes/onprem/" + url.PathEscape("bob@contoso.com") + "?limit=1", "", "", 200},
		{"GET", "/api/mailboxes/onprem/" + url.PathEscape("nobody@contoso.com"), "", "", 404},
		{"GET", "/api/messages/onprem-1", "", "", 200},
		{"GET", "/api/messages/onprem-99", "", "", 404},
		{"GET", "/api/messages/onprem-1/raw", "", "", 200},
		{"POST", "/api/run", "text/plain", "net> block cloud -> onprem:25 drop\nalice@contoso.com> send to bob@contoso.com\n", 200},
		{"POST", "/api/run", "text/plain", "net> blok cloud -> onprem:25 drop\n", 422},
		{"POST", "/api/run", "text/html", "x", 415},
		{"GET", "/api/queues", "", "", 200},
		{"GET", "/api/trace", "", "", 200},
		{"GET", "/api/tracking", "", "", 200},
		{"GET", "/api/conversations?limit=5", "", "", 200},
		{"GET", "/api/logs", "", "", 200},
		{"GET", "/api/decisions", "", "", 200},
		{"GET", "/api/events?limit=50", "", "", 200},
		{"GET", "/api/events?limit=none", "", "", 400},
		{"GET", "/api/openapi.json", "", "", 200},
		{"GET", "/ca.pem", "", "", 200},
		{"DELETE", "/api/messages/onprem-1", "", "", 200},
		{"DELETE", "/api/mailboxes/onprem/" + url.PathEscape("bob@contoso.com"), "", "", 200},
		{"DELETE", "/api/messages", "", "", 200},
		{"GET", "/api/diagnose", "", "", 200},
		{"POST", "/api/diagnose?from=alice@contoso.com&to=bob@contoso.com&also=deferred", "text/plain", "external", 202},
		{"GET", "/api/diagnose?wait=45s", "", "", 200},
		{"DELETE", "/api/diagnose", "", "", 200},
		{"POST", "/api/diagnose", "text/plain", "Good morning", 400},
		{"POST", "/api/reset", "", "", 200},
	} {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			request := func() *http.Request {
				r := httptest.NewRequest(tt.method, "http://127.0.0.1:8025"+tt.path, strings.NewReader(tt.body))
				if tt.media != "" {
					r.Header.Set("Content-Type", tt.media)
				}
				return r
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, request())
			if w.Code != tt.status {
				t.Fatalf("%d, want %d: %s", w.Code, tt.status, w.Body)
			}
			answer := w.Result()
			answer.Request = request()
			if ok, mistakes := v.ValidateHttpResponse(answer.Request, answer); !ok {
				for _, m := range mistakes {
					t.Errorf("the answer: %v\n%s", m, w.Body)
				}
			}
			if tt.status >= 400 {
				return
			}
			if ok, mistakes := v.ValidateHttpRequest(request()); !ok {
				for _, m := range mistakes {
					t.Errorf("the request: %v", m)
				}
			}
		})
	}
}

// TestAnAnswerThatIsNotAsItSaysIsNoticed: the validator is no formality.
func TestAnAnswerThatIsNotAsItSaysIsNoticed(t *testing.T) {
	v := openAPI(t)
	r := httptest.NewRequest("GET", "http://127.0.0.1:8025/api/world", nil)
	w := httptest.NewRecorder()
	w.Header().Set("Content-Type", "application/json")
	w.WriteString(`{"title": 5, "time": "2026-03-02T09:00:00Z", "sides": []}`)
	if ok, _ := v.ValidateHttpResponse(r, w.Result()); ok {
		t.Error("a title that is a number, and no hosts, pass")
	}
}

package web_test

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"hybridsim/sim/live/web"
)

func TestAHostThatIsNotOursIsRefused(t *testing.T) {
	l := newLab(t)
	server, err := web.Serve(l.Site, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	tests := []struct {
		host    string
		allowed bool
	}{
		{"127.0.0.1:8025", true}, {"127.0.0.9", true}, {"[::1]:8025", true}, {"localhost:9000", true}, {"LOCALHOST", true}, {"lab.localhost", true}, {"localhost.", true},
		{"attacker.example:8025", false}, {"127.0.0.1.attacker.example", false}, {"localhost.attacker.example", false}, {"192.168.1.5:8025", false}, {"", false}, {"[::1", false},
	}
	for _, tt := range tests {
		t.Run(tt.host, func(t *testing.T) {
			for _, path := range []string{"/", "/api/mailboxes", "/events"} {
				if tt.allowed && path == "/events" {
					continue
				}
				a := l.ask("GET", path, "", "Host", tt.host)
				if tt.allowed && a.StatusCode != http.StatusOK {
					t.Errorf("%s", a.Status)
				} else if !tt.allowed {
					a.refused(t, http.StatusMisdirectedRequest, "is not this server's")
				}
			}
		})
	}
}

func TestANamedHostAndAllAddresses(t *testing.T) {
	l := newLab(t)
	server, err := web.Serve(l.Site, "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	if a := l.ask("GET", "/", "", "Host", "192.168.1.5:8025"); a.StatusCode != http.StatusOK {
		t.Errorf("an address of the machine: %s", a.Status)
	}
	l.ask("GET", "/", "", "Host", "attacker.example").refused(t, http.StatusMisdirectedRequest, "attacker.example")
}

func TestChangesThatAnotherSiteAsksForAreRefused(t *testing.T) {
	tests := []struct {
		name    string
		fields  []string
		allowed bool
	}{
		{"a program", nil, true},
		{"our own page", []string{"Origin", "http://127.0.0.1:8025", "Sec-Fetch-Site", "same-origin"}, true},
		{"another site", []string{"Origin", "http://attacker.example", "Sec-Fetch-Site", "cross-site"}, false},
		{"another site, an old browser", []string{"Origin", "http://attacker.example"}, false},
		{"another port of this machine", []string{"Origin", "http://127.0.0.1:9999", "Sec-Fetch-Site", "same-site"}, false},
		{"a frame without origin", []string{"Origin", "null"}, false},
	}
	requests := []struct{ method, path, body, kind string }{
		{"POST", "/api/run", "onprem> Get-Queue", "text/plain"},
		{"POST", "/api/send?from=bob@contoso.com&to=bob@contoso.com", "Subject: x\n\n", "text/plain"},
		{"DELETE", "/api/mailboxes/onprem/bob@contoso.com", "", ""},
		{"POST", "/mailbox/onprem/bob@contoso.com/clear", "", "application/x-www-form-urlencoded"},
		{"POST", "/console", "lines=", "application/x-www-form-urlencoded"},
	}
	l := newLab(t)
	for _, tt := range tests {
		for _, r := range requests {
			t.Run(tt.name+"/"+r.path, func(t *testing.T) {
				a := l.ask(r.method, r.path, r.body, append([]string{"Content-Type", r.kind}, tt.fields...)...)
				if tt.allowed && a.StatusCode >= 400 {
					t.Errorf("%s\n%s", a.Status, a.body)
				} else if !tt.allowed {
					a.refused(t, http.StatusForbidden, "another site")
				}
			})
		}
	}
}

func TestWhatIsNotThere(t *testing.T) {
	l := newLab(t)
	tests := []struct {
		method, path string
		status       int
		about        string
	}{
		{"GET", "/queue", http.StatusNotFound, "/queue"},
		{"GET", "/api/mailbox", http.StatusNotFound, "/api/mailbox"},
		{"PUT", "/api/mailboxes", http.StatusMethodNotAllowed, "PUT"},
		{"POST", "/api/events", http.StatusMethodNotAllowed, "POST"},
		{"GET", "/api/run", http.StatusMethodNotAllowed, "GET"},
		{"GET", "/api/mailboxes/onprem/bbo@contoso.com", http.StatusNotFound, "bbo@contoso.com"},
		{"GET", "/api/mailboxes/cloud/bob@contoso.com", http.StatusNotFound, "cloud/bob@contoso.com"},
		{"GET", "/api/mailboxes/onprem/..%2f..%2fetc%2fpasswd", http.StatusNotFound, "etc/passwd"},
		{"GET", "/api/messages/onprem-1", http.StatusNotFound, "onprem-1"},
		{"GET", "/api/messages/onprem-0", http.StatusNotFound, "onprem-0"},
		{"GET", "/api/messages/onprem--1", http.StatusNotFound, "onprem--1"},
		{"GET", "/api/messages/..%2F..%2Fgo.mod", http.StatusNotFound, "go.mod"},
		{"GET", "/api/messages/onprem-99999999999999999999", http.StatusNotFound, "onprem-9"},
		{"GET", "/message/x", http.StatusNotFound, "x"},
		{"GET", "/api/logs/onprem/..%2F..%2Fgo.mod", http.StatusNotFound, "go.mod"},
		{"GET", "/api/logs/cloud/MessageTrace", http.StatusNotFound, "cloud/MessageTrace"},
		{"GET", "/api/events?after=x", http.StatusBadRequest, "after"},
		{"GET", "/api/events?limit=-1", http.StatusBadRequest, "limit"},
		{"GET", "/events?after=x", http.StatusBadRequest, "after"},
		{"GET", "/api/conversations?limit=x", http.StatusBadRequest, "limit"},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) { l.ask(tt.method, tt.path, "").refused(t, tt.status, tt.about) })
	}
	t.Run("a long name is not repeated whole", func(t *testing.T) {
		if a := l.ask("GET", "/api/messages/"+strings.Repeat("x", 5000), ""); len(a.body) > 1000 {
			t.Errorf("%d bytes", len(a.body))
		}
	})
}

func TestPagesMayLoadAndRunOurOwnOnly(t *testing.T) {
	l := newLab(t)
	for _, path := range []string{"/", "/queues", "/trace", "/logs", "/live", "/console", "/mailbox/onprem/bob@contoso.com", "/api/mailboxes", "/api/decisions"} {
		a := l.ask("GET", path, "")
		if a.StatusCode != http.StatusOK || !strings.HasPrefix(a.Header.Get("Content-Security-Policy"), "default-src 'none'; style-src 'self'; script-src 'self'") ||
			a.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %s, %v", path, a.Status, a.Header)
		}
		for _, never := range []string{"http://", "https://", "<script>", "style=", " onclick"} {
			if strings.Contains(a.body, never) {
				t.Errorf("%s contains %q", path, never)
			}
		}
	}
}

func TestAPortThatIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	if _, err := web.Serve(newLab(t).Site, taken.Addr().String()); err == nil || !strings.Contains(err.Error(), "is taken by another program") {
		t.Errorf("error %v", err)
	}
}

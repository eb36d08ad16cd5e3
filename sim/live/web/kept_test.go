package web_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/console"
	"hybridsim/sim/live/web"
	"hybridsim/sim/story"
)

// store is a keeper, a journal and a memory that tells what was waited for.
type store struct {
	mu     sync.Mutex
	err    error // of what is kept from now on
	full   bool
	waited int
	notes  []string
}

func (s *store) Keep([]sim.Change, time.Time) func() error { return s.wait }

func (s *store) Grown() bool                     { return false }
func (s *store) Replace([]sim.Change, time.Time) {}

func (s *store) wait() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waited++
	return s.err
}

// count is how often somebody waited since it was asked for last.
func (s *store) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.waited
	s.waited = 0
	return n
}

func (s *store) Failing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.full
}

func (s *store) Do(_ string, do func() error) error { return errors.Join(do(), s.wait()) }

func (s *store) Note(text string) error {
	s.notes = append(s.notes, text)
	return s.wait()
}

// keptLab is a lab whose world is kept.
func keptLab(t *testing.T) (*lab, *store, *web.Site) {
	t.Helper()
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	kept := &store{}
	w.Keep(kept)
	c := console.New(s)
	c.KeepIn(kept)
	l := open(t, s, w, c)
	l.Site.Remember(nil, kept)
	return l, kept, l.Site
}

const hello = "Subject: hello\r\n\r\nhello\r\n"

// TestEveryAcknowledgementWaitsForTheStore: what is answered with success was kept before, and what could not be kept is not.
func TestEveryAcknowledgementWaitsForTheStore(t *testing.T) {
	const from = "/api/send?from=erin@fabrikam.com&to=alice@contoso.com"
	lines := func(text string) []string { return []string{"POST", "/api/run", text, "Content-Type", "text/plain"} }
	for name, request := range map[string][]string{
		"a message from a side":        {"POST", "/api/send?from=alice@contoso.com&to=bob@contoso.com", hello, "Content-Type", "message/rfc822"},
		"a message from outside":       {"POST", from, hello, "Content-Type", "message/rfc822"},
		"a line that sends":            lines("alice@contoso.com> send to bob@contoso.com"),
		"a line by which time passes":  lines("wait 3h"),
		"a line that changes the side": lines("eop> ban 198.51.100.8"),
		"a message deleted":            {"DELETE", "/api/messages/cloud-1", ""},
		"a mailbox cleared":            {"DELETE", "/api/mailboxes/cloud/alice@contoso.com", ""},
	} {
		t.Run(name, func(t *testing.T) {
			ready := func() (*lab, *store) {
				l, kept, _ := keptLab(t)
				first := l.ask("POST", from, hello, "Content-Type", "message/rfc822")
				if first.StatusCode != http.StatusAccepted {
					t.Fatalf("%s %s", first.Status, first.body)
				}
				if err := l.World.Settle(); err != nil {
					t.Fatal(err)
				}
				kept.count()
				return l, kept
			}
			l, kept := ready()
			a := l.ask(request[0], request[1], request[2], request[3:]...)
			if n := kept.count(); a.StatusCode >= 300 || n == 0 {
				t.Errorf("%s, and %d times the store was waited for: %s", a.Status, n, a.body)
			}
			l, kept = ready()
			kept.mu.Lock()
			kept.err = errors.New("the disk is full")
			kept.mu.Unlock()
			if a := l.ask(request[0], request[1], request[2], request[3:]...); a.StatusCode < 400 || !strings.Contains(a.body, "the disk is full") {
				t.Errorf("with a full disk it is %s: %s", a.Status, a.body)
			}
		})
	}
}

func TestWhileNothingCanBeStoredNoMessageIsTaken(t *testing.T) {
	l, kept, _ := keptLab(t)
	kept.full = true
	a := l.ask("POST", "/api/send?from=alice@contoso.com&to=bob@contoso.com", hello, "Content-Type", "message/rfc822")
	if a.StatusCode != http.StatusInsufficientStorage || len(l.World.Events()) > 0 {
		t.Errorf("%s, and %d events happened: %s", a.Status, len(l.World.Events()), a.body)
	}
}

func TestDeletedMessagesAreRemembered(t *testing.T) {
	l, kept, site := keptLab(t)
	for range 3 {
		l.ask("POST", "/api/send?from=erin@fabrikam.com&to=alice@contoso.com", hello, "Content-Type", "message/rfc822")
	}
	if err := l.World.Settle(); err != nil {
		t.Fatal(err)
	}
	l.ask("DELETE", "/api/messages/cloud-2", "")
	if want := []string{"deleted cloud-2"}; !slices.Equal(want, kept.notes) {
		t.Fatalf("the notes are %q, want %q", kept.notes, want)
	}
	site.Remember([]string{"deleted cloud-1 cloud-3", "something else"}, kept)
	for id, want := range map[string]int{"cloud-1": 404, "cloud-2": 404, "cloud-3": 404} {
		if a := l.ask("GET", "/api/messages/"+id, ""); a.StatusCode != want {
			t.Errorf("%s: %s", id, a.Status)
		}
	}
}

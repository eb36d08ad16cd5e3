package web_test

import (
	"bufio"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"
)

// forgetful has exchanged three messages, has forgotten two, and will go on.
func forgetful(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	for _, subject := range []string{"one", "two", "three"} {
		l.send("alice@contoso.com", "bob@contoso.com", small("alice@contoso.com", "bob@contoso.com", subject))
		if err := l.Wait(time.Hour); err != nil {
			t.Fatal(err)
		}
	}
	l.World.Forget(l.World.Clock.Now().Add(-90*time.Minute), "--keep 90m")
	return l
}

// TestWhatIsForgottenIsSaid asks every view.
func TestWhatIsForgottenIsSaid(t *testing.T) {
	l := forgetful(t)
	const said = "older evidence was forgotten (--keep 90m)"
	for _, path := range []string{"/", "/trace", "/logs", "/live", "/queues", "/mailbox/onprem/bob@contoso.com", "/api/decisions"} {
		if a := l.ask("GET", path, ""); a.StatusCode != http.StatusOK || !strings.Contains(a.body, said) {
			t.Errorf("%s does not say it: %s", path, a.Status)
		}
	}
	for _, path := range []string{"/api/world", "/api/events"} {
		var document struct {
			Forgotten struct {
				Events int
				By     string
			}
		}
		if l.get(path, &document); document.Forgotten.Events == 0 || document.Forgotten.By != "--keep 90m" {
			t.Errorf("%s says %+v", path, document)
		}
	}
	l.ask("GET", "/api/messages/onprem-1", "").refused(t, http.StatusGone, said)
	l.ask("GET", "/message/onprem-2", "").refused(t, http.StatusGone, said)
	l.ask("DELETE", "/api/messages/onprem-2", "").refused(t, http.StatusGone, said)
	l.ask("GET", "/api/messages/onprem-4", "").refused(t, http.StatusNotFound, "there is no message")
	if _, got := l.run("want mail at bob@contoso.com"); !strings.Contains(got.Results[0].Output, "Not looked at: "+said) {
		t.Errorf("a claim does not say it: %+v", got)
	}
}

// TestNumbersGoOnWhenTheOldestIsForgotten: of messages and of events.
func TestNumbersGoOnWhenTheOldestIsForgotten(t *testing.T) {
	l := forgetful(t)
	var bob listed
	if l.get("/api/mailboxes/onprem/bob@contoso.com", &bob); len(bob.Messages) != 1 || bob.Messages[0].ID != "onprem-3" {
		t.Fatalf("bob has %+v, want three alone", bob.Messages)
	}
	var events struct {
		Events    []struct{ Sequence int }
		Forgotten struct{ Events int }
	}
	l.get("/api/events", &events)
	if len(events.Events) == 0 || events.Events[0].Sequence != events.Forgotten.Events+1 {
		t.Errorf("%d events are forgotten, and the next has the number %+v", events.Forgotten.Events, events.Events[:1])
	}
	last := events.Events[len(events.Events)-1].Sequence
	l.send("alice@contoso.com", "bob@contoso.com", small("alice@contoso.com", "bob@contoso.com", "four"))
	events.Events = nil
	for i, e := range after(l, last, &events.Events) {
		if e.Sequence != last+1+i {
			t.Errorf("event %d is followed by %d", last+i, e.Sequence)
		}
	}
	if l.get("/api/mailboxes/onprem/bob@contoso.com", &bob); bob.Messages[0].ID != "onprem-4" {
		t.Errorf("the newest is %+v, want onprem-4", bob.Messages[0])
	}
}

func after[T any](l *lab, number int, list *[]T) []T {
	document := struct{ Events *[]T }{list}
	l.get("/api/events?after="+strconv.Itoa(number), &document)
	return *list
}

// TestAStreamSaysWhatItCannotTellAnyMore: who resumes behind an event that is forgotten goes on with the oldest that is not.
func TestAStreamSaysWhatItCannotTellAnyMore(t *testing.T) {
	l := forgetful(t)
	server := httptest.NewServer(l)
	defer server.Close()
	r, err := http.Get(server.URL + "/events?after=1")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	lines := bufio.NewScanner(r.Body)
	var said bool
	for lines.Scan() {
		said = said || strings.Contains(lines.Text(), ": older evidence was forgotten")
		if strings.HasPrefix(lines.Text(), "id: ") {
			break
		}
	}
	if first := "id: " + strconv.Itoa(l.World.Forgotten().Events+1); !said || lines.Text() != first {
		t.Errorf("it begins with %q, want a comment and then %q", lines.Text(), first)
	}
}

package web_test

import (
	"bufio"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"hybridsim/sim/tested"
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
	if first := "id: " + strconv.Itoa(l.World.Forgotten().Events+1) + "@"; !said || !strings.HasPrefix(lines.Text(), first) {
		t.Errorf("it begins with %q, want a comment and then %q", lines.Text(), first)
	}
}

// TestNoViewBreaksWhateverIsForgotten forgets one moment after the other of what happened to messages that were delivered,
// resolved, expanded, deferred, refused, reported and passed on, and asks for everything that is left each time.
func TestNoViewBreaksWhateverIsForgotten(t *testing.T) {
	l := newLab(t)
	for _, lines := range []string{
		"onprem> New-DistributionGroup team -PrimarySmtpAddress team@contoso.com -Members bob,alice\nnet> block cloud -> onprem:25 drop",
		"alice@contoso.com> send to bob@contoso.com\nwait 20m", "bob@contoso.com> send to team@contoso.com\nwait 5h",
		"erin@fabrikam.com> send to nobody@contoso.com\nwait 10m", "net> unblock cloud -> onprem:25\nwait 1h",
		`mx.fabrikam.com> reply "451 4.7.1 Later" to RCPT 3 times`, "bob@contoso.com> send to erin@fabrikam.com\nwait 30m",
		"alice@contoso.com> send to nobody@fabrikam.com\nwait 2h", "erin@fabrikam.com> send to alice@contoso.com\nwait 1m",
	} {
		if status, got := l.run(lines); status != http.StatusOK {
			t.Fatalf("%s: %+v", lines, got)
		}
	}
	moments := map[time.Time]bool{}
	for _, e := range l.World.Events() {
		moments[e.Time.Truncate(time.Minute)] = true
		moments[e.Time.Add(time.Nanosecond)] = true
	}
	for i, moment := range slices.SortedFunc(maps.Keys(moments), time.Time.Compare) {
		if tested.Sampled(i, 5) {
			continue
		}
		l.World.Forget(moment, "--keep little")
		paths := []string{"/", "/trace", "/logs", "/live", "/queues", "/api/events", "/api/trace", "/api/tracking", "/api/conversations",
			"/api/decisions", "/api/mailboxes", "/api/queues", "/api/logs"}
		for _, letter := range l.World.Mail(nil) {
			paths = append(paths, "/message/"+letter.ID, "/api/messages/"+letter.ID)
		}
		for _, path := range paths {
			if a := l.ask("GET", path, ""); a.StatusCode != http.StatusOK {
				t.Errorf("with all before %s forgotten %s is answered %s: %s", moment, path, a.Status, a.body)
			}
		}
		if status, got := l.run("trace\nonprem> Get-MessageTrackingLog\ncloud> Get-MessageTrace\nonprem> Get-Message"); status != http.StatusOK {
			t.Errorf("with all before %s forgotten: %+v", moment, got)
		}
		for _, e := range l.World.Events() {
			if e.MessageID != "" {
				l.World.Journey(e.MessageID)
			}
		}
	}
}

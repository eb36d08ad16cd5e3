package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim"
	"hybridsim/sim/evidence"
	"hybridsim/sim/live/web"
)

// sendMany lets a mailbox user send messages, and waits until they are there.
func (l *lab) sendMany(from, to string, n int) {
	l.t.Helper()
	for i := range n {
		l.ask("POST", "/api/send?from="+from+"&to="+to, fmt.Sprintf("Subject: \"number\", %d\r\n\r\nHello\r\n", i),
			"Content-Type", "message/rfc822")
	}
	l.rest()
}

// listed are the log files as the site lists and serves them.
func (l *lab) listed() map[string]string {
	l.t.Helper()
	var list struct {
		Logs []struct {
			Name, URL string
			Size      int
		}
	}
	if err := json.Unmarshal([]byte(l.ask("GET", "/api/logs", "").body), &list); err != nil {
		l.t.Fatal(err)
	}
	served := map[string]string{}
	for _, f := range list.Logs {
		served[f.Name] = l.ask("GET", f.URL, "").body
		if len(served[f.Name]) != f.Size {
			l.t.Errorf("%s has %d bytes, and the list says %d", f.Name, len(served[f.Name]), f.Size)
		}
	}
	return served
}

// TestLogsAreTheEvidence: what is rendered bit by bit, between messages that change what was rendered, is to the byte what run
// --evidence writes of the same world.
func TestLogsAreTheEvidence(t *testing.T) {
	l := newLab(t)
	for _, step := range []struct {
		what, from, to, lines string
		forget                time.Duration
	}{
		{"nothing happened yet", "", "", "", 0},
		{"mail within the hybrid", "alice@contoso.com", "bob@contoso.com", "", 0},
		{"mail for nobody, and its report", "alice@contoso.com", "nobody@contoso.com", "", 0},
		{"mail for the Internet", "bob@contoso.com", "erin@fabrikam.com", "", 0},
		{"mail that waits", "alice@contoso.com", "bob@contoso.com", "net> block cloud -> onprem:25 drop", 0},
		{"retries", "", "", "wait 20m", 0},
		{"a part of what waits is forgotten", "", "", "", 10 * time.Minute},
		{"what waited arrives", "bob@contoso.com", "alice@contoso.com", "net> unblock cloud -> onprem:25\nwait 2h", 0},
		{"retries are forgotten", "bob@contoso.com", "nobody@contoso.com", "", 90 * time.Minute},
		{"a later hour", "erin@fabrikam.com", "bob@contoso.com", "wait 1h", 0},
		{"all is forgotten", "", "", "wait 1h", time.Minute},
		{"and something happens", "alice@contoso.com", "bob@contoso.com", "", 0},
	} {
		if step.lines != "" {
			if status, got := l.run(step.lines); status != http.StatusOK {
				t.Fatalf("%s: %+v", step.what, got)
			}
		}
		if step.forget > 0 {
			l.World.Forget(l.World.Clock.Now().Add(-step.forget), "--keep a little")
		}
		if step.from != "" {
			l.sendMany(step.from, step.to, 2)
		}
		l.rest()
		files, err := evidence.Of(l.World)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for _, f := range files {
			if !strings.HasSuffix(f.Name, ".eml") && f.Name != "decisions.txt" {
				want[f.Name] = string(f.Content)
			}
		}
		if diff := cmp.Diff(want, l.listed()); diff != "" {
			t.Fatalf("%s (-evidence +served):\n%s", step.what, diff)
		}
	}
}

// TestLogsAreRenderedOnce: the second view of logs costs a small part of the first, and no more with more messages than in
// proportion.
func TestLogsAreRenderedOnce(t *testing.T) {
	l := newLab(t)
	view := func() int {
		return allocations(func() {
			if a := l.ask("GET", "/logs", ""); a.StatusCode != http.StatusOK {
				t.Fatal(a.body)
			}
		})
	}
	l.sendMany("alice@contoso.com", "bob@contoso.com", 200)
	first, again := view(), view()
	if again > first/3 {
		t.Errorf("a second view makes %d allocations, the first %d", again, first)
	}
	l.sendMany("alice@contoso.com", "bob@contoso.com", 200)
	view()
	if twice := view(); twice > again*5/2 {
		t.Errorf("a view makes %d allocations with twice the messages, %d before", twice, again)
	}
}

// TestWhatHappenedIsRenderedBeforeSomebodyAsks: the first view after mail costs a small part of what rendering it did.
func TestWhatHappenedIsRenderedBeforeSomebodyAsks(t *testing.T) {
	l := newLab(t)
	l.sendMany("alice@contoso.com", "bob@contoso.com", 200)
	book := evidence.NewBook(l.World)
	follow := allocations(book.Follow)
	pages := allocations(func() {
		if _, err := book.Pages(); err != nil {
			t.Fatal(err)
		}
	})
	if pages > follow/2 {
		t.Errorf("pages make %d allocations, rendering what they show made %d", pages, follow)
	}
	if again := allocations(book.Follow); again > follow/10 {
		t.Errorf("when nothing happened, following makes %d allocations; it made %d", again, follow)
	}
}

func allocations(of func()) int {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	of()
	runtime.ReadMemStats(&after)
	return int(after.Mallocs - before.Mallocs)
}

// TestALateAnswerIsAnError: whoever waits in vain is told so, in the words of any other error.
func TestALateAnswerIsAnError(t *testing.T) {
	l := newLab(t)
	web.AnswerWithin(l.Site, 20*time.Millisecond)
	busy, done := make(chan bool), make(chan bool)
	go l.World.Do(func(*sim.Inside) { close(busy); <-done })
	<-busy
	a := l.ask("GET", "/api/logs", "")
	close(done)
	var got struct{ Error, Hint string }
	if err := json.Unmarshal([]byte(a.body), &got); err != nil || got.Error == "" || got.Hint == "" {
		t.Errorf("%v in %s", err, a.body)
	}
	if a.StatusCode != http.StatusServiceUnavailable || a.Header.Get("Content-Type") != "application/json" {
		t.Errorf("%s %v", a.Status, a.Header)
	}
}

// BenchmarkLogs is a view of the list of logs and of the longest of them, of a world in which messages went from one side to the
// other.
//
//	go test ./sim/live/web -run '^$' -bench Logs -benchtime 20x
func BenchmarkLogs(b *testing.B) {
	l := newLab(b)
	for range 100 {
		l.sendMany("alice@contoso.com", "bob@contoso.com", 100)
	}
	for _, path := range []string{"/logs", "/api/logs", "/api/logs/cloud/MessageTrace.json", "/api/logs/cloud/MessageTraceDetail.csv"} {
		begin := time.Now()
		l.ask("GET", path, "")
		first := time.Since(begin)
		b.Run(path, func(b *testing.B) {
			for b.Loop() {
				l.ask("GET", path, "")
			}
			b.ReportMetric(first.Seconds()*1000, "first-ms")
		})
	}
}

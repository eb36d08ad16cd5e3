package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/sim"
)

// ledger is what was asked for and what was acknowledged, in the life of one folder.
type ledger struct {
	next atomic.Int64

	mu        sync.Mutex
	subjects  map[string]bool      // of messages -> acknowledged
	asked     map[string]time.Time // -> a time of the world's before it was sent
	greetings map[string]*[2]int
	mailboxes []string // made by lines
	bans      []string // typed
	deleted   []string // messages, by ID
	clock     time.Time
}

func newLedger() *ledger {
	return &ledger{subjects: map[string]bool{}, asked: map[string]time.Time{}, greetings: map[string]*[2]int{}}
}

func (l *ledger) name(kind string) string { return fmt.Sprintf("%s-%d", kind, l.next.Add(1)) }

// note does something with the ledger to itself.
func (l *ledger) note(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f()
}

// saw notes that the world's clock has stood at a time.
func (l *ledger) saw(now time.Time) {
	l.note(func() {
		if now.After(l.clock) {
			l.clock = now
		}
	})
}

func (l *ledger) acknowledged() int {
	n := len(l.mailboxes) + len(l.bans) + len(l.deleted)
	for _, acknowledged := range l.subjects {
		if acknowledged {
			n++
		}
	}
	for _, g := range l.greetings {
		n += g[1]
	}
	return n
}

// send has a message with a subject of its own sent by something that reports whether it was acknowledged.
func (l *ledger) send(kind string, by func(subject string) bool) bool {
	subject := l.name(kind)
	l.note(func() { l.subjects[subject], l.asked[subject] = false, l.clock })
	if !by(subject) {
		return false
	}
	l.note(func() { l.subjects[subject] = true })
	return true
}

// greet has the greeting sent from one address to another, by a line.
func (l *ledger) greet(p *process, do func(line string) bool, from, to string) bool {
	l.note(func() {
		if l.greetings[from+" "+to] == nil {
			l.greetings[from+" "+to] = &[2]int{}
		}
		l.greetings[from+" "+to][0]++
	})
	if !do(from + "> send to " + to) {
		return false
	}
	l.note(func() { l.greetings[from+" "+to][1]++ })
	return true
}

// check looks at a server that has started again: time has not run back, and what was deleted has not come back.
// What is sent from now on is later than its time.
func (l *ledger) check(t *testing.T, p *process) {
	t.Helper()
	if now := p.time(); now.Before(l.clock) {
		t.Errorf("the clock stood at %s and has run back to %s", l.clock, now)
	} else {
		l.clock = now
	}
	for _, id := range l.deleted {
		if response, err := http.Get("http://" + p.http + "/api/messages/" + id); err == nil {
			response.Body.Close()
			if s := response.StatusCode; s != http.StatusNotFound && s != http.StatusGone {
				t.Errorf("%s was deleted and has come back: %s", id, response.Status)
			}
		}
	}
}

// compare counts what is lost and what is there twice. A message that may be older than what the world has forgotten is not
// lost when it is not there.
func (l *ledger) compare(t *testing.T, w *sim.World) (lost, doubled int) {
	t.Helper()
	missing := func(format string, args ...any) {
		if lost++; lost <= 10 {
			t.Errorf(format+" was acknowledged and is lost", args...)
		}
	}
	seen, greeted := map[string]int{}, map[string]int{}
	for _, m := range w.Mail(nil) {
		seen[m.Header.Get("Subject")]++
		if m.Header.Get("Subject") == "Hello" && m.From != "" {
			greeted[m.From+" "+m.Mailbox]++
		}
	}
	for subject, acknowledged := range l.subjects {
		n := seen[subject]
		if n == 0 && acknowledged && !l.asked[subject].Before(w.Forgotten().Before) {
			missing("%s", subject)
		}
		doubled += max(n-1, 0)
	}
	for between, g := range l.greetings {
		for range max(g[1]-greeted[between], 0) {
			if !w.Forgotten().Before.IsZero() { // nobody knows when each was sent
				break
			}
			missing("a message from %s", strings.Replace(between, " ", " to ", 1))
		}
		doubled += max(greeted[between]-g[0], 0)
	}
	for _, address := range l.mailboxes {
		if !w.Side(relay.OnPremises).Holds(address) {
			missing("the mailbox %s", address)
		}
	}
	banned := fmt.Sprint(w.Banned())
	for _, address := range l.bans {
		if !strings.Contains(banned, address) {
			missing("the ban of %s", address)
		}
	}
	return lost, doubled
}

// time is the world's time; zero when nobody answers.
func (p *process) time() (now time.Time) {
	response, err := http.Get("http://" + p.http + "/api/world")
	if err != nil {
		return time.Time{}
	}
	defer response.Body.Close()
	var world struct{ Time time.Time }
	if json.NewDecoder(response.Body).Decode(&world) != nil {
		return time.Time{}
	}
	return world.Time
}

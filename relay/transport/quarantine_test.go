package transport_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/transport"
)

// heldForBob is a tenant whose rule holds everything, and a message of alice's to bob.
func heldForBob(t *testing.T) *lab {
	t.Helper()
	o := cloud(relay.EraToday)
	o.TransportRules = []*relay.TransportRule{{Name: "Hold", State: relay.RuleEnabled, RuleActions: relay.RuleActions{Quarantine: true}}}
	l := newLab(o)
	l.Keep()
	l.Submit("alice@contoso.com", []string{"bob@contoso.com"}, []byte("Subject: Hi\r\n\r\nHello\r\n"))
	l.work(t, time.Minute, nil)
	return l
}

// TestQuarantine is about what lies in the tenant's quarantine, and what becomes of it.
func TestQuarantine(t *testing.T) {
	days := func(l *lab, n int) { l.now = l.now.AddDate(0, 0, n) }
	tests := []struct {
		name      string
		do        func(t *testing.T, l *lab)
		status    []relay.ReleaseStatus // of what is listed
		delivered int
	}{
		{"a rule's quarantine holds the message, and nothing is delivered", func(*testing.T, *lab) {}, []relay.ReleaseStatus{relay.NotReleased}, 0},
		{"a released message is delivered, and no mail-flow rule holds it again", func(t *testing.T, l *lab) {
			if !l.Release(l.Quarantine()[0].Identity) {
				t.Error("it is not released")
			}
			l.work(t, time.Hour, nil)
		}, []relay.ReleaseStatus{relay.Released}, 1},
		{"what a rule holds lies there for 30 days", func(_ *testing.T, l *lab) { days(l, 29) }, []relay.ReleaseStatus{relay.NotReleased}, 0},
		{"and is gone afterwards", func(t *testing.T, l *lab) {
			id := l.Quarantine()[0].Identity
			if days(l, 31); l.Release(id) {
				t.Error("what has expired is released")
			}
		}, nil, 0},
		{"nothing is released under another identity", func(t *testing.T, l *lab) {
			if l.Release("nothing") {
				t.Error("it is released")
			}
		}, []relay.ReleaseStatus{relay.NotReleased}, 0},
		{"it outlives the process", func(t *testing.T, l *lab) {
			changes, other := l.Changes(), newLab(l.org)
			other.now = l.now
			other.Restore(changes)
			l.Transport = other.Transport
			if !other.Release(other.Quarantine()[0].Identity) {
				t.Error("what was kept is not released")
			}
			other.work(t, time.Hour, nil)
			again := newLab(l.org)
			again.now = other.now
			again.Restore(other.Snapshot())
			if diff := cmp.Diff(other.Quarantine(), again.Quarantine()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		}, []relay.ReleaseStatus{relay.Released}, 1},
		{"what is forgotten is not listed", func(_ *testing.T, l *lab) { l.Forget(l.now.Add(time.Hour)) }, nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := heldForBob(t)
			tt.do(t, l)
			var status []relay.ReleaseStatus
			for _, q := range l.Quarantine() {
				status = append(status, q.ReleaseStatus)
			}
			if diff := cmp.Diff(tt.status, status); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			var found []transport.Delivered = l.Mailbox("bob@contoso.com")
			if len(found) != tt.delivered {
				t.Errorf("%d messages are delivered, want %d", len(found), tt.delivered)
			}
		})
	}
}

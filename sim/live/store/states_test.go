package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/live/store"
)

const (
	cutHybrid = "net> block onprem -> cloud:25 refuse"
	cutCloud  = "net> block cloud -> mail.contoso.com:25 refuse"
)

// TestEveryStateOutlivesTheProcess brings mail into a state, kills the process, and demands that the world that comes back is
// the same, and that three days later its mailboxes hold what those of the world that was not killed hold.
func TestEveryStateOutlivesTheProcess(t *testing.T) {
	tests := []struct {
		name string
		make func(l *lab)
	}{
		{"accepted and not yet categorized", func(l *lab) { l.send(alice, "one", bob); l.send(bob, "two", alice) }},
		{"delivered", func(l *lab) { l.send(alice, "one", bob); l.send(bob, "two", alice, erin); l.wait(time.Hour) }},
		{"queued on-premises and retried", func(l *lab) { l.typed(cutHybrid); l.send(bob, "one", alice); l.wait(20 * time.Minute) }},
		{"queued on-premises and retried by hand", func(l *lab) {
			l.typed(cutHybrid)
			l.send(bob, "one", alice)
			l.wait(20 * time.Minute)
			l.typed("onprem> Get-Queue | Retry-Queue")
		}},
		{"queued in the cloud and retried", func(l *lab) { l.typed(cutCloud); l.send(alice, "one", bob); l.wait(time.Hour) }},
		{"queued, with the sender told of the delay", func(l *lab) { l.typed(cutHybrid); l.send(bob, "one", alice); l.wait(5 * time.Hour) }},
		{"expired and reported", func(l *lab) { l.typed(cutHybrid); l.send(bob, "one", alice); l.wait(50 * time.Hour) }},
		{"unreachable", func(l *lab) {
			l.typed(`onprem> Remove-SendConnector "Internet"`)
			l.send(bob, "one", nora)
			l.wait(time.Hour)
		}},
		{"an expanded group with a part delivered", func(l *lab) {
			l.typed(cutHybrid)
			l.send(bob, "one", team)
			l.wait(time.Minute)
		}},
		{"some recipients refused, some deferred", func(l *lab) {
			l.typed(`mx.fabrikam.com> reply "451 4.7.1 Later" to RCPT of erin@fabrikam.com`)
			l.typed(`mx.fabrikam.com> mailbox eve@fabrikam.com`)
			l.send(bob, "one", erin, "eve@fabrikam.com", "nobody@fabrikam.com")
			l.wait(time.Minute)
		}},
		{"in an outside host's queue", func(l *lab) {
			l.typed("net> block mx.fabrikam.com -> cloud:25 drop")
			l.send(erin, "one", bob)
			l.wait(time.Hour)
		}},
		{"in a gateway's queue", func(l *lab) {
			l.typed("net> block gateway.example -> mx.proseware.com:25 drop")
			l.send(bob, "one", dan)
			l.wait(time.Hour)
		}},
		{"a script that has been used once of twice", func(l *lab) {
			l.typed(`mx.fabrikam.com> reply "451 4.7.1 Later" to DATA 2 times`)
			l.send(bob, "one", erin)
			l.wait(time.Minute)
		}},
		{"answered by an absent user", func(l *lab) { l.send(alice, "one", bob); l.wait(time.Hour) }},
		{"an absent user who came back, and left again", func(l *lab) {
			l.send(alice, "one", bob)
			l.wait(time.Hour)
			l.typed("onprem> Set-MailboxAutoReplyConfiguration bob -AutoReplyState Disabled")
			l.typed("onprem> Set-MailboxAutoReplyConfiguration bob -AutoReplyState Enabled")
		}},
		{"a row in the application log", func(l *lab) {
			l.typed("onprem> Get-ExchangeCertificate -DomainName mail.contoso.com | Remove-ExchangeCertificate")
			l.send(alice, "one", bob)
			l.wait(time.Hour)
		}},
		{"a change in the cloud on its way", func(l *lab) {
			l.typed("cloud> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com")
			l.send(alice, "too early", "carol@contoso.com")
			l.wait(20 * time.Minute)
		}},
		{"lines that make certificates", func(l *lab) {
			l.wait(77*time.Minute + 400*time.Millisecond)
			l.typed(`ca> issue mail.contoso.com by "CN=Another CA" to EX01`)
			l.wait(3 * time.Second)
			l.typed(`ca> issue other.contoso.com by "CN=Another CA" to EX01`)
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := newLab(t)
			tt.make(before)
			after := before.killed()
			same(t, before, after)
			same(t, after, after.killed())
			for _, l := range []*lab{before, after} {
				l.wait(2 * time.Hour)
				l.send(alice, "another", bob)
				l.wait(72 * time.Hour)
			}
			if diff := gocmp.Diff(before.inboxes(), after.inboxes()); diff != "" {
				t.Errorf("three days later (-never killed +killed):\n%s", diff)
			}
			if len(after.inboxes()) == 0 {
				t.Error("no mail arrived anywhere")
			}
		})
	}
}

func TestAnAbsentUserDoesNotAnswerTwice(t *testing.T) {
	l := newLab(t)
	l.send(alice, "one", bob)
	l.wait(time.Hour)
	l = l.killed()
	l.send(alice, "two", bob)
	l.wait(time.Hour)
	if got := l.inboxes()[alice]; len(got) != 1 {
		t.Errorf("alice has %q, want one automatic reply", got)
	}
}

func TestAChangeOnItsWayBecomesEffectiveInTime(t *testing.T) {
	l := newLab(t)
	l.typed("cloud> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com")
	l.wait(50 * time.Minute)
	l = l.killed()
	there := func() bool { return l.Side(relay.Cloud).Organization().Recipient("carol@contoso.com") != nil }
	if there() {
		t.Error("it is effective before its time")
	}
	l.wait(11 * time.Minute)
	if !there() {
		t.Error("it never became effective")
	}
}

// TestALongLogIsMadeShort also protects that nothing is lost by it.
func TestALongLogIsMadeShort(t *testing.T) {
	l := newLab(t)
	for range 20 {
		l.send(alice, "one", bob)
		l.wait(time.Hour)
	}
	l.store.Note("deleted cloud-2", l.Clock.Now())
	l = l.killed()
	if err := l.store.Compact(l.held, l.Snapshot(), l.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	short := l.killed()
	same(t, l, short)
	if long, now := len(l.held.Changes), len(short.held.Changes); now >= long {
		t.Errorf("%d changes are kept, no fewer than the %d before", now, long)
	}
	if !slices.Equal(l.held.Lines, short.held.Lines) {
		t.Errorf("the lines were %v and are %v", l.held.Lines, short.held.Lines)
	}
	if want := []string{"deleted cloud-2"}; !slices.Equal(want, short.held.Notes) {
		t.Errorf("the notes are %q, want %q", short.held.Notes, want)
	}
}

// TestALogThatCannotBeMadeShortGoesOn has the disk full while the log is made short.
func TestALogThatCannotBeMadeShortGoesOn(t *testing.T) {
	l := newLab(t)
	l.send(alice, "one", bob)
	l.wait(time.Hour)
	file := l.killed().store.File()
	l.end()
	full := true
	l = again(t, file, func(s *store.Store) {
		s.Breaking(func() error {
			if full {
				return errors.New("no space left on device")
			}
			return nil
		})
		if err := s.Create(store.Origin{}, nil, time.Time{}); err == nil {
			t.Error("it was made short")
		}
		full = false
	})
	l.send(bob, "two", alice)
	l.wait(time.Hour)
	same(t, l, l.killed())
}

// TestAWorldCanBeginAgain also protects that nothing of the world before it is left.
func TestAWorldCanBeginAgain(t *testing.T) {
	l := newLab(t)
	l.typed(cutHybrid)
	l.send(bob, "one", alice)
	l.wait(time.Hour)
	l.store.Note("deleted cloud-2", l.Clock.Now())
	l.Close()
	w, err := parse(t).Faulty()
	if err != nil {
		t.Fatal(err)
	}
	if err := l.store.Create(store.Origin{Name: "world", Text: extra, Start: w.Config.Clock}, w.Snapshot(), w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	second := &lab{World: w, tb: t, store: l.store}
	t.Cleanup(w.Close)
	second.keep()
	second.send(alice, "two", bob)
	second.wait(time.Hour)
	after := second.killed()
	same(t, second, after)
	if len(after.held.Lines)+len(after.held.Notes) > 0 {
		t.Errorf("it still holds %v and %v", after.held.Lines, after.held.Notes)
	}
}

// TestTimeThatPassedIsKept: nothing else has happened, and whoever was told that time has passed does not see it run back.
func TestTimeThatPassedIsKept(t *testing.T) {
	l := newLab(t)
	l.wait(3 * time.Hour)
	if err := l.Kept(); err != nil {
		t.Fatal(err)
	}
	if got, want := again(t, l.store.File()).Clock.Now(), l.Clock.Now(); !got.Equal(want) {
		t.Errorf("the clock stood at %s, now at %s", want, got)
	}
}

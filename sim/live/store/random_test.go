package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/live/store"
	"hybridsim/sim/tested"
)

// TestWhateverHappensAndWheneverItEnds lets a random life happen to a world. After each step the world that is made from its
// file must be the same. After the last one, for a sample of all the transactions that were ever made: the world made from
// the file as it was then, left alone for three days, must have brought all mail that was in it to an end.
func TestWhateverHappensAndWheneverItEnds(t *testing.T) {
	lives, steps := 2, 20
	if tested.Race {
		lives = 1
	}
	if testing.Short() {
		lives, steps = 1, 8
	}
	for range lives {
		seed := rand.Uint64()
		t.Run(fmt.Sprint(seed), func(t *testing.T) { liveOnce(t, rand.New(rand.NewPCG(seed, 0)), steps) })
	}
}

func liveOnce(t *testing.T, dice *rand.Rand, steps int) {
	var files [][]byte
	l := newLab(t, func(s *store.Store) {
		s.GrowsAfter(1)
		s.AfterCommit(func(file []byte) { files = append(files, file) })
	})
	sent := 0
	for range steps {
		step(l, dice, &sent)
		after := l.killed()
		same(t, l, after)
		after.end()
		if t.Failed() {
			return
		}
	}
	l.end()
	for range 8 {
		after := again(t, files[dice.IntN(len(files))])
		accounted(t, after)
		after.end()
	}
}

// step does one thing of those that can happen.
func step(l *lab, dice *rand.Rand, sent *int) {
	people := []string{alice, bob, erin, team, dan, nora}
	switch n := dice.IntN(12); {
	case n < 5:
		*sent++
		var to []string
		for _, i := range dice.Perm(len(people))[:1+dice.IntN(3)] {
			to = append(to, people[i])
		}
		l.send([]string{alice, bob, erin}[dice.IntN(3)], fmt.Sprintf("message %d", *sent), to...)
	case n < 8:
		l.wait(time.Duration(1+dice.IntN(120)) * time.Minute)
	case n < 10: // which may begin the log anew, and forgets nothing that is asked for
		l.Forget(l.Config.Clock, "--keep all")
	case n < 11:
		l.typed([]string{cutHybrid, cutCloud, "net> block gateway.example -> mx.proseware.com:25 drop",
			`mx.fabrikam.com> reply "451 4.7.1 Later" to RCPT 3 times`}[dice.IntN(4)])
	default:
		l.typed("onprem> Set-Mailbox bob -DisplayName Bob" + fmt.Sprint(dice.IntN(9)))
	}
}

// accounted demands that every message that was ever received or submitted has come to an end for somebody: that it is in a
// mailbox, or in a report. A report that cannot be delivered in its turn, since both the way there and the way back are cut,
// ends as bad mail.
func accounted(t *testing.T, l *lab) {
	t.Helper()
	inside := map[string]bool{}
	for _, e := range l.Events() {
		if strings.HasPrefix(e.Subject, "message ") {
			inside[e.Subject] = true
		}
	}
	l.wait(72 * time.Hour)
	l.wait(72 * time.Hour) // for reports that waited too
	ended := ""
	for _, e := range l.Events() {
		if e.ID == relay.EventBadMail && strings.HasPrefix(e.Subject, "Undeliverable: ") {
			ended += e.Subject + "\n"
		}
	}
	for _, subjects := range l.inboxes() {
		ended += strings.Join(subjects, "\n") + "\n"
	}
	for subject := range inside {
		if !strings.Contains(ended+"\n", subject+"\n") {
			t.Errorf("%q was there and has come to nothing; in the mailboxes is\n%s", subject, ended)
		}
	}
}

// TestAFullDiskIsNoReasonToLie lets the disk be full for a while: nothing is accepted meanwhile, and nothing that was accepted
// before or after is lost.
func TestAFullDiskIsNoReasonToLie(t *testing.T) {
	var full atomic.Bool
	l := newLab(t, func(s *store.Store) {
		s.Breaking(func() error {
			if full.Load() {
				return errors.New("no space left on device")
			}
			return nil
		})
	})
	commands := []string{"EHLO a.example", "MAIL FROM:<erin@fabrikam.com>", "RCPT TO:<alice@contoso.com>", "DATA", "Subject: one", "", "text", ".", "QUIT"}
	talk := func() string {
		replies, err := l.Host("mx.fabrikam.com").Talk("contoso-com.mail.protection.outlook.com", commands)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(replies, "\n")
	}
	if said := talk(); !strings.Contains(said, "Queued mail for delivery") {
		t.Fatalf("with room it said\n%s", said)
	}
	full.Store(true)
	for _, when := range []string{"at the end of the content", "from then on at once"} {
		if said := talk(); !strings.Contains(said, "452 4.3.1 Insufficient system resources") || strings.Contains(said, "Queued mail") {
			t.Errorf("%s it said\n%s", when, said)
		}
	}
	if !l.store.Failing() {
		t.Error("nobody is told")
	}
	full.Store(false)
	for l.store.Failing() {
		time.Sleep(10 * time.Millisecond)
	}
	if said := talk(); !strings.Contains(said, "Queued mail for delivery") {
		t.Fatalf("with room again it said\n%s", said)
	}
	same(t, l, l.killed())
}

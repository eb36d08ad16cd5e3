package store_test

import (
	"cmp"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim"
	"hybridsim/sim/live/store"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

const (
	alice = "alice@contoso.com"  // in the cloud
	bob   = "bob@contoso.com"    // on-premises
	erin  = "erin@fabrikam.com"  // at an outside host
	team  = "team@contoso.com"   // a group of the three, on-premises
	dan   = "dan@proseware.com"  // behind a gateway
	nora  = "nora@nowhere.local" // where no connector leads
)

// extra is what the world of these tests has beside the hybrid that it is made from: a gateway, a group, an absent user.
const extra = `
net> host gateway.example 192.0.2.80 for gateway.example
net> host mx.proseware.com 192.0.2.25 for proseware.com
mx.proseware.com> mailbox dan@proseware.com
net> dns proseware.com MX gateway.example
gateway.example> relay proseware.com to mx.proseware.com
onprem> New-DistributionGroup team -PrimarySmtpAddress team@contoso.com -Members bob,alice
onprem> Set-MailboxAutoReplyConfiguration bob -AutoReplyState Enabled -InternalMessage "Away, ask Dan." -ExternalMessage "Away."
`

func parse(tb testing.TB) *story.Story {
	tb.Helper()
	c := &story.Catalogue{Files: scenarios.Files}
	base, err := c.Base("hybrid-2013")
	if err != nil {
		tb.Fatal(err)
	}
	text := strings.Replace(base.Text(), "\nTenant:", "\nPropagation: 60m\nTenant:", 1) + extra
	s, err := story.Parse("world.txtar", []byte(text), nil)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// lab is a world in virtual time that is kept.
type lab struct {
	*sim.World
	tb    testing.TB
	store *store.Store
	held  *store.Contents
	ended sync.Once
}

// newLab makes a world and begins to keep it.
func newLab(tb testing.TB, prepare ...func(*store.Store)) *lab {
	tb.Helper()
	dir := tb.TempDir()
	s, held, err := store.Open(dir)
	if err != nil || held != nil {
		tb.Fatalf("a new store holds %v, %v", held, err)
	}
	if _, measures := tb.(*testing.B); !measures {
		s.Unsynced()
	}
	for _, f := range prepare {
		f(s)
	}
	w, err := parse(tb).Faulty()
	if err != nil {
		tb.Fatal(err)
	}
	if err := s.Create(store.Origin{Name: "world", Text: extra, Start: w.Config.Clock}, w.Snapshot(), w.Clock.Now()); err != nil {
		tb.Fatal(err)
	}
	l := &lab{World: w, tb: tb, store: s}
	l.start()
	return l
}

func (l *lab) start() {
	l.keep()
	l.tb.Cleanup(l.end)
}

func (l *lab) keep() {
	l.World.Keep(l.store)
	l.store.Start(l.Clock.Now, func(error) {})
}

func (l *lab) end() {
	l.ended.Do(func() {
		l.Close()
		l.store.Close()
	})
}

// again makes the world again that a file holds, and goes on keeping it. No time has passed.
func again(tb testing.TB, file []byte, prepare ...func(*store.Store)) *lab {
	tb.Helper()
	dir := tb.TempDir()
	if err := os.WriteFile(filepath.Join(dir, store.FileName), file, 0o600); err != nil {
		tb.Fatal(err)
	}
	s, held, err := store.Open(dir)
	if err != nil {
		tb.Fatal(err)
	}
	s.Unsynced()
	for _, f := range prepare {
		f(s)
	}
	var lines []script.PastLine
	for _, line := range held.Lines {
		lines = append(lines, script.PastLine{At: line.At, Text: line.Text})
	}
	w, err := parse(tb).Faulty()
	if err != nil {
		tb.Fatal(err)
	}
	parse(tb).ConsoleAt(w).Again(lines, func(line int, err error) {
		if held.Lines[line].Worked {
			tb.Errorf("%s: %v", held.Lines[line].Text, err)
		}
	})
	w.Restore(held.Changes)
	w.Pass(held.Clock)
	l := &lab{World: w, tb: tb, store: s, held: held}
	l.start()
	return l
}

// killed is what is left of the lab when its process is killed now, and the lab that is made of it.
func (l *lab) killed() *lab {
	l.tb.Helper()
	if err := l.store.Keep(nil, l.Clock.Now())(); err != nil { // a world in virtual time has no moment at which nothing is on its way
		l.tb.Fatal(err)
	}
	return again(l.tb, l.store.File())
}

// typed has an administrator type a line. What follows from it for mail happens later.
func (l *lab) typed(line string) {
	l.tb.Helper()
	number := l.store.Typing(line, l.Clock.Now())
	err := l.execute(line)
	if kept := l.store.Typed(number, err == nil, l.Clock.Now())(); err != nil || kept != nil {
		l.tb.Fatal(err, kept)
	}
}

// execute does what a line says, and nothing that follows from it.
func (l *lab) execute(line string) error {
	c := parse(l.tb).ConsoleAt(l.World)
	c.Still()
	_, err := c.Do(line)
	return err
}

// send puts a message into the sender's queue and moves nothing.
func (l *lab) send(from, subject string, to ...string) {
	content := []byte("From: <" + from + ">\r\nTo: <" + strings.Join(to, ">, <") + ">\r\nSubject: " + subject + "\r\n\r\nThe text of " + subject + ".\r\n")
	switch from {
	case alice:
		l.Submit(relay.Cloud, from, to, content)
	case bob:
		l.Submit(relay.OnPremises, from, to, content)
	default:
		l.HostOf(from).Send(from, to, content)
	}
}

func (l *lab) wait(d time.Duration) {
	l.tb.Helper()
	if err := l.Wait(d); err != nil {
		l.tb.Fatal(err)
	}
}

var exactly = []gocmp.Option{
	gocmp.AllowUnexported(relay.Reply{}), gocmp.Comparer(func(a, b netip.Addr) bool { return a == b }), cmpopts.EquateEmpty(),
}

// state is a world's mail and records in an order that does not depend on how they came about.
func (l *lab) state() []sim.Change {
	changes := l.Snapshot()
	slices.SortStableFunc(changes, func(a, b sim.Change) int { return cmp.Compare(placeOf(a), placeOf(b)) })
	return changes
}

// placeOf puts waiting messages, which a snapshot lists queue by queue, in the order of their places, behind all else.
func placeOf(c sim.Change) int {
	switch {
	case c.Mail != nil && c.Mail.Told != 0:
		return 1 + c.Mail.Told
	case c.Mail != nil && c.Mail.Waits != nil:
		place := 1<<20 + c.Mail.Waits.Place
		if c.Side == relay.Cloud {
			place += 1 << 20
		}
		return place
	}
	return 0
}

// same demands that two worlds are the same.
func same(t *testing.T, want, got *lab) {
	t.Helper()
	if diff := gocmp.Diff(want.state(), got.state(), exactly...); diff != "" {
		t.Errorf("mail and records (-before +after):\n%.4000s", diff)
	}
	for _, side := range []relay.Side{relay.OnPremises, relay.Cloud} {
		if w, g := thumbprints(want, side), thumbprints(got, side); !slices.Equal(w, g) {
			t.Errorf("certificates of %s: %q before, %q after", side, w, g)
		}
	}
	if w, g := want.Clock.Now(), got.Clock.Now(); !w.Equal(g) {
		t.Errorf("the clock stood at %s, now at %s", w, g)
	}
}

func thumbprints(l *lab, side relay.Side) (list []string) {
	for _, c := range l.Side(side).Organization().Certificates {
		list = append(list, c.Thumbprint)
	}
	return list
}

// inboxes are the subjects at each mailbox, sorted.
func (l *lab) inboxes() map[string][]string {
	all := map[string][]string{}
	for _, side := range []relay.Side{relay.OnPremises, relay.Cloud} {
		for _, d := range l.Side(side).Deliveries() {
			all[d.Mailbox] = append(all[d.Mailbox], d.Item.Header.Get("Subject"))
		}
	}
	for _, h := range l.Hosts() {
		for _, m := range h.Mail() {
			header, _ := relay.SplitMessage(m.Content)
			all[m.Mailbox] = append(all[m.Mailbox], header.Get("Subject"))
		}
	}
	for _, list := range all {
		slices.Sort(list)
	}
	return all
}

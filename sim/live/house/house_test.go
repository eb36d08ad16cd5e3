package house_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim/console"
	"hybridsim/sim/lab"
	"hybridsim/sim/live/edge"
	"hybridsim/sim/live/house"
	"hybridsim/sim/live/store"
	"hybridsim/sim/story"
)

// teller tells a test when the world is open.
type teller struct {
	t      *testing.T
	opened chan *house.Opened
}

func (l *teller) Opened(o *house.Opened) { l.opened <- o }
func (l *teller) Happened([]relay.Event) {}
func (l *teller) Warn(text string)       { l.t.Error(text) }

const taught = "kb2510049-domain-not-shared"

func findStory(t *testing.T) *story.Story {
	t.Helper()
	s, err := (&story.Catalogue{Files: scenarios.Files}).Story(taught)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// live lets a lab live in a folder until the test, or end, ends it.
func live(t *testing.T, dir string) (h *house.House, o *house.Opened, end func()) {
	t.Helper()
	folder, err := house.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	s := findStory(t)
	if err := folder.Suits(s, true); err != nil {
		t.Fatal(err)
	}
	told := &teller{t, make(chan *house.Opened, 1)}
	h = &house.House{Story: s, Lab: true, Speed: 1, Folder: folder, Console: console.New(s), Teller: told}
	exercise, err := lab.New(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	h.Console.Teach(exercise, false)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Live(ctx) }()
	end = func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := folder.Close(); err != nil {
			t.Error(err)
		}
	}
	return h, <-told.opened, end
}

const change = "onprem> New-Mailbox zoe -PrimarySmtpAddress zoe@contoso.com"

func typed(t *testing.T, h *house.House, line string) string {
	t.Helper()
	answer, err := h.Console.Do(line, nil)
	if err != nil {
		t.Fatal(err)
	}
	return answer.Output
}

func TestAWorldGoesOnInItsFolder(t *testing.T) {
	dir := t.TempDir()
	h, first, end := live(t, dir)
	typed(t, h, change)
	end()
	h, second, end := live(t, dir)
	defer end()
	if !second.Folder.Held() || second.Told < first.Told || len(h.Console.Changes()) != 1 {
		t.Errorf("it does not go on: %+v", second)
	}
	if got := typed(t, h, "onprem> Get-Mailbox zoe"); !strings.Contains(got, "zoe") {
		t.Errorf("zoe has gone: %s", got)
	}
}

// TestAResetOutlivesTheProcess: it was acknowledged, and the process ended before there was another world.
func TestAResetOutlivesTheProcess(t *testing.T) {
	dir := t.TempDir()
	h, _, end := live(t, dir)
	typed(t, h, change)
	end()
	s, held, err := store.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	s.Start(func() (now time.Time) { return held.Clock }, func(error) {})
	if err := s.Note(console.BegunAgain, held.Clock)(); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, when := range []string{"at the next start", "and at the one after that"} {
		h, opened, end := live(t, dir)
		if len(h.Console.Changes()) > 0 || opened.World.Side(relay.OnPremises).Holds("zoe@contoso.com") {
			t.Errorf("%s the world is the one before it was reset", when)
		}
		end()
	}
}

func TestALabIsDrawnByItsNumber(t *testing.T) {
	s := findStory(t)
	if got := house.Draw([]*story.Story{s}, "", 4); got != s {
		t.Errorf("of one story it draws %v", got)
	}
	if got := house.Draw([]*story.Story{s}, "another-base", 4); got != nil {
		t.Errorf("on a base without stories it draws %v", got)
	}
}

// TestAHouseThatCannotBeOpenedEndsAtOnce has a door where another listens.
func TestAHouseThatCannotBeOpenedEndsAtOnce(t *testing.T) {
	l, err := edge.Listen("127.0.0.1:0", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s := findStory(t)
	h := &house.House{
		Story: s, Speed: 1, Console: console.New(s), Teller: &teller{t: t},
		Doors: edge.Options{Doors: []edge.Declared{{Option: "cloud", Side: relay.Cloud, Port: 25, At: l.Addr().String()}}},
	}
	if err := h.Live(t.Context()); err == nil || !strings.Contains(err.Error(), "is taken by another program") {
		t.Errorf("error %v", err)
	}
}

// TestWhoLooksStaysWhereHeIsWhenTheWorldBeginsAgain resets a world that is no lab over HTTP, with a port of the system's choice, and
// asks the same address for the new one.
func TestWhoLooksStaysWhereHeIsWhenTheWorldBeginsAgain(t *testing.T) {
	s := findStory(t)
	told := &teller{t, make(chan *house.Opened, 2)}
	h := &house.House{Story: s, Speed: 1, Console: console.New(s), Teller: told, Windows: house.Windows{HTTP: "127.0.0.1:0"}}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Live(ctx) }()
	first := <-told.opened
	typed(t, h, change)
	at := "http://" + first.Windows[0].At
	reset, err := http.Post(at+"/api/reset", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	reset.Body.Close()
	second := <-told.opened
	if reset.StatusCode != http.StatusOK || second.World == first.World || second.Windows[0] != first.Windows[0] {
		t.Errorf("%s; %v, then %v", reset.Status, first.Windows, second.Windows)
	}
	mailboxes, err := http.Get(at + "/api/mailboxes")
	if err != nil {
		t.Fatal(err)
	}
	list, err := io.ReadAll(mailboxes.Body)
	mailboxes.Body.Close()
	if err != nil || strings.Contains(string(list), "zoe") || !strings.Contains(string(list), "bob@contoso.com") || len(h.Console.Changes()) > 0 {
		t.Errorf("it is the world of before: %v\n%s", err, list)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, err := http.Get(at + "/api/world"); err == nil {
		t.Error("somebody answers when the house has ended")
	}
}

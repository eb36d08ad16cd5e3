package scenarios_test

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// catalogue reads every story that ships.
func catalogue(tb testing.TB) []*story.Story {
	tb.Helper()
	c := &story.Catalogue{Files: scenarios.Files}
	var list []*story.Story
	for i, name := range c.Names() {
		if tested.Sampled(i, 3) {
			continue
		}
		s, err := c.Story(name)
		if err != nil {
			tb.Fatal(err)
		}
		list = append(list, s)
	}
	if len(list) == 0 {
		tb.Fatal("there are no stories")
	}
	return list
}

// evidence plays every story and returns the digest of what each left behind.
func evidence(tb testing.TB, stories []*story.Story) map[string]string {
	tb.Helper()
	digests := map[string]string{}
	for _, s := range stories {
		r, err := s.Play()
		if err != nil {
			tb.Fatal(err)
		}
		if len(r.Evidence) != 64 {
			tb.Fatalf("the evidence of %s has the digest %q", s.Name, r.Evidence)
		}
		digests[s.Name] = r.Evidence
	}
	return digests
}

var played struct {
	sync.Once
	digests map[string]string
}

// alone is the evidence of the stories played one after the other on one processor; it is played once for all tests.
func alone(tb testing.TB) map[string]string {
	tb.Helper()
	played.Do(func() {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		played.digests = evidence(tb, catalogue(tb))
	})
	return played.digests
}

// TestEvidenceIsTheSameEverywhere: neither the number of processors nor how often something was played shows in the evidence.
func TestEvidenceIsTheSameEverywhere(t *testing.T) {
	stories, alone := catalogue(t), alone(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for i, processors := range []int{8, 2} {
		if tested.Sampled(i, 2) {
			continue
		}
		runtime.GOMAXPROCS(processors)
		if diff := cmp.Diff(alone, evidence(t, stories)); diff != "" {
			t.Errorf("digests on one processor and on %d (-1 +%d):\n%s", processors, processors, diff)
		}
	}
	seen := map[string]string{}
	for name, digest := range alone {
		if other := seen[digest]; other != "" {
			t.Errorf("%s and %s leave the same evidence", name, other)
		}
		seen[digest] = name
	}
}

// TestEvidenceDoesNotDependOnOtherWorlds: stories played at the same time do not show in each other's evidence.
func TestEvidenceDoesNotDependOnOtherWorlds(t *testing.T) {
	alone := alone(t)
	var wait sync.WaitGroup
	for _, s := range catalogue(t) {
		wait.Go(func() {
			r, err := s.Play()
			if err != nil {
				t.Error(err)
				return
			}
			if r.Evidence != alone[s.Name] {
				t.Errorf("%s leaves other evidence when others are played beside it", s.Name)
			}
		})
	}
	wait.Wait()
}

// TestNothingIsLeftRunning: a closed world and a played story leave no goroutine.
func TestNothingIsLeftRunning(t *testing.T) {
	for _, base := range (&story.Catalogue{Files: scenarios.Files}).Bases() {
		t.Run(base, func(t *testing.T) {
			settled(t, func() {
				h := newHealthy(t, base)
				for _, way := range [][2]string{{alice, bob}, {bob, alice}, {erin, nobody}, {alice, erin}} {
					h.post(way[0], way[1])
				}
				if _, err := h.Hosts()[0].Talk("mail.contoso.com", []string{"EHLO mx.fabrikam.com", "MAIL FROM:<" + erin + ">"}); err != nil {
					t.Error(err)
				}
				h.Close()
			})
		})
	}
	for _, s := range catalogue(t) {
		t.Run(s.Name, func(t *testing.T) {
			settled(t, func() { evidence(t, []*story.Story{s}) })
		})
	}
}

// settled fails the test when there are more goroutines after f than before it. Those that are on their way out get time.
func settled(t *testing.T, f func()) {
	t.Helper()
	before := runtime.NumGoroutine()
	f()
	for range 200 {
		if runtime.NumGoroutine() <= before {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, stacks[:runtime.Stack(stacks, true)])
}

// TestNoRealSocketIsOpened looks at the process's own descriptors while stories are played: the network is simulated, so there
// is no socket among them, and no event queue for one.
func TestNoRealSocketIsOpened(t *testing.T) {
	before, ok := networkDescriptors()
	if !ok {
		t.Skip("this system has no /proc/self/fd")
	}
	stories := catalogue(t)
	done, watched := make(chan struct{}), make(chan []string)
	go func() {
		var opened []string
		for {
			now, _ := networkDescriptors()
			for _, d := range now {
				if !slices.Contains(before, d) && !slices.Contains(opened, d) {
					opened = append(opened, d)
				}
			}
			select {
			case <-done:
				watched <- opened
				return
			default:
				runtime.Gosched()
			}
		}
	}()
	evidence(t, stories[:1])
	for _, s := range stories {
		w, err := s.World()
		if err != nil {
			t.Fatal(err)
		}
		w.Submit(relay.Cloud, alice, []string{bob}, []byte("Subject: Hello\r\n\r\nLunch at noon?\r\n"))
		if err := w.Settle(); err != nil {
			t.Error(err)
		}
		w.Close()
	}
	close(done)
	if opened := <-watched; len(opened) > 0 {
		t.Errorf("playing opened %q", opened)
	}
}

// networkDescriptors lists the process's sockets and the event queues that package net waits on.
func networkDescriptors() (found []string, ok bool) {
	const dir = "/proc/self/fd"
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, false
	}
	for _, e := range entries {
		to, err := os.Readlink(filepath.Join(dir, e.Name()))
		if err == nil && (strings.HasPrefix(to, "socket:") || strings.Contains(to, "[eventpoll]")) {
			found = append(found, e.Name()+" "+to)
		}
	}
	return found, true
}

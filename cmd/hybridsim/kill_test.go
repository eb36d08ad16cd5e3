package main

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"hybridsim/sim"
	"hybridsim/sim/live/house"
)

// Flags of the kill test: just kill has many kills, CI a sample that belongs to the commit.
var (
	killCount = flag.Int("kills", 6, "how many times TestNothingAcknowledgedIsLost kills a server")
	killSeed  = flag.String("killseed", "", "what the kill test's choices follow from; a new one if empty")
)

// killsOfFolder is how many kills a folder sees before it is looked at, since each start does again what was typed.
const killsOfFolder = 20

// toll is what the kills cost.
type toll struct {
	kills, starting, acknowledged, lost, doubled int
}

func (a *toll) add(b toll) {
	a.kills, a.starting = a.kills+b.kills, a.starting+b.starting
	a.acknowledged, a.lost, a.doubled = a.acknowledged+b.acknowledged, a.lost+b.lost, a.doubled+b.doubled
}

func (a toll) String() string {
	return fmt.Sprintf("%d kills (%d during a start): %d acknowledged, %d lost, %d doubled",
		a.kills, a.starting, a.acknowledged, a.lost, a.doubled)
}

// chooser makes the choices of the kill test. When a process dies is a matter of milliseconds all the same.
func chooser(t *testing.T) *rand.Rand {
	seed := *killSeed
	if seed == "" {
		seed = fmt.Sprint(rand.Uint32())
	}
	t.Logf("the choices follow from -killseed %s", seed)
	h := fnv.New64a()
	h.Write([]byte(seed))
	return rand.New(rand.NewPCG(h.Sum64(), 0))
}

// TestNothingAcknowledgedIsLostWhenTheProcessIsKilled is the promise of --data: clients are at every door that acknowledges
// something, and the process is killed at a random moment, also while it starts, again and again.
func TestNothingAcknowledgedIsLostWhenTheProcessIsKilled(t *testing.T) {
	choose := chooser(t)
	var total toll
	for total.kills < *killCount {
		kills := min(killsOfFolder, *killCount-total.kills)
		total.add(killed(t, filepath.Join(t.TempDir(), "data"), kills, choose))
	}
	t.Log(total)
	if total.lost > 0 {
		t.Errorf("lost: %d", total.lost)
	}
	if total.acknowledged == 0 {
		t.Error("nothing was acknowledged")
	}
}

// killed kills servers of one folder and returns what that cost.
func killed(t *testing.T, dir string, kills int, choose *rand.Rand) toll {
	t.Helper()
	l := newLedger()
	counted := toll{kills: kills}
	upgrades := 0
	keep := []string{"all", "40"}[choose.IntN(2)] // of which the second has the log begun anew again and again
	if formats := olderFormats(t); choose.IntN(2) == 0 {
		unpack(t, formats[choose.IntN(len(formats))], dir)
		l.hold()
		upgrades = 3 // kills while it may be upgraded
	}
	for n := range kills {
		if n < upgrades || choose.IntN(4) == 0 { // while it starts, with or without a folder
			counted.starting++
			p := servingIn(dir)
			if err := p.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(choose.IntN(250)) * time.Millisecond)
			p.Process.Kill()
			p.Wait()
			continue
		}
		p := serveIn(t, dir, "--speed", []string{"1", "1", "600"}[choose.IntN(3)], "--keep", keep)
		l.check(t, p)
		clients := everyDoor
		if choose.IntN(5) == 0 {
			clients = nobody
		}
		var all sync.WaitGroup
		for _, client := range clients {
			all.Go(func() { client(p, l) })
		}
		time.Sleep(time.Duration(choose.IntN(400)) * time.Millisecond)
		p.kill()
		all.Wait()
	}
	w := worldIn(t, dir)
	if err := w.Settle(); err != nil {
		t.Fatal(err)
	}
	lost, doubled := l.compare(t, w)
	counted.acknowledged, counted.lost, counted.doubled = l.acknowledged(), lost, doubled
	return counted
}

// worldIn makes the world in a folder again, in this process, where nothing moves by itself.
func worldIn(t *testing.T, dir string) *sim.World {
	t.Helper()
	f, err := house.OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	w, err := f.World(&serving{warn: t.Output()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

// TestAResetIsNotLostWhenTheProcessIsKilled kills a lab right behind the answer to reset.
func TestAResetIsNotLostWhenTheProcessIsKilled(t *testing.T) {
	choose := chooser(t)
	const change = "onprem> New-Mailbox zoe -PrimarySmtpAddress zoe@contoso.com"
	for range max(*killCount/20, 1) {
		dir := filepath.Join(t.TempDir(), "data")
		p := serveIn(t, dir, "--story", "kb2510049-domain-not-shared", "--lab")
		if !p.run(change) {
			t.Fatal("the change was not done")
		}
		acknowledged := p.run("reset")
		time.Sleep(time.Duration(choose.IntN(100)) * time.Millisecond)
		p.kill()
		p = serveIn(t, dir)
		if acknowledged && p.run("onprem> Get-Mailbox zoe | fl Name") {
			t.Error("a reset that was acknowledged is lost")
		}
		p.kill()
	}
}

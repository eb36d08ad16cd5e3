package main

import (
	"bytes"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/smtp"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"hybridsim/sim/tested"
)

var (
	soakTime = flag.Duration("soak", 2*time.Second, "how long TestSteadyLoad sends")
	soakRate = flag.Int("soakrate", 20, "messages a second that TestSteadyLoad sends")
	soakSeed = flag.String("soakseed", "", "what the choices of TestSteadyLoad follow from")
)

// memory is a figure about the process's memory in MB: VmRSS now, VmHWM at the peak.
func (p *process) memory(t *testing.T, name string) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Skip("this system does not tell how much memory a process has")
	}
	_, rest, _ := strings.Cut(string(status), name+":")
	var kB int
	fmt.Sscan(rest, &kB)
	return kB / 1024
}

var soaked = regexp.MustCompile(`\bsoak-\d+`)

// TestSteadyLoad lets mail come in by SMTP and over HTTP at a steady rate, short and long, for people and for nobody; nothing that
// is acknowledged, and not older than what is forgotten by then, is missing at the end. It tells what memory it took, and how long a view of the logs.
func TestSteadyLoad(t *testing.T) {
	p := serveIn(t, t.TempDir())
	defer p.kill()
	seed := fnv.New64()
	io.WriteString(seed, *soakSeed)
	choose := rand.New(rand.NewPCG(seed.Sum64(), 0))
	client, err := smtp.Dial(p.cloud)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	start, middle := p.memory(t, "VmRSS"), 0
	sent, failed := 0, 0
	tick := time.NewTicker(time.Second / time.Duration(*soakRate))
	defer tick.Stop()
	for begin := time.Now(); time.Since(begin) < *soakTime; <-tick.C {
		if middle == 0 && time.Since(begin) > *soakTime/2 {
			middle = p.memory(t, "VmRSS")
		}
		subject := fmt.Sprintf("soak-%d", sent)
		switch sent++; choose.IntN(4) {
		case 0:
			if !postOne(p, "from=alice@contoso.com&to=bob@contoso.com", subject) {
				failed++
			}
		case 1:
			if !postOne(p, "from=bob@contoso.com&to=nobody@fabrikam.com", subject) {
				failed++
			}
		default:
			if err := sendOne(client, subject); err != nil {
				t.Fatalf("message %d: %v", sent, err)
			}
		}
	}
	if failed > 0 {
		t.Errorf("%d of %d messages were refused", failed, sent)
	}
	view := func(path string) (time.Duration, []byte) {
		begin := time.Now()
		response, err := http.Get("http://" + p.http + path)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		content, err := io.ReadAll(response.Body)
		if err != nil || response.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s %v", path, response.Status, err)
		}
		return time.Since(begin), content
	}
	logs, _ := view("/logs")
	one, _ := view("/api/logs/cloud/MessageTrace.csv")
	t.Logf("%d messages in %v; memory %d MB at the start, %d in the middle, %d at the end, %d at the peak; /logs %v, one file %v",
		sent, *soakTime, start, middle, p.memory(t, "VmRSS"), p.memory(t, "VmHWM"), logs.Round(time.Millisecond), one.Round(time.Millisecond))
	if p.run("wait 1h"); !p.run("wait 1m") { // what is on its way arrives
		t.Error("the world does not come to rest")
	}
	_, trace := view("/api/logs/cloud/MessageTraceExtended.csv")
	_, tracking := view("/api/tracking")
	there := map[string]bool{}
	for _, m := range soaked.FindAll(append(trace, tracking...), -1) {
		there[string(m)] = true
	}
	first := 0
	if _, world := view("/api/world"); bytes.Contains(world, []byte(`"forgotten"`)) {
		for first < sent-1 && !there[fmt.Sprint("soak-", first)] {
			first++
		}
	}
	t.Logf("the messages before soak-%d are forgotten", first)
	for i := first; i < sent; i++ {
		if !there[fmt.Sprint("soak-", i)] {
			t.Errorf("message %d left no trace", i)
		}
	}
}

// floods is what clients do that would fill the memory, if they could.
var floods = map[string]func(net.Conn){
	"content without an end": func(c net.Conn) {
		io.WriteString(c, "EHLO a.example\r\nMAIL FROM:<erin@fabrikam.com>\r\nRCPT TO:<alice@contoso.com>\r\nDATA\r\n")
		time.Sleep(100 * time.Millisecond) // the replies come first
		io.WriteString(c, "Subject: long\r\n\r\n")
		chunk := strings.Repeat(strings.Repeat("x", 78)+"\r\n", 1000)
		for range 400 {
			io.WriteString(c, chunk)
		}
	},
	"commands that do nothing": func(c net.Conn) {
		chunk := strings.Repeat("NOOP "+strings.Repeat("x", 1500)+"\r\n", 100)
		for range 100 {
			io.WriteString(c, chunk)
		}
	},
}

// TestFloodsAreBounded: eight clients of each kind together leave the process under 300 MB, and a good one is served beside them.
func TestFloodsAreBounded(t *testing.T) {
	if tested.Race {
		t.Skip("the race detector takes memory of its own")
	}
	p := serveIn(t, t.TempDir())
	defer p.kill()
	var all sync.WaitGroup
	for _, flood := range floods {
		for range 8 {
			c, err := net.Dial("tcp", p.cloud)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close() // not before all have sent theirs
			go io.Copy(io.Discard, c)
			all.Go(func() { flood(c) })
		}
	}
	all.Wait()
	client, err := smtp.Dial(p.cloud)
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := sendOne(client, "good"); err != nil {
		t.Error(err)
	}
	peak := p.memory(t, "VmHWM")
	t.Logf("%d MB at the peak", peak)
	if peak >= 300 {
		t.Errorf("the process had %d MB", peak)
	}
}

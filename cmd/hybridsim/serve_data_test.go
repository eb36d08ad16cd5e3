package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/smtp"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/live/house"
)

// process is a served world in a process of its own.
type process struct {
	cmd   *exec.Cmd
	cloud string // address of the front door
	ended chan struct{}
}

var frontDoorLine = regexp.MustCompile(`^cloud +EOP front door +(\S+) `)

// servingIn is the command of a process that keeps its data in a folder.
func servingIn(dir string) *exec.Cmd {
	return exec.Command("hybridsim", "serve", "--data", dir, "--cloud", "127.0.0.1:0", "--onprem", "127.0.0.1:0", "--client", "127.0.0.1:0",
		"--dns", "off", "--http", "off", "--ca", "")
}

// serveIn starts such a process and waits until it can be talked to.
func serveIn(t *testing.T, dir string) *process {
	t.Helper()
	p := &process{cmd: servingIn(dir)}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var warnings strings.Builder
	p.cmd.Stderr = &warnings
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.ended = make(chan struct{})
	ready := make(chan string, 1)
	go func() {
		defer close(p.ended)
		lines := bufio.NewScanner(out)
		lines.Buffer(nil, 1<<20)
		address := ""
		for lines.Scan() {
			if m := frontDoorLine.FindStringSubmatch(lines.Text()); m != nil {
				address = m[1]
			}
			if strings.Contains(lines.Text(), "is kept in") {
				ready <- address
			}
		}
	}()
	select {
	case p.cloud = <-ready:
	case <-p.ended:
		p.cmd.Wait()
		t.Fatalf("serve ended at once: %s", warnings.String())
	}
	return p
}

// kill ends the process as kill -9 does.
func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.ended
	p.cmd.Wait()
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

// TestNoAcceptedMessageIsLostWhenTheProcessIsKilled is the promise of --data: twenty clients send, the process is killed in
// the middle and started again, several times, and every message that got a 250 is there at the end.
func TestNoAcceptedMessageIsLostWhenTheProcessIsKilled(t *testing.T) {
	messages, kills := 5000, 4
	if testing.Short() || raceDetector {
		messages, kills = 500, 2
	}
	const clients = 20
	dir := filepath.Join(t.TempDir(), "data")
	var next atomic.Int64
	var accepted sync.Map // subjects
	var count atomic.Int64
	for round := range kills + 1 {
		for range 2 { // also while it starts, before the folder is there and afterwards
			p := servingIn(dir)
			if err := p.Start(); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Duration(rand.IntN(150)) * time.Millisecond)
			p.Process.Kill()
			p.Wait()
		}
		p := serveIn(t, dir)
		last := round == kills
		limit := int64(messages) * int64(round+1) / int64(kills+1)
		killAt := limit - rand.Int64N(int64(messages)/int64(kills+1)/2+1)
		dead := make(chan struct{})
		var once, all sync.WaitGroup
		once.Go(func() {
			if !last {
				<-dead
				p.kill()
			}
		})
		var reached sync.Once
		for range clients {
			all.Go(func() {
				c, err := smtp.Dial(p.cloud)
				if err != nil {
					return // killed already
				}
				defer c.Close()
				for {
					n := next.Add(1)
					if last && n > int64(messages) {
						return
					}
					subject := fmt.Sprintf("message-%d", n)
					if err := sendOne(c, subject); err != nil {
						if last {
							t.Error(err)
						}
						return
					}
					accepted.Store(subject, true)
					if count.Add(1) >= killAt && !last {
						reached.Do(func() { close(dead) })
					}
				}
			})
		}
		all.Wait()
		once.Wait()
		if last {
			p.kill()
		}
	}
	w := worldIn(t, dir)
	if err := w.Settle(); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, side := range []relay.Side{relay.OnPremises, relay.Cloud} {
		for _, d := range w.Side(side).Deliveries() {
			seen[d.Item.Header.Get("Subject")]++
		}
	}
	lost, doubled := 0, 0
	accepted.Range(func(subject, _ any) bool {
		switch n := seen[subject.(string)]; {
		case n == 0:
			lost++
			t.Errorf("%s was accepted and is lost", subject)
		case n > 1:
			doubled += n - 1
		}
		return lost < 10
	})
	t.Logf("%d accepted, %d there, %d there twice, after %d kills", count.Load(), len(seen), doubled, kills+1)
}

// sendOne sends a message to a mailbox in the cloud, every fifth to one on-premises.
func sendOne(c *smtp.Client, subject string) error {
	to := "alice@contoso.com"
	if strings.HasSuffix(subject, "0") || strings.HasSuffix(subject, "5") {
		to = "bob@contoso.com"
	}
	if err := c.Mail("erin@fabrikam.com"); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	data, err := c.Data()
	if err != nil {
		return err
	}
	fmt.Fprintf(data, "From: erin@fabrikam.com\r\nTo: %s\r\nSubject: %s\r\n\r\nhello, this is %s\r\n", to, subject, subject)
	return data.Close()
}

// TestAFolderKeepsToItsWorld looks at which worlds the command line may name once a folder holds one.
func TestAFolderKeepsToItsWorld(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	file := filepath.Join(t.TempDir(), "mine.txtar")
	const text = "Title: Mine\nSource: none\nBase: hybrid-2013\n\n== Cause\nnet> block onprem -> cloud:25 refuse\n\n" +
		"== Symptoms\nbob@contoso.com> send hello.eml to alice@contoso.com\nDocumented: it waits\n" +
		"want deferral at onprem for alice@contoso.com: \"421 4.2.1 Unable to connect\"\n\n" +
		"== Resolution\nnet> unblock onprem -> cloud:25\n\n== Verification\nwait 1h\nDocumented: it arrives\nwant mail at alice@contoso.com\n\n" +
		"-- hello.eml --\nFrom: <bob@contoso.com>\nTo: <alice@contoso.com>\nSubject: Hello\n\nHello\n"
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	choose := func(name string, args ...string) error {
		ended, end := context.WithCancel(t.Context())
		end()
		o := serveOptions{data: dir, story: name, speed: 1, console: consoleOff, closed: true}
		s := &serving{options: o, out: io.Discard, warn: t.Output()}
		return s.serve(ended, args, nil)
	}
	write(text)
	if err := choose(file); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{""}, {file}, {file, "hybrid-2013"}} {
		if err := choose(args[0], args[1:]...); err != nil {
			t.Errorf("%q: %v", args, err)
		}
	}
	expect := func(want string, err error) {
		t.Helper()
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "hint: ") {
			t.Errorf("it says %v, want %q and a hint", err, want)
		}
	}
	expect("holds the world of mine, not of hybrid-2019", choose("", "hybrid-2019"))
	write(text + "\n")
	expect("its text has changed since", choose(file))
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := choose(""); err != nil {
		t.Errorf("without the file it came from: %v", err)
	}
}

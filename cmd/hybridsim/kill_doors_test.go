package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/smtp"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// process is a served world in a process of its own.
type process struct {
	cmd         *exec.Cmd
	cloud, http string // addresses of the front door and the pages
	ended       chan struct{}

	stdin  io.Writer
	mu     sync.Mutex
	answer *sync.Cond // more was printed, or nothing will be
	lines  []string
	over   bool
}

var (
	frontDoorLine = regexp.MustCompile(`^cloud +EOP front door +(\S+) `)
	pagesLine     = regexp.MustCompile(`^http +.*http://(\S+)$`)
)

// servingIn is the command of a process that keeps its data in a folder.
func servingIn(dir string, more ...string) *exec.Cmd {
	const any = "127.0.0.1:0"
	return exec.Command("hybridsim", append([]string{"serve", "--data", dir, "--cloud", any, "--onprem", any, "--client", any,
		"--dns", "off", "--http", any, "--ca", "", "--console", "on"}, more...)...)
}

// serveIn starts such a process and waits until it can be talked to.
func serveIn(t *testing.T, dir string, more ...string) *process {
	t.Helper()
	p := &process{cmd: servingIn(dir, more...), ended: make(chan struct{})}
	p.answer = sync.NewCond(&p.mu)
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		p.stdin, err = p.cmd.StdinPipe()
	}
	if err != nil {
		t.Fatal(err)
	}
	var warnings strings.Builder
	p.cmd.Stderr = &warnings
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.read(out)
	if !p.printed(func(line string) bool { return strings.Contains(line, "is kept in") }) {
		p.kill()
		t.Fatalf("serve ended at once: %s", warnings.String())
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, line := range p.lines {
		if m := frontDoorLine.FindStringSubmatch(line); m != nil {
			p.cloud = m[1]
		}
		if m := pagesLine.FindStringSubmatch(line); m != nil {
			p.http = m[1]
		}
	}
	return p
}

func (p *process) read(out io.Reader) {
	defer close(p.ended)
	scanner := bufio.NewScanner(out)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		p.mu.Lock()
		p.lines = append(p.lines, scanner.Text())
		p.answer.Broadcast()
		p.mu.Unlock()
	}
	p.mu.Lock()
	p.over = true
	p.answer.Broadcast()
	p.mu.Unlock()
}

// printed waits for a line, and reports whether it came.
func (p *process) printed(is func(string) bool) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for seen := 0; ; {
		for ; seen < len(p.lines); seen++ {
			if is(p.lines[seen]) {
				return true
			}
		}
		if p.over {
			return false
		}
		p.answer.Wait()
	}
}

// kill ends the process as kill -9 does.
func (p *process) kill() {
	p.cmd.Process.Kill()
	<-p.ended
	p.cmd.Wait()
}

// run has a line done over HTTP, and reports whether that was acknowledged.
func (p *process) run(line string) bool {
	response, err := http.Post("http://"+p.http+"/api/run", "text/plain", strings.NewReader(line))
	if err != nil {
		return false
	}
	defer response.Body.Close()
	var done struct{ OK bool }
	return json.NewDecoder(response.Body).Decode(&done) == nil && done.OK
}

// everyDoor has a client at each door that acknowledges something; nobody has somebody who looks at the time.
var (
	everyDoor = []func(*process, *ledger){overSMTP, overSMTP, overHTTP, byLinesOverHTTP, atTheConsole, deleting}
	nobody    = []func(*process, *ledger){looking}
)

// looking asks for the time until the server is gone.
func looking(p *process, l *ledger) {
	for now := p.time(); !now.IsZero(); now = p.time() {
		l.saw(now)
		time.Sleep(20 * time.Millisecond)
	}
}

// overSMTP sends until the server is gone.
func overSMTP(p *process, l *ledger) {
	c, err := smtp.Dial(p.cloud)
	if err != nil {
		return // killed already
	}
	defer c.Close()
	for l.send("smtp", func(subject string) bool { return sendOne(c, subject) == nil }) {
	}
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

// overHTTP sends until the server is gone, in turn from the sides and from outside.
func overHTTP(p *process, l *ledger) {
	ways := []string{"from=alice@contoso.com&to=bob@contoso.com", "from=erin@fabrikam.com&to=bob@contoso.com", "from=bob@contoso.com&to=alice@contoso.com"}
	for n := 0; l.send("http", func(subject string) bool { return postOne(p, ways[n%len(ways)], subject) }); n++ {
	}
}

// postOne sends a message over HTTP, and reports whether that was acknowledged.
func postOne(p *process, way, subject string) bool {
	content := strings.NewReader("Subject: " + subject + "\r\n\r\nhello\r\n")
	response, err := http.Post("http://"+p.http+"/api/send?"+way, "message/rfc822", content)
	if err != nil {
		return false
	}
	response.Body.Close()
	return response.StatusCode == http.StatusAccepted
}

// byLinesOverHTTP lets lines send, time pass, and, a few times, change the configuration.
func byLinesOverHTTP(p *process, l *ledger) {
	for n := 0; l.greet(p, p.run, "alice@contoso.com", "bob@contoso.com"); n++ {
		l.saw(p.time())
		switch {
		case n%4 == 3:
			before := p.time()
			if p.run("wait 90m") {
				l.saw(before.Add(90 * time.Minute))
			}
		case n < 3:
			name := l.name("box")
			if p.run("onprem> New-Mailbox " + name + " -PrimarySmtpAddress " + name + "@contoso.com") {
				l.note(func() { l.mailboxes = append(l.mailboxes, name+"@contoso.com") })
			}
		}
	}
}

// atTheConsole types. The answer to a question tells that the line before it is done.
func atTheConsole(p *process, l *ledger) {
	type_ := func(line string) bool {
		mark := l.name("mark")
		fmt.Fprintf(p.stdin, "%s\nwant mail at %s@nowhere.example\n", line, mark)
		return p.printed(func(line string) bool { return strings.Contains(line, mark) }) // it is read: the line before it was done
	}
	for n := 0; l.greet(p, type_, "bob@contoso.com", "alice@contoso.com"); n++ {
		if n < 3 {
			number := l.next.Add(1)
			address := fmt.Sprintf("198.18.%d.%d", number/250%250, number%250+1)
			if type_("eop> ban " + address) {
				l.note(func() { l.bans = append(l.bans, address) })
			}
		}
	}
}

// deleting clears one message away.
func deleting(p *process, l *ledger) {
	id := fmt.Sprintf("cloud-%d", len(l.deleted)+1)
	request, err := http.NewRequest(http.MethodDelete, "http://"+p.http+"/api/messages/"+id, nil)
	if err != nil {
		return
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return
	}
	response.Body.Close()
	if response.StatusCode == http.StatusOK {
		l.note(func() { l.deleted = append(l.deleted, id) })
	}
}

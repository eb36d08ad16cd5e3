package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"hybridsim/sim/live/house"
)

// printed takes what a server prints, for a reader at the same time.
type printed struct {
	mu    sync.Mutex
	more  *sync.Cond
	b     bytes.Buffer
	ended bool
}

func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	defer p.more.Broadcast()
	return p.b.Write(b)
}

func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.b.String()
}

// wait waits until a text was printed so many times, and reports false when nothing more will be.
func (p *printed) wait(text string, times int) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for strings.Count(p.b.String(), text) < times {
		if p.ended {
			return false
		}
		p.more.Wait()
	}
	return true
}

func (p *printed) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	p.more.Broadcast()
}

// served is serve on free ports, in a folder of its own, until the test ends.
type served struct {
	*printed
	t    *testing.T
	dir  string
	stop func() // and waits until it has ended
}

func serve(t *testing.T, base string, change func(*serveOptions)) *served {
	t.Helper()
	v := &served{printed: &printed{}, t: t, dir: t.TempDir()}
	v.more = sync.NewCond(&v.mu)
	o := onFreePorts()
	o.windows = house.Windows{DNS: o.cloud, HTTP: o.cloud, CA: filepath.Join(v.dir, "ca.pem"), Maildir: filepath.Join(v.dir, "mail")}
	if change != nil {
		change(&o)
	}
	s := &serving{options: o, out: v.printed, warn: v.printed}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		err := flagError(s.serve(ctx, []string{base}, nil))
		v.end()
		done <- err
	}()
	v.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(v.stop)
	if !v.wait("Nothing is kept", 1) {
		t.Fatalf("serve ended early:\n%s", v)
	}
	return v
}

// onFreePorts are the flags of serve with doors on free ports, no window, and nobody at the console.
func onFreePorts() serveOptions {
	const any = "127.0.0.1:0"
	return serveOptions{speed: 1, cloud: any, onprem: []string{any}, client: []string{any}, console: consoleOff}
}

// typed has lines done over HTTP.
func (v *served) typed(lines string) string {
	v.t.Helper()
	response, err := http.Post("http://"+v.at("http")+"/api/run", "text/plain", strings.NewReader(lines))
	if err != nil {
		v.t.Fatal(err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		v.t.Errorf("%s %v\n%s", response.Status, err, answer)
	}
	return string(answer)
}

// at is the address in the last such line that was printed; what it begins with is a regular expression.
func (v *served) at(begins string) string {
	v.t.Helper()
	m := regexp.MustCompile(`(?m)^`+begins+`.*?(?:http://)?([0-9.]+:[0-9]+)(?: .*)?$`).FindAllStringSubmatch(v.String(), -1)
	if m == nil {
		v.t.Fatalf("no line begins with %s:\n%s", begins, v)
	}
	return m[len(m)-1][1]
}

// tool finds a program, or skips the test.
func tool(t *testing.T, name, debianPackage string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") != "" {
			t.Fatalf("%s is not installed (Debian package %s)", name, debianPackage)
		}
		t.Skipf("%s is not installed (Debian package %s)", name, debianPackage)
	}
	return path
}

func TestServeShowsWhatHappens(t *testing.T) {
	v := serve(t, "hybrid-2013", nil)
	request := "http://" + v.at("http") + "/api/send?from=alice@contoso.com&to=bob@contoso.com"
	response, err := http.Post(request, "message/rfc822", strings.NewReader("Subject: hello\n\nhello\n"))
	if err != nil || response.StatusCode != http.StatusAccepted {
		t.Fatalf("%v %v", response, err)
	}
	response.Body.Close()
	if answer := v.typed("wait 1m\nwant mail at bob@contoso.com"); !strings.Contains(answer, `"holds`) {
		t.Errorf("%s", answer)
	}
	v.stop()
	if kept, err := os.ReadDir(filepath.Join(v.dir, "mail", "bob@contoso.com", "new")); err != nil || len(kept) != 1 {
		t.Errorf("bob's maildir has %d messages: %v", len(kept), err)
	}
}

func TestAWorldIsResetOverHTTP(t *testing.T) {
	v := serve(t, "hybrid-2013", func(o *serveOptions) { o.lab = true; o.seed = 4 })
	const look, change = "onprem> Get-Mailbox | Format-List Name", "onprem> New-Mailbox zoe -PrimarySmtpAddress zoe@contoso.com"
	before := v.typed(look)
	if v.typed(change); v.typed(look) == before {
		t.Fatalf("the change changed nothing: %s", before)
	}
	v.typed("reset")
	if !v.wait("Nothing is kept", 2) {
		t.Fatal("the world did not begin again")
	}
	if after := v.typed(look); after != before {
		t.Errorf("%s, want %s", after, before)
	}
}

func TestOpenSSLVerifiesTheServers(t *testing.T) {
	openssl := tool(t, "openssl", "openssl")
	for _, base := range []string{"hybrid-2010", "hybrid-2013", "hybrid-2019"} {
		v := serve(t, base, nil)
		for _, door := range []struct{ begins, name string }{{`onprem +\S+ port 25 `, "mail.contoso.com"}, {"cloud", "mail.protection.outlook.com"}} {
			t.Run(base+"/"+door.begins, func(t *testing.T) {
				ask := func(more ...string) ([]byte, error) {
					cmd := exec.Command(openssl, append([]string{"s_client", "-starttls", "smtp", "-connect", v.at(door.begins), "-CAfile", filepath.Join(v.dir, "ca.pem"),
						"-verify_return_error", "-verify_hostname", door.name, "-no-CApath", "-no-CAstore"}, more...)...)
					cmd.Stdin = strings.NewReader("QUIT\r\n")
					return cmd.CombinedOutput()
				}
				out, err := ask()
				if old := base == "hybrid-2010" && door.name == "mail.contoso.com"; old {
					if err == nil {
						t.Errorf("L10: a server with TLS 1.0 only satisfies a client of today:\n%s", out)
					}
					out, err = ask("-cipher", "ALL:@SECLEVEL=0")
				}
				if err != nil || !strings.Contains(string(out), "Verify return code: 0 (ok)") || !strings.Contains(string(out), "Verified peername: ") {
					t.Errorf("%v\n%s", err, out)
				}
			})
		}
	}
}

func TestDigAsksTheServedWorld(t *testing.T) {
	dig := tool(t, "dig", "bind9-dnsutils")
	v := serve(t, "hybrid-2013", nil)
	host, port, _ := net.SplitHostPort(v.at("dns"))
	out, err := exec.Command(dig, "@"+host, "-p", port, "+short", "contoso.com", "MX").Output()
	if err != nil || !strings.HasSuffix(strings.TrimSpace(string(out)), ".") {
		t.Errorf("%v %q", err, out)
	}
}

func TestAPortThatIsTakenNamesTheFlag(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, tt := range []struct {
		flag string
		set  func(*serveOptions)
	}{
		{"--dns", func(o *serveOptions) { o.windows.DNS = taken.Addr().String() }},
		{"--http", func(o *serveOptions) { o.windows.HTTP = taken.Addr().String() }},
	} {
		s := &serving{options: onFreePorts(), out: io.Discard, warn: io.Discard}
		tt.set(&s.options)
		err := flagError(s.serve(t.Context(), []string{"hybrid-2013"}, nil))
		if err == nil || errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "is taken by another program") || !strings.Contains(err.Error(), "hint: choose another with "+tt.flag) {
			t.Errorf("error %v", err)
		}
	}
}

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
)

// printed takes what a server prints, for a reader at the same time.
type printed struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.b.Write(b)
}

func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.b.String()
}

// served is serve on free ports, in a folder of its own, until the test ends.
type served struct {
	*printed
	t    *testing.T
	dir  string
	stop func() // and waits until it has ended
}

func serve(t *testing.T, base string, change func(*server)) *served {
	t.Helper()
	r, w := io.Pipe()
	v := &served{printed: &printed{}, t: t, dir: t.TempDir()}
	any := "127.0.0.1:0"
	s := &server{speed: 1, cloud: any, onprem: any, client: any, out: io.MultiWriter(v.printed, w)}
	s.windows = windows{dns: any, http: any, ca: filepath.Join(v.dir, "ca.pem"), maildir: filepath.Join(v.dir, "mail")}
	if change != nil {
		change(s)
	}
	chosen(t, s, base)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		err := s.run(ctx)
		w.CloseWithError(io.EOF)
		done <- err
	}()
	v.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(v.stop)
	if !readUntil(r, "Nothing is kept") {
		t.Fatalf("serve ended early:\n%s", v)
	}
	go io.Copy(io.Discard, r)
	return v
}

// chosen lets a server serve a base, with nobody at its console.
func chosen(t *testing.T, s *server, base string) {
	t.Helper()
	s.consoleMode = consoleOff
	if err := errors.Join(s.choose([]string{base}, ""), s.teach(true)); err != nil {
		t.Fatal(err)
	}
}

// readUntil reports whether a text comes.
func readUntil(r io.Reader, text string) bool {
	var all bytes.Buffer
	for buffer := make([]byte, 1024); !strings.Contains(all.String(), text); {
		n, err := r.Read(buffer)
		if all.Write(buffer[:n]); err != nil {
			return false
		}
	}
	return true
}

// at is the address that stands at the end of a line of what was printed.
func (v *served) at(begins string) string {
	v.t.Helper()
	m := regexp.MustCompile(`(?m)^` + begins + `.*?(?:http://)?([0-9.]+:[0-9]+)$`).FindStringSubmatch(v.String())
	if m == nil {
		v.t.Fatalf("no line begins with %s:\n%s", begins, v)
	}
	return m[1]
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
	response, err = http.Post("http://"+v.at("http")+"/api/run", "text/plain", strings.NewReader("wait 1m\nwant mail at bob@contoso.com"))
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%v %v", response, err)
	}
	if answer, err := io.ReadAll(response.Body); err != nil || !strings.Contains(string(answer), `"holds`) {
		t.Errorf("%v\n%s", err, answer)
	}
	response.Body.Close()
	v.stop()
	if kept, err := os.ReadDir(filepath.Join(v.dir, "mail", "bob@contoso.com", "new")); err != nil || len(kept) != 1 {
		t.Errorf("bob's maildir has %d messages: %v", len(kept), err)
	}
}

func TestOpenSSLVerifiesTheServers(t *testing.T) {
	openssl := tool(t, "openssl", "openssl")
	for _, base := range []string{"hybrid-2010", "hybrid-2013", "hybrid-2019"} {
		v := serve(t, base, nil)
		for _, door := range []struct{ begins, name string }{{"onprem  port 25", "mail.contoso.com"}, {"cloud", "mail.protection.outlook.com"}} {
			t.Run(base+"/"+door.begins, func(t *testing.T) {
				cmd := exec.Command(openssl, "s_client", "-starttls", "smtp", "-connect", v.at(door.begins), "-CAfile", filepath.Join(v.dir, "ca.pem"),
					"-verify_return_error", "-verify_hostname", door.name, "-no-CApath", "-no-CAstore")
				cmd.Stdin = strings.NewReader("QUIT\r\n")
				out, err := cmd.CombinedOutput()
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

func TestTheCertificatesFileOfSomebodyElseStays(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := writeRoots(file, []byte("theirs"))
	if content, _ := os.ReadFile(file); err == nil || !strings.Contains(err.Error(), "hint: choose another with --ca") || string(content) != "mine" {
		t.Errorf("%v, and the file holds %q", err, content)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"one", "two"} {
		if err := writeRoots(file, []byte(content)); err != nil {
			t.Error(err)
		}
		if got, _ := os.ReadFile(file); string(got) != rootsMark+content {
			t.Errorf("the file holds %q", got)
		}
	}
	if err := writeRoots(filepath.Join(file, "x"), nil); err == nil || !strings.Contains(err.Error(), "hint:") {
		t.Errorf("error %v", err)
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
		set  func(*server)
	}{
		{"--dns", func(s *server) { s.windows.dns = taken.Addr().String() }},
		{"--http", func(s *server) { s.windows.http = taken.Addr().String() }},
	} {
		s := &server{speed: 1, cloud: "127.0.0.1:0", onprem: "127.0.0.1:0", client: "127.0.0.1:0", out: io.Discard, windows: windows{dns: off, http: off}}
		tt.set(s)
		chosen(t, s, "hybrid-2013")
		err := s.run(context.Background())
		if err == nil || errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "is taken by another program") || !strings.Contains(err.Error(), "hint: choose another with "+tt.flag) {
			t.Errorf("error %v", err)
		}
	}
}

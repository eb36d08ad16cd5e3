package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/live/edge"
)

// edgeLab is a server that a test has started.
type edgeLab struct {
	t    *testing.T
	told edge.Told
	end  func() string // stops it and returns what it printed
}

// serve starts the command on free ports and waits until it listens.
func serveEdge(t *testing.T, args ...string) *edgeLab {
	t.Helper()
	file := filepath.Join(t.TempDir(), "sources.json")
	var out bytes.Buffer
	cmd := serveCommand()
	cmd.SetOut(&out)
	cmd.SetArgs(append([]string{"hybrid-2013", "--cloud", "127.0.0.1:0", "--onprem", "127.0.0.1:0", "--client", "127.0.0.1:0", "--dns", "off", "--http", "off", "--ca=", "--sources", file}, args...))
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- cmd.ExecuteContext(ctx) }()
	s := &edgeLab{t: t}
	s.end = func() string {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		ended <- nil
		return out.String()
	}
	t.Cleanup(func() { s.end() })
	for {
		if text, err := os.ReadFile(file); err == nil && json.Unmarshal(text, &s.told) == nil {
			return s
		}
		select {
		case err := <-ended:
			t.Fatal(err)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// door returns where the named door listens.
func (s *edgeLab) door(name string) string {
	s.t.Helper()
	for _, d := range s.told.Doors {
		if d.Name == name {
			return d.Listens
		}
	}
	s.t.Fatalf("no door %q; there are %v", name, s.told.Doors)
	return ""
}

// greeting connects to a door, says something first, and returns the line with which EHLO is answered.
func greeting(t *testing.T, door, first string) string {
	t.Helper()
	conn, err := net.Dial("tcp", door)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	fmt.Fprintf(conn, "%sEHLO client.example\r\n", first)
	in := bufio.NewReader(conn)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(line, "Hello [") {
			return strings.TrimSpace(line)
		}
	}
}

func TestServeTellsClientsApart(t *testing.T) {
	s := serveEdge(t, "--source", "40.92.0.5=127.0.0.1:0", "--source", "mx.fabrikam.com@onprem=127.0.0.1:0", "--source", "192.0.2.66=127.92.0.5",
		"--source", "198.51.100.9=127.0.0.1:0", "--proxy-protocol", "onprem=127.0.0.1:0", "--xclient", "onprem=127.0.0.1:0", "--default-source", "192.0.2.11", "--xclient", "cloud=0.0.0.0:0",
		"--onprem", "ex01=127.0.0.1:0", "--client", "EX01=127.0.0.1:0")
	const onprem, cloud = "250-EX01.contoso.com Hello [%s]", "250-SIM1EPF00000001.mail.protection.outlook.com Hello [%s]"
	for _, tt := range []struct{ door, first, want string }{
		{"cloud EOP front door", "", fmt.Sprintf(cloud, "192.0.2.11")},
		{"onprem from 40.92.0.5", "", fmt.Sprintf(onprem, "40.92.0.5")},     // the service's own sends to on-premises,
		{"cloud from 198.51.100.9", "", fmt.Sprintf(cloud, "198.51.100.9")}, // all others to the cloud
		{"onprem from mx.fabrikam.com", "", fmt.Sprintf(onprem, "198.51.100.25")},
		{"onprem PROXY header", "PROXY TCP4 192.0.2.44 192.0.2.1 4000 25\r\n", fmt.Sprintf(onprem, "192.0.2.44")},
		{"onprem XCLIENT", "XCLIENT ADDR=192.0.2.45\r\n", fmt.Sprintf(onprem, "192.0.2.45")},
	} {
		if diff := cmp.Diff(tt.want, greeting(t, s.door(tt.door), tt.first)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.door, diff)
		}
	}
	clients := map[string]string{}
	for _, c := range s.told.Clients {
		clients[c.Client.String()] = c.Address.String() + " " + c.Host
	}
	if clients["127.92.0.5"] != "192.0.2.66 " || clients["127.0.1.1"] != "198.51.100.25 mx.fabrikam.com" {
		t.Errorf("the clients are %v", clients)
	}
	out := s.end()
	for _, want := range []string{
		"A client from 127.0.0.1 is 192.0.2.11, somewhere on the Internet.",
		"warning: other machines can reach 0.0.0.0:0, and it is no mail server for them; --xclient cloud=127.0.0.1:PORT keeps it on this one",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("it does not say %q:\n%s", want, out)
		}
	}
}

func TestServeBridges(t *testing.T) {
	real, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer real.Close()
	go func() {
		for {
			conn, err := real.Accept()
			if err != nil {
				return
			}
			fmt.Fprint(conn, "250 Hello [the real server]\r\n")
			conn.Close()
		}
	}()
	dir := t.TempDir()
	s := serveEdge(t, "--bridge", "gateway.contoso.com@203.0.113.30,proseware.com="+real.Addr().String(), "--bridge-certificates", dir,
		"--source", "192.0.2.77@gateway.contoso.com=127.0.0.1:0")
	if got := greeting(t, s.door("gateway.contoso.com from 192.0.2.77"), ""); got != "250 Hello [the real server]" {
		t.Errorf("the host's port 25 is answered %q", got)
	}
	for _, name := range []string{"cloud from gateway.contoso.com", "onprem from gateway.contoso.com"} {
		if got := greeting(t, s.door(name), ""); !strings.Contains(got, "Hello [203.0.113.30]") {
			t.Errorf("%s: %s", name, got)
		}
	}
	if _, err := tls.LoadX509KeyPair(filepath.Join(dir, "gateway.contoso.com.crt"), filepath.Join(dir, "gateway.contoso.com.key")); err != nil {
		t.Error(err)
	}
	if out := s.end(); !strings.Contains(out, "bridge  gateway.contoso.com     "+real.Addr().String()) {
		t.Errorf("it says:\n%s", out)
	}
}

func TestServeRefusesWhatCannotBe(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := taken.Addr().String()
	free := []string{"--onprem", "127.0.0.1:0", "--client", "127.0.0.1:0"}
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"a port that is taken", []string{"--cloud", "127.0.0.1:0", "--source", "mx.fabrikam.com@onprem=" + port},
			port + " is taken by another program\n    hint: choose another with --source mx.fabrikam.com@onprem=127.0.0.1:PORT"},
		{"the cloud's port is taken", []string{"--cloud", port}, port + " is taken by another program\n    hint: choose another with --cloud 127.0.0.1:PORT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			code := run(append(append([]string{"serve"}, free...), tt.args...), &stdout, &stderr)
			if diff := cmp.Diff(tt.want, strings.TrimSpace(stderr.String())); diff != "" || code != exitInput {
				t.Errorf("exit code %d (-want +got):\n%s", code, diff)
			}
		})
	}
	taken.Close()
	var stdout, stderr bytes.Buffer
	run(append([]string{"serve", "--cloud", port, "--bridge", "mx.fabrikam.com=" + port}, free...), &stdout, &stderr)
	if !strings.Contains(stderr.String(), "this is a door of the simulation itself: mail would go round") {
		t.Errorf("a bridge to a door: %s", stderr.String())
	}
}

package edge_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	smtpserver "github.com/emersion/go-smtp"

	"hybridsim/relay"
	"hybridsim/sim/live"
	"hybridsim/sim/live/edge"
)

// BenchmarkSmtpSource lets Postfix's smtp-source (Debian package postfix) send messages of 1 KiB over 20 connections at a time,
// to Postfix's smtp-sink, to a go-smtp server that throws them away, and to a living world, which keeps the evidence of each.
// Every sink is a process of its own. It reports accepted messages a second and the sink's peak memory.
//
//	go test ./sim/live/edge -run '^$' -bench SmtpSource -benchtime 20000x
func BenchmarkSmtpSource(b *testing.B) {
	source, err := exec.LookPath("smtp-source")
	if err != nil {
		b.Skip("smtp-source is not installed (Debian package postfix)")
	}
	for _, way := range []struct {
		name string
		args []string
	}{{"one message a connection", nil}, {"many", []string{"-d"}}} {
		for _, sink := range []string{"smtp-sink", "go-smtp", "hybridsim"} {
			b.Run(way.name+"/"+sink, func(b *testing.B) {
				address, peak := startSink(b, sink)
				args := append([]string{"-s", "20", "-l", "1024", "-m", fmt.Sprint(b.N), "-M", "client.example", "-f", "erin@fabrikam.com", "-t", "alice@contoso.com"}, way.args...)
				b.ResetTimer()
				if out, err := exec.Command(source, append(args, address)...).CombinedOutput(); err != nil {
					b.Fatalf("%v: %s", err, out)
				}
				b.StopTimer()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
				b.ReportMetric(peak(), "peak-MB")
			})
		}
	}
}

// sinkVariable makes the test binary a sink of the named kind.
const sinkVariable = "HYBRIDSIM_BENCHMARK_SINK"

func TestMain(m *testing.M) {
	if kind := os.Getenv(sinkVariable); kind != "" {
		if err := sink(kind); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// startSink starts a sink and returns where it listens, and what tells its peak memory in MB.
func startSink(b *testing.B, kind string) (address string, peak func() float64) {
	b.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), sinkVariable+"="+kind)
	if kind == "smtp-sink" {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			b.Fatal(err)
		}
		address = l.Addr().String()
		l.Close()
		cmd = exec.Command("smtp-sink", "-u", "nobody", address, "100")
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	})
	if kind != "smtp-sink" {
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil {
			b.Fatal(err)
		}
		address = strings.TrimSpace(line)
	}
	for range 100 {
		if c, err := net.Dial("tcp", address); err == nil {
			c.Close()
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	return address, func() float64 {
		status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
		if err != nil {
			return 0
		}
		var kb float64
		if _, after, ok := strings.Cut(string(status), "VmHWM:"); ok {
			fmt.Sscan(after, &kb)
		}
		return kb / 1024
	}
}

// sink serves until it is killed, after it has printed its address.
func sink(kind string) error {
	if kind == "hybridsim" {
		debug.SetGCPercent(400) // as the command does
		w, err := builtWorld("hybrid-2013")
		if err != nil {
			return err
		}
		e := edge.New(live.Start(w, 1))
		d := doorTo(w, relay.Cloud, 25, internet)
		if err := e.Open(d, "127.0.0.1:0"); err != nil {
			return err
		}
		fmt.Println(d.Addr())
		select {}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	s := smtpserver.NewServer(smtpserver.BackendFunc(func(*smtpserver.Conn) (smtpserver.Session, error) { return nothing{}, nil }))
	s.Domain = "sink.example"
	return s.Serve(l)
}

// nothing is a go-smtp session that takes everything and keeps nothing.
type nothing struct{}

func (nothing) Mail(string, *smtpserver.MailOptions) error { return nil }
func (nothing) Rcpt(string, *smtpserver.RcptOptions) error { return nil }
func (nothing) Data(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}
func (nothing) Reset()        {}
func (nothing) Logout() error { return nil }

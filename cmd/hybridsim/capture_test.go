package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"net"
	"net/smtp"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// tshark reads a capture with Wireshark's own decoder and returns a row of fields for each packet that the filter lets
// through.
func tshark(t *testing.T, file, filter string, fields ...string) [][]string {
	t.Helper()
	program, err := exec.LookPath("tshark")
	if err != nil {
		if os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") != "" {
			t.Fatal("install tshark")
		}
		t.Skip("install tshark")
	}
	args := []string{"-r", file, "-Y", filter, "-N", "nN", "-T", "fields"}
	for _, f := range fields {
		args = append(args, "-e", f)
	}
	var said bytes.Buffer
	cmd := exec.Command(program, args...)
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, said.String())
	}
	var rows [][]string
	for line := range strings.Lines(string(out)) {
		rows = append(rows, strings.Split(strings.TrimRight(line, "\r\n"), "\t"))
	}
	return rows
}

// captured plays a story with --capture.
func captured(t *testing.T, story string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "story.pcapng")
	var out bytes.Buffer
	if code := run([]string{"run", "--capture", file, story}, &out, &out); code != exitHolds {
		t.Fatal(out.String())
	}
	return file
}

// hop is what Wireshark shows of a connection.
type hop struct {
	From, To, Subject string
	TLS               bool     // a handshake began
	Inside            []string // the commands that were encrypted
}

var subjectLine = regexp.MustCompile(`(?:^|,)Subject: (.*?)\\r`)

// hopsOf are the connections of a capture, in their order.
func hopsOf(t *testing.T, file string) (list []*hop) {
	t.Helper()
	hops := map[string]*hop{}
	for _, row := range tshark(t, file, "tcp", "tcp.stream", "ip.src_host", "ip.dst_host", "tls.handshake.type", "tls.app_data",
		"smtp.req.command", "text", "_ws.malformed", "tcp.analysis.lost_segment") {
		h := hops[row[0]]
		if h == nil {
			h = &hop{From: row[1], To: row[2]}
			hops[row[0]], list = h, append(list, h)
		}
		h.TLS = h.TLS || row[3] != ""
		if row[4] != "" && row[5] != "" {
			h.Inside = append(h.Inside, row[5])
		}
		if m := subjectLine.FindStringSubmatch(row[6]); m != nil { // of content by BDAT Wireshark shows the lines
			h.Subject += m[1]
		}
		if row[7]+row[8] != "" {
			t.Errorf("%s > %s: a packet is not well: %v", h.From, h.To, row)
		}
	}
	return list
}

func TestWiresharkShowsTheMailOfEachHopOfAStoryInsideTLSToo(t *testing.T) {
	got := hopsOf(t, captured(t, "kb2510049-domain-not-shared"))
	want := []*hop{{"EUR01-SIM1-obe.outbound.protection.outlook.com", "EX01.contoso.com", "Hello", true,
		[]string{"EHLO", "MAIL", "RCPT", "BDAT", "QUIT"}}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for _, h := range hopsOf(t, captured(t, "device-ends-tls")) { // both halves of each connection
		if h.TLS && !slices.Contains(h.Inside, "MAIL") {
			t.Errorf("%s > %s shows %q inside TLS", h.From, h.To, h.Inside)
		}
	}
}

func TestACaptureIsTheSameTwiceButForWhatTLSMakesOfChance(t *testing.T) {
	sequence := func() [][]string {
		return tshark(t, captured(t, "kb2510049-domain-not-shared"), "smtp or tcp.flags.syn == 1",
			"frame.time_epoch", "ip.src", "tcp.srcport", "ip.dst", "tcp.dstport", "smtp.req.command",
			"smtp.req.parameter", "smtp.response.code", "smtp.rsp.parameter", "frame.comment")
	}
	if diff := cmp.Diff(sequence(), sequence()); diff != "" {
		t.Error(diff)
	}
}

func TestACaptureIsOfOneStory(t *testing.T) {
	var out bytes.Buffer
	code := run([]string{"run", "--capture", filepath.Join(t.TempDir(), "two.pcapng"), "mailbox-full",
		"mailbox-on-both-sides"}, &out, &out)
	if code != exitInput || !strings.Contains(out.String(), "these are 2") || !strings.Contains(out.String(), "hint:") {
		t.Errorf("exit code %d\n%s", code, out.String())
	}
}

func TestServeWritesACaptureAsItLives(t *testing.T) {
	file := filepath.Join(t.TempDir(), "living.pcapng")
	s := serveEdge(t, "--capture", file)
	if err := send(t, s.door("onprem EX01 port 25"), "someone@fabrikam.com", "bob@contoso.com", "Caught in passing"); err != nil {
		t.Fatal(err)
	}
	shown := func() bool {
		return tshark(t, file, `imf.subject contains "Caught"`, "frame.number") != nil
	}
	for range 100 { // the door is told of the end of a connection a little later
		if shown() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("the mail is not in the capture")
}

// send speaks SMTP to a door, with STARTTLS if it is listed and no care for certificates.
func send(t *testing.T, door, from, to, subject string) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", door)
	if err != nil {
		return err
	}
	c, err := smtp.NewClient(conn, door)
	if err != nil {
		return err
	}
	defer c.Close()
	if ok, _ := c.Extension("STARTTLS"); ok {
		if err := c.StartTLS(&tls.Config{InsecureSkipVerify: true}); err != nil {
			return err
		}
	}
	if err := c.Mail(from); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	w.Write([]byte("From: " + from + "\r\nTo: " + to + "\r\nSubject: " + subject + "\r\n\r\nHello.\r\n"))
	if err := w.Close(); err != nil {
		return err
	}
	return c.Quit()
}

package smtpio

import (
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

// deliberate are the differences between a stock library server and Serve, as far as they reach the session. Each says
// whether an input can show it.
var deliberate = []struct {
	name string
	in   func(lines []string, input string) bool
}{
	{"the library hangs up after its fourth unknown command; Serve counts by svc.MaxErrors", func(lines []string, _ string) bool {
		unknown := 0
		for _, line := range lines {
			if !slices.Contains([]string{"HELO", "EHLO", "MAIL", "RCPT", "DATA", "BDAT", "RSET", "NOOP", "VRFY", "QUIT", "AUTH"}, verbOf(line)) {
				unknown++
			}
		}
		return unknown > 3
	}},
	{"the library refuses a verb with one space behind it and nothing else", func(lines []string, _ string) bool {
		return slices.ContainsFunc(lines, func(line string) bool { return len(line) == 5 && line[4] == ' ' })
	}},
	{"the library takes any first word for a domain", func(lines []string, _ string) bool {
		return slices.ContainsFunc(lines, func(line string) bool {
			v := verbOf(line)
			return (v == "EHLO" || v == "HELO") && len(line) > 4 && !isDomain(strings.TrimSpace(line[4:]))
		})
	}},
	{"a command line has 2,048 bytes at most", func(lines []string, _ string) bool {
		return slices.ContainsFunc(lines, func(line string) bool { return len(line) > maxCommandLine-2 })
	}},
	{"the library takes control characters and any bytes in an envelope", func(lines []string, _ string) bool {
		return slices.ContainsFunc(lines, func(line string) bool {
			v := verbOf(line)
			return (v == "MAIL" || v == "RCPT") && strings.ContainsFunc(line, func(r rune) bool { return r < ' ' || r > '~' })
		})
	}},
	{"the library does not know XOORG", func(_ []string, input string) bool {
		return strings.Contains(strings.ToUpper(input), "XOORG")
	}},
	{"to the library, CR CR LF does not end a line, and a CR behind a leading dot is lost", func(_ []string, input string) bool {
		return regexp.MustCompile(`\r\r|\n\.\r[^\n]`).MatchString(input)
	}},
	{"the library delivers a BDAT that was cut off", func(lines []string, _ string) bool {
		return slices.ContainsFunc(lines, func(line string) bool { return verbOf(line) == "BDAT" })
	}},
}

func verbOf(line string) string {
	verb, _, _ := strings.Cut(line, " ")
	return upper(verb)
}

// cutOff reports whether the only difference is a message at the end that the library should not have delivered.
func cutOff(library, ours []string) bool {
	return len(library) == len(ours)+2 && slices.Equal(library[:len(ours)], ours) &&
		strings.HasPrefix(library[len(ours)], "Data ") && library[len(ours)+1] == "Reset"
}

// FuzzServe feeds the same bytes to a stock library server and to Serve. The sessions must hear the same.
func FuzzServe(f *testing.F) {
	const begin = "EHLO x\r\nMAIL FROM:<a@x>\r\nRCPT TO:<b@x>\r\n"
	for _, seed := range []string{
		begin + "DATA\r\nhello\r\n.\r\nQUIT\r\n",
		begin + "DATA\r\n..\r\n.x\r\n\n.\n.\r\n",
		begin + "BDAT 5\r\nab\r\nRCDAT 0 LAST\r\n",
		begin + "BDAT 3\r\nabcBDAT 2 LAST\r\ndeMAIL FROM:<>\r\n",
		begin + "BDAT 3\r\nabcRSET\r\nMAIL FROM:<c@x>\r\n",
		begin + "BDAT 0\r\nEHLO y\r\nDATA\r\n",
		begin + "BDAT 100 LAST\r\nshort",
		begin + "BDAT x\r\nBDAT 1 2 3\r\nBDAT -1\r\nBDAT 99999999999\r\n",
		"HELO x\r\nMAIL FROM:<\"q > q\"@x> SIZE=3 BODY=8BITMIME RET=FULL ENVID=a+2Bb\r\nRCPT TO:<@r:b@x> NOTIFY=NEVER ORCPT=rfc822;b@x\r\n",
		"MAIL FROM:<a@x>\r\nEHLO x\r\nRCPT TO:<b@x>\r\nMAIL FROM:<a@x>\r\nMAIL FROM:<c@x>\r\nRSET\r\nDATA\r\n",
		"EHLO x\r\nMAIL FROM:<a@x> BODY=BINARYMIME\r\nRCPT TO:<b@x>\r\nDATA\r\nBDAT 1 LAST\r\nx",
		"ehlo x\nmail from:a@x smtputf8\nrcpt to:b@x\ndata\n.\r\nquit\n",
		"AUTH LOGIN\r\nEHLO x\r\nAUTH PLAIN AAAA\r\nSTARTTLS\r\nVRFY x\r\nNOOP\r\nHELP\r\n\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		input := string(data) + "\r\n" // the library would take a last line without an end
		ours, output := serveTape(t, input)
		for line := range strings.SplitSeq(strings.TrimSuffix(output, "\r\n"), "\r\n") {
			if !regexp.MustCompile(`^[2-5][0-9][0-9][ -]`).MatchString(line) {
				t.Errorf("not a reply: %q", line)
			}
		}
		library := stockTape(input)
		if slices.Equal(library, ours) || cutOff(library, ours) {
			return
		}
		var lines []string
		for line := range strings.SplitSeq(input, "\n") {
			lines = append(lines, strings.TrimRight(line, "\r"))
		}
		for _, d := range deliberate {
			if d.in(lines, input) {
				t.Skip(d.name)
			}
		}
		t.Errorf("input %q: calls (-library +ours):\n%s", input, cmp.Diff(library, ours))
	})
}

func serveTape(t *testing.T, input string) (calls []string, output string) {
	conn := newTape(input)
	var trace fuzzTrace
	if err := Serve(conn, relay.Service{Dialect: relay.DialectExchange2019, Fqdn: "x", Now: time.Now}, &fuzzSession{&trace}, nil); err != nil {
		t.Errorf("Serve: %v", err)
	}
	if n := len(trace.calls); n == 0 || trace.calls[n-1] != "Close" {
		t.Fatalf("the session was not closed: %q", trace.calls)
	}
	return trace.calls[:len(trace.calls)-1], conn.out.String()
}

func stockTape(input string) []string {
	conn := newTape(input)
	trace := &fuzzTrace{}
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &stockSession{trace: trace}, nil }))
	s.MaxLineLength, s.EnableDSN, s.EnableSMTPUTF8, s.EnableBINARYMIME = 0, true, true, true
	s.ErrorLog = silent{}
	s.Serve(&only{conn})
	s.Shutdown(context.Background())
	return trace.all()
}

// fuzzTrace is what a session heard. The library may leave a goroutine behind, so it is locked.
type fuzzTrace struct {
	mu    sync.Mutex
	calls []string
}

func (f *fuzzTrace) note(format string, a ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.calls = append(f.calls, fmt.Sprintf(format, a...))
}

func (f *fuzzTrace) all() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

// fuzzSession notes what Serve asks.
type fuzzSession struct{ *fuzzTrace }

func (s *fuzzSession) Hello(string, bool) (relay.Reply, []string) { return relay.Reply{}, nil }
func (s *fuzzSession) StartTLS(tls.ConnectionState)               {}
func (s *fuzzSession) Mail(from string, p relay.MailParams) relay.Reply {
	s.note("Mail %q %+v", from, p)
	return relay.Reply{}
}
func (s *fuzzSession) Rcpt(to string, p relay.RcptParams) relay.Reply {
	s.note("Rcpt %q %+v", to, p)
	return relay.Reply{}
}
func (s *fuzzSession) Data(content []byte) relay.Reply {
	s.note("Data %q", content)
	return relay.Reply{}
}
func (s *fuzzSession) Reset() { s.note("Reset") }
func (s *fuzzSession) Close() { s.note("Close") }

// stockSession notes what the library asks, except for what Serve keeps from a session: a second MAIL, a Reset of nothing.
type stockSession struct {
	trace *fuzzTrace
	begun bool
}

func (s *stockSession) Mail(from string, o *smtp.MailOptions) error {
	if s.begun {
		return io.ErrNoProgress
	}
	s.begun = true
	s.trace.note("Mail %q %+v", from, relay.MailParams{Size: o.Size, Body: string(o.Body), UTF8: o.UTF8, Ret: string(o.Return), Envid: o.EnvelopeID})
	return nil
}

func (s *stockSession) Rcpt(to string, o *smtp.RcptOptions) error {
	var p relay.RcptParams
	for _, n := range o.Notify {
		p.Notify = append(p.Notify, string(n))
	}
	if o.OriginalRecipient != "" {
		p.ORcpt = strings.ToLower(string(o.OriginalRecipientType)) + ";" + o.OriginalRecipient
	}
	s.trace.note("Rcpt %q %+v", to, p)
	return nil
}

func (s *stockSession) Data(r io.Reader) error {
	content, err := io.ReadAll(r)
	if err == nil {
		s.trace.note("Data %q", content)
	}
	return err
}

func (s *stockSession) Reset() {
	if s.begun {
		s.trace.note("Reset")
	}
	s.begun = false
}

func (s *stockSession) Logout() error { return nil }

// tape is a net.Conn of which everything that will be said is known.
type tape struct {
	net.Conn
	in  *strings.Reader
	out bytes.Buffer
}

func newTape(input string) *tape { return &tape{in: strings.NewReader(input)} }

func (c *tape) Read(p []byte) (int, error)  { return c.in.Read(p) }
func (c *tape) Write(p []byte) (int, error) { return c.out.Write(p) }
func (c *tape) RemoteAddr() net.Addr        { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1)} }
func (c *tape) Close() error                { c.in.Reset(""); return nil }

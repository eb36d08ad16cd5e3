package smtpio

import (
	"encoding/base64"
	"io"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// The contract with the library: each row of libraryReplies is provoked from a stock server, so that a version that says
// something else fails here. A row without a script cannot be provoked by what a wire lets through.
func TestTheLibrarySaysWhatTheWireExpects(t *testing.T) {
	const hello, mail, rcpt = "EHLO x", "MAIL FROM:<a@x>", "RCPT TO:<b@x>"
	with := func(lines ...string) []string { return append([]string{hello}, lines...) }
	scripts := map[string][]string{
		"220 ":                                   {},
		"250 2.0.0 Roger, accepting mail from <": with(mail),
		"250 2.0.0 I'll make sure <":             with(mail, rcpt),
		"354 Go ahead. End your data with <CR><LF>.<CR><LF>":        with(mail, rcpt, "DATA"),
		"250 2.0.0 OK: queued":                                      with(mail, rcpt, "DATA", "."),
		"221 2.0.0 Bye":                                             {"QUIT"},
		"250-Hello ":                                                {hello},
		"250 2.0.0 Hello ":                                          {"HELO x"},
		"250 2.0.0 Session reset":                                   {"RSET"},
		"250 2.0.0 I have successfully done nothing":                {"NOOP"},
		"252 2.5.0 Cannot VRFY user, but will accept message":       {"VRFY x"},
		"502 5.5.1 Please introduce yourself first.":                {mail},
		"502 5.5.1 Missing MAIL FROM command.":                      with(rcpt),
		"502 5.5.1 Missing RCPT TO command.":                        with(mail, "DATA"),
		"502 5.5.1 DATA not allowed for BINARYMIME messages":        with(mail+" BODY=BINARYMIME", rcpt, "DATA"),
		"501 5.5.4 DATA command should not have any arguments":      with(mail, rcpt, "DATA x"),
		"501 5.5.2 Was expecting MAIL arg syntax of FROM:<address>": with("MAIL FROM:<x>"),
		"501 5.5.2 Was expecting RCPT arg syntax of TO:<address>":   with(mail, "RCPT TO:<x>"),
		"501 5.5.4 Unable to parse MAIL ESMTP parameters":           with(mail + " A=B=C"),
		"501 5.5.4 Unable to parse RCPT ESMTP parameters":           with(mail, rcpt+" A=B=C"),
		"501 5.5.4 Unable to parse SIZE as an integer":              with(mail + " SIZE=x"),
		"504 5.5.4 SMTPUTF8 is not implemented":                     with(mail + " SMTPUTF8"),
		"504 5.5.4 REQUIRETLS is not implemented":                   with(mail + " REQUIRETLS"),
		"504 5.5.4 BINARYMIME is not implemented":                   with(mail + " BODY=BINARYMIME"),
		"501 5.5.4 Unknown BODY value":                              with(mail + " BODY=x"),
		"501 5.5.4 Unknown RET value":                               with(mail + " RET=x"),
		"501 5.5.4 Malformed ENVID parameter value":                 with(mail + " ENVID="),
		"500 5.5.4 Malformed AUTH parameter value":                  with(mail + " AUTH="),
		"500 5.5.4 Malformed AUTH parameter mailbox":                with(mail + " AUTH=x"),
		"500 5.5.4 Unknown MAIL FROM argument":                      with(mail + " X=1"),
		"501 5.5.4 Malformed NOTIFY parameter value":                with(mail, rcpt+" NOTIFY=x"),
		"501 5.5.4 Malformed ORCPT parameter value":                 with(mail, rcpt+" ORCPT=x"),
		"504 5.5.4 RRVS is not implemented":                         with(mail, rcpt+" RRVS=x"),
		"504 5.5.4 DELIVERBY is not implemented":                    with(mail, rcpt+" BY=x"),
		"504 5.5.4 MT-PRIORITY is not implemented":                  with(mail, rcpt+" MT-PRIORITY=x"),
		"500 5.5.4 Unknown RCPT TO argument":                        with(mail, rcpt+" X=1"),
		"334 ":                                                      with("AUTH LOGIN"),
		"235 2.0.0 Authentication succeeded":                        with("AUTH LOGIN "+b64("alice"), b64("right")),
		"503 5.5.1 Already authenticated":                           with("AUTH LOGIN "+b64("alice"), b64("right"), "AUTH LOGIN"),
		"502 5.5.4 Missing parameter":                               with("AUTH"),
		"502 5.7.0 Authentication not supported":                    with("AUTH GSSAPI"),
		"501 5.0.0 Negotiation cancelled":                           with("AUTH LOGIN", "*"),
		"454 4.7.0 Invalid base64 data":                             with("AUTH LOGIN", "!"),
		"421 4.4.2 Idle timeout, bye bye":                           {"<silence>"},
		"421 4.0.0 Internal server error":                           with("MAIL FROM:<panic@x>"),
	}
	for _, row := range libraryReplies {
		t.Run(row.begins, func(t *testing.T) {
			script, ok := scripts[row.begins]
			if !ok {
				t.Fatal("no script provokes it")
			}
			got := stock(script, row.means == outOfOrder)
			if !strings.HasPrefix(got, row.begins) {
				t.Errorf("after %q:\nwant %q...\ngot  %q", script, row.begins, got)
			}
			if recognize(got) != row.means {
				t.Errorf("%q is taken for %d, want %d", got, recognize(got), row.means)
			}
		})
	}
	for _, d := range dialects {
		for _, row := range libraryReplies {
			if _, ok := d.words[row.means]; !ok && row.means != banner && row.means != greeted && row.means != challenge {
				t.Errorf("a dialect has no words for %q", row.begins)
			}
		}
	}
}

func b64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// stock has a library server answer the lines and returns its last reply.
func stock(lines []string, binarymime bool) string {
	s := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return agreeable{}, nil }))
	s.EnableDSN, s.AllowInsecureAuth, s.EnableBINARYMIME = true, true, binarymime
	s.ErrorLog = silent{}
	c := &typist{lines: lines, done: make(chan struct{})}
	s.Serve(&only{c})
	<-c.done
	return c.last
}

// typist is a net.Conn that types a line whenever it is asked for more.
type typist struct {
	net.Conn
	lines []string
	last  string
	done  chan struct{}
	fresh bool // the next write begins a reply
}

func (c *typist) Read(p []byte) (int, error) {
	if len(c.lines) == 0 {
		return 0, io.EOF
	}
	line := c.lines[0]
	c.lines = c.lines[1:]
	c.fresh = true
	if line == "<silence>" {
		return 0, os.ErrDeadlineExceeded
	}
	return copy(p, line+"\r\n"), nil
}

func (c *typist) Write(p []byte) (int, error) {
	if c.fresh {
		c.last, c.fresh = "", false
	}
	c.last += string(p)
	return len(p), nil
}

func (c *typist) Close() error {
	select {
	case <-c.done:
	default:
		close(c.done)
	}
	return nil
}

func (c *typist) RemoteAddr() net.Addr             { return &net.TCPAddr{} }
func (c *typist) SetReadDeadline(time.Time) error  { return nil }
func (c *typist) SetWriteDeadline(time.Time) error { return nil }

// agreeable is a library session that accepts everything, but panics when told to.
type agreeable struct{}

func (agreeable) Reset()                               {}
func (agreeable) Logout() error                        { return nil }
func (agreeable) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (agreeable) AuthMechanisms() []string             { return []string{"LOGIN"} }
func (agreeable) Data(r io.Reader) error               { _, err := io.Copy(io.Discard, r); return err }
func (agreeable) Mail(from string, _ *smtp.MailOptions) error {
	if strings.HasPrefix(from, "panic@") {
		panic("as asked")
	}
	return nil
}
func (agreeable) Auth(mechanism string) (sasl.Server, error) {
	if mechanism != "LOGIN" {
		return nil, smtp.ErrAuthUnsupported
	}
	return &login{check: func(string, string) error { return nil }}, nil
}

type silent struct{}

func (silent) Printf(string, ...any) {}
func (silent) Println(...any)        {}

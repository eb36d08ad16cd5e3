package smtpio

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"

	"hybridsim/relay"
)

// wire stands between the network and the library's server. It is the net.Conn that the library reads commands from, one at
// a time, and writes replies to; so the reply that is written belongs to the command that was read last.
//
// Everything happens in the library's goroutine. There is a second one while the library takes the end of a BDAT, but then
// the first only waits for it.
type wire struct {
	net.Conn               // the network; addresses are its
	stream   net.Conn      // the network, or TLS on it
	in       *bufio.Reader // of stream
	svc      *relay.Service
	dialect  *dialect
	sess     relay.Session
	log      relay.Transcript

	feed    string      // what the library reads next
	expects input       // what the client sends next
	verb    string      // command being answered
	answer  relay.Reply // what the session said to it, until it is passed on
	heard   []byte      // the library's reply so far
	mute    bool        // the library's next reply is not for the client

	secured bool // STARTTLS succeeded
	greeted bool // EHLO or HELO was accepted, since STARTTLS if there was one
	mail    transaction
	errors  int // protocol errors so far

	ended string // context of the disconnect row once there is nothing more to say
	err   error  // how the connection broke
}

// input is what kind of lines the client sends.
type input int

const (
	commands input = iota
	content
	credentials
)

// maxCommandLine is the limit for a command line, twice that of RFC 5321 section 4.5.3.1.4 to leave room for parameters.
const maxCommandLine = 2048

func newWire(conn net.Conn, svc *relay.Service, sess relay.Session, t relay.Transcript) (*wire, error) {
	d := dialects[svc.Dialect]
	if d == nil {
		return nil, fmt.Errorf("smtpio: no dialect %q", svc.Dialect)
	}
	if t == nil {
		t = relay.Discard
	}
	return &wire{Conn: conn, stream: conn, in: bufio.NewReaderSize(conn, maxCommandLine),
		svc: svc, dialect: d, sess: sess, log: t}, nil
}

// Read gives the library its next line.
func (w *wire) Read(p []byte) (int, error) {
	for w.feed == "" {
		if w.ended != "" {
			return 0, io.EOF
		}
		if err := w.listen(); err != nil {
			return 0, w.lost(err)
		}
	}
	n := copy(p, w.feed)
	w.feed = w.feed[n:]
	return n, nil
}

// listen takes what the client sends next. It may or may not leave something for the library.
func (w *wire) listen() error {
	if w.expects == content {
		err := w.receiveData()
		w.feed = ".\r\n"
		return err
	}
	line, err := w.readLine()
	switch {
	case err == errLineTooLong:
		w.tell(lineTooLong)
		return nil
	case err != nil:
		return err
	case w.expects == credentials:
		w.expects = commands
		w.feed = line + "\r\n"
		return nil
	}
	return w.command(line)
}

var errLineTooLong = errors.New("smtpio: command line too long")

// readLine reads a line without its end. Of a line that is too long nothing is left.
func (w *wire) readLine() (string, error) {
	line, err := w.in.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		for err == bufio.ErrBufferFull {
			_, err = w.in.ReadSlice('\n')
		}
		if err == nil {
			err = errLineTooLong
		}
	}
	return strings.TrimRight(string(line), "\r\n"), err
}

// lost notes that the connection broke. A client that merely says nothing for too long is told so, by the library's own
// doing.
func (w *wire) lost(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) && w.expects == commands {
		return err
	}
	if w.ended == "" {
		if w.ended = parting(err); w.ended != byPeer {
			w.err = err
		}
	}
	return err
}

// Write takes the library's reply, which comes line by line.
func (w *wire) Write(p []byte) (int, error) {
	w.heard = append(w.heard, p...)
	last := w.heard[bytes.LastIndexByte(bytes.TrimSuffix(w.heard, []byte("\n")), '\n')+1:]
	if len(last) > 3 && last[3] == ' ' && last[len(last)-1] == '\n' {
		reply := string(w.heard)
		w.heard = w.heard[:0]
		w.reply(reply)
	}
	return len(p), nil
}

// reply puts the right words in place of the library's.
func (w *wire) reply(library string) {
	means, answer := recognize(library), w.answer
	w.answer = relay.Reply{}
	switch {
	case w.mute:
		w.mute = false
	case means == banner:
		w.sayBanner()
	case !answer.IsZero():
		w.say(answer)
	case means == needRcpt && !w.mail.begun:
		w.tell(needMail)
	case means == startInput:
		w.tell(startInput)
		w.expects = content
	case means == challenge:
		w.expects = credentials
		if r, err := relay.ParseReply(library); err == nil {
			w.send(r, "334 <authentication response>")
		}
	case means == bye:
		w.tell(bye)
		w.ended = byUs
	case means == asIs:
		if r, err := relay.ParseReply(library); err == nil {
			w.say(r)
		}
	default:
		w.tell(means)
	}
}

// words are what the dialect has to say. An error of the client's is counted; a message too large is none.
func (w *wire) words(c condition) relay.Reply {
	r := w.dialect.words[c]
	if r.Permanent() && c != tooLarge {
		w.errors++
		if w.svc.MaxErrors > 0 && w.errors > w.svc.MaxErrors {
			return w.dialect.words[tooManyErrors]
		}
	}
	return r
}

func (w *wire) tell(c condition)  { w.say(w.words(c)) }
func (w *wire) say(r relay.Reply) { w.send(r, row(r)) }

// send writes a reply, after its row in the log: the client may act on it at once. A 421 is the last reply.
func (w *wire) send(r relay.Reply, logged string) {
	if w.ended != "" {
		return
	}
	w.log.Line(sent, logged, "")
	if _, err := w.stream.Write(format(r)); err != nil {
		w.lost(err)
	} else if r.Code() == 421 {
		w.ended = byUs
	}
}

// format is a reply on the wire: every line with the code, the enhanced code where the reply has it.
func format(r relay.Reply) []byte {
	rest, more := r.Message(), true
	b := make([]byte, 0, len(rest)+6*(1+strings.Count(rest, "\n")))
	for more {
		var line string
		separator := byte('-')
		if line, rest, more = strings.Cut(rest, "\n"); !more {
			separator = ' '
		}
		b = strconv.AppendInt(b, int64(r.Code()), 10)
		b = append(append(b, separator), line...)
		b = append(b, "\r\n"...)
	}
	return b
}

// sayBanner is the first thing that is said.
func (w *wire) sayBanner() {
	line := w.svc.Banner
	if line == "" {
		line = w.dialect.banner(w.svc.Fqdn, w.svc.Now())
	}
	w.log.Line(sent, line, "")
	if _, err := io.WriteString(w.stream, line+"\r\n"); err != nil {
		w.lost(err)
	}
}

// Close ends the connection.
func (w *wire) Close() error {
	if w.ended == "" {
		w.ended = byUs
	}
	return w.stream.Close()
}

package smtpio

import (
	"bufio"
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay"
)

// clientWire is the net.Conn of the library's client. It keeps the last reply as received, logs both directions, adds
// to MAIL what the library does not know, and never tells the library more than it has to know.
type clientWire struct {
	net.Conn               // the network
	stream   net.Conn      // the network, or TLS on it
	in       *bufio.Reader // of stream
	log      relay.Transcript

	feed    []byte            // what the library reads next
	line    []byte            // command that the library is writing
	verb    string            // last command
	extra   string            // appended to the next MAIL
	content bool              // what is written is message content, up to the next read
	last    relay.Reply       // as received
	closing bool              // QUIT or 421 was said
	shown   *x509.Certificate // by the server, once there is TLS
	err     error             // what broke the connection
}

func newClientWire(conn net.Conn, log relay.Transcript) *clientWire {
	if log == nil { // Converse's may be
		log = relay.Discard
	}
	return &clientWire{Conn: conn, stream: conn, in: bufio.NewReader(conn), log: log}
}

// Read gives the library a reply.
func (w *clientWire) Read(p []byte) (int, error) {
	if len(w.feed) == 0 {
		w.content = false
		r, err := w.receive()
		if err != nil {
			return 0, err
		}
		w.content = w.verb == "DATA" && r.Code() == 354
		w.feed = forLibrary(r, w.verb)
	}
	n := copy(p, w.feed)
	w.feed = w.feed[n:]
	return n, nil
}

// forLibrary is the reply as the library shall see it: no longer than it can take, and a refusal of EHLO in the one
// form that makes it try HELO.
func forLibrary(r relay.Reply, verb string) []byte {
	if verb == "EHLO" {
		if r.Permanent() {
			return []byte("500 refused\r\n")
		}
		return format(r)
	}
	return fmt.Appendf(nil, "%d said\r\n", r.Code())
}

// receive reads a reply and logs it.
func (w *clientWire) receive() (relay.Reply, error) {
	w.last = relay.Reply{}
	r, err := readReply(w.in)
	if err != nil {
		return r, w.lost(err)
	}
	w.last = r
	w.closing = w.closing || r.Code() == 421
	w.log.Line(received, printable(row(r)), "")
	return r, nil
}

// Write takes a command, or content.
func (w *clientWire) Write(p []byte) (int, error) {
	if w.content {
		n, err := w.stream.Write(p)
		return n, w.lost(err)
	}
	w.line = append(w.line, p...)
	if !bytes.HasSuffix(w.line, []byte("\n")) {
		return len(p), nil
	}
	command := string(bytes.TrimRight(w.line, "\r\n"))
	w.line = w.line[:0]
	if strings.HasPrefix(command, "MAIL ") {
		command += w.extra
	}
	return len(p), w.send(command)
}

// putLines writes the lines of content and returns what the library has to write and to end: the last line, or all
// where it has to mend ends of lines. The library looks at each octet by itself, and there may be ten million.
func (w *clientWire) putLines(header, body []byte) (last []byte, err error) {
	if len(body) == 0 || len(header) > 0 && !bytes.HasSuffix(header, crlf) || loneLF(header) || loneLF(body) {
		return slices.Concat(header, body), nil
	}
	end := bytes.LastIndexByte(bytes.TrimSuffix(body, crlf), '\n') + 1
	for _, lines := range [][]byte{header, body[:end]} {
		if _, err := w.Write(stuffed(lines)); err != nil {
			return nil, err
		}
	}
	return body[end:], nil
}

var errChunkRefused = errors.New("the server did not take the content")

// chunk sends content as one BDAT, octet for octet.
func (w *clientWire) chunk(header, body []byte) error {
	if err := w.send(fmt.Sprintf("BDAT %d LAST", len(header)+len(body))); err != nil {
		return err
	}
	for _, part := range [][]byte{header, body} {
		if _, err := w.stream.Write(part); err != nil {
			return w.lost(err)
		}
	}
	r, err := w.receive()
	if err == nil && !r.OK() {
		err = errChunkRefused
	}
	return err
}

// loneLF reports whether a line feed stands without the carriage return before it.
func loneLF(p []byte) bool {
	for {
		i := bytes.IndexByte(p, '\n')
		if i < 0 {
			return false
		}
		if i == 0 || p[i-1] != '\r' {
			return true
		}
		p = p[i+1:]
	}
}

// stuffed puts a dot before each that begins a line (RFC 5321 section 4.5.2).
func stuffed(lines []byte) []byte {
	if bytes.HasPrefix(lines, []byte(".")) {
		lines = slices.Concat([]byte("."), lines)
	}
	if bytes.Contains(lines, []byte("\n.")) {
		lines = bytes.ReplaceAll(lines, []byte("\n."), []byte("\n.."))
	}
	return lines
}

// send writes a command and logs it.
func (w *clientWire) send(command string) error { return w.sendInstead(command, command) }

// sendInstead writes a command, and something else into the log.
func (w *clientWire) sendInstead(command, logged string) error {
	w.verb, _, _ = strings.Cut(command, " ")
	w.log.Line(sent, logged, "")
	_, err := w.stream.Write(append([]byte(command), "\r\n"...))
	return w.lost(err)
}

// say has a command answered without the library.
func (w *clientWire) say(command string) (relay.Reply, error) { return w.sayInstead(command, command) }

// sayInstead does the same, with something else in the log.
func (w *clientWire) sayInstead(command, logged string) (relay.Reply, error) {
	if err := w.sendInstead(command, logged); err != nil {
		return relay.Reply{}, err
	}
	return w.receive()
}

// quit ends the session politely, if there is still somebody to be polite to.
func (w *clientWire) quit() {
	if w.err == nil && !w.closing {
		w.say("QUIT")
		w.closing = true
	}
}

// lost notes what broke the connection.
func (w *clientWire) lost(err error) error {
	if w.err == nil {
		w.err = err
	}
	return err
}

// parting is the context of the disconnect row.
func (w *clientWire) parting() string {
	if w.err != nil {
		return parting(w.err)
	}
	return byUs
}

// Close does nothing: the conversation closes the network, after a last word.
func (w *clientWire) Close() error { return nil }

// SetDeadline ignores the library's deadlines. They are measured by the wall clock, and how long a silent peer is
// waited for is the network's affair.
func (w *clientWire) SetDeadline(time.Time) error { return nil }

var errMalformed = errors.New("malformed reply")

// maxReply bounds a reply of many lines.
const maxReply = 64 << 10

// readReply reads one reply, however many lines it has.
func readReply(in *bufio.Reader) (relay.Reply, error) {
	var text []byte
	for len(text) < maxReply {
		line, err := in.ReadSlice('\n')
		if err == bufio.ErrBufferFull {
			return relay.Reply{}, errMalformed
		}
		if err != nil {
			return relay.Reply{}, err
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) < 3 || len(line) > 3 && line[3] != ' ' && line[3] != '-' {
			return relay.Reply{}, errMalformed
		}
		code, err := strconv.Atoi(string(line[:3]))
		if err != nil || code < 200 || code > 599 {
			return relay.Reply{}, errMalformed
		}
		text = append(text, line[min(4, len(line)):]...)
		if len(line) == 3 || line[3] == ' ' {
			return relay.Received(code, string(text)), nil
		}
		text = append(text, '\n')
	}
	return relay.Reply{}, errMalformed
}

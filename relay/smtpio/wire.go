package smtpio

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"hybridsim/relay"
)

// wire stands between the network and the library's server. It is the net.Conn that the library reads commands from,
// one at a time, and writes replies to; so the reply that is written belongs to the command that was read last.
//
// Everything happens in the library's goroutine. There is a second one while the library takes the end of a BDAT, but
// then the first only waits for it.
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
	errors  int  // protocol errors so far
	leaving bool // the next reply is the last
	expired bool // it has lasted for Service.Timeout
	left    bool // the session is closed

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

// maxCommandLine is the limit for a command line, twice that of RFC 5321 section 4.5.3.1.4 to leave room for
// parameters.
const maxCommandLine = 2048

func newWire(conn net.Conn, svc *relay.Service, sess relay.Session, t relay.Transcript) (*wire, error) {
	d := dialects[svc.Dialect]
	if d == nil {
		return nil, fmt.Errorf("no dialect %q", svc.Dialect)
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

var errLineTooLong = errors.New("command line too long")

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
		w.expired = errors.Is(err, relay.ErrConnectionTimeout)
		return os.ErrDeadlineExceeded // bare, as the library wants it
	}
	if w.ended == "" {
		if w.ended = parting(err); w.ended != byPeer {
			w.err = err
		}
	}
	return err
}

// Close ends the connection.
func (w *wire) Close() error {
	if w.ended == "" {
		w.ended = byUs
	}
	return w.stream.Close()
}

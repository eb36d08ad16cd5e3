package smtpio

import (
	"encoding/base64"
	"errors"
	"io"
	"net"
	"strings"

	"hybridsim/relay"
)

// HandIn is one message that a program or a device hands in at a server, and does not keep: what is refused is lost.
type HandIn struct {
	Hello          string
	User, Password string // to log on with; empty: it does not
	From           string
	To             []string
	Content        []byte
	Plain          bool // it does not use STARTTLS, offered or not
}

// Submit hands a message in and returns the banner and the replies, as far as it came: EHLO, STARTTLS where it is
// offered, AUTH LOGIN, MAIL, each RCPT, the content. It ends with the first reply that refuses, but for the server's
// last word. Certificates are not judged. The connection is closed in the end.
func (m HandIn) Submit(conn net.Conn, h Hand) ([]string, error) {
	w := newClientWire(conn, h.Log)
	w.log.Line(connected, "", "")
	s := &handingIn{HandIn: m, wire: w, hand: &h}
	err := s.run()
	if errors.Is(err, io.EOF) || errors.Is(err, errTurnedDown) {
		err = nil
	}
	if w.err == nil {
		w.quit()
	}
	w.log.Line(disconnected, "", w.parting())
	return s.replies, errors.Join(err, conn.Close())
}

var errTurnedDown = errors.New("the server refused")

// handingIn is a message on its way.
type handingIn struct {
	HandIn
	wire    *clientWire
	hand    *Hand
	replies []string
}

// heard takes a reply down. One that refuses ends the conversation.
func (s *handingIn) heard(r relay.Reply, err error) error {
	if err != nil {
		return err
	}
	s.replies = append(s.replies, typed(r))
	if r.Code() >= 400 {
		return errTurnedDown
	}
	return nil
}

func (s *handingIn) run() error {
	if err := s.heard(s.wire.receive()); err != nil {
		return err
	}
	if err := s.greet(); err != nil {
		return err
	}
	if s.User != "" {
		if err := s.logOn(); err != nil {
			return err
		}
	}
	if err := s.heard(s.wire.say("MAIL FROM:<" + s.From + ">")); err != nil {
		return err
	}
	for _, to := range s.To {
		if err := s.heard(s.wire.say("RCPT TO:<" + to + ">")); err != nil {
			return err
		}
	}
	if err := s.heard(s.wire.say("DATA")); err != nil {
		return err
	}
	lines := strings.Split(strings.TrimSuffix(string(stuffed(s.Content)), "\r\n"), "\r\n")
	r, _, err := s.wire.dictate(append(lines, "."))
	return s.heard(r, err)
}

// greet says EHLO, and again on TLS where the server offers it.
func (s *handingIn) greet() error {
	r, err := s.wire.say("EHLO " + s.Hello)
	if err := s.heard(r, err); err != nil {
		return err
	}
	if s.Plain || !strings.Contains(strings.ToUpper(r.Text()), "\nSTARTTLS") {
		return nil
	}
	if err := s.heard(s.wire.say("STARTTLS")); err != nil {
		return err
	}
	seen, err := s.wire.shakeHands(s.hand)
	s.replies = append(s.replies, seen)
	if err != nil {
		return err
	}
	return s.heard(s.wire.say("EHLO " + s.Hello))
}

// logOn answers the two questions of AUTH LOGIN. The answers are in no log.
func (s *handingIn) logOn() error {
	if err := s.heard(s.wire.say("AUTH LOGIN")); err != nil {
		return err
	}
	for _, answer := range []string{s.User, s.Password} {
		r, err := s.wire.sayInstead(base64.StdEncoding.EncodeToString([]byte(answer)), "<authentication information>")
		if err := s.heard(r, err); err != nil {
			return err
		}
	}
	return nil
}

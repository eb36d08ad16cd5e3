package smtpio

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"hybridsim/relay"
)

var errConverseTLS = errors.New("STARTTLS was typed, and nobody can shake hands")

// Hand is how somebody types at a connection. The zero one types commands, and no more.
type Hand struct {
	Log  relay.Transcript // nil keeps none
	Host string           // that is called
	// what the client shows behind STARTTLS, and the time; without a clock a server that agrees to it is an error
	TLS relay.TLSPolicy
	// Pause is asked about each line that would be a command. It has taken a pause when paused is true; ended tells
	// that the server has had enough meanwhile.
	Pause func(line string) (paused, ended bool, err error)
}

// Converse talks to a server as one does by hand: it reads the banner, sends each line and collects the complete reply
// to it, code and all, the lines of one reply separated by \n. Behind a 354 the lines up to a single dot are content
// and answered once. When a server agrees to STARTTLS, what follows is said on TLS, and behind the reply stands which
// certificate was seen; it is not judged. A server that closes the connection ends the conversation, which is no error:
// the replies show it. The connection is closed in the end.
func Converse(conn net.Conn, lines []string, h Hand) ([]string, error) {
	w := newClientWire(conn, h.Log)
	w.log.Line(connected, "", "")
	replies, err := w.converse(lines, &h)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	w.log.Line(disconnected, "", w.parting())
	return replies, errors.Join(err, conn.Close())
}

func (w *clientWire) converse(lines []string, h *Hand) (replies []string, err error) {
	reply, err := w.receive()
	for err == nil {
		replies = append(replies, typed(reply))
		if strings.EqualFold(w.verb, "STARTTLS") && reply.Code() == 220 {
			seen, err := w.shakeHands(h)
			if seen != "" {
				replies = append(replies, seen)
			}
			if err != nil {
				return replies, err
			}
		}
		ended := false
		if reply.Code() != 354 {
			if lines, ended, err = h.pauses(lines); err != nil {
				break
			}
		}
		switch {
		case ended:
			lines = nil
			reply, err = w.receive()
		case len(lines) == 0:
			return replies, nil
		case reply.Code() == 354:
			reply, lines, err = w.dictate(lines)
		default:
			reply, err = w.say(lines[0])
			lines = lines[1:]
		}
	}
	return replies, err
}

// pauses takes the pauses that come next, and returns the lines behind them.
func (h *Hand) pauses(lines []string) (rest []string, ended bool, err error) {
	for h.Pause != nil && len(lines) > 0 {
		paused, ended, err := h.Pause(lines[0])
		if err != nil || !paused {
			return lines, false, err
		}
		if lines = lines[1:]; ended {
			return lines, true, nil
		}
	}
	return lines, false, nil
}

// shakeHands puts TLS on the connection and says whom it met.
func (w *clientWire) shakeHands(h *Hand) (string, error) {
	w.verb = ""
	if h.TLS.Now == nil {
		return "", w.lost(errConverseTLS)
	}
	hands, err := shakeAsClient(w.Conn, &h.TLS, h.Host)
	if err != nil {
		logHandshakeFailed(w.log, relay.TLSHandshake)
		return "the TLS handshake failed: " + err.Error(), w.lost(io.EOF)
	}
	leaf := hands.shown()[0]
	logCertificate(w.log, "Remote certificate", leaf)
	logNegotiated(w.log, "CLIENT", hands.version(), hands.suite)
	w.stream = hands.conn
	w.in.Reset(hands.conn) // what came in clear behind the 220 does not count
	return fmt.Sprintf("TLS with %s, issued by %s, valid from %s until %s", relay.DistinguishedName(leaf.Subject),
		relay.DistinguishedName(leaf.Issuer), leaf.NotBefore.UTC().Format(time.DateOnly),
		leaf.NotAfter.UTC().Format(time.DateOnly)), nil
}

// typed is a reply as it appears on a terminal.
func typed(r relay.Reply) string {
	return strings.TrimSuffix(strings.ReplaceAll(string(format(r)), "\r\n", "\n"), "\n")
}

// dictate sends content, which is not logged, and returns the commands behind it.
func (w *clientWire) dictate(lines []string) (relay.Reply, []string, error) {
	for i, line := range lines {
		if _, err := io.WriteString(w.stream, line+"\r\n"); err != nil {
			return relay.Reply{}, nil, w.lost(err)
		}
		if line == "." {
			reply, err := w.receive()
			return reply, lines[i+1:], err
		}
	}
	return relay.Reply{}, nil, w.lost(io.ErrUnexpectedEOF) // nothing ended the content
}

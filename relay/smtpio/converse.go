package smtpio

import (
	"errors"
	"io"
	"net"
	"strings"

	"hybridsim/relay"
)

var errConverseTLS = errors.New("smtpio: STARTTLS cannot be typed by hand")

// Converse talks to a server as one does by hand: it reads the banner, sends each line and collects the complete reply to it,
// code and all, the lines of one reply separated by \n. Behind a 354 the lines up to a single dot are content and answered
// once. A server that closes the connection ends the conversation, which is no error: the replies show it. There is no
// shaking hands by hand: a server that agrees to STARTTLS makes it an error. The connection is closed in the end.
func Converse(conn net.Conn, commands []string, t relay.Transcript) ([]string, error) {
	w := newClientWire(conn, t)
	w.log.Line(connected, "", "")
	replies, err := w.converse(commands)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	w.log.Line(disconnected, "", w.parting())
	return replies, errors.Join(err, conn.Close())
}

func (w *clientWire) converse(commands []string) (replies []string, err error) {
	reply, err := w.receive()
	for err == nil {
		replies = append(replies, typed(reply))
		if len(commands) == 0 {
			return replies, nil
		}
		if reply.Code() == 354 {
			reply, commands, err = w.dictate(commands)
			continue
		}
		reply, err = w.say(commands[0])
		if strings.EqualFold(w.verb, "STARTTLS") && reply.Code() == 220 {
			err = errConverseTLS
		}
		commands = commands[1:]
	}
	return replies, err
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

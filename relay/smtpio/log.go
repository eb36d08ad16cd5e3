package smtpio

import (
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"syscall"

	"hybridsim/relay"
)

// The events of a protocol log, and the contexts of its last row (NC1).
const (
	connected    = '+'
	disconnected = '-'
	sent         = '>'
	received     = '<'
	information  = '*'

	byUs     = "Local"
	byPeer   = "Remote"
	byPeerIO = "Remote(SocketError)"
)

// parting is the context of the disconnect row after an error: the peer hung up, the network broke, or we gave up.
func parting(err error) string {
	var errno syscall.Errno
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return byPeer
	case errors.As(err, &errno):
		return byPeerIO
	default:
		return byUs
	}
}

// row is a reply as protocol logs print it: a reply of several lines is one row, its lines joined by spaces behind the
// code and two spaces.
func row(r relay.Reply) string {
	code, message := strconv.Itoa(r.Code()), r.Message()
	if strings.Contains(message, "\n") {
		return code + "  " + strings.ReplaceAll(message, "\n", " ")
	}
	return strings.TrimRight(code+" "+message, " ")
}

// printable is a received line fit for a log: what is not printable ASCII or UTF-8 becomes a question mark.
func printable(line string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == '\uFFFD' {
			return '?'
		}
		return r
	}, line)
}

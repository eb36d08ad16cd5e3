package smtpio

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"sync"
	"time"

	"hybridsim/relay"
)

// Terminate carries one connection as a device does that ends TLS with a certificate of its own: behind STARTTLS each
// side shakes hands with the device, so that neither sees the other's certificate. Everything else passes as it is,
// what Exchange servers agree among themselves (X-ANONYMOUSTLS) with it. It returns when both ends are closed.
func Terminate(client, server net.Conn, own *tls.Certificate, now func() time.Time) {
	t := &terminator{client: client, server: server, own: own, now: now,
		fromClient: bufio.NewReader(client), fromServer: bufio.NewReader(server)}
	defer client.Close()
	defer server.Close()
	if t.answer() != nil {
		return
	}
	for {
		line, err := t.fromClient.ReadString('\n')
		if err != nil {
			return
		}
		switch verb, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(line)), " "); verb {
		case "EHLO", "HELO", "NOOP", "RSET", "HELP":
			if t.pass(line) != nil || t.answer() != nil {
				return
			}
		case "STARTTLS":
			if t.pass(line) != nil || !t.secure() {
				return
			}
			t.carry()
			return
		default: // it stays in clear, or is nothing that the device knows
			if t.pass(line) == nil {
				t.carry()
			}
			return
		}
	}
}

// terminator is such a device at work on one connection.
type terminator struct {
	client, server         net.Conn
	fromClient, fromServer *bufio.Reader
	own                    *tls.Certificate
	now                    func() time.Time
}

func (t *terminator) pass(line string) error {
	_, err := io.WriteString(t.server, line)
	return err
}

// reply reads a reply of the server, whatever number of lines it has.
func (t *terminator) reply() (text string, err error) {
	for {
		line, err := t.fromServer.ReadString('\n')
		text += line
		if err != nil || len(line) < 4 || line[3] != '-' {
			return text, err
		}
	}
}

// answer passes a reply of the server on.
func (t *terminator) answer() error {
	text, err := t.reply()
	if err == nil {
		_, err = io.WriteString(t.client, text)
	}
	return err
}

// secure shakes hands with both sides, the server first: a client is not told yes before there is TLS on the way.
func (t *terminator) secure() bool {
	said, err := t.reply()
	if err != nil {
		return false
	}
	ready := strings.HasPrefix(said, "220")
	if ready {
		policy := &relay.TLSPolicy{Certificate: t.own, Now: t.now}
		hands, err := shakeAsClient(t.server, policy, "")
		if err != nil { // RFC 3207, section 4
			said, ready = "454 4.7.0 TLS not available due to temporary reason\r\n", false
		} else {
			t.server, t.fromServer = hands.conn, bufio.NewReader(hands.conn)
		}
	}
	if _, err := io.WriteString(t.client, said); err != nil || !ready {
		return false
	}
	hands, err := shakeAsServer(t.client, &relay.Service{Now: t.now}, t.own)
	if err != nil {
		return false
	}
	t.client, t.fromClient = hands.conn, bufio.NewReader(hands.conn)
	return true
}

// carry passes all bytes on, both ways, until both sides have ended.
func (t *terminator) carry() {
	var both sync.WaitGroup
	both.Go(func() {
		_, _ = io.Copy(t.server, t.fromClient)
		t.server.Close()
	})
	_, _ = io.Copy(t.client, t.fromServer)
	t.client.Close()
	both.Wait()
}

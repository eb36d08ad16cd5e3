package smtpio

import (
	"crypto/tls"
	"fmt"

	"hybridsim/relay"
)

// startTLS answers STARTTLS (RFC 3207), or X-ANONYMOUSTLS, and does the handshake. A handshake that fails ends the
// connection. After one that succeeds nothing counts that was said in clear: what the client may have sent ahead is
// dropped, and the client has to introduce itself again.
func (w *wire) startTLS(rest string, certificate *tls.Certificate, began func(tls.ConnectionState)) {
	switch {
	case certificate == nil || w.secured:
		w.tell(unrecognized)
		return
	case !w.greeted:
		w.tell(helloFirst)
		return
	case rest != "":
		w.tell(badArguments)
		return
	}
	if w.answeredOtherwise() {
		return
	}
	w.tell(readyForTLS)
	if w.ended != "" {
		return
	}
	logCertificate(w.log, "Sending certificate", leafOf(certificate))
	if w.svc.Credentials != "" && certificate == w.svc.Certificate {
		// The service cannot use the key: TLS does not begin (T5.5, L45 [I]).
		logHandshakeFailed(w.log, w.svc.Credentials)
		w.ended, w.err = byUs, fmt.Errorf("%s: %s", w.verb, w.svc.Credentials)
		return
	}
	hands, err := shakeAsServer(w.Conn, w.svc, certificate)
	if err != nil {
		logHandshakeFailed(w.log, relay.TLSHandshake)
		w.ended, w.err = parting(err), fmt.Errorf("%s: %w", w.verb, err)
		return
	}
	if len(hands.shown()) > 0 {
		logCertificate(w.log, "Remote certificate", hands.shown()[0])
	}
	logNegotiated(w.log, "SERVER", hands.version(), hands.suite)

	w.stream, w.secured, w.greeted = hands.conn, true, false
	w.in.Reset(hands.conn)
	began(hands.state)
	w.feed, w.mute = "RSET\r\n", true // the library has not noticed, but its transaction is over, too
}

// answeredOtherwise lets a session answer STARTTLS in place of the dialect. Who says 220 and does no TLS takes what
// comes then for a command: the client hears that, in clear, where it waits for a record of TLS (L31).
func (w *wire) answeredOtherwise() bool {
	sess, ok := w.sess.(relay.StartTLSAnswerer)
	if !ok || w.verb != "STARTTLS" {
		return false
	}
	r := sess.AnswerStartTLS()
	if r.IsZero() {
		return false
	}
	w.say(r)
	if r.OK() && w.ended == "" {
		if _, err := w.in.Peek(1); err != nil {
			w.lost(err)
			return true
		}
		w.tell(unrecognized)
		w.ended = byUs
	}
	return true
}

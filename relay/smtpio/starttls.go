package smtpio

import (
	"crypto/tls"
	"fmt"

	"hybridsim/relay"
	"hybridsim/relay/schannel"
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
	var agreed schannel.Suite
	secure := tls.Server(w.Conn, serverConfig(w.svc, certificate, &agreed))
	if err := secure.Handshake(); err != nil {
		logHandshakeFailed(w.log, relay.TLSHandshake)
		w.ended, w.err = parting(err), fmt.Errorf("%s: %w", w.verb, err)
		return
	}
	state := secure.ConnectionState()
	if len(state.PeerCertificates) > 0 {
		logCertificate(w.log, "Remote certificate", state.PeerCertificates[0])
	}
	logNegotiated(w.log, "SERVER", relay.TLSVersion(state.Version), agreed)
	state.CipherSuite = agreed.ID // what was agreed, not what carried it

	w.stream, w.secured, w.greeted = secure, true, false
	w.in.Reset(secure)
	began(state)
	w.feed, w.mute = "RSET\r\n", true // the library has not noticed, but its transaction is over, too
}

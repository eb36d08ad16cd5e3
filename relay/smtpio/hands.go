package smtpio

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"

	"hybridsim/relay"
	"hybridsim/relay/schannel"
)

// shaken is what came of a handshake. What is said from then on goes over conn.
type shaken struct {
	conn  net.Conn
	state tls.ConnectionState // with the suite that was agreed, not the one that carried it
	suite schannel.Suite
}

// shown are the certificates that the other end showed, its own first.
func (s shaken) shown() []*x509.Certificate { return s.state.PeerCertificates }

func (s shaken) version() relay.TLSVersion { return relay.TLSVersion(s.state.Version) }

// trusts reports whether both ends of a connection are simulated and take each other's word for their keys.
func trusts(conn net.Conn) bool {
	c, ok := conn.(interface{ Trusting() bool })
	return ok && c.Trusting()
}

// keysOf is where the secrets of a session go when somebody captures the network, so that he can read what he captures;
// else nil.
func keysOf(conn net.Conn) io.Writer {
	if c, ok := conn.(interface{ Keys() io.Writer }); ok {
		return c.Keys()
	}
	return nil
}

// shakeAsClient shakes hands with the server at the other end, and does not judge its certificate.
func shakeAsClient(conn net.Conn, policy *relay.TLSPolicy, host string) (shaken, error) {
	if trusts(conn) {
		return clientByWord(conn, policy)
	}
	config := clientConfig(policy, host)
	config.KeyLogWriter = keysOf(conn)
	secure := tls.Client(conn, config)
	if err := secure.Handshake(); err != nil {
		return shaken{}, err
	}
	state := secure.ConnectionState()
	suite := carried(state.CipherSuite, state.CurveID)
	state.CipherSuite = suite.ID
	return shaken{secure, state, suite}, nil
}

// shakeAsServer shakes hands with a client, which may show a certificate.
func shakeAsServer(conn net.Conn, svc *relay.Service, certificate *tls.Certificate) (shaken, error) {
	if trusts(conn) {
		return serverByWord(conn, svc, certificate)
	}
	var agreed schannel.Suite
	config := serverConfig(svc, certificate, &agreed)
	config.KeyLogWriter = keysOf(conn)
	secure := tls.Server(conn, config)
	if err := secure.Handshake(); err != nil {
		return shaken{}, err
	}
	state := secure.ConnectionState()
	state.CipherSuite = agreed.ID
	return shaken{secure, state, agreed}, nil
}

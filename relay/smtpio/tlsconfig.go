package smtpio

import (
	"crypto/rsa"
	"crypto/tls"
	"fmt"
	"slices"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/schannel"
)

// Both ends speak what their stacks have, and nothing is left to crypto/tls, which chooses by what the processor is
// good at: the protocol log prints what was agreed, and the same story must leave the same evidence everywhere. X25519
// also halves the cost of a handshake, and keeps the post-quantum share out of it. P-256 stands behind it for real
// servers whose certificate is on that curve: OpenSSL does not show such a one to a client that does not list it.
var curves = []tls.CurveID{tls.X25519, tls.CurveP256}

// carrier is how a suite travels that needs an RSA key. The keys of the model's authorities are on a curve: those are
// quick and the same every time. So a suite stands on the wire under the number of one that does with such a key, and
// the curve tells two apart that have the same encryption. Both ends read it back. A server with an RSA key needs none.
type carrier struct {
	id    uint16
	curve tls.CurveID
}

var carriers = map[uint16]carrier{
	0xC030: {tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.X25519},
	0xC02F: {tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.X25519},
	0xC027: {tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, tls.X25519},
	0xC014: {tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, tls.X25519},
	0xC013: {tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, tls.X25519},
	0x009D: {tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.CurveP256},
	0x009C: {tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.CurveP256},
	0x003C: {tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, tls.CurveP256},
	0x0035: {tls.TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA, tls.CurveP256},
	0x002F: {tls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA, tls.CurveP256},
	0x000A: {tls.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA, tls.X25519},
	0x0005: {tls.TLS_ECDHE_ECDSA_WITH_RC4_128_SHA, tls.CurveP256},
}

// carried is the suite that a number on the wire stands for.
func carried(id uint16, curve tls.CurveID) schannel.Suite {
	if s, known := schannel.SuiteOf(id); known {
		return s
	}
	for _, s := range schannel.Suites() {
		if c := carriers[s.ID]; c.id == id && c.curve == curve {
			return s
		}
	}
	return schannel.Suite{}
}

// able is a stack, or what one is that nobody has described.
func able(stack relay.TLSStack) relay.TLSStack {
	if len(stack.Versions) > 0 || len(stack.Suites) > 0 {
		return stack
	}
	for _, s := range schannel.Suites() {
		stack.Suites = append(stack.Suites, s.Name)
	}
	stack.Versions = []relay.TLSVersion{relay.TLS12}
	return stack
}

// within are the settings that both roles share. The library knows a range of versions only; a stack with a gap in it
// looks at what came of it.
func within(stack relay.TLSStack, now func() time.Time) *tls.Config {
	config := &tls.Config{Time: now, CurvePreferences: curves, SessionTicketsDisabled: true, CipherSuites: []uint16{},
		MinVersion: tls.VersionTLS12, MaxVersion: tls.VersionTLS12}
	if n := len(stack.Versions); n > 0 {
		config.MinVersion, config.MaxVersion = uint16(stack.Versions[0]), uint16(stack.Versions[n-1])
	}
	config.VerifyConnection = func(state tls.ConnectionState) error {
		return switchedOn(stack, relay.TLSVersion(state.Version))
	}
	return config
}

func switchedOn(stack relay.TLSStack, v relay.TLSVersion) error {
	if !stack.Speaks(v) {
		return fmt.Errorf("%v is switched off here", v)
	}
	return nil
}

// serverConfig asks for a client certificate, does not insist on one and judges none (R1.19). What was agreed on is in
// agreed after the handshake.
func serverConfig(svc *relay.Service, certificate *tls.Certificate, agreed *schannel.Suite) *tls.Config {
	stack := able(svc.Stack)
	config := within(stack, svc.Now)
	config.Certificates = []tls.Certificate{*certificate}
	config.ClientAuth = tls.RequestClientCert
	_, real := certificate.PrivateKey.(*rsa.PrivateKey)
	config.GetConfigForClient = func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
		version, name, ok := schannel.Agree(offer(hello, real), stack)
		own := config.Clone()
		if version != 0 {
			own.MinVersion, own.MaxVersion = uint16(version), uint16(version)
		}
		if !ok {
			return own, nil // its list of suites is empty: the library refuses as the protocol has it
		}
		*agreed, _ = schannel.SuiteNamed(name)
		own.CipherSuites = []uint16{agreed.ID}
		if !real {
			by := carriers[agreed.ID]
			own.CipherSuites = []uint16{by.id}
			if slices.Contains(hello.SupportedCurves, by.curve) {
				own.CurvePreferences = []tls.CurveID{by.curve}
			}
		}
		return own, nil
	}
	return config
}

// offer is a client's stack as far as its first message shows it, and as far as a server can do with its key.
func offer(hello *tls.ClientHelloInfo, real bool) relay.TLSStack {
	var stack relay.TLSStack
	for _, v := range relay.TLSVersions {
		if slices.Contains(hello.SupportedVersions, uint16(v)) {
			stack.Versions = append(stack.Versions, v)
		}
	}
	for _, s := range schannel.Suites() {
		travels := real || slices.Contains(hello.CipherSuites, carriers[s.ID].id)
		if travels && slices.Contains(hello.CipherSuites, s.ID) {
			stack.Suites = append(stack.Suites, s.Name)
		}
	}
	return stack
}

// clientConfig leaves the judgement of the server's certificate to judge, which tells the reasons apart. host goes into
// the handshake as the name that is called; nothing here is compared with it.
func clientConfig(policy *relay.TLSPolicy, host string) *tls.Config {
	stack := able(policy.Stack)
	config := within(stack, policy.Now)
	for _, name := range stack.Suites {
		if s, known := schannel.SuiteNamed(name); known {
			config.CipherSuites = append(config.CipherSuites, s.ID, carriers[s.ID].id)
		}
	}
	config.ServerName = host
	config.InsecureSkipVerify = true
	if policy.Certificate != nil {
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return policy.Certificate, nil
		}
	}
	return config
}

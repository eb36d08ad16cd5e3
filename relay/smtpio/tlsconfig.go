package smtpio

import (
	"crypto/rsa"
	"crypto/tls"
	"slices"
	"time"

	"hybridsim/relay"
)

// Both sides speak exactly TLS 1.2 with one cipher suite and, among themselves, one curve. The protocol log prints what
// was negotiated, and left to itself crypto/tls chooses by what the processor is good at, so the same story would leave
// different evidence on different machines. X25519 also halves the cost of a handshake, and keeps the post-quantum
// share out of it. P-256 stands behind it for real servers whose certificate is on that curve: OpenSSL does not show
// such a one to a client that does not list it. Exchange 2013 and 2016, and the service for most of the eras modelled
// here, spoke TLS 1.2 as well.

// pinned are the settings that both sides share.
func pinned(now func() time.Time) *tls.Config {
	return &tls.Config{
		Time:                   now,
		MinVersion:             tls.VersionTLS12,
		MaxVersion:             tls.VersionTLS12,
		CipherSuites:           []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384},
		CurvePreferences:       []tls.CurveID{tls.X25519, tls.CurveP256},
		SessionTicketsDisabled: true,
	}
}

// withRSA is the twin of the one cipher suite: the certificate's key decides between the two, nothing else does.
func withRSA(config *tls.Config) {
	config.CipherSuites = append(slices.Clone(config.CipherSuites), tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384)
}

// serverConfig asks for a client certificate, does not insist on one and judges none (R1.19).
func serverConfig(now func() time.Time, certificate *tls.Certificate) *tls.Config {
	config := pinned(now)
	config.Certificates = []tls.Certificate{*certificate}
	config.ClientAuth = tls.RequestClientCert
	if _, ok := certificate.PrivateKey.(*rsa.PrivateKey); ok {
		withRSA(config)
	}
	return config
}

// clientConfig leaves the judgement of the server's certificate to judge, which tells the reasons apart. host goes into
// the handshake as the name that is called; nothing here is compared with it.
func clientConfig(policy *relay.TLSPolicy, host string) *tls.Config {
	config := pinned(policy.Now)
	withRSA(config) // the server's key is not known yet
	config.ServerName = host
	config.InsecureSkipVerify = true
	if policy.Certificate != nil {
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return policy.Certificate, nil
		}
	}
	return config
}

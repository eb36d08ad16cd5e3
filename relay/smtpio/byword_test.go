package smtpio_test

import (
	"crypto/tls"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"hybridsim/relay"
	"hybridsim/relay/schannel"
)

// TestHandshakesByWord: two ends that take each other's word come to what TLS would have made of it, are told the same, and write
// the same into their logs.
func TestHandshakesByWord(t *testing.T) {
	p := newPKI()
	server, client := p.issue(t, "CN=mail.contoso.com"), p.issue(t, "CN=mail.protection.outlook.com")
	only := func(versions []relay.TLSVersion, suites ...relay.CipherSuite) relay.TLSStack {
		return relay.TLSStack{Versions: versions, Suites: suites}
	}
	gap := []relay.TLSVersion{relay.TLS10, relay.TLS12}
	middle := []relay.TLSVersion{relay.TLS11}
	modern := schannel.Of(relay.Exchange2019, relay.TLSSettings{}, relay.TLSServer)
	old := schannel.Of(relay.Exchange2010, relay.TLSSettings{}, relay.TLSServer)
	usual := schannel.Plain(relay.TLSSettings{}, relay.TLSClient).Suites
	rows := []struct {
		name           string
		client, server relay.TLSStack
		policy         relay.TLSPolicy
	}{
		{name: "stacks that nobody described"},
		{name: "a client certificate is shown", policy: relay.TLSPolicy{Certificate: client}},
		{name: "the certificate is judged", policy: relay.TLSPolicy{AuthLevel: relay.DomainValidation, Roots: p.roots}},
		{name: "and may have another name", policy: relay.TLSPolicy{AuthLevel: relay.DomainValidation, Roots: p.roots, Domain: "other.test"}},
		{name: "or an authority that nobody trusts", policy: relay.TLSPolicy{AuthLevel: relay.CertificateValidation}},
		{name: "the newest version of both", client: old, server: schannel.Plain(relay.TLSSettings{}, relay.TLSServer)},
		{name: "no version in common", client: old, server: modern},
		{name: "no version in common, the other way", client: modern, server: old},
		{name: "no suite in common", client: only(relay.TLSVersions, "TLS_RSA_WITH_RC4_128_SHA"), server: modern},
		{name: "the client's versions have a gap", client: only(gap, usual...), server: only(middle, usual...)},
		{name: "the server's versions have a gap", client: only(middle, usual...), server: only(gap, usual...)},
		{name: "a client without versions", client: only(nil, usual...), server: modern},
		{name: "a server without versions", client: modern, server: only(nil, usual...)},
		{name: "a client without suites", client: only(gap), server: modern},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			type seen struct {
				Outcome       relay.Outcome
				Sent, Heard   []string
				Told          tls.ConnectionState
				Leaf, Message string
			}
			play := func(byWord bool) seen {
				svc, sess := service(relay.DialectExchange2013), &recorder{}
				svc.Certificate, svc.Stack = server, row.server
				l := newLab(t, svc, sess)
				if byWord {
					l.Trust()
				}
				d := dialogue()
				d.TLS = row.policy
				d.TLS.Require, d.TLS.Now, d.TLS.Stack = true, now, row.client
				var s seen
				s.Outcome, s.Sent = l.send(d)
				l.stop()
				s.Heard = l.log.all()
				s.Told = tls.ConnectionState{Version: sess.tls.Version, CipherSuite: sess.tls.CipherSuite,
					HandshakeComplete: sess.tls.HandshakeComplete}
				if len(sess.tls.PeerCertificates) > 0 {
					s.Leaf = relay.Thumbprint(sess.tls.PeerCertificates[0])
				}
				if len(sess.content) > 0 {
					s.Message = string(sess.content[0])
				}
				return s
			}
			if diff := cmp.Diff(play(false), play(true), compare, cmpopts.IgnoreUnexported(tls.ConnectionState{})); diff != "" {
				t.Errorf("by word it goes otherwise (-TLS +by word):\n%s", diff)
			}
		})
	}
}

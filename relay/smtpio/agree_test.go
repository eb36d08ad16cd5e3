package smtpio_test

import (
	"fmt"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/schannel"
)

// Whatever two stacks agree on is what a handshake comes to, and both logs say the same.
func TestAHandshakeComesToWhatTheStacksAgreeOn(t *testing.T) {
	p := newPKI()
	certificate := p.issue(t, "CN=mail.contoso.com")
	for _, suite := range schannel.Suites() {
		for _, version := range relay.TLSVersions {
			t.Run(fmt.Sprintf("%v %s", version, suite.Name), func(t *testing.T) {
				server := relay.TLSStack{Versions: relay.TLSVersions, Suites: []relay.CipherSuite{suite.Name}}
				client := schannel.Plain(relay.TLSSettings{}, relay.TLSClient)
				client.Versions = []relay.TLSVersion{version}
				svc, sess := service(relay.DialectExchange2013), &recorder{}
				svc.Certificate, svc.Stack = certificate, server
				l := newLab(t, svc, sess)
				d := dialogue()
				d.TLS = relay.TLSPolicy{Require: true, Now: now, Stack: client}
				got, sent := l.send(d)
				l.stop()
				_, _, ok := schannel.Agree(client, server)
				if ok != got.Secured || !ok && got.TLSFailure.Reason != relay.TLSHandshake {
					t.Fatalf("the stacks agree: %t; the handshake: %+v", ok, got.TLSFailure)
				}
				if !ok {
					return
				}
				if id := sess.tls.CipherSuite; id != suite.ID || sess.tls.Version != uint16(version) {
					t.Errorf("the session was told of %x, %x", sess.tls.Version, id)
				}
				row := func(log []string) string {
					for _, line := range log {
						if strings.Contains(line, "SP_PROT_TLS"+version.Underscored()) {
							return strings.NewReplacer("_CLIENT", "", "_SERVER", "").Replace(line)
						}
					}
					return ""
				}
				if row(sent) == "" || row(sent) != row(l.log.all()) {
					t.Errorf("the rows differ:\n%s\n%s", row(sent), row(l.log.all()))
				}
			})
		}
	}
}

// Nothing in common: each end writes its own (L28, L39).
func TestNothingInCommon(t *testing.T) {
	p := newPKI()
	old := schannel.Of(relay.Exchange2010, relay.TLSSettings{}, relay.TLSServer)
	strong := schannel.Of(relay.Exchange2019, relay.TLSSettings{}, relay.TLSServer)
	weak := relay.TLSStack{Versions: relay.TLSVersions, Suites: []relay.CipherSuite{"TLS_RSA_WITH_RC4_128_SHA"}}
	for name, ends := range map[string][2]relay.TLSStack{
		"no version":          {old, strong},
		"nor the other way":   {strong, old},
		"no suite":            {weak, strong},
		"nor when the server": {strong, weak},
	} {
		t.Run(name, func(t *testing.T) {
			svc := service(relay.DialectExchange2013)
			svc.Certificate, svc.Stack = p.issue(t, "CN=mail.contoso.com"), ends[1]
			l := newLab(t, svc, &recorder{})
			d := dialogue()
			d.TLS = relay.TLSPolicy{Require: true, Now: now, Stack: ends[0]}
			got, sent := l.send(d)
			l.stop()
			if got.TLSFailure == nil || got.TLSFailure.Reason != relay.TLSHandshake {
				t.Errorf("outcome %+v, %+v", got, got.TLSFailure)
			}
			for end, log := range map[string][]string{"send": sent, "receive": l.log.all()} {
				if !strings.Contains(strings.Join(log, "\n"), "TLS negotiation failed with error SocketError") {
					t.Errorf("%s log:\n%s", end, strings.Join(log, "\n"))
				}
			}
		})
	}
}

// Our own key cannot be used: nothing of TLS is said (L40, L41, L45).
func TestAKeyThatCannotBeUsed(t *testing.T) {
	p := newPKI()
	mine, theirs := p.issue(t, "CN=mail.contoso.com"), p.issue(t, "CN=mail.protection.outlook.com")
	for _, why := range []relay.TLSReason{relay.TLSNoCredentials, relay.TLSUnknownCredentials} {
		row := "TLS negotiation failed with error " + string(why)
		t.Run("the sender's "+string(why), func(t *testing.T) {
			svc := service(relay.DialectEOP)
			svc.Certificate = theirs
			l := newLab(t, svc, &recorder{})
			d := dialogue()
			d.TLS = relay.TLSPolicy{Require: true, Now: now, Certificate: mine, Credentials: why}
			got, sent := l.send(d)
			log := strings.Join(sent, "\n")
			if got.TLSFailure == nil || got.TLSFailure.Reason != why || !strings.Contains(log, "Certificate alternate names]\n*  ["+row) {
				t.Errorf("outcome %+v; log:\n%s", got.TLSFailure, log)
			}
		})
		t.Run("the receiver's "+string(why), func(t *testing.T) {
			svc := service(relay.DialectExchange2013)
			svc.Certificate, svc.Credentials = mine, why
			l := newLab(t, svc, &recorder{})
			d := dialogue()
			d.TLS = relay.TLSPolicy{Require: true, Now: now}
			got, _ := l.send(d)
			l.stop()
			if got.TLSFailure == nil || got.TLSFailure.Reason != relay.TLSAborted || !strings.Contains(strings.Join(l.log.all(), "\n"), row) {
				t.Errorf("outcome %+v; receive log:\n%s", got.TLSFailure, strings.Join(l.log.all(), "\n"))
			}
		})
	}
}

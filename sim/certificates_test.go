package sim_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/headers"
	"hybridsim/sim"
)

const (
	publicCA  = "CN=Example Public CA"
	serviceCA = "CN=Simulated Cloud Services CA 1, O=hybridsim"
)

// renew puts another certificate for mail.contoso.com into the store and takes the old ones out.
func (l *lab) renew(r sim.CertificateRequest) {
	l.tb.Helper()
	r.Subject, r.Server = "mail.contoso.com", "EX01"
	l.admin(relay.OnPremises, "Get-ExchangeCertificate -DomainName mail.contoso.com | Remove-ExchangeCertificate")
	_, err := l.Issue(r)
	l.must(err)
	if !r.NoPrivateKey {
		l.admin(relay.OnPremises, "Get-ExchangeCertificate -DomainName mail.contoso.com | Enable-ExchangeCertificate -Services SMTP")
	}
}

// flows sends mail both ways and returns how each arrived: its AuthAs, or the side's last error.
func (l *lab) flows() (toOnPremises, toCloud string) {
	l.tb.Helper()
	one := func(from, to string, side relay.Side) string {
		before, deferred := len(l.mail(to)), len(l.events(side, relay.EventDefer))
		l.post(from, to)
		if list := l.mail(to); len(list) > before {
			return list[len(list)-1].header.Get(headers.AuthAs)
		}
		if list := l.events(side, relay.EventDefer); len(list) > deferred {
			return list[len(list)-1].RecipientStatus
		}
		l.tb.Fatalf("the mail from %s is gone:\n%s", from, l.lately())
		return ""
	}
	return one(alice, bob, relay.Cloud), one(bob, alice, relay.OnPremises)
}

func TestWhatACertificateChangeDoes(t *testing.T) {
	const healthy, noTLS = "Internal", "451 5.7.3 STARTTLS is required to send mail"
	const missing = "454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found."
	for _, c := range []struct {
		name                  string
		change                func(l *lab)
		toOnPremises, toCloud string
		complains             bool // event 12014
	}{
		{"nothing", func(*lab) {}, healthy, healthy, false},
		// "Renewal with same issuer+subject keeps working" (R1.16)
		{"renewed by the same authority", func(l *lab) {
			l.renew(sim.CertificateRequest{Authority: publicCA, NotAfter: l.start.AddDate(3, 0, 0)})
		}, healthy, healthy, false},
		{"renewed by another authority", func(l *lab) { l.renew(sim.CertificateRequest{Authority: "CN=Example Public CA 2"}) }, noTLS, missing, true},
		{"renewed without its private key", func(l *lab) {
			l.renew(sim.CertificateRequest{Authority: publicCA, NoPrivateKey: true})
		}, noTLS, "421 4.4.1 Connection timed out", true},
		{"replaced by a self-signed one", func(l *lab) { l.renew(sim.CertificateRequest{}) }, noTLS, missing, true},
		{"removed", func(l *lab) {
			l.admin(relay.OnPremises, "Get-ExchangeCertificate -DomainName mail.contoso.com | Remove-ExchangeCertificate")
		}, noTLS, missing, true},
		// R1.15: "its chain invalid: STARTTLS is not advertised"; the send connector finds it by name and the cloud does not
		// believe it, so the mail is nobody's in particular (R3.1).
		{"its authority is not trusted any more", func(l *lab) { l.must(l.Distrust(publicCA, "")) }, noTLS, "Anonymous", true},
		// L82: "no documented effect on the service"
		{"renewed for servers only", func(l *lab) {
			l.renew(sim.CertificateRequest{Authority: publicCA, NotAfter: l.start.AddDate(3, 0, 0), ServerOnly: true})
		}, healthy, healthy, false},
		// G1.5.9: "chain not trusted, name listed: refuse"
		{"the service's authority is not trusted any more", func(l *lab) { l.must(l.Distrust(serviceCA, "")) },
			"454 4.7.5 Certificate validation failure", "454 4.7.5 Certificate validation failure", false},
		{"trusted again", func(l *lab) {
			l.must(l.Distrust(publicCA, ""))
			l.must(l.Distrust(serviceCA, ""))
			l.must(l.Trust(publicCA, ""))
			l.must(l.Trust(serviceCA, ""))
		}, healthy, healthy, false},
		{"expired", func(l *lab) { l.wait(400 * 24 * time.Hour) }, "CertificateExpired", "Anonymous", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2013")
			c.change(l)
			toOnPremises, toCloud := l.flows()
			if !strings.Contains(toOnPremises, c.toOnPremises) {
				t.Errorf("to on-premises: %s\nwant %s", toOnPremises, c.toOnPremises)
			}
			if !strings.Contains(toCloud, c.toCloud) {
				t.Errorf("to the cloud: %s\nwant %s", toCloud, c.toCloud)
			}
			events := l.ApplicationEvents()
			if complains := len(events) > 0 && events[0].ID == 12014; complains != c.complains {
				t.Errorf("application log: %+v; want 12014: %t", events, c.complains)
			}
		})
	}
}

// TestRenewedCertificateIsShown: of two with the same issuer and subject the one that expires last is used (R1.13).
func TestRenewedCertificateIsShown(t *testing.T) {
	l := newLab(t, "hybrid-2013")
	renewed, err := l.Issue(sim.CertificateRequest{Subject: "mail.contoso.com", Authority: publicCA, Server: "EX01", NotAfter: l.start.AddDate(3, 0, 0)})
	l.must(err)
	l.flows()
	for _, connections := range [][]*sim.Transcript{l.Side(relay.OnPremises).Received(), l.Side(relay.OnPremises).Sent()} {
		if got := shown(connections[0]); got != renewed.Thumbprint {
			t.Errorf("the certificate %s was shown, want the newer %s", got, renewed.Thumbprint)
		}
	}
}

// shown is the thumbprint of the certificate that a side showed in a connection.
func shown(connection *sim.Transcript) string {
	ours := false
	for _, line := range connection.Lines() {
		switch line.Context {
		case "Sending certificate":
			ours = true
		case "Remote certificate":
			ours = false
		case "Certificate thumbprint":
			if ours {
				return line.Data
			}
		}
	}
	return ""
}

func TestIssueRefusesUnknownServers(t *testing.T) {
	if _, err := newLab(t, "hybrid-2013").Issue(sim.CertificateRequest{Subject: "x.contoso.com", Server: "EX99"}); err == nil || !strings.Contains(err.Error(), "EX01") {
		t.Errorf("error %v, want one that names EX01", err)
	}
}

// TestXOORGNeedsTLSAndTheCapability: the originating organization is offered and told only on a session whose certificate
// earned it (S1.8, R1.18).
func TestXOORGNeedsTLSAndTheCapability(t *testing.T) {
	const capability = `Set-ReceiveConnector "EX01\Default Frontend EX01" -TlsDomainCapabilities `
	for _, c := range []struct {
		name    string
		prepare func(l *lab)
		inClear []string // lines of the cloud's session that mention XOORG before and after STARTTLS
		secured []string
	}{
		{"healthy", func(*lab) {}, nil, []string{"EHLO", "MAIL"}},
		{"without the capability", func(l *lab) { l.admin(relay.OnPremises, capability+"$null") }, nil, nil},
		{"with the capability for somebody else", func(l *lab) {
			l.admin(relay.OnPremises, capability+"mail.example.com:AcceptCloudServicesMail")
		}, nil, nil},
		{"for mail that keeps no headers", func(l *lab) {
			l.admin(relay.Cloud, "Get-OutboundConnector | Set-OutboundConnector -CloudServicesMailEnabled $false")
		}, nil, []string{"EHLO"}},
		{"in clear", func(l *lab) {
			l.admin(relay.Cloud, "Get-OutboundConnector | Set-OutboundConnector -TlsSettings $null -TlsDomain $null")
			l.admin(relay.OnPremises, `Set-ReceiveConnector "EX01\Default Frontend EX01" -AuthMechanism None`)
		}, nil, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLab(t, "hybrid-2013")
			c.prepare(l)
			l.post(alice, bob)
			l.oneMail(bob)
			connections := l.Side(relay.OnPremises).Received()
			if len(connections) != 1 {
				t.Fatalf("%d connections, want one", len(connections))
			}
			var inClear, secured []string
			list, tls, verb := &inClear, false, ""
			for _, line := range connections[0].Lines() {
				if line.Event == '<' {
					verb, _, _ = strings.Cut(line.Data, " ")
				}
				if strings.HasPrefix(line.Context, "TLS protocol") {
					list, tls = &secured, true
				}
				if strings.Contains(line.Data, "XOORG") {
					*list = append(*list, verb)
				}
			}
			if tls == (c.name == "in clear") {
				t.Errorf("the session was secured: %t", tls)
			}
			if diff := cmp.Diff([][]string{c.inClear, c.secured}, [][]string{inClear, secured}); diff != "" {
				t.Errorf("XOORG in clear and secured (-want +got):\n%s", diff)
			}
		})
	}
}

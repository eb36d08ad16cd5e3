package transport

import (
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"hybridsim/relay"
)

// This file holds what the transport service writes to the Application log about certificates, authentication and
// refused messages (V6); what a connector without a certificate makes it write is in complain.go.

// endsSoon is how long before its end a certificate is written about; the time is [I].
const endsSoon = 30 * 24 * time.Hour

// write adds an event of the transport service to the Application log.
func (t *Transport) write(id int, format string, args ...any) {
	t.env.Application(relay.ApplicationEvent{
		Time: t.env.Now(), Side: t.org().Side, Server: t.name, Source: "MSExchangeTransport", ID: id,
		Text: fmt.Sprintf(format, args...),
	})
}

// complainSoon writes event 12018 when a certificate that a connector shows is near its end (V6.3 [D]), once for each.
func (t *Transport) complainSoon(cert *relay.Certificate) {
	left := cert.Leaf.NotAfter.Sub(t.env.Now())
	if left < 0 || left > endsSoon || !t.firstComplaint("12018 "+cert.Thumbprint) {
		return
	}
	t.write(12018, "The STARTTLS certificate will expire soon: subject: %s, thumbprint: %s, hours remaining: %d. Run "+
		"the New-ExchangeCertificate cmdlet to create a new certificate.", cert.Subject, cert.Thumbprint,
		int(left.Hours()))
}

// internalCertificate is what a connector that takes Exchange servers shows them. When the one that the server was
// given is no longer in the store it says so: up to 2013 it helps itself with a certificate of the moment, event
// 12024 (L65 [D], for 2010), from 2016 on X-ANONYMOUSTLS fails, event 12013 (T4.5 [D], L64). Which of the two 2013
// does is [I].
func (t *Transport) internalCertificate(rc *relay.ReceiveConnector) *relay.Certificate {
	if !rc.Allows(relay.AuthExchangeServer) {
		return nil
	}
	server := t.org().Server(t.name)
	if cert := t.org().InternalCertificate(t.name); cert != nil || server == nil || server.Internal == "" {
		return cert
	}
	const gone = "Microsoft Exchange could not load the certificate with thumbprint of %s from the personal store on " +
		"the local computer. This certificate was configured for authentication with other Exchange servers."
	if t.product() >= relay.Exchange2016 || server.Ephemeral == nil {
		if t.firstComplaint("12013") {
			t.write(12013, gone, server.Internal)
		}
		return nil
	}
	if t.firstComplaint("12024") {
		t.write(12024, gone+" Meanwhile, an ephemeral, self-signed certificate with thumbprint %s is being used.",
			server.Internal, server.Ephemeral.Thumbprint)
	}
	return server.Ephemeral
}

// noteExpired writes event 12019 when another Exchange server shows an internal transport certificate whose time has
// passed; it counts all the same (V6.4 [D], L55).
func (t *Transport) noteExpired(leaf *x509.Certificate) {
	if leaf != nil {
		t.noteShown(relay.Show(leaf))
	}
}

func (t *Transport) noteShown(c relay.ShownCertificate) {
	if c.NotAfter.IsZero() || !t.env.Now().After(c.NotAfter) || !t.firstComplaint("12019 "+c.Subject) {
		return
	}
	t.write(12019, "The remote internal transport certificate expired. Certificate subject: %s.", c.Subject)
}

// noteLogon writes event 2017 when another server does not take this one's proof that it is an Exchange server (V6.6
// [O]).
func (t *Transport) noteLogon(a *Attempt, o relay.Outcome) {
	if !strings.HasPrefix(o.Unproved, "X-EXPS ") || !strings.Contains(o.Unproved, "answered") {
		return
	}
	t.write(2017, "Outbound authentication failed with error LogonDenied for Send connector %s. The authentication "+
		"mechanism is ExchangeAuth. The target is SMTPSVC/%s.", a.Dialogue.Connector, o.Target.Host)
}

// noteRefused writes event 2004 about a message that was refused, for good or for now (V6.5, L66 [D]).
func (t *Transport) noteRefused(connector string, item *relay.MailItem, r relay.Reply) {
	if t.org().InCloud() {
		return
	}
	t.write(2004, "Send connector %s: Message delivery was not successful. The message with message ID %s was "+
		"acknowledged with SMTP response %s.", connector, item.Header.Get("Message-ID"),
		strings.TrimSuffix(r.String(), "."))
}

// notePeer writes what an attempt says about the other server and about the message.
func (t *Transport) notePeer(a *Attempt, o relay.Outcome) {
	t.noteShown(o.Shown)
	t.noteLogon(a, o)
	told := map[string]bool{}
	for _, r := range a.delivery.recipients {
		answer, _ := o.Answer(r.Address)
		if text := answer.String(); !answer.IsZero() && !answer.OK() && !told[text] {
			told[text] = true
			t.noteRefused(a.Dialogue.Connector, a.delivery.item, answer)
		}
	}
}

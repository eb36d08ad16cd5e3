package transport

import (
	"cmp"
	"fmt"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

// complain writes event 12014 when a connector's certificate cannot be had (R1.15 [D] KB2989382, V6.1): once for each
// name, until the configuration names another.
func (t *Transport) complain(rc *relay.ReceiveConnector) {
	fqdn := t.fqdnOf(rc)
	name := cmp.Or(rc.TlsCertificateName.String(), fqdn)
	t.complainOf(rc, 12014, name, fmt.Sprintf("Microsoft Exchange could not find a certificate that contains the "+
		"domain name %s in the personal store on the local computer. Therefore, it is unable to support the STARTTLS "+
		"SMTP verb for the connector %s with a FQDN parameter of %s. If the connector's FQDN is not specified, the "+
		"computer's FQDN is used.", name, rc.Name, fqdn))
}

// complainExpired writes event 12016 when a connector shows a certificate that has expired (T5.5, V6.2 [D]).
func (t *Transport) complainExpired(rc *relay.ReceiveConnector) {
	fqdn := t.fqdnOf(rc)
	t.complainOf(rc, 12016, fqdn, fmt.Sprintf("There is no valid SMTP Transport Layer Security (TLS) certificate for "+
		"the FQDN of %s. The existing certificate for that FQDN has expired. The continued use of that FQDN will "+
		"cause mail flow problems.", fqdn))
}

// fqdnOf is the name that a connector goes by: its own or its server's.
func (t *Transport) fqdnOf(rc *relay.ReceiveConnector) string {
	return cmp.Or(rc.Fqdn, t.as(relay.RoleFrontDoor).Fqdn)
}

// complainOf writes an event about a receive connector, once for each thing that it is about.
func (t *Transport) complainOf(rc *relay.ReceiveConnector, id int, about, text string) {
	if !t.firstComplaint(fmt.Sprint(id, rc.Identity(), about)) {
		return
	}
	source := "MSExchangeTransport"
	if rc.TransportRole == relay.FrontendTransport {
		source = "MSExchangeFrontEndTransport"
	}
	t.env.Application(relay.ApplicationEvent{
		Time: t.env.Now(), Side: t.org().Side, Server: rc.Server, Source: source, ID: id, Text: text,
	})
}

// picksUntrusted reports whether a connector that insists on TLS got, by its Fqdn, a certificate of an authority that
// the server itself does not trust (S2.6 [D] KB2888788: of two that match, one is from an untrusted authority). That a
// self-signed certificate does not stop mail in this way is inferred.
func (t *Transport) picksUntrusted(c *relay.SendConnector, cert *relay.Certificate, now time.Time) bool {
	return cert != nil && c.RequireTLS && c.TlsCertificateName.IsZero() && !cert.SelfSigned &&
		connector.Untrusted(cert, t.org().RootsOf(t.name), now)
}

// firstComplaint reports whether a complaint is new, and remembers it.
func (t *Transport) firstComplaint(key string) bool {
	if t.complained[key] {
		return false
	}
	t.complained[key] = true
	return true
}

// complainInactive writes event 7009, which goes with mail that stays in its sender's mailbox (G1.4.12 [D] EV7009):
// once for a server. No source has its text; the one here is ours.
func (t *Transport) complainInactive() {
	if !t.firstComplaint("inactive") {
		return
	}
	t.env.Application(relay.ApplicationEvent{
		Time: t.env.Now(), Side: t.org().Side, Server: t.name, Source: "MSExchangeSubmission", ID: 7009,
		Text: "Mail of this server's mailboxes is not submitted: no transport service takes it. Service not active.",
	})
}

// tellRestart writes the System log's event 7031 when the front end begins anew, as it does when the state of the whole
// server changes (G1.4.17 [D] KB4043629).
func (t *Transport) tellRestart() {
	since := t.org().Server(t.name).FrontEndSince
	if since.Before(t.env.Now()) || !t.firstComplaint("restart "+since.String()) {
		return
	}
	t.env.Application(relay.ApplicationEvent{
		Time: t.env.Now(), Side: t.org().Side, Server: t.name,
		Log: "System", Source: "Service Control Manager", ID: 7031,
		Text: "The Microsoft Exchange Frontend Transport service terminated unexpectedly. It has done this 1 " +
			"time(s). The following corrective action will be taken in 5000 milliseconds: Restart the service.",
	})
}

package transport

import (
	"fmt"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/relay/reply"
)

// complain writes event 12014 when a connector's certificate cannot be had (R1.15 [D] KB2989382): once for each name,
// until the configuration names another.
func (t *Transport) complain(rc *relay.ReceiveConnector) {
	name := rc.TlsCertificateName.String()
	if name == "" {
		name = rc.Fqdn
	}
	if !t.firstComplaint(rc.Identity() + name) {
		return
	}
	source := "MSExchangeTransport"
	if rc.TransportRole == relay.FrontendTransport {
		source = "MSExchangeFrontEndTransport"
	}
	t.env.Application(relay.ApplicationEvent{
		Time: t.env.Now(), Side: t.org().Side, Server: rc.Server, Source: source, ID: 12014,
		Text: fmt.Sprintf("Microsoft Exchange could not find a certificate that contains the domain name %s in "+
			"the personal store on the local computer.", name),
	})
}

// picksUntrusted reports whether a connector that insists on TLS got, by its Fqdn, a certificate of an authority that
// the server itself does not trust (S2.6 [D] KB2888788: of two that match, one is from an untrusted authority). That a
// self-signed certificate does not stop mail in this way is inferred.
func (t *Transport) picksUntrusted(c *relay.SendConnector, cert *relay.Certificate, now time.Time) bool {
	return cert != nil && c.RequireTLS && c.TlsCertificateName.IsZero() && !cert.SelfSigned &&
		connector.Untrusted(cert, t.org().RootsOf(t.name), now)
}

// complainUntrusted writes event 2004 (KB2888788), once for a connector.
func (t *Transport) complainUntrusted(c *relay.SendConnector, server relay.Host) {
	if !t.firstComplaint("untrusted " + c.Name) {
		return
	}
	t.env.Application(relay.ApplicationEvent{
		Time: t.env.Now(), Side: t.org().Side, Server: server.Name, Source: "MSExchangeTransport", ID: 2004,
		Text: fmt.Sprintf("Send connector %s: %s", c.Name,
			reply.SendCertificateUntrusted(t.product(), t.env.Now()).LED),
	})
}

// firstComplaint reports whether a complaint is new, and remembers it.
func (t *Transport) firstComplaint(key string) bool {
	if t.complained[key] {
		return false
	}
	t.complained[key] = true
	return true
}

package transport

import (
	"cmp"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/relay/headers"
	"hybridsim/relay/reply"
	"hybridsim/relay/schannel"
)

// Attempt is a conversation that somebody has to hold for a message in a queue.
type Attempt struct {
	Dialogue  relay.Dialogue
	queue     *queue
	delivery  *delivery
	series    int // of the queue when it began
	decisions []relay.Decision
}

// attempt prepares the conversation for a delivery. It returns nil when the message cannot even be tried.
func (t *Transport) attempt(q *queue, d *delivery) *Attempt {
	a := t.newAttempt(q, d)
	ready := t.prepareOnPremises
	if t.org().InCloud() {
		ready = t.prepareCloud
	}
	if !ready(a) {
		return nil
	}
	a.Dialogue.TLS.Require = a.Dialogue.TLS.Require || d.item.RequireTLS
	d.trying = true
	q.trying++
	*q.toward++
	return a
}

// newAttempt is a conversation about a delivery, without what a connector says of it.
func (t *Transport) newAttempt(q *queue, d *delivery) *Attempt {
	a := &Attempt{queue: q, delivery: d, series: q.series}
	d.attempts++
	a.Dialogue = relay.Dialogue{
		HeedsSize: true, Egress: d.number + d.attempts + t.turned, Connector: q.way.connector, Hop: q.way.hop,
		From: d.item.From, RecordID: d.item.InternalID, MessageID: d.item.Header.Get("Message-ID"),
		Mail: relay.MailParams{Size: int64(contentSize(d.item)), Ret: d.item.Ret, Envid: d.item.Envid},
	}
	for _, r := range d.recipients {
		a.Dialogue.Recipients = append(a.Dialogue.Recipients,
			relay.EnvelopeRecipient{Address: r.Address, RcptParams: relay.RcptParams{Notify: r.Notify, ORcpt: r.ORcpt}})
	}
	return a
}

// prepareOnPremises fills in what the SendConnector says. A connector that is gone sends the message back to the
// categorizer; one whose certificate is missing defers it (S2.6 [D] KB3156771).
func (t *Transport) prepareOnPremises(a *Attempt) bool {
	if a.queue.way.inside() {
		return t.prepareInside(a)
	}
	org, now := t.org(), t.env.Now()
	var c *relay.SendConnector
	for _, other := range org.SendConnectors {
		if other.Name == a.Dialogue.Connector && other.Enabled {
			c = other
		}
	}
	if c == nil {
		t.resubmit(a.queue)
		return false
	}
	if t.toHubs(a, c) {
		return true
	}
	front := t.frontEnd(a, c)
	if front == nil {
		return false
	}
	server := front.as(relay.RoleOutbound)
	cert, ok, d := connector.ClientCertificate(org, c, server.Name, now)
	a.decisions = append(a.decisions, d)
	if !ok {
		t.deferConnection(a, reply.SendCertificateMissing(t.product(), now), relay.Outcome{})
		return false
	}
	if t.picksUntrusted(c, cert, now) {
		t.noteRefused(c.Name, a.delivery.item, reply.SendCertificateUntrusted(t.product(), now).LED)
		a.decisions = append(a.decisions, relay.Decision{
			Question: relay.WhichCertificate, Subject: c.Name, Source: "KB2888788",
			Because: "the server itself does not trust the certificate that it picked by the connector's Fqdn",
			Candidates: []relay.Candidate{relay.Rejected(cert.Subject+" "+cert.Thumbprint, "Fqdn "+c.Fqdn,
				"issued by an authority that is not trusted here")},
		})
		t.deferConnection(a, reply.SendCertificateUntrusted(t.product(), now), relay.Outcome{})
		return false
	}
	a.Dialogue.Resolvers = org.DNSServersOf(front.name, a.Dialogue.FrontEnd != "", c.UseExternalDNSServersEnabled)
	a.Dialogue.Logged = c.ProtocolLoggingLevel == relay.LoggingVerbose
	a.Dialogue.Hello = cmp.Or(c.Fqdn, server.Fqdn)
	a.Dialogue.TLS = relay.TLSPolicy{
		Ignore: c.IgnoreSTARTTLS, Require: c.RequireTLS, AuthLevel: c.TlsAuthLevel, Domain: c.TlsDomain,
		Roots: org.RootsOf(front.name), Revoked: org.RevokedFor(front.name), Now: t.env.Now,
		Stack: front.stack(relay.TLSClient),
	}
	if a.Dialogue.TLS.Domain == "" {
		a.Dialogue.TLS.Domain = a.queue.way.hop.Domain
	}
	if cert != nil {
		a.Dialogue.TLS.Certificate, a.Dialogue.TLS.Credentials = cert.Shown(), cert.Credentials()
	}
	how := t.preserves(c, relay.DomainOf(a.delivery.recipients[0].Address))
	how.Host, how.Name = t.as(relay.RoleOutbound).Fqdn, c.Name
	t.content(a, how, org.DefaultDomain())
	return true
}

// stack is what TLS the server can do at this moment.
func (t *Transport) stack(role relay.TLSRole) relay.TLSStack {
	if t.org().Side == relay.Cloud {
		return schannel.Service(t.org().Era.At(t.env.Now()))
	}
	var settings relay.TLSSettings
	if s := t.org().Server(t.name); s != nil {
		settings = s.TLS
	}
	return schannel.Of(t.product(), settings, role)
}

// with is what a server agrees on with another's transport service, or its own, as front ends and mailboxes do.
func (t *Transport) with(by *Transport) relay.PeerIdentity {
	version, suite, ok := schannel.Agree(t.stack(relay.TLSClient), by.stack(relay.TLSServer))
	return relay.PeerIdentity{Secured: ok, Version: version, Suite: suite}
}

// preserves says whether a send connector keeps organization headers: by CloudServicesMailEnabled, in 2010 by the send
// flags together with the remote domain's TrustedMailOutboundEnabled (S2.1, S8.3 [D] KB3212872, KB2663556).
func (t *Transport) preserves(c *relay.SendConnector, domain string) headers.Demotion {
	if t.product() != relay.Exchange2010 {
		return headers.Demotion{Preserve: c.CloudServicesMailEnabled,
			Property: property("CloudServicesMailEnabled", c.CloudServicesMailEnabled)}
	}
	remote := t.org().RemoteDomain(domain)
	trusted := remote != nil && remote.TrustedMailOutboundEnabled
	flagged := c.MsExchSmtpSendFlags&crossPremisesFlag != 0
	return headers.Demotion{
		Preserve: flagged && trusted,
		Property: property("msExchSmtpSendFlags 131072", flagged) + "; remote domain " + domain + " " +
			property("TrustedMailOutboundEnabled", trusted),
	}
}

// crossPremisesFlag is what KB3212872 adds to msExchSmtpSendFlags: 64 becomes 131136.
const crossPremisesFlag = 131136 - 64

func property(name string, value bool) string {
	if value {
		return name + " $true"
	}
	return name + " $false"
}

// prepareCloud fills in what the OutboundConnector says; without one, mail leaves by MX with opportunistic TLS.
func (t *Transport) prepareCloud(a *Attempt) bool {
	org := t.org()
	var c *relay.OutboundConnector
	for _, other := range org.OutboundConnectors {
		if other.Name == a.Dialogue.Connector && other.Enabled {
			c = other
		}
	}
	if c == nil && a.Dialogue.Connector != "" {
		t.resubmit(a.queue)
		return false
	}
	t.speakFor(a, c)
	return true
}

// speakFor fills in what an OutboundConnector says; nil: without one.
func (t *Transport) speakFor(a *Attempt, c *relay.OutboundConnector) {
	org, out := t.org(), t.as(relay.RoleOutbound)
	if a.Dialogue.Pool = a.delivery.item.Pool; a.Dialogue.Pool == relay.RelayPool {
		out = relay.RelayPoolHost()
	}
	a.Dialogue.Hello = out.Fqdn
	a.Dialogue.TLS = relay.TLSPolicy{Roots: org.RootsOf(t.name), Revoked: org.RevokedFor(t.name), Now: t.env.Now,
		Stack: t.stack(relay.TLSClient)}
	for _, cert := range org.Certificates {
		a.Dialogue.TLS.Certificate = cert.TLS
	}
	how := headers.Demotion{Property: "no outbound connector", Host: out.Fqdn}
	if c != nil {
		a.Dialogue.TLS.Require = c.TlsSettings != ""
		a.Dialogue.TLS.AuthLevel, a.Dialogue.TLS.Domain = relay.TlsAuthLevel(c.TlsSettings), c.TlsDomain
		if relay.ConnectorModes.Holds(t.day()) {
			a.Dialogue.TLS.DANE, a.Dialogue.TLS.STS = c.SmtpDaneMode, c.MtaStsMode
		}
		how.Name = c.Name
		how.Preserve, how.Property = c.CloudServicesMailEnabled,
			property("CloudServicesMailEnabled", c.CloudServicesMailEnabled)
	}
	t.content(a, how, org.InitialDomain())
}

// content renders the message as it leaves and names the originating organization (XOORG and X-OriginatorOrg, U26).
func (t *Transport) content(a *Attempt, how headers.Demotion, originator string) {
	h, d := headers.Demote(a.delivery.item.Header, how)
	if how.Preserve {
		a.Dialogue.Mail.XOORG = originator
		h = headers.Originate(h, originator)
	}
	a.decisions = append(a.decisions, d)
	a.Dialogue.Header, a.Dialogue.Body = []byte(h.String()+"\r\n"), a.delivery.item.Body
	if t.org().InCloud() && !relay.BareLinefeedsStay.Holds(t.day()) {
		a.Dialogue.Body = relay.WholeLines(a.Dialogue.Body)
	}
}

package transport

import (
	"crypto/tls"
	"net/netip"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/relay/reply"
)

// Connection is an incoming connection before anything was said. Remote is the address that the server sees, after any
// network address translation.
type Connection struct {
	Local, Remote  netip.AddrPort
	TranslatedFrom netip.Addr // the client's own address, where address translation hides it; no decision looks at it
	Log            relay.Transcript
}

// Accept answers a connection: the service that greets it and the session behind. ok is false when no connector that is
// bound there takes its address; the connection is then closed without a banner (U30). Where nothing is bound there is
// no connection ([Listens]).
func (t *Transport) Accept(c Connection) (svc relay.Service, s relay.Session, ok bool) {
	switch {
	case t.org().InCloud() && c.Local.Port() == submissionPort:
		svc, s = t.acceptSubmission(c)
		return svc, s, true
	case t.org().InCloud():
		svc, s = t.acceptAtFrontDoor(c)
		return svc, s, true
	}
	return t.acceptOnPremises(c)
}

func (t *Transport) acceptOnPremises(c Connection) (relay.Service, relay.Session, bool) {
	org := t.org()
	rc, chosen := connector.ChooseReceive(org, t.name, c.Local, c.Remote)
	if rc == nil {
		t.recordConnection(c, "", chosen)
		return relay.Service{}, nil, false
	}
	if reply, off := t.frontEndOff(c); !reply.IsZero() {
		return t.turnAway(c, rc, reply, []relay.Decision{chosen, off})
	}
	if reply, limited := t.open.limited(rc, c.Remote.Addr()); !reply.IsZero() {
		return t.turnAway(c, rc, reply, []relay.Decision{chosen, limited})
	}
	cert, shown := connector.ServerCertificate(org, rc, t.env.Now())
	if cert == nil && rc.Allows(relay.AuthTls) {
		t.complain(rc)
		t.recordConnection(c, rc.Identity(), chosen, shown)
	}
	s := &receiveSession{
		session: session{t: t, org: org, conn: c, id: t.ids.session(t.env.Now()),
			told: cert == nil && rc.Allows(relay.AuthTls)},
		connector: rc, decisions: []relay.Decision{chosen, shown},
	}
	s.permit()
	t.open.add(rc, c.Remote.Addr(), 1)
	svc := relay.Service{
		Connector: rc.Identity(), Logged: rc.ProtocolLoggingLevel == relay.LoggingVerbose,
		Dialect: relay.DialectOf(t.product()),
		Stack:   t.stack(relay.TLSServer),
		Fqdn:    rc.Fqdn, Banner: rc.Banner, SessionID: s.id, Now: t.env.Now,
		ExchangeAuth: rc.Allows(relay.AuthExchangeServer), LoginNeedsTLS: rc.Allows(relay.AuthBasicRequireTLS),
		RequireTLS:     rc.RequireTLS,
		MaxMessageSize: int64(max(rc.MaxMessageSize, 0)), MaxHeaderSize: int64(max(rc.MaxHeaderSize, 0)),
		MaxErrors: rc.MaxProtocolErrors, NoChunking: !rc.ChunkingEnabled,
		RefusesBareLF: rc.BareLinefeedRejectionEnabled,
		Timeout:       rc.ConnectionTimeout, InactivityTimeout: rc.ConnectionInactivityTimeout,
	}
	if cert != nil {
		svc.Certificate, svc.Credentials = cert.TLS, cert.Unreadable()
		if t.product() >= relay.Exchange2016 { // it may lack the SMTP service, and TLS fails later (T5.5 [D])
			svc.Credentials = cert.Credentials()
		}
		if cert.Expired(t.env.Now()) {
			t.complainExpired(rc)
		}
		t.complainSoon(cert)
	}
	if internal := t.internalCertificate(rc); internal != nil {
		svc.Internal = internal.TLS
	}
	for _, m := range []struct {
		when  relay.AuthMechanism
		offer string
	}{{relay.AuthIntegrated, "NTLM"}, {relay.AuthBasic, "LOGIN"}} {
		if rc.Allows(m.when) {
			svc.AuthMechanisms = append(svc.AuthMechanisms, m.offer)
		}
	}
	return svc, s, true
}

// recordConnection records a connection that begins with something missing: no connector, or no certificate to offer.
func (t *Transport) recordConnection(c Connection, connectorID string, decisions ...relay.Decision) {
	t.env.Record(relay.Event{
		Time: t.env.Now(), Side: t.org().Side, Server: t.as(relay.RoleFrontDoor).Name, Source: "SMTP",
		ID: relay.EventConnect, ConnectorID: connectorID,
		ClientIP: c.Remote.Addr(), ServerIP: c.Local.Addr(), TranslatedFrom: c.TranslatedFrom, Decisions: decisions,
	})
}

func (t *Transport) acceptAtFrontDoor(c Connection) (relay.Service, relay.Session) {
	org := t.org()
	s := &frontDoorSession{session: session{t: t, org: org, conn: c, id: t.ids.session(t.env.Now())}}
	svc := t.frontDoor(s.id)
	if connector.WithholdsTLS(t.env.BlockList(), c.Remote.Addr(), org.Day(t.env.Now())) {
		svc.Certificate = nil
	}
	return svc, s
}

// frontDoor is the service as any client meets it.
func (t *Transport) frontDoor(session string) relay.Service {
	door := t.as(relay.RoleFrontDoor)
	svc := relay.Service{
		Connector: door.Name, Dialect: relay.DialectEOP, Fqdn: door.Fqdn, SessionID: session, Now: t.env.Now,
		MaxMessageSize: frontDoorSizeLimit, MaxHeaderSize: frontDoorHeaderLimit, Stack: t.stack(relay.TLSServer),
	}
	for _, cert := range t.org().Certificates {
		svc.Certificate = cert.TLS
	}
	return svc
}

// frontDoorSizeLimit is the SIZE that the front door lists (S1.8 [O]).
const frontDoorSizeLimit = 157286400

// frontDoorHeaderLimit is how large a header the front door takes (P5.3).
const frontDoorHeaderLimit = 256 << 10

// session is what both kinds of receiving session share.
type session struct {
	t     *Transport
	org   *relay.Organization // the snapshot it began with
	conn  Connection
	id    string
	hello string
	peer  relay.PeerIdentity
	from  string
	mail  relay.MailParams
	rcpt  []relay.MailRecipient
	size  int  // of the content that came
	told  bool // something about the session was recorded
}

func (s *session) StartTLS(state tls.ConnectionState) {
	s.peer = connector.Identify(state, s.org.RootsOf(s.t.name), s.t.env.Now())
}

func (s *session) Reset() { s.from, s.mail, s.rcpt = "", relay.MailParams{}, nil }

func (s *session) Close() {}

func (s *session) log(data, context string) {
	if s.conn.Log != nil {
		s.conn.Log.Line('*', data, context)
	}
}

// refused records a refusal during the session: what a protocol log shows and a tracking log does not.
func (s *session) refused(reply relay.Reply, recipient, connectorID string, decisions []relay.Decision) relay.Reply {
	e := relay.Event{
		Time: s.t.env.Now(), Side: s.org.Side, Server: s.t.as(relay.RoleFrontDoor).Name, Source: "SMTP",
		ID: relay.EventRefuse, ConnectorID: connectorID,
		Sender: s.from, Reply: reply, RecipientStatus: reply.String(), ClientIP: s.conn.Remote.Addr(),
		TranslatedFrom: s.conn.TranslatedFrom,
		ServerIP:       s.conn.Local.Addr(),
		RemoteHost:     s.hello, SourceContext: s.id, Decisions: decisions,
	}
	if recipient != "" {
		e.Recipients = []string{recipient}
	}
	s.t.env.Record(e)
	s.told = true
	return reply
}

// because is the decision of a refusal: what was asked for, why it was not granted, and the property that says so.
func because(subject, source, why, property string) relay.Decision {
	return relay.Decision{
		Question: relay.MayEnter, Subject: subject, Source: source, Because: why,
		Candidates: []relay.Candidate{relay.Rejected(subject, property, why)},
	}
}

// take makes an item of accepted content, at the transport service that takes it.
func (s *session) take(content []byte, by *Transport) *relay.MailItem {
	s.size = len(content)
	header, body := relay.SplitMessage(content)
	item := by.newItem(s.from, header, body)
	item.Recipients = s.rcpt
	item.Ret, item.Envid = s.mail.Ret, s.mail.Envid
	item.ReceivedFrom, item.ClientIP, item.PeerIdentity = s.hello, s.conn.Remote.Addr(), s.peer
	return item
}

// keep queues an accepted item at the transport service that takes it, and answers the client.
func (s *session) keep(item *relay.MailItem, by *Transport, connectorID string,
	decisions []relay.Decision) relay.Reply {
	e := by.event(relay.EventReceive, "SMTP", item, addresses(item.Recipients)...)
	e.Server, e.ConnectorID, e.SourceContext = by.as(relay.RoleFrontDoor).Name, connectorID, s.id
	e.ClientIP, e.ServerIP, e.RemoteHost = s.conn.Remote.Addr(), s.conn.Local.Addr(), s.hello
	e.TranslatedFrom = s.conn.TranslatedFrom
	e.TLS, e.Suite = s.peer.Version, s.peer.Suite
	e.Decisions = decisions
	by.shadow(&e, item)
	s.t.env.Record(e)
	s.told = true
	by.await(item)
	host := by.as(relay.RoleHub).Fqdn
	return reply.QueuedForDelivery(by.product(), reply.Taken{MessageID: item.Header.Get("Message-ID"),
		InternalID: item.InternalID, Host: host, Bytes: s.size, At: s.t.env.Now()})
}

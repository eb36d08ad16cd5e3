package transport

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/connector"
	"hybridsim/relay/headers"
	"hybridsim/relay/reply"
)

// receiveSession answers a connection to an on-premises ReceiveConnector, which was fixed when the connection came
// (R1.7).
type receiveSession struct {
	session
	connector    *relay.ReceiveConnector
	capabilities []string
	user         string            // who logged on
	server       string            // the Exchange server that proved to be one
	shown        *x509.Certificate // by the client of X-ANONYMOUSTLS
	rights       relay.Rights
	decisions    []relay.Decision // receive connector, certificate; then capabilities and rights as they stand
	barred       bool             // for its certificate
	first        string           // the first recipient of this message, while it is looked at
	crowded      bool             // a recipient of this message was one too many
}

// Close implements [relay.Session]: the connection counts no longer. Of a session that ends before a message or a
// refusal told of it the decisions so far are recorded, when the client had said who it is: it missed STARTTLS, the
// handshake broke, or it left at the sight of the certificate.
func (s *receiveSession) Close() {
	s.t.open.add(s.connector, s.conn.Remote.Addr(), -1)
	if s.hello != "" && !s.told {
		s.t.recordConnection(s.conn, s.connector.Identity(), s.decisions...)
	}
}

// permit works out what the session may do; again after TLS and after AUTH.
func (s *receiveSession) permit() {
	var granted, rights relay.Decision
	s.capabilities, granted = connector.Capabilities(s.connector, s.peer)
	s.rights, rights = connector.SessionRights(s.connector, s.capabilities, s.user != "")
	if s.server != "" {
		s.rights, rights = connector.ServerRights(s.connector, s.server)
	}
	s.decisions = append(s.decisions[:2:2], granted, rights)
}

// Hello offers XOORG to a peer that holds the capability for it; its place in the list is not known (U1).
func (s *receiveSession) Hello(name string, extended bool) (relay.Reply, []string) {
	s.hello = name
	if s.barred {
		return reply.CertificateNotTrusted(), nil
	}
	if !s.peer.Secured {
		s.log(permissionNames(s.rights), "Set Session Permissions")
	}
	if len(s.capabilities) > 0 {
		return relay.Reply{}, []string{"XOORG"}
	}
	return relay.Reply{}, nil
}

func (s *receiveSession) StartTLS(state tls.ConnectionState) {
	s.session.StartTLS(state)
	s.permit()
	var barred relay.Decision
	if s.barred, barred = connector.Bars(s.connector, s.peer); s.barred {
		s.decisions = append(s.decisions, barred)
	}
	capabilities, status := "None", "Success"
	switch {
	case len(s.capabilities) > 0:
		capabilities = strings.Join(s.capabilities, ",")
	case len(s.peer.Names) == 0:
		status = "NoRemoteCertificate" // [O] R1.19
	case !s.peer.Validated:
		status = "ChainValidationFailed"
	}
	s.log("", fmt.Sprintf("TlsDomainCapabilities='%s'; Status='%s'", capabilities, status))
	s.log(permissionNames(s.rights), "Set Session Permissions")
}

// Auth logs a user on. The simulated directory has no passwords: a mailbox's address with any password will do.
func (s *receiveSession) Auth(username, password string) relay.Reply {
	r := s.org.Recipient(username)
	if r == nil || r.Type != relay.UserMailbox || password == "" {
		s.log("", "Inbound AUTH LOGIN failed because of LogonDenied")
		s.log("", "User Name: "+username)
		return reply.AuthenticationUnsuccessful()
	}
	if _, handed, none := s.handOver(); !none.IsZero() {
		return s.deny(none, "", handed)
	}
	s.user = r.PrimarySmtpAddress
	s.permit()
	s.log(permissionNames(s.rights), "Set Session Permissions")
	s.log(username, "authenticated")
	return relay.Reply{}
}

// AnonymousTLS secures the session between servers: no name is looked at, and no capability follows from it (T4.1).
func (s *receiveSession) AnonymousTLS(state tls.ConnectionState) {
	s.peer = connector.Secured(state)
	if len(state.PeerCertificates) > 0 {
		s.shown = state.PeerCertificates[0]
		s.t.noteExpired(s.shown)
	}
	s.permit()
}

// Exps takes an Exchange server's proof that it is one.
func (s *receiveSession) Exps(mechanism, proof string) relay.Reply {
	if server := holder(s.org, proof); server != nil && mechanism == relay.ExpsKerberos && !s.edge() {
		s.server = server.Name
	}
	if mechanism == relay.ExpsDirectTrust {
		s.server = directlyTrusted(s.org, s.shown)
	}
	if s.server == "" {
		return reply.AuthenticationUnsuccessful()
	}
	s.permit()
	s.log(permissionNames(s.rights), "Set Session Permissions")
	return reply.AuthenticationSuccessful()
}

// deny refuses, with the decision that is the refusal's own behind those of the session.
func (s *receiveSession) deny(r relay.Reply, recipient string, own relay.Decision) relay.Reply {
	return s.refused(r, recipient, s.connector.Identity(), append(slices.Clone(s.decisions), own))
}

func (s *receiveSession) Mail(from string, p relay.MailParams) relay.Reply {
	s.from, s.mail = from, p
	if r, off := s.serviceOff(); !r.IsZero() {
		return s.deny(r, "", off)
	}
	if !s.rights.Has(relay.RightSubmit) {
		return s.deny(reply.NotAuthenticated(s.t.product()), "", because("<"+from+">", "S1.4",
			"the session may not submit mail", "Ms-Exch-"+string(relay.RightSubmit)))
	}
	if s.user != "" && !s.rights.Has(relay.RightAnySender) && !s.sendsAsSelf(from) {
		return s.deny(reply.NotPermittedToSend(), "", because("<"+from+">", "S1.4",
			s.user+" logged on, and the address is somebody else's", "Ms-Exch-"+string(relay.RightAnySender)))
	}
	if domain := s.org.AcceptedDomain(relay.DomainOf(from)); domain != nil &&
		domain.DomainType == relay.Authoritative &&
		!s.rights.Has(relay.RightAuthoritativeSender) && s.user == "" {
		return s.deny(reply.NotPermittedToSend(), "", because("<"+from+">", "S1.4",
			domain.DomainName+" is Authoritative here, and the session may not speak for it",
			"Ms-Exch-"+string(relay.RightAuthoritativeSender)))
	}
	return s.withinRate()
}

// sendsAsSelf reports whether the user who logged on owns the sender's address, or may send in its name: without the
// right to be any sender, a client may be nobody else (S1.4 [D] RCV, P3.7; that the null sender passes is inferred).
func (s *receiveSession) sendsAsSelf(from string) bool {
	user := s.org.Recipient(s.user)
	if from == "" || user == nil {
		return from == ""
	}
	may, _, _ := categorizer.MaySendAs(s.org, user, from)
	return may
}

// Rcpt takes recipients in accepted domains from everybody, others only with the right to relay (S1.4). Unknown
// recipients are accepted and reported later: the recipient filter is off by default.
func (s *receiveSession) Rcpt(to string, p relay.RcptParams) relay.Reply {
	if limit := s.connector.MaxRecipientsPerMessage; limit > 0 && len(s.rcpt) >= limit {
		if s.crowded { // the first is recorded: a client may name any number of them
			return reply.TooManyRecipients()
		}
		s.crowded = true
		return s.deny(reply.TooManyRecipients(), to, because(to, "S1.5",
			fmt.Sprintf("the message has %d of its recipients already", limit),
			fmt.Sprintf("MaxRecipientsPerMessage %d", limit)))
	}
	if d := s.mayRelay(to); d.Chosen == "" {
		return s.deny(reply.UnableToRelay(s.t.product()), to, d)
	}
	if refusal, d := reserved(s.connector, to); !refusal.IsZero() {
		return s.deny(refusal, to, d)
	}
	if refusal, d := s.validated(to); !refusal.IsZero() {
		return s.deny(refusal, to, d)
	}
	if len(s.rcpt) == 0 { // the first of them: then the back end is chosen (T3.1, G1.4.9)
		s.first = to
		if _, handed, none := s.handOver(); !none.IsZero() {
			return s.deny(none, to, handed)
		}
	}
	s.rcpt = append(s.rcpt, relay.MailRecipient{Address: to, ORcpt: p.ORcpt, Notify: p.Notify})
	return relay.Reply{}
}

// Reset implements [relay.Session].
func (s *receiveSession) Reset() {
	s.session.Reset()
	s.crowded = false
}

func (s *receiveSession) mayRelay(to string) relay.Decision {
	domain := relay.DomainOf(to)
	d := relay.Decision{Question: relay.MayRelay, Subject: to, Source: "S1.4, R4.13"}
	accepted := s.org.AcceptedDomain(domain)
	if accepted != nil {
		d.Chosen, d.Because = "accept", domain+" is an accepted domain"
		d.Candidates = []relay.Candidate{relay.Selected(to, "AcceptedDomain "+accepted.DomainName,
			"anybody may send to it")}
		return d
	}
	property := "Ms-Exch-" + string(relay.RightAnyRecipient)
	if s.rights.Has(relay.RightAnyRecipient) {
		d.Chosen, d.Because = "relay", "the session may send to any recipient"
		d.Candidates = []relay.Candidate{relay.Selected(to, property, "the session holds the right")}
		return d
	}
	d.Because = domain + " is not an accepted domain and the session may not relay"
	d.Candidates = []relay.Candidate{relay.Rejected(to, property, "the session lacks the right")}
	return d
}

// Data judges and stamps the header, then keeps the message.
func (s *receiveSession) Data(content []byte) relay.Reply {
	by, handed, none := s.handOver()
	if !none.IsZero() {
		return s.deny(none, "", handed)
	}
	item := s.take(content, by)
	if hops := item.Header.Count("Received"); hops >= s.connector.MaxHopCount && s.connector.MaxHopCount > 0 {
		return s.deny(reply.HopCountExceeded(s.t.product(), s.t.day(), s.t.stamp(relay.RoleFrontDoor)), "",
			because("the message", "U5", fmt.Sprintf("the header has %d Received fields", hops),
				fmt.Sprintf("MaxHopCount %d", s.connector.MaxHopCount)))
	}
	host := s.t.as(relay.RoleFrontDoor).Fqdn
	h, firewall := headers.Firewall(item.Header, s.rights)
	h, promotion, promoted := headers.Promote(h, s.trust(host))
	evidence := headers.Evidence{
		Promotion: promotion, Rights: s.rights, Host: host,
		External: s.connector.Allows(relay.AuthExternalAuthoritative), Authenticated: s.user != "",
	}
	auth, internal := headers.Authenticate(h, evidence)
	if id := h.Get(headers.NetworkMessageID); id != "" && (promotion.Promoted || s.server != "") {
		item.NetworkMessageID = id
	}
	if s.server != "" {
		item.Submitted = since(h, item.Arrived)
		item.Counted = s.org.Server(s.server) != nil
	}
	item.Promotion, item.Auth = promotion, auth
	item.SCL = givenLevel(h, promotion.Promoted || s.server != "")
	item.Attribution = relay.Attribution{Directionality: directionOf(auth)}
	h = by.marked(h, item, nil)
	if hops := s.trace(by); s.user != "" {
		item.Header = h.Behind("MIME-Version", hops...) // V2.5
	} else {
		item.Header = h.Prepend(hops...)
	}
	decisions := append(slices.Clone(s.decisions), firewall, promoted, internal)
	if handed.Question != "" {
		decisions = append(decisions, handed)
	}
	return s.keep(item, by, s.connector.Identity(), decisions)
}

// handOver is the transport service that takes the message: this one, or the one that the front end picks.
func (s *receiveSession) handOver() (by *Transport, handed relay.Decision, none relay.Reply) {
	if s.atFrontEnd() {
		return s.backEnd()
	}
	return s.t, handed, none
}

// atFrontEnd reports whether the session is with a front end.
func (s *receiveSession) atFrontEnd() bool {
	return hasFrontEnd(s.org, s.t.name, s.conn.Local.Port())
}

// edge reports whether the session is with an Edge Transport server, which has no front end either.
func (s *receiveSession) edge() bool { return s.org.Server(s.t.name).Edge }

// trust says how cross-premises headers are taken: the capability vouches for the peer. 2010 also wants the originating
// organization's remote domain to be trusted, and 2013 where it stands in the way of all mail, under centralized
// transport (R7.4, S8.3 [D] KB2663556, KB3079142; the key is inferred).
func (s *receiveSession) trust(host string) headers.Promotion {
	how := headers.Promotion{Host: host, Property: "TlsDomainCapabilities"}
	if len(s.capabilities) == 0 {
		return how
	}
	how.Trust = headers.Trusted
	how.Property += " " + strings.Join(s.capabilities, ",")
	centralized := s.org.Hybrid != nil && s.org.Hybrid.Has("CentralizedTransport")
	if p := s.t.product(); p == relay.Exchange2010 || p == relay.Exchange2013 && centralized {
		domain := s.org.RemoteDomain(s.mail.XOORG)
		trusted := domain != nil && domain.TrustedMailInboundEnabled
		how.Property += fmt.Sprintf("; remote domain of XOORG %q, TrustedMailInboundEnabled $%t", s.mail.XOORG, trusted)
		if !trusted {
			how.Trust = headers.Unmatched
		}
	}
	return how
}

// givenLevel is the spam confidence level that the other side, or another server, gave: an organization header, which
// counts when it was promoted (P8.15 [I]).
func givenLevel(h relay.Header, believed bool) (level relay.SCL) {
	if believed && h.Has(headers.SCL) {
		_ = level.UnmarshalText([]byte(h.Get(headers.SCL))) // what is no level gives none
	}
	return level
}

func directionOf(auth relay.Auth) relay.Directionality {
	if auth.As == relay.AuthInternal {
		return relay.Originating
	}
	return relay.Incoming
}

// permissionNames prints rights as the protocol log does: without separators inside a name.
func permissionNames(rights relay.Rights) string {
	names := make([]string, len(rights))
	for i, r := range rights {
		names[i] = strings.ReplaceAll(string(r), "-", "")
	}
	if len(names) == 0 {
		return "None"
	}
	return strings.Join(names, " ")
}

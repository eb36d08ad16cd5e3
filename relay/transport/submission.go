package transport

import (
	"crypto/tls"
	"net/mail"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/headers"
	"hybridsim/relay/reply"
)

// submissionSession answers a program or a device that sends as a mailbox of some tenant, at the service's port 587: it
// has to log on, in a session with TLS, and is that mailbox from then on (P9.1 to P9.4).
type submissionSession struct {
	session
	user  *relay.Recipient // who logged on
	tried relay.Reply      // the refusal of an AUTH that failed
}

var _ relay.Authenticator = (*submissionSession)(nil)

func (t *Transport) acceptSubmission(c Connection) (relay.Service, relay.Session) {
	s := &submissionSession{session: session{t: t, org: t.org(), conn: c, id: t.ids.session(t.env.Now())}}
	svc := t.frontDoor(s.id)
	svc.AuthMechanisms, svc.LoginNeedsTLS, svc.RequireTLS = []string{"LOGIN"}, true, true
	return svc, s
}

func (s *submissionSession) Hello(name string, _ bool) (relay.Reply, []string) {
	s.hello = name
	return relay.Reply{}, nil
}

// StartTLS implements [relay.Session]: who logs on shows no certificate that matters.
func (s *submissionSession) StartTLS(state tls.ConnectionState) { s.session.StartTLS(state) }

// stamp is what this session's replies end in.
func (s *submissionSession) stamp() reply.Stamp {
	stamp := s.t.stamp(relay.RoleFrontDoor)
	stamp.Session = s.id
	return stamp
}

// Auth logs a mailbox of one of the tenants on, unless it, or its tenant, lets nobody (P9.1). The directory has no
// passwords: any will do.
func (s *submissionSession) Auth(username, password string) relay.Reply {
	for _, o := range s.t.env.Tenants() {
		r := o.Recipient(username)
		if r == nil || r.Type != relay.UserMailbox || password == "" {
			continue
		}
		s.session.org = o
		if t := s.t.env.Tenant(o.Name); t != nil {
			s.session.t = t
		}
		who, d := categorizer.MaySubmit(o, r)
		if d.Chosen != "" {
			s.user = r
			return relay.Reply{}
		}
		s.tried = reply.SubmissionDisabled(who, s.t.day(), s.stamp())
		return s.refused(s.tried, "", "", []relay.Decision{d})
	}
	s.tried = reply.CredentialsIncorrect(s.t.day(), s.stamp())
	return s.refused(s.tried, "", "", []relay.Decision{because(username, "P9.2", "nobody of this name and password "+
		"has a mailbox in the service", "AUTH LOGIN")})
}

func (s *submissionSession) Mail(from string, p relay.MailParams) relay.Reply {
	s.from, s.mail = from, p
	if s.user == nil {
		return s.refused(reply.SubmissionNeedsLogin(s.tried, s.t.day(), s.stamp()), "", "", []relay.Decision{
			because("<"+from+">", "P9.3", "the client has not logged on", "AUTH LOGIN")})
	}
	return relay.Reply{}
}

// Rcpt takes recipients everywhere: who logs on is a mailbox of the service (P9).
func (s *submissionSession) Rcpt(to string, p relay.RcptParams) relay.Reply {
	if len(s.rcpt) >= maxOfMessage {
		return reply.TooManyRecipients()
	}
	s.rcpt = append(s.rcpt, relay.MailRecipient{Address: to, ORcpt: p.ORcpt, Notify: p.Notify})
	return relay.Reply{}
}

// Data takes the message in the name of whoever logged on, or of somebody who lets him (P9.4).
func (s *submissionSession) Data(content []byte) relay.Reply {
	item := s.take(content, s.t)
	var decisions []relay.Decision
	for _, as := range []string{s.from, authorOf(item)} {
		may, onBehalf, d := categorizer.MaySendAs(s.org, s.user, as)
		if d.Question != "" {
			decisions = append(decisions, d)
		}
		if !may {
			return s.refused(reply.SubmitsForAnother(s.t.day(), s.stamp()), "", "", decisions)
		}
		if onBehalf {
			item.Header = item.Header.Set("Sender", "<"+s.user.PrimarySmtpAddress+">")
		}
	}
	host := s.t.as(relay.RoleMailbox).Fqdn
	h, _ := headers.Firewall(item.Header, relay.RightsOf(relay.ExchangeUsers))
	auth, internal := headers.Authenticate(h, headers.Evidence{Authenticated: true, Host: host})
	item.Auth = auth
	item.Attribution = relay.Attribution{Directionality: relay.Originating, Tenant: s.org.Name}
	h = s.t.marked(h, item, &headers.Service{Hosts: []string{host, s.t.as(relay.RoleHub).Fqdn}, Entity: "Hosted"})
	item.Header = h.Behind("MIME-Version", s.t.received(headers.Hop{FromName: s.hello, FromIP: s.conn.Remote.Addr(),
		ByName: host, TLS: headers.TLSPhrase(s.t.product(), s.peer, s.t.env.Now()), LoggedOn: true})) // V2.5
	return s.keep(item, s.t, "", append(decisions, internal))
}

// authorOf is the address in From, if it can be read.
func authorOf(item *relay.MailItem) string {
	a, err := mail.ParseAddress(strings.TrimSpace(item.Header.Get("From")))
	if err != nil {
		return ""
	}
	return a.Address
}

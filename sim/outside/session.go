package outside

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/mailauth"
	"hybridsim/relay/reply"
	"hybridsim/relay/schannel"
	"hybridsim/sim/door"
	"hybridsim/sim/vnet"
)

// Greet answers a client.
func (h *Host) Greet(in *door.Inside, client netip.Addr) (relay.Service, relay.Session) {
	here := h.at(in)
	svc := relay.Service{
		Connector: h.Name, Logged: true, Dialect: relay.DialectPlain, Fqdn: h.Name, Now: h.env.Now,
		MaxMessageSize: 50 << 20,
		Certificate:    here.certificate, Stack: schannel.Plain(here.tls, relay.TLSServer),
	}
	if here.plain {
		svc.Certificate = nil
	}
	if r := here.scripted("CONNECT"); r == relay.HangUp {
		svc.HangsUp = true
	} else if !r.IsZero() {
		svc.Banner = r.String()
	}
	return svc, &session{h: here, source: client}
}

// session takes mail for a host's mailboxes and for the domains that it relays.
type session struct {
	h       *state
	source  netip.Addr
	hello   string
	secured bool
	names   []string // in the client's certificate
	misused bool     // it is for servers only
	from    string
	mail    relay.MailParams
	rcpt    []string
}

func (s *session) Hello(name string, extended bool) (relay.Reply, []string) {
	s.hello = name
	if s.h.preserves() {
		return s.h.scripted("EHLO", name), []string{"XOORG"}
	}
	return s.h.scripted("EHLO", name), nil
}

func (s *session) AnswerStartTLS() relay.Reply { return s.h.scripted("STARTTLS") }

func (s *session) StartTLS(state tls.ConnectionState) {
	s.secured = true
	if len(state.PeerCertificates) > 0 {
		shown := state.PeerCertificates[0]
		s.names = shown.DNSNames
		s.misused = len(shown.ExtKeyUsage) > 0 && !slices.Contains(shown.ExtKeyUsage, x509.ExtKeyUsageClientAuth)
	}
}

func (s *session) Mail(from string, p relay.MailParams) relay.Reply {
	s.from, s.mail = from, p
	if s.misused && s.h.strict {
		return reply.PlainNotForClients()
	}
	return s.h.scripted("MAIL", from)
}

// Rcpt asks scripts, block lists and the list of mailboxes, in this order; block lists are asked here and not at the
// connection, as Postfix delays them, because safe mode needs the sender (ND11).
func (s *session) Rcpt(to string, p relay.RcptParams) relay.Reply {
	if r := s.h.scripted("RCPT", to, s.from); !r.IsZero() {
		return r
	}
	if r := s.listed(); !r.IsZero() {
		return r
	}
	of := customer{from: s.from, names: s.names, asked: true}
	if !s.h.holds(to) && (s.h.relayFor(of, to) == nil || !s.h.admits(s.source)) {
		if s.h.hasDomain(relay.DomainOf(to)) {
			return reply.PlainUserUnknown(to)
		}
		return reply.PlainRelayDenied(to)
	}
	if !s.h.holds(to) {
		if r := s.h.vouched(cmp.Or(s.from, "<>"), to); !r.IsZero() {
			return r
		}
	}
	s.rcpt = append(s.rcpt, to)
	return relay.Reply{}
}

// listed asks the block lists that apply to this sender (R11.2, R11.3). The refusal has Postfix's shape.
func (s *session) listed() relay.Reply {
	for _, r := range s.h.allowed {
		if r.Contains(s.source) {
			return relay.Reply{}
		}
	}
	local, _, _ := strings.Cut(s.from, "@")
	backscatter := s.from == "" || strings.EqualFold(local, "postmaster")
	for _, list := range s.h.lists {
		if list.Mode == ListSafe && !backscatter {
			continue
		}
		name := vnet.ListedName(s.source, list.Zone)
		if _, err := s.h.env.LookupAddr(name); err != nil {
			continue
		}
		why, err := s.h.env.LookupTXT(name)
		if err != nil {
			why = nil
		}
		return reply.PlainBlocked(s.source, list.Zone, why...)
	}
	return relay.Reply{}
}

func (s *session) Data(content []byte) relay.Reply {
	if r := s.h.scripted("DATA", append([]string{s.from}, s.rcpt...)...); !r.IsZero() {
		return r
	}
	if header, _ := relay.SplitMessage(content); header.Count("Received") >= s.h.hopLimit {
		return reply.PlainTooManyHops()
	}
	if r := s.judged(content); !r.IsZero() {
		return r
	}
	header, _ := relay.SplitMessage(content)
	for _, to := range s.rcpt { // a customer that the header was to tell may be none
		if !s.h.holds(to) && s.h.relayFor(customer{from: s.from, names: s.names, header: header}, to) == nil {
			return reply.PlainRelayDenied(to)
		}
	}
	for _, to := range s.rcpt {
		if !s.h.holds(to) {
			s.pass(to, content)
			continue
		}
		s.h.put(Mail{Mailbox: to, From: s.from, Time: s.h.env.Now(), Source: s.source, Content: content})
	}
	return reply.PlainQueuedAs(s.h.mail.Count() + s.h.sent)
}

// judged refuses what fails a check of the sender that the host was told to make (RFC 7208 section 8.4, RFC 7489
// section 10.3).
func (s *session) judged(content []byte) relay.Reply {
	if s.h.checks == CheckNothing {
		return relay.Reply{}
	}
	v, _ := mailauth.Judge(mailauth.Message{Client: s.source, Hello: s.hello, From: s.from, Content: content},
		s.h.env.Resolver())
	switch {
	case s.h.checks == CheckSPF && v.SPF == mailauth.Fail:
		return reply.PlainSPFFailed(s.source, v.SPFDomain)
	case s.h.checks == CheckDMARC && v.Rejected():
		return reply.PlainDMARCRejected(v.From)
	}
	return relay.Reply{}
}

func (s *session) Reset() { s.from, s.mail, s.rcpt = "", relay.MailParams{}, nil }
func (s *session) Close() {}

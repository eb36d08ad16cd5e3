package sim

import (
	"crypto/tls"
	"net/netip"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/reply"
	"hybridsim/sim/vnet"
)

// answer greets a client of an outside host.
func (h *Host) answer(in *Inside, local, remote netip.AddrPort) (relay.Service, relay.Session, relay.Transcript, bool) {
	return h.at(in).greet(local, remote)
}

func (h *hostState) greet(local, remote netip.AddrPort) (relay.Service, relay.Session, relay.Transcript, bool) {
	log := &Transcript{Time: h.w.Clock.Now(), Connector: h.Name, Logged: true, Local: local, Remote: remote}
	h.received = append(h.received, log)
	svc := relay.Service{Connector: h.Name, Logged: true, Dialect: relay.DialectPlain, Fqdn: h.Name, Now: h.w.Clock.Now, MaxMessageSize: 50 << 20, Certificate: h.certificate}
	if r := h.scripted("CONNECT", ""); !r.IsZero() {
		svc.Banner = r.String()
	}
	return svc, &hostSession{h: h, source: remote.Addr()}, log, true
}

// hostSession takes mail for an outside host's mailboxes and for the domains that it relays.
type hostSession struct {
	h       *hostState
	source  netip.Addr
	hello   string
	secured bool
	from    string
	mail    relay.MailParams
	rcpt    []string
}

func (s *hostSession) Hello(name string, extended bool) (relay.Reply, []string) {
	s.hello = name
	if s.h.preserves() {
		return s.h.scripted("EHLO", name), []string{"XOORG"}
	}
	return s.h.scripted("EHLO", name), nil
}

func (s *hostSession) StartTLS(tls.ConnectionState) { s.secured = true }

func (s *hostSession) Mail(from string, p relay.MailParams) relay.Reply {
	s.from, s.mail = from, p
	return s.h.scripted("MAIL", from)
}

// Rcpt asks scripts, block lists and the list of mailboxes, in this order; block lists are asked here and not at the
// connection, as Postfix delays them, because safe mode needs the sender (ND11).
func (s *hostSession) Rcpt(to string, p relay.RcptParams) relay.Reply {
	if r := s.h.scripted("RCPT", to); !r.IsZero() {
		return r
	}
	if r := s.listed(); !r.IsZero() {
		return r
	}
	if !s.h.holds(to) && s.h.relayFor(to) == nil {
		if s.h.hasDomain(relay.DomainOf(to)) {
			return reply.PlainUserUnknown(to)
		}
		return reply.PlainRelayDenied(to)
	}
	s.rcpt = append(s.rcpt, to)
	return relay.Reply{}
}

// listed asks the block lists that apply to this sender (R11.2, R11.3). The refusal has Postfix's shape.
func (s *hostSession) listed() relay.Reply {
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
		if _, err := s.h.w.Net.LookupAddr(s.h.Name, name); err != nil {
			continue
		}
		why, err := s.h.w.Net.LookupTXT(s.h.Name, name)
		if err != nil {
			why = nil
		}
		return reply.PlainBlocked(s.source, list.Zone, why...)
	}
	return relay.Reply{}
}

func (s *hostSession) Data(content []byte) relay.Reply {
	if r := s.h.scripted("DATA", s.from); !r.IsZero() {
		return r
	}
	if header, _ := relay.SplitMessage(content); header.Count("Received") >= hopLimit {
		return reply.PlainTooManyHops()
	}
	for _, to := range s.rcpt {
		if !s.h.holds(to) {
			s.pass(to, content)
			continue
		}
		s.h.put(OutsideMail{Mailbox: to, From: s.from, Time: s.h.w.Clock.Now(), Source: s.source, Content: content})
	}
	return reply.PlainQueuedAs(len(s.h.mail) + s.h.sent)
}

func (s *hostSession) Reset() { s.from, s.mail, s.rcpt = "", relay.MailParams{}, nil }
func (s *hostSession) Close() {}

package sim

import (
	"crypto/tls"
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/labca"
)

// Relaying is how an outside host passes on the mail of a domain that is not its own: what a gateway between two mail systems
// does. It ends the client's SMTP and TLS and begins its own; nothing of the client's connection goes along but the message.
type Relaying struct {
	Domain string   // AnyDomain for every one that has no rule of its own
	To     string   // the next host
	Footer string   // added below the text
	Drop   []string // header fields whose names begin so do not go along
	// Preserve makes the host pass on what only Exchange servers understand: beside every header field, which other hosts
	// leave alone, too, MAIL's XOORG, as an Edge Transport server does.
	Preserve bool
}

// AnyDomain is the Domain of a [Relaying] for whatever has no rule of its own.
const AnyDomain = "any"

// Relay makes the host pass on a domain's mail, in place of an older rule for the domain.
func (h *Host) Relay(r Relaying) {
	h.w.Do(func(in *Inside) {
		here := h.at(in)
		here.relays = slices.DeleteFunc(here.relays, func(old Relaying) bool { return strings.EqualFold(old.Domain, r.Domain) })
		here.relays = append(here.relays, r)
	})
}

// PassesOn reports whether the host has a rule for the mail of an address that is not its own.
func (h *Host) PassesOn(address string) bool {
	return look(h.w, func(in *Inside) bool { return h.at(in).relayFor(address) != nil })
}

// Certify issues a certificate to the host, which shows it from then on: to clients, which can use STARTTLS, and to servers.
func (h *Host) Certify(name, authority string) error {
	now := h.w.Clock.Now()
	request := labca.Request{Subject: name, NotBefore: now.AddDate(0, 0, -1), NotAfter: now.AddDate(1, 0, 0)}
	var err error
	h.w.Do(func(in *Inside) {
		var issued *labca.Certificate
		if issued, err = h.w.sign(in, authority, "", request); err != nil {
			return
		}
		pair := issued.TLS()
		h.at(in).certificate = &pair
		h.w.trust(in)
	})
	return err
}

// Certificate is what the host was certified with, with its key; nil is nothing. A real server that is bridged in its place has
// to show it.
func (h *Host) Certificate() *tls.Certificate {
	return look(h.w, func(in *Inside) *tls.Certificate { return h.at(in).certificate })
}

// relayFor returns the rule for an address's domain, or nil.
func (h *hostState) relayFor(address string) *Relaying {
	var best *Relaying
	for i, r := range h.relays {
		switch {
		case strings.EqualFold(r.Domain, relay.DomainOf(address)):
			return &h.relays[i]
		case r.Domain == AnyDomain:
			best = &h.relays[i]
		}
	}
	return best
}

// preserves reports whether some rule lets Exchange's own things pass.
func (h *hostState) preserves() bool {
	return slices.ContainsFunc(h.relays, func(r Relaying) bool { return r.Preserve })
}

// Preserves reports whether the host passes on what only Exchange servers understand, for some domain.
func (h *Host) Preserves() bool {
	return look(h.w, func(in *Inside) bool { return h.at(in).preserves() })
}

// hopLimit is the number of Received fields at which a gateway sees a loop, as common mail hosts have it.
const hopLimit = 50

// pass queues an accepted message for its next host.
func (s *hostSession) pass(to string, content []byte) {
	h, rule, now := s.h, s.h.relayFor(to), s.h.w.Clock.Now()
	header, body := relay.SplitMessage(content)
	header, _ = header.Without(func(name string) bool {
		return slices.ContainsFunc(rule.Drop, func(prefix string) bool {
			return len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
		})
	})
	if rule.Footer != "" {
		body = addFooter(header, body, rule.Footer)
	}
	h.sent++
	m := &outgoing{
		from: s.from, to: to, submitted: now, next: now, number: h.sent,
		content: relay.Content(header.Prepend(s.received(to, now)), body),
	}
	if rule.Preserve {
		m.xoorg = s.mail.XOORG
	}
	h.enqueue(m)
}

// received is the gateway's trace field.
func (s *hostSession) received(to string, now time.Time) relay.Field {
	protocol := "ESMTP"
	if s.secured {
		protocol = "ESMTPS"
	}
	return relay.Field{Name: "Received", Value: fmt.Sprintf("from %s ([%s])\r\n\tby %s with %s id %08X\r\n\tfor <%s>; %s",
		s.hello, s.source, s.h.Name, protocol, s.h.sent, to, now.Format(relay.DateLayout))}
}

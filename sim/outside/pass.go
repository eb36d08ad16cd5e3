package outside

import (
	"crypto/tls"
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/door"
)

// Relaying is how an outside host passes on the mail of a domain that is not its own: what a gateway between two mail
// systems does. It ends the client's SMTP and TLS and begins its own; nothing of the client's connection goes along but
// the message.
type Relaying struct {
	Domain string   // AnyDomain for every one that has no rule of its own
	To     string   // the next host
	Footer string   // added below the text
	Drop   []string // header fields whose names begin so do not go along
	// Preserve makes the host pass on what only Exchange servers understand: beside every header field, which other
	// hosts leave alone, too, MAIL's XOORG, as an Edge Transport server does.
	Preserve bool
}

// AnyDomain is the Domain of a [Relaying] for whatever has no rule of its own.
const AnyDomain = "any"

// Relay makes the host pass on a domain's mail, in place of an older rule for the domain.
func (h *Host) Relay(r Relaying) {
	h.change(func(here *state) {
		here.relays = slices.DeleteFunc(here.relays, func(old Relaying) bool {
			return strings.EqualFold(old.Domain, r.Domain)
		})
		here.relays = append(here.relays, r)
	})
}

// PassesOn reports whether the host has a rule for the mail of an address that is not its own.
func (h *Host) PassesOn(address string) bool {
	return look(h, func(here *state) bool { return here.relayFor(address) != nil })
}

// Show lets the host show a certificate from now on: to clients, which can use STARTTLS, and to servers.
func (h *Host) Show(in *door.Inside, certificate *tls.Certificate) {
	h.at(in).certificate = certificate
}

// Certificate is what the host was certified with, with its key; nil is nothing. A real server that is bridged in its
// place has to show it.
func (h *Host) Certificate() *tls.Certificate {
	return look(h, func(here *state) *tls.Certificate { return here.certificate })
}

// relayFor returns the rule for an address's domain, or nil.
func (h *state) relayFor(address string) *Relaying {
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
func (h *state) preserves() bool {
	return slices.ContainsFunc(h.relays, func(r Relaying) bool { return r.Preserve })
}

// Preserves reports whether the host passes on what only Exchange servers understand, for some domain.
func (h *Host) Preserves() bool {
	return look(h, func(here *state) bool { return here.preserves() })
}

// hopLimit is the number of Received fields at which a host sees a loop unless it is told otherwise. Each mail system
// has its own (T13.7: Postfix 50, sendmail 25, Exim 30, qmail 100). This one is above the service's, since the loops
// through filters that people report end in the service's words (B30, T13.1); what the filters count to is not known
// [I].
const hopLimit = 100

// SetHopLimit sets the number of Received fields at which the host sees a loop.
func (h *Host) SetHopLimit(n int) { h.change(func(here *state) { here.hopLimit = n }) }

// pass queues an accepted message for its next host.
func (s *session) pass(to string, content []byte) {
	h, rule, now := s.h, s.h.relayFor(to), s.h.env.Now()
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
func (s *session) received(to string, now time.Time) relay.Field {
	protocol := "ESMTP"
	if s.secured {
		protocol = "ESMTPS"
	}
	return relay.Field{Name: "Received",
		Value: fmt.Sprintf("from %s ([%s])\r\n\tby %s with %s id %08X\r\n\tfor <%s>; %s",
			s.hello, s.source, s.h.Name, protocol, s.h.sent, to, now.Format(relay.DateLayout))}
}

package outside

import (
	"crypto/tls"
	"fmt"
	"net/netip"
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
	Domain string // AnyDomain for every one that has no rule of its own
	// Customer is the sender's domain for whose mail alone the rule is, as of a service with several customers; empty:
	// everybody's. Mail without a sender is nobody's.
	Customer string
	// Header and Client tell a customer by a field of the message, or by a name in the client's certificate.
	Header   relay.Field
	Client   string
	To       string        // the next host; ByMX: the recipient's domain says
	Footer   string        // added below the text
	Tag      string        // put before the subject
	Stamp    []relay.Field // header fields that are set
	Drop     []string      // header fields whose names begin so do not go along
	Keep     []string      // except those that begin so
	Untraced bool          // no Received field is added (T10.14)
	Breaks   bool          // the text is encoded anew, which people do not see and signatures do not survive
	Spares   bool          // signed mail goes without footer and tag, and its signatures stay whole
	// Certificate is shown to the next host in place of the host's own (T10.12); nil: the host's own, if it has one.
	Certificate *tls.Certificate
	// Preserve makes the host pass on what only Exchange servers understand: beside every header field, which other
	// hosts leave alone, too, MAIL's XOORG, as an Edge Transport server does.
	Preserve bool
}

// ByMX is the To of a [Relaying] whose next host is the one that the recipient's domain names.
const ByMX = "MX"

// AnyDomain is the Domain of a [Relaying] for whatever has no rule of its own.
const AnyDomain = "any"

// Relay makes the host pass on a domain's mail, in place of an older rule for the domain and customer.
func (h *Host) Relay(r Relaying) {
	h.change(func(here *state) {
		here.relays = slices.DeleteFunc(slices.Clone(here.relays), func(old Relaying) bool {
			return strings.EqualFold(old.Domain, r.Domain) && strings.EqualFold(old.Customer, r.Customer) &&
				strings.EqualFold(old.Client, r.Client) && old.Header == r.Header
		})
		here.relays = append(here.relays, r)
	})
}

// Relays returns the rules by which the host passes mail on, the oldest first.
func (h *Host) Relays() []Relaying {
	return look(h, func(here *state) []Relaying { return slices.Clone(here.relays) })
}

// PassesOn reports whether the host has a rule for the mail of an address that is not its own, whoever sends it.
func (h *Host) PassesOn(address string) bool {
	return look(h, func(here *state) bool {
		return slices.ContainsFunc(here.relays, func(r Relaying) bool { return r.takes(relay.DomainOf(address)) })
	})
}

// Admit lets only these clients pass mail on through the host: what they may besides is not touched.
func (h *Host) Admit(ranges []relay.AddressRange) {
	h.change(func(here *state) { here.admitted = ranges })
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

// TLS is what somebody told the host's machine about TLS.
func (h *Host) TLS() relay.TLSSettings {
	return look(h, func(here *state) relay.TLSSettings { return here.tls })
}

// SetTLS tells the host's machine about TLS.
func (h *Host) SetTLS(s relay.TLSSettings) { h.change(func(here *state) { here.tls = s }) }

// takes reports whether the rule is for a recipient's domain.
func (r Relaying) takes(domain string) bool {
	return r.Domain == AnyDomain || strings.EqualFold(r.Domain, domain)
}

// weight is how closely a rule fits: the customer's own before everybody's, then the domain's own before any.
func (r Relaying) weight() (weight int) {
	if r.Customer != "" || r.Client != "" || r.Header.Name != "" {
		weight += 2
	}
	if r.Domain != AnyDomain {
		weight++
	}
	return weight
}

// admits reports whether a client may pass mail on.
func (h *state) admits(client netip.Addr) bool {
	return len(h.admitted) == 0 ||
		slices.ContainsFunc(h.admitted, func(r relay.AddressRange) bool { return r.Contains(client) })
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
	header, body := relay.SplitMessage(content)
	h, rule, now := s.h, s.h.relayFor(customer{from: s.from, names: s.names, header: header}, to), s.h.env.Now()
	spared := rule.Spares && header.Get("DKIM-Signature") != ""
	header, _ = header.Without(func(name string) bool {
		return beginsWithOne(name, rule.Drop) && !beginsWithOne(name, rule.Keep)
	})
	if rule.Breaks {
		header, body = encodedAnew(header, body)
	}
	if rule.Footer != "" && !spared {
		body = addFooter(header, body, rule.Footer)
	}
	if subject := header.Get("Subject"); rule.Tag != "" && !spared && !strings.HasPrefix(subject, rule.Tag) {
		header = header.Set("Subject", rule.Tag+subject)
	}
	for _, f := range rule.Stamp {
		header = header.Set(f.Name, f.Value)
	}
	h.sent++
	if !rule.Untraced {
		header = header.Prepend(s.received(to, now))
	}
	m := &outgoing{
		from: s.from, to: to, submitted: now, next: now, number: h.sent, content: relay.Content(header, body),
		client: s.names, told: rule.Header,
	}
	if rule.Preserve {
		m.xoorg = s.mail.XOORG
	}
	h.enqueue(m)
}

// beginsWithOne reports whether a header's name begins like one of a list.
func beginsWithOne(name string, prefixes []string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool {
		return len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
	})
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

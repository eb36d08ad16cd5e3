package outside

import (
	"crypto/tls"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/relay/past"
	"hybridsim/sim/door"
)

// Host is an outside mail host: a plain Internet MTA with mailboxes, domains that it relays, a block-list policy, and
// replies that a story scripts.
type Host struct {
	Name    string
	Domains []string // it takes mail for

	env  Environment
	kept door.Kept[state]
}

// state is what of a host is behind the door.
type state struct {
	*Host
	in *door.Inside

	mailboxes []string
	mail      past.List[Mail]
	lists     []BlockList
	allowed   []relay.AddressRange
	scripts   Scripts
	relays    []Relaying
	outgoing  []*outgoing
	givenUp   []journey.Outside // messages that it could not send
	trying    int               // conversations at the moment
	sent      int
	moved     bool // its counters have, and the keeper is to know
	hopLimit  int  // Received fields at which it sees a loop

	admitted []relay.AddressRange // clients that may pass mail on; none: all
	checks   SenderCheck
	strict   bool              // it takes no mail from a client whose certificate is for servers only
	plain    bool              // it has no TLS
	prober   string            // sender of its own as which it asks for recipients; empty: it does not ask
	probed   map[string]probed // by address in lower case; not to be written to

	tls         relay.TLSSettings // what somebody changed of its TLS
	certificate *tls.Certificate  // shown as server and as client; nil: no STARTTLS is offered
}

// at is what of the host is behind the door.
func (h *Host) at(in *door.Inside) *state {
	here := h.kept.At(in)
	here.in = in
	return here
}

// look reads something behind the door. What it returns is not changed later.
func look[T any](h *Host, at func(*state) T) (found T) {
	h.env.Look(func(in *door.Inside) { found = at(h.at(in)) })
	return found
}

// change changes something behind the door.
func (h *Host) change(by func(*state)) { h.env.Do(func(in *door.Inside) { by(h.at(in)) }) }

// Mail is a message that a host took.
type Mail struct {
	Mailbox string
	From    string
	Time    time.Time
	Source  netip.Addr
	Content []byte
}

// ListMode is how a host uses a DNS block list (S11.5 [D] KB2590562).
type ListMode string

// Modes of a block list.
const (
	ListOff    ListMode = "off"
	ListSafe   ListMode = "safe"   // only for the null sender and postmaster (R11.3)
	ListReject ListMode = "reject" // for everybody (R11.2)
)

// SenderCheck is what a host looks at before it takes a message over.
type SenderCheck string

// Checks of senders.
const (
	CheckNothing SenderCheck = "nothing"
	CheckSPF     SenderCheck = "SPF"   // and refuses a fail
	CheckDMARC   SenderCheck = "DMARC" // by SPF and DKIM, and refuses where the sender's domain asks for it
)

// DemandClientUsage makes the host insist on client usage in the certificate of a client that shows one (L80, L82), or
// not any more.
func (h *Host) DemandClientUsage(demanded bool) {
	h.change(func(here *state) { here.strict = demanded })
}

// Check sets what the host looks at.
func (h *Host) Check(c SenderCheck) { h.change(func(here *state) { here.checks = c }) }

// SpeakTLS says whether the host has TLS at all, as old printers and applications have not: without, it neither offers
// STARTTLS nor uses it.
func (h *Host) SpeakTLS(does bool) { h.change(func(here *state) { here.plain = !does }) }

// SpeaksTLS reports whether it has.
func (h *Host) SpeaksTLS() bool { return look(h, func(here *state) bool { return !here.plain }) }

// BlockList is a host's policy toward one DNS block list.
type BlockList struct {
	Zone string
	Mode ListMode
}

// New returns a host with a name, which takes mail for domains. It listens from now on.
func New(env Environment, name string, domains []string) (*Host, error) {
	h := &Host{Name: name, Domains: domains, env: env}
	h.kept = door.Keep(state{Host: h, hopLimit: hopLimit, checks: CheckNothing})
	return h, env.Listen(25, h.Greet)
}

// AddMailbox gives the host a mailbox in one of its domains.
func (h *Host) AddMailbox(address string) error {
	if !h.hasDomain(relay.DomainOf(address)) {
		what := "it has no domain of its own"
		if len(h.Domains) > 0 {
			what = "it takes mail for " + strings.Join(h.Domains, ", ")
		}
		return fmt.Errorf("%s takes no mail for %s; %s", h.Name, relay.DomainOf(address), what)
	}
	h.change(func(here *state) {
		here.mailboxes = append(here.mailboxes, address)
	})
	return nil
}

// HasMailbox reports whether the address is one of the host's mailboxes.
func (h *Host) HasMailbox(address string) bool {
	return look(h, func(here *state) bool { return here.holds(address) })
}

func (h *state) holds(address string) bool {
	return slices.ContainsFunc(h.mailboxes, func(m string) bool { return relay.SameAddress(m, address) })
}

// Mailboxes returns the addresses of the host's mailboxes, oldest first.
func (h *Host) Mailboxes() []string {
	return look(h, func(here *state) []string { return slices.Clone(here.mailboxes) })
}

func (h *Host) hasDomain(domain string) bool {
	return slices.ContainsFunc(h.Domains, func(d string) bool { return strings.EqualFold(d, domain) })
}

// Use sets the host's policy toward a block list.
func (h *Host) Use(zone string, mode ListMode) {
	h.change(func(here *state) {
		here.lists = slices.DeleteFunc(here.lists, func(l BlockList) bool { return strings.EqualFold(l.Zone, zone) })
		if mode != ListOff {
			here.lists = append(here.lists, BlockList{zone, mode})
		}
	})
}

// Allow exempts addresses from the block lists.
func (h *Host) Allow(r relay.AddressRange) {
	h.change(func(here *state) {
		here.allowed = append(here.allowed, r)
	})
}

// Answer scripts a reply.
func (h *Host) Answer(s Script) {
	h.change(func(here *state) {
		here.scripts = append(here.scripts, &s)
	})
}

// Mailbox returns what arrived for an address, oldest first.
func (h *Host) Mailbox(address string) []Mail {
	var found []Mail
	for _, m := range h.Mail() {
		if relay.SameAddress(m.Mailbox, address) {
			found = append(found, m)
		}
	}
	return found
}

// AsUsual makes the host give its own replies again.
func (h *Host) AsUsual() { h.change(func(here *state) { here.scripts, here.moved = nil, true }) }

// scripted takes the next scripted reply for a verb that concerns some addresses, if one applies.
func (h *state) scripted(verb string, concerned ...string) relay.Reply {
	r, counted := h.scripts.Next(verb, concerned...)
	h.moved = h.moved || counted
	return r
}

// MailLog is what came into the host's mailboxes, at this moment.
func (h *Host) MailLog() past.List[Mail] {
	return look(h, func(here *state) past.List[Mail] { return here.mail })
}

// Mail returns what is in the host's mailboxes and not forgotten, oldest first.
func (h *Host) Mail() []Mail { return h.MailLog().Known() }

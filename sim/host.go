package sim

import (
	"crypto/tls"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/sim/door"
	"hybridsim/sim/vnet"
)

// Host is an outside mail host: a plain Internet MTA with mailboxes, domains that it relays, a block-list policy, and replies
// that a story scripts.
type Host struct {
	Name    string
	Domains []string // it takes mail for

	w    *World
	net  *vnet.Host
	kept door.Kept[hostState]
}

// hostState is what of an outside host is behind the door.
type hostState struct {
	*Host
	in *Inside

	mailboxes []string
	mail      []OutsideMail
	lists     []BlockList
	allowed   []relay.AddressRange
	scripts   []*Script
	relays    []Relaying
	outgoing  []*outgoing
	givenUp   []journey.Outside // messages that it could not send; not kept
	trying    int               // conversations at the moment
	sent      int
	moved     bool // its counters have, and the keeper is to know
	received  []*Transcript
	sentLog   []*Transcript

	certificate *tls.Certificate // shown as server and as client; nil: no STARTTLS is offered
}

// at is what of the host is behind the door.
func (h *Host) at(in *Inside) *hostState { return h.kept.At(in) }

// OutsideMail is a message that a host took, with the refusals it gave kept apart in transcripts.
type OutsideMail struct {
	Mailbox string
	From    string
	Time    time.Time
	Source  netip.Addr
	Content []byte
}

// BlockListMode is how a host uses a DNS block list (S11.5 [D] KB2590562).
type BlockListMode string

// Modes of a block list.
const (
	ListOff    BlockListMode = "off"
	ListSafe   BlockListMode = "safe"   // only for the null sender and postmaster (R11.3)
	ListReject BlockListMode = "reject" // for everybody (R11.2)
)

// BlockList is a host's policy toward one DNS block list.
type BlockList struct {
	Zone string
	Mode BlockListMode
}

// Script is a reply that a host gives in place of its own, a number of times.
type Script struct {
	Verb    string // CONNECT, EHLO, MAIL, RCPT or DATA
	Address string // sender or recipient it applies to; empty for any
	Reply   relay.Reply
	Times   int // 0 is always
}

// AddHost adds an outside mail host with its addresses, its A and PTR-less DNS name, and an MX record for each domain.
func (w *World) AddHost(name string, addrs []netip.Addr, domains []string) (*Host, error) {
	host, err := w.Net.AddHost(name, addrs...)
	if err != nil {
		return nil, err
	}
	h := &Host{Name: name, Domains: domains, w: w, net: host}
	for _, a := range addrs {
		kind := vnet.A
		if a.Is6() {
			kind = vnet.AAAA
		}
		if err := w.Net.AddRecord(vnet.Record{Name: name, Type: kind, Value: a.String()}); err != nil {
			return nil, err
		}
	}
	for _, d := range domains {
		if err := w.Net.AddRecord(vnet.Record{Name: d, Type: vnet.MX, Value: name, Preference: 10}); err != nil {
			return nil, err
		}
	}
	w.Do(func(in *Inside) {
		h.kept = door.Keep(hostState{Host: h, in: in})
		w.at(in).hosts = append(w.at(in).hosts, h)
	})
	return h, w.listen(host, 25, h)
}

// Host returns the named outside host, or nil.
func (w *World) Host(name string) *Host {
	return look(w, func(in *Inside) *Host { return w.hostNamed(in, name) })
}

func (w *World) hostNamed(in *Inside, name string) *Host {
	for _, h := range w.at(in).hosts {
		if strings.EqualFold(h.Name, name) {
			return h
		}
	}
	return nil
}

// HostOf returns the outside host that has a mailbox, or nil.
func (w *World) HostOf(address string) *Host {
	for _, h := range w.Hosts() {
		if h.HasMailbox(address) {
			return h
		}
	}
	return nil
}

// Hosts returns the outside hosts.
func (w *World) Hosts() []*Host { return look(w, func(in *Inside) []*Host { return w.at(in).hosts }) }

// AddMailbox gives the host a mailbox in one of its domains.
func (h *Host) AddMailbox(address string) error {
	if !h.hasDomain(relay.DomainOf(address)) {
		return fmt.Errorf("%s takes no mail for %s; its domains are %s", h.Name, relay.DomainOf(address), strings.Join(h.Domains, ", "))
	}
	h.w.Do(func(in *Inside) {
		here := h.at(in)
		here.mailboxes = append(here.mailboxes, address)
	})
	return nil
}

// HasMailbox reports whether the address is one of the host's mailboxes.
func (h *Host) HasMailbox(address string) bool {
	return look(h.w, func(in *Inside) bool { return h.at(in).holds(address) })
}

func (h *hostState) holds(address string) bool {
	return slices.ContainsFunc(h.mailboxes, func(m string) bool { return relay.SameAddress(m, address) })
}

// Mailboxes returns the addresses of the host's mailboxes, oldest first.
func (h *Host) Mailboxes() []string {
	return look(h.w, func(in *Inside) []string { return slices.Clone(h.at(in).mailboxes) })
}

func (h *Host) hasDomain(domain string) bool {
	return slices.ContainsFunc(h.Domains, func(d string) bool { return strings.EqualFold(d, domain) })
}

// Use sets the host's policy toward a block list.
func (h *Host) Use(zone string, mode BlockListMode) {
	h.w.Do(func(in *Inside) {
		here := h.at(in)
		here.lists = slices.DeleteFunc(here.lists, func(l BlockList) bool { return strings.EqualFold(l.Zone, zone) })
		if mode != ListOff {
			here.lists = append(here.lists, BlockList{zone, mode})
		}
	})
}

// Allow exempts addresses from the block lists.
func (h *Host) Allow(r relay.AddressRange) {
	h.w.Do(func(in *Inside) {
		here := h.at(in)
		here.allowed = append(here.allowed, r)
	})
}

// Bridge lets a server outside the simulation answer the host's port 25, in place of the host itself: f carries each connection
// from now on. Nil gives the port back to the host.
func (h *Host) Bridge(f *vnet.Forward) error { return h.net.Forward(25, f) }

// Answer scripts a reply.
func (h *Host) Answer(s Script) {
	h.w.Do(func(in *Inside) {
		here := h.at(in)
		here.scripts = append(here.scripts, &s)
	})
}

// Mailbox returns what arrived for an address, oldest first.
func (h *Host) Mailbox(address string) []OutsideMail {
	var found []OutsideMail
	for _, m := range h.Mail() {
		if relay.SameAddress(m.Mailbox, address) {
			found = append(found, m)
		}
	}
	return found
}

// Received returns the transcripts of the host's incoming connections, oldest first.
func (h *Host) Received() []*Transcript {
	return look(h.w, func(in *Inside) []*Transcript { return h.at(in).received })
}

// Sent returns the transcripts of the host's outgoing connections, oldest first.
func (h *Host) Sent() []*Transcript {
	return look(h.w, func(in *Inside) []*Transcript { return h.at(in).sentLog })
}

// scripted takes the next scripted reply for a verb, if one applies.
func (h *hostState) scripted(verb, address string) relay.Reply {
	for _, s := range h.scripts {
		if s.Verb != verb || s.Times < 0 || s.Address != "" && !relay.SameAddress(s.Address, address) {
			continue
		}
		if s.Times > 0 {
			if s.Times--; s.Times == 0 {
				s.Times = -1 // used up
			}
			h.moved = true
		}
		return s.Reply
	}
	return relay.Reply{}
}

// Mail returns everything in the host's mailboxes, oldest first.
func (h *Host) Mail() []OutsideMail {
	return look(h.w, func(in *Inside) []OutsideMail { return h.at(in).mail })
}

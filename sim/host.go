package sim

import (
	"crypto/tls"
	"net"
	"net/netip"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/mailauth"
	"hybridsim/relay/past"
	"hybridsim/relay/smtpio"
	"hybridsim/sim/door"
	"hybridsim/sim/labca"
	"hybridsim/sim/outside"
	"hybridsim/sim/vnet"
)

// Host is an outside mail host in the world: what it does is package outside's; its place on the network and the record
// of its connections are here.
type Host struct {
	*outside.Host

	w    *World
	net  *vnet.Host
	kept door.Kept[hostState]
}

// hostState is what of an outside host's record is behind the door.
type hostState struct{ received, sent past.List[*Transcript] }

// AddHost adds an outside mail host with its addresses, its A and PTR-less DNS name, and an MX record for each domain.
func (w *World) AddHost(name string, addrs []netip.Addr, domains []string) (*Host, error) {
	host, err := w.Net.AddHost(name, addrs...)
	if err != nil {
		return nil, err
	}
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
	h := &Host{w: w, net: host}
	if h.Host, err = outside.New(surroundings{h}, name, domains); err != nil {
		return nil, err
	}
	w.Do(func(in *Inside) { w.at(in).hosts = append(w.at(in).hosts, h) })
	return h, nil
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

// Received returns the transcripts of the host's incoming connections that are not forgotten, oldest first.
func (h *Host) Received() []*Transcript {
	return look(h.w, func(in *Inside) []*Transcript { return h.kept.At(in).received.Known() })
}

// Sent returns the transcripts of the host's outgoing connections that are not forgotten, oldest first.
func (h *Host) Sent() []*Transcript {
	return look(h.w, func(in *Inside) []*Transcript { return h.kept.At(in).sent.Known() })
}

// Bridge lets a server outside the simulation answer the host's port 25, in place of the host itself: f carries each
// connection from now on. Nil gives the port back to the host.
func (h *Host) Bridge(f *vnet.Forward) error { return h.net.Forward(25, f) }

// Certify issues a certificate to the host, which shows it from then on: to clients, which can use STARTTLS, and to
// servers.
func (h *Host) Certify(name, authority string) error {
	pair, err := h.Issue(name, authority)
	if err == nil {
		h.w.Do(func(in *Inside) { h.Show(in, pair) })
	}
	return err
}

// Issue issues a certificate for the host, which nobody is shown by that.
func (h *Host) Issue(name, authority string) (*tls.Certificate, error) {
	return h.w.IssueOutside(name, authority)
}

// IssueOutside issues a certificate for somebody who is no server of an organization, for a year.
func (w *World) IssueOutside(name, authority string) (*tls.Certificate, error) {
	now := w.Clock.Now()
	request := labca.Request{Subject: name, NotBefore: now.AddDate(0, 0, -1), NotAfter: now.AddDate(1, 0, 0)}
	var pair tls.Certificate
	var err error
	w.Do(func(in *Inside) {
		var issued *labca.Certificate
		if issued, err = w.sign(in, authority, "", request); err != nil {
			return
		}
		pair = issued.TLS()
		w.trust(in)
	})
	return &pair, err
}

// EndTLS puts a device into the path of connections that ends TLS with a certificate of its own (T12.9).
func (w *World) EndTLS(b vnet.Box, certificate *tls.Certificate) {
	b.Handle = func(client, server net.Conn) { smtpio.Terminate(client, server, certificate, w.Clock.Now) }
	w.Net.AddBox(b)
}

func (h *Host) name() string     { return h.Name }
func (h *Host) host() *vnet.Host { return h.net }

func (h *Host) open(in *Inside, d relay.Dialogue, target relay.Target, local netip.AddrPort) *Transcript {
	t := &Transcript{Time: h.w.Clock.Now(), Connector: h.Name, Logged: true, Local: local, Remote: target.Addr,
		RemoteHost: target.Host}
	here := h.kept.At(in)
	here.sent.Add(t)
	return t
}

// greeted answers a host's clients and keeps the record of it.
type greeted struct {
	h     *Host
	greet outside.Greeting
}

func (g greeted) answer(in *Inside, local, remote netip.AddrPort) (relay.Service, relay.Session,
	relay.Transcript, bool) {
	log := &Transcript{Time: g.h.w.Clock.Now(), Connector: g.h.Name, Logged: true, Local: local, Remote: remote}
	here := g.h.kept.At(in)
	here.received.Add(log)
	svc, session := g.greet(in, remote.Addr())
	return svc, session, log, true
}

// working is a host as an actor of the world.
type working struct {
	h  *Host
	in *Inside
}

func (a working) due() (time.Time, bool) { return a.h.Due(a.in) }

func (a working) step() *Conversation {
	attempt := a.h.Step(a.in)
	if attempt == nil {
		return nil
	}
	return &Conversation{dialogue: attempt.Dialogue, from: a.h, finish: attempt.Finish}
}

// surroundings is what a host sees of the world.
type surroundings struct{ h *Host }

var _ outside.Environment = surroundings{}

func (s surroundings) Do(f func(*Inside)) { s.h.w.Do(f) }
func (s surroundings) Look(f func(*Inside)) {
	look(s.h.w, func(in *Inside) bool { f(in); return true })
}
func (s surroundings) Now() time.Time      { return s.h.w.Clock.Now() }
func (s surroundings) Address() netip.Addr { return s.h.net.Addrs()[0] }

func (s surroundings) LookupAddr(name string) ([]netip.Addr, error) {
	return s.h.w.Net.LookupAddr(s.h.net.Name(), name)
}

func (s surroundings) LookupTXT(name string) ([]string, error) {
	return s.h.w.Net.LookupTXT(s.h.net.Name(), name)
}

func (s surroundings) Resolver() mailauth.Resolver {
	return resolver{net: s.h.w.Net, asker: s.h.net.Name()}
}

func (s surroundings) Listen(port uint16, greet outside.Greeting) error {
	return s.h.w.listen(s.h.net, port, greeted{s.h, greet}, nil)
}

func (s surroundings) Note(in *Inside, c outside.Change) { s.h.w.note(in, s.h.change(c)) }

// change is a change about the host.
func (h *Host) change(c outside.Change) Change { return Change{Host: h.Name, Outside: &c} }

package transport

import (
	"net/netip"
	"strconv"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/headers"
	"hybridsim/relay/ident"
)

// This file says which Received fields a message gets on its way through an organization's own hosts (V2.13 to V2.15,
// T3.4, T3.5). How one looks is said in relay/headers.

// marked writes the answers about a message into its header; in the service also what its hosts write besides.
func (t *Transport) marked(h relay.Header, item *relay.MailItem, about *headers.Service) relay.Header {
	m := headers.Marks{Auth: item.Auth, Direction: item.Attribution.Directionality,
		NetworkMessageID: item.NetworkMessageID, Arrived: item.Arrived}
	if t.org().InCloud() {
		about.Tenant = ident.Tenant(t.org().Name)
		m.Service = about
	}
	return headers.Stamp(h, m)
}

// kept is the header of a message as a mailbox keeps it, with the level that it came with.
func (t *Transport) kept(item *relay.MailItem, scl int) relay.Header {
	service := t.org().InCloud()
	h := headers.Deliver(item.Header, service).Last(relay.Field{Name: headers.SCL, Value: strconv.Itoa(scl)})
	if service {
		now := t.env.Now()
		took := now.Sub(item.Arrived) + ident.Moment(item.NetworkMessageID, "end to end", time.Second)
		h = headers.Arrive(h, now, took)
	}
	return h
}

// trace is what this server adds to the Received fields: from 2013 on the front end's and the transport service's
// (R1.10). Where a user logged on, the front end stamps nothing, and the transport service names the client (T3.4);
// that the field then tells of the encryption between the two services is inferred.
func (s *receiveSession) trace(by *Transport) []relay.Field {
	server := s.t.as(relay.RoleFrontDoor)
	first := headers.Hop{FromName: s.hello, FromIP: s.conn.Remote.Addr(), ByName: server.Fqdn,
		ByIP: s.conn.Local.Addr(), TLS: headers.TLSPhrase(s.t.product(), s.peer, s.t.env.Now()), LoggedOn: s.user != ""}
	if !s.atFrontEnd() {
		return []relay.Field{s.t.received(first)}
	}
	first.Via = frontend
	second := headers.Hop{FromName: server.Fqdn, FromIP: s.conn.Local.Addr(), ByName: by.as(relay.RoleFrontDoor).Fqdn,
		ByIP: s.conn.Local.Addr(), TLS: headers.TLSPhrase(by.product(), s.t.with(by), s.t.env.Now())}
	if by != s.t {
		second.ByIP = by.env.Address()
	}
	if s.user != "" {
		second.FromName, second.FromIP, second.LoggedOn = first.FromName, first.FromIP, true
		return []relay.Field{by.received(second)}
	}
	return []relay.Field{by.received(second), s.t.received(first)}
}

// trace is what the front door and the hosts behind it add: its own field, that of the host for access, and the hub's
// (V2.15 [O]).
func (s *frontDoorSession) trace(by *Transport) []relay.Field {
	door, access, hub := s.t.as(relay.RoleFrontDoor), s.t.as(relay.RoleAccess), by.as(relay.RoleHub)
	now := s.t.env.Now()
	at := s.conn.Local.Addr()
	if door.Bound.IsValid() {
		at = door.Bound
	}
	first := headers.Hop{FromName: s.hello, FromIP: s.conn.Remote.Addr(), ByName: door.Fqdn, ByIP: at,
		TLS: headers.TLSPhrase(relay.ExchangeOnline, s.peer, now), Via: frontend}
	second := headers.Hop{FromName: door.Known(), FromIP: relay.ServiceAddress(door), ByName: access.Fqdn,
		ByIP: relay.ServiceAddress(access), TLS: headers.ServicePhrase(true, now), Via: frontend}
	third := headers.Hop{FromName: access.Known(), FromIP: relay.ServiceAddress(access), ByName: hub.Fqdn,
		ByIP: relay.ServiceAddress(hub), TLS: headers.ServicePhrase(false, now)}
	return []relay.Field{by.received(third), s.t.received(second), s.t.received(first)}
}

// handedTo is the field of the transport service that takes a message from a mailbox of this server. In the service
// that is another host (V2.13 [O]).
func (t *Transport) handedTo(by *Transport) relay.Field {
	from, to := t.as(relay.RoleMailbox), by.as(relay.RoleHub)
	hop := headers.Hop{FromName: from.Fqdn, FromIP: t.env.Address(), ByName: to.Fqdn,
		TLS: headers.TLSPhrase(by.product(), t.with(by), t.env.Now())}
	if t.org().InCloud() {
		hop.FromIP, hop.ByIP = relay.ServiceAddress(from), relay.ServiceAddress(to)
		hop.TLS = headers.ServicePhrase(false, t.env.Now())
	}
	return by.received(hop)
}

// byHTTPS is from when on the service's hubs are known to hand mail to mailboxes over HTTPS (V1.19, V4.11 [O]; that all
// mail is, and not before, is [I]).
var byHTTPS = time.Date(2021, time.January, 1, 0, 0, 0, 0, time.UTC)

// lastHop is the one from a transport service to the mailbox's server: on-premises that of its Mailbox Transport
// service (T3.5), which 2010 has not.
func (t *Transport) lastHop(by *Transport) []relay.Field {
	from, to, now := by.as(relay.RoleHub), t.as(relay.RoleMailbox), t.env.Now()
	switch {
	case t.mailboxTransport():
		return []relay.Field{t.received(headers.Hop{FromName: from.Fqdn, FromIP: by.env.Address(), ByName: to.Fqdn,
			Via: "Mailbox Transport", TLS: headers.TLSPhrase(t.product(), by.with(t), now)})}
	case t.org().InCloud() && !now.Before(byHTTPS):
		return []relay.Field{headers.Received(headers.Hop{FromName: from.Fqdn, FromIP: relay.ServiceAddress(from),
			ByName: to.Fqdn, ByIP: relay.ServiceAddress(to), With: headers.HTTPS, Time: now})}
	}
	return nil
}

// mailboxTransport reports whether mailboxes are served by the Mailbox Transport service, which speaks SMTP to the
// transport service: on-premises from 2013 on (T3.5).
func (t *Transport) mailboxTransport() bool {
	return !t.org().InCloud() && t.product() != relay.Exchange2010
}

// frontend is how a front end's field tells of it.
const frontend = "Frontend Transport"

// received renders a trace field with what is the same for every hop of this organization.
func (t *Transport) received(h headers.Hop) relay.Field {
	h.Time, h.Build = t.env.Now(), t.org().BuildOf(t.name)
	if t.org().InCloud() {
		h.Build = relay.ServiceBuild(h.Time)
		if h.With == headers.Mapi {
			h.Build = relay.ServiceMailboxBuild(h.Time)
		}
	}
	if h.With == "" {
		h.With = "Microsoft SMTP Server"
	}
	if h.ByIP == (netip.Addr{}) {
		h.ByIP = t.env.Address()
	}
	return headers.Received(h)
}

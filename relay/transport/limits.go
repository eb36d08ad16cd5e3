package transport

import (
	"fmt"
	"net/netip"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// connections counts what receive connectors hold open, by their identity: the total under the zero address, and each
// source's.
type connections map[string]map[netip.Addr]int

var all netip.Addr

// add counts a connection, or one less.
func (c connections) add(rc *relay.ReceiveConnector, from netip.Addr, n int) {
	of := c[rc.Identity()]
	if of == nil {
		of = map[netip.Addr]int{}
		c[rc.Identity()] = of
	}
	for _, who := range []netip.Addr{all, from} {
		if of[who] += n; of[who] <= 0 {
			delete(of, who)
		}
	}
}

// limited is the reply to a client that would be one too many; zero lets it in. The numbers are those of S1.5 [D] PS.
// The percentage is of the connections that the connector has left, at least one [I].
func (c connections) limited(rc *relay.ReceiveConnector, from netip.Addr) (relay.Reply, relay.Decision) {
	open, mine := c[rc.Identity()][all], c[rc.Identity()][from]
	d := relay.Decision{Question: relay.MayEnter, Subject: from.String(), Source: "S1.5"}
	refuse := func(r relay.Reply, property, because string) (relay.Reply, relay.Decision) {
		d.Because = because
		d.Candidates = []relay.Candidate{relay.Rejected(rc.Identity(), property, because)}
		return r, d
	}
	if limit := rc.MaxInboundConnection; limit.Reached(open) {
		return refuse(reply.TooManyConnections(), "MaxInboundConnection "+limit.String(),
			fmt.Sprintf("%d connections are open", open))
	}
	because := fmt.Sprintf("%d connections from %s are open", mine, from)
	if limit := rc.MaxInboundConnectionPerSource; limit.Reached(mine) {
		return refuse(reply.TooManyConnectionsPerSource(), "MaxInboundConnectionPerSource "+limit.String(), because)
	}
	if percent := rc.MaxInboundConnectionPercentagePerSource; percent > 0 && rc.MaxInboundConnection > 0 {
		if left := int(rc.MaxInboundConnection) - open; mine >= max(1, left*percent/100) {
			return refuse(reply.TooManyConnectionsPerSource(),
				fmt.Sprintf("MaxInboundConnectionPercentagePerSource %d", percent),
				fmt.Sprintf("%s, and %d are left of all", because, left))
		}
	}
	return relay.Reply{}, d
}

// turnAway answers a connection with a reply in place of a banner.
func (t *Transport) turnAway(c Connection, rc *relay.ReceiveConnector, reply relay.Reply,
	decisions []relay.Decision) (relay.Service, relay.Session, bool) {
	s := &refusedSession{session{t: t, org: t.org(), conn: c, id: t.ids.session(t.env.Now())}}
	s.refused(reply, "", rc.Identity(), decisions)
	return relay.Service{
		Connector: rc.Identity(), Logged: rc.ProtocolLoggingLevel == relay.LoggingVerbose,
		Dialect: relay.DialectOf(t.product()),
		Fqdn:    rc.Fqdn, Banner: reply.String(), SessionID: s.id, Now: t.env.Now,
	}, s, true
}

// refusedSession is one in which nothing is ever said but the refusal.
type refusedSession struct{ session }

func (*refusedSession) Hello(string, bool) (relay.Reply, []string) {
	return reply.ServiceNotAvailable(), nil
}
func (*refusedSession) Mail(string, relay.MailParams) relay.Reply { return reply.ServiceNotAvailable() }
func (*refusedSession) Rcpt(string, relay.RcptParams) relay.Reply { return reply.ServiceNotAvailable() }
func (*refusedSession) Data([]byte) relay.Reply                   { return reply.ServiceNotAvailable() }

package transport

import (
	"net/netip"
	"slices"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/connector"
)

// submissionPort is where the service takes mail of programs and devices that log on (P9).
const submissionPort = 587

// Ports are those at which a server's connectors are bound, in their order; in the cloud those of the front
// door, which the first tenant opens for all.
func Ports(o *relay.Organization, server string) []uint16 {
	if o.InCloud() {
		return []uint16{25, submissionPort}
	}
	var ports []uint16
	for _, c := range o.ReceiveConnectors {
		for _, b := range c.Bindings {
			if c.Server == server && !slices.Contains(ports, b.Port()) {
				ports = append(ports, b.Port())
			}
		}
	}
	return ports
}

// Listens reports whether a server listens at one of its addresses: whether an enabled connector is bound there,
// whoever may use it, and its service runs (G1.4.7). In the cloud the front door does.
func Listens(o *relay.Organization, server string, at netip.AddrPort, now time.Time) bool {
	if o.InCloud() {
		return true
	}
	if s := o.Server(server); s != nil && now.Before(s.FrontEndSince) && hasFrontEnd(o, server, at.Port()) {
		return false
	}
	return slices.ContainsFunc(o.ReceiveConnectors, func(c *relay.ReceiveConnector) bool {
		return c.Server == server && c.Enabled && slices.ContainsFunc(c.Bindings, func(b relay.Binding) bool {
			return b.Accepts(at)
		})
	})
}

// hasFrontEnd reports whether a port of a server is its front end's, which hands what it takes to a transport service:
// all ports are but 2525, and 2010 and an Edge have none (T1.4, T2).
func hasFrontEnd(o *relay.Organization, server string, port uint16) bool {
	return o.ProductOf(server) != relay.Exchange2010 && !o.IsEdge() && port != 2525
}

// Refused records a connection that was refused because nothing is bound where it was to arrive, so that somebody can
// be told why; of one that the network refused there is nothing to record.
func (t *Transport) Refused(c Connection) {
	if t.org().InCloud() || Listens(t.org(), t.name, c.Local, t.env.Now()) {
		return
	}
	_, chosen := connector.ChooseReceive(t.org(), t.name, c.Local, c.Remote)
	t.recordConnection(c, "", chosen)
}

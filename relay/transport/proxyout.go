package transport

import (
	"fmt"
	"net/netip"
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/relay/reply"
)

// outboundProxyPort is where a front end takes what it passes on outside (T1.6).
const outboundProxyPort = 717

// frontEnd is the server that a conversation leaves by: this one, or with FrontendProxyEnabled the one whose front end
// has its turn. It shows its own address, name and certificate, and writes no Received field (T1.6, T3.6; whose
// certificate is [I]). Without one the mail waits, and nil is returned.
func (t *Transport) frontEnd(a *Attempt, c *relay.SendConnector) *Transport {
	org := t.org()
	if !c.FrontendProxyEnabled || t.product() == relay.Exchange2010 || t.atEdge() {
		return t
	}
	d := relay.Decision{Question: relay.WhichFrontEnd, Subject: c.Name, Source: "T1.6, T3.6"}
	site := org.ServersIn(org.SiteOf(t.name))
	own := slices.IndexFunc(site, func(s *relay.Server) bool { return s.Name == t.name })
	chosen := inTurn(&d, rotated(site, own+a.Dialogue.Egress-2),
		"FrontendProxyEnabled $true: mail leaves by the front ends of the site in turn", t.proxy)
	if chosen == nil {
		d.Because = "FrontendProxyEnabled $true, and no front end of the site takes the mail"
	}
	a.decisions = append(a.decisions, d)
	if chosen == nil {
		none := relay.Outcome{Phase: relay.PhaseConnect, Failure: relay.NetworkRefused, Target: relay.Target{
			Host: t.as(relay.RoleMailbox).Fqdn, Addr: netip.AddrPortFrom(t.env.Address(), outboundProxyPort)}}
		t.deferConnection(a, reply.NewDeferral(t.product(), t.day(), none, t.stamp(relay.RoleOutbound)), none)
		return nil
	}
	a.Dialogue.FrontEnd = chosen.name
	return chosen
}

// proxy is a server's front end as a transport service sees it, or why it cannot send by it. A server that is alone has
// no connector for that here, as it meets nobody there.
func (t *Transport) proxy(server *relay.Server) (_ *Transport, why, property string) {
	org := t.org()
	if p := org.ProductOf(server.Name); p == relay.Exchange2010 {
		return nil, "it has no front end", p.String()
	}
	front, at := t.env.Peer(server.Name)
	if front == nil {
		return nil, "it is not there", "server"
	}
	if state := org.StateOf(server.Name, relay.FrontendComponent); state != relay.Active {
		return nil, "its front end is out of service", string(relay.FrontendComponent) + " " + string(state)
	}
	if len(org.Servers) == 1 {
		return front, "", ""
	}
	to, from := netip.AddrPortFrom(at, outboundProxyPort), netip.AddrPortFrom(t.env.Address(), 50000)
	if front != t && !t.env.Reaches(to) {
		return nil, fmt.Sprintf("%s cannot be reached", to), "network"
	}
	c, _ := connector.ChooseReceive(org, server.Name, to, from)
	switch {
	case c == nil:
		return nil, fmt.Sprintf("no receive connector takes %s", to), "ReceiveConnector"
	case !c.Allows(relay.AuthExchangeServer):
		return nil, c.Identity() + " takes no Exchange Server authentication (T4.4)",
			"AuthMechanism " + relay.Some(c.AuthMechanism)
	}
	return front, "", ""
}

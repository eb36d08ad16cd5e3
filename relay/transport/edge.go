package transport

import (
	"crypto/x509"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/relay/reply"
)

// atEdge reports whether this server is an Edge, which knows no directory: it routes by domain (T9.10).
func (t *Transport) atEdge() bool { return t.org().IsEdge() }

// atEdge passes a message on by the recipient's domain. What goes inside does not leave the organization, so that no
// remote domain has a say.
func (c *categorizing) atEdge(a *addressee) bool {
	if !c.t.atEdge() {
		return false
	}
	way, _ := connector.ChooseSend(c.org, relay.DomainOf(a.Address), contentSize(a.item))
	if way != nil && slices.Contains(way.SmartHosts, "--") {
		c.t.route(a.item, a.MailRecipient, nil)
	} else {
		c.leave(a, a.MailRecipient, nil)
	}
	return true
}

// edgesOf are the subscriptions that a connector has as its source; a connector has those or servers (G1.2.12).
func (t *Transport) edgesOf(c *relay.SendConnector) []*relay.EdgeSubscription {
	var list []*relay.EdgeSubscription
	for _, name := range c.SourceTransportServers {
		if e := t.org().EdgeSubscription(name); e != nil && e.Fqdn != "" {
			list = append(list, e)
		}
	}
	return list
}

// toEdge is the way to a connector's Edges: no connector is needed for it (T9.8, G1.2.14).
func (t *Transport) toEdge(c *relay.SendConnector, edges []*relay.EdgeSubscription, d relay.Decision) (way,
	relay.Decision, bool) {
	if w, d, elsewhere := t.toEdgeSite(edges, d); elsewhere {
		return w, d, true
	}
	w := way{kind: relay.RelayToEdge, connector: relay.IntraOrgConnector, label: c.Name, hop: relay.NextHop{Port: 25}}
	for _, e := range edges {
		w.hop.SmartHosts = append(w.hop.SmartHosts, e.Fqdn)
		d.Candidates = append(d.Candidates, relay.Selected(e.Name, "SourceTransportServers "+
			relay.Some(c.SourceTransportServers), "an Edge Subscription"))
	}
	d.Chosen, d.Source = strings.Join(w.hop.SmartHosts, ", "), "T6.10, T9.8"
	d.Because = "the connector's source is an Edge, and every server of the site hands it the mail"
	return w, d, true
}

// toHubs reports whether a connector of an Edge leads to the servers inside, and fills in the conversation with one of
// them: in turn, at the front end's port (T1.3).
func (t *Transport) toHubs(a *Attempt, c *relay.SendConnector) bool {
	if !t.atEdge() || !slices.Contains(c.SmartHosts, "--") {
		return false
	}
	a.Dialogue.Hop.SmartHosts = nil
	if inside := t.org().Inside; inside != nil {
		for _, hub := range inside.Servers {
			a.Dialogue.Hop.SmartHosts = append(a.Dialogue.Hop.SmartHosts, hub.Fqdn)
		}
	}
	a.Dialogue.Hop.SmartHosts = rotated(a.Dialogue.Hop.SmartHosts, a.Dialogue.Egress)
	a.Dialogue.Hello, a.Dialogue.Kind = t.as(relay.RoleOutbound).Fqdn, a.queue.kind
	a.Dialogue.Resolvers = t.org().DNSServersOf(t.name, false, false)
	return t.byDirectTrust(a)
}

// byDirectTrust fills in a conversation between an Edge and a server inside: each knows the other by its certificate,
// and by nothing else (T4.2, T9.11).
func (t *Transport) byDirectTrust(a *Attempt) bool {
	a.Dialogue.TLS = relay.TLSPolicy{Roots: t.org().RootsOf(t.name), Now: t.env.Now,
		Stack: t.stack(relay.TLSClient)}
	proof := "none"
	if c := t.org().InternalCertificate(t.name); c != nil {
		a.Dialogue.TLS.Certificate, proof = c.TLS, c.Thumbprint
	}
	a.Dialogue.Exchange = &relay.ExchangeAuth{Mechanism: relay.ExpsDirectTrust, Proof: proof,
		Trusts: func(shown *x509.Certificate) bool { return directlyTrusted(t.org(), shown) != "" }}
	t.asItIs(a)
	return true
}

// directlyTrusted is whom an organization, or an Edge, knows by a certificate; empty for nobody.
func directlyTrusted(o *relay.Organization, shown *x509.Certificate) string {
	if shown == nil {
		return ""
	}
	thumbprint := relay.Thumbprint(shown)
	for _, e := range o.EdgeSubscriptions {
		if e.Thumbprint == thumbprint {
			return e.Name
		}
	}
	if o.Inside != nil {
		for _, hub := range o.Inside.Servers {
			if hub.Thumbprint == thumbprint {
				return hub.Fqdn
			}
		}
	}
	return ""
}

// validated reports whether an Edge with recipient validation refuses a recipient: it looks up those of Authoritative
// domains, unless AddressBookEnabled says otherwise, and knows whom EdgeSync brought (T9.16, G1.2.20, G1.2.21).
func (s *receiveSession) validated(to string) (relay.Reply, relay.Decision) {
	o := s.org
	filter := o.Carries("RecipientFilterConfig", "RecipientFilterConfig")
	on := filter != nil && slices.Contains(filter.Kept["RecipientValidationEnabled"].Texts, "True")
	if !s.edge() || !on || o.Inside == nil || s.server != "" {
		return relay.Reply{}, relay.Decision{}
	}
	domain := o.AcceptedDomain(relay.DomainOf(to))
	if domain == nil {
		return relay.Reply{}, relay.Decision{}
	}
	looks := domain.DomainType == relay.Authoritative
	if v, said := domain.Kept["AddressBookEnabled"]; said {
		looks = slices.Contains(v.Texts, "True")
	}
	if !looks {
		return relay.Reply{}, relay.Decision{}
	}
	if o.Defective(s.t.name, relay.RefusesKnown) {
		return reply.NotFoundAtEdge(), because(to, "G1.2.23", "the build refuses everybody as soon as it validates",
			"build "+o.BuildOf(s.t.name).String())
	}
	if o.Inside.Known[relay.KnownAs(to)] {
		return relay.Reply{}, relay.Decision{}
	}
	return reply.UserUnknownAtEdge(), because(to, "T9.16, G1.2.20", "EdgeSync has brought no such recipient that may "+
		"receive from outside", "RecipientValidationEnabled $true")
}

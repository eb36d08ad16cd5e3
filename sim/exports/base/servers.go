package base

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/script"
	"hybridsim/sim/suggest"
)

// chooseServers takes the on-premises servers: those that take mail are played, the one first that matters most for the
// hybrid.
func (b *builder) chooseServers() {
	b.findEdges()
	weights, spelling, first := b.serversNamed()
	chosen, why := "", ""
	if h := b.single(relay.OnPremises, "HybridConfiguration"); h != nil {
		for _, s := range slices.Concat(h.list("ReceivingTransportServers"), h.list("SendingTransportServers")) {
			if k := strings.ToLower(serverName(s)); chosen == "" && k != "" && !b.isEdge(k) {
				chosen, why = k, "it is among the transport servers of the hybrid"
				if spelling[k] == "" {
					spelling[k], first = serverName(s), append(first, k)
				}
			}
		}
	}
	if chosen == "" && len(first) > 0 {
		chosen, why = slices.MaxFunc(first, func(a, c string) int {
			return cmp.Compare(weights[a], weights[c])
		}), "it has the most connectors"
	}
	b.server = spelling[chosen]
	if chosen == "" {
		b.server, why = assumedServer, "no export names a server"
		if len(b.edges) > 0 {
			why = "no export names a server with mailboxes"
		}
	}
	if len(first) != 1 {
		b.report.assume("the first on-premises server is "+b.server, "%s", why)
	}
	b.headers.Server, b.headers.Product, b.headers.Site = b.fqdn(b.server), b.product(), b.siteOf(b.server)
	b.played = []string{b.server}
	for _, k := range first {
		switch server := spelling[k]; {
		case k == chosen:
		case b.transports(server):
			b.played = append(b.played, server)
			m := sim.Machine{Fqdn: b.fqdn(server), Site: b.siteOf(server)}
			if p, known := b.versionOf(server); known && p != b.headers.Product {
				m.Product = p
			}
			b.headers.More = append(b.headers.More, m)
		default:
			b.others = append(b.others, server)
		}
	}
	for _, edge := range slices.Sorted(maps.Values(b.edges)) {
		m := sim.Machine{Fqdn: b.fqdn(edge), Edge: true}
		if p, known := b.versionOf(edge); known && p != b.headers.Product {
			m.Product = p
		}
		b.gates, b.headers.More = append(b.gates, edge), append(b.headers.More, m)
	}
}

// productAt is what a server runs; one of which no export tells it runs what the first one does.
func (b *builder) productAt(server string) relay.Product {
	for i, s := range slices.Concat(b.played[1:], b.gates) {
		if p := b.headers.More[i].Product; strings.EqualFold(s, server) && p != 0 {
			return p
		}
	}
	return b.headers.Product
}

// serversNamed are the servers, but for Edges, that objects are of, each with its weight and spelling, in the order in
// which they are named.
func (b *builder) serversNamed() (weights map[string]int, spelling map[string]string, first []string) {
	weights, spelling = map[string]int{}, map[string]string{}
	note := func(server string, weight int) {
		server = serverName(server)
		k := strings.ToLower(server)
		if !hostName.MatchString(server) || b.isEdge(k) {
			return
		}
		if spelling[k] == "" {
			spelling[k], first = server, append(first, k)
		}
		weights[k] += weight
	}
	for _, t := range b.things {
		switch {
		case t.side == relay.Cloud:
		case t.noun == "ReceiveConnector":
			note(serverOf(t), 100)
		case t.noun == "SendConnector":
			for _, s := range t.list("SourceTransportServers") {
				note(s, 10)
			}
		case t.noun == "ExchangeServer", t.noun == "TransportService":
			note(cmp.Or(serverOf(t), t.text("Name"), t.text("Identity")), 1)
		case t.noun == "ExchangeCertificate":
			note(serverOf(t), 1)
		case t.noun == "HybridConfiguration":
			for _, s := range slices.Concat(t.list("ReceivingTransportServers"), t.list("SendingTransportServers")) {
				note(s, 0)
			}
		}
	}
	return weights, spelling, first
}

// edgeConnector is the receive connector that setup makes on an Edge.
var edgeConnector = regexp.MustCompile(`(?i)^(?:.*\\)?default internal receive connector ([\w-]+)$`)

// transports reports whether a server has a role that takes mail: its role says so, or it has receive connectors. Of
// Exchange 2010 that is the hub, and of later products the front end on a Mailbox or Client Access server (T1.1, T1.2).
func (b *builder) transports(server string) bool {
	for _, t := range b.all(relay.OnPremises, "ExchangeServer") {
		if !t.isServer(server) || t.text("ServerRole") == "" {
			continue
		}
		roles := strings.ToLower(strings.Join(t.list("ServerRole"), ","))
		product, known := b.versionOf(server)
		if !known {
			product = b.headers.Product
		}
		if product == relay.Exchange2010 {
			return strings.Contains(roles, "hubtransport")
		}
		return strings.Contains(roles, "mailbox") || strings.Contains(roles, "clientaccess")
	}
	connectors := b.all(relay.OnPremises, "ReceiveConnector")
	return slices.ContainsFunc(connectors, func(t *thing) bool { return b.isOn(t, server) })
}

// findEdges finds the Edge servers: by their role, their subscription, the hybrid's list, and the connector that only
// they have.
func (b *builder) findEdges() {
	b.edges = map[string]string{}
	note := func(server, why string) {
		if k := strings.ToLower(serverName(server)); hostName.MatchString(k) && b.edges[k] == "" {
			b.edges[k] = serverName(server)
			b.report.assume(serverName(server)+" is an Edge Transport server", "%s", why)
		}
	}
	for _, t := range b.all(relay.OnPremises, "ExchangeServer") {
		if strings.EqualFold(t.text("ServerRole"), "Edge") || t.is("IsEdgeServer") {
			note(cmp.Or(t.text("Name"), t.text("Identity")), "its role says so")
		}
	}
	for _, t := range b.all(relay.OnPremises, "EdgeSubscription") {
		note(cmp.Or(t.text("Name"), t.text("Identity")), "it has a subscription")
	}
	if h := b.single(relay.OnPremises, "HybridConfiguration"); h != nil {
		for _, s := range h.list("EdgeTransportServers") {
			note(s, "it is among the hybrid's EdgeTransportServers")
		}
	}
	for _, t := range b.all(relay.OnPremises, "ReceiveConnector") {
		for _, name := range []string{"Name", "Identity"} {
			if m := edgeConnector.FindStringSubmatch(t.text(name)); m != nil {
				note(m[1], t.noun+" "+script.Quote(t.label())+" is what setup makes on an Edge")
			}
		}
	}
}

// isEdge reports whether a server is known to be an Edge.
func (b *builder) isEdge(server string) bool {
	return b.edges[strings.ToLower(serverName(server))] != ""
}

// isServer reports whether an ExchangeServer is the one of a name.
func (t *thing) isServer(name string) bool {
	return strings.EqualFold(serverName(cmp.Or(t.text("Name"), t.text("Identity"))), name)
}

// serverOf is the server of a connector or certificate, by its property or its identity.
func serverOf(t *thing) string {
	if s := serverName(t.text("Server")); s != "" {
		return s
	}
	if before, _, ok := strings.Cut(t.text("Identity"), `\`); ok {
		return serverName(before)
	}
	return ""
}

// ownerOf is the server that a thing is on; empty when it is not known, or on none.
func (b *builder) ownerOf(t *thing) string {
	switch {
	case t.side == relay.Cloud || !slices.Contains(perServer, t.noun):
		return ""
	case !strings.HasSuffix(t.noun, "Service"):
		return serverOf(t)
	}
	if s := serverName(cmp.Or(t.text("Name"), t.text("Identity"), t.text("Server"))); !strings.EqualFold(s, t.noun) {
		return s
	}
	return ""
}

// isPlayed reports whether a server is one of the base's own, but for Edges.
func (b *builder) isPlayed(server string) bool { return suggest.Has(b.played, server) }

// plays reports whether a server is played, inside or as an Edge.
func (b *builder) plays(server string) bool { return b.isPlayed(server) || b.isGate(server) }

// isGate reports whether a server is an Edge that is played.
func (b *builder) isGate(server string) bool { return suggest.Has(b.gates, server) }

// elsewhere reports whether a thing is on a server that the base only names.
func (b *builder) elsewhere(t *thing) bool {
	server := b.ownerOf(t)
	return server != "" && !b.isPlayed(server)
}

// isOn reports whether a thing is known to be on a server.
func (b *builder) isOn(t *thing, server string) bool { return strings.EqualFold(b.ownerOf(t), server) }

// sends reports whether a server sends the mail of a send connector; one that names no server that is played is the
// first one's.
func (b *builder) sends(t *thing, server string) bool {
	sources := slices.DeleteFunc(b.shortNames(t.list("SourceTransportServers")),
		func(s string) bool { return !b.plays(s) })
	return suggest.Has(sources, server) || len(sources) == 0 && server == b.server
}

// homeOf is the server that a thing is written for; without a sign of another one that is the first.
func (b *builder) homeOf(t *thing) string {
	server := b.ownerOf(t)
	for _, s := range slices.Concat(b.played, b.gates) {
		if strings.EqualFold(s, server) {
			return s
		}
	}
	return b.server
}

package base

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/script"
)

// chooseServer takes the on-premises server that matters: the model has one, with a mailbox role.
func (b *builder) chooseServer() {
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
		b.report.assume("the on-premises server is "+b.server, "the model has one on-premises server; %s", why)
	}
	b.servers = []string{b.server}
	for _, k := range first {
		if k != chosen {
			b.servers = append(b.servers, spelling[k])
		}
	}
	b.servers = append(b.servers, slices.Sorted(maps.Values(b.edges))...)
	b.headers.Server = b.fqdn()
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

// findEdges finds the Edge servers: by their role, their subscription, the hybrid's list, and the connector that only
// they have. The model has none.
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

// elsewhere reports whether a thing is on another server than the one that the model plays.
func (b *builder) elsewhere(t *thing) bool {
	server := b.ownerOf(t)
	return server != "" && !strings.EqualFold(server, b.server)
}

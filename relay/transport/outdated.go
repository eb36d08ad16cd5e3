package transport

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/relay/reply"
)

// outdated looks at the server that hands a message over by an OnPremises connector (T15.10): its build stands in the
// newest Received field, so the answer is one to the content (T15.16). The decision is empty unless mail is throttled
// or blocked.
func (s *share) outdated(item *relay.MailItem, stamp reply.Stamp) (relay.Reply, relay.Decision) {
	none := relay.Decision{}
	from, ok := connector.ReadTrace(item.Header.Get("Received"))
	now := s.t.env.Now()
	if !ok || !s.byOnPremises() || !connector.Outdated(from.Build, now) {
		return relay.Reply{}, none
	}
	server := s.t.found(from)
	e := connector.Enforce(server.Detected, now, s.org.Exemptions)
	own := because(fmt.Sprintf("%s with build %s", server.Fqdn, server.Build), "T15.13",
		fmt.Sprintf("day %d since it was first seen out of date: throttled for %d minutes of each hour, "+
			"blocked for %d more", e.Day, e.Throttle, e.Block), "the service's enforcement of up-to-date servers")
	switch e.Now {
	case connector.Throttled:
		return reply.ServerThrottled(s.t.day(), e.Throttle, stamp), own
	case connector.Blocked:
		return reply.ServerOutOfDate(s.t.day(), e.Block, stamp), own
	}
	return relay.Reply{}, none
}

// byOnPremises reports whether the mail is attributed by an inbound connector of the type OnPremises.
func (s *share) byOnPremises() bool {
	return slices.ContainsFunc(s.org.InboundConnectors, func(c *relay.InboundConnector) bool {
		return c.Name == s.attribution.Connector && c.ConnectorType == relay.TypeOnPremises
	})
}

// found notes that a server is out of date; each has its own first day (T15.17).
func (t *Transport) found(from connector.Trace) relay.OutdatedServer {
	key := strings.ToLower(from.Fqdn)
	now := t.env.Now()
	server, known := t.outdated[key]
	if !known {
		server = relay.OutdatedServer{Fqdn: from.Fqdn, Detected: now}
	}
	server.Build, server.Seen = from.Build, now
	t.remember(server)
	if t.keeping.on {
		t.keeping.changes = append(t.keeping.changes, Change{Outdated: &server})
	}
	return server
}

func (t *Transport) remember(server relay.OutdatedServer) {
	if t.outdated == nil {
		t.outdated = map[string]relay.OutdatedServer{}
	}
	t.outdated[strings.ToLower(server.Fqdn)] = server
}

// OutdatedServers are the on-premises servers that were found to be out of date, by name.
func (t *Transport) OutdatedServers() []relay.OutdatedServer {
	var list []relay.OutdatedServer
	for _, key := range slices.Sorted(maps.Keys(t.outdated)) {
		list = append(list, t.outdated[key])
	}
	return list
}

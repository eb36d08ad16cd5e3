package connector

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// ChooseSend picks the on-premises SendConnector for a recipient domain (S5.1 [D] CSEL): connectors too small for the
// message drop out; of the enabled ones with a matching address space the most specific wins, then the lowest cost,
// then the lowest name. It returns nil when none matches: the message waits in the Unreachable queue.
func ChooseSend(o *relay.Organization, domain string, size int) (*relay.SendConnector, relay.Decision) {
	return ChooseSendAt(o, "", domain, size)
}

// ChooseSendAt is ChooseSend for mail that is on a server, where of equally specific address spaces the costs of the
// site links on the way to a source server are added to the space's own, and then the source that is fewest hops away
// wins: the server itself, another of its site, one of a remote site (S5.1, T6.4 [D] ROUTING).
func ChooseSendAt(o *relay.Organization, server, domain string, size int) (*relay.SendConnector, relay.Decision) {
	d := relay.Decision{Question: relay.WhichSendConnector, Subject: domain, Source: "CSEL"}
	var best *relay.SendConnector
	var bestSpace relay.AddressSpace
	var nearest distance
	at := -1
	for _, c := range o.SendConnectors {
		space, property, why := matchSend(o, c, domain, size)
		if why != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(c.Name, property, why))
			continue
		}
		if why := beyond(o, server, c); why != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(c.Name, "IsScopedConnector $true", why))
			continue
		}
		d.Candidates = append(d.Candidates, relay.Fitting(c.Name, "AddressSpaces "+space.String(), "covers "+domain))
		far := distanceOf(o, server, c)
		if best == nil || betterSend(o.IsEdge(), c, space, far, best, bestSpace, nearest) {
			best, bestSpace, nearest, at = c, space, far, len(d.Candidates)-1
		}
	}
	if best == nil {
		d.Because = whyNone(o, domain, size)
		return nil, d
	}
	d.Chosen, d.Because = best.Name, bestSpace.String()+" is the most specific address space that covers "+domain
	d.Win(at, "not before "+bestSpace.String())
	return best, d
}

// whyNone says why no send connector takes mail for a domain: none covers it, or those that do are disabled, or too
// small.
func whyNone(o *relay.Organization, domain string, size int) string {
	why := "no send connector has an address space that covers " + domain
	for _, c := range o.SendConnectors {
		switch _, covers := covering(o, c, domain); {
		case !covers:
		case c.Enabled && c.MaxMessageSize.Exceeded(size):
			return fmt.Sprintf("the message has %d bytes, and %s, whose address space covers %s, takes %s at most",
				size, c.Name, domain, c.MaxMessageSize)
		case !c.Enabled:
			why = c.Name + ", whose address space covers " + domain + ", is disabled"
		}
	}
	return why
}

func matchSend(o *relay.Organization, c *relay.SendConnector, domain string, size int) (best relay.AddressSpace,
	property, why string) {
	switch {
	case !c.Enabled:
		return best, "Enabled $false", "the connector is disabled"
	case c.MaxMessageSize.Exceeded(size):
		return best, "MaxMessageSize " + c.MaxMessageSize.String(), fmt.Sprintf("the message has %d bytes", size)
	}
	best, found := covering(o, c, domain)
	if _, kept := insideOf(o, domain); !found && kept && o.IsEdge() {
		return best, "AddressSpaces " + relay.Some(c.AddressSpaces),
			"an Edge hands mail for an InternalRelay domain to the servers inside, or the space is another"
	}
	if !found {
		return best, "AddressSpaces " + relay.Some(c.AddressSpaces), "none covers " + domain
	}
	return best, "", ""
}

// covering is the most specific address space of a connector that covers a domain.
func covering(o *relay.Organization, c *relay.SendConnector, domain string) (best relay.AddressSpace, found bool) {
	if o.IsEdge() {
		return coveringAtEdge(o, c, domain)
	}
	for _, space := range c.AddressSpaces {
		covers := relay.MatchDomain(space.Domain, domain, true)
		if space.Domain == "--" { // all accepted domains: an Edge's way in
			covers = o.AcceptedDomain(domain) != nil
		}
		if space.Type == "smtp" && covers && (!found || specificity(space.Domain) > specificity(best.Domain)) {
			best, found = space, true
		}
	}
	return best, found
}

// coveringAtEdge is covering at an Edge. "--" stands for each accepted domain by its exact name, unless mail for the
// domain is relayed outside (G1.2.1, G1.2.2, G1.2.5). It stands beside an explicit space of the same name: the cost
// decides for the coexistence domain, whose connector the wizard makes, and "--" keeps every other InternalRelay domain
// (G1.2.3, G1.2.7 to G1.2.9).
func coveringAtEdge(o *relay.Organization, c *relay.SendConnector, domain string) (best relay.AddressSpace,
	found bool) {
	inside, kept := insideOf(o, domain)
	for _, space := range c.AddressSpaces {
		covers := relay.MatchDomain(space.Domain, domain, true) && (!kept || space.Domain == "*")
		if isAccepted(space) {
			covers = inside
		}
		if space.Type == "smtp" && covers && (!found || edgeSpecificity(space) > edgeSpecificity(best)) {
			best, found = space, true
		}
	}
	return best, found
}

// insideOf reports whether "--" covers a domain at an Edge, and whether no other address space may have it.
func insideOf(o *relay.Organization, domain string) (inside, kept bool) {
	d := o.AcceptedDomain(domain)
	if d == nil || !strings.EqualFold(d.DomainName, domain) || d.DomainType == relay.ExternalRelay {
		return false, false
	}
	handsIn := slices.ContainsFunc(o.SendConnectors, func(c *relay.SendConnector) bool {
		return c.Enabled && slices.ContainsFunc(c.AddressSpaces, isAccepted)
	})
	return true, handsIn && d.DomainType == relay.InternalRelay &&
		!strings.HasSuffix(strings.ToLower(domain), ".mail.onmicrosoft.com")
}

func isAccepted(space relay.AddressSpace) bool { return space.Domain == "--" }

// edgeSpecificity is a space's at an Edge, where "--" is the domains themselves.
func edgeSpecificity(space relay.AddressSpace) int {
	if isAccepted(space) {
		return exactName
	}
	return specificity(space.Domain)
}

func betterSend(atEdge bool, c *relay.SendConnector, space relay.AddressSpace, far distance,
	best *relay.SendConnector, bestSpace relay.AddressSpace, nearest distance) bool {
	of := func(s relay.AddressSpace) int { return specificity(s.Domain) }
	if atEdge {
		of = edgeSpecificity
	}
	if a, b := of(space), of(bestSpace); a != b {
		return a > b
	}
	if a, b := space.Cost+far.cost, bestSpace.Cost+nearest.cost; a != b {
		return a < b
	}
	if far.hops != nearest.hops {
		return far.hops < nearest.hops
	}
	return strings.ToLower(c.Name) < strings.ToLower(best.Name)
}

// exactName is the specificity of a pattern without a wildcard.
const exactName = 1 << 20

// specificity orders domain patterns: exact, then the longest wildcard, then "--", then "*".
func specificity(pattern string) int {
	switch {
	case pattern == "*":
		return 0
	case pattern == "--":
		return 1
	case strings.HasPrefix(pattern, "*."):
		return 1 + len(pattern)
	default:
		return exactName
	}
}

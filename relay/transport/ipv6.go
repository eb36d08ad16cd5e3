package transport

import (
	"fmt"
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/relay/mailauth"
	"hybridsim/relay/reply"
)

// overIPv6 looks at a client that came over IPv6: the recipient's domain must take such mail, and the address must have
// a name (T12.5, T12.6). Mail that a connector attributes is asked for neither ([I]); zero lets it in.
func (s *frontDoorSession) overIPv6(at relay.Attribution, to string) (relay.Reply, relay.Decision) {
	client := s.conn.Remote.Addr()
	if !client.Is6() || at.Connector != "" {
		return relay.Reply{}, relay.Decision{}
	}
	domain := relay.DomainOf(to)
	if t := connector.TenantOf(s.t.env.Tenants(), domain); t != nil {
		if d := t.AcceptedDomain(domain); d != nil && !d.IPv6 {
			why := "the client came over IPv6, and " + domain + " takes no mail so"
			return reply.NoMailOverIPv6(s.t.day(), domain, s.stamp()),
				because(to, "T12.5, T12.6", why, "IPv6StatusForAcceptedDomain Disabled")
		}
	}
	if names, err := s.t.env.Resolver().LookupPTR(client); err != nil || len(names) == 0 {
		return reply.IPv6WithoutReverseDNS(s.t.day(), client, s.stamp()), because(to, "T12.6",
			"the client came over IPv6, and its address has no name", fmt.Sprintf("PTR of %s", client))
	}
	return relay.Reply{}, relay.Decision{}
}

// unprovedOverIPv6 is the answer to a message that came over IPv6 and passes neither SPF nor DKIM (T12.6).
func (s *share) unprovedOverIPv6(v mailauth.Verdict, stamp reply.Stamp) relay.Reply {
	client := s.conn.Remote.Addr()
	signed := slices.ContainsFunc(v.DKIM, func(s mailauth.Signature) bool { return s.Result == mailauth.Pass })
	if !client.Is6() || s.attribution.Connector != "" || v.SPF == mailauth.Pass || signed {
		return relay.Reply{}
	}
	return reply.IPv6NotAuthenticated(s.t.day(), client, stamp)
}

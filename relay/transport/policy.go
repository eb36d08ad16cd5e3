package transport

import (
	"hybridsim/relay"
	"hybridsim/relay/categorizer"
	"hybridsim/relay/connector"
	"hybridsim/relay/reply"
)

// stamp is what this session's replies end in.
func (s *frontDoorSession) stamp() reply.Stamp {
	stamp := s.t.stamp(relay.RoleFrontDoor)
	stamp.Session = s.id
	return stamp
}

// banned asks the recipient's tenant's list of addresses, and the service's; zero lets the client go on (G2.65).
func (s *frontDoorSession) banned(a connector.Arrival) (relay.Reply, relay.Decision) {
	tenants := s.t.env.Tenants()
	filter := relay.ConnectionFilterPolicy{}
	domain := relay.DomainOf(a.Recipient)
	if t := connector.TenantOf(tenants, domain); t != nil {
		filter = t.ConnectionFilter()
	}
	source, list, d := connector.CheckSource(tenants, s.t.env.BlockList(), filter, a)
	switch source {
	case connector.SourcePasses:
		return relay.Reply{}, d
	case connector.SourceBlocked:
		return reply.BlockedByCustomerList(s.t.day(), a.IP, domain, s.stamp()), d
	case connector.SourceHidden:
		return reply.BlockedBehindAllowList(s.t.day()), d
	}
	return reply.Listed(list, s.t.day(), a.IP, s.stamp()), d
}

// admission is the refusal of mail that is nobody's, or that the tenant's policy keeps out; zero lets it in.
func (s *frontDoorSession) admission(at relay.Attribution, a connector.Arrival) (relay.Reply, relay.Decision) {
	if busy, d := connector.Throttles(s.t.env.BlockList(), at, a); busy {
		return reply.Listed(relay.ThrottleList, s.t.day(), a.IP, s.stamp()), d
	}
	verdict, d := connector.Verdict(0), relay.Decision{}
	if t := s.tenant(at); t != nil {
		verdict, d = connector.Admit(t, at, a)
	} else {
		verdict, d = connector.RefuseRelay(s.t.env.Tenants(), a)
	}
	era, stamp := s.t.day(), s.stamp()
	switch verdict {
	case connector.PartnerRestricted:
		return reply.PartnerRestriction(era, stamp), d
	case connector.DirectSendRejected:
		return reply.DirectSendNotAllowed(era, stamp), d
	case connector.TLSRequired:
		return reply.TLSChannelRequired(), d
	case connector.RelayDenied:
		return reply.RelayAccessDenied(era, stamp), d
	case connector.DomainUnknown:
		return reply.DomainNotAccepted(era, stamp), d
	}
	return relay.Reply{}, d
}

// tenant is the tenant that mail was attributed to, or nil.
func (s *frontDoorSession) tenant(at relay.Attribution) *relay.Organization {
	for _, t := range s.t.env.Tenants() {
		if at.Directionality != "" && t.Name == at.Tenant {
			return t
		}
	}
	return nil
}

// knownAtEdge asks directory-based edge blocking about a recipient. Mail that an OnPremises connector attributes may go
// anywhere (R3.7) and is not asked about (G1.6.4 [I]).
func (s *frontDoorSession) knownAtEdge(at relay.Attribution, to string) (bool, relay.Decision) {
	return categorizer.KnownAtEdge(s.tenant(at), to, at.Directionality == relay.Originating, s.t.env.Now())
}

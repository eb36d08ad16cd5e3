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

// banned asks the service's block list; zero lets the client go on.
func (s *frontDoorSession) banned(a connector.Arrival) (relay.Reply, relay.Decision) {
	listed, d := connector.CheckSource(s.t.env.BlockList(), a)
	if !listed {
		return relay.Reply{}, d
	}
	return reply.BannedSendingIP(s.t.day(), a.IP, s.stamp()), d
}

// admission is the refusal of mail that is nobody's, or that the tenant's policy keeps out; zero lets it in.
func (s *frontDoorSession) admission(at relay.Attribution, a connector.Arrival) (relay.Reply, relay.Decision) {
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

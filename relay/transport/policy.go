package transport

import (
	"hybridsim/relay"
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
	return reply.BannedSendingIP(s.org.Era, a.IP, s.stamp()), d
}

// policy asks the recipient's tenant about Incoming mail; zero lets it in.
func (s *frontDoorSession) policy(at relay.Attribution, a connector.Arrival) (relay.Reply, relay.Decision) {
	if at.Directionality != relay.Incoming {
		return relay.Reply{}, relay.Decision{}
	}
	for _, t := range s.t.env.Tenants() {
		if t.Name != at.Tenant {
			continue
		}
		switch verdict, d := connector.Admit(t, at, a); {
		case d.NotModelled:
			return reply.NotInModel(d.Because), d
		case verdict == connector.PartnerRestricted:
			return reply.PartnerRestriction(s.org.Era, s.stamp()), d
		case verdict == connector.DirectSendRejected:
			return reply.DirectSendNotAllowed(), d
		}
	}
	return relay.Reply{}, relay.Decision{}
}

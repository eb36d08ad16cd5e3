package sim

import (
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/transport"
)

// Quarantine returns the messages that the tenant holds, and those that were released.
func (s *Side) Quarantine() []relay.QuarantinedMessage { return look(s.w, s.quarantine) }

func (s *Side) quarantine(in *Inside) []relay.QuarantinedMessage {
	return gather(in, s, (*transport.Transport).Quarantine)
}

// Quarantine is what the tenant holds; on-premises nothing.
func (a administrator) Quarantine() []relay.QuarantinedMessage { return a.s.quarantine(a.s.in) }

// Release asks the servers for a quarantined message, and for its way on.
func (a administrator) Release(identity string) bool {
	return slices.ContainsFunc(a.s.servers, func(s *Server) bool { return s.at(a.s.in).transport.Release(identity) })
}

package sim

import (
	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/sim/vnet"
)

// Logs are the log files that the side's servers have written until now. The cloud's are out of its customers' reach, so
// there are none; message trace shows what happened there.
func (s *Side) Logs() []*exlog.File { return look(s.w, s.logs) }

func (s *Side) logs() []*exlog.File {
	if s.Name == relay.Cloud {
		return nil
	}
	p := s.Organization().Product
	files := exlog.ReceiveLogs(p, sessions(s.received))
	files = append(files, exlog.SendLogs(p, sessions(s.sent))...)
	files = append(files, exlog.ConnectivityLogs(p, s.connections)...)
	return append(files, exlog.TrackingLogs(p, exlog.Tracking(s.Organization(), s.w.events))...)
}

// sessions are the transcripts that a protocol log shows: those of connectors that log.
func sessions(transcripts []*Transcript) []exlog.Session {
	var list []exlog.Session
	for _, t := range transcripts {
		if !t.Logged {
			continue
		}
		session := exlog.Session{Time: t.Time, Connector: t.Connector, ID: t.SessionID, Service: t.Service, Local: t.Local, Remote: t.Remote}
		for _, l := range t.Lines() {
			session.Lines = append(session.Lines, exlog.Line(l))
		}
		list = append(list, session)
	}
	return list
}

// serviceOf is the service that a receive connector belongs to, and whose folder its log is in.
func serviceOf(o *relay.Organization, connector string) exlog.Service {
	for _, c := range o.ReceiveConnectors {
		if c.Identity() == connector && c.TransportRole == relay.HubTransport {
			return exlog.Hub
		}
	}
	return exlog.FrontEnd
}

// sessionID identifies an outgoing connection in the send log. Like all ids it follows from a counter.
func (s *Side) sessionID() string { return relay.SessionID(string(s.Name)+" sends", len(s.sent)+1) }

// connected notes for the connectivity log what came of a conversation.
func (s *Side) connected(held *Conversation, o relay.Outcome) {
	d := held.dialogue
	c := exlog.Connection{Time: s.w.Clock.Now(), NextHop: d.Hop.Name(), DeliveryType: relay.DnsConnectorDelivery, Failure: o.Failure}
	if len(d.Hop.SmartHosts) > 0 {
		c.DeliveryType = relay.SmartHostConnectorDelivery
	}
	for _, t := range held.tries {
		lines := t.Lines()
		c.SessionID = t.SessionID
		c.Tries = append(c.Tries, exlog.Try{
			Target: relay.Target{Host: t.RemoteHost, Addr: t.Remote}, Established: len(lines) > 0 && lines[0].Event == '+',
		})
	}
	if o.Phase == relay.PhaseDone && o.Reply.OK() {
		c.Messages, c.Bytes = 1, d.Size()
	}
	s.connections = append(s.connections, c)
}

// Inbound is the host that takes the side's mail, Outbound the one that sends it; on-premises they are the same.
func (s *Side) Inbound() *vnet.Host { return s.inbound }

// Outbound is the host that the side's mail leaves from.
func (s *Side) Outbound() *vnet.Host { return s.outbound }

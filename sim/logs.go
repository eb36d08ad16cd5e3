package sim

import (
	"hybridsim/relay"
	"hybridsim/relay/exlog"
)

// Logs are the log files of the side's servers; of several, each in a folder of the server's name.
func (s *Side) Logs() []*exlog.File {
	if len(s.servers) == 1 {
		return s.servers[0].Logs()
	}
	var all []*exlog.File
	for _, server := range s.servers {
		for _, f := range server.Logs() {
			inFolder := *f
			inFolder.Path = server.Name + "/" + f.Path
			all = append(all, &inFolder)
		}
	}
	return all
}

// Logs are the log files that the server has written until now. The cloud's are out of its customers' reach, so there
// are none; message trace shows what happened there.
func (s *Server) Logs() []*exlog.File {
	return look(s.side.w, func(in *Inside) []*exlog.File { return s.at(in).logs() })
}

func (s *serverState) logs() []*exlog.File {
	if s.side.Name == relay.Cloud {
		return nil
	}
	o := s.side.Organization()
	files := exlog.ReceiveLogs(o.Product, s.sessions(s.side.at(s.in).received))
	files = append(files, exlog.SendLogs(o.Product, s.sessions(s.side.at(s.in).sent))...)
	files = append(files, exlog.ConnectivityLogs(o.Product, s.connections)...)
	var events []relay.Event
	for _, e := range s.side.w.at(s.in).events {
		if e.Server == s.Name {
			events = append(events, e)
		}
	}
	return append(files, exlog.TrackingLogs(o.Product, exlog.Tracking(o, events))...)
}

// sessions are the transcripts that the server's protocol log shows: those of connectors that log.
func (s *Server) sessions(transcripts []*Transcript) []exlog.Session {
	var list []exlog.Session
	for _, t := range transcripts {
		if t.Server != s.Name || !t.Logged {
			continue
		}
		session := exlog.Session{Time: t.Time, Connector: t.Connector, ID: t.SessionID, Service: t.Service,
			Local: t.Local, Remote: t.Remote}
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

// connected notes for the connectivity log what came of a conversation.
func (s *serverState) connected(held *Conversation, o relay.Outcome) {
	d := held.dialogue
	c := exlog.Connection{Time: s.side.w.Clock.Now(), NextHop: d.Hop.Name(), DeliveryType: relay.DnsConnectorDelivery,
		Failure: o.Failure}
	if len(d.Hop.SmartHosts) > 0 {
		c.DeliveryType = relay.SmartHostConnectorDelivery
	}
	for _, t := range held.tries {
		lines := t.Lines()
		c.SessionID = t.SessionID
		c.Tries = append(c.Tries, exlog.Try{
			Target: relay.Target{Host: t.RemoteHost, Addr: t.Remote}, Established: len(lines) > 0 &&
				lines[0].Event == '+',
		})
	}
	if o.Phase == relay.PhaseDone && o.Reply.OK() {
		c.Messages, c.Bytes = 1, d.Size()
	}
	s.connections = append(s.connections, c)
}

package sim

import (
	"hybridsim/relay"
	"hybridsim/relay/exlog"
	"hybridsim/relay/past"
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
// are none; message trace shows what happened there. Each row is rendered once, and with the door open.
func (s *Server) Logs() []*exlog.File {
	if s.side.Name.Kind() == relay.Cloud {
		return nil
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	var (
		received, sent []*Transcript
		connections    []*exlog.Connection
		events         past.List[relay.Event]
	)
	look(s.side.w, func(in *Inside) bool {
		here := s.side.at(in)
		received, sent = here.received.Known(), here.sent.Known()
		connections, events = s.at(in).connections.Known(), s.side.w.at(in).events
		return true
	})
	o := s.side.Organization()
	files := exlog.ReceiveLogs(o.Product, s.sessions(received))
	files = append(files, exlog.SendLogs(o.Product, s.sessions(sent))...)
	files = append(files, exlog.ConnectivityLogs(o.Product, connections)...)
	if s.tracking == nil || s.trackedFrom != events.Forgotten() { // what it begins with has been forgotten
		s.tracking, s.tracked, s.trackedFrom = exlog.NewTrackingLog(o), 0, events.Forgotten()
	}
	for _, e := range events.Since(s.tracked) {
		if e.Server == s.Name {
			s.tracking.Add(e)
		}
	}
	s.tracked = events.Count()
	return append(files, s.tracking.Files()...)
}

// sessions are the transcripts that the server's protocol log shows: those of connectors that log.
func (s *Server) sessions(transcripts []*Transcript) []exlog.Session {
	var list []exlog.Session
	for _, t := range transcripts {
		if t.Server != s.Name || !t.Logged {
			continue
		}
		list = append(list, exlog.Session{Time: t.Time, Connector: t.Connector, ID: t.SessionID, Service: t.Service,
			Local: t.Local, Remote: t.Remote, Lines: t.Lines(), RecordID: t.RecordID, MessageID: t.MessageID,
			Tarpits: t.Tarpits, Written: &t.written})
	}
	return list
}

// serviceOf is the service that a receive connector belongs to, and whose folder its log is in, and how long it holds
// refusals back.
func serviceOf(o *relay.Organization, connector string) (exlog.Service, exlog.Tarpits) {
	for _, c := range o.ReceiveConnectors {
		if c.Identity() != connector {
			continue
		}
		held := exlog.Tarpits{Recipient: c.TarpitInterval, Logon: c.AuthTarpitInterval}
		if c.TransportRole == relay.HubTransport {
			return exlog.Hub, held
		}
		return exlog.FrontEnd, held
	}
	return exlog.FrontEnd, exlog.Tarpits{}
}

// connected notes for the connectivity log what came of a conversation.
func (s *serverState) connected(held *Conversation, o relay.Outcome) {
	d := held.dialogue
	c := &exlog.Connection{Time: s.side.w.Clock.Now(), NextHop: d.Hop.Name(), DeliveryType: relay.DnsConnectorDelivery,
		Failure: o.Failure}
	switch {
	case d.Kind != "":
		c.DeliveryType = d.Kind
	case len(d.Hop.SmartHosts) > 0:
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
	s.connections.Add(c)
}

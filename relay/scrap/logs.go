package scrap

import (
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
)

func sortedKeys(m map[string]any) []string { return slices.Sorted(maps.Keys(m)) }

// fromLogs reads rows of protocol and connectivity logs, with the lines that name their fields or without.
func fromLogs(text string) *Scrap {
	protocol, connectivity := &Scrap{Kind: ProtocolLog}, &Scrap{Kind: ConnectivityLog}
	sessions := map[string]*session{}
	for _, line := range strings.Split(text, "\n") {
		record, err := oneRecord(strings.TrimPrefix(line, "\ufeff"))
		if err != nil || len(record) < 6 {
			continue
		}
		at, err := time.Parse(time.RFC3339Nano, record[0])
		if err != nil {
			continue
		}
		switch {
		case len(record) >= 8 && len(record[6]) == 1 && strings.Contains("+-<>*", record[6]):
			key := record[1] + " " + record[2]
			if sessions[key] == nil {
				sessions[key] = &session{connector: record[1], remote: record[5]}
			}
			if c := sessions[key].row(at, record[6], record[7], strings.Join(record[8:], ",")); c != nil {
				protocol.Cases = append(protocol.Cases, *c)
			}
		case len(record) == 6 && len(record[4]) == 1 && strings.Contains("+-<>*", record[4]):
			if c := connection(at, record[3], record[5]); c != nil {
				connectivity.Cases = append(connectivity.Cases, *c)
			}
		}
	}
	if len(protocol.Cases) > 0 {
		return protocol
	}
	return connectivity
}

// session is one session of a protocol log, as far as its rows have been read.
type session struct {
	connector, remote string
	asks              string // the event of commands: "<" where a client speaks to this server, ">" where it is one
	waiting           []string
	context
}

var command = regexp.MustCompile(`^(?i:EHLO|HELO|MAIL FROM|RCPT TO|DATA|BDAT|` +
	`STARTTLS|AUTH|X-ANONYMOUSTLS|X-EXPS|RSET|NOOP|QUIT|VRFY|EXPN|HELP)\b`)

var responded = regexp.MustCompile(`\bresponse '?([245]\d\d .*?)'?$`)

// row takes one row. A refusal, and a failure to secure the session, is a case.
func (s *session) row(at time.Time, event, data, note string) *Case {
	switch {
	case event == "*" && strings.HasPrefix(data+note, "TLS negotiation failed"):
		return s.told(at, reply.Words(data+note), relay.PhaseTLS)
	case event == "*":
		if m := responded.FindStringSubmatch(note); m != nil {
			return s.told(at, reply.Parse(m[1]), "")
		}
	case event == "<" || event == ">":
		if command.MatchString(data) {
			s.asks, s.waiting = event, append(s.waiting, data)
			return nil
		}
		r := reply.Parse(data)
		if r.Code() == 0 || event == s.asks {
			return nil
		}
		if s.asks == "" {
			s.asks = map[string]string{"<": ">", ">": "<"}[event]
		}
		if m := banner.FindStringSubmatch(data); m != nil && event == "<" {
			s.host = m[1]
		}
		asked := relay.Phase("")
		isBanner := strings.HasPrefix(data, "220 ")
		if len(s.waiting) > 0 && (!isBanner || strings.EqualFold(s.waiting[0], "STARTTLS")) {
			s.hear(s.waiting[0])
			asked, s.waiting = s.phase, s.waiting[1:]
			if strings.EqualFold(data[:3], "354") { // the content follows, and is answered as well
				s.waiting = append([]string{"DATA"}, s.waiting...)
			}
		}
		if r.Temporary() || r.Permanent() {
			return s.told(at, r, asked)
		}
	}
	return nil
}

// told is the case of an answer: what this server said to its client, or what the host said that it is the client of.
func (s *session) told(at time.Time, r relay.Reply, phase relay.Phase) *Case {
	c := Case{Sender: s.sender, Phase: phase, Time: at, foreign: true}
	if phase == relay.PhaseRcpt || phase == relay.PhaseData {
		c.Recipient = s.recipient
	}
	server, _, _ := strings.Cut(s.connector, `\`)
	received := s.asks == "<" || s.asks == "" && server != s.connector
	if received {
		c.Writer, c.RefusedBy = server, server
		c.Client = s.remote
	} else {
		c.Host, c.IP = s.host, s.remote
		c.RefusedBy = s.host
		if s.host == "" {
			c.RefusedBy = withoutPort(s.remote)
		}
	}
	if r.Code() == 0 {
		c.RefusedBy = ""
	}
	c.answered(r)
	if c.Action == dsn.Delayed {
		c.RefusedBy = ""
	}
	c.settle()
	if c.Phase == reply.PhaseCategorizer {
		c.Phase = ""
	}
	return &c
}

func withoutPort(endpoint string) string {
	if at, err := netip.ParseAddrPort(endpoint); err == nil {
		return at.Addr().String()
	}
	return endpoint
}

var failedConnection = regexp.MustCompile(`(?i)^Failed connection to \[?([0-9A-Fa-f.:]+?)\]?(?::(\d+))?` +
	` ?(\([^)]*\))?(?:\[TargetHost:([^:\]]+).*)?$`)

// connection takes one row of a connectivity log: one that tells of a failure is a case.
func connection(at time.Time, nextHop, description string) *Case {
	m := failedConnection.FindStringSubmatch(description)
	if m == nil {
		if !strings.Contains(strings.ToLower(description), "fail") && !strings.Contains(description, "DNS") {
			return nil
		}
		c := Case{Time: at, Queue: &QueueRow{NextHopDomain: nextHop}}
		c.answered(reply.Words(description))
		c.settle()
		return &c
	}
	c := Case{Time: at, Host: m[4], IP: m[1], Phase: relay.PhaseConnect, Queue: &QueueRow{NextHopDomain: nextHop}}
	if m[2] != "" {
		c.IP += ":" + m[2]
	}
	c.answered(reply.Words(description))
	c.settle()
	return &c
}

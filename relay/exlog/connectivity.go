package exlog

import (
	"fmt"
	"time"

	"hybridsim/relay"
)

// Connection is one attempt of a queue to send a message: the targets that were tried, and what came of it.
type Connection struct {
	Time         time.Time
	SessionID    string
	NextHop      string // domain or smart host, as the queue names it
	DeliveryType relay.DeliveryType
	Tries        []Try
	Failure      relay.NetworkFailure // of the last target
	Messages     int                  // sent
	Bytes        int                  // of them

	written block
}

// Try is one target of a connection.
type Try struct {
	Target      relay.Target
	Established bool
}

var connectivityFields = []string{"date-time", "session", "source", "Destination", "direction", "description"}

// ConnectivityLogs are the connectivity logs of the transport service (NC3). Fields, names and folders are documented;
// the descriptions follow public posts and are not verified.
func ConnectivityLogs(p relay.Product, connections []*Connection) []*File {
	k := &kind{
		folder: folder(p, Hub, "Connectivity"), prefix: "CONNECTLOG", layout: daily, version: logVersion(p),
		label: "Log-Type", logType: "Transport Connectivity Log", fields: connectivityFields,
	}
	var (
		blocks []*block
		scribe scribe
	)
	for _, c := range connections {
		blocks = append(blocks, c.block(&scribe))
	}
	return k.files(blocks)
}

// block is the connection's rows, rendered once.
func (c *Connection) block(s *scribe) *block {
	if c.written.rows == 0 {
		c.written.at = c.Time
		c.written.add(s, c.rows()...)
	}
	return &c.written
}

func (c *Connection) rows() (rows [][]string) {
	at := stamp(c.Time)
	add := func(direction, description string) {
		rows = append(rows, []string{at, c.SessionID, "SMTP", c.NextHop, direction, description})
	}
	add("+", string(c.DeliveryType))
	for i, t := range c.Tries {
		if t.Established {
			add(">", fmt.Sprintf("Established connection to %s", t.Target.Addr.Addr()))
			continue
		}
		why := ""
		if code := winsock[c.Failure]; i == len(c.Tries)-1 && code != "" {
			why = " (" + code + ")"
		}
		add(">", fmt.Sprintf("Failed connection to %s%s[TargetHost:%s:%d]", t.Target.Addr, why, t.Target.Host,
			t.Target.Addr.Port()))
	}
	add("-", fmt.Sprintf("Messages: %d Bytes: %d ()", c.Messages, c.Bytes))
	return rows
}

// winsock names failures by Winsock's number in hexadecimal, in the notation of the posts: 274C is 10060.
var winsock = map[relay.NetworkFailure]string{
	relay.NetworkTimedOut: "TimedOut:0000274C",
	relay.NetworkRefused:  "ConnectionRefused:0000274D",
}

package exlog

import (
	"net/netip"
	"strings"
	"time"

	"hybridsim/relay"
)

// Session is one SMTP connection, or attempt to connect, as one end recorded it.
type Session struct {
	Time          time.Time // of its beginning; dialogues take no virtual time (latency.go)
	Connector     string    // EX01\Default Frontend EX01, or the plain name of a send connector
	ID            string    // 16 hex digits
	Service       Service
	Tarpits       Tarpits // of a receive connector
	Local, Remote netip.AddrPort
	Lines         []Line
	RecordID      int      // of the message that the session was begun for; of a send connector's
	MessageID     string   // the same message's
	Written       *Written // where the rows are kept from one time to the next; nil: nowhere
}

// Tarpits are how long a receive connector holds the refusal of a recipient and of a logon back (V3.8).
type Tarpits struct{ Recipient, Logon time.Duration }

// Written is the rows of a [Session] that were rendered already. Its lines only grow.
type Written struct {
	block
	lines    int           // of the session that the rows are of
	messages int           // of which the log says that they came
	after    time.Duration // since the beginning, of the last row
	secures  bool          // a handshake follows
	greeted  bool          // the banner is written
	early    bool          // the next row of rights is written already

	sends   bool          // it is the send log's
	begun   bool          // the attempt to connect is written
	reached bool          // the connection is there, and with it this end's address
	held    *Line         // what is known of the client's certificate, until it says EHLO again
	granted string        // rights that are written behind MAIL FROM
	verb    string        // of the last command
	refused bool          // a recipient or a logon was refused
	waits   time.Duration // how long that was held back
}

// Line is one row of a session: event is one of + (connect), - (disconnect), > (sent by us), < (received), *
// (information).
type Line struct {
	Event         byte
	Data, Context string
}

var protocolFields = []string{
	"date-time", "connector-id", "session-id", "sequence-number", "local-endpoint", "remote-endpoint", "event", "data", "context",
}

// ReceiveLogs are the SmtpReceive protocol logs (NC1). The caller passes only sessions of connectors that log.
func ReceiveLogs(p relay.Product, sessions []Session) []*File {
	return protocolLogs(p, sessions, "SmtpReceive", "RECV")
}

// SendLogs are the SmtpSend protocol logs (NC1).
func SendLogs(p relay.Product, sessions []Session) []*File {
	return protocolLogs(p, sessions, "SmtpSend", "SEND")
}

// protocolLogs writes hourly files from 2013 on [O] and daily ones in 2010 [D], each service its own.
func protocolLogs(p relay.Product, sessions []Session, name, prefix string) []*File {
	logType := "SMTP " + strings.TrimPrefix(name, "Smtp") + " Protocol Log"
	layout := hourly
	if p == relay.Exchange2010 {
		layout = daily
	}
	var (
		list   []*File
		scribe scribe
	)
	for _, service := range servicesOf(p) {
		k := &kind{
			folder: folder(p, service, "ProtocolLog/"+name), prefix: prefix, layout: layout, version: logVersion(p),
			label: "Log-type", logType: logType, mark: true, fields: protocolFields,
		}
		var blocks []*block
		for _, s := range sessions {
			if s.Service == service || p == relay.Exchange2010 {
				blocks = append(blocks, s.block(&scribe, p, name == "SmtpSend"))
			}
		}
		list = append(list, k.files(blocks)...)
	}
	return list
}

// servicesOf are the services with a folder of their own; 2010 has one folder for all.
func servicesOf(p relay.Product) []Service {
	if p == relay.Exchange2010 {
		return []Service{Hub}
	}
	return []Service{FrontEnd, Hub}
}

// endpoint prints address and port; nothing for an end that is not known, such as ours when no connection came about.
func endpoint(a netip.AddrPort) string {
	if !a.IsValid() || a.Port() == 0 {
		return ""
	}
	return a.String()
}

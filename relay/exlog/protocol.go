package exlog

import (
	"net/netip"
	"strconv"
	"time"

	"hybridsim/relay"
)

// Session is one SMTP connection, or attempt to connect, as one end recorded it.
type Session struct {
	Time          time.Time // of its beginning; dialogues take no virtual time, so all rows share it
	Connector     string    // EX01\Default Frontend EX01, or the plain name of a send connector
	ID            string    // 16 hex digits
	Service       Service
	Local, Remote netip.AddrPort
	Lines         []Line
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
	return protocolLogs(p, sessions, "SmtpReceive", "RECV", "SMTP Receive Protocol Log")
}

// SendLogs are the SmtpSend protocol logs (NC1).
func SendLogs(p relay.Product, sessions []Session) []*File {
	return protocolLogs(p, sessions, "SmtpSend", "SEND", "SMTP Send Protocol Log")
}

// protocolLogs writes hourly files from 2013 on [O] and daily ones in 2010 [D], each service its own.
func protocolLogs(p relay.Product, sessions []Session, name, prefix, logType string) []*File {
	layout := hourly
	if p == relay.Exchange2010 {
		layout = daily
	}
	var list []*File
	for _, service := range servicesOf(p) {
		k := &kind{
			folder: folder(p, service, "ProtocolLog/"+name), prefix: prefix, layout: layout, version: logVersion(p),
			label: "Log-type", logType: logType, mark: true, fields: protocolFields,
		}
		var rows []row
		for _, s := range sessions {
			if s.Service == service || p == relay.Exchange2010 {
				rows = append(rows, s.rows()...)
			}
		}
		list = append(list, k.files(rows)...)
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

func (s Session) rows() []row {
	rows := make([]row, len(s.Lines))
	for i, l := range s.Lines {
		rows[i] = row{s.Time, []string{
			stamp(s.Time), s.Connector, s.ID, strconv.Itoa(i), endpoint(s.Local), endpoint(s.Remote), string(rune(l.Event)), l.Data, l.Context,
		}}
	}
	return rows
}

// endpoint prints address and port; nothing for an end that is not known, such as ours when no connection came about.
func endpoint(a netip.AddrPort) string {
	if !a.IsValid() || a.Port() == 0 {
		return ""
	}
	return a.String()
}

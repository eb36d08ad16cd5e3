package exlog

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/ident"
	"hybridsim/relay/journey"
)

// This file writes what message trace tells of one event: its text, and the names and values of Data.

// newWords is the year from which on the texts tell of TLS (V4.15 was seen in 2026; from when on is [I]).
const newWords = 2023

// receivedBy is the text of a message that came: the host, with how TLS was spoken: "<H> using TLS1.2 with AES256"
// (V4.15 [O]).
func receivedBy(host string, e relay.Event) string {
	text := "Message received by: " + host
	if e.Source == "STOREDRIVER" { // from another server of the service (V2.6)
		e.TLS, e.Suite = relay.TLS12, "AES_256"
	}
	if e.TLS == 0 || e.Time.Year() < newWords {
		return text
	}
	return text + " using " + spokenTLS(e.TLS) + " with " + strings.ReplaceAll(bulk(e.Suite), "_", "")
}

// sentTo is the text of a message that another system took (V4.15 [O]; NC6 before).
func sentTo(e relay.Event) string {
	if e.Time.Year() < newWords {
		return "Message transferred to: " + e.RemoteHost
	}
	text := "Message sent to " + e.RemoteHost + " at " + address(e.ServerIP)
	if e.TLS != 0 {
		text += " using " + spokenTLS(e.TLS)
	}
	return text
}

// delivered is the text of a message in a mailbox; where it is not the inbox, the folder is named (V4.15 [O]).
func delivered(e relay.Event) string {
	for _, d := range e.Decisions {
		if d.Question == relay.WhichFolder && d.Chosen == "Junk Email" && e.Time.Year() >= newWords {
			return "The message was successfully delivered to the folder: DefaultFolderType:JunkEmail"
		}
	}
	return "The message was successfully delivered."
}

// ruled tells of each mail-flow rule that matched for a recipient, once (V4.15 [O]). Rules' ids follow from their
// names.
func (t *Trace) ruled(f *followed, e relay.Event) {
	for _, d := range e.Decisions {
		if d.Question != relay.WhichRules || d.Chosen == "" {
			continue
		}
		for _, c := range d.Candidates {
			if !c.Chosen || slices.Contains(f.rules, c.Name) {
				continue
			}
			f.rules = append(f.rules, c.Name)
			t.note(f, e, "Transport rule", fmt.Sprintf("Transport rule: '%s', ID: ('%s'), DLP policy: '', ID: (%s).",
				c.Name, ident.Random(t.o.Name+" "+c.Name, "transport rule", 0), uuidNone))
		}
	}
}

const uuidNone = "00000000-0000-0000-0000-000000000000"

// spam is the level from which on the service calls mail spam (S7.2).
const spam = 5

// rated tells of a message that was taken for spam (V4.15 [O]; where the row stands is [I]).
func (t *Trace) rated(f *followed, e relay.Event) {
	level, given := e.SCL.Given()
	if given && level >= spam && e.Time.Year() >= newWords {
		t.note(f, e, "Spam", "Spam confidence level: "+strconv.Itoa(level))
	}
}

func spokenTLS(v relay.TLSVersion) string {
	return "TLS" + strings.ReplaceAll(v.Underscored(), "_", ".")
}

// bulk is the cipher of a suite, as Windows names its algorithm: AES_256.
func bulk(suite relay.CipherSuite) string {
	for _, name := range []string{"AES_256", "AES_128", "3DES", "RC4"} {
		if strings.Contains(string(suite), name) {
			return name
		}
	}
	return string(suite)
}

// data is the Data of an event: names with values of a type each (V4.14 [O]; which names go with which event is [I]).
func (t *Trace) data(e relay.Event) string {
	var b strings.Builder
	b.WriteString("<root>")
	put := func(name, kind, value string) {
		if value == "" {
			return
		}
		fmt.Fprintf(&b, `<MEP Name="%s" %s="`, name, kind)
		_ = xml.EscapeText(&b, []byte(value)) // into a builder
		b.WriteString(`"/>`)
	}
	put("ServerHostName", "String", e.Server)
	put("ConnectorId", "String", e.ConnectorID)
	switch e.ID {
	case relay.EventReceive, relay.EventDSN:
		put("ClientIP", "String", address(e.ClientIP))
		put("ClientName", "String", e.RemoteHost)
		put("DeliveryPriority", "String", "Normal")
		put("ReturnPath", "String", returnPath(e.Sender))
		put("RcptCount", "Integer", strconv.Itoa(len(e.Recipients)))
		put("SequenceNumber", "Long", "0")
	case relay.EventSend:
		put("OutboundProxyTargetIPAddress", "String", address(e.ServerIP))
		put("OutboundProxyTargetHostName", "String", e.RemoteHost)
		put("IsSmtpResponseFromExternalServer", "Bool", "True")
		put("RecipientStatus", "String", e.Reply.String())
	case relay.EventDeliver:
		put("MailboxServer", "String", e.Server)
	case relay.EventFail, relay.EventDefer, relay.EventBadMail:
		put("RecipientStatus", "String", bare(e.RecipientStatus))
		put("RecipientReference", "String", e.Reference)
		put("OutboundProxyTargetIPAddress", "String", address(e.ServerIP))
		put("OutboundProxyTargetHostName", "String", e.RemoteHost)
	}
	put("SCL", "Integer", e.SCL.String())
	if before, ok := journey.Before(e); ok {
		put("RelatedRecipient", "String", before)
	}
	if came, ok := t.came[e.InternalID]; ok && e.ID != relay.EventReceive && e.ID != relay.EventDSN {
		put("TotalLatency", "Integer", strconv.Itoa(int(latencies(e, came).total().Seconds())))
	}
	if e.TLS != 0 && e.ID == relay.EventReceive {
		put("CustomData", "Blob", fmt.Sprintf("S:ProxyHop1=%s;S:tlsversion=SP_PROT_TLS%s_SERVER;S:tlscipher=CALG_%s",
			e.Server, e.TLS.Underscored(), bulk(e.Suite)))
	}
	b.WriteString("</root>")
	return b.String()
}

func returnPath(sender string) string {
	if sender == "" {
		return "<>"
	}
	return sender
}

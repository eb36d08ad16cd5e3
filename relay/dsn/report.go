package dsn

import (
	"time"

	"hybridsim/relay"
)

// Action is RFC 3464's Action field (section 2.3.3).
type Action string

// Actions that this model reports.
const (
	Failed  Action = "failed"
	Delayed Action = "delayed"
)

// Report is one delivery status notification, field by field as RFC 3464 has them.
type Report struct {
	Action     Action
	Product    relay.Product // whose labels
	Reporting  string        // Reporting-MTA: the server that gave up
	ReceivedBy string        // Received-From-MTA: the client that had brought the message; empty when it was submitted here
	Arrival    time.Time     // Arrival-Date: when the original came to the reporting server
	Recipients []Recipient

	ID        string // makes Message-ID and boundary unique
	Date      time.Time
	From      string // From field of the report
	To        string // the original's envelope sender
	Original  relay.Header
	Body      []byte // of the original; left out of delayed reports
	RetryTill time.Time
}

// Recipient is one per-recipient group (RFC 3464 section 2.3).
type Recipient struct {
	Address     string      // Final-Recipient
	ORcpt       string      // Original-Recipient as RCPT carried it: "rfc822;address"
	DisplayName string      // X-Display-Name, when known
	Reply       relay.Reply // Status and Diagnostic-Code
	Remote      string      // Remote-MTA: the host that refused; empty when we did
	RemoteIP    string
	// Detail is printed behind the reply in the text, not in Diagnostic-Code: "(Socket error code 10061)".
	Detail string
	// LastError and LastTime are the attempt before an expiry.
	LastError string
	LastTime  time.Time
}

// Subject is the Subject field of the report: Exchange prints no space in the delayed form (ndr.md B.2 [O]).
func (r *Report) Subject() string {
	subject := r.Original.Get("Subject")
	if r.Action == Delayed {
		return "Delivery delayed:" + subject
	}
	return "Undeliverable: " + subject
}

package dsn

import (
	"strings"
	"time"

	"hybridsim/relay"
)

// Action is RFC 3464's Action field (section 2.3.3).
type Action string

// Actions. Exchange's wording of Relayed, Expanded and Succeeded is documented in part only (NB8).
const (
	Failed    Action = "failed"
	Delayed   Action = "delayed"
	Relayed   Action = "relayed"
	Expanded  Action = "expanded"
	Succeeded Action = "delivered"
)

// Report is one delivery status notification, field by field as RFC 3464 has them.
type Report struct {
	Action    Action
	Product   relay.Product // whose labels; zero: a mail system that is not Exchange
	Era       relay.Era     // of Exchange Online's labels
	Form      Form          // layout of the text; zero: Compose chooses
	Language  string        // wanted, as in Content-Language; empty: English
	TextOnly  bool          // no HTML alternative: InternalDsnSendHtml or ExternalDsnSendHtml is $false
	Reporting string        // Reporting-MTA: the server that gave up
	// "Receiving server" of the text: what could not be reached; empty when nothing was waited for
	Receiving string
	Retries   int // attempts before an expiry, where the text counts them
	// Received-From-MTA: the client that had brought the message; of a mailbox's mail the server itself (V5.1)
	ReceivedBy string
	Arrival    time.Time // Arrival-Date: when the original came to the reporting server
	Recipients []Recipient

	ID          string // makes Message-ID and boundaries unique
	Date        time.Time
	From        string // From field of the report
	To          string // the original's envelope sender
	Original    relay.Header
	Body        []byte // of the original; shared, never written to
	HeadersOnly bool   // the original's header is returned without its body; always so in delayed reports
	RetryTill   time.Time
}

// Recipient is one per-recipient group (RFC 3464 section 2.3).
type Recipient struct {
	Address     string      // Final-Recipient
	ORcpt       string      // Original-Recipient as RCPT carried it: "rfc822;address"
	DisplayName string      // X-Display-Name, when known
	Action      Action      // where a report's recipients differ; empty: the report's
	Reply       relay.Reply // Diagnostic-Code
	Status      string      // the Status field, where it says something else than Reply does
	Told        string      // what people read in place of what the reply means; empty: that
	Remote      string      // Remote-MTA: the host that refused; empty when we did
	Detail      string      // printed behind the reply in the text, not in Diagnostic-Code: "(Socket error code 10061)"
	// the attempt before an expiry or a delay report; without an Error, where the reply was given
	Last Attempt
}

// Attempt is a try that failed and left the message waiting.
type Attempt struct {
	Host  string // tried; empty when none was found
	IP    string
	Time  time.Time
	Error string // the reply or last error, as queues word it
}

// Where is the host with its address, as texts print it: "mail.contoso.com (192.0.2.25)".
func (a Attempt) Where() string {
	if a.IP == "" || a.IP == a.Host {
		return a.Host
	}
	return strings.TrimSpace(a.Host + " (" + a.IP + ")")
}

// Answer is the reply, with the code of the Status field where it has none of its own: what it means depends on both.
func (r Recipient) Answer() relay.Reply {
	if r.Status == "" || r.Reply.Enhanced() != "" || strings.HasSuffix(r.Status, ".0.0") && !r.Reply.IsZero() {
		return r.Reply
	}
	return relay.Received(r.Reply.Code(), strings.TrimSpace(r.Status+" "+r.Reply.Text()))
}

// Outcome is the recipient's action within a report.
func (r *Report) Outcome(rcpt Recipient) Action {
	if rcpt.Action != "" {
		return rcpt.Action
	}
	return r.Action
}

// subjectPrefixes as Exchange prints them; no space in the delayed form (NB2 [O]). Relayed, expanded and delivered [I].
var subjectPrefixes = map[Action]string{
	Failed: "Undeliverable: ", Delayed: "Delivery delayed:", Relayed: "Relayed: ", Expanded: "Expanded: ", Succeeded: "Delivered: ",
}

// MessageID is the report's own (V1.16).
func (r *Report) MessageID() string { return "<" + r.ID + "@" + r.Reporting + ">" }

// Subject is the Subject field of the report, decoded.
func (r *Report) Subject() string { return r.prefix() + r.OriginalSubject() }

func (r *Report) prefix() string {
	if r.Action == Failed {
		return r.words(r.form()).prefix
	}
	return subjectPrefixes[r.Action]
}

// OriginalSubject is the Subject of the original, decoded; "" if the report does not return it.
func (r *Report) OriginalSubject() string { return decodeWords(r.Original.Get("Subject")) }

// OriginalAddress is the address that the sender used, when the recipient was rewritten on the way.
func (r Recipient) OriginalAddress() string {
	if address := bareAddress(typed(r.ORcpt)); !relay.SameAddress(address, r.Address) {
		return address
	}
	return ""
}

// About reports whether the group is about an address: the final one, or the one that the sender used.
func (r Recipient) About(address string) bool {
	return relay.SameAddress(r.Address, address) || strings.EqualFold(r.ORcpt, "rfc822;"+address)
}

// headersOnly reports whether the original comes back without its body.
func (r *Report) headersOnly() bool { return r.HeadersOnly || r.Action != Failed }

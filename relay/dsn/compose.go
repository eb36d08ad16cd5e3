package dsn

import (
	"fmt"
	"mime"
	"strings"
	"time"

	"hybridsim/relay"
)

const dateLayout = "Mon, 2 Jan 2006 15:04:05 -0700"

// Compose renders the report with CRLF line ends, header fields in the order that Exchange emits them (ndr.md B.2).
func Compose(r *Report) []byte {
	boundary := r.ID
	var b strings.Builder
	field := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	modern := r.Product >= relay.Exchange2013

	field("MIME-Version", "1.0")
	field("From", r.From)
	field("To", "<"+r.To+">")
	field("Date", r.Date.Format(dateLayout))
	field("Content-Type", "multipart/report; report-type=delivery-status;\r\n\tboundary=\""+boundary+"\"")
	if modern && r.Action == Failed {
		b.WriteString("X-MS-Exchange-Message-Is-Ndr:\r\n")
	}
	field("Content-Language", "en-US")
	field("Message-ID", fmt.Sprintf("<%s@%s>", r.ID, r.Reporting))
	if id := r.Original.Get("Message-ID"); id != "" && modern {
		field("In-Reply-To", id)
		field("References", strings.TrimSpace(r.Original.Get("References")+" "+id))
	}
	field("Subject", mime.QEncoding.Encode("utf-8", r.Subject()))
	if modern {
		field("Auto-Submitted", "auto-replied")
	}
	b.WriteString("\r\n")

	fmt.Fprintf(&b, "--%s\r\nContent-Type: text/plain; charset=\"utf-8\"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n", boundary)
	b.WriteString(crlf(text(r)))
	fmt.Fprintf(&b, "\r\n--%s\r\nContent-Type: message/delivery-status\r\n\r\n", boundary)
	b.WriteString(status(r))
	if r.Action == Delayed {
		fmt.Fprintf(&b, "\r\n--%s\r\nContent-Type: text/rfc822-headers\r\n\r\n%s", boundary, r.Original)
	} else {
		fmt.Fprintf(&b, "\r\n--%s\r\nContent-Type: message/rfc822\r\n\r\n%s\r\n%s", boundary, r.Original, r.Body)
	}
	fmt.Fprintf(&b, "\r\n--%s--\r\n", boundary)
	return []byte(b.String())
}

// status renders message/delivery-status: no space behind the type, Diagnostic-Code never folded (ndr.md B.6).
func status(r *Report) string {
	var b strings.Builder
	field := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, oneLine(value)) }
	field("Reporting-MTA", "dns;"+r.Reporting)
	if r.ReceivedBy != "" {
		field("Received-From-MTA", "dns;"+r.ReceivedBy)
	}
	field("Arrival-Date", r.Arrival.Format(dateLayout))
	for _, rcpt := range r.Recipients {
		b.WriteString("\r\n")
		if rcpt.ORcpt != "" {
			field("Original-Recipient", rcpt.ORcpt)
		}
		field("Final-Recipient", "rfc822;"+rcpt.Address)
		field("Action", string(r.Action))
		field("Status", rcpt.Reply.Status())
		field("Diagnostic-Code", "smtp;"+rcpt.Reply.String())
		if rcpt.Remote != "" {
			field("Remote-MTA", "dns;"+rcpt.Remote)
		}
		if r.Action == Delayed {
			field("Will-Retry-Until", r.RetryTill.Format(dateLayout))
		}
		if rcpt.DisplayName != "" {
			field("X-Display-Name", rcpt.DisplayName)
		}
	}
	b.WriteString("\r\n")
	return b.String()
}

func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\r' || r == '\n' }), " ")
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// stampText is the time before an attempt's line: UTC in the en-US form (ndr.md B.4).
func stampText(t time.Time) string { return t.UTC().Format("1/2/2006 3:04:05 PM") }

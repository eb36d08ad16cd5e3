package mailbox

import (
	"encoding/base64"
	"net/mail"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/content"
)

// ModerationLoop marks what moderation sends; the service lets it be moderated no second time (G2.120, T13.5).
const ModerationLoop = "X-MS-Exchange-Moderation-Loop"

// What the subjects of moderation's mail begin with. No source has the texts; these are ours (G2.116).
const (
	requested = "Approval requested: "
	approves  = "Approve: "
	rejects   = "Reject: "
)

// tnefSignature is how each TNEF stream begins (MS-OXTNEF 2.1.3.1). What follows it in a request, the voting buttons,
// is left out.
var tnefSignature = []byte{0x78, 0x9f, 0x3e, 0x22}

const divider = "_approval_request_"

// ApprovalRequest asks a moderator about a message, with the original attached and the voting buttons in TNEF (P4.3,
// P4.11), unless its reader would see none. from is the arbitration mailbox.
func ApprovalRequest(from, to, about string, item *relay.MailItem, buttons bool) *Answer {
	h := fromAssistant(from, to, requested+item.Header.Get("Subject"))
	h = append(h, relay.Field{Name: "Content-Type", Value: `multipart/mixed; boundary="` + divider + `"`},
		relay.Field{Name: "X-MS-TNEF-Correlator", Value: item.Header.Get("Message-ID")})
	part := func(fields, body string) string { return "--" + divider + "\r\n" + fields + "\r\n\r\n" + body + "\r\n" }
	body := part("Content-Type: text/plain; charset=us-ascii", item.From+" sent a message to "+about+
		", which waits for your decision.") +
		part("Content-Type: message/rfc822", string(relay.Content(item.Header, item.Body)))
	if buttons {
		body += part("Content-Type: "+content.TNEF+"; name=\"winmail.dat\"\r\nContent-Transfer-Encoding: base64",
			base64.StdEncoding.EncodeToString(tnefSignature))
	}
	body += "--" + divider + "--\r\n"
	return &Answer{From: from, To: to, Header: h, Body: []byte(body)}
}

// ModerationNotice tells a sender that a message was not approved (G2.116).
func ModerationNotice(from, about, why string, item *relay.MailItem) *Answer {
	h := fromAssistant(from, item.From, "Not approved: "+item.Header.Get("Subject"))
	if id := item.Header.Get("Message-ID"); id != "" {
		h = append(h, relay.Field{Name: "In-Reply-To", Value: id})
	}
	return &Answer{To: item.From, Header: h,
		Body: text("Your message to " + about + " was not delivered: " + why + ".")}
}

func fromAssistant(from, to, subject string) relay.Header {
	return relay.Header{
		{Name: "From", Value: (&mail.Address{Name: relay.ArbitrationName, Address: from}).String()},
		{Name: "To", Value: "<" + to + ">"},
		{Name: "Subject", Value: subject},
		{Name: ModerationLoop, Value: "1"},
		{Name: "MIME-Version", Value: "1.0"},
	}
}

// AsksForApproval reports whether a message asks its reader to approve another, which has a subject; empty: any.
func AsksForApproval(h relay.Header, subject string) bool {
	about, ok := strings.CutPrefix(h.Get("Subject"), requested)
	return ok && h.Has(ModerationLoop) && (subject == "" || strings.EqualFold(about, subject))
}

// HasButtons reports whether the reader of a message sees Approve and Reject: they are in TNEF (P4.11).
func HasButtons(h relay.Header, body []byte) bool {
	root := content.Read(h, body)
	return root.Find(content.TNEF) != nil
}

// Vote is the decision of a moderator about a request: a message to the arbitration mailbox (G2.110).
func Vote(request relay.Header, by, to string, approve bool) (relay.Header, []byte) {
	subject := rejects
	if approve {
		subject = approves
	}
	subject += strings.TrimPrefix(request.Get("Subject"), requested)
	return relay.Header{
		{Name: "From", Value: "<" + by + ">"},
		{Name: "To", Value: "<" + to + ">"},
		{Name: "Subject", Value: subject},
		{Name: "In-Reply-To", Value: request.Get("Message-ID")},
		{Name: "MIME-Version", Value: "1.0"},
	}, text(strings.TrimSuffix(strings.Fields(subject)[0], ":"))
}

// ReadVote reads a decision about one of some requests.
func ReadVote(h relay.Header, requests []string) (approve, ok bool) {
	if !slices.Contains(requests, h.Get("In-Reply-To")) {
		return false, false
	}
	subject := h.Get("Subject")
	return strings.HasPrefix(subject, approves), strings.HasPrefix(subject, approves) ||
		strings.HasPrefix(subject, rejects)
}

package mailbox

import (
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/content"
)

// calendarType is the media type of an invitation and of the answer to it (RFC 5545 8.1).
const calendarType = "text/calendar"

// Attend is what a room answers to a meeting request, nil for nothing. A message that asks for nothing, or a mailbox
// that leaves the answer to its owner, decides nothing: the decision is then zero. now is the time stamp of the answer.
//
// A room accepts requests that are internal (S7.4) and rejects the others, unless ProcessExternalMeetingMessages lets
// them in (S7.4 [D]). That the rejection is an answer that declines is inferred. Rooms here are never taken.
func Attend(r *relay.Recipient, item *relay.MailItem, now time.Time) (*Answer, relay.Decision) {
	settings := r.Settings().Calendar
	if r.ResourceType != relay.ResourceRoom || settings.AutomateProcessing != relay.AutoAccept {
		return nil, relay.Decision{}
	}
	event, ok := request(item)
	if !ok {
		return nil, relay.Decision{}
	}
	d := relay.Decision{Question: relay.WhichMeetingAnswer, Subject: r.PrimarySmtpAddress, Source: "S7.4"}
	if item.From == "" {
		d.Because = "the request has no sender to answer"
		return nil, d
	}
	status, prefix := "ACCEPTED", "Accepted: "
	auth := "AuthAs " + string(item.Auth.As)
	switch {
	case item.Auth.As == relay.AuthInternal:
		d.Because = "the request is internal"
		d.Candidates = []relay.Candidate{relay.Selected("accept", auth, "rooms accept requests from inside")}
	case settings.ProcessExternalMeetingMessages:
		d.Because = "ProcessExternalMeetingMessages is $true"
		d.Candidates = []relay.Candidate{relay.Selected("accept", "ProcessExternalMeetingMessages $true",
			"the room accepts requests from outside")}
	default:
		status, prefix = "DECLINED", "Declined: "
		d.Because = "the request is " + string(item.Auth.As) + " and ProcessExternalMeetingMessages is $false"
		d.Candidates = []relay.Candidate{relay.Rejected("accept", auth+", ProcessExternalMeetingMessages $false",
			"the room takes no requests from outside")}
	}
	d.Chosen = strings.ToLower(status)
	h := append(answerTo(item, r, prefix),
		relay.Field{Name: "X-Auto-Response-Suppress", Value: "DR, OOF, AutoReply"},
		relay.Field{Name: "Content-Class", Value: "urn:content-classes:calendarmessage"},
		relay.Field{Name: "Content-Type", Value: calendarType + `; charset="utf-8"; method=REPLY`},
		relay.Field{Name: "Content-Transfer-Encoding", Value: "8bit"})
	return &Answer{From: r.PrimarySmtpAddress, To: item.From, Header: h, Body: event.reply(r, status, now)}, d
}

// request finds the meeting that a message asks for.
func request(item *relay.MailItem) (meeting, bool) {
	message := content.Read(item.Header, item.Body)
	part := message.Find(calendarType)
	if part == nil {
		return nil, false
	}
	calendar := readCalendar(part.Text())
	method := part.Params["method"]
	if method == "" {
		method = calendar.method
	}
	return calendar.event, strings.EqualFold(method, "REQUEST") && len(calendar.event) > 0
}

package mailbox

import (
	"strings"

	"hybridsim/relay"
)

// Journaled is what a journal report tells about a message.
type Journaled struct {
	From, To   string // the report's own
	Sender     string // of the message
	Recipients []string
	Item       *relay.MailItem
}

const journalDivider = "_journal_report_"

// JournalReport is a report with the unaltered message attached (P7.13). The names of its lines are product knowledge.
func JournalReport(j Journaled) *Answer {
	subject := j.Item.Header.Get("Subject")
	h := relay.Header{
		{Name: "From", Value: "Microsoft Exchange <" + j.From + ">"},
		{Name: "To", Value: "<" + j.To + ">"},
		{Name: "Subject", Value: subject},
		{Name: relay.JournalHeader},
		{Name: "MIME-Version", Value: "1.0"},
		{Name: "Content-Type", Value: `multipart/mixed; boundary="` + journalDivider + `"`},
	}
	lines := []string{"Sender: " + j.Sender, "Subject: " + subject, "Message-Id: " + j.Item.Header.Get("Message-ID")}
	for _, r := range j.Recipients {
		lines = append(lines, "Recipient: "+r)
	}
	body := "--" + journalDivider + "\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n" +
		strings.Join(lines, "\r\n") + "\r\n--" + journalDivider + "\r\nContent-Type: message/rfc822\r\n\r\n" +
		string(relay.Content(j.Item.Header, j.Item.Body)) + "\r\n--" + journalDivider + "--\r\n"
	return &Answer{To: j.To, Header: h, Body: []byte(body)}
}

package mailbox

import (
	"net/mail"
	"strings"

	"hybridsim/relay"
)

// Answer is a message that a mailbox sends by itself.
type Answer struct {
	From        string // envelope sender; automatic replies have none
	To          string
	Header      relay.Header
	Body        []byte
	OutOfOffice []relay.OutOfOfficeText // of an automatic reply
}

// answerTo begins the header of an answer to a message.
func answerTo(item *relay.MailItem, from *relay.Recipient, prefix string) relay.Header {
	h := relay.Header{
		{Name: "From", Value: (&mail.Address{Name: from.DisplayName, Address: from.PrimarySmtpAddress}).String()},
		{Name: "To", Value: "<" + item.From + ">"},
		{Name: "Subject", Value: prefix + item.Header.Get("Subject")},
	}
	if id := item.Header.Get("Message-ID"); id != "" {
		references := strings.TrimSpace(item.Header.Get("References") + " " + id)
		h = append(h, relay.Field{Name: "In-Reply-To", Value: id}, relay.Field{Name: "References", Value: references})
	}
	return append(h, relay.Field{Name: "MIME-Version", Value: "1.0"})
}

// text is a body of plain lines.
func text(s string) []byte {
	s = strings.ReplaceAll(strings.TrimRight(s, "\r\n"), "\r\n", "\n")
	return []byte(strings.ReplaceAll(s, "\n", "\r\n") + "\r\n")
}

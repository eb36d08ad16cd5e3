package dsn

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"net/textproto"
	"strings"

	"hybridsim/relay"
)

// ErrNotReport says that a message is no delivery status notification.
var ErrNotReport = errors.New("not a delivery status notification (RFC 3464)")

// Read turns a multipart/report message back into a Report. Text and original are read as far as the fields tell; a message
// of another kind gives [ErrNotReport].
func Read(content []byte) (*Report, error) {
	message, err := mail.ReadMessage(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrNotReport, err)
	}
	kind, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status") {
		return nil, ErrNotReport
	}
	r := &Report{From: message.Header.Get("From"), To: strings.Trim(message.Header.Get("To"), "<>")}
	r.Date, _ = message.Header.Date()
	parts := multipart.NewReader(message.Body, params["boundary"])
	found := false
	for {
		part, err := parts.NextRawPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading the report's parts: %w", err)
		}
		kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type"))
		body, err := io.ReadAll(part)
		if err != nil {
			return nil, fmt.Errorf("reading the report's parts: %w", err)
		}
		switch kind {
		case "message/delivery-status":
			found = true
			if err := r.readStatus(body); err != nil {
				return nil, err
			}
		case "message/rfc822", "text/rfc822-headers":
			r.Original, r.Body = relay.SplitMessage(body)
		}
	}
	if !found {
		return nil, fmt.Errorf("%w: no message/delivery-status part", ErrNotReport)
	}
	return r, nil
}

func (r *Report) readStatus(body []byte) error {
	reader := textproto.NewReader(bufio.NewReader(io.MultiReader(bytes.NewReader(body), strings.NewReader("\r\n\r\n"))))
	about, err := reader.ReadMIMEHeader()
	if err != nil {
		return fmt.Errorf("reading message/delivery-status: %w", err)
	}
	r.Reporting, r.ReceivedBy = typed(about.Get("Reporting-Mta")), typed(about.Get("Received-From-Mta"))
	r.Arrival, _ = mail.ParseDate(about.Get("Arrival-Date"))
	for {
		group, err := reader.ReadMIMEHeader()
		if len(group) == 0 {
			return nil
		}
		if err != nil && err != io.EOF {
			return fmt.Errorf("reading message/delivery-status: %w", err)
		}
		rcpt := Recipient{
			Address: typed(group.Get("Final-Recipient")), ORcpt: group.Get("Original-Recipient"),
			Remote: typed(group.Get("Remote-Mta")), DisplayName: group.Get("X-Display-Name"),
		}
		rcpt.Reply, err = relay.ParseReply(typed(group.Get("Diagnostic-Code")))
		if err != nil { // a foreign diagnostic: the Status field alone tells
			rcpt.Reply = relay.Received(classCode(group.Get("Status")), group.Get("Status")+" "+typed(group.Get("Diagnostic-Code")))
		}
		r.Action = Action(strings.ToLower(group.Get("Action")))
		r.Recipients = append(r.Recipients, rcpt)
	}
}

func classCode(status string) int {
	if strings.HasPrefix(status, "4") {
		return 450
	}
	return 550
}

// typed is the value of a field of the form "type; value".
func typed(s string) string {
	if _, value, ok := strings.Cut(s, ";"); ok {
		return strings.TrimSpace(value)
	}
	return strings.TrimSpace(s)
}

package dsn

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"hybridsim/relay"
)

// Rerender is the body of another mail system's report as a server of Exchange shows it in a mailbox: the text for
// people is Exchange's, made of what delivery-status says, and each refusal stands in a wrapper that names host and
// status (L132 to L136 [O]; the mechanism [I]). Everything else stays as it came. ok is false for whatever is not such
// a report; Exchange's own are shown as they are (L131).
func Rerender(header relay.Header, body []byte, p relay.Product, now time.Time) (rendered []byte, ok bool) {
	_, params := mediaType(header)
	if !header.IsReport() || params["boundary"] == "" || header.Count("X-MS-Exchange-Message-Is-Ndr") > 0 {
		return nil, false
	}
	delimiter := []byte("--" + params["boundary"])
	before, rest, opened := bytes.Cut(body, append(bytes.Clone(delimiter), "\r\n"...))
	_, after, closed := bytes.Cut(rest, append([]byte("\r\n"), delimiter...))
	r, err := Read(relay.Content(header, body))
	if !opened || !closed || err != nil || r.Action != Failed || r.Form != FormOther {
		return nil, false
	}
	blank := "" // as the reporter writes it behind a type (L134)
	if bytes.Contains(bytes.ToLower(rest), []byte("\ndiagnostic-code: smtp; ")) {
		blank = " "
	}
	shown := *r
	shown.Product, shown.Form = p, FormOther
	form := shown.form()
	text := shown.plainPageWith(form, func(rcpt Recipient) diagnostics { return wrapped(p, rcpt, blank, now) })
	w := writer{r: &shown, form: form, charset: originalCharset(r)}
	w.Write(before)
	w.people(params["boundary"], text.text(), text.html(form))
	w.Write(delimiter)
	w.Write(after)
	again, err := Read(relay.Content(header, w.Bytes()))
	whole := err == nil && len(again.Recipients) == len(r.Recipients) // and not told by the text that was replaced
	return w.Bytes(), whole
}

// spelledSmall is from when on the line says "Remote server" (L133 [O]).
var spelledSmall = time.Date(2024, time.June, 1, 0, 0, 0, 0, time.UTC)

// wrapped is what stands beneath a recipient's address, in the forms of L133. In front of it stands 554 with the
// status, whose last number is 0 if it has more than one digit (L136 [I]).
func wrapped(p relay.Product, rcpt Recipient, blank string, now time.Time) diagnostics {
	status := rcpt.Reply.Status()
	inner := fmt.Sprintf("<%s #%s smtp;%s%s>", rcpt.Remote, status, blank, oneLine(rcpt.Reply.String()))
	server := "Remote Server"
	if !now.Before(spelledSmall) {
		server = "Remote server"
	}
	switch {
	case p == relay.Exchange2010:
		return diagnostics{spaced(rcpt.Remote) + "#" + inner + " #SMTP#"}
	case p == relay.Exchange2013:
		return diagnostics{"Remote Server returned '" + inner + "'"}
	}
	if at := strings.LastIndexByte(status, '.'); len(status)-at > 2 {
		status = status[:at] + ".0"
	}
	return diagnostics{server + " returned '554 " + status + " " + inner + "'"}
}

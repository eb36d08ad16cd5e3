package dsn

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"hybridsim/relay"
)

// ErrNotReport says that a message is no delivery status notification.
var ErrNotReport = errors.New("not a delivery status notification")

// Read turns a report back into a Report: any RFC 3464 report, and Exchange's in the forms of all generations, also
// when only the text is left of it. Damage is read around: any line ends, broken boundaries, parts that are missing.
// What message/delivery-status says goes before the text. The error wraps [ErrNotReport] and says what was looked for
// and missing.
func Read(content []byte) (*Report, error) {
	header, parts := parse(content)
	if !isMessage(header, parts) {
		header, parts = nil, []part{{kind: "text/plain", body: []byte(Text(content))}}
	}
	r := &Report{}
	r.readHeader(header)
	var plain, rich strings.Builder
	var status bool
	for _, p := range parts {
		switch {
		case p.isStatus():
			status = true
			r.readStatus(string(p.body), false)
		case p.isOriginal():
			r.readOriginal(p)
		case p.kind == "text/html":
			rich.WriteString(textOfHTML(p.text()) + "\n")
		case strings.HasPrefix(p.kind, "text/"):
			plain.WriteString(p.text() + "\n")
		}
	}
	text := readText(plain.String(), header.Get("Content-Language"))
	if text.empty() {
		text = readText(rich.String(), header.Get("Content-Language"))
	}
	if len(r.Recipients) == 0 { // a boundary before it may be lost
		r.readStatus(statusWithin(plain.String()), true)
	}
	text.subject = subjectAction(header.Get("Subject"))
	text.complete(r)
	if len(r.Recipients) == 0 {
		return nil, missing(header, parts, status, text)
	}
	r.settle(header)
	return r, nil
}

// missing says why there is nothing to tell.
func missing(header relay.Header, parts []part, status bool, text *textReport) error {
	kinds := make([]string, len(parts))
	for i, p := range parts {
		kinds[i] = p.kind
	}
	have := "it has " + strings.Join(kinds, ", ")
	if text.subject != "" {
		have += ", although its Subject is that of a report"
	}
	switch {
	case status:
		return fmt.Errorf("%w: message/delivery-status names no recipient (no Final-Recipient or "+
			"Original-Recipient field), nor does the text", ErrNotReport)
	case text.reporting != "":
		return fmt.Errorf("%w: the text names the server %s but no recipient with a reply beneath (Remote "+
			"Server returned, #550 ... ##, Reported error, Error)", ErrNotReport, text.reporting)
	case len(header) == 0 && len(parts) == 1 && len(strings.TrimSpace(string(parts[0].body))) == 0:
		return fmt.Errorf("%w: it is empty", ErrNotReport)
	}
	return fmt.Errorf("%w: no message/delivery-status part (RFC 3464) and no text in a form of Exchange's; %s",
		ErrNotReport, have)
}

// subjectAction is what a Subject says about the action; "" if it does not.
func subjectAction(subject string) Action {
	subject = strings.TrimSpace(decodeWords(subject))
	for _, p := range prefixes {
		if len(subject) >= len(p.text) && strings.EqualFold(subject[:len(p.text)], p.text) {
			return p.action
		}
	}
	return ""
}

func (r *Report) readHeader(h relay.Header) {
	r.From, r.To = h.Get("From"), strings.Trim(h.Get("To"), "<> ")
	r.Date, _ = parseDate(h.Get("Date"))
	r.ID, _, _ = strings.Cut(strings.Trim(h.Get("Message-ID"), "<> "), "@")
}

// readOriginal takes the first original: those further in belong to it.
func (r *Report) readOriginal(p part) {
	if r.Original != nil {
		return
	}
	r.HeadersOnly = strings.HasSuffix(p.kind, "-headers")
	r.Original, r.Body = relay.SplitMessage(relay.WholeLines(p.body))
}

// settle fills in what follows from the rest: one action for all, the reporting server by the Message-ID (they agree in
// every sample, NF2), and the product by server and form.
func (r *Report) settle(header relay.Header) {
	r.Action = r.Recipients[0].Action
	for _, rcpt := range r.Recipients {
		if rcpt.Action == Failed {
			r.Action = Failed
		}
	}
	for i := range r.Recipients {
		if r.Recipients[i].Action == r.Action {
			r.Recipients[i].Action = ""
		}
	}
	if r.Reporting == "" && r.Form != FormOther {
		_, r.Reporting, _ = strings.Cut(strings.Trim(header.Get("Message-ID"), "<> "), "@")
	}
	switch {
	case r.Form.rich(), r.Form != FormOther && strings.HasSuffix(strings.ToLower(r.Reporting), ".outlook.com"):
		r.Product = relay.ExchangeOnline
	case r.Form == Form2010:
		r.Product = relay.Exchange2010
	case r.Form == Form2013:
		r.Product = relay.Exchange2013
	case r.Form == Form2016:
		r.Product = relay.Exchange2016
	}
}

var fieldLine = regexp.MustCompile(`(?i)^[ \t]*(Reporting-MTA|Received-From-MTA|Arrival-Date|Original-Recipient|` +
	`Final-Recipient|Action|Status|Remote-MTA|Diagnostic-Code|Last-Attempt-Date|Final-Log-Id|Will-Retry-Until|` +
	`X-Display-Name)[ \t]*:`)

// statusWithin finds the fields of a delivery-status part in a text: its delimiter is lost, or somebody pasted the
// fields alone, in any order, quoted or set in. Empty where none says about whom it is or what was said: Status and
// Action stand in other texts, too.
func statusWithin(text string) string {
	var b strings.Builder
	telling := false
	for line := range strings.Lines(text) {
		line = quoteMarks.ReplaceAllString(line, "")
		m := fieldLine.FindStringSubmatch(line)
		if m == nil && b.Len() == 0 {
			continue
		}
		if m != nil {
			line = strings.TrimLeft(line, " \t")
			name := strings.ToLower(m[1])
			telling = telling || strings.HasSuffix(name, "-recipient") || name == "diagnostic-code"
		}
		b.WriteString(line)
	}
	if !telling {
		return ""
	}
	return b.String()
}

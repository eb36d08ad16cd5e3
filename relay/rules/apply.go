package rules

import (
	"bytes"
	"mime"
	"slices"
	"strings"

	"hybridsim/relay"
)

// Loop is the header field that counts what rules redirected; it survives organizations (P7.6).
const Loop = "X-MS-Exchange-Transport-Rules-Loop"

// Changed is a message as a rule's actions leave it: the item itself when they change neither header nor text. ok is
// false when a disclaimer could not be put in and the rule refuses the message for that.
func Changed(x *relay.TransportRule, item *relay.MailItem) (changed *relay.MailItem, ok bool) {
	a, h := &x.RuleActions, item.Header
	body, wrapped, ok := disclaimed(a, item)
	if !ok {
		return item, false
	}
	if wrapped != nil {
		h = wrapped
	}
	if a.SetHeaderName != "" {
		h = h.Set(a.SetHeaderName, a.SetHeaderValue)
	}
	if a.RemoveHeader != "" {
		h, _ = h.Without(func(name string) bool { return strings.EqualFold(name, a.RemoveHeader) })
	}
	if a.PrependSubject != "" {
		h = h.Set("Subject", mime.QEncoding.Encode("utf-8", a.PrependSubject)+h.Get("Subject"))
	}
	if !changes(a) {
		return item, true
	}
	c := *item
	if !a.SetSCL.IsZero() {
		c.SCL = a.SetSCL
		h = h.Set("X-MS-Exchange-Organization-SCL", a.SetSCL.String())
	}
	c.Header, c.Body = h, body
	return &c, true
}

func changes(a *relay.RuleActions) bool {
	return a.SetHeaderName != "" || a.RemoveHeader != "" || a.PrependSubject != "" || !a.SetSCL.IsZero() ||
		a.ApplyHtmlDisclaimerText != ""
}

// disclaimed is the text with a disclaimer. Into a text of one part it goes as it is; a message of several parts, or
// one that is signed or encoded, is wrapped, left alone or refused, as the rule says (P7.3: Wrap by default).
func disclaimed(a *relay.RuleActions, item *relay.MailItem) (body []byte, header relay.Header, ok bool) {
	if a.ApplyHtmlDisclaimerText == "" {
		return item.Body, nil, true
	}
	kind, _, _ := strings.Cut(strings.ToLower(item.Header.Get("Content-Type")), ";")
	encoding := strings.ToLower(strings.TrimSpace(item.Header.Get("Content-Transfer-Encoding")))
	simple := slices.Contains([]string{"", "7bit", "8bit"}, encoding)
	switch kind = strings.TrimSpace(kind); {
	case simple && (kind == "" || kind == "text/plain"):
		return joined(item.Body, plainText(a.ApplyHtmlDisclaimerText), a.ApplyHtmlDisclaimerLocation), nil, true
	case simple && kind == "text/html":
		return joined(item.Body, a.ApplyHtmlDisclaimerText, a.ApplyHtmlDisclaimerLocation), nil, true
	case a.ApplyHtmlDisclaimerFallbackAction == relay.FallbackIgnore:
		return item.Body, nil, true
	case a.ApplyHtmlDisclaimerFallbackAction == relay.FallbackReject:
		return nil, nil, false
	}
	body, header = wrap(item, a.ApplyHtmlDisclaimerText)
	return body, header, true
}

func joined(body []byte, text string, at relay.DisclaimerLocation) []byte {
	line := []byte(strings.TrimRight(text, "\r\n") + "\r\n")
	body = relay.WholeLines(body) // the text is written anew (G2.82)
	if at == relay.DisclaimerPrepend {
		return slices.Concat(line, body)
	}
	body = bytes.TrimRight(body, "\r\n")
	return slices.Concat(body, []byte("\r\n\r\n"), line)
}

// plainText is a disclaimer without its tags.
func plainText(html string) string {
	var b strings.Builder
	inTag := false
	for _, r := range html {
		switch {
		case r == '<':
			inTag = true
		case r == '>' && inTag:
			inTag = false
		case !inTag:
			b.WriteRune(r)
		}
	}
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&nbsp;", " ", "&amp;", "&").Replace(b.String())
}

const boundary = "_wrapped_by_a_rule_"

// wrap makes the disclaimer the message, and the original an attachment of it.
func wrap(item *relay.MailItem, text string) ([]byte, relay.Header) {
	var inner bytes.Buffer
	inner.WriteString("--" + boundary + "\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + text + "\r\n--" +
		boundary + "\r\nContent-Type: message/rfc822\r\n\r\n")
	own, _ := item.Header.Without(func(name string) bool {
		lower := strings.ToLower(name)
		return strings.HasPrefix(lower, "x-ms-exchange-") || lower == "received"
	})
	inner.Write(relay.Content(own, item.Body))
	inner.WriteString("\r\n--" + boundary + "--\r\n")
	h, _ := item.Header.Without(func(name string) bool {
		return strings.EqualFold(name, "Content-Transfer-Encoding") || strings.EqualFold(name, "Content-Disposition")
	})
	return inner.Bytes(), h.Set("Content-Type", `multipart/mixed; boundary="`+boundary+`"`).Set("MIME-Version", "1.0")
}

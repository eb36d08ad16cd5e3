package dsn

import (
	"regexp"
	"strings"

	"hybridsim/relay"
)

var markup = regexp.MustCompile(`(?i)<(?:html|body|p|br|div|span|table|td|pre)\b[^>]*>`)

// isMessage tells a message, or the parts of one, from a text that happens to begin with a word and a colon.
func isMessage(header relay.Header, parts []part) bool {
	if len(parts) != 1 || parts[0].kind != "text/plain" {
		return true
	}
	for _, name := range []string{"Content-Type", "MIME-Version", "Received", "Message-ID", "From", "Subject",
		"Content-Language"} {
		if header.Has(name) {
			return true
		}
	}
	return false
}

// Text is the text of a message, of a page or of neither, as a reader sees it: the parts that are not the original,
// decoded, HTML without its marks. What has no header of a message is text as a whole.
func Text(content []byte) string {
	header, parts := parse(content)
	if !isMessage(header, parts) {
		text := string(lineFeeds(content))
		if markup.MatchString(text) {
			text = textOfHTML(text)
		}
		return text
	}
	var plain, rich strings.Builder
	for _, p := range parts {
		switch {
		case p.isOriginal(), p.isStatus():
		case p.kind == "text/html":
			rich.WriteString(textOfHTML(p.text()) + "\n")
		case strings.HasPrefix(p.kind, "text/"):
			plain.WriteString(p.text() + "\n")
		}
	}
	if strings.TrimSpace(plain.String()) == "" {
		return rich.String()
	}
	return plain.String()
}

// Attached are the messages within a message: a report that somebody passed on as a file is one of them.
func Attached(content []byte) (list [][]byte) {
	header, parts := parse(content)
	if !isMessage(header, parts) {
		return nil
	}
	for _, p := range parts {
		if p.kind == "message/rfc822" || p.kind == "message/global" {
			list = append(list, p.body)
		}
	}
	return list
}

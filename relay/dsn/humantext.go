package dsn

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

// HumanText returns the text for people of a report: its first text/plain part, decoded. Of a message without one it
// returns the body.
func HumanText(content []byte) string {
	message, err := mail.ReadMessage(bytes.NewReader(content))
	if err != nil {
		return ""
	}
	if text, ok := firstText(message.Header.Get("Content-Type"), message.Header.Get("Content-Transfer-Encoding"),
		message.Body, 0); ok {
		return text
	}
	return ""
}

// deepest bounds the nesting of parts that is followed.
const deepest = 8

func firstText(contentType, encoding string, body io.Reader, depth int) (string, bool) {
	kind, params, err := mime.ParseMediaType(contentType)
	switch {
	case contentType == "" || kind == "text/plain":
		if strings.EqualFold(encoding, "quoted-printable") {
			body = quotedprintable.NewReader(body)
		}
		text, err := io.ReadAll(body)
		return strings.ReplaceAll(string(text), "\r\n", "\n"), err == nil
	case err != nil || !strings.HasPrefix(kind, "multipart/") || depth == deepest:
		return "", false
	}
	parts := multipart.NewReader(body, params["boundary"])
	for {
		part, err := parts.NextRawPart()
		if err != nil {
			return "", false
		}
		if text, ok := firstText(part.Header.Get("Content-Type"), part.Header.Get("Content-Transfer-Encoding"), part,
			depth+1); ok {
			return text, true
		}
	}
}

package outside

import (
	"bytes"
	"mime"
	"strings"

	"hybridsim/relay"
)

// addFooter adds a text below the text of a message, as gateways do with disclaimers: below the body of a text/plain
// message, below the first part of a multipart one if that is text/plain. Other messages, and text that is encoded, it
// leaves alone.
func addFooter(h relay.Header, body []byte, footer string) []byte {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil { // none is text/plain (RFC 2045 section 5.2)
		kind = "text/plain"
	}
	switch {
	case kind == "text/plain" && !encoded(h):
		return append(endLine(body), footer+"\r\n"...)
	case strings.HasPrefix(kind, "multipart/") && params["boundary"] != "":
		return inFirstPart(body, []byte("--"+params["boundary"]), footer)
	}
	return body
}

// inFirstPart adds a footer to the part between the first two boundary lines.
func inFirstPart(body, boundary []byte, footer string) []byte {
	before, rest, opened := bytes.Cut(body, append(bytes.Clone(boundary), "\r\n"...))
	part, after, closed := bytes.Cut(rest, append([]byte("\r\n"), boundary...))
	if !opened || !closed {
		return body
	}
	header, text := relay.SplitMessage(append(bytes.Clone(part), "\r\n"...)) // which belongs to the boundary
	opening := body[:len(before)+len(boundary)+len("\r\n")]
	changed := addFooter(header, text, footer)
	return bytes.Join([][]byte{opening, relay.Content(header, changed), boundary, after}, nil)
}

// encoded reports whether the text is not written as it reads.
func encoded(h relay.Header) bool {
	switch strings.ToLower(strings.TrimSpace(h.Get("Content-Transfer-Encoding"))) {
	case "", "7bit", "8bit", "binary":
		return false
	}
	return true
}

// endLine returns a copy of a text that ends in a line end.
func endLine(text []byte) []byte {
	text = bytes.Clone(text)
	if len(text) > 0 && !bytes.HasSuffix(text, []byte("\n")) {
		text = append(text, "\r\n"...)
	}
	return text
}

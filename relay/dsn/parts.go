package dsn

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"regexp"
	"strings"

	"hybridsim/relay"
)

// part is one leaf of a message: its type and its decoded content, with LF line ends.
type part struct {
	kind    string // text/plain, message/delivery-status, ...; lower case
	charset string
	body    []byte
}

// isOriginal reports a part that holds the original or its header. Nothing inside it belongs to the report.
func (p part) isOriginal() bool {
	switch p.kind {
	case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
		return true
	}
	return false
}

func (p part) isStatus() bool {
	return p.kind == "message/delivery-status" || p.kind == "message/global-delivery-status"
}

// text is a part's content decoded from its charset.
func (p part) text() string { return DecodeText(p.body, p.charset) }

// parse divides a message into header and leaves. It takes what it gets: any line ends, no header at all, boundaries
// that are missing or do not match. A message that is no multipart is one leaf.
func parse(content []byte) (relay.Header, []part) {
	content = lineFeeds(content)
	header, body := relay.SplitMessage(content)
	_, params := mediaType(header)
	if leaves := split(string(body), params["boundary"]); len(leaves) > 0 {
		return header, leaves
	}
	return header, []part{leaf(header, body)}
}

// lineFeeds gives every line the same end, whichever it came with, and drops a byte order mark, empty lines before the
// header and the separator line of a mailbox file.
func lineFeeds(content []byte) []byte {
	content = bytes.TrimPrefix(content, []byte("\uFEFF"))
	for _, end := range []string{"\r\r\n", "\r\n", "\r"} {
		if bytes.Contains(content, []byte(end)) {
			content = bytes.ReplaceAll(content, []byte(end), []byte("\n"))
		}
	}
	content = bytes.TrimLeft(content, "\n")
	if bytes.HasPrefix(content, []byte("From ")) {
		_, content, _ = bytes.Cut(content, []byte("\n"))
	}
	return content
}

var contentField = regexp.MustCompile(`(?i)^content-[a-z-]+[ \t]*:`)

// split divides a multipart body into its leaves, nested ones among them. A delimiter is a line with the declared
// boundary, or any line that begins with "--" and has a Content field beneath it; inside an original only the declared
// boundary counts. If the declared boundary never occurs, the first delimiter takes its place.
func split(body, declared string) (leaves []part) {
	known := map[string]bool{"--" + declared + "--": declared != ""} // lines that close a multipart
	if declared == "" || !strings.Contains(body, "--"+declared) {
		declared = ""
	}
	start, original := -1, false
	end := func(at int) {
		if start < 0 {
			return
		}
		header, content := relay.SplitMessage([]byte(body[start:at]))
		if p := leaf(header, content); !strings.HasPrefix(p.kind, "multipart/") {
			leaves = append(leaves, p)
		}
	}
	for at := 0; at < len(body); {
		line, next := lineAt(body, at)
		below, _ := lineAt(body, next)
		opens := strings.HasPrefix(line, "--") && !known[line] && contentField.MatchString(below)
		if original {
			opens = line == "--"+declared
		}
		switch {
		case opens || declared != "" && line == "--"+declared:
			end(at)
			start, original = next, isOriginalAt(body[next:])
			known[line+"--"] = true
			if declared == "" {
				declared = line[2:]
			}
		case known[line] && (!original || line == "--"+declared+"--"):
			end(at)
			start, original = -1, false
		}
		at = next
	}
	end(len(body))
	return leaves
}

// lineAt is the line that begins at an offset, without trailing blanks, and where the next one begins.
func lineAt(s string, at int) (line string, next int) {
	rest := s[at:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		return strings.TrimRight(rest[:i], " \t"), at + i + 1
	}
	return strings.TrimRight(rest, " \t"), len(s)
}

// isOriginalAt reports whether the part that begins here holds the original. Only its header is looked at.
func isOriginalAt(s string) bool {
	head, _, _ := strings.Cut(s, "\n\n")
	header, _ := relay.SplitMessage([]byte(head))
	kind, _ := mediaType(header)
	return part{kind: kind}.isOriginal()
}

// mediaType reads Content-Type as far as it can be read. Without one a part is text.
func mediaType(header relay.Header) (kind string, params map[string]string) {
	value := strings.ReplaceAll(header.Get("Content-Type"), "\n", " ")
	kind, params, err := mime.ParseMediaType(value)
	if err == nil || kind != "" {
		return kind, params
	}
	kind, _, _ = strings.Cut(value, ";")
	if kind = strings.ToLower(strings.TrimSpace(kind)); kind == "" {
		kind = "text/plain"
	}
	return kind, nil
}

// leaf makes a part of a header and its content, which it decodes.
func leaf(header relay.Header, body []byte) part {
	kind, params := mediaType(header)
	p := part{kind: kind, charset: params["charset"], body: body}
	switch strings.ToLower(strings.TrimSpace(header.Get("Content-Transfer-Encoding"))) {
	case "quoted-printable":
		if decoded, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(body))); err == nil {
			p.body = lineFeeds(decoded)
		}
	case "base64":
		p.body = lineFeeds(decodeBase64(body))
	}
	return p
}

// decodeBase64 decodes what there is: lines of any length, cut off or not.
func decodeBase64(body []byte) []byte {
	clean := bytes.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '+', r == '/':
			return r
		}
		return -1
	}, body)
	if len(clean)%4 == 1 {
		clean = clean[:len(clean)-1]
	}
	decoded := make([]byte, base64.RawStdEncoding.DecodedLen(len(clean)))
	n, _ := base64.RawStdEncoding.Decode(decoded, clean) // of the base64 alphabet alone, so that nothing can be wrong
	return decoded[:n]
}

package content

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/quotedprintable"
	"strings"

	"hybridsim/relay"
)

// Part is a message or one part of it.
type Part struct {
	// media type in lower case; text/plain when none is given or it cannot be read (RFC 2045 5.2)
	Type   string
	Params map[string]string // of the media type
	Header relay.Header
	Body   []byte // as it stands in the message
	Parts  []Part // of a multipart

	place section // in the body of the multipart that holds it
	at    int     // where Body begins in the body of the whole message
	goes  bool    // to be removed
}

// deepest bounds how many multiparts may lie inside each other; deeper ones are taken for what they are not: plain
// bytes.
const deepest = 50

// Read finds the parts of a message. A message inside the message (message/rfc822) is one part, not opened.
func Read(h relay.Header, body []byte) Part { return read(h, body, 0, deepest) }

func read(h relay.Header, body []byte, at, depth int) Part {
	p := Part{Header: h, Body: body, at: at}
	p.Type, p.Params = mediaType(h)
	boundary := p.Params["boundary"]
	if !strings.HasPrefix(p.Type, "multipart/") || boundary == "" || depth == 0 {
		return p
	}
	for _, s := range sections(body, boundary) {
		header, inner := relay.SplitMessage(body[s.start:s.end])
		child := read(header, inner, at+s.end-len(inner), depth-1)
		child.place = s
		p.Parts = append(p.Parts, child)
	}
	return p
}

func mediaType(h relay.Header) (string, map[string]string) {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		return "text/plain", nil
	}
	return kind, params
}

// Find returns the first part of a media type, in the order of the message; nil when there is none.
func (p *Part) Find(mediaType string) *Part {
	if p.Type == mediaType {
		return p
	}
	for i := range p.Parts {
		if found := p.Parts[i].Find(mediaType); found != nil {
			return found
		}
	}
	return nil
}

// Text is the part's content without its transfer encoding, as far as that can be undone.
func (p *Part) Text() []byte {
	var decoded io.Reader = bytes.NewReader(p.Body)
	switch strings.ToLower(strings.TrimSpace(p.Header.Get("Content-Transfer-Encoding"))) {
	case "base64":
		decoded = base64.NewDecoder(base64.StdEncoding, decoded)
	case "quoted-printable":
		decoded = quotedprintable.NewReader(decoded)
	}
	text, _ := io.ReadAll(decoded)
	return text
}

// StoredSize is about how many bytes a message takes in a mailbox, where attachments need no transfer encoding (P5.2):
// what conversion added to it on the way out does not count against limits (P5.1).
func StoredSize(h relay.Header, body []byte) int {
	size := relay.ContentSize(h, body)
	root := Read(h, body)
	root.Each(func(p *Part) {
		if strings.EqualFold(strings.TrimSpace(p.Header.Get("Content-Transfer-Encoding")), "base64") {
			size -= len(p.Body) - len(p.Text())
		}
	})
	return size
}

// Each visits the parts that hold no others.
func (p *Part) Each(visit func(*Part)) {
	if len(p.Parts) == 0 {
		visit(p)
	}
	for i := range p.Parts {
		p.Parts[i].Each(visit)
	}
}

// section is one part between its delimiters, as places in the multipart's body (RFC 2046 5.1.1).
type section struct {
	open  int  // its delimiter line begins
	start int  // the part begins
	end   int  // the part ends, before the line end that belongs to the next delimiter
	next  int  // the next delimiter line begins
	last  bool // the body ends here without a closing delimiter
}

// sections divides the body of a multipart. What stands before the first and behind the closing delimiter belongs to
// none.
func sections(body []byte, boundary string) []section {
	var list []section
	within := false
	for at := 0; at < len(body); {
		eol := len(body)
		if i := bytes.IndexByte(body[at:], '\n'); i >= 0 {
			eol = at + i + 1
		}
		delimits, closes := delimiter(body[at:eol], boundary)
		if delimits {
			if within {
				s := &list[len(list)-1]
				s.end, s.next, s.last = max(s.start, beforeLineEnd(body, at)), at, false
			}
			if closes {
				return list
			}
			list, within = append(list, section{open: at, start: eol, end: len(body), next: len(body), last: true}),
				true
		}
		at = eol
	}
	return list
}

// delimiter reports whether a line is "--boundary", with white space behind it at most, or the closing "--boundary--".
func delimiter(line []byte, boundary string) (is, closes bool) {
	rest, ok := bytes.CutPrefix(line, []byte("--"+boundary))
	if !ok {
		return false, false
	}
	rest = bytes.TrimRight(rest, " \t\r\n")
	return len(rest) == 0 || string(rest) == "--", string(rest) == "--"
}

// beforeLineEnd is where the line end begins that stands before a position.
func beforeLineEnd(b []byte, at int) int {
	if at > 0 && b[at-1] == '\n' {
		at--
		if at > 0 && b[at-1] == '\r' {
			at--
		}
	}
	return at
}

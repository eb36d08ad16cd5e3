package relay

import (
	"bytes"
	"slices"
	"strings"
	"time"
)

// Field is one header field. Value keeps its folding and has no line end.
type Field struct{ Name, Value string }

// colon divides the two; no blank stands behind the name of an empty field (V1.19).
func (f Field) colon() string {
	if f.Value == "" {
		return ":"
	}
	return ": "
}

// Header is a message header in its order on the wire.
type Header []Field

// SplitMessage divides content into header and body. A line that is no field ends the header, as mail systems do with
// broken messages; the body then begins with it.
func SplitMessage(content []byte) (Header, []byte) {
	var h Header
	rest := content
	for len(rest) > 0 {
		line, after := cutLine(rest)
		if len(line) == 0 {
			return h, after
		}
		if (line[0] == ' ' || line[0] == '\t') && len(h) > 0 {
			h[len(h)-1].Value += "\r\n" + string(line)
			rest = after
			continue
		}
		name, value, ok := bytes.Cut(line, []byte(":"))
		if !ok || bytes.ContainsAny(name, " \t") || len(name) == 0 {
			return h, rest
		}
		h = append(h, Field{string(name), strings.TrimLeft(string(value), " \t")})
		rest = after
	}
	return h, nil
}

func cutLine(b []byte) (line, rest []byte) {
	line, rest, _ = bytes.Cut(b, []byte("\n"))
	return bytes.TrimSuffix(line, []byte("\r")), rest
}

// DateLayout is how header fields write a time (RFC 5322 section 3.3).
const DateLayout = "Mon, 2 Jan 2006 15:04:05 -0700"

// Completed is the header with a Date and a Message-ID where it has none, as a submission server adds them (RFC 6409
// section 8; the order is V1.17's).
func (h Header) Completed(messageID string, date time.Time) Header {
	if !h.Has("Date") {
		h = append(h, Field{"Date", date.Format(DateLayout)})
	}
	if !h.Has("Message-ID") {
		h = append(h, Field{"Message-ID", messageID})
	}
	return h
}

// ContentSize is the number of bytes that [Content] joins.
func ContentSize(h Header, body []byte) int {
	size := len(body) + len("\r\n")
	for _, f := range h {
		size += len(f.Name) + len(f.colon()) + len(f.Value) + len("\r\n")
	}
	return size
}

// Content joins header and body to what goes over the wire, with CRLF between.
func Content(h Header, body []byte) []byte {
	b := bytes.NewBuffer(make([]byte, 0, ContentSize(h, body)))
	b.WriteString(h.String())
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes()
}

// WholeLines is text whose lines all end in CR LF.
func WholeLines(text []byte) []byte {
	if bytes.Count(text, []byte("\n")) == bytes.Count(text, []byte("\r\n")) {
		return text
	}
	return bytes.ReplaceAll(bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n")), []byte("\n"), []byte("\r\n"))
}

// String is the header block as it goes over the wire, without the empty line behind it.
func (h Header) String() string {
	var b strings.Builder
	for _, f := range h {
		b.WriteString(f.Name)
		b.WriteString(f.colon())
		b.WriteString(f.Value)
		b.WriteString("\r\n")
	}
	return b.String()
}

// Get returns the first field of that name, unfolded, or "".
func (h Header) Get(name string) string {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return strings.ReplaceAll(f.Value, "\r\n", "")
		}
	}
	return ""
}

// Has reports whether a field of that name is present.
func (h Header) Has(name string) bool {
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			return true
		}
	}
	return false
}

// Count is the number of fields of that name.
func (h Header) Count(name string) int {
	n := 0
	for _, f := range h {
		if strings.EqualFold(f.Name, name) {
			n++
		}
	}
	return n
}

// IsReport reports whether a message tells of another one: a delivery report or a receipt (RFC 6522).
func (h Header) IsReport() bool {
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	return strings.EqualFold(strings.TrimSpace(kind), "multipart/report")
}

// Prepend returns a header with fields put before the others, as transit fields are.
func (h Header) Prepend(fields ...Field) Header {
	return append(append(make(Header, 0, len(h)+len(fields)), fields...), h...)
}

// Behind returns a header with fields behind the first of a name; without one they stand on top.
func (h Header) Behind(name string, fields ...Field) Header {
	i := 1 + slices.IndexFunc(h, func(f Field) bool { return strings.EqualFold(f.Name, name) })
	return slices.Insert(slices.Clone(h), i, fields...)
}

// Set returns a header in which name occurs once: in the place of its first occurrence, else at the top.
func (h Header) Set(name, value string) Header {
	out := make(Header, 0, len(h)+1)
	done := false
	for _, f := range h {
		if !strings.EqualFold(f.Name, name) {
			out = append(out, f)
		} else if !done {
			out = append(out, Field{f.Name, value})
			done = true
		}
	}
	if !done {
		return h.Prepend(Field{name, value})
	}
	return out
}

// Last returns a header in which each field occurs once: in the place of the first of its name, else at the end, where
// servers put what they add to a message's own fields (V1.19, V1.20).
func (h Header) Last(fields ...Field) Header {
	out := append(make(Header, 0, len(h)+len(fields)), h...)
	for _, f := range fields {
		named := func(o Field) bool { return strings.EqualFold(o.Name, f.Name) }
		i := slices.IndexFunc(out, named)
		if i < 0 {
			out = append(out, f)
			continue
		}
		out[i].Value = f.Value
		out = append(out[:i+1], slices.DeleteFunc(out[i+1:], named)...)
	}
	return out
}

// Without returns a header that lacks the fields for which drop is true, and the names that were dropped.
func (h Header) Without(drop func(name string) bool) (kept Header, dropped []string) {
	kept = make(Header, 0, len(h))
	for _, f := range h {
		if drop(f.Name) {
			dropped = append(dropped, f.Name)
		} else {
			kept = append(kept, f)
		}
	}
	return kept, dropped
}

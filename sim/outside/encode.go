package outside

import (
	"bytes"
	"encoding/base64"
	"mime"
	"strings"

	"hybridsim/relay"
)

// preamble is what mail programs do not show of a message in parts (RFC 2046 section 5.1.1).
const preamble = "This is a multi-part message in MIME format.\r\n"

// encodedAnew is a message whose text reads as before and is written otherwise, as many gateways leave it: in base64,
// or in parts behind another preamble. No signature of the body survives that (RFC 6376 section 3.4).
func encodedAnew(h relay.Header, body []byte) (relay.Header, []byte) {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err == nil && strings.HasPrefix(kind, "multipart/") && params["boundary"] != "" {
		return h, append([]byte(preamble), body...)
	}
	const name, width = "Content-Transfer-Encoding", 60 // of a line: not the usual 76
	switch is := strings.ToLower(strings.TrimSpace(h.Get(name))); {
	case is == "base64":
		plain, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(body)), ""))
		if err != nil {
			return h, body // what nobody can read stays as it is
		}
		body = plain
	case encoded(h):
		return h, append(endLine(body), "=20\r\n"...) // quoted-printable, whose last line end people do not see
	}
	text := base64.StdEncoding.EncodeToString(body)
	var b bytes.Buffer
	for len(text) > width {
		b.WriteString(text[:width] + "\r\n")
		text = text[width:]
	}
	b.WriteString(text + "\r\n")
	return h.Set(name, "base64"), b.Bytes()
}

package relay

import (
	"fmt"
	"strconv"
	"strings"
)

// Reply is one SMTP reply: the one outcome of mail handling. Replies are made by the catalogue (relay/reply) or come
// over the wire ([Received]); nobody else can make one. The zero Reply means "nothing was said".
type Reply struct {
	code     int
	enhanced string // RFC 3463 code, or empty
	text     string // what follows the codes; lines separated by \n
}

// Catalogued is for relay/reply, the catalogue, and for nobody else: a rule of the house sees to it.
func Catalogued(code int, enhanced, text string) Reply { return Reply{code, enhanced, text} }

// Received is the reply that another system gave: code and the text behind it, which may begin with an enhanced code.
// Code 0 says that none stood there.
func Received(code int, text string) Reply {
	if enhanced, rest, _ := strings.Cut(text, " "); IsEnhancedCode(enhanced) {
		return Reply{code, enhanced, rest}
	}
	return Reply{code, "", text}
}

// HangUp stands for a reply that never comes: the connection is closed in its place.
var HangUp = Reply{code: -1, text: "hangs up"}

// ParseReply reads "550 5.1.1 text" as Received does.
func ParseReply(line string) (Reply, error) {
	digits, text, _ := strings.Cut(strings.TrimSpace(line), " ")
	code, err := strconv.Atoi(digits)
	if err != nil || len(digits) != 3 || code < 200 || code > 599 {
		return Reply{}, fmt.Errorf("%q does not begin with an SMTP reply code", line)
	}
	return Received(code, text), nil
}

// IsEnhancedCode reports whether s has the shape of an RFC 3463 status code: class, subject and detail.
func IsEnhancedCode(s string) bool {
	parts := strings.Split(s, ".")
	if len(parts) != 3 || len(parts[0]) != 1 || !strings.Contains("245", parts[0]) {
		return false
	}
	for _, p := range parts[1:] {
		if len(p) < 1 || len(p) > 3 || strings.Trim(p, "0123456789") != "" {
			return false
		}
	}
	return true
}

// Code is the three-digit reply code; 0 for the zero Reply, and for words that a report quotes without their code.
func (r Reply) Code() int { return r.code }

// Enhanced is the RFC 3463 code, or "" if the reply has none.
func (r Reply) Enhanced() string { return r.enhanced }

// Text is what follows the codes.
func (r Reply) Text() string { return r.text }

// Message is the text with its enhanced code: what stands behind the three digits.
func (r Reply) Message() string {
	if r.enhanced == "" {
		return r.text
	}
	return strings.TrimSpace(r.enhanced + " " + r.text)
}

// String is the reply as protocol logs print it.
func (r Reply) String() string {
	if r.code == 0 || r == HangUp {
		return r.Message()
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", r.code, r.Message()))
}

// IsZero reports whether nothing was said.
func (r Reply) IsZero() bool { return r == Reply{} }

// class is the first digit of the code or, where a report has words without their code, of the enhanced code; 0 if it
// has neither.
func (r Reply) class() int {
	switch {
	case r.code != 0:
		return r.code / 100
	case r.enhanced != "":
		return int(r.enhanced[0] - '0')
	}
	return 0
}

// OK reports a positive completion or intermediate reply (2xx, 3xx).
func (r Reply) OK() bool { return r.class() == 2 || r.class() == 3 }

// Temporary reports a 4xx: the sender should try again.
func (r Reply) Temporary() bool { return r.class() == 4 }

// Permanent reports a 5xx: the sender must give up.
func (r Reply) Permanent() bool { return r.class() >= 5 }

// Status is the RFC 3464 Status of a recipient that failed with this reply: its enhanced code, else the class with
// "other or undefined" (RFC 3463 section 3.1).
func (r Reply) Status() string {
	if r.enhanced != "" || r.code == 0 {
		return r.enhanced
	}
	return fmt.Sprintf("%d.0.0", r.code/100)
}

// MarshalBinary implements [encoding.BinaryMarshaler]: a reply that is kept comes back as it was.
func (r Reply) MarshalBinary() ([]byte, error) {
	return fmt.Appendf(nil, "%d\x00%s\x00%s", r.code, r.enhanced, r.text), nil
}

// UnmarshalBinary implements [encoding.BinaryUnmarshaler].
func (r *Reply) UnmarshalBinary(b []byte) error {
	parts := strings.SplitN(string(b), "\x00", 3)
	if len(parts) != 3 {
		return fmt.Errorf("%q is not a kept reply", b)
	}
	code, err := strconv.Atoi(parts[0])
	if err != nil {
		return fmt.Errorf("%q is not a kept reply: %w", b, err)
	}
	*r = Reply{code, parts[1], parts[2]}
	return nil
}

package diagnose

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// This file is about signed messages: a signature tells how a message was before something on its way changed it.

// mostAdded is how many lines are taken for added by whoever passed a message on.
const mostAdded = 12

// asSigned is the message of the evidence as it was when it was signed, where its signature holds without lines at its
// end or its beginning, or without a tag before its subject; else as it is. signed tells that a signature holds: of a
// plain message, which has none, it is not asked then.
func (d *search) asSigned(f *form) (before *form, signed bool) {
	if f == nil || !f.header.Has("DKIM-Signature") || f.body == "" {
		return f, false
	}
	signer := ""
	holds := func(header relay.Header, body string) bool {
		signer = d.world.SignedBy(relay.Content(header, []byte(body)))
		return signer != ""
	}
	text := strings.TrimSuffix(strings.ReplaceAll(f.body, "\r\n", "\n"), "\n")
	lines := strings.Split(text, "\n")
	for n := range min(mostAdded+1, len(lines)) {
		for top := range n + 1 {
			body := strings.Join(lines[top:len(lines)-(n-top)], "\r\n") + "\r\n"
			for _, header := range untagged(f.header) {
				if !holds(header, body) {
					continue
				}
				if n == 0 && len(header) == len(f.header) && header.Get("Subject") == f.header.Get("Subject") {
					return f, true
				}
				gone := slices.Concat(lines[:top], lines[len(lines)-(n-top):])
				d.noted = append(d.noted, Lead{"signature", signer, added(signer, header, f.header, gone)})
				says := "the message of the evidence as " + signer + " signed it"
				return &form{says: says, header: header, body: body}, true
			}
		}
	}
	return f, false
}

// untagged are the header as it is, and without the tag before its subject.
func untagged(h relay.Header) []relay.Header {
	subject := h.Get("Subject")
	_, rest, tagged := strings.Cut(subject, "] ")
	if !tagged || !strings.HasPrefix(subject, "[") {
		return []relay.Header{h}
	}
	without := slices.Clone(h)
	for i, f := range without {
		if strings.EqualFold(f.Name, "Subject") {
			without[i].Value = rest
		}
	}
	return []relay.Header{h, without}
}

// added says what was done to a message since it was signed.
func added(signer string, signed, h relay.Header, gone []string) string {
	var what []string
	if tag, ok := strings.CutSuffix(h.Get("Subject"), signed.Get("Subject")); ok && tag != "" {
		what = append(what, fmt.Sprintf("%q before its subject", strings.TrimSpace(tag)))
	}
	if text := strings.TrimSpace(strings.Join(gone, " ")); len(gone) > 0 {
		what = append(what, fmt.Sprintf("%.100q in its text", text))
	}
	return fmt.Sprintf("the signature of %s holds without %s: somebody on the way added that, after the message had "+
		"been signed", signer, strings.Join(what, " and "))
}

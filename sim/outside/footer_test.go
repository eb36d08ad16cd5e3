package outside

import (
	"strings"
	"testing"

	"hybridsim/relay"
)

func TestAFooterGoesBelowTheText(t *testing.T) {
	const multipart = "Content-Type: multipart/alternative; boundary=b\n\npreamble\n--b\nContent-Type: text/plain\n\nHello\n--b\nContent-Type: text/html\n\n<p>\n--b--\n"
	tests := []struct{ name, message, want string }{
		{"no content type is text", "Subject: x\n\nHello\n", "Subject: x\n\nHello\nFOOTER\n"},
		{"text that does not end its line", "Content-Type: text/plain\n\nHello", "Content-Type: text/plain\n\nHello\nFOOTER\n"},
		{"no text at all", "Subject: x\n\n", "Subject: x\n\nFOOTER\n"},
		{"the first part of several", multipart, strings.Replace(multipart, "Hello\n", "Hello\nFOOTER\n", 1)},
		{"a first part that is not text", strings.Replace(multipart, "text/plain", "image/png", 1), ""},
		{"a multipart that never ends", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHello\n", ""},
		{"encoded text", "Content-Transfer-Encoding: base64\n\nSGVsbG8=\n", ""},
		{"something else", "Content-Type: text/html\n\n<p>\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.want == "" {
				tt.want = tt.message
			}
			wire := func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
			header, body := relay.SplitMessage([]byte(wire(tt.message)))
			if got := string(relay.Content(header, addFooter(header, body, "FOOTER"))); got != wire(tt.want) {
				t.Errorf("got  %q\nwant %q", got, wire(tt.want))
			}
		})
	}
}

package outside

import (
	"encoding/base64"
	"strings"
	"testing"

	"hybridsim/relay"
)

func TestTextIsEncodedAnewAndReadsAsBefore(t *testing.T) {
	for _, row := range []struct{ name, kind, encoding, body, reads string }{
		{"plain text", "", "", "Lunch at noon?\r\n", "Lunch at noon?\r\n"},
		{"base64 in lines of another width", "text/plain", "base64", base64.StdEncoding.EncodeToString([]byte(strings.Repeat("long ", 40))) + "\r\n", strings.Repeat("long ", 40)},
	} {
		t.Run(row.name, func(t *testing.T) {
			h := relay.Header{{Name: "Subject", Value: "Hello"}}
			if row.kind != "" {
				h = h.Set("Content-Type", row.kind)
			}
			if row.encoding != "" {
				h = h.Set("Content-Transfer-Encoding", row.encoding)
			}
			after, body := encodedAnew(h, []byte(row.body))
			if string(body) == row.body {
				t.Error("the text is as it was, so a signature would survive")
			}
			got, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(string(body), "\r\n", ""))
			if err != nil || string(got) != row.reads || after.Get("Content-Transfer-Encoding") != "base64" {
				t.Errorf("it reads %q, %v; want %q", got, err, row.reads)
			}
		})
	}
	t.Run("parts stay, behind a preamble", func(t *testing.T) {
		const parts = "--b\r\n\r\nLunch?\r\n--b--\r\n"
		_, body := encodedAnew(relay.Header{{Name: "Content-Type", Value: "multipart/mixed; boundary=b"}}, []byte(parts))
		if got := string(body); got == parts || !strings.HasSuffix(got, parts) {
			t.Errorf("%q", got)
		}
	})
}

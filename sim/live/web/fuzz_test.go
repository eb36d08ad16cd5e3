package web

import (
	"mime"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"hybridsim/relay"
	"hybridsim/sim"
)

// FuzzMessage decodes any message: what is shown is text, file names are harmless, and the header that hands a part over can be read.
func FuzzMessage(f *testing.F) {
	for _, seed := range []string{
		"Subject: x\r\n\r\nhello\r\n",
		"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/html; charset=koi8-r; name=\"../x\"\r\n\r\n<b>\r\n--x--\r\n",
		"Subject: =?iso-2022-jp?b?GyRC?=\r\nContent-Type: text/plain; charset=iso-2022-jp\r\nContent-Transfer-Encoding: base64\r\n\r\nGyRC\r\n",
		"Content-Disposition: attachment; filename*=utf-8''%e2%80%ae%2f..%00.exe\r\n\r\n",
		"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nStatus: 5.0.0\r\n--x--\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		l := sim.Letter{ID: "onprem-1"}
		l.Header, l.Body = relay.SplitMessage(content)
		m := newWhole(l)
		if len(m.Parts) > maxParts || !utf8.ValidString(m.Subject+m.From+m.Text+m.HTML) {
			t.Errorf("%d parts, or text that is none", len(m.Parts))
		}
		for _, p := range m.Parts {
			if strings.ContainsAny(p.Name, "/\\\r\n\x00\"") || strings.HasPrefix(p.Name, ".") || len([]rune(p.Name)) > longestName || p.Attachment && p.Name == "" {
				t.Errorf("part %s is called %q", p.Number, p.Name)
			}
			w := httptest.NewRecorder()
			file(w, p.Type, p.Name, p.decoded)
			if _, _, err := mime.ParseMediaType(w.Header().Get("Content-Disposition")); err != nil {
				t.Errorf("%q: %v", w.Header().Get("Content-Disposition"), err)
			}
		}
	})
}

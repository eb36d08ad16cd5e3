package dsn

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"mime/quotedprintable"
	"strings"
	"time"

	"hybridsim/relay"
)

// Compose renders the report with CRLF line ends: header fields in the order in which Exchange emits them, then the
// parts of multipart/report (NB2, NB3). The original is copied once.
func Compose(r *Report) []byte {
	w := writer{r: r, form: r.form(), charset: originalCharset(r)}
	text, html := w.text()
	size := 2*(len(text)+len(html)) + len(r.Original.String()) + 8<<10 + w.returned()
	w.Buffer = *bytes.NewBuffer(make([]byte, 0, size))
	w.header()
	w.people(w.boundary("report"), text, html)
	fmt.Fprintf(&w, "--%s\r\nContent-Type: message/delivery-status\r\n\r\n", w.boundary("report"))
	w.status()
	w.original()
	fmt.Fprintf(&w, "\r\n--%s--\r\n", w.boundary("report"))
	return w.Bytes()
}

// writer holds a report on its way to bytes.
type writer struct {
	bytes.Buffer
	r       *Report
	form    Form
	charset string
}

func (w *writer) field(name, value string) { fmt.Fprintf(w, "%s: %s\r\n", name, value) }

// boundary is a GUID that follows from the report's ID, as Exchange uses one for each multipart.
func (w *writer) boundary(of string) string {
	h := sha256.Sum256([]byte(of + " " + w.r.ID))
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// header writes the table of NB2. What transit adds is not the generator's.
func (w *writer) header() {
	r := w.r
	w.field("MIME-Version", "1.0")
	w.field("From", r.From)
	w.field("To", "<"+r.To+">")
	w.field("Date", r.Date.Format(relay.DateLayout))
	fmt.Fprintf(w, "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"%s\"\r\n",
		w.boundary("report"))
	if w.form.modern() && r.Action == Failed {
		w.WriteString("X-MS-Exchange-Message-Is-Ndr:\r\n")
	}
	w.field("Content-Language", r.words(w.form).tag)
	w.field("Message-ID", r.MessageID())
	if w.form.modern() {
		w.thread()
	}
	w.field("Subject", encodeSubject(r.prefix(), r.Original.Get("Subject"), w.charset))
	if w.form != Form2010 {
		w.field("Auto-Submitted", "auto-replied")
	}
	if r.Product == relay.ExchangeOnline && r.Era >= relay.Era2019 { // [O]; from when on is [I]
		w.field("X-MS-PublicTrafficType", "Email")
	}
	w.WriteString("\r\n")
}

// thread writes what ties the report to its original; each only if the original has it.
func (w *writer) thread() {
	original := w.r.Original
	if id := original.Get("Message-ID"); id != "" {
		w.field("In-Reply-To", id)
		references := append(strings.Fields(original.Get("References")), id)
		w.field("References", strings.Join(references, "\r\n\t"))
	}
	for _, name := range []string{"Thread-Topic", "Thread-Index"} {
		if value := original.Get(name); value != "" {
			w.field(name, value)
		}
	}
}

// people writes the text for people as a part of a report: two renderings of one page, or the plain one alone (NB3).
func (w *writer) people(report, text, html string) {
	both := w.boundary("alternative")
	if html == "" {
		fmt.Fprintf(w, "--%s\r\n", report)
		w.readable("plain", text)
		return
	}
	fmt.Fprintf(w, "--%s\r\nContent-Type: multipart/alternative; differences=Content-Type;\r\n"+
		"\tboundary=\"%s\"\r\n\r\n", report, both)
	fmt.Fprintf(w, "--%s\r\n", both)
	w.readable("plain", text)
	fmt.Fprintf(w, "--%s\r\n", both)
	w.readable("html", html)
	fmt.Fprintf(w, "--%s--\r\n\r\n", both)
}

// readable writes one quoted-printable text part.
func (w *writer) readable(subtype, text string) {
	charset, encoded := encode(text, w.charset)
	fmt.Fprintf(w, "Content-Type: text/%s; charset=\"%s\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
		subtype, charset)
	q := quotedprintable.NewWriter(w)
	q.Write(relay.WholeLines(encoded)) // a bytes.Buffer takes everything
	q.Close()
	if p := w.r.Product; subtype == "html" && (p == relay.ExchangeOnline || p == relay.Exchange2013) { // V5.11 [O]
		w.WriteString("=\r\n")
	}
	w.WriteString("\r\n")
}

// text renders the page for people, and its HTML unless the configuration wants text alone. 2010 and later write both.
func (w *writer) text() (text, html string) {
	p := w.r.page(w.form)
	if !w.r.TextOnly && w.form != FormOther {
		html = p.html(w.form)
	}
	return p.text(), html
}

// original writes the third part: the whole original, or its header (NB3, NB9).
func (w *writer) original() {
	kind := "message/rfc822"
	if w.r.headersOnly() {
		kind = "text/rfc822-headers"
	}
	fmt.Fprintf(w, "--%s\r\nContent-Type: %s\r\n\r\n%s", w.boundary("report"), kind, w.r.Original)
	if !w.r.headersOnly() {
		w.WriteString("\r\n")
		w.Write(w.r.Body)
	}
}

// returned is the size of the original's body in the report.
func (w *writer) returned() int {
	if w.r.headersOnly() {
		return 0
	}
	return len(w.r.Body)
}

func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '\r' || r == '\n' }), " ")
}

// stampText is the time before an attempt's line and in the rich form: UTC in the en-US form (NB4 [O]).
func stampText(t time.Time) string { return t.UTC().Format("1/2/2006 3:04:05 PM") }

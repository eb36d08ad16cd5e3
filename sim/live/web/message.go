package web

import (
	"mime"
	"net/http"
	"strconv"
	"strings"

	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
	"hybridsim/sim"
	"hybridsim/sim/suggest"
)

// wholeJSON is a message, decoded.
type wholeJSON struct {
	messageJSON
	To      string      `json:"to"`
	Cc      string      `json:"cc"`
	Date    string      `json:"date"`
	Headers []fieldJSON `json:"headers"`
	Text    string      `json:"text"` // of the first part that is plain text
	HTML    string      `json:"html"` // of the first part that is HTML, as it came
	Parts   []Part      `json:"parts"`
	More    bool        `json:"more,omitempty"` // there are more parts than are listed
	Report  []failed    `json:"report,omitempty"`
}

// fieldJSON is a header field, unfolded, with encoded words decoded.
type fieldJSON struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// failed is a recipient in a delivery report.
type failed struct {
	Address string `json:"address"`
	Action  string `json:"action"`
	Reply   string `json:"reply"`
	Meaning string `json:"meaning"`
	Check   string `json:"check,omitempty"`
}

func newWhole(l sim.Letter) wholeJSON {
	h := l.Header
	whole := wholeJSON{messageJSON: newMessageJSON(l), To: words(h.Get("To")), Cc: words(h.Get("Cc")),
		Date: h.Get("Date"), Headers: []fieldJSON{}}
	for _, f := range h {
		whole.Headers = append(whole.Headers, fieldJSON{f.Name, words(strings.ReplaceAll(f.Value, "\r\n", ""))})
	}
	whole.Parts, whole.More = parts(l)
	text, html := shown(whole.Parts)
	if text != nil {
		whole.Text = text.Text
	}
	if html != nil {
		whole.HTML = html.Text
	}
	if l.IsReport() {
		whole.Report = reported(l.Content())
	}
	return whole
}

// reported is what a delivery report says, and what it means.
func reported(content []byte) (list []failed) {
	report, err := dsn.Read(content)
	if err != nil {
		return nil
	}
	for _, r := range report.Recipients {
		meaning, check, _ := reply.Meaning(r.Reply)
		list = append(list, failed{r.Address, string(report.Outcome(r)), r.Reply.String(), meaning, check})
	}
	return list
}

func (s *Site) apiMessage(w http.ResponseWriter, r *http.Request) {
	if l, ok := s.letter(w, r); ok {
		write(w, http.StatusOK, newWhole(l))
	}
}

func (s *Site) apiRaw(w http.ResponseWriter, r *http.Request) {
	if l, ok := s.letter(w, r); ok {
		file(w, "message/rfc822", l.ID+".eml", l.Content())
	}
}

func (s *Site) apiPart(w http.ResponseWriter, r *http.Request) {
	l, ok := s.letter(w, r)
	if !ok {
		return
	}
	var known []string
	list, _ := parts(l)
	for _, p := range list {
		if p.Number == r.PathValue("part") {
			name := p.Name
			if name == "" {
				name = fileName("", p)
			}
			file(w, p.Type, name, p.decoded)
			return
		}
		known = append(known, p.Number)
	}
	fail(w, http.StatusNotFound, "the message has no part "+quoted(r.PathValue("part")),
		suggest.DidYouMean(r.PathValue("part"), known))
}

// file answers with something to be saved, never shown: it came by mail.
func file(w http.ResponseWriter, mediaType, name string, content []byte) {
	if mime.FormatMediaType(mediaType, nil) == "" {
		mediaType = "application/octet-stream"
	}
	h := w.Header()
	h.Set("Content-Type", mediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Length", strconv.Itoa(len(content)))
	h.Set("Content-Security-Policy", filePolicy)
	w.Write(content)
}

// plain answers with text.
func plain(w http.ResponseWriter, content []byte) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write(content)
}

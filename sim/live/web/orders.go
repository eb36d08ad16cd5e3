package web

import (
	"errors"
	"mime"
	"net/http"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// resultJSON is what became of a line that was typed.
type resultJSON struct {
	Line   int    `json:"line"` // of the body, from 1
	Text   string `json:"text"`
	Output string `json:"output"`
	Failed bool   `json:"failed,omitempty"` // a claim that does not hold, or a grade that is not passed
	Error  string `json:"error,omitempty"`
	Column int    `json:"column,omitempty"` // of the mistake, in characters from 1
	Hint   string `json:"hint,omitempty"`
}

// typedJSON is what became of all lines: OK if each was done and every claim holds. After a mistake the lines behind it
// are not done.
type typedJSON struct {
	Results []resultJSON `json:"results"`
	OK      bool         `json:"ok"`
	mistake bool
}

// do does lines of the console one by one, up to the first mistake.
func (s *Site) do(text string) typedJSON {
	s.typing.Lock()
	defer s.typing.Unlock()
	typed := typedJSON{Results: []resultJSON{}, OK: true}
	for i, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		answer, err := s.console.Do(line, nil)
		result := resultJSON{Line: i + 1, Text: line, Output: answer.Output, Failed: answer.Failed}
		if err != nil {
			typed.mistake, result.Error = true, err.Error()
			var at *mistake.Error
			if errors.As(err, &at) {
				result.Error, result.Column, result.Hint = at.Message, at.Column, at.Hint
			}
		}
		typed.OK = typed.OK && !typed.mistake && !answer.Failed
		if typed.Results = append(typed.Results, result); typed.mistake {
			break
		}
	}
	return typed
}

func (s *Site) apiRun(w http.ResponseWriter, r *http.Request) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "text/plain" {
		fail(w, http.StatusUnsupportedMediaType, "the body of lines is text/plain, not "+
			quoted(r.Header.Get("Content-Type")),
			"curl -H 'Content-Type: text/plain' --data-binary @FILE")
		return
	}
	text, ok := body(w, r, maxTyped)
	if !ok {
		return
	}
	if !utf8.Valid(text) {
		fail(w, http.StatusBadRequest, "the body is not text in UTF-8", "send it in UTF-8")
		return
	}
	typed := s.do(string(text))
	status := http.StatusOK
	if typed.mistake {
		status = http.StatusUnprocessableEntity
	}
	write(w, status, typed)
}

// sentJSON says who a message was taken from.
type sentJSON struct {
	From string   `json:"from"`
	To   []string `json:"to"`
	At   string   `json:"at"` // where the sender's mailbox is
}

func (s *Site) apiSend(w http.ResponseWriter, r *http.Request) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "message/rfc822" && kind != "text/plain" {
		fail(w, http.StatusUnsupportedMediaType, "a message is message/rfc822, not "+
			quoted(r.Header.Get("Content-Type")),
			"curl -H 'Content-Type: message/rfc822' --data-binary @mail.eml")
		return
	}
	q := r.URL.Query()
	from, to := q.Get("from"), q["to"]
	for _, address := range append([]string{from}, to...) {
		if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address ||
			strings.ContainsAny(address, "\r\n") {
			fail(w, http.StatusBadRequest, quoted(address)+" is not an address",
				"POST /api/send?from=alice@contoso.com&to=bob@contoso.com, with + written as %2B")
			return
		}
	}
	if len(to) == 0 {
		fail(w, http.StatusBadRequest, "the message goes to nobody", "add &to=ADDRESS, once for each recipient")
		return
	}
	content, ok := body(w, r, maxBody)
	if !ok {
		return
	}
	header, text := relay.SplitMessage(content)
	if len(content)-len(text) > maxHeader {
		fail(w, http.StatusRequestEntityTooLarge, "the header has more than 256 KB",
			"no server takes such a one: 552 5.3.4")
		return
	}
	if len(header) == 0 {
		fail(w, http.StatusBadRequest, "the body does not begin with header fields",
			"send a whole message: Subject and the like, an empty line, and the text")
		return
	}
	s.submit(w, from, to, wireLines(content))
}

// wireLines gives every line the end that it has on the wire.
func wireLines(content []byte) []byte {
	return []byte(strings.ReplaceAll(string(lineFeeds(content)), "\n", "\r\n"))
}

// submit sends a message from the mailbox that the sender has, on a side or outside.
func (s *Site) submit(w http.ResponseWriter, from string, to []string, content []byte) {
	world := s.engine.World
	sender, err := world.Sender(from, "")
	if err == nil {
		if err := world.Post(sender, from, to, content); err != nil {
			unkept(w, err)
			return
		}
		write(w, http.StatusAccepted, sentJSON{from, to, sender.At()})
		return
	}
	var nobody *sim.NoSenderError
	switch {
	case errors.As(err, &nobody) && nobody.Both:
		fail(w, http.StatusConflict, err.Error(), "remove one, or send as another address that only one of them has")
	default:
		var known []string
		for _, m := range world.Mailboxes() {
			known = append(known, m.Address)
		}
		slices.Sort(known)
		fail(w, http.StatusNotFound, quoted(from)+" has no mailbox to send from",
			suggest.DidYouMean(from, slices.Compact(known)))
	}
}

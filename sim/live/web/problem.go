package web

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// problem is the answer to a request that cannot be met.
type problem struct {
	Error string `json:"error"`
	Hint  string `json:"hint"`
}

// fail answers with an error: as a page for somebody who looks at pages, else as JSON.
func fail(w http.ResponseWriter, status int, message, hint string) {
	if page, ok := w.(*paged); ok {
		page.problem(status, problem{message, hint})
		return
	}
	write(w, status, problem{message, hint})
}

// unkept answers that something cannot be kept, or was done and may be forgotten.
func unkept(w http.ResponseWriter, err error) {
	fail(w, http.StatusInsufficientStorage, "not stored: "+err.Error(),
		"ask again when serve can store again; what was done already is then done twice")
}

// write answers with a document.
func write(w http.ResponseWriter, status int, document any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(document) // nobody is left to be told
}

// quoted shows a word of a request, if it is not too long, without line ends.
func quoted(s string) string {
	if len(s) > 100 {
		s = strings.ToValidUTF8(s[:100], "") + "..."
	}
	return strconv.Quote(s)
}

// body reads what a request brings along. When it is too much the answer is given, and ok is false.
func body(w http.ResponseWriter, r *http.Request, most int64) (content []byte, ok bool) {
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, most))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		fail(w, http.StatusRequestEntityTooLarge, "the body has more than "+strconv.FormatInt(large.Limit, 10)+" bytes",
			"send it in pieces")
	case err != nil:
		fail(w, http.StatusBadRequest, "the body ends too early", "send it again")
	}
	return content, err == nil
}

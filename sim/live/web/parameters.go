package web

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"hybridsim/sim/suggest"
)

// parameter is one that a path takes behind its question mark.
type parameter struct {
	name string
	kind kind
	does string
	many bool // it may be given several times
	must bool // it has to be given
}

// kind is what a parameter's value is.
type kind string

const (
	aText     kind = "text"
	aNumber   kind = "number"
	anAddress kind = "address"
	aDuration kind = "duration" // of the wall clock: 30s
	aTime     kind = "time"     // of the world: RFC 3339
)

// known answers with an error if a request has a parameter that the path does not take, or one twice: a word that is
// mistyped would otherwise ask for everything.
func (p route) known(w http.ResponseWriter, r *http.Request) bool {
	var names []string
	taken := map[string]parameter{}
	for _, q := range p.query {
		names = append(names, q.name)
		taken[q.name] = q
	}
	for name, values := range r.URL.Query() {
		q, ok := taken[name]
		switch {
		case !ok && len(names) == 0:
			fail(w, http.StatusBadRequest, "there is no parameter "+quoted(name), quoted(p.path())+" takes none")
			return false
		case !ok:
			hint := suggest.DidYouMean(name, names)
			if hint == "" {
				hint = quoted(p.path()) + " takes " + strings.Join(names, ", ")
			}
			fail(w, http.StatusBadRequest, "there is no parameter "+quoted(name), hint)
			return false
		case len(values) > 1 && !q.many:
			fail(w, http.StatusBadRequest, quoted(name)+" is given more than once", "give it once")
			return false
		}
	}
	return true
}

// number reads a query parameter that is a number; absent it is 0.
func number(w http.ResponseWriter, r *http.Request, name string) (n int, ok bool) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return 0, true
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		fail(w, http.StatusBadRequest, name+"="+quoted(text)+" is not a number", "leave it out or write "+name+"=100")
		return 0, false
	}
	return n, true
}

// duration reads a query parameter that is a time to wait, of at most so long; absent it is 0.
func duration(w http.ResponseWriter, r *http.Request, name string, most time.Duration) (d time.Duration, ok bool) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return 0, true
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil || d < 0:
		fail(w, http.StatusBadRequest, name+"="+quoted(text)+" is no duration", "write "+name+"=30s")
		return 0, false
	case d > most:
		fail(w, http.StatusBadRequest, name+"="+quoted(text)+" is too long", "the most is "+most.String()+"; ask again")
		return 0, false
	}
	return d, true
}

// moment reads a query parameter that is a time; absent it is zero.
func moment(w http.ResponseWriter, r *http.Request, name string) (t time.Time, ok bool) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return t, true
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		fail(w, http.StatusBadRequest, name+"="+quoted(text)+" is no time",
			"write it as GET /api/world does: 2026-03-02T09:00:00Z, with + written as %2B")
	}
	return t, err == nil
}

package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"html"
	"net/http"
	"strings"

	"hybridsim/sim/story/tell"
)

// Dress is what surrounds the pages of a site that stands inside another one, which has looked who asks.
type Dress struct {
	Root     string // path beneath which the site's own paths stand; empty: it is the whole server
	Token    string // that forms bring back, as a field "token"
	Links    []Link // at the top, before the site's own
	ReadOnly bool   // nothing may be changed
}

// Link is a place to go to.
type Link struct{ Path, Text string }

// What stands in rendered pages for the root and the token: nobody outside can guess it, so nothing that came by mail
// holds it.
var (
	rootMark  = "/" + strings.ToLower(rand.Text())
	tokenMark = strings.ToLower(rand.Text())
)

// put puts a rendered page into its dress.
func (d Dress) put(page []byte) []byte {
	page = bytes.ReplaceAll(page, []byte(rootMark), []byte(html.EscapeString(d.Root)))
	return bytes.ReplaceAll(page, []byte(tokenMark), []byte(html.EscapeString(d.Token)))
}

type dressKey struct{}

// dressOf is the dress in which a request is answered.
func dressOf(r *http.Request) Dress {
	d, _ := r.Context().Value(dressKey{}).(Dress)
	return d
}

// Within answers a request whose path is the site's own, in a dress. Hosts, origins and tokens are the caller's affair.
func (s *Site) Within(d Dress, w http.ResponseWriter, r *http.Request) {
	r = r.WithContext(context.WithValue(r.Context(), dressKey{}, d))
	if d.ReadOnly && r.Method != http.MethodGet && r.Method != http.MethodHead {
		s.asPage(w, r).problem(http.StatusForbidden, problem{"you look on here: nothing can be changed",
			"sit beside the student to type"})
		return
	}
	s.inner.ServeHTTP(w, r)
}

// Asset is one of the files that pages of a site need, so that other pages can look the same; nil if there is none.
func Asset(name string) []byte {
	content, err := assets.ReadFile(name)
	if err != nil {
		return nil
	}
	return content
}

// labView is what stands beside everything in a lab.
type labView struct {
	Task     string
	Told     []tell.Hint
	Left     int // hints
	Grade    gradeView
	Once     string
	ReadOnly bool
}

// gradeView is a grade, as far as a page looks at it; nil when there is none.
type gradeView interface{ String() string }

func (s *Site) labView(readOnly bool) *labView {
	if !s.console.Lab() {
		return nil
	}
	told, all := s.console.Told()
	v := &labView{Task: s.console.Task(), Told: told, Left: all - len(told), Once: s.once1(), ReadOnly: readOnly}
	if g := s.console.Graded(); g != nil {
		v.Grade = g
	}
	return v
}

// paged makes pages of the errors that a browser is shown.
type paged struct {
	http.ResponseWriter
	site    *Site
	request *http.Request
}

func (s *Site) asPage(w http.ResponseWriter, r *http.Request) *paged { return &paged{w, s, r} }

// wantsPage reports whether somebody looks at the answer in a browser.
func wantsPage(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/api/")
}

// problem shows an error with the navigation around it.
func (p *paged) problem(status int, told problem) {
	p.Header().Set("Content-Type", "text/html; charset=utf-8")
	p.WriteHeader(status)
	p.site.page(p.ResponseWriter, p.request, "problem", http.StatusText(status), false, told)
}

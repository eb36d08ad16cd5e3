package class

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// secret makes the tokens of forms.
type secret []byte

func newSecret() secret {
	s := make(secret, 32)
	rand.Read(s)
	return s
}

func newToken() string { return strings.ToLower(rand.Text()) }

// hashed is what is kept of a token, so that the file gives nobody entry.
func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func same(a, b string) bool { return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// form is the token that forms of a session bring back.
func (s secret) form(session string) string {
	mac := hmac.New(sha256.New, s)
	mac.Write([]byte(session))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// The names of cookies.
const (
	studentCookie = "hybridsim-student"
	teacherCookie = "hybridsim-teacher"
)

// visitor is who asks.
type visitor struct {
	student *student // nil: none
	teacher bool
	token   string // of forms
}

// visitor finds out who asks.
func (c *Class) visitor(r *http.Request) (v visitor) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if cookie, err := r.Cookie(teacherCookie); err == nil && slices.Contains(c.roll.Teachers, hashed(cookie.Value)) {
		v.teacher, v.token = true, c.pass.form(cookie.Value)
	}
	if cookie, err := r.Cookie(studentCookie); err == nil {
		session := hashed(cookie.Value)
		v.student = c.roll.find(func(s *student) bool { return same(s.Session, session) })
		if v.student != nil && !v.teacher {
			v.token = c.pass.form(cookie.Value)
		}
	}
	return v
}

// admit hands out a cookie, and returns what is kept of it.
func (c *Class) admit(w http.ResponseWriter, r *http.Request, name string) (hash string) {
	token := newToken()
	secure := r.TLS != nil || strings.HasPrefix(c.o.URL, "https:")
	http.SetCookie(w, &http.Cookie{Name: name, Value: token, Path: "/", HttpOnly: true, Secure: secure,
		SameSite: http.SameSiteLaxMode, Expires: time.Now().Add(90 * 24 * time.Hour)})
	return hashed(token)
}

// policy of the class's own pages.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// Allow lets requests call the class by a host's name.
func (c *Class) Allow(host string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hosts[bareHost(host)] = true
}

func bareHost(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.ToLower(strings.Trim(strings.TrimSuffix(host, "."), "[]"))
}

// ours reports whether a Host is one that the class is called by: a name elsewhere that leads here gives itself away.
func (c *Class) ours(host string) bool {
	name := bareHost(host)
	if a, err := netip.ParseAddr(name); err == nil && a.Unmap().IsLoopback() || name == "localhost" {
		return true
	}
	if u, err := url.Parse(c.o.URL); err == nil && name == bareHost(u.Host) {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.hosts[name]
}

// maxForm is the largest body of a request.
const maxForm = 1 << 20

// ServeHTTP implements [http.Handler]: the guard, and then the pages.
func (c *Class) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer") // a link that lets somebody in is nobody else's affair
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
	if !c.ours(r.Host) {
		c.sorry(w, r, http.StatusMisdirectedRequest, "This server is not called "+bareHost(r.Host)+".",
			"Use the address that the class was given; --url NAME allows another.")
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		c.sorry(w, r, http.StatusForbidden, "Another site's page asks for a change here.",
			"Use the pages of this class.")
		return
	}
	c.mux.ServeHTTP(w, r)
}

// posted reports whether a change comes from one of our forms; if not the answer is given.
func (c *Class) posted(w http.ResponseWriter, r *http.Request, v visitor) bool {
	if same(r.PostFormValue("token"), v.token) {
		return true
	}
	c.sorry(w, r, http.StatusForbidden, "This form is too old, or it is not ours.",
		"Nothing was done. Go back, reload the page, and send it again.")
	return false
}

package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
)

// hosts are the names that a request may call this server by. A page of another site that has its name point here (DNS
// rebinding) gives itself away by its Host.
type hosts struct {
	mu    sync.Mutex
	names map[string]bool
	any   bool // the server listens on every address of the machine: any address will do, but no name
}

// allow adds the host of HOST:PORT.
func (h *hosts) allow(address string) {
	name := hostOnly(address)
	h.mu.Lock()
	defer h.mu.Unlock()
	if a, err := netip.ParseAddr(name); name == "" || err == nil && a.IsUnspecified() {
		h.any = true
		return
	}
	h.names[name] = true
}

// allowed reports whether a Host is ours: a name that was named, a loopback name or address, or any address when we
// listen on all. The port may be another, since ports get forwarded.
func (h *hosts) allowed(host string) bool {
	name := hostOnly(host)
	if name == "localhost" || strings.HasSuffix(name, ".localhost") { // RFC 6761 6.3
		return true
	}
	a, err := netip.ParseAddr(name)
	if err == nil && a.Unmap().IsLoopback() {
		return true
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.names[name] || h.any && err == nil
}

// hostOnly is the host of HOST:PORT or HOST, in lower case and without brackets.
func hostOnly(address string) string {
	if host, _, err := net.SplitHostPort(address); err == nil {
		address = host
	} else if inner, ok := strings.CutPrefix(address, "["); ok && strings.HasSuffix(inner, "]") {
		address = strings.TrimSuffix(inner, "]")
	}
	return strings.ToLower(strings.TrimSuffix(address, "."))
}

// policy of the pages: nothing from elsewhere, no script but ours, and nobody may put us into a frame. The frame for
// HTML that came by mail has a stricter one.
const (
	pagePolicy = "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src " +
		"'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	mailPolicy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; " +
		"base-uri 'none'; frame-ancestors 'self'"
	filePolicy = "sandbox; default-src 'none'; frame-ancestors 'none'"
)

// guard is what every request passes.
func (s *Site) guard(next http.Handler) http.Handler {
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fail(w, http.StatusForbidden, "another site's page asks for a change",
			"use the pages of this server, or a program such as curl, which sends no Origin")
	}))
	behind := sameOrigin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", pagePolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if !s.hosts.allowed(r.Host) {
			fail(w, http.StatusMisdirectedRequest, "the Host "+quoted(r.Host)+" is not this server's",
				"use localhost or the address that it listens on; serve --http NAME:PORT allows another name")
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxBody)
		behind.ServeHTTP(w, r)
	})
}

package web

import (
	"context"
	"net"
	"net/http"
	"sync"
	"time"

	"hybridsim/sim/live/edge"
)

// Server listens, and shows one [Site] after the other: a world that begins again has another site, and its clients the
// same address.
type Server struct {
	listener net.Listener
	address  string // as it was asked for
	http     *http.Server
	ended    chan struct{}
	closing  chan struct{}
	closed   sync.Once

	mu     sync.Mutex
	site   *Site         // nil: one world has ended, and the next is not there
	before *Site         // the one that was shown until then
	shown  chan struct{} // closed when there is a site
}

// maxConnections bounds the clients that are connected; beyond that the one that has been silent longest has to go.
const maxConnections = 256

// Serve lets a site listen at a real address, HOST:PORT. Its Host is allowed.
func Serve(s *Site, address string) (*Server, error) {
	listener, err := edge.Listen(address, maxConnections)
	if err != nil {
		return nil, err
	}
	server := &Server{listener: listener, address: address, ended: make(chan struct{}), closing: make(chan struct{}),
		shown: make(chan struct{})}
	server.http = &http.Server{
		Handler: server, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		IdleTimeout:    2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
	}
	server.http.RegisterOnShutdown(func() { server.Show(nil) })
	server.Show(s)
	go func() {
		defer close(server.ended)
		_ = server.http.Serve(listener) // ends with Close
	}()
	return server, nil
}

// Show shows a site in place of the one before, whose streams end. With nil, requests wait for the next.
func (s *Server) Show(site *Site) {
	if site != nil {
		site.hosts.allow(s.address)
		site.hosts.allow(s.listener.Addr().String())
		site.next = make(chan *Site, 1)
		go site.writeDown()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.site != nil {
		s.site.stop()
		s.before = s.site
		s.shown = make(chan struct{})
	}
	if s.site = site; site == nil {
		return
	}
	close(s.shown)
	if s.before != nil {
		site.Transcript(s.before.Typed(), s.before.typed.keep) // whoever typed reads on
		s.before.next <- site                                  // there is room for it: it is told once
		s.before = nil
	}
}

// ServeHTTP implements [http.Handler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	site, shown := s.site, s.shown
	s.mu.Unlock()
	if site != nil {
		site.ServeHTTP(w, r)
		return
	}
	select {
	case <-shown:
		s.ServeHTTP(w, r)
	case <-s.closing:
		fail(w, http.StatusServiceUnavailable, "the server ends", "start serve again")
	case <-r.Context().Done():
	case <-time.After(maxAnswer):
		fail(w, http.StatusServiceUnavailable, "the world is not there yet", "ask again")
	}
}

// Addr is the address that the server listens on.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Close ends the server: streams at once, other answers may be finished within a second.
func (s *Server) Close() {
	s.closed.Do(func() { close(s.closing) })
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		s.http.Close()
	}
	<-s.ended
}

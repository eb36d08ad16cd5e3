package web

import (
	"context"
	"net"
	"net/http"
	"time"

	"hybridsim/sim/live/edge"
)

// Server is a [Site] while it listens.
type Server struct {
	listener net.Listener
	http     *http.Server
	ended    chan struct{}
}

// maxConnections bounds the clients that are connected; beyond that the one that has been silent longest has to go.
const maxConnections = 256

// Serve lets a site listen at a real address, HOST:PORT. Its Host is allowed.
func Serve(s *Site, address string) (*Server, error) {
	listener, err := edge.Listen(address, maxConnections)
	if err != nil {
		return nil, err
	}
	s.hosts.allow(address)
	s.hosts.allow(listener.Addr().String())
	server := &Server{listener: listener, ended: make(chan struct{}), http: &http.Server{
		Handler: s, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute,
		IdleTimeout:    2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
	}}
	server.http.RegisterOnShutdown(s.stop)
	go s.writeDown()
	go func() {
		defer close(server.ended)
		_ = server.http.Serve(listener) // ends with Close
	}()
	return server, nil
}

// Addr is the address that the server listens on.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// Close ends the server: streams at once, other answers may be finished within a second.
func (s *Server) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if s.http.Shutdown(ctx) != nil {
		s.http.Close()
	}
	<-s.ended
}

package web

import (
	"context"
	"net"
	"net/http"
	"time"

	"golang.org/x/net/netutil"

	"hybridsim/sim/live"
)

// Server is a [Site] while it listens.
type Server struct {
	listener net.Listener
	http     *http.Server
	ended    chan struct{}
}

// mostConnections bounds the clients that are connected; more have to wait.
const mostConnections = 256

// Serve lets a site listen at a real address, HOST:PORT. Its Host is allowed.
func Serve(s *Site, address string) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, live.ListenError(address, err)
	}
	s.hosts.allow(address)
	s.hosts.allow(listener.Addr().String())
	server := &Server{listener: listener, ended: make(chan struct{}), http: &http.Server{
		Handler: s, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10,
	}}
	server.http.RegisterOnShutdown(s.stop)
	go func() {
		defer close(server.ended)
		_ = server.http.Serve(netutil.LimitListener(listener, mostConnections)) // ends with Close
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

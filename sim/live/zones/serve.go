package zones

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/miekg/dns"

	"hybridsim/sim/live/edge"
	"hybridsim/sim/vnet"
)

// Server is a DNS server while it runs.
type Server struct {
	address string
	udp     *dns.Server
	tcp     *dns.Server
	ended   sync.WaitGroup
}

// maxConnections bounds the clients that are connected by TCP; beyond that the one that has been silent longest has to
// go.
const maxConnections = 64

// Serve answers queries at a real address, HOST:PORT, by UDP and TCP. Port 0 takes any that is free for both.
func Serve(n *vnet.Network, address string) (*Server, error) {
	listener, packets, err := listen(address)
	if err != nil {
		return nil, err
	}
	h := Handler{n}
	s := &Server{
		address: listener.Addr().String(),
		udp:     &dns.Server{PacketConn: packets, Handler: h, UDPSize: largest},
		tcp: &dns.Server{
			Listener: listener, Handler: h,
			ReadTimeout: 5 * time.Second, WriteTimeout: 5 * time.Second, IdleTimeout: func() time.Duration {
				return 10 * time.Second
			},
		},
	}
	for _, each := range []*dns.Server{s.udp, s.tcp} {
		started := make(chan struct{})
		each.NotifyStartedFunc = func() { close(started) }
		s.ended.Go(func() { _ = each.ActivateAndServe() }) // ends with Close
		<-started
	}
	return s, nil
}

// listen takes the port for both protocols.
func listen(address string) (net.Listener, net.PacketConn, error) {
	for tries := 0; ; tries++ {
		listener, err := edge.Listen(address, maxConnections)
		if err != nil {
			return nil, nil, err
		}
		packets, err := net.ListenPacket("udp", listener.Addr().String())
		if err == nil {
			return listener, packets, nil
		}
		listener.Close()
		if _, port, _ := net.SplitHostPort(address); port != "0" || tries > 20 {
			return nil, nil, edge.ListenError(address, err)
		}
	}
}

// Addr is the address that the server listens on, by both protocols.
func (s *Server) Addr() string { return s.address }

// Close ends the server; who waits for an answer may get it for a second.
func (s *Server) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	for _, each := range []*dns.Server{s.udp, s.tcp} {
		_ = each.ShutdownContext(ctx)
	}
	s.ended.Wait()
}

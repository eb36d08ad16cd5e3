package store_test

import (
	"fmt"
	"net"
	"net/netip"
	"net/smtp"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/live"
	"hybridsim/sim/live/edge"
)

// BenchmarkAccepted is one message that twenty clients on real sockets have got a 250 for, and that travels on meanwhile: with
// data, and without.
func BenchmarkAccepted(b *testing.B) {
	for _, kept := range []bool{false, true} {
		b.Run(fmt.Sprintf("data=%t", kept), func(b *testing.B) {
			w, err := parse(b).Faulty()
			if err != nil {
				b.Fatal(err)
			}
			if kept {
				w.Close()
				w = newLab(b).World
			}
			engine := live.Start(w, 1)
			defer engine.Stop()
			e := edge.New(engine)
			defer e.Close(5 * time.Second)
			door := &edge.Door{To: netip.AddrPortFrom(w.Side(relay.Cloud).Ingress()[0], 25), From: func(c net.Conn) (netip.AddrPort, net.Conn, error) {
				return netip.MustParseAddrPort("192.0.2.10:0"), c, nil
			}}
			if err := e.Open(door, "127.0.0.1:0"); err != nil {
				b.Fatal(err)
			}
			var next atomic.Int64
			var clients sync.WaitGroup
			b.ResetTimer()
			for range 20 {
				clients.Go(func() {
					if err := load(door.Addr().String(), func() bool { return next.Add(1) <= int64(b.N) }); err != nil {
						b.Error(err)
					}
				})
			}
			clients.Wait()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

// load sends messages over one connection as long as more says so.
func load(address string, more func() bool) error {
	c, err := smtp.Dial(address)
	if err != nil {
		return err
	}
	defer c.Close()
	for more() {
		if err := c.Mail("erin@fabrikam.com"); err != nil {
			return err
		}
		if err := c.Rcpt("alice@contoso.com"); err != nil {
			return err
		}
		data, err := c.Data()
		if err != nil {
			return err
		}
		fmt.Fprintf(data, "From: erin@fabrikam.com\r\nTo: alice@contoso.com\r\nSubject: one\r\n\r\n%01000d\r\n", 1)
		if err := data.Close(); err != nil {
			return err
		}
	}
	return c.Quit()
}

package vnet

import (
	"errors"
	"io"
	"net"
	"sync"
	"syscall"
)

// Direction carries the bytes of one direction until src ends, and returns nil at
// its end or what broke.
type Direction func(dst io.Writer, src io.Reader) error

// Copy is the direction that changes nothing.
func Copy(dst io.Writer, src io.Reader) error {
	_, err := io.Copy(dst, src)
	return err
}

// Pump carries both directions between the two ends that a box holds. When one
// direction ends, so does the connection: what it carried has been passed on, the
// end it led to is closed, or reset if that is how the other one went, and the
// other direction finds its source closed. Pump returns when both have ended.
func Pump(client, server net.Conn, up, down Direction) {
	var both sync.WaitGroup
	both.Go(func() { carry(server, client, up) })
	both.Go(func() { carry(client, server, down) })
	both.Wait()
}

func carry(dst, src net.Conn, direction Direction) {
	err := direction(dst, src)
	if to, ok := dst.(*Conn); ok && errors.Is(err, syscall.ECONNRESET) {
		to.Reset()
	}
	dst.Close()
}

package smtpio

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"

	"github.com/emersion/go-smtp"

	"hybridsim/relay"
)

// Serve answers one connection as svc describes and asks sess what to say about mail. It returns when the connection is
// closed and nothing of it is left running: nil if it ended in order, which includes a client that hangs up; otherwise
// how it broke. svc.Now must be set. sess is closed in any case.
//
// A [relay.Session] can rely on this. It is called from goroutines of Serve's own, never from two at once. Its replies
// appear on the wire as they are, a zero Reply from Mail, Rcpt or Data as the dialect's own consent; a 421 closes the
// connection, and [relay.HangUp] closes it without a word. A consent from Hello that is not zero is the whole
// greeting, keywords and all. Reset is called when a transaction that Mail has begun is over, after Data too, and
// before the reply is written. An EHLO or STARTTLS in the middle of a transaction ends it.
//
// Protocol errors are counted up to svc.MaxErrors; the next one is answered 421. A svc.Banner that begins with 4 or 5
// is sent as a refusal, and that is all.
func Serve(conn net.Conn, svc relay.Service, sess relay.Session, t relay.Transcript) error {
	w, err := newWire(conn, &svc, sess, t)
	if err != nil {
		sess.Close()
		return errors.Join(err, conn.Close())
	}
	defer w.leave()
	w.log.Line(connected, "", "")
	switch {
	case svc.HangsUp:
		w.Close()
	case strings.HasPrefix(svc.Banner, "4"), strings.HasPrefix(svc.Banner, "5"):
		w.sayBanner()
		w.ended = byUs
		w.Close()
	default:
		w.serve()
	}
	w.log.Line(disconnected, "", w.ended)
	return w.err
}

// leave closes the session, once: at the end, or before QUIT is answered, so that a client that hears the answer and
// comes back at once finds its old connection gone.
func (w *wire) leave() {
	if w.left {
		return
	}
	w.left = true
	w.clear() // nothing is left to reset
	w.sess.Close()
}

// serve runs a library server for this one connection, until it is done with it.
func (w *wire) serve() {
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &session{w}, nil }))
	server.MaxLineLength = 0 // the wire has its own limit, which does not apply to content
	server.AllowInsecureAuth = true
	server.EnableDSN = true
	server.EnableSMTPUTF8 = w.dialect.lists("SMTPUTF8")
	server.EnableBINARYMIME = w.dialect.lists("BINARYMIME")
	server.ErrorLog = (*errorLog)(w)
	server.Serve(&only{w}) // returns at the second Accept
	server.Shutdown(context.Background())
}

// only is a listener that yields one connection.
type only struct{ conn net.Conn }

func (l *only) Accept() (net.Conn, error) {
	conn := l.conn
	if conn == nil {
		return nil, net.ErrClosed
	}
	l.conn = nil
	return conn, nil
}

func (l *only) Close() error   { return nil }
func (l *only) Addr() net.Addr { return &net.TCPAddr{} }

// errorLog takes what the library reports beside the protocol. Besides failures of the network, which the wire knows
// already, these are panics in a session: they become Serve's error.
type errorLog wire

// Printf implements smtp.Logger.
func (l *errorLog) Printf(format string, v ...any) {
	if l.err == nil {
		l.err = fmt.Errorf(format, v...)
	}
}

// Println implements smtp.Logger.
func (l *errorLog) Println(v ...any) { l.Printf("%s", fmt.Sprintln(v...)) }

// AddrPort reads an address of a connection, IPv4 as such.
func AddrPort(a net.Addr) netip.AddrPort {
	if tcp, ok := a.(*net.TCPAddr); ok && tcp != nil {
		p := tcp.AddrPort()
		return netip.AddrPortFrom(p.Addr().Unmap(), p.Port())
	}
	if a == nil {
		return netip.AddrPort{}
	}
	p, _ := netip.ParseAddrPort(a.String())
	return p
}

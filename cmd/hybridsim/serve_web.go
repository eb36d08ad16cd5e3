package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/netip"
	"os"

	"github.com/spf13/pflag"

	"hybridsim/sim/live"
	"hybridsim/sim/live/web"
	"hybridsim/sim/live/zones"
)

// windows are what serve shows of the world besides SMTP: DNS, HTTP, the authorities' certificates, maildirs.
type windows struct {
	dns, http   string // HOST:PORT, or off, as nothing is
	ca, maildir string // a file and a folder; empty for none

	closers []func() // in the order in which they were opened
}

// off is what the flag of a listener says when it is not wanted.
const off = "off"

func (v *windows) flags(flags *pflag.FlagSet) {
	flags.StringVar(&v.dns, "dns", "127.0.0.1:5353", "where the world's DNS answers by UDP and TCP, or off")
	flags.StringVar(&v.http, "http", "127.0.0.1:8025", "where mailboxes, logs and events are served over HTTP, or off")
	flags.StringVar(&v.ca, "ca", "hybridsim-ca.pem", "file for the certificates of the world's authorities; empty for none")
	flags.StringVar(&v.maildir, "maildir", "", "folder for a maildir of each mailbox")
}

// openWindows opens what is wanted and tells where it is.
func (s *server) openWindows() error {
	v, w := &s.windows, s.engine.World
	if v.dns != off && v.dns != "" {
		server, err := zones.Serve(w.Net, v.dns)
		if err != nil {
			return errors.Join(err, errors.New("    hint: choose another with --dns 127.0.0.1:PORT, or --dns off"))
		}
		v.closers = append(v.closers, server.Close)
		s.printf("%-8s%-24s%s\n", "dns", "UDP and TCP", server.Addr())
	}
	if v.http != off && v.http != "" {
		server, err := web.Serve(web.New(s.engine, s.console, s.story.Name), v.http)
		if err != nil {
			return errors.Join(err, errors.New("    hint: choose another with --http 127.0.0.1:PORT, or --http off"))
		}
		v.closers = append(v.closers, server.Close)
		s.printf("%-8s%-24shttp://%s\n", "http", "mailboxes, logs, events", server.Addr())
		if at, err := netip.ParseAddrPort(server.Addr()); err != nil || !at.Addr().IsLoopback() {
			s.printf("%-8swithout a password: whoever reaches this address may read and change everything here\n", "")
		}
	}
	if v.ca != "" {
		if err := writeRoots(v.ca, web.Roots(w)); err != nil {
			return err
		}
		s.printf("%-8s%-24s%s\n", "CA", "to verify the servers", v.ca)
	}
	if v.maildir != "" {
		return s.followMaildir()
	}
	return nil
}

// followMaildir writes what is delivered until the engine has stopped.
func (s *server) followMaildir() error {
	m, err := live.NewMaildir(s.windows.maildir)
	if err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		m.Follow(s.engine, func(err error) { s.printf("%v\n", err) })
	}()
	s.windows.closers = append(s.windows.closers, func() { <-done })
	s.printf("%-8s%-24s%s\n", "maildir", "one for each mailbox", s.windows.maildir)
	return nil
}

// close ends DNS and HTTP, and waits until the maildirs are complete. The engine has stopped.
func (v *windows) close() {
	for _, c := range v.closers {
		c()
	}
	v.closers = nil // a world that is reset opens them again
}

// rootsMark begins a file of certificates by which it is known as one that this program made and may replace.
const rootsMark = "# The root certificates of a simulated world, made up by hybridsim. Trust them nowhere else.\n"

// writeRoots writes the authorities' certificates, but never over a file of somebody else.
func writeRoots(name string, roots []byte) error {
	old, err := os.ReadFile(name)
	if err == nil && !bytes.HasPrefix(old, []byte(rootsMark)) {
		return fmt.Errorf("%s is there and was not made by serve; it stays as it is\n    hint: choose another with --ca FILE, or --ca '' for none", name)
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = os.WriteFile(name, append([]byte(rootsMark), roots...), 0o644)
	}
	if err != nil {
		return fmt.Errorf("writing the authorities' certificates: %w\n    hint: choose another file with --ca FILE, or --ca '' for none", err)
	}
	return nil
}

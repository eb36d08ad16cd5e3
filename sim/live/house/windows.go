package house

import (
	"bytes"
	"errors"
	"io/fs"

	"hybridsim/sim/live"
	"hybridsim/sim/live/edge"
	"hybridsim/sim/live/web"
	"hybridsim/sim/live/zones"
	"hybridsim/sim/mistake"
	"hybridsim/sim/userfile"
)

// Windows are what is shown of the world besides SMTP. What is empty is not wanted.
type Windows struct {
	DNS, HTTP string // HOST:PORT
	CA        string // file for the certificates of the world's authorities
	Maildir   string // folder for a maildir of each mailbox
}

// Kinds of a [Window].
const (
	DNS     = "dns"
	HTTP    = "http"
	CA      = "CA"
	Maildir = "maildir"
)

// Window is one that is open.
type Window struct{ Kind, At string }

// windows are windows while the world lives.
type windows struct {
	Windows
	opened  []Window
	closers []func() // in the order in which they were opened
}

// open opens what is wanted.
func (v *windows) open(e *live.Engine, h *House) error {
	if v.DNS != "" {
		server, err := zones.Serve(e.World.Net, v.DNS)
		if err != nil {
			return &edge.Wrong{Option: DNS, Value: v.DNS, Err: err, Another: "127.0.0.1:PORT, or --dns off"}
		}
		v.closers = append(v.closers, server.Close)
		v.opened = append(v.opened, Window{DNS, server.Addr()})
	}
	if v.HTTP != "" || h.Show != nil {
		if err := v.openSite(e, h); err != nil {
			return err
		}
	}
	if v.CA != "" {
		if err := writeRoots(v.CA, web.Roots(e.World)); err != nil {
			return err
		}
		v.opened = append(v.opened, Window{CA, v.CA})
	}
	if v.Maildir != "" {
		return v.follow(e, h.Teller)
	}
	return nil
}

// openSite shows the world over HTTP: at an address, or by whoever else shows it.
func (v *windows) openSite(e *live.Engine, h *House) error {
	site := web.New(e, h.Console, h.Story.Name)
	if j := h.Folder.journal(e); j != nil {
		site.Remember(h.Folder.notes(), j)
	}
	if h.Show != nil {
		h.Show(site)
		site.Begin()
		v.closers = append(v.closers, site.Stop)
		return nil
	}
	if err := h.show(site, v.HTTP); err != nil {
		return &edge.Wrong{Option: HTTP, Value: v.HTTP, Err: err, Another: "127.0.0.1:PORT, or --http off"}
	}
	v.closers = append(v.closers, func() { h.server.Show(nil) })
	v.opened = append(v.opened, Window{HTTP, h.server.Addr()})
	return nil
}

// show shows a site where the one before was shown: who looks at a world over HTTP stays where he is when it begins
// again.
func (h *House) show(site *web.Site, address string) (err error) {
	if h.server != nil {
		h.server.Show(site)
		return nil
	}
	h.server, err = web.Serve(site, address)
	return err
}

// follow writes maildirs until the engine has stopped.
func (v *windows) follow(e *live.Engine, t Teller) error {
	m, err := live.NewMaildir(v.Maildir)
	if err != nil {
		return err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		m.Follow(e, func(err error) { t.Warn(err.Error()) })
	}()
	v.closers = append(v.closers, func() { <-done })
	v.opened = append(v.opened, Window{Maildir, v.Maildir})
	return nil
}

// close ends DNS and HTTP, and waits until the maildirs are complete. The engine has stopped.
func (v *windows) close() {
	for _, c := range v.closers {
		c()
	}
}

// rootsMark begins a file of certificates by which it is known as one that this program made and may replace.
const rootsMark = "# The root certificates of a simulated world, made up by hybridsim. Trust them nowhere else.\n"

// writeRoots writes the authorities' certificates, but never over a file of somebody else.
func writeRoots(name string, roots []byte) error {
	old, err := userfile.Read(name)
	if err == nil && !bytes.HasPrefix(old, []byte(rootsMark)) {
		return mistake.New("choose another with --ca FILE, or --ca '' for none",
			"%s is there and was not made by serve; it stays as it is", name)
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = userfile.Write(name, append([]byte(rootsMark), roots...), 0o644)
	}
	if err != nil {
		return mistake.New("choose another file with --ca FILE, or --ca '' for none",
			"writing the authorities' certificates: %w", err)
	}
	return nil
}

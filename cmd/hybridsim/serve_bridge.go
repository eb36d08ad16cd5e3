package main

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"hybridsim/sim"
	"hybridsim/sim/live"
	"hybridsim/sim/suggest"
)

// addBridge reads NAME[@ADDRESS[,DOMAIN...]]=TARGET and puts the real server on the path.
func (e *edge) addBridge(text string) error {
	left, target, ok := strings.Cut(text, "=")
	name, rest, added := strings.Cut(left, "@")
	if !ok || name == "" {
		return flagged("bridge", text, errors.New("there is no ="), "want gateway.contoso.com=127.0.0.1:PORT")
	}
	b, err := live.NewBridge(target)
	if err != nil {
		return flagged("bridge", text, err, "")
	}
	if slices.ContainsFunc(e.told.Bridges, func(b bridgeEntry) bool { return strings.EqualFold(b.Host, name) }) {
		return flagged("bridge", text, fmt.Errorf("%s is bridged already", name), "")
	}
	h := e.world.Host(name)
	switch {
	case h != nil && added:
		return flagged("bridge", text, fmt.Errorf("there is a host %s already", name), "leave the address out")
	case h == nil && !added:
		var names []string
		for _, other := range e.world.Hosts() {
			names = append(names, other.Name)
		}
		return flagged("bridge", text, fmt.Errorf("there is no outside host %s; %s", name, suggest.DidYouMean(name, names)),
			"for a new one write "+name+"@198.51.100.77="+target)
	case h == nil:
		if h, err = e.addHost(name, rest); err != nil {
			return flagged("bridge", text, err, "")
		}
	}
	if err := h.Bridge(b.Forward()); err != nil {
		return flagged("bridge", text, err, "")
	}
	if err := e.certify(h); err != nil {
		return flagged("bridge-certificates", e.certificates, err, "")
	}
	e.told.Bridges = append(e.told.Bridges, bridgeEntry{h.Name, b.Target().String()})
	return nil
}

// addHost adds a host that the base does not have: ADDRESS[,DOMAIN...].
func (e *edge) addHost(name, text string) (*sim.Host, error) {
	parts := strings.Split(text, ",")
	a, err := netip.ParseAddr(parts[0])
	if err != nil || a.IsLoopback() || a.IsUnspecified() || a.IsMulticast() {
		return nil, fmt.Errorf("%q is no address of a host", parts[0])
	}
	return e.world.AddHost(name, []netip.Addr{a}, parts[1:])
}

// openReturns tells where bridges lead, and opens doors for what the servers send, unless the user has declared one.
func (s *server) openReturns() error {
	e := &s.edge
	for _, b := range e.told.Bridges {
		if slices.ContainsFunc(e.told.Doors, func(d doorEntry) bool { return d.Listens == b.Server }) {
			return flagged("bridge", b.Host+"="+b.Server, errors.New("this is a door of the simulation itself: mail would go round"), "want the address of another server")
		}
		s.column("bridge", b.Host, b.Server)
		addrs := e.world.Net.Host(b.Host).Addrs()
		if slices.ContainsFunc(e.told.Doors, func(d doorEntry) bool {
			return slices.ContainsFunc(addrs, func(a netip.Addr) bool { return a.String() == d.From })
		}) {
			continue
		}
		for _, side := range []string{"cloud", "onprem"} {
			if err := s.openSource(b.Host + "@" + side + "=127.0.0.1:0"); err != nil {
				return err
			}
		}
	}
	return nil
}

// publicAuthority issues the certificates of bridged hosts; all sides trust it.
const publicAuthority = "CN=Example Public CA"

// certify gives a bridged host a certificate and writes it with its key, if there is a folder for them: NAME.crt, NAME.key.
func (e *edge) certify(h *sim.Host) error {
	if e.certificates == "" {
		return nil
	}
	if err := h.Certify(h.Name, publicAuthority); err != nil {
		return err
	}
	c := h.Certificate()
	key, err := x509.MarshalPKCS8PrivateKey(c.PrivateKey)
	if err != nil {
		return err
	}
	var chain []byte
	for _, der := range c.Certificate {
		chain = append(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	file := filepath.Join(e.certificates, h.Name)
	if err := os.MkdirAll(e.certificates, 0o755); err != nil {
		return err
	}
	return errors.Join(os.WriteFile(file+".crt", chain, 0o644),
		os.WriteFile(file+".key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600))
}

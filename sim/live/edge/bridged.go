package edge

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
	"hybridsim/sim/suggest"
)

// addBridge reads NAME[@ADDRESS[,DOMAIN...]]=TARGET and puts the real server on the path.
func (p *Plan) addBridge(text string) error {
	left, target, ok := strings.Cut(text, "=")
	name, rest, added := strings.Cut(left, "@")
	if !ok || name == "" {
		return wrong("bridge", text, errors.New("there is no ="), "want gateway.contoso.com=127.0.0.1:PORT")
	}
	b, err := NewBridge(target)
	if err != nil {
		return wrong("bridge", text, err, "")
	}
	if slices.ContainsFunc(p.Told.Bridges, func(b Bridged) bool { return strings.EqualFold(b.Host, name) }) {
		return wrong("bridge", text, fmt.Errorf("%s is bridged already", name), "")
	}
	h := p.world.Host(name)
	switch {
	case h != nil && added:
		return wrong("bridge", text, fmt.Errorf("there is a host %s already", name), "leave the address out")
	case h == nil && !added:
		var names []string
		for _, other := range p.world.Hosts() {
			names = append(names, other.Name)
		}
		return wrong("bridge", text,
			fmt.Errorf("there is no outside host %s; %s", name, suggest.DidYouMean(name, names)),
			"for a new one write "+name+"@198.51.100.77="+target)
	case h == nil:
		if h, err = p.addHost(name, rest); err != nil {
			return wrong("bridge", text, err, "")
		}
	}
	if err := h.Bridge(b.Forward()); err != nil {
		return wrong("bridge", text, err, "")
	}
	if err := p.certify(h); err != nil {
		return wrong("bridge-certificates", p.Certificates, err, "")
	}
	p.Told.Bridges = append(p.Told.Bridges, Bridged{h.Name, b.Target().String()})
	return nil
}

// addHost adds a host that the base does not have: ADDRESS[,DOMAIN...].
func (p *Plan) addHost(name, text string) (*sim.Host, error) {
	parts := strings.Split(text, ",")
	a, err := netip.ParseAddr(parts[0])
	if err != nil || a.IsLoopback() || a.IsUnspecified() || a.IsMulticast() {
		return nil, fmt.Errorf("%q is no address of a host", parts[0])
	}
	return p.world.AddHost(name, []netip.Addr{a}, parts[1:])
}

// publicAuthority issues the certificates of bridged hosts; all sides trust it.
const publicAuthority = "CN=Example Public CA"

// certify gives a bridged host a certificate and writes it with its key, if there is a folder for them: NAME.crt,
// NAME.key.
func (p *Plan) certify(h *sim.Host) error {
	if p.Certificates == "" {
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
	file := filepath.Join(p.Certificates, h.Name)
	if err := os.MkdirAll(p.Certificates, 0o755); err != nil {
		return err
	}
	return errors.Join(os.WriteFile(file+".crt", chain, 0o644),
		os.WriteFile(file+".key", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600))
}

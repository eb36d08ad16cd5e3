package script

import (
	"crypto/x509"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

// signAction signs a zone, badly or well, or takes its signatures away.
type signAction struct {
	zone       string
	at         mistake.Column
	badly, off bool
}

var (
	_ = register(groupNet, "sign dns", "net> sign dns NAME [badly]",
		"The zone and what is beneath it is signed (DNSSEC), so that TLSA records in it count. Badly: what it answers "+
			"is not authentic, as after keys were changed without the DS record.", parseSign)
	_ = register(groupNet, "unsign dns", "net> unsign dns NAME", "The zone is signed no longer.", parseUnsign)
)

func parseSign(c *Cursor) (any, error) {
	a := &signAction{at: c.Here()}
	var err error
	if a.zone, err = c.Word("a zone's name"); err != nil {
		return nil, err
	}
	a.badly = c.Take("badly")
	return a, c.End()
}

func parseUnsign(c *Cursor) (any, error) {
	a := &signAction{at: c.Here(), off: true}
	var err error
	if a.zone, err = c.Word("a zone's name"); err != nil {
		return nil, err
	}
	return a, c.End()
}

func (a *signAction) do(p *Player) error {
	p.names = append(p.names, a.zone)
	if !a.off {
		p.w.Net.SignDNS(a.zone, a.badly)
	} else if !p.w.Net.UnsignDNS(a.zone) {
		return a.at.Errorf("net> sign dns signs a zone", "%s is not signed", a.zone)
	}
	return nil
}

// tlsa reads a TLSA record: its numbers, and digits or whose certificate it is about.
func (a *dnsAction) tlsa(c *Cursor) error {
	start := c.Mark()
	const hint = "write it as 3 1 1 and the digits of the hash, or 3 1 1 of mx.fabrikam.com"
	numbers, host, named := strings.Cut(c.Rest(), " of ")
	a.record.Value = numbers
	if named {
		a.shownBy = strings.TrimSpace(host)
		numbers += " " + strings.Repeat("00", map[bool]int{true: 64, false: 32}[strings.HasSuffix(numbers, "2")])
	}
	t, err := relay.ParseTLSA(numbers)
	if err != nil {
		return c.ErrorAt(start, hint, "%v", err)
	}
	if !named {
		a.record.Value = t.String()
	}
	return nil
}

// filled is the action with a TLSA record about what a host shows now in place of the host's name.
func (a *dnsAction) filled(p *Player) (*dnsAction, error) {
	if a.shownBy == "" {
		return a, nil
	}
	h := p.w.Host(a.shownBy)
	if h == nil {
		return nil, a.valueAt.Errorf("write the name of an outside host", "there is no outside host %s", a.shownBy)
	}
	shown := h.Certificate()
	if shown == nil {
		return nil, a.valueAt.Errorf(`ca> issue `+h.Name+` by "CN=Example Public CA" to `+h.Name+" gives it one",
			"%s shows no certificate", h.Name)
	}
	leaf, err := x509.ParseCertificate(shown.Certificate[0])
	if err != nil {
		return nil, err
	}
	n := func(i int) uint8 { return strings.Fields(a.record.Value)[i][0] - '0' }
	filled := *a
	filled.record.Value = relay.TLSAOf(n(0), n(1), n(2), leaf).String()
	return &filled, nil
}

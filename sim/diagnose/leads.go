package diagnose

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
)

var (
	addressText = regexp.MustCompile(`\b\d{1,3}(?:\.\d{1,3}){3}\b`)
	// versionText is what looks like an address and is a version: in a log's first lines, and in a Received field
	versionText    = regexp.MustCompile(`(?mi)^#.*$|\b(?:id|version)[ :]+\d+(?:\.\d+){3}`)
	thumbprintText = regexp.MustCompile(`\b[0-9A-Fa-f]{40}\b`)
)

// leads are the facts of the evidence that the configuration does not know.
func (d *search) leads() []Lead {
	w, leads := d.world, append([]Lead{}, d.noted...)
	for _, s := range d.evidence() {
		leads = append(leads, addresses(w, s.Text)...)
		leads = append(leads, thumbprints(w, s.Text)...)
		leads = append(leads, subjects(w, s.Text)...)
		leads = append(leads, hops(w, s)...)
	}
	for _, s := range d.evidence() {
		leads = append(leads, d.known(s)...)
	}
	return leads
}

// addresses are those that no host of the configuration has and no connector names.
func addresses(w *sim.World, text string) (leads []Lead) {
	var seen []string
	for _, t := range addressText.FindAllString(versionText.ReplaceAllString(text, ""), -1) {
		a, err := netip.ParseAddr(t)
		if err != nil || slices.Contains(seen, t) || w.Net.HostAt(a) != nil {
			continue
		}
		seen = append(seen, t)
		by := ""
		for _, o := range w.Organizations() {
			for _, c := range o.InboundConnectors {
				if slices.ContainsFunc(c.SenderIPAddresses, func(r relay.AddressRange) bool { return r.Contains(a) }) {
					by = c.Name
				}
			}
		}
		if by == "" {
			leads = append(leads, Lead{"address", t, fmt.Sprintf("%s is no host of the configuration, and no inbound "+
				"connector names it: ask whose address it is, and through which of them mail leaves", t)})
		}
	}
	return leads
}

// thumbprints are those of certificates that no server holds.
func thumbprints(w *sim.World, text string) (leads []Lead) {
	var held []string
	for _, o := range w.Organizations() {
		for _, c := range o.Certificates {
			held = append(held, strings.ToUpper(c.Thumbprint))
		}
	}
	for _, t := range thumbprintText.FindAllString(text, -1) {
		if t = strings.ToUpper(t); !slices.Contains(held, t) {
			held = append(held, t)
			leads = append(leads, Lead{"certificate", t, "no server of the configuration holds the certificate " + t +
				": it was renewed since, or another machine ends TLS"})
		}
	}
	return leads
}

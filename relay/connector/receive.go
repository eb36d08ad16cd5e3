package connector

import (
	"fmt"
	"net/netip"

	"hybridsim/relay"
)

// ChooseReceive picks the ReceiveConnector for a connection to local from remote on one server: among the enabled
// connectors bound there whose RemoteIPRanges hold the address, the one with the most specific range wins (R1.1-R1.4
// [D] RCV). It returns nil when none matches; Exchange's behaviour then is not documented (R1.6, U30).
func ChooseReceive(o *relay.Organization, server string, local, remote netip.AddrPort) (*relay.ReceiveConnector,
	relay.Decision) {
	d := relay.Decision{
		Question: relay.WhichReceiveConnector, Source: "R1.1-R1.4",
		Subject: fmt.Sprintf("%s -> %s", remote.Addr(), local),
	}
	var best *relay.ReceiveConnector
	var bestRange relay.AddressRange
	at := -1
	for _, c := range o.ReceiveConnectors {
		if c.Server != server {
			continue
		}
		r, why, property := matchReceive(c, local, remote.Addr())
		if why != "" {
			d.Candidates = append(d.Candidates, relay.Rejected(c.Identity(), property, why))
			continue
		}
		if best == nil || r.Size().Cmp(bestRange.Size()) < 0 {
			best, bestRange, at = c, r, len(d.Candidates)
		}
		d.Candidates = append(d.Candidates, relay.Fitting(c.Identity(), "RemoteIPRanges "+r.String(),
			"contains "+remote.Addr().String()))
	}
	if best == nil {
		d.Because = "no connector's bindings and RemoteIPRanges match"
		return nil, d
	}
	d.Chosen = best.Identity()
	d.Because = fmt.Sprintf("%s is the most specific range that contains %s", bestRange, remote.Addr())
	d.Win(at, "less specific than "+bestRange.String())
	return best, d
}

// matchReceive returns the smallest range of the connector that holds the address, or the reason that rules it out.
func matchReceive(c *relay.ReceiveConnector, local netip.AddrPort, remote netip.Addr) (best relay.AddressRange,
	why, property string) {
	if !c.Enabled {
		return best, "the connector is disabled", "Enabled $false"
	}
	bound := false
	for _, b := range c.Bindings {
		bound = bound || b.Accepts(local)
	}
	if !bound {
		return best, fmt.Sprintf("not bound to %s", local), "Bindings " + relay.Some(c.Bindings)
	}
	found := false
	for _, r := range c.RemoteIPRanges {
		if r.Contains(remote) && (!found || r.Size().Cmp(best.Size()) < 0) {
			best, found = r, true
		}
	}
	if !found {
		return best, fmt.Sprintf("no range contains %s", remote), "RemoteIPRanges " + relay.Some(c.RemoteIPRanges)
	}
	return best, "", ""
}

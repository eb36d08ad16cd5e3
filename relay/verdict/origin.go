package verdict

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
)

// Hop is a client that a message came from: its address, and the name that it gave.
type Hop struct {
	IP    netip.Addr
	Hello string
}

// Origin finds the hop that a message is judged for. Enhanced Filtering skips the client itself (EFSkipLastIP), or all
// hops from the top that EFSkipIPs holds, private ones by itself; EFUsers limits it to messages whose recipients are
// all listed (P8.11, G2.68, G2.72). fields are what the service stamps beside (P8.12). The decision is empty where no
// connector filters so.
func Origin(c *relay.InboundConnector, h relay.Header, client Hop, recipients []string) (hop Hop, fields relay.Header,
	d relay.Decision) {
	if c == nil || !c.EFSkipLastIP && len(c.EFSkipIPs) == 0 {
		return client, nil, d
	}
	d = relay.Decision{Question: relay.WhichOrigin, Subject: client.IP.String(), Source: "P8.11, G2.68"}
	hop = first(c, append([]Hop{client}, earlier(h)...), &d)
	stamped := fmt.Sprintf("ip=[%s];domain=%s", hop.IP, hop.Hello)
	fields = relay.Header{{Name: "X-MS-Exchange-SkipListedInternetSender", Value: stamped}}
	for _, to := range recipients {
		if len(c.EFUsers) > 0 &&
			!slices.ContainsFunc(c.EFUsers, func(u string) bool { return strings.EqualFold(u, to) }) {
			d.Chosen, d.Because = client.IP.String(), "EFUsers does not hold "+to
			d.Candidates = append(d.Candidates, relay.Rejected(c.Name, "EFUsers "+relay.Some(c.EFUsers),
				"every recipient must be there, as written"))
			return client, fields, d
		}
	}
	d.Chosen, d.Because = hop.IP.String(), "it is the first hop that is not skipped"
	return hop, append(fields, relay.Field{Name: "X-MS-Exchange-ExternalOriginalInternetSender", Value: stamped}), d
}

// first is the first hop that a connector does not skip; the client where it skips all that are known.
func first(c *relay.InboundConnector, hops []Hop, d *relay.Decision) Hop {
	for i, hop := range hops {
		property, skipped := "EFSkipIPs "+relay.Some(c.EFSkipIPs), false
		switch {
		case c.EFSkipLastIP:
			property, skipped = "EFSkipLastIP", i == 0
		default:
			skipped = slices.ContainsFunc(c.EFSkipIPs, func(r relay.AddressRange) bool { return r.Contains(hop.IP) })
		}
		if hop.IP.IsPrivate() || hop.IP.IsLoopback() {
			property, skipped = "a private address", true
		}
		if !skipped {
			d.Candidates = append(d.Candidates, relay.Selected(hop.IP.String(), property, "not skipped"))
			return hop
		}
		d.Candidates = append(d.Candidates, relay.Rejected(hop.IP.String(), property, "skipped"))
	}
	return hops[0]
}

// fromClient finds the name and the address of the client in a Received field, before the name of the server.
var fromClient = regexp.MustCompile(`^from\s+(\S+)[^(\[]*[(\[](?:[^()\[\]]*\[)?([0-9a-fA-F:.]+)[)\]]`)

// earlier are the hops before the last one, as the trace fields have them, the latest first.
func earlier(h relay.Header) (hops []Hop) {
	for _, f := range h {
		if !strings.EqualFold(f.Name, "Received") {
			continue
		}
		from, _, _ := strings.Cut(strings.Join(strings.Fields(f.Value), " "), " by ")
		m := fromClient.FindStringSubmatch(from)
		if m == nil {
			continue
		}
		if ip, err := netip.ParseAddr(m[2]); err == nil {
			hops = append(hops, Hop{ip, m[1]})
		}
	}
	return hops
}

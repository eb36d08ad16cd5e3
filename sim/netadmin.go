package sim

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
	"hybridsim/sim/vnet"
)

// PublishedAddresses are the lists of SMTP addresses that the service has published (S9.1 [D]).
var PublishedAddresses = map[string][]relay.AddressRange{
	"today": addressRanges("40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "52.238.78.88/32", "104.47.0.0/17",
		"2a01:111:f400::/48", "2a01:111:f403::/48"),
	"2018": addressRanges("23.103.132.0/22", "40.92.0.0/14", "40.107.0.0/17", "40.107.128.0/18", "52.100.0.0/14",
		"65.55.88.0/24", "65.55.169.0/24", "94.245.120.64/26", "104.47.0.0/17", "157.55.234.0/24", "157.56.110.0/23",
		"157.56.112.0/24", "207.46.100.0/24", "207.46.163.0/24", "213.199.154.0/24", "213.199.180.128/26", "216.32.180.0/23",
		"2a01:111:f400:7c00::/54", "2a01:111:f400:fc00::/54"),
}

func addressRanges(texts ...string) []relay.AddressRange {
	var list []relay.AddressRange
	for _, text := range texts {
		list = append(list, relay.MustParseAddressRange(text))
	}
	return list
}

// Publish makes a list the one that the service publishes.
func (w *World) Publish(list string) error {
	ranges, ok := PublishedAddresses[list]
	if !ok {
		return fmt.Errorf("there is no published list %q; want today or 2018", list)
	}
	w.Do(func(in *Inside) { w.at(in).published = ranges })
	return nil
}

// Published returns the addresses that the service says it sends from.
func (w *World) Published() []relay.AddressRange {
	return look(w, func(in *Inside) []relay.AddressRange { return slices.Clone(w.at(in).published) })
}

// SetEgress gives a side's sending host other addresses.
func (w *World) SetEgress(side relay.Side, addrs []netip.Addr) error {
	if side.Kind() == relay.OnPremises {
		return fmt.Errorf("an on-premises server sends from the address it receives on; use net> nat for another")
	}
	if len(addrs) == 0 {
		return fmt.Errorf("%s needs an address to send from", side)
	}
	return w.Side(side).servers[0].outbound.SetAddrs(addrs...)
}

// HostAddresses finds the addresses behind a name: an address, a network, a host of the world, a server by its short
// name, a name in DNS, or "cloud" and "onprem" for a side's sending addresses.
func (w *World) HostAddresses(name string) ([]netip.Prefix, error) {
	if p, err := netip.ParsePrefix(name); err == nil {
		return []netip.Prefix{p.Masked()}, nil
	}
	var addrs []netip.Addr
	if a, err := netip.ParseAddr(name); err == nil {
		addrs = []netip.Addr{a}
	} else if side := w.Side(relay.Side(name)); side != nil {
		addrs = side.Egress()
	} else if h := w.Net.Host(w.ServerName(name)); h != nil {
		addrs = h.Addrs()
	} else if at, found := w.ConsoleAt(name); found {
		addrs = at.side.Server(at.server).inbound.Addrs()
	} else if addrs, err = w.Net.LookupAddr("net administrator", name); err != nil {
		return nil, fmt.Errorf("%q is no address, network, side or host; hosts are %s", name,
			strings.Join(w.hostNames(), ", "))
	}
	var prefixes []netip.Prefix
	for _, a := range addrs {
		prefixes = append(prefixes, netip.PrefixFrom(a, a.BitLen()))
	}
	return prefixes, nil
}

// ServerName is the name on the network of a server that is called by its short name, as cmdlets do, or by its side's
// for the first of the side. Any other name is what it is.
func (w *World) ServerName(name string) string {
	if w.Net.Host(name) != nil {
		return name
	}
	for _, side := range w.Sides() {
		for i, s := range side.Servers() {
			if strings.EqualFold(name, s.Name) || i == 0 && name == string(side.Name) {
				return s.Inbound().Name()
			}
		}
	}
	return name
}

func (w *World) hostNames() []string {
	names := []string{"cloud", "onprem"}
	for _, h := range w.Net.Hosts() {
		names = append(names, h.Name())
	}
	slices.Sort(names)
	return names
}

// Rules makes one firewall rule for each pair of networks.
func Rules(src, dst []netip.Prefix, port uint16, action vnet.Action) []vnet.Rule {
	var rules []vnet.Rule
	for _, s := range src {
		for _, d := range dst {
			rules = append(rules, vnet.Rule{Src: s, Dst: d, Port: port, Action: action})
		}
	}
	return rules
}

// SetMX points a domain's MX at a host, at the cloud's front door when the host is "cloud", or for "onprem" at the name
// under which the on-premises servers are published.
func (w *World) SetMX(domain, host string) error {
	switch host {
	case string(relay.Cloud):
		host = mxHost(domain)
	case string(relay.OnPremises):
		host = w.Config.publishedName()
	}
	return w.Net.SetRecords(vnet.Record{Name: domain, Type: vnet.MX, Value: w.ServerName(host), Preference: 10})
}

// SetBalancer puts a load balancer on the network, or changes the one of its name, which leads to its address from now
// on.
func (w *World) SetBalancer(b vnet.Balancer) error {
	if err := w.Net.SetBalancer(b); err != nil {
		return err
	}
	return w.Net.SetRecords(vnet.Record{Name: b.Name, Type: familyOf(b.Addr), Value: b.Addr.String()})
}

// RemoveBalancer takes a load balancer away, and its name's record; it reports whether there was one.
func (w *World) RemoveBalancer(name string) bool {
	for _, b := range w.Net.Balancers() {
		if strings.EqualFold(b.Name, name) {
			w.Net.RemoveRecords(b.Name, familyOf(b.Addr))
		}
	}
	return w.Net.RemoveBalancer(name)
}

// Update brings an on-premises server to a build, as its setup program does.
func (w *World) Update(server string, build relay.Build) error {
	console, found := w.ConsoleAt(server)
	if !found {
		return mistake.New(suggest.DidYouMean(server, w.ServerNames()), "there is no server %q", server)
	}
	var err error
	w.Do(func(in *Inside) {
		a := administrator{s: console.side.at(in)}
		o := a.Organization().Clone()
		product := o.ProductOf(console.server)
		if !product.Runs(build) {
			own := product.Build()
			err = mistake.New(fmt.Sprintf("its builds are like %s", own), "%s runs %s, which has no build %s",
				console.server, product, build)
			return
		}
		for i, s := range o.Servers {
			if s.Name == console.server {
				updated := *s
				updated.Build = build
				o.Servers[i] = &updated
			}
		}
		a.Replace(o)
	})
	return err
}

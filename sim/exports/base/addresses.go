package base

import (
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
)

// findAddress finds the address under which the cloud reaches the server, and the one from which the server sends.
func (b *builder) findAddress() {
	var in, out netip.Addr
	var smartHosts []netip.Addr
	for _, t := range b.all(relay.Cloud, "OutboundConnector") {
		for _, host := range t.list("SmartHosts") {
			if a, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil && towardsPremises(t) &&
				!slices.Contains(smartHosts, a) {
				smartHosts = append(smartHosts, a)
			}
		}
	}
	if len(smartHosts) > 0 {
		in = smartHosts[0]
	}
	var ranges []string
	for _, t := range b.all(relay.Cloud, "InboundConnector") {
		if towardsPremises(t) {
			ranges = append(ranges, t.list("SenderIPAddresses")...)
		}
	}
	if h := b.single(relay.OnPremises, "HybridConfiguration"); h != nil {
		ranges = append(ranges, h.list("ExternalIPAddresses")...)
	}
	for _, text := range ranges {
		if r, err := relay.ParseAddressRange(text); err == nil && !out.IsValid() {
			if out = r.First; r.First != r.Last && out.As16()[15] == 0 {
				out = out.Next()
			}
		}
	}
	switch {
	case !in.IsValid() && !out.IsValid():
		for in = netip.MustParseAddr(assumedAddress); b.avoided[in.String()]; in = in.Next() {
		}
		b.report.assume("the server's public address is "+in.String(), "exports do not tell it")
	case !in.IsValid():
		in = out
		b.report.assume("the server's public address is "+out.String(), "the cloud expects mail from there")
	default:
		b.report.assume("the server's public address is "+in.String(), "it is the smart host of the cloud's connector")
	}
	b.headers.Address = in
	if out.IsValid() && (out != in || len(b.headers.More) > 0) {
		b.egress = out
	}
	b.addressOthers(smartHosts)
}

// addressOthers gives the other servers addresses: those of further smart hosts, else such as follow on the first
// server's.
func (b *builder) addressOthers(smartHosts []netip.Addr) {
	next := b.headers.Address
	for i := range b.headers.More {
		m := &b.headers.More[i]
		if i+1 < len(smartHosts) {
			m.Address = smartHosts[i+1]
			b.report.assume("the public address of "+m.Fqdn+" is "+m.Address.String(),
				"it is a smart host of the cloud's connector, and exports do not tell whose")
			continue
		}
		for next = next.Next(); b.avoided[next.String()] || next == b.egress || slices.Contains(smartHosts, next); {
			next = next.Next()
		}
		m.Address = next
		b.report.assume("the public address of "+m.Fqdn+" is "+m.Address.String(), "exports do not tell it")
	}
}

// towardsPremises reports whether a connector of the cloud has the on-premises organization at its other end.
func towardsPremises(t *thing) bool {
	return strings.EqualFold(t.text("ConnectorType"), "OnPremises") ||
		t.value("ConnectorType") == nil && t.is("CloudServicesMailEnabled")
}

// exchangers points the MX record of each domain at the cloud, or at the server when the cloud does not accept the
// domain.
func (b *builder) exchangers() {
	b.headers.MX = map[string]string{}
	inCloud := map[string]bool{}
	for _, t := range b.all(relay.Cloud, "AcceptedDomain") {
		inCloud[strings.ToLower(t.text("DomainName"))] = true
	}
	local, cloud := 0, 0
	for _, t := range b.things {
		d := strings.ToLower(t.text("DomainName"))
		if t.noun != "AcceptedDomain" || !ownDomain(d) || b.headers.MX[d] != "" {
			continue
		}
		if t.side == relay.OnPremises && len(inCloud) > 0 && !inCloud[d] {
			b.headers.MX[d] = b.publicName()
			local++
			continue
		}
		b.headers.MX[d] = string(relay.Cloud)
		cloud++
	}
	if len(b.headers.MX) == 0 {
		b.headers.MX[b.mainDomain()] = string(relay.Cloud)
		cloud++
	}
	if cloud > 0 {
		b.report.assume("MX of "+count(cloud, "domain")+" -> cloud", "exports do not hold DNS")
	}
	if local > 0 {
		b.report.assume("MX of "+count(local, "domain")+" -> "+b.publicName(), "the cloud does not accept the domain")
	}
}

// publicName is the name under which the Internet knows the server.
func (b *builder) publicName() string {
	if names := b.smartHosts(); len(names) > 0 {
		return names[0]
	}
	return strings.ToLower(b.headers.Server)
}

// smartHosts are the names by which the cloud reaches the server.
func (b *builder) smartHosts() []string {
	var names []string
	add := func(host string) {
		host = strings.ToLower(host)
		if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err != nil && strings.Contains(host, ".") &&
			hostName.MatchString(host) && !slices.Contains(names, host) {
			names = append(names, host)
		}
	}
	for _, t := range b.all(relay.Cloud, "OutboundConnector") {
		if towardsPremises(t) {
			for _, host := range t.list("SmartHosts") {
				add(host)
			}
		}
	}
	if h := b.single(relay.OnPremises, "HybridConfiguration"); h != nil {
		add(h.text("OnPremisesSmartHost"))
	}
	return names
}

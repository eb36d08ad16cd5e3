package base

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
)

// outsiders are domains for the host of the Internet; the first that the exports do not have is taken.
var outsiders = []string{"fabrikam.com", "northwindtraders.com", "adventure-works.com", "example.org"}

// outsideNetwork is where hosts of the Internet are put (RFC 5737).
var outsideNetwork = netip.MustParseAddr("198.51.100.25")

const serviceSuffix = ".mail.protection.outlook.com"

// network writes DNS records, hosts outside and address translation: what exports imply and do not hold.
func (b *builder) network() {
	b.heading("Names and addresses, as the exports imply them.")
	for _, name := range b.smartHosts() {
		if !strings.EqualFold(name, b.headers.Server) {
			b.do("net> dns "+name+" A "+b.headers.Address.String(), "the cloud's smart host")
			b.report.assume(name+" leads to the on-premises server", "the cloud sends there, and exports do not hold DNS")
		}
	}
	if b.egress.IsValid() {
		b.do("net> nat onprem -> cloud to "+b.egress.String(), "SenderIPAddresses")
		b.report.assume("the server sends from "+b.egress.String(), "the cloud expects its mail from there")
	}
	outside := b.outsider()
	free := outsideNetwork
	next := func() netip.Addr {
		for free == b.headers.Address || free == b.egress {
			free = free.Next()
		}
		a := free
		free = free.Next()
		return a
	}
	b.do(fmt.Sprintf("net> host mx.%s %s for %s", outside, next(), outside), "the Internet")
	b.do("mx."+outside+"> mailbox erin@"+outside, "the Internet")
	b.report.assume("mx."+outside+", a host of the Internet with the mailbox erin@"+outside, "every check needs somebody outside")
	for _, host := range b.gateways() {
		b.gateway(host, outside, next)
	}
}

// outsider is a domain of the Internet that the exports do not have.
func (b *builder) outsider() string {
	for _, domain := range outsiders {
		label, _, _ := strings.Cut(domain, ".")
		if !slices.ContainsFunc(b.things, func(t *thing) bool {
			return slices.ContainsFunc(t.values, func(m merged) bool {
				return slices.ContainsFunc(m.Value.All(), func(s string) bool { return strings.Contains(strings.ToLower(s), label) })
			})
		}) {
			return domain
		}
	}
	return outsiders[len(outsiders)-1]
}

// gateways are the smart hosts that are neither the cloud nor the on-premises server, each once.
func (b *builder) gateways() []string {
	var hosts []string
	own := b.smartHosts()
	for _, t := range b.things {
		if t.noun != "SendConnector" && (t.noun != "OutboundConnector" || towardsPremises(t)) {
			continue
		}
		for _, host := range t.list("SmartHosts") {
			host = strings.ToLower(strings.Trim(host, "[]"))
			if host != "" && host != "--" && !slices.Contains(hosts, host) && !slices.Contains(own, host) && host != b.headers.Address.String() && !strings.EqualFold(host, b.headers.Server) {
				hosts = append(hosts, host)
			}
		}
	}
	return hosts
}

// gateway makes a smart host: the service's own name leads to the service, any other host passes mail on.
func (b *builder) gateway(host, outside string, next func() netip.Addr) {
	if domain, ok := strings.CutSuffix(host, serviceSuffix); ok {
		for _, t := range b.all(relay.Cloud, "AcceptedDomain") {
			if strings.EqualFold(strings.ReplaceAll(t.text("DomainName"), ".", "-"), domain) {
				return // the service answers for it
			}
		}
		for _, suffix := range []string{".onmicrosoft.com", ".mail.onmicrosoft.com"} {
			if strings.ReplaceAll(b.headers.Tenant+suffix, ".", "-") == domain {
				return
			}
		}
		if front, err := b.stage.World().Destination(string(relay.Cloud)); err == nil && len(front) > 0 {
			b.do("net> dns "+host+" A "+front[0].Addr().String(), "the smart host of a send connector")
			b.report.assume(host+" leads to the service", "a send connector sends there, and exports do not hold DNS")
		}
		return
	}
	name, address := host, netip.Addr{}
	if a, err := netip.ParseAddr(host); err == nil {
		name, address = "smarthost-"+strings.NewReplacer(".", "-", ":", "-").Replace(host)+".example", a
	} else {
		address = next()
	}
	if !b.do(fmt.Sprintf("net> host %s %s", name, address), "the smart host of a connector") {
		return
	}
	b.do(fmt.Sprintf("%s> relay %s to mx.%s", name, outside, outside), "the smart host of a connector")
	coexistence := b.headers.Tenant + ".mail.onmicrosoft.com"
	b.do(fmt.Sprintf("%s> relay %s to %s", name, coexistence, strings.ReplaceAll(coexistence, ".", "-")+serviceSuffix), "the smart host of a connector")
	b.report.assume(host+" is a gateway that passes mail for "+outside+" and "+coexistence+" on", "a connector sends through it, and exports do not hold what is behind it")
}

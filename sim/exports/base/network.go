package base

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/suggest"
)

// outsiders are domains for the host of the Internet; the first that the exports do not have is taken.
var outsiders = []string{"fabrikam.com", "northwindtraders.com", "adventure-works.com", "example.org"}

// outsideNetwork is where hosts of the Internet are put (RFC 5737).
var outsideNetwork = netip.MustParseAddr("198.51.100.25")

const serviceSuffix = ".mail.protection.outlook.com"

// network writes DNS records, hosts outside and address translation: what exports imply and do not hold.
func (b *builder) network() {
	b.heading("Names and addresses, as the exports imply them.")
	b.leadSmartHosts()
	if b.egress.IsValid() {
		b.do("net> nat onprem -> cloud to "+b.egress.String(), "SenderIPAddresses")
		b.report.assume("the server sends from "+b.egress.String(), "the cloud expects its mail from there")
	}
	outside := b.outsider()
	free := outsideNetwork
	next := func() netip.Addr {
		for b.isAddress(free.String()) || free == b.egress || b.avoided[free.String()] {
			free = free.Next()
		}
		a := free
		free = free.Next()
		return a
	}
	b.do(fmt.Sprintf("net> host mx.%s %s for %s", outside, next(), outside), "the Internet")
	b.do("mx."+outside+"> mailbox erin@"+outside, "the Internet")
	b.report.assume("mx."+outside+", a host of the Internet with the mailbox erin@"+outside,
		"every check needs somebody outside")
	for _, g := range b.gateways() {
		b.gateway(g, outside, next)
	}
}

// outsider is a domain of the Internet that the exports do not have.
func (b *builder) outsider() string {
	for _, domain := range outsiders {
		label, _, _ := strings.Cut(domain, ".")
		if !b.avoided[domain] && !slices.ContainsFunc(b.things, func(t *thing) bool {
			return slices.ContainsFunc(t.values, func(m merged) bool {
				return slices.ContainsFunc(m.Value.All(), func(s string) bool {
					return strings.Contains(strings.ToLower(s), label)
				})
			})
		}) {
			return domain
		}
	}
	return outsiders[len(outsiders)-1]
}

// gateway is a smart host that is neither the cloud nor the on-premises server.
type gateway struct {
	host string
	side relay.Side // whose connector names it
	// name is what its certificate is to have, when a connector demands TLS; empty when none does.
	name string
}

// gateways are the smart hosts of connectors, each once.
func (b *builder) gateways() []*gateway {
	var gateways []*gateway
	own := b.smartHosts()
	for _, t := range b.things {
		if t.noun != "SendConnector" && (t.noun != "OutboundConnector" || towardsPremises(t)) {
			continue
		}
		for _, host := range t.list("SmartHosts") {
			host = strings.ToLower(strings.Trim(host, "[]"))
			if host == "" || host == "--" || slices.Contains(own, host) || b.isAddress(host) || b.isFqdn(host) {
				continue
			}
			i := slices.IndexFunc(gateways, func(g *gateway) bool { return g.host == host })
			if i < 0 {
				i, gateways = len(gateways), append(gateways, &gateway{host: host, side: t.side})
			}
			if t.is("RequireTLS") || t.text("TlsSettings") != "" || t.text("TlsAuthLevel") != "" {
				gateways[i].name = certificateFor(strings.ToLower(t.text("TlsDomain")), host)
			}
		}
	}
	return gateways
}

// certificateFor is the name of a certificate that a connector's TlsDomain accepts; without one it is the host's.
func certificateFor(domain, host string) string {
	parent, wildcard := strings.CutPrefix(domain, "*.")
	switch {
	case domain == "" || wildcard && strings.HasSuffix(host, "."+parent):
		return host
	case wildcard:
		return "mail." + parent
	}
	return domain
}

// gateway makes a smart host: the service's own name leads to the service, any other host passes mail on.
func (b *builder) gateway(g *gateway, outside string, next func() netip.Addr) {
	host := g.host
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
	b.do(fmt.Sprintf("%s> relay %s to %s", name, coexistence, strings.ReplaceAll(coexistence, ".", "-")+serviceSuffix),
		"the smart host of a connector")
	b.secureGateway(g, name)
	b.report.assume(host+" is a gateway that passes mail for "+outside+" and "+coexistence+" on",
		"a connector sends through it, and exports do not hold what is behind it")
}

// secureGateway gives a gateway the certificate that its connector demands, and asks whether it has it.
func (b *builder) secureGateway(g *gateway, host string) {
	if g.name == "" {
		return
	}
	subject := g.name
	if _, err := netip.ParseAddr(subject); err == nil {
		subject = host
	}
	if b.do(fmt.Sprintf("ca> issue %s by %q to %s", subject, assumedAuthority, host),
		"the TLS settings of a connector") {
		b.report.assume(g.host+" offers STARTTLS with a certificate for "+subject,
			"a connector demands it, and exports do not hold what its smart host offers")
		b.hostQuestions = append(b.hostQuestions, hostQuestion{
			fmt.Sprintf("net> inspect %s -> %s with asa", g.side, host), "Does " + g.host +
				", or what stands before it, offer no STARTTLS?",
			"what " + g.host + " offers", "exports do not tell", "STARTTLS with a certificate for " + subject, false})
	}
}

// assumedAuthority issues the certificates that no export shows.
const assumedAuthority = "CN=Example Public CA"

// hostQuestion is a question about a name or a host of the network.
type hostQuestion struct {
	line, question, what, why, taken string
	first                            bool // it is rather likely
}

// leadSmartHosts makes the names by which the cloud reaches the organization lead to the server. That is assumed; a
// name that no certificate carries, or one beside the hybrid's own, is doubtful, and asked about before all else. One
// that no certificate spells out is assumed beside the name that the servers are known by: who states where that one
// leads knows the servers, and nothing is left to assume.
func (b *builder) leadSmartHosts() {
	names, hybrid := b.smartHosts(), ""
	if h := b.single(relay.OnPremises, "HybridConfiguration"); h != nil {
		hybrid = strings.ToLower(h.text("OnPremisesSmartHost"))
	}
	servers, at, rest := b.receiving()
	for _, name := range names {
		if b.isFqdn(name) {
			continue
		}
		q := hostQuestion{"net> remove dns " + name + " A", "Does " + name + " not lead to " + servers + "?",
			"where " + name + " leads", "exports do not hold DNS", servers, false}
		switch {
		case len(names) > 1 && name != hybrid:
			q.question += " Nothing is known about that host, and the organization has other names for them: " +
				strings.Join(without(names, name), ", ")
			q.first = true
		case !b.certified(name):
			q.question += " No certificate of the exports carries the name."
			q.first = true
		}
		b.comment("assumed: " + name + " leads to the servers that receive the cloud's mail")
		line := "net> dns " + name + " A " + at + " assumed"
		if known := cmp.Or(hybrid, b.expectedName(name)); known != "" && known != name && !b.spelled(name) {
			line += " beside " + known
		}
		b.do(line, "the cloud's smart host")
		b.report.assume(name+" leads to "+servers,
			"the cloud sends there, and exports do not hold DNS; nothing else is known about the host")
		b.hostQuestions = append(b.hostQuestions, q)
		if name == cmp.Or(hybrid, names[0]) {
			b.askAboutServers(name, at, rest)
		}
	}
}

// receiving are the servers that the name of the cloud's smart host is taken to lead to, and where those of them are
// that are played: the hybrid's ReceivingTransportServers, else the first one. The rest takes mail as well (T7.4).
func (b *builder) receiving() (names, addresses string, rest []sim.Machine) {
	listed := []string{b.server}
	if h := b.single(relay.OnPremises, "HybridConfiguration"); h != nil {
		list := b.shortNames(slices.Concat(h.list("ReceivingTransportServers"), h.list("EdgeTransportServers")))
		if slices.ContainsFunc(list, b.plays) {
			listed = list
		}
	}
	var at []string
	for _, m := range b.headers.Machines() {
		if suggest.Has(listed, serverName(m.Fqdn)) {
			at = append(at, m.Address.String())
		} else {
			rest = append(rest, m)
		}
	}
	return strings.Join(listed, ", "), strings.Join(at, ", "), rest
}

// askAboutServers asks of each other server whether a smart host's name leads there, too: one that was put behind it
// later is what the wizard does not know (T7.8).
func (b *builder) askAboutServers(name, at string, rest []sim.Machine) {
	for _, m := range rest {
		server := serverName(m.Fqdn)
		b.hostQuestions = append(b.hostQuestions, hostQuestion{
			"net> dns " + name + " A " + at + ", " + m.Address.String() + " assumed",
			"Does " + name + " lead to " + server + ", too?", "whether " + name + " leads to " + server,
			"exports do not hold DNS", "no: it is not among the hybrid's receiving servers", false})
	}
}

// isFqdn reports whether a host is one of the servers that are played, by its own name.
func (b *builder) isFqdn(host string) bool {
	return slices.ContainsFunc(b.headers.Machines(), func(m sim.Machine) bool {
		return strings.EqualFold(host, m.Fqdn)
	})
}

// isAddress reports whether an address is one of the servers that are played.
func (b *builder) isAddress(address string) bool {
	return slices.ContainsFunc(b.headers.Machines(), func(m sim.Machine) bool {
		return address == m.Address.String()
	})
}

// expectedName is the host whose certificate the cloud wants to see at a smart host, or "" where the connector names
// none or a pattern.
func (b *builder) expectedName(host string) string {
	for _, t := range b.all(relay.Cloud, "OutboundConnector") {
		name := strings.ToLower(t.text("TlsDomain"))
		if slices.ContainsFunc(t.list("SmartHosts"), func(h string) bool { return strings.EqualFold(h, host) }) &&
			strings.Contains(name, ".") && !strings.Contains(name, "*") {
			return name
		}
	}
	return ""
}

// shortNames are the servers of a list by their short names.
func (b *builder) shortNames(list []string) []string {
	names := make([]string, len(list))
	for i, s := range list {
		names[i] = serverName(s)
	}
	return names
}

func without(list []string, item string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == item })
}

// certified reports whether a certificate of the exports carries a host's name, or no export shows the certificates.
func (b *builder) certified(host string) bool {
	list := b.certificateNames()
	return len(list) == 0 || slices.ContainsFunc(list, func(c *certificate) bool { return c.answers(host) })
}

// spelled reports whether a certificate of the exports spells out a host's name: a wildcard says nothing of one host.
func (b *builder) spelled(host string) bool {
	return slices.ContainsFunc(b.certificateNames(), func(c *certificate) bool {
		return slices.Contains(c.called(), host)
	})
}

// certificateNames are the certificates of the exports with the names that they carry.
func (b *builder) certificateNames() (list []*certificate) {
	for _, t := range b.all(relay.OnPremises, "ExchangeCertificate") {
		c := &certificate{subject: t.text("Subject")}
		for _, name := range t.list("CertificateDomains") {
			for n := range strings.SplitSeq(name, ", ") {
				c.names = append(c.names, strings.ToLower(n))
			}
		}
		list = append(list, c)
	}
	return list
}

// askAboutHosts asks what is assumed about names and hosts: the doubtful ones, or the others.
func (b *builder) askAboutHosts(first bool) {
	for _, q := range b.hostQuestions {
		if q.first == first {
			b.report.Unknown = append(b.report.Unknown, Unknown{q.what, q.why, q.taken, q.question})
			b.maybe(q.question, q.line, " assumed not")
		}
	}
}

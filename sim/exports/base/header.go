package base

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim/story"
)

// What is assumed where the exports are silent: names and addresses that belong to nobody (RFC 2606, RFC 5737).
const (
	assumedServer  = "EX01"
	assumedDomain  = "contoso.com"
	assumedAddress = "203.0.113.10"
)

// hostName is what can be the name of a host, or a part of one.
var hostName = regexp.MustCompile(`^[\pL\pN_]+(?:[.-]+[\pL\pN_]+)*$`)

// surroundings finds the header: server, product, address, tenant, time and MX records.
func (b *builder) surroundings() {
	h := &b.headers
	b.time()
	b.chooseServers()
	b.findTenant()
	h.Era = relay.EraToday
	if c := b.single(relay.Cloud, "TransportConfig"); c != nil && beyondADay(c.text("MessageExpiration")) {
		h.Era = relay.Era2017
		b.report.assume("Cloud-Era: 2017", "MessageExpiration in the cloud is longer than a day, as it was until 2019")
	} else {
		b.report.assume("Cloud-Era: today", "exports do not tell; it chooses the wording of reports")
	}
	b.findAddress()
	b.exchangers()
}

// beyondADay reports whether a time span is longer than a day: "2.00:00:00".
func beyondADay(s string) bool {
	days, _, ok := strings.Cut(s, ".")
	return ok && days > "1" || ok && days == "1" && !strings.HasSuffix(s, ".00:00:00")
}

// all lists the things of a noun on a side.
func (b *builder) all(side relay.Side, noun string) []*thing {
	var list []*thing
	for _, t := range b.things {
		if t.side == side && t.noun == noun {
			list = append(list, t)
		}
	}
	return list
}

// single is the one thing of a noun on a side, or nil.
func (b *builder) single(side relay.Side, noun string) *thing {
	if list := b.all(side, noun); len(list) > 0 {
		return list[0]
	}
	return nil
}

// fqdn is a server's fully qualified name.
func (b *builder) fqdn(server string) string {
	prefix := strings.ToLower(server) + "."
	for _, name := range []string{"Fqdn", "Identity", "CertificateDomains", "Subject"} {
		for _, t := range b.things {
			if t.side == relay.Cloud {
				continue
			}
			for _, s := range t.list(name) {
				s, _, _ = strings.Cut(strings.TrimPrefix(s, "CN="), `\`)
				if strings.HasPrefix(strings.ToLower(s), prefix) && hostName.MatchString(s) {
					return server + s[len(server):]
				}
			}
		}
	}
	_, domain, named := strings.Cut(b.headers.Server, ".")
	if named {
		b.report.assume("the full name of "+server+" is "+server+"."+domain, "no export has it; %s is in that domain",
			b.server)
		return server + "." + domain
	}
	for _, t := range b.all(relay.OnPremises, "AcceptedDomain") {
		if d := t.text("DomainName"); ownDomain(d) && (t.is("Default") || domain == "") {
			domain = d
		}
	}
	domain = cmp.Or(domain, b.mainDomain())
	b.report.assume("the server's full name is "+server+"."+domain, "no export has it")
	return server + "." + domain
}

// findTenant finds the tenant by its initial or its coexistence domain.
func (b *builder) findTenant() {
	const suffix = ".onmicrosoft.com"
	counts := map[string]int{}
	note := func(domain string, weight int) {
		domain = strings.ToLower(domain)
		name, ok := strings.CutSuffix(domain, suffix)
		name = strings.TrimSuffix(name, ".mail")
		if ok && hostName.MatchString(name) && !strings.Contains(name, ".") {
			counts[name] += weight
		}
	}
	for _, t := range b.things {
		switch t.noun {
		case "AcceptedDomain":
			weight := 10
			if t.is("InitialDomain") {
				weight = 1000
			}
			note(t.text("DomainName"), weight)
		case "RemoteDomain":
			note(t.text("DomainName"), 5)
		case "SendConnector":
			for _, space := range t.list("AddressSpaces") {
				_, space, _ = strings.Cut(space, ":")
				space, _, _ = strings.Cut(space, ";")
				note(space, 3)
			}
		case "RemoteMailbox":
			note(relay.DomainOf(t.text("RemoteRoutingAddress")), 1)
		}
	}
	names := slices.Sorted(maps.Keys(counts))
	if len(names) == 0 {
		b.headers.Tenant, _, _ = strings.Cut(b.mainDomain(), ".")
		b.report.assume("the tenant is "+b.headers.Tenant, "no export has a domain of onmicrosoft.com")
		return
	}
	b.headers.Tenant = slices.MaxFunc(names, func(a, c string) int { return cmp.Compare(counts[a], counts[c]) })
}

// mainDomain is the domain of the organization's mail: of the hybrid, or the default one, and rather one that both
// sides have.
func (b *builder) mainDomain() string {
	var domains []string
	accepted := map[string]int{}
	for _, d := range b.hybridDomains() {
		if ownDomain(d) {
			domains = append(domains, d)
			accepted[d]++
		}
	}
	for _, marked := range []bool{true, false} {
		for _, side := range relay.BothSides {
			for _, t := range b.all(side, "AcceptedDomain") {
				if d := strings.ToLower(t.text("DomainName")); ownDomain(d) && t.is("Default") == marked {
					domains = append(domains, d)
					accepted[d]++
				}
			}
		}
	}
	if len(domains) == 0 {
		domains = slices.Concat(b.impliedDomains(relay.OnPremises), b.impliedDomains(relay.Cloud))
	}
	if len(domains) == 0 {
		_, domain, _ := strings.Cut(b.headers.Server, ".")
		return strings.ToLower(cmp.Or(domain, assumedDomain))
	}
	most := slices.MaxFunc(domains, func(x, y string) int { return cmp.Compare(accepted[x], accepted[y]) })
	return most
}

// ownDomain reports whether a name is a domain of the organization's own, rather than the service's or a pattern.
func ownDomain(d string) bool {
	return strings.Contains(d, ".") && hostName.MatchString(d) &&
		!strings.HasSuffix(strings.ToLower(d), "onmicrosoft.com")
}

// header writes the header's lines.
func header(title string, h story.Headers) []string {
	lines := []string{
		"Title: " + title,
		"Clock: " + h.Clock.Format(time.RFC3339),
	}
	for _, m := range h.Machines() {
		field := "On-Premises: "
		if m.Edge {
			field = "Edge: "
		}
		line := field + cmp.Or(m.Product, h.Product).String() + " on " + m.Fqdn + " at " + m.Address.String()
		if m.Site != "" {
			line += ", in site " + strconv.Quote(m.Site)
		}
		lines = append(lines, line)
	}
	lines = append(lines, "Tenant: "+h.Tenant, "Cloud-Era: "+h.Era.String())
	for _, domain := range slices.Sorted(maps.Keys(h.MX)) {
		lines = append(lines, "MX: "+domain+" -> "+h.MX[domain])
	}
	return lines
}

package diagnose

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay/reply"
	"hybridsim/sim"
)

var subjectText = regexp.MustCompile(`\bCN=([A-Za-z0-9*][A-Za-z0-9.*-]*\.[A-Za-z]{2,})`)

// subjects are certificates' names in the organization's own domains that no server has a certificate for.
func subjects(w *sim.World, text string) (leads []Lead) {
	own := ownDomains(w)
	var held []string
	for _, o := range w.Organizations() {
		for _, c := range o.Certificates {
			held = append(held, strings.ToLower(c.Subject)+",")
		}
	}
	for _, m := range subjectText.FindAllStringSubmatch(text, -1) {
		name := strings.ToLower(m[1])
		has := func(s string) bool { return strings.Contains(s, "cn="+name+",") }
		if own.has(name) && !slices.ContainsFunc(held, has) {
			held = append(held, "cn="+name+",")
			leads = append(leads, Lead{"certificate", m[0], "no server of the configuration holds a certificate for " +
				m[1] + ": it was replaced since, or another machine ends TLS"})
		}
	}
	return leads
}

// hops are the servers of a symptom whose names are in the organization's own domains and that the configuration does
// not know.
func hops(w *sim.World, s *Symptom) (leads []Lead) {
	hosts := []string{s.Host}
	if s.ehlo != nil {
		hosts = append(hosts, s.ehlo.host)
	}
	if s.Scrap != nil {
		for i := range s.Scrap.Cases {
			c := &s.Scrap.Cases[i]
			hosts = append(hosts, c.Writer, c.RefusedBy, c.Host)
		}
	}
	own := ownDomains(w)
	var seen []string
	for _, host := range hosts {
		host = strings.Trim(strings.ToLower(host), ".[]")
		_, notName := netip.ParseAddr(host)
		if !strings.Contains(host, ".") || notName == nil || reply.IsService(host) || slices.Contains(seen, host) {
			continue
		}
		seen = append(seen, host)
		if !own.has(host) || own[host] || w.Net.Host(w.ServerName(host)) != nil {
			continue
		}
		if at, err := w.Net.LookupAddr("", host); err == nil && len(at) > 0 {
			continue
		}
		leads = append(leads, Lead{"hop", host, host + " is no host of the configuration, although its name " +
			"is in one of its domains: ask which machine that is, and what it does to mail"})
	}
	return leads
}

// domains are DNS domains, in lower case.
type domains map[string]bool

// ownDomains are the accepted domains of all organizations and those that their servers' names are in.
func ownDomains(w *sim.World) domains {
	own := domains{}
	for _, o := range w.Organizations() {
		for _, d := range o.AcceptedDomains {
			own[strings.TrimPrefix(strings.ToLower(d.DomainName), "*.")] = true
		}
		for _, s := range o.Servers {
			if _, domain, ok := strings.Cut(strings.ToLower(s.Fqdn), "."); ok && !reply.IsService(s.Fqdn) {
				own[domain] = true
			}
		}
	}
	return own
}

// has reports whether a name is one of the domains, or in one.
func (d domains) has(name string) bool {
	for name != "" && !d[name] {
		_, name, _ = strings.Cut(name, ".")
	}
	return name != ""
}

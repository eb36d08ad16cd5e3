package check

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/suggest"
)

// Class is a set of shared domains that every connector and every policy treats alike, so that what is played for one
// of them, the representative, holds for all.
type Class struct {
	Domain  string   `json:"domain"`           // the representative, whose people play
	Domains []string `json:"domains"`          // all of them, the representative first
	Type    string   `json:"type"`             // DomainType on-premises and in the cloud
	Hybrid  string   `json:"hybrid,omitempty"` // its on-premises organization; empty: the first
}

// Has reports whether a domain is one of the class.
func (c *Class) Has(domain string) bool {
	return suggest.Has(c.Domains, domain)
}

// String is the representative with the number of those that it stands for.
func (c *Class) String() string {
	switch n := len(c.Domains); n {
	case 1:
		return c.Domain
	case 2:
		return c.Domain + " and " + c.Domains[1]
	default:
		return fmt.Sprintf("%s and %d others", c.Domain, n-1)
	}
}

// classes sorts the domains that both sides accept. The class of the domain that most people of a hybrid use is the
// first. domain, when it is not empty, is the only one to look at; also are domains that are looked at whether both
// accept them or not.
func classes(w *sim.World, h hybrid, domain string, also []string) ([]Class, error) {
	local, cloud := h.both(w)
	first := commonDomain(local, cloud)
	shared := sharedDomains(local, cloud)
	if first != "" && !suggest.Has(shared, first) {
		shared = append([]string{first}, shared...)
	}
	for _, d := range also {
		if !suggest.Has(shared, d) {
			shared = append(shared, d)
		}
	}
	switch {
	case len(shared) == 0 && domain == "":
		return nil, mistake.New("accept one on both sides: New-AcceptedDomain contoso.com -DomainName contoso.com",
			"the two sides have no domain in common, so there is no hybrid to check")
	case domain != "" && !suggest.Has(shared, domain) &&
		(local.AcceptedDomain(domain) != nil || cloud.AcceptedDomain(domain) != nil):
		shared = append(shared, domain) // of one side only: what that means is seen
	case domain != "" && !suggest.Has(shared, domain):
		hint := suggest.DidYouMean(domain, shared)
		if hint == "" {
			hint = "both accept " + cmp.Or(strings.Join(shared, ", "), "no domain")
		}
		return nil, mistake.New(hint, "%s is not a domain that both sides accept", domain)
	}
	var list []Class
	at := map[string]int{} // by signature
	look := newDomainLook(w, h)
	for _, d := range shared {
		key := look.signature(d)
		i, there := at[key]
		if !there {
			i = len(list)
			at[key] = i
			list = append(list, Class{Domain: d, Type: look.types(d), Hybrid: h.further()})
		}
		list[i].Domains = append(list[i].Domains, d)
	}
	for i := range list {
		list[i].represent(cmp.Or(domain, first), look)
	}
	if domain != "" {
		return []Class{list[at[look.signature(domain)]]}, nil
	}
	slices.SortStableFunc(list, func(a, b Class) int { return rank(b.Has(first)) - rank(a.Has(first)) })
	return list, nil
}

// sharedDomains are the domains that both sides accept, without those that Microsoft gives a tenant and without
// wildcards.
func sharedDomains(local, cloud *relay.Organization) (list []string) {
	inCloud := domainsByName(cloud)
	for _, d := range local.AcceptedDomains {
		name := strings.ToLower(d.DomainName)
		if inCloud[name] != nil && !strings.HasSuffix(name, ".onmicrosoft.com") && !strings.HasPrefix(name, "*") {
			list = append(list, name)
		}
	}
	return list
}

// represent chooses the wanted domain if it is of the class, else the one with most people, and puts it first.
func (c *Class) represent(wanted string, look *domainLook) {
	best := 0
	for i, d := range c.Domains {
		if strings.EqualFold(d, wanted) {
			best = i
			break
		}
		if look.people[d] > look.people[c.Domains[best]] {
			best = i
		}
	}
	c.Domain = c.Domains[best]
	c.Domains = append([]string{c.Domain}, slices.Delete(slices.Clone(c.Domains), best, best+1)...)
}

// domainLook knows of a world what may treat two domains differently.
type domainLook struct {
	w            *sim.World
	local, cloud *relay.Organization
	here, there  map[string]*relay.AcceptedDomain
	people       map[string]int // mailboxes, by domain
}

func newDomainLook(w *sim.World, h hybrid) *domainLook {
	l := &domainLook{w: w, people: map[string]int{}}
	l.local, l.cloud = h.both(w)
	l.here, l.there = domainsByName(l.local), domainsByName(l.cloud)
	for _, o := range []*relay.Organization{l.local, l.cloud} {
		for _, r := range o.Recipients {
			if r.Type == relay.UserMailbox {
				l.people[strings.ToLower(relay.DomainOf(r.PrimarySmtpAddress))]++
			}
		}
	}
	return l
}

func (l *domainLook) types(domain string) string {
	return fmt.Sprintf("%s on-premises, %s in the cloud", domainType(l.here[domain], l.local, domain),
		domainType(l.there[domain], l.cloud, domain))
}

func domainType(d *relay.AcceptedDomain, o *relay.Organization, domain string) string {
	if d == nil {
		d = o.AcceptedDomain(domain) // one that covers it
	}
	if d == nil {
		return "not accepted"
	}
	return string(d.DomainType)
}

// signature is everything about a domain that connectors, remote domains, DNS and the wizard's configuration could tell
// it apart by. Two domains with one signature are treated alike.
func (l *domainLook) signature(domain string) string {
	domain = strings.ToLower(domain)
	var b strings.Builder
	note := func(what ...any) { fmt.Fprintln(&b, what...) }
	for _, d := range []*relay.AcceptedDomain{l.here[domain], l.there[domain]} {
		if d == nil {
			note("not accepted by name")
			continue
		}
		alike := *d
		alike.Name, alike.DomainName, alike.Default = "", "", false // Default feeds postmaster@ only (R6.6)
		note(fmt.Sprintf("%+v", alike))
	}
	for i, c := range l.local.SendConnectors {
		for _, a := range c.AddressSpaces {
			if relay.MatchDomain(a.Domain, domain, true) {
				note("send", i, a.Cost, specific(a.Domain, domain))
			}
		}
	}
	for i, c := range l.cloud.InboundConnectors {
		for _, a := range c.SenderDomains {
			if relay.MatchDomain(a.Domain, domain, true) {
				note("inbound", i, specific(a.Domain, domain))
			}
		}
		if suggest.Has(c.AssociatedAcceptedDomains, domain) {
			note("associated", i)
		}
	}
	for i, c := range l.cloud.OutboundConnectors {
		for _, d := range c.RecipientDomains {
			if relay.MatchDomain(d, domain, true) {
				note("outbound", i, specific(d, domain))
			}
		}
	}
	for _, o := range []*relay.Organization{l.local, l.cloud} {
		if d := o.RemoteDomain(domain); d != nil {
			note("remote", o.Side, d.Name)
		}
	}
	h := l.local.Hybrid
	note("wizard", h != nil && suggest.Has(h.Domains, domain))
	note("MX", l.mx(domain))
	return b.String()
}

// mx is where the domain's MX leads, by addresses: the service has a name of its own for each domain.
func (l *domainLook) mx(domain string) string {
	records, err := l.w.Net.LookupMX(observer, domain)
	var to []string
	for _, r := range records {
		addrs, err := l.w.Net.LookupAddr(observer, r.Host)
		to = append(to, fmt.Sprint(r.Pref, names(addrs, err)))
	}
	if err != nil {
		return "none"
	}
	return strings.Join(to, ", ")
}

// specific is how closely a pattern names a domain: by its name, or by which wildcard.
func specific(pattern, domain string) string {
	if strings.EqualFold(pattern, domain) {
		return "by name"
	}
	return pattern
}

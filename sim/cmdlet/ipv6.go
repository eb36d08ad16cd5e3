package cmdlet

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/suggest"
)

// ipv6Options are what the cmdlets about IPv6 are told.
type ipv6Options struct{ Domain string }

// ipv6Status is what Get-IPv6StatusForAcceptedDomain prints; the names of its columns are ours.
type ipv6Status struct{ Domain, Status string }

var ipv6Properties = []property{{name: "Domain", access: readOnly}, {name: "Status", access: readOnly}}

// ipv6Cmdlets say which accepted domains take mail over IPv6: their mail host has an AAAA record then (T12.5 [D]
// MC835648).
func ipv6Cmdlets() []*command {
	domain := property{name: "Domain", access: writeOnly, note: "an accepted domain"}
	set := func(on bool) func(*call) error { return func(c *call) error { return setIPv6(c, on) } }
	return []*command{
		{
			name: "Enable-IPv6ForAcceptedDomain", synopsis: "lets an accepted domain take mail over IPv6, too",
			on: inTheCloud, positional: "Domain", parameters: options[ipv6Options](domain), run: set(true),
		},
		{
			name: "Disable-IPv6ForAcceptedDomain", synopsis: "lets an accepted domain take mail over IPv4 only",
			on: inTheCloud, positional: "Domain", parameters: options[ipv6Options](domain), run: set(false),
		},
		{
			name: "Get-IPv6StatusForAcceptedDomain", synopsis: "tells which accepted domains take mail over IPv6",
			on: inTheCloud, positional: "Domain", parameters: options[ipv6Options](domain), run: getIPv6,
		},
	}
}

// domainsNamed are the accepted domains that a line means: the one that it names, or all.
func domainsNamed(c *call) ([]*relay.AcceptedDomain, error) {
	var o ipv6Options
	if err := c.bind(&o); err != nil {
		return nil, err
	}
	var names []string
	for _, d := range c.here.now.AcceptedDomains {
		if strings.EqualFold(d.DomainName, o.Domain) || strings.EqualFold(d.Name, o.Domain) {
			return []*relay.AcceptedDomain{d}, nil
		}
		names = append(names, d.DomainName)
	}
	if o.Domain == "" {
		return c.here.now.AcceptedDomains, nil
	}
	return nil, c.blame(refuse("Domain", "there is no accepted domain "+quote(o.Domain),
		suggest.DidYouMean(o.Domain, names)))
}

func setIPv6(c *call, on bool) error {
	if err := c.need("Domain"); err != nil {
		return err
	}
	list, err := domainsNamed(c)
	if err != nil {
		return err
	}
	changed := *list[0]
	changed.IPv6 = on
	acceptedDomains.put(c.here, list[0], &changed)
	return nil
}

func getIPv6(c *call) error {
	list, err := domainsNamed(c)
	if err != nil {
		return err
	}
	for _, d := range list {
		s := &ipv6Status{d.DomainName, "Disabled"}
		if d.IPv6 {
			s.Status = "Enabled"
		}
		c.emit("IPv6StatusForAcceptedDomain", d.DomainName, inTheCloud, ipv6Properties, s)
	}
	return nil
}

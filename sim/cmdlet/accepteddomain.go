package cmdlet

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/install"
)

var acceptedDomains = &noun[relay.AcceptedDomain]{
	name: "AcceptedDomain", on: everywhere,
	properties: slices.Concat([]property{
		ignoredField("Name", label),
		{name: "DomainName", access: newOnly, required: true, clean: cleanDomainPatternOrAll},
		{name: "DomainType", asked: true},
		{name: "Default", access: readOnly},
		{name: "MakeDefault", field: "Default", access: setOnly, note: "$true makes this the default accepted domain, which feeds postmaster@"},
		{name: "MatchSubDomains", asked: true},
		{name: "InitialDomain", access: readOnly, on: inTheCloud},
		{name: "IsCoexistenceDomain", access: readOnly, on: inTheCloud},
	}, acceptedDomainKept),
	list:     func(o *relay.Organization) *[]*relay.AcceptedDomain { return &o.AcceptedDomains },
	identity: func(d *relay.AcceptedDomain) string { return d.Name },
	answers:  func(d *relay.AcceptedDomain, name string) bool { return strings.EqualFold(d.DomainName, name) },
	defaults: install.NewAcceptedDomain,
	rules: []rule[relay.AcceptedDomain]{
		{
			says: "ExternalRelay exists on-premises only.", source: "S6.1", about: []string{"DomainType"},
			broken: func(s subject[relay.AcceptedDomain]) *refusal {
				return must(!s.org.InCloud() || s.x.DomainType != relay.ExternalRelay,
					"ExternalRelay is a domain type of on-premises Exchange; this is the cloud",
					"want Authoritative or InternalRelay")
			},
		},
		{
			says: "The accepted domain * exists on-premises only.", source: "PS:New-AcceptedDomain", about: []string{"DomainName"},
			broken: func(s subject[relay.AcceptedDomain]) *refusal {
				return must(!s.org.InCloud() || s.x.DomainName != "*",
					"a tenant accepts domains that it has proved to own, and * is none", "want a domain")
			},
		},
		{
			says: "MatchSubDomains in the cloud requires InternalRelay.", source: "R6.2", about: []string{"MatchSubDomains", "DomainType"},
			broken: func(s subject[relay.AcceptedDomain]) *refusal {
				return must(!s.org.InCloud() || !s.x.MatchSubDomains || s.x.DomainType == relay.InternalRelay,
					"MatchSubDomains needs the domain type InternalRelay", "add -DomainType InternalRelay")
			},
		},
		{
			says: "A domain is accepted once.", source: "PS:New-AcceptedDomain", about: []string{"DomainName"},
			broken: func(s subject[relay.AcceptedDomain]) *refusal {
				for other := range s.others() {
					if strings.EqualFold(other.DomainName, s.x.DomainName) {
						return must(false, fmt.Sprintf("%s is already the domain of accepted domain %s", s.x.DomainName,
							quote(other.Name)), "use Set-AcceptedDomain")
					}
				}
				return nil
			},
		},
		{
			says: "A domain is in one tenant.", source: "T10.1", about: []string{"DomainName"},
			broken: func(s subject[relay.AcceptedDomain]) *refusal {
				for _, other := range s.neighbours() {
					for _, d := range other.AcceptedDomains {
						if s.org.InCloud() && strings.EqualFold(d.DomainName, s.x.DomainName) {
							return must(false, fmt.Sprintf("%s is a domain of the tenant %s already", d.DomainName,
								other.Name), "a domain is in one tenant: remove it there first")
						}
					}
				}
				return nil
			},
		},
	},
}

func init() {
	acceptedDomains.settle = settleAcceptedDomain
}

// settleAcceptedDomain names a nameless domain and moves the mark of the default domain.
func settleAcceptedDomain(c *call, old, d *relay.AcceptedDomain) error {
	if d.Name == "" {
		d.Name = d.DomainName
	}
	if old == nil || old.Default == d.Default {
		return nil
	}
	if !d.Default {
		return refuse("MakeDefault", "there must be a default accepted domain",
			"use -MakeDefault $true on another domain")
	}
	for _, other := range c.here.now.AcceptedDomains {
		if other.Default && other != old {
			plain := *other
			plain.Default = false
			acceptedDomains.put(c.here, other, &plain)
		}
	}
	return nil
}

func acceptedDomainCmdlets() []*command {
	n := acceptedDomains
	create := n.new(nil)
	create.synopsis += "; it also stands for what an administrator of the service does in the admin center"
	return []*command{n.get(nil), n.set(), create, n.remove(func(c *call, d *relay.AcceptedDomain) error {
		if d.Default || d.InitialDomain {
			return refuse("Identity", quote(d.Name)+" is the default or the initial domain, which cannot be removed",
				"make another domain the default first: Set-AcceptedDomain ... -MakeDefault $true")
		}
		if users := usersOf(c.here.now, d); c.here.now.InCloud() && len(users) > 0 {
			return refuse("Identity", fmt.Sprintf("the service removes a domain when nobody has an address in it, "+
				"and %s in %s", somebodyHas(users), d.DomainName), "take their addresses away first; a domain that "+
				"was never verified is one that is never made in the cloud")
		}
		return nil
	})}
}

// usersOf are the recipients with an address in a domain.
func usersOf(o *relay.Organization, d *relay.AcceptedDomain) []string {
	var names []string
	for _, r := range o.Recipients {
		if slices.ContainsFunc(r.EmailAddresses, func(a string) bool {
			return strings.EqualFold(relay.DomainOf(a), d.DomainName)
		}) {
			names = append(names, r.Name)
		}
	}
	return names
}

// somebodyHas is a clause: alice and bob have one.
func somebodyHas(names []string) string {
	switch n := len(names); {
	case n == 1:
		return names[0] + " has one"
	case n == 2:
		return names[0] + " and " + names[1] + " have one"
	default:
		return fmt.Sprintf("%s, %s and %d more have one", names[0], names[1], n-2)
	}
}

// cleanDomainPattern reads contoso.com or *.contoso.com.
func cleanDomainPattern(s string) (string, error) {
	parent, wildcard := strings.CutPrefix(s, "*.")
	// *.com is a domain of connectors and accepted domains
	if !isDomain(parent) && !(wildcard && isDomain("a."+parent)) {
		return "", fmt.Errorf("%q is not a domain; want contoso.com or *.contoso.com", s)
	}
	return strings.ToLower(s), nil
}

// cleanDomainPatternOrAll also reads "*".
func cleanDomainPatternOrAll(s string) (string, error) {
	if s == "*" {
		return s, nil
	}
	return cleanDomainPattern(s)
}

// isDomain reports whether s looks like a host or domain name.
func isDomain(s string) bool {
	if s == "" || len(s) > 253 || !strings.Contains(s, ".") {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || strings.ContainsAny(label, " @*/\\:;,<>()[]\"'`$!\t\n\r") {
			return false
		}
	}
	return true
}

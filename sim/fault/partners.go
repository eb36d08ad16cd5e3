package fault

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/cmdlet"
)

// This file is about whom mail meets outside: gateways that pass it on, and hosts that the configuration names.

// address is the first address of an outside host; the zero address where it has none.
func (s *site) address(h *sim.Host) netip.Addr {
	if addrs, err := s.w.Net.LookupAddr("", h.Name); err == nil && len(addrs) > 0 {
		return addrs[0]
	}
	return netip.Addr{}
}

// hosts goes through the outside hosts with their addresses.
func (s *site) hosts(yield func(h *sim.Host, a netip.Addr) bool) {
	for _, h := range s.w.Hosts() {
		if a := s.address(h); a.IsValid() && !yield(h, a) {
			return
		}
	}
}

// claimsOutsideHosts makes a place of each outside host: a tenant takes what comes from there for its own.
func claimsOutsideHosts(s *site, add func(string, []string, []string)) {
	for side := range s.organizations(relay.Cloud) {
		for h, a := range s.hosts {
			add(string(side)+" "+h.Name,
				one(`%s> New-InboundConnector "From %s" -ConnectorType OnPremises -SenderDomains * `+
					`-SenderIPAddresses %s -RequireTls $false`, side, h.Name, a),
				one(`%s> Remove-InboundConnector "From %s"`, side, h.Name))
		}
	}
}

// blocksHosts makes a place of each outside host that a connection filter can list.
func blocksHosts(s *site, o *Operator) {
	for x := range s.objects(relay.Cloud, "HostedConnectionFilterPolicy") {
		old, _ := x.Value("IPBlockList")
		for h, a := range s.hosts {
			if !a.Is4() {
				continue
			}
			list := strings.Join(append(slices.Clone(old.Texts), a.String()), ",")
			s.add(o, x.name()+" "+h.Name, one("%s", x.set("IPBlockList", list)), one("%s", x.back("IPBlockList", "")))
		}
	}
}

// byGateway makes the property of a connector that names its next host name an outside host that passes its mail on.
func byGateway(noun string, kind relay.Side, spaces string, more ...string) func(*site, *Operator) {
	return func(s *site, o *Operator) {
		for x := range s.objects(kind, noun) {
			v, ok := x.Value(spaces)
			if !ok {
				continue
			}
			for h := range s.hosts {
				passes := func(space string) bool {
					domain := strings.TrimPrefix(strings.TrimPrefix(space, "smtp:"), "*.")
					domain, _, _ = strings.Cut(domain, ";")
					return h.PassesOn("somebody@" + domain)
				}
				if !slices.ContainsFunc(v.Texts, passes) || x.is("SmartHosts", "{"+h.Name+"}") {
					continue
				}
				pairs := append(slices.Clone(more), "SmartHosts", cmdlet.Quote(h.Name))
				if filled("TlsDomain")(s, x) {
					pairs = append(pairs, "TlsDomain", cmdlet.Quote(h.Name))
				}
				s.add(o, x.name()+" "+h.Name, one("%s", x.set(pairs...)), one("%s", x.back(pairs...)))
			}
		}
	}
}

// routesByRule makes a place of each connector that waits for rules: a rule sends the organization's mail by it.
func routesByRule(s *site, x object) (lines, undo []string) {
	if !x.is("IsTransportRuleScoped", "True") {
		return nil, nil
	}
	return one(`%sNew-TransportRule "Somebody's rule" -FromScope InOrganization -RouteMessageOutboundConnector %s`,
			x.prompt, cmdlet.Quote(x.Identity)),
		one(`%sRemove-TransportRule "Somebody's rule"`, x.prompt)
}

// passingOn makes a place of each rule by which an outside host passes mail on and that does nothing of the kinds yet:
// it does something to the mail as well.
func passingOn(what string, kinds ...string) func(*site, *Operator) {
	return types(func(s *site, add func(string, []string, []string)) {
		for _, h := range s.w.Hosts() {
			for _, r := range h.Relays() {
				does := func(kind string) bool { return strings.Contains(r.String(), kind) }
				if !slices.ContainsFunc(append(kinds, " certificate "), does) { // one is not typed again by its name
					add(h.Name+" "+r.Domain, one("%s> relay %s %s", h.Name, r, what), one("%s> relay %s", h.Name, r))
				}
			}
		}
	})
}

// staleTLSA makes a place of each outside host: its TLSA record is of the certificate that it had before.
func staleTLSA(s *site, add func(string, []string, []string)) {
	for h := range s.hosts {
		for _, d := range h.Domains {
			issue := fmt.Sprintf(`ca> issue %s by "CN=Example Public CA" to %s`, h.Name, h.Name)
			add(h.Name+" "+d, []string{issue, "net> sign dns " + d,
				fmt.Sprintf("net> dns _25._tcp.%s TLSA 3 1 1 of %s", h.Name, h.Name), issue}, nil)
		}
	}
}

// stalePolicy makes a place of each outside domain: its MTA-STS policy names a host that it had before.
func stalePolicy(s *site, add func(string, []string, []string)) {
	for h := range s.hosts {
		for _, d := range h.Domains {
			add(h.Name+" "+d, []string{
				fmt.Sprintf(`ca> issue %s by "CN=Example Public CA" to %s`, h.Name, h.Name),
				fmt.Sprintf("net> publish mta-sts %s enforce mx old-mail.%s", d, d)}, nil)
		}
	}
}

// blindBalancers makes a place of each balancer that looks whether its members answer: it does so no more.
func blindBalancers(s *site, add func(string, []string, []string)) {
	for _, b := range s.w.Net.Balancers() {
		var members []string
		for _, a := range b.Members {
			if h := s.w.Net.HostAt(a); h != nil {
				members = append(members, h.Name())
			}
		}
		if b.Blind || len(members) != len(b.Members) {
			continue
		}
		line := fmt.Sprintf("net> balancer %s %s -> %s", b.Name, b.Addr, strings.Join(members, ", "))
		if b.As.IsValid() {
			line += " hiding source as " + b.As.String()
		}
		add(b.Name, []string{line + " without probe"}, []string{line})
	}
}

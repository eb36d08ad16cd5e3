package check

import (
	"fmt"
	"net/netip"
	"slices"

	"hybridsim/relay"
)

// networkRules look at what stands between the two sides. An import knows it from whoever was asked; exports do not tell.
var networkRules = []Rule{
	{"HS-C080", Error, "The firewall does not let all addresses of the service through to on-premises", "Office 365 IP and URL restrictions; R4.17", func(s *scene, found func(place)) {
		for _, r := range s.w.Net.Rules() {
			if s.concernsService(r.Src) && reaches(r.Dst, s.w.Config.Address) && (r.Port == 0 || r.Port == 25) {
				from, to := wordsOf(r.Src), wordsOf(r.Dst)
				if r.Port != 0 {
					to += fmt.Sprintf(":%d", r.Port)
				}
				found(place{side: network, object: from + " -> " + to, property: "action", value: fmt.Sprint(r.Action), fix: []string{"net> unblock " + from + " -> " + to}})
			}
		}
	}},
	{"HS-C081", Error, "A device between the two sides reads and changes SMTP", "KB320027; semantics 11.1", func(s *scene, found func(place)) {
		for _, b := range s.w.Net.Boxes() {
			from, to := wordsOf(b.Src), wordsOf(b.Dst)
			found(place{side: network, object: from + " -> " + to, property: "inspection", value: "SMTP", fix: []string{"net> stop inspecting " + from + " -> " + to}})
		}
	}},
	{"HS-C082", Error, "Address translation hides the service's addresses from a server that knows it by them", "KB2750145 issue 2; semantics 11.2", func(s *scene, found func(place)) {
		for _, n := range s.w.Net.NATs() {
			if !s.since2013() && s.concernsService(n.Src) && reaches(n.Dst, s.w.Config.Address) {
				from, to := wordsOf(n.Src), wordsOf(n.Dst)
				found(place{side: network, object: from + " -> " + to, property: "as", value: n.To.String(), fix: []string{"net> preserve source " + from + " -> " + to}})
			}
		}
	}},
	{"HS-C083", Error, "The service has banned the address that on-premises sends from", "KB2750145 issue 8; semantics 11.4", func(s *scene, found func(place)) {
		for _, r := range s.w.Banned() {
			for _, a := range s.seenAs() {
				if r.Contains(a) {
					found(place{side: network, object: a.String(), property: "banned", value: r.String(), fix: []string{"eop> delist " + r.String()}})
				}
			}
		}
	}},
}

// concernsService reports whether a network holds an address that the service sends from, or publishes.
func (s *scene) concernsService(p netip.Prefix) bool {
	return !p.IsValid() || slices.ContainsFunc(s.sources(), p.Contains)
}

func reaches(p netip.Prefix, a netip.Addr) bool { return !p.IsValid() || p.Contains(a) }

// wordsOf is a network as it is typed.
func wordsOf(p netip.Prefix) string {
	switch {
	case !p.IsValid():
		return "0.0.0.0/0"
	case p.IsSingleIP():
		return p.Addr().String()
	}
	return p.String()
}

// seenAs are the addresses under which the service sees on-premises: its own, and those of address translation.
func (s *scene) seenAs() []netip.Addr {
	list := s.w.Side(relay.OnPremises).Egress()
	for _, n := range s.w.Net.NATs() {
		if slices.ContainsFunc(list, n.Src.Contains) {
			list = append(list, n.To)
		}
	}
	return list
}

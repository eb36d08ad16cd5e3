package check

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"hybridsim/sim"
	"hybridsim/sim/script"
	"hybridsim/sim/vnet"
)

// networkRules look at what stands between the two sides. An import knows it from whoever was asked; exports do not
// tell.
var networkRules = []Rule{
	{"HS-C080", Error, "The firewall does not let all addresses of the service through to on-premises", "Office 365 IP and URL restrictions; R4.17", blocked},
	{"HS-C081", Error, "A device between the two sides reads and changes SMTP", "KB320027; S11.1", func(s *scene, found func(place)) {
		l := &links{property: "inspection", value: "SMTP", undo: "net> stop inspecting "}
		for _, b := range s.w.Net.Boxes() {
			l.add(b.Src, b.Dst, 0)
		}
		l.tell(found)
	}},
	{"HS-C082", Error, "Address translation hides the service's addresses from a server that knows it by them", "Common Exchange Online hybrid mail flow issues, issue 2; S11.2", func(s *scene, found func(place)) {
		l := &links{property: "as", undo: "net> preserve source "}
		for _, n := range s.w.Net.NATs() {
			if !s.since2013() && s.concernsService(n.Src) && s.reachesHome(n.Dst) {
				l.value = n.To.String()
				l.add(n.Src, n.Dst, 0)
			}
		}
		l.tell(found)
		s.hidingBalancers(found)
	}},
	{"HS-C084", Error, "The firewall does not let on-premises through to the service", "Office 365 IP and URL restrictions; R4.17", blockedOut},
	{"HS-C083", Error, "The service has banned the address that on-premises sends from", "Common Exchange Online hybrid mail flow issues, issue 8; S11.4", func(s *scene, found func(place)) {
		for _, r := range s.w.Banned() {
			for _, a := range s.seenAs() {
				if r.Contains(a) {
					found(place{side: network, object: a.String(), property: "banned", value: r.String(),
						fix: []string{script.DelistLine(r)}})
				}
			}
		}
	}},
}

// blockedOut finds firewall rules between on-premises and the service's front door.
func blockedOut(s *scene, found func(place)) {
	l := &links{property: "action", undo: "net> unblock "}
	doors, _ := s.lookUp(s.w.Side(s.hybrid.tenant).FrontDoorName())
	for _, r := range s.w.Net.Rules() {
		from := slices.ContainsFunc(s.w.Side(s.hybrid.onprem).Egress(), func(a netip.Addr) bool {
			return reaches(r.Src, a)
		})
		to := slices.ContainsFunc(doors, func(a netip.Addr) bool { return reaches(r.Dst, a) })
		if from && to && (r.Port == 0 || r.Port == 25) {
			l.value = fmt.Sprint(r.Action)
			l.add(r.Src, r.Dst, r.Port)
		}
	}
	l.tell(found)
}

func blocked(s *scene, found func(place)) {
	l := &links{property: "action", undo: "net> unblock "}
	for _, r := range s.w.Net.Rules() {
		if s.concernsService(r.Src) && s.reachesHome(r.Dst) && (r.Port == 0 || r.Port == 25) {
			l.value = fmt.Sprint(r.Action)
			l.add(r.Src, r.Dst, r.Port)
		}
	}
	l.tell(found)
	for _, list := range s.w.Net.AllowLists() {
		home := s.reachesHome(list.Dst) || s.publishedAt(list.Dst)
		if !home || list.Port != 0 && list.Port != 25 || s.allows(list) {
			continue
		}
		var from []string
		for _, p := range list.From {
			from = append(from, wordsOf(p))
		}
		to := wordsOf(list.Dst)
		if list.Port != 0 {
			to += fmt.Sprintf(":%d", list.Port)
		}
		found(place{side: network, object: "allow list -> " + to, property: "names", value: strings.Join(from, ", "),
			fix: []string{fmt.Sprintf("net> allow only %s, cloud, published -> %s else %s",
				strings.Join(from, ", "), to, list.Else)}})
	}
}

// allows reports whether an allow list lets all addresses of the service through.
func (s *scene) allows(l vnet.AllowList) bool {
	return !slices.ContainsFunc(s.sources(), func(a netip.Addr) bool {
		return !slices.ContainsFunc(l.From, func(p netip.Prefix) bool { return reaches(p, a) })
	})
}

// publishedAt reports whether a network holds an address at which a balancer or a translation leads to an on-premises
// server.
func (s *scene) publishedAt(p netip.Prefix) bool {
	at := func(a netip.Addr) bool { return reaches(p, a) && s.leadsHome(s.w.Net.LeadsTo(a)) }
	return slices.ContainsFunc(s.w.Net.Balancers(), func(b vnet.Balancer) bool { return at(b.Addr) }) ||
		slices.ContainsFunc(s.w.Net.Statics(), func(t vnet.Static) bool { return at(t.Public) })
}

// hidingBalancers finds balancers that show a server of 2010 their own address in place of the service's (T8.12). Later
// servers know the service by its certificate.
func (s *scene) hidingBalancers(found func(place)) {
	for _, b := range s.w.Net.Balancers() {
		if s.since2013() || !b.As.IsValid() || !s.leadsHome(b.Members) {
			continue
		}
		value := b.As.String()
		b.As = netip.Addr{}
		found(place{side: network, object: "balancer " + b.Name, property: "as", value: value,
			fix: []string{"net> balancer " + script.BalancerInWords(b)}})
	}
}

// links are the pairs of networks that one finding is about: a rule between names is one for each address behind them.
type links struct {
	property, value, undo string
	pairs                 []string
}

func (l *links) add(src, dst netip.Prefix, port uint16) {
	pair := wordsOf(src) + " -> " + wordsOf(dst)
	if port != 0 {
		pair += fmt.Sprintf(":%d", port)
	}
	l.pairs = append(l.pairs, pair)
}

func (l *links) tell(found func(place)) {
	if len(l.pairs) == 0 {
		return
	}
	p := place{side: network, object: strings.Join(l.pairs, ", "), property: l.property, value: l.value}
	for _, pair := range l.pairs {
		p.fix = append(p.fix, l.undo+pair)
	}
	found(p)
}

// concernsService reports whether a network holds an address that the service sends from, or publishes.
func (s *scene) concernsService(p netip.Prefix) bool {
	return !p.IsValid() || slices.ContainsFunc(s.sources(), p.Contains)
}

func reaches(p netip.Prefix, a netip.Addr) bool { return !p.IsValid() || p.Contains(a) }

// home are the addresses of the on-premises servers.
func (s *scene) home() (list []netip.Addr) {
	for _, side := range append([]*sim.Side{s.w.Side(s.hybrid.onprem)}, s.hybrid.edges(s.w)...) {
		list = append(list, side.Ingress()...)
	}
	return list
}

// reachesHome reports whether a network has an on-premises server in it.
func (s *scene) reachesHome(p netip.Prefix) bool {
	return slices.ContainsFunc(s.home(), func(a netip.Addr) bool { return reaches(p, a) })
}

// leadsHome reports whether some of the addresses is an on-premises server's.
func (s *scene) leadsHome(addrs []netip.Addr) bool {
	return slices.ContainsFunc(addrs, func(a netip.Addr) bool { return slices.Contains(s.home(), a) })
}

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
	list := s.w.Side(s.hybrid.onprem).Egress()
	for _, t := range s.w.Net.Statics() {
		if slices.Contains(list, t.Inside) {
			list = append(list, t.Public)
		}
	}
	for _, n := range s.w.Net.NATs() {
		if slices.ContainsFunc(list, n.Src.Contains) {
			list = append(list, n.To)
		}
	}
	return list
}

package story

import (
	"fmt"

	"hybridsim/relay"
	"hybridsim/sim/script"
)

// topology describes the world as it stands.
func (p *play) topology() Topology {
	var t Topology
	for _, h := range p.World().Net.Hosts() {
		t.Hosts = append(t.Hosts, Host{h.Name(), p.roleOf(h.Name()), h.Addrs()})
	}
	for _, r := range p.World().Net.Rules() {
		to := script.InWords(r.Dst)
		if r.Port != 0 {
			to += fmt.Sprintf(":%d", r.Port)
		}
		t.Firewall = append(t.Firewall, fmt.Sprintf("%s %s → %s", r.Action, script.InWords(r.Src), to))
	}
	for _, l := range p.World().Net.AllowLists() {
		t.Firewall = append(t.Firewall, "allow only "+script.AllowListInWords(l))
	}
	for _, b := range p.World().Net.Balancers() {
		t.NAT = append(t.NAT, "balancer "+script.BalancerInWords(b))
	}
	for _, s := range p.World().Net.Statics() {
		t.NAT = append(t.NAT, fmt.Sprintf("%s ↔ %s", s.Public, s.Inside))
	}
	for _, n := range p.World().Net.NATs() {
		t.NAT = append(t.NAT, fmt.Sprintf("%s → %s as %s", script.InWords(n.Src), script.InWords(n.Dst), n.To))
	}
	return t
}

func (p *play) roleOf(host string) Role {
	for _, side := range p.World().Sides() {
		for _, s := range side.Organization().Hosts() {
			if s.Fqdn == host && side.Name.Kind() == relay.OnPremises {
				return RoleOnPremises
			}
		}
	}
	for _, s := range p.World().Side(relay.Cloud).Organization().Hosts() {
		if s.Fqdn != host {
			continue
		}
		if s.Role == relay.RoleOutbound {
			return RoleCloudSend
		}
		return RoleCloudReceive
	}
	return RoleOutside
}

// LinesOf returns what is typed in a section, as it stands in the file; of Verification with the first Resolution
// before it.
func (s *Story) LinesOf(section string) []string {
	var steps []*Step
	switch section {
	case "Setup":
		steps = s.Setup
	case "Symptoms":
		steps = append(append(steps, s.Cause...), s.Symptoms...)
	case "Verification":
		steps = append(append(steps, s.Cures[0].Resolution...), s.Cures[0].Verification...)
	}
	var lines []string
	for _, step := range steps {
		if step.Acts() {
			lines = append(lines, step.Text)
		}
	}
	return lines
}

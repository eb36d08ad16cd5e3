// Package topology tells who stands where in a world, what stands between them and what waits in their queues; and it
// draws that.
package topology

import (
	"fmt"
	"net/netip"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/script"
)

// Map is who stands where, and what stands between them.
type Map struct {
	Hosts    []Host
	Firewall []string // rules in words
	NAT      []string
}

// Host is one with its addresses, and the queues in which messages wait.
type Host struct {
	Name   string
	Role   Role
	Addrs  []netip.Addr
	Queues []Queue
}

// Queue is one in which messages wait.
type Queue struct {
	To      string // NextHopDomain
	Waiting int
	Status  string
	Stuck   bool // the last attempt has failed
}

// String tells of the queue in a line.
func (q Queue) String() string { return fmt.Sprintf("%d → %s · %s", q.Waiting, q.To, q.Status) }

// Role is what a host is to the hybrid.
type Role string

// Roles of hosts.
const (
	OnPremises   Role = "on-premises"
	CloudReceive Role = "cloud, receives"
	CloudSend    Role = "cloud, sends"
	Outside      Role = "outside"
)

// Of describes a world as it stands.
func Of(w *sim.World) Map {
	var t Map
	waiting := queues(w)
	for _, h := range w.Net.Hosts() {
		t.Hosts = append(t.Hosts, Host{h.Name(), roleOf(w, h.Name()), h.Addrs(), waiting[h.Name()]})
	}
	for _, r := range w.Net.Rules() {
		to := script.InWords(r.Dst)
		if r.Port != 0 {
			to += fmt.Sprintf(":%d", r.Port)
		}
		t.Firewall = append(t.Firewall, fmt.Sprintf("%s %s → %s", r.Action, script.InWords(r.Src), to))
	}
	for _, l := range w.Net.AllowLists() {
		t.Firewall = append(t.Firewall, "allow only "+script.AllowListInWords(l))
	}
	for _, b := range w.Net.Balancers() {
		t.NAT = append(t.NAT, "balancer "+script.BalancerInWords(b))
	}
	for _, s := range w.Net.Statics() {
		t.NAT = append(t.NAT, fmt.Sprintf("%s ↔ %s", s.Public, s.Inside))
	}
	for _, n := range w.Net.NATs() {
		t.NAT = append(t.NAT, fmt.Sprintf("%s → %s as %s", script.InWords(n.Src), script.InWords(n.Dst), n.To))
	}
	return t
}

// queues are those in which something waits, by the host that sends it.
func queues(w *sim.World) map[string][]Queue {
	waiting := map[string][]Queue{}
	for _, side := range w.Sides() {
		for _, q := range side.Queues() {
			if q.MessageCount == 0 {
				continue
			}
			host := sender(side.Organization(), q)
			waiting[host] = append(waiting[host], Queue{
				To: q.NextHopDomain, Waiting: q.MessageCount,
				Status: string(q.Status), Stuck: q.Status == relay.QueueRetry,
			})
		}
	}
	return waiting
}

// sender is the host that sends what waits in a queue.
func sender(o *relay.Organization, q relay.QueueInfo) string {
	name, _, _ := strings.Cut(q.Identity, `\`)
	server := o.Server(name)
	if server == nil {
		server = o.FirstServer()
	}
	for _, h := range server.Hosts {
		if h.Role == relay.RoleOutbound {
			return h.Fqdn
		}
	}
	return server.Fqdn
}

func roleOf(w *sim.World, host string) Role {
	for _, side := range w.Sides() {
		for _, s := range side.Organization().Hosts() {
			switch {
			case s.Fqdn != host:
			case side.Name.Kind() == relay.OnPremises:
				return OnPremises
			case s.Role == relay.RoleOutbound:
				return CloudSend
			default:
				return CloudReceive
			}
		}
	}
	return Outside
}

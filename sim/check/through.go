package check

import (
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"hybridsim/sim"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/script"
	"hybridsim/sim/vnet"
)

// ByServer is what becomes of a flow at one of the servers that can take it.
type ByServer struct {
	Server  string   `json:"server"`
	Outcome Outcome  `json:"outcome"`
	Decided Decision `json:"decided"`
}

// playOne plays a job: through each server that can take its mail, or as it comes.
func (p *plan) playOne(j job) (verdict, error) {
	if len(j.servers) == 0 {
		return j.flow.play(j.who(), j.extent, func() (*sim.World, error) { return p.worlds.of(j) })
	}
	var worst verdict
	var ends []ByServer
	var before []Decision
	for i, server := range j.servers {
		v, err := j.flow.play(j.who(), j.extent, func() (*sim.World, error) {
			w, err := p.worlds.of(j)
			if err == nil {
				through(w, j.who().hybrid, server)
			}
			return w, err
		})
		if err != nil {
			return verdict{}, err
		}
		ends, before = append(ends, ByServer{server, v.Outcome, v.decided}), append(before, v.before...)
		if i == 0 || j.flow.rank(v.Kind) > j.flow.rank(worst.Kind) {
			worst = v
		}
	}
	if slices.ContainsFunc(ends, func(e ByServer) bool { return e.Outcome.String() != ends[0].Outcome.String() }) {
		worst.servers = ends
	}
	worst.before = before
	return worst, nil
}

// beside plays jobs whose configuration differs in lines from that of which the verdicts are known. A large message is
// left out at first: where the small one before it goes by the same decisions as without the lines, and those are about
// no size, it goes as known.
func (p *plan) beside(known []verdict, jobs []job, first extent, lines func(job) string) ([]verdict, error) {
	light := slices.Clone(jobs)
	for i := range light {
		light[i].extent = first
	}
	verdicts, err := p.play(light)
	if err != nil {
		return nil, err
	}
	var heavy []job
	var places []int
	for i, j := range jobs {
		switch is := known[i%len(known)]; {
		case !j.flow.large || !slices.Contains(j.flow.want, verdicts[i].Kind):
		case slices.EqualFunc(is.before, verdicts[i].before, Decision.like) && !aboutSizes.MatchString(lines(j)):
			verdicts[i] = is
		default:
			heavy, places = append(heavy, j), append(places, i)
		}
	}
	return verdicts, p.replay(verdicts, heavy, places)
}

// aboutSizes matches lines that may let a large message go otherwise than a small one.
var aboutSizes = regexp.MustCompile(`(?i)size|quota`)

// rank orders kinds from what is wanted to the worst.
func (f *flow) rank(k Kind) int {
	if slices.Contains(f.want, k) {
		return -1
	}
	return slices.Index(kinds, k)
}

// met reports whether a flow came to an on-premises server from outside of them, or tried to.
func (s *witness) met() bool {
	home := s.w.Side(s.at.onprem).Ingress()
	return slices.ContainsFunc(s.w.Net.Attempts()[s.dialed:], func(a vnet.Attempt) bool {
		return slices.Contains(home, a.Dst.Addr()) && !slices.Contains(home, a.Src.Addr())
	})
}

// serversWith are the servers of each hybrid that mail from outside may meet when an unknown is so, if there are
// several.
func (p *plan) serversWith(u script.Unknown) (map[hybrid][]string, error) {
	w, err := p.worlds.typed(p.subject, u)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	several := map[hybrid][]string{}
	for _, s := range scenes(w) {
		if servers := s.reached(); len(servers) > 1 {
			several[s.hybrid] = servers
		}
	}
	return several, nil
}

// through lets a name that leads to several on-premises servers lead to one of them only, and a connector of the cloud
// that lists several send to that one: whichever server it is, mail may meet it (T8.1, T8.3).
func through(w *sim.World, h hybrid, server string) {
	at, err := addressOf(w, server)
	if err != nil {
		return
	}
	leads := func(host string) bool {
		addrs, err := w.Net.LookupAddr(observer, strings.Trim(host, "[]"))
		return err == nil && slices.Contains(addrs, at)
	}
	_, cloud := h.both(w)
	for _, c := range cloud.OutboundConnectors {
		if right := matching(c.SmartHosts, leads); len(right) > 0 && len(right) < len(c.SmartHosts) {
			_, _ = w.Run(h.tenant, "Set-OutboundConnector "+cmdlet.Quote(c.Name)+" -SmartHosts "+
				cmdlet.Value{Kind: cmdlet.List, Texts: right}.Literal()) // a refusal leaves the connector as it is
		}
	}
	for _, host := range namesToServers(w, h) {
		only(w, host, at)
	}
}

func matching(list []string, f func(string) bool) (right []string) {
	for _, s := range list {
		if f(s) {
			right = append(right, s)
		}
	}
	return right
}

// namesToServers are the names by which mail comes to on-premises: smart hosts of the cloud, and the MX records of the
// domains.
func namesToServers(w *sim.World, h hybrid) (names []string) {
	local, cloud := h.both(w)
	for _, c := range cloud.OutboundConnectors {
		names = append(names, c.SmartHosts...)
	}
	for _, d := range local.AcceptedDomains {
		records, _ := w.Net.LookupMX(observer, d.DomainName)
		for _, r := range records {
			names = append(names, strings.TrimSuffix(r.Host, "."))
		}
	}
	return names
}

// only leaves a name that leads to an address, and to others, that address alone.
func only(w *sim.World, host string, at netip.Addr) {
	addrs, err := w.Net.LookupAddr(observer, host)
	if err != nil || len(addrs) < 2 || !slices.Contains(addrs, at) {
		return
	}
	kind := vnet.A
	if at.Is6() {
		kind = vnet.AAAA
	}
	_ = w.Net.SetRecords(vnet.Record{Name: host, Type: kind, Value: at.String()}) // it was a record before
}

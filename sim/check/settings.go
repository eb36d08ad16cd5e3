package check

import (
	"cmp"
	"fmt"
	"maps"
	"net"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/script"
	"hybridsim/sim/vnet"
)

// Setting is one property of one object, as Get- prints it. Of the network, what stands between the two sides, and what
// a base's header says.
type Setting struct {
	Side     string `json:"side"` // onprem, cloud or net
	Noun     string `json:"noun"`
	Object   string `json:"object"`
	Property string `json:"property"`
	Value    string `json:"value"`
}

// network is the Side of settings of the network.
const network = "net"

// settings lists the whole configuration of a world: the organizations by the property names of their cmdlets, and the
// network; mx has the domains whose MX it knows.
func settings(w *sim.World, mx map[string]string) []Setting {
	list := []Setting{}
	for _, o := range w.Organizations() {
		list = append(list, ofOrganization(o)...)
	}
	add := func(noun, object, property, value string) {
		list = append(list, Setting{network, noun, object, property, value})
	}
	add("world", "header", "Clock", w.Clock.Now().UTC().Format(time.RFC3339))
	add("world", "header", "On-Premises", w.Config.OnPremises.String())
	add("world", "header", "Cloud-Era", cmp.Or(w.Config.Era.String(), "by the clock"))
	addMachines(w, add)
	for _, side := range w.SideNames() {
		if side.Kind() == relay.Cloud && side != relay.Cloud {
			continue // the service is one
		}
		add("host", string(side), "sends from", strings.Trim(fmt.Sprint(w.Side(side).Egress()), "[]"))
	}
	for _, domain := range slices.Sorted(maps.Keys(mx)) {
		add("DNS", domain, "MX", names(w.Net.LookupMX(observer, domain)))
	}
	for _, host := range smartHosts(w) {
		addrs, err := w.Net.LookupAddr(observer, host)
		add("DNS", host, "address", names(addrs, err))
	}
	for _, r := range w.Net.Rules() {
		add("firewall", fmt.Sprintf("%s -> %s:%d", wordsOf(r.Src), wordsOf(r.Dst), r.Port), "action",
			fmt.Sprint(r.Action))
	}
	for _, n := range w.Net.NATs() {
		add("NAT", fmt.Sprintf("%s -> %s", wordsOf(n.Src), wordsOf(n.Dst)), "as", n.To.String())
	}
	for _, b := range w.Net.Balancers() {
		add("balancer", b.Name, "line", script.BalancerInWords(b))
	}
	for _, t := range w.Net.Statics() {
		add("NAT", t.Public.String(), "leads to", t.Inside.String())
	}
	for _, l := range w.Net.AllowLists() {
		to := fmt.Sprintf("-> %s:%d", wordsOf(l.Dst), l.Port)
		add("allow list", to, "line", script.AllowListInWords(l))
	}
	for _, b := range w.Net.Boxes() {
		add("inspection", fmt.Sprintf("%s -> %s", wordsOf(b.Src), wordsOf(b.Dst)), "reads", "SMTP")
	}
	for _, r := range w.Banned() {
		add("block list", "the service's "+string(r.List), "banned", r.String())
	}
	addSurroundings(w, add)
	addRecords(w, mx, add)
	return list
}

// addSurroundings adds what somebody told outside hosts, the authorities and the service's administrators.
func addSurroundings(w *sim.World, add func(noun, object, property, value string)) {
	for _, h := range w.Hosts() {
		add("host", h.Name, "addresses", strings.Trim(fmt.Sprint(w.Net.Host(h.Name).Addrs()), "[]"))
		for _, s := range h.Settings() {
			add("host", h.Name, s.What, s.Value)
		}
	}
	decided, revoked := w.Trusted()
	for _, d := range decided {
		if d.Untrusted {
			add("authority", d.Authority, "trusted", "by nobody")
		}
		for _, server := range d.At {
			add("authority", d.Authority, "trusted at "+server, "no")
		}
	}
	for _, thumbprint := range revoked {
		add("certificate", thumbprint, "revoked", "yes")
	}
	var published []string
	for _, r := range w.Published() {
		published = append(published, r.String())
	}
	add("service", "addresses", "published", strings.Join(published, ", "))
}

// addRecords adds the records of DNS that are not listed for being a smart host's, or the MX of a header.
func addRecords(w *sim.World, mx map[string]string, add func(noun, object, property, value string)) {
	hosts := smartHosts(w)
	var name, property, value string
	for _, r := range append(w.Net.Records(), vnet.Record{}) {
		if r.Name == name && string(r.Type) == property {
			value += ", " + valueOf(r)
			continue
		}
		_, known := mx[name]
		if known = known && property == string(vnet.MX); name != "" && !known && !slices.Contains(hosts, name) {
			add("DNS record", name, property, value)
		}
		name, property, value = r.Name, string(r.Type), valueOf(r)
	}
	signed := w.Net.SignedZones()
	for _, zone := range slices.Sorted(maps.Keys(signed)) {
		add("DNS zone", zone, "signed", map[bool]string{true: "yes", false: "badly"}[signed[zone]])
	}
	pages := w.Net.Pages()
	for _, host := range slices.Sorted(maps.Keys(pages)) {
		if p, err := relay.ParseSTSPolicy(pages[host]); err == nil {
			add("MTA-STS policy", strings.TrimPrefix(host, relay.STSHostPrefix), "policy", p.String())
		}
	}
	for _, zone := range w.Net.Broken() {
		add("DNS zone", zone, "name servers", "fail")
	}
}

// addMachines adds what somebody told machines about TLS, and what their services may not read.
func addMachines(w *sim.World, add func(noun, object, property, value string)) {
	tell := func(machine string, s relay.TLSSettings) {
		for _, change := range s.Changes() {
			add("machine", machine, change.What, change.Value)
		}
	}
	for _, side := range w.Sides() {
		for _, s := range side.Servers() {
			for _, f := range s.Faults() {
				add("machine", s.Name, f.What, f.Value)
			}
		}
		o := side.Organization()
		for _, s := range o.Servers {
			tell(s.Name, s.TLS)
			if s.Build != (relay.Build{}) {
				add("machine", s.Name, "build", s.Build.String())
			}
		}
		for _, c := range o.Certificates {
			if c.KeyDenied {
				add("machine", c.Server, "key of "+c.Thumbprint, "denied")
			}
		}
	}
	for _, h := range w.Hosts() {
		tell(h.Name, h.TLS())
	}
	addNameServers(w, add)
}

// addNameServers adds the DNS servers of the network, their records, and whom machines ask.
func addNameServers(w *sim.World, add func(noun, object, property, value string)) {
	for _, s := range w.Net.NameServers() {
		add("name server", s.Addr.String(), "line", script.NameServerInWords(s))
		for _, r := range w.Net.RecordsAt(s.Addr) {
			add("name server", s.Addr.String(), r.Name+" "+string(r.Type), r.Value)
		}
	}
	for _, h := range w.Net.Hosts() {
		for _, a := range w.Net.Adapter(h.Name()) {
			add("adapters", h.Name(), "asks", a.String())
		}
	}
}

// componentStates are what somebody wants of the components of servers.
func componentStates(o *relay.Organization) (list []Setting) {
	for _, c := range o.ComponentStates {
		list = append(list, Setting{string(o.Side), "ServerComponentState", c.Server + `\` + string(c.Component),
			c.Requester, string(c.State)})
	}
	return list
}

func valueOf(r vnet.Record) string {
	if r.Type == vnet.MX {
		return fmt.Sprint(r.Preference, " ", r.Value)
	}
	return r.Value
}

// ofOrganization lists the objects of one organization.
func ofOrganization(o *relay.Organization) (list []Setting) {
	add := func(noun, object string, v cmdlet.NamedValue) {
		list = append(list, Setting{string(o.Side), noun, object, v.Name, v.String()})
	}
	for _, n := range cmdlet.Nouns(o) {
		for _, x := range n.Objects(o) {
			for _, v := range x.Values {
				add(x.Noun, cmp.Or(x.Identity, x.Noun), v)
			}
		}
	}
	if units := o.SyncScope.Chosen; len(units) > 0 {
		list = append(list, Setting{string(o.Side), "synchronization", "units", "left out", strings.Join(units, ", ")})
	}
	if o.Plan != (relay.TenantPlan{}) {
		list = append(list, Setting{string(o.Side), "service", "plan", "bought", o.Plan.String()})
	}
	list = append(list, componentStates(o)...)
	for _, x := range cmdlet.Carried(o) {
		for _, v := range x.Values {
			add(x.Noun, x.Identity, v)
		}
	}
	return list
}

// observer is who asks DNS for the check.
const observer = "check"

// names prints what DNS answers.
func names[T any](answers []T, err error) string {
	if err != nil {
		return "none"
	}
	var list []string
	for _, a := range answers {
		switch a := any(a).(type) {
		case *net.MX:
			list = append(list, strings.TrimSuffix(a.Host, "."))
		case fmt.Stringer:
			list = append(list, a.String())
		}
	}
	return strings.Join(list, ", ")
}

// smartHosts are the hosts that connectors of either side name, in order.
func smartHosts(w *sim.World) (hosts []string) {
	add := func(list []string) {
		for _, h := range list {
			if !slices.Contains(hosts, h) {
				hosts = append(hosts, h)
			}
		}
	}
	for _, o := range w.Organizations() {
		for _, c := range o.SendConnectors {
			add(c.SmartHosts)
		}
		for _, c := range o.OutboundConnectors {
			add(c.SmartHosts)
		}
	}
	return hosts
}

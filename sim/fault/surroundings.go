package fault

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"hybridsim/relay"
)

// publicNames are the hosts of on-premises that the cloud hands mail to, or else the servers.
func (s *site) publicNames() (names []string) {
	seen := map[string]bool{}
	for x := range s.objects(relay.Cloud, "OutboundConnector") {
		if v, ok := x.Value("SmartHosts"); ok {
			for _, h := range v.Texts {
				if !seen[h] && strings.Contains(h, ".") {
					seen[h] = true
					names = append(names, h)
				}
			}
		}
	}
	return names
}

// between makes a place of each public name: what is done to connections from the cloud to it.
func between(line, undo string) func(*site, *Operator) {
	return types(func(s *site, add func(string, []string, []string)) {
		for _, name := range s.publicNames() {
			add(name, one(line, name), one(undo, name))
		}
	})
}

// outwards makes a place of each organization on-premises: what is done to its connections.
func outwards(line, undo string) func(*site, *Operator) {
	return types(func(s *site, add func(string, []string, []string)) {
		for side := range s.organizations(relay.OnPremises) {
			add(string(side), one(line, side), one(undo, side))
		}
	})
}

// network are mistakes between the two sides.
var network = []*Operator{
	{"firewall-refuses-cloud", "A firewall refuses the service's connections.", Network, Often, "S5.2", Surroundings,
		between("net> block cloud -> %s:25 refuse", "net> unblock cloud -> %s:25")},
	{"firewall-drops-cloud", "A firewall drops the service's connections.", Network, Often, "S5.2", Surroundings,
		between("net> block cloud -> %s:25 drop", "net> unblock cloud -> %s:25")},
	{"firewall-resets-cloud", "A firewall resets the service's connections.", Network, Seen, "S5.2", Surroundings,
		between("net> block cloud -> %s:25 reset", "net> unblock cloud -> %s:25")},
	{"firewall-knows-some-ranges", "A firewall drops some of the service's addresses.", Network, Often, "KB2750145", Surroundings,
		types(func(s *site, add func(string, []string, []string)) {
			egress := s.w.Side(relay.Cloud).Egress()
			for _, name := range s.publicNames() {
				for i, a := range egress {
					if i%2 == 0 && len(egress) > 1 {
						add(fmt.Sprintf("%s from %s", name, a),
							one("net> block %s -> %s:25 drop", a, name),
							one("net> unblock %s -> %s:25", a, name))
					}
				}
			}
		})},
	{"firewall-stale-list", "A firewall admits addresses that the service does not use.", Network, Often, "KB2750145", Surroundings,
		between("net> allow only 192.0.2.0/24 -> %s:25 else drop", "net> allow all -> %s:25")},
	{"firewall-keeps-onprem-in", "On-premises may not connect to the outside.", Network, Often, "S5.2", Surroundings,
		outwards("net> block %s -> 0.0.0.0/0:25 drop", "net> unblock %s -> 0.0.0.0/0:25")},
	{"firewall-refuses-onprem", "The network refuses connections of on-premises to the outside.", Network, Seen, "S5.2", Surroundings,
		outwards("net> block %s -> 0.0.0.0/0:25 refuse", "net> unblock %s -> 0.0.0.0/0:25")},
	{"nat-hides-cloud", "A device hides the service's addresses.", Network, Often, "S11.2", Surroundings,
		between("net> nat cloud -> %s to 10.0.0.1", "net> preserve source cloud -> %s")},
	{"inspection-without-tls", "A firewall reads SMTP and hides STARTTLS from the service.", Network, Often, "S11.1", Surroundings,
		between("net> inspect cloud -> %s with asa", "net> stop inspecting cloud -> %s")},
	{"inspection-stars-banner", "An old firewall overwrites the banner and what it does not know.", Network, Seen, "S11.1", Surroundings,
		between("net> inspect cloud -> %s with pix", "net> stop inspecting cloud -> %s")},
	{"inspection-outwards", "A firewall reads SMTP of on-premises to the outside.", Network, Often, "S11.1", Surroundings,
		outwards("net> inspect %s -> 0.0.0.0/0 with asa", "net> stop inspecting %s -> 0.0.0.0/0")},
	{"device-ends-tls", "A device ends TLS with a certificate of its own.", Network, Seen, "T12.9", Surroundings,
		between(`net> inspect cloud -> %s with certificate device.example by "CN=Device CA"`, "net> stop inspecting cloud -> %s")},
	{"device-between-servers", "A device reads SMTP between the organization's own servers.", Network, Seen, "T4.6", Surroundings,
		types(func(s *site, add func(string, []string, []string)) {
			for _, a := range s.servers() {
				for _, b := range s.servers() {
					if a != b {
						add(a.Name+" to "+b.Name,
							one("net> inspect %s -> %s:2525 with asa", a.Name, b.Name),
							one("net> stop inspecting %s -> %s:2525", a.Name, b.Name))
					}
				}
			}
		})},
	{"balancer-hides-cloud", "A balancer hides the service's addresses.", Network, Often, "S11.2", Surroundings, balanced(" hiding source as 10.0.0.1")},
	{"balancer-dead-member", "A balancer leads to a server that does not answer.", Network, Seen, "T8.3", Surroundings,
		types(func(s *site, add func(string, []string, []string)) {
			for _, b := range s.w.Net.Balancers() {
				for _, server := range s.servers() {
					add(b.Name+" "+server.Name,
						one("net> block 0.0.0.0/0 -> %s:25 drop", server.Name),
						one("net> unblock 0.0.0.0/0 -> %s:25", server.Name))
				}
			}
		})},
	{"balancer-without-probe", "A balancer does not look whether its members answer.", Network, Seen, "T8.10", Surroundings, types(blindBalancers)},
	{"gateway-drops-headers", "A gateway drops the headers that make mail internal.", Network, Often, "T10.12", Surroundings,
		passingOn("dropping headers X-MS-Exchange-", "dropping", "preserving")},
	{"gateway-adds-footer", "A gateway adds a footer, which breaks signatures.", Network, Often, "P8.14", Surroundings,
		passingOn(`adding footer "Checked."`, "adding footer", "keeping signatures")},
	{"gateway-names-two-authors", "A gateway adds an author, and names no sender.", Network, Rare, "B56", Surroundings,
		passingOn(`stamping header "From: First <first@elsewhere.example>, Second <second@elsewhere.example>"`, `header "From:`)},
}

// balanced makes a place of each public name with one address: a balancer takes it.
func balanced(more string) func(*site, *Operator) {
	return types(func(s *site, add func(string, []string, []string)) {
		servers := s.servers()
		for _, name := range s.publicNames() {
			addrs, err := s.w.Net.LookupAddr("", name)
			if err != nil || len(addrs) != 1 || len(servers) == 0 {
				continue
			}
			balancer := netip.AddrFrom4([4]byte{203, 0, 113, 250})
			add(name, one("net> balancer %s %s -> %s%s", name, balancer, servers[0].Name, more),
				[]string{"net> stop balancing " + name, fmt.Sprintf("net> dns %s A %s", name, addrs[0])})
		}
	})
}

// names are mistakes in DNS.
var names = []*Operator{
	{"smart-host-address-other", "The public name leads to an address where nobody listens.", Names, Often, "T8.1", Customer,
		record("net> dns %s A 192.0.2.99")},
	{"smart-host-unknown", "The public name has no record.", Names, Seen, "T8.2", Customer,
		record("net> remove dns %s A")},
	{"zone-does-not-answer", "The name servers of a domain do not answer.", Names, Seen, "S5.2", Customer,
		types(func(s *site, add func(string, []string, []string)) {
			for x := range s.objects(relay.OnPremises, "AcceptedDomain") {
				if d := x.text("DomainName"); ownDomain(s, x) && !strings.Contains(d, "*") {
					add(d, one("net> break dns %s", d), one("net> mend dns %s", d))
				}
			}
			for _, h := range s.w.Hosts() {
				for _, d := range h.Domains {
					add(d, one("net> break dns %s", d), nil)
				}
			}
		})},
	{"mx-elsewhere", "The domain's MX leads to somebody else.", Names, Seen, "T8.2", Customer,
		types(func(s *site, add func(string, []string, []string)) {
			for x := range s.objects(relay.OnPremises, "AcceptedDomain") {
				d := x.text("DomainName")
				mx, err := s.w.Net.LookupMX("", d)
				if err == nil && len(mx) == 1 && ownDomain(s, x) {
					add(d,
						one("net> dns %s MX 10 old-gateway.example", d),
						one("net> dns %s MX %d %s", d, mx[0].Pref, strings.TrimSuffix(mx[0].Host, ".")))
				}
			}
		})},
	{"internal-dns-without-tenant", "The servers ask an internal name server that does not know the service.", Names, Seen, "T12.8", Customer,
		types(func(s *site, add func(string, []string, []string)) {
			for side, o := range s.organizations(relay.OnPremises) {
				for _, server := range o.Servers {
					add(server.Name, []string{"net> name server 10.0.0.53 for mail.onmicrosoft.com, onmicrosoft.com",
						fmt.Sprintf("%s> Set-TransportService %s -InternalDNSAdapterEnabled $false "+
							"-InternalDNSServers 10.0.0.53", side, server.Name)},
						one("%s> Set-TransportService %s -InternalDNSAdapterEnabled $true -InternalDNSServers $null",
							side, server.Name))
				}
			}
		})},
}

func list(addrs []netip.Addr) string {
	var texts []string
	for _, a := range addrs {
		texts = append(texts, a.String())
	}
	return strings.Join(texts, ", ")
}

// record makes a place of each public name that has an address; the line is about its record.
func record(line string) func(*site, *Operator) {
	return types(func(s *site, add func(string, []string, []string)) {
		for _, name := range s.publicNames() {
			if addrs, err := s.w.Net.LookupAddr("", name); err == nil && len(addrs) > 0 {
				add(name, one(line, name), one("net> dns %s A %s", name, list(addrs)))
			}
		}
	})
}

// components makes a place of each server: one of its components is out of service.
func components(component, state string) func(*site, *Operator) {
	return types(func(s *site, add func(string, []string, []string)) {
		for side, o := range s.organizations(relay.OnPremises) {
			for _, server := range o.Servers {
				line := "%s> Set-ServerComponentState %s -Component %s -State %s -Requester Maintenance"
				add(server.Name,
					one(line, side, server.Name, component, state),
					one(line, side, server.Name, component, "Active"))
			}
		}
	})
}

// servers are mistakes with machines.
var servers = []*Operator{
	{"transport-out-of-service", "A server was left in maintenance.", Servers, Often, "G1.4.11", Customer, components("HubTransport", "Inactive")},
	{"transport-out-of-service-everywhere", "All servers were left in maintenance.", Servers, Seen, "G1.4.11", Customer, types(allInMaintenance)},
	{"front-end-out-of-service", "A server's front end was left in maintenance.", Servers, Seen, "R1.12", Customer, components("FrontendTransport", "Inactive")},
	{"server-offline", "A server is offline as a whole.", Servers, Seen, "G1.4.11", Customer, components("ServerWideOffline", "Inactive")},
	{"server-outdated", "A server runs an old build, which the service throttles or which has a defect.", Servers, Seen, "T15.12", Build,
		types(func(s *site, add func(string, []string, []string)) {
			builds := []string{"15.0.1497.2", "15.1.2507.6", "15.2.986.5"}
			for _, d := range relay.Defects {
				builds = append(builds, d.First.String())
			}
			for _, server := range s.servers() {
				for _, build := range builds {
					add(server.Name+" "+build, one("net> update %s to %s", server.Name, build), nil)
				}
			}
		})},
	{"edge-unsubscribed", "The Edge's subscription is gone, and what it brought was made by hand.", Servers, Seen, "T9.11", Customer, types(unsubscribed)},
	{"edge-not-synchronized", "The Edge cannot be reached for synchronization.", Servers, Seen, "T9.2", Customer,
		types(func(s *site, add func(string, []string, []string)) {
			s.synchronized(func(edge, server *relay.Server, _ *relay.Organization) {
				block, unblock := unreachable(edge, server)
				add(edge.Name, []string{block}, []string{unblock})
			})
			untold(s, add)
		})},
}

// synchronized goes through the Edges, with each server that synchronizes them.
func (s *site) synchronized(yield func(edge, server *relay.Server, inside *relay.Organization)) {
	for _, o := range s.w.Organizations() {
		for _, edge := range o.Servers {
			if !edge.Edge {
				continue
			}
			for _, inside := range s.organizations(relay.OnPremises) {
				for _, server := range inside.Servers {
					if !server.Edge {
						yield(edge, server, inside)
					}
				}
			}
		}
	}
}

// unreachable are the lines after which a server cannot synchronize an Edge, and can again.
func unreachable(edge, server *relay.Server) (block, unblock string) {
	way := fmt.Sprintf("%s -> %s:50636", server.Fqdn, edge.Fqdn)
	return "net> block " + way + " drop", "net> unblock " + way
}

// elsewhere are causes that the customer's configuration does not hold.
var elsewhere = []*Operator{
	{"service-bans-address", "The service blocks the address of on-premises.", Elsewhere, Often, "R11.5", Service,
		types(func(s *site, add func(string, []string, []string)) {
			for side := range s.organizations(relay.OnPremises) {
				for _, a := range s.seenFrom(side) {
					add(a.String(), one("eop> ban %s", a), nil)
				}
			}
		})},
	{"service-moved", "The service sends from addresses that it publishes since.", Elsewhere, Often, "KB2750145", Service,
		types(func(s *site, add func(string, []string, []string)) {
			if egress := s.w.Side(relay.Cloud).Egress(); len(egress) > 0 {
				add(egress[0].String(),
					[]string{"eop> publish today", fmt.Sprintf("eop> move %s to 52.238.78.88", egress[0])},
					nil)
			}
		})},
	{"recipient-blocks-service", "The recipient's host asks a block list that has the service's addresses.", Elsewhere, Seen, "R11.2", OtherTenant,
		types(func(s *site, add func(string, []string, []string)) {
			for _, h := range s.w.Hosts() {
				for _, a := range s.w.Side(relay.Cloud).Egress() {
					add(h.Name+" "+a.String(),
						[]string{fmt.Sprintf("net> list %s on ips.backscatterer.org", a),
							h.Name + "> block list ips.backscatterer.org reject"},
						nil)
				}
			}
		})},
	{"recipient-host-defers", "The recipient's host answers that it will take the mail later.", Elsewhere, Seen, "S5.2", OtherTenant, answers("451 4.7.1 Later", "RCPT")},
	{"recipient-host-refuses", "The recipient's host refuses the recipient.", Elsewhere, Seen, "S5.2", OtherTenant, answers("550 5.1.1 No such user", "RCPT")},
	{"recipient-host-refuses-content", "The recipient's host refuses the content.", Elsewhere, Seen, "S5.2", OtherTenant, answers("554 5.7.1 Content refused", "DATA")},
	{"recipient-tlsa-stale", "The recipient's host renewed its certificate, and its TLSA record is the old one's.", Elsewhere, Seen, "L85", OtherTenant,
		types(staleTLSA)},
	{"recipient-policy-stale", "The recipient's MTA-STS policy names hosts that it had once.", Elsewhere, Seen, "L88", OtherTenant, types(stalePolicy)},
	{"recipient-host-down", "The recipient's host does not answer.", Elsewhere, Seen, "S5.2", OtherTenant,
		atHosts("net> block 0.0.0.0/0 -> %s:25 drop")},
	{"gateway-shows-anothers-certificate", "A service that mail passes shows one customer's certificate for another's mail.", Elsewhere, Seen, "T10.12", OtherTenant,
		types(oneCertificateForAll)},
	{"sender-spf-stale", "The SPF record of a sender's domain does not name the host that sends.", Elsewhere, Often, "P2.26", OtherTenant, types(staleSPF)},
	{"recipient-host-checks-spf", "The recipient's host judges SPF, and the sender's record does not name who sends.", Elsewhere, Seen, "N64", OtherTenant,
		types(func(s *site, add func(string, []string, []string)) {
			for _, h := range s.w.Hosts() {
				for x := range s.objects(relay.OnPremises, "AcceptedDomain") {
					if d := x.text("DomainName"); ownDomain(s, x) && !strings.Contains(d, "*") {
						add(h.Name+" "+d,
							[]string{fmt.Sprintf("net> dns %s TXT v=spf1 ip4:192.0.2.1 -all", d),
								h.Name + "> check SPF"},
							nil)
					}
				}
			}
		})},
	{"other-tenant-takes-domain", "Another tenant's connector names the certificate that on-premises shows.", Elsewhere, Rare, "T10.1", OtherTenant,
		types(func(s *site, add func(string, []string, []string)) {
			for side := range s.organizations(relay.Cloud) {
				if side == relay.Cloud {
					continue
				}
				s.mails(func(_ relay.Side, c *relay.Certificate) {
					add(string(side)+" "+c.Leaf.DNSNames[0],
						one(`%s> New-InboundConnector "Theirs too" -ConnectorType OnPremises -SenderDomains * `+
							`-TlsSenderCertificateName %s`, side, c.Leaf.DNSNames[0]),
						nil)
				})
			}
		})},
}

// seenFrom are the addresses that an organization's servers leave by, and those that a translation puts in their place.
func (s *site) seenFrom(side relay.Side) []netip.Addr {
	list := s.w.Side(side).Egress()
	for _, a := range slices.Clone(list) {
		for _, t := range s.w.Net.NATs() {
			if t.Src.Contains(a) && !slices.Contains(list, t.To) {
				list = append(list, t.To)
			}
		}
	}
	return list
}

// answers makes a place of each outside host: it replies so.
func answers(reply, to string) func(*site, *Operator) {
	return atHosts("%s> reply " + strconv.Quote(reply) + " to " + to)
}

// atHosts makes a place of each outside host, whose name is put into the line. It is not the customer's to undo.
func atHosts(line string) func(*site, *Operator) {
	return types(func(s *site, add func(string, []string, []string)) {
		for _, h := range s.w.Hosts() {
			add(h.Name, one(line, h.Name), nil)
		}
	})
}

package check

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/sim"
)

// Severity is how much a finding weighs by its documentation, whatever it breaks here.
type Severity string

// Severities.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Finding is a setting that a checklist or the documentation warns of, with what it breaks in this configuration.
type Finding struct {
	Code     string   `json:"code"` // stable: HS-C001
	Severity Severity `json:"severity"`
	Side     string   `json:"side"` // onprem, cloud or net
	Object   string   `json:"object"`
	Property string   `json:"property"`
	Value    string   `json:"value"`
	Message  string   `json:"message"`
	Source   string   `json:"source"`
	Fix      []string `json:"fix"`    // the documented fix, as lines to type
	Breaks   []string `json:"breaks"` // flows that the fix mends, by their ids
	With     []string `json:"with"`   // other codes that must be mended, too, before some of these flows work
	Worse    []string `json:"worse"`  // flows that were as in a healthy hybrid and are no more with the fix
	Untried  string   `json:"untried,omitempty"`
	Accepted string   `json:"accepted,omitempty"` // why it is so by intention, as the base says
	// Names are failing flows that met just what the finding is about, although no fix proves that it breaks them.
	Names []string `json:"names,omitempty"`
}

// clue is what tells that a flow met just what a finding is about.
type clue struct {
	flows      []*Asked // that are asked for to show it
	unresolved string   // the host whose name is not found
}

// Name tells a finding from all others of a report: its code and its object.
func (f *Finding) Name() string { return f.Code + " " + f.Object }

// Rule describes a code of the lint for the reference page.
type Rule struct {
	Code     string
	Severity Severity
	Says     string // what is wrong, a sentence
	Source   string // where it is documented
	find     func(s *scene, found func(place))
}

// place is where a rule found something.
type place struct {
	side            string
	object          string
	property, value string
	detail          string // what is to say besides the rule's sentence
	fix             []string
	clue
}

// Rules returns the codes of the lint in order.
func Rules() []Rule { return slices.Clone(findings) }

var findings = func() []Rule {
	all := slices.Concat(sendRules, receiveRules, certificateRules, tlsRules, inboundRules, outboundRules,
		domainRules, peopleRules, remoteDomainRules, networkRules, serverRules, policyRules, crossingRules)
	slices.SortFunc(all, func(a, b Rule) int { return strings.Compare(a.Code, b.Code) })
	return all
}()

// scene is what the rules look at.
type scene struct {
	w            *sim.World
	hybrid       hybrid
	local, cloud *relay.Organization
	now          time.Time
	coexistence  string               // tenant.mail.onmicrosoft.com
	egress       []netip.Addr         // that the service sends from
	published    []relay.AddressRange // that it says it sends from
	domains      []string             // that both sides accept
	index        map[*relay.Organization]map[string]*relay.Recipient
}

const serviceName = "mail.protection.outlook.com"

// scenes look at the hybrids of a world.
func scenes(w *sim.World) (list []*scene) {
	for _, h := range hybrids(w) {
		list = append(list, newScene(w, h))
	}
	return list
}

func newScene(w *sim.World, h hybrid) *scene {
	s := &scene{
		w: w, hybrid: h, local: withEdges(w, h), cloud: w.Side(h.tenant).Organization(),
		now:    w.Clock.Now(),
		egress: w.Side(h.tenant).Egress(), published: w.Published(),
	}
	for _, d := range s.cloud.AcceptedDomains {
		if d.IsCoexistenceDomain {
			s.coexistence = d.DomainName
		}
	}
	inCloud := domainsByName(s.cloud)
	for _, d := range s.local.AcceptedDomains {
		if inCloud[strings.ToLower(d.DomainName)] != nil && d.DomainName != s.coexistence {
			s.domains = append(s.domains, d.DomainName)
		}
	}
	return s
}

// withEdges is the on-premises organization as the rules see it: with the servers, receive connectors and certificates
// of its Edges, which have them for themselves.
func withEdges(w *sim.World, h hybrid) *relay.Organization {
	local, _ := h.both(w)
	for _, side := range h.edges(w) {
		o := side.Organization()
		local = local.Clone()
		local.Servers = append(local.Servers, o.Servers...)
		local.ReceiveConnectors = append(local.ReceiveConnectors, o.ReceiveConnectors...)
		local.Certificates = append(local.Certificates, o.Certificates...)
		local.ComponentStates = append(local.ComponentStates, o.ComponentStates...)
	}
	return local
}

// typedAt types a line of a fix at the organization that it is for, or at the Edge whose object it names, which nobody
// else can change.
func (s *scene) typedAt(line string) string {
	if rest, ok := strings.CutPrefix(line, cloudLine("")); ok {
		return string(s.hybrid.tenant) + "> " + rest
	}
	rest, ok := strings.CutPrefix(line, onPremisesLine(""))
	if !ok {
		return line
	}
	for _, server := range s.local.Servers {
		if server.Edge && strings.Contains(line, server.Name+`\`) {
			return server.Name + "> " + rest
		}
	}
	return string(s.hybrid.onprem) + "> " + rest
}

// lint looks at the settings of all hybrids, and says of each finding what would show it.
func lint(all []*scene) ([]Finding, []clue) {
	findings, clues := []Finding{}, []clue(nil)
	seen := map[string]bool{}
	for _, s := range all {
		if s.hybrid.further() != "" && len(s.domains) == 0 {
			continue // it has nothing in common with a tenant, so it is no hybrid
		}
		s.lint(func(f Finding, c clue) {
			if key := fmt.Sprint(f.Code, f.Side, f.Object, f.Property, f.Value, f.Fix); !seen[key] {
				seen[key] = true
				findings, clues = append(findings, f), append(clues, c)
			}
		})
	}
	return findings, clues
}

// lint looks at the settings of one hybrid.
func (s *scene) lint(found func(Finding, clue)) {
	for _, r := range findings {
		r.find(s, func(p place) {
			side := p.side
			if kind := s.hybrid.of(relay.Side(side)); kind != "" {
				side = string(kind)
			}
			f := Finding{Code: r.Code, Severity: r.Severity, Side: side, Object: p.object, Property: p.property,
				Value: p.value, Message: r.Says,
				Source: r.Source, Fix: append([]string{}, p.fix...), Breaks: []string{}, With: []string{},
				Worse: []string{}}
			for i, line := range f.Fix {
				f.Fix[i] = s.typedAt(line)
			}
			if p.detail != "" {
				f.Message += ": " + p.detail
			}
			found(f, s.asked(p.clue))
		})
	}
}

// asked is a clue whose flows belong to the scene's hybrid.
func (s *scene) asked(c clue) clue {
	for _, a := range c.flows {
		a.Hybrid = s.hybrid.further()
	}
	return c
}

// domainsByName indexes an organization's accepted domains by their names in lower case.
func domainsByName(o *relay.Organization) map[string]*relay.AcceptedDomain {
	index := map[string]*relay.AcceptedDomain{}
	for _, d := range o.AcceptedDomains {
		index[strings.ToLower(d.DomainName)] = d
	}
	return index
}

func (s *scene) since2013() bool { return s.local.Product > relay.Exchange2010 }

// capability is what TlsDomainCapabilities grant the service (R1.18).
func (s *scene) capability() string {
	if s.since2013() {
		return serviceName + ":AcceptCloudServicesMail"
	}
	return serviceName + ":AcceptOorgProtocol"
}

func onPremisesLine(line string) string { return "onprem> " + line }
func cloudLine(line string) string      { return "cloud> " + line }

func truth(b bool) string {
	if b {
		return "$true"
	}
	return "$false"
}

// wizard is the line that lets the wizard write the connectors anew, if there is a configuration for it and all its
// servers are there to be written to; else what is to be typed by hand.
func (s *scene) wizard(byHand ...string) []string {
	h := s.local.Hybrid
	if h == nil || slices.ContainsFunc(slices.Concat(h.ReceivingTransportServers, h.SendingTransportServers),
		func(name string) bool { return s.local.Server(name) == nil }) {
		return byHand
	}
	return []string{onPremisesLine("Update-HybridConfiguration")}
}

// toService are the send connectors that lead to the service (CSSEXO): by a smart host of its own or by the address
// space of the coexistence domain.
func (s *scene) toService(enabled bool) (list []*relay.SendConnector) {
	for _, c := range s.local.SendConnectors {
		leads := slices.ContainsFunc(c.AddressSpaces, func(a relay.AddressSpace) bool {
			return strings.HasSuffix(strings.ToLower(a.Domain), ".mail.onmicrosoft.com")
		}) || slices.ContainsFunc(c.SmartHosts, isServiceHost)
		if leads && (c.Enabled || !enabled) {
			list = append(list, c)
		}
	}
	return list
}

func isServiceHost(host string) bool {
	return strings.HasSuffix(strings.ToLower(host), "."+serviceName)
}

// trusting are the receive connectors on port 25 that grant the service a capability.
func (s *scene) trusting() (list []*relay.ReceiveConnector) {
	for _, c := range s.local.ReceiveConnectors {
		if onPort25(c) && slices.ContainsFunc(c.TlsDomainCapabilities, func(d relay.TlsDomainCapability) bool {
			return grantsService(d.Domain)
		}) {
			list = append(list, c)
		}
	}
	return list
}

// grantsService reports whether a domain of TlsDomainCapabilities is the service's.
func grantsService(domain string) bool {
	return strings.EqualFold(domain, serviceName) || strings.EqualFold(domain, "*."+serviceName) ||
		isServiceHost(domain)
}

func onPort25(c *relay.ReceiveConnector) bool {
	return slices.ContainsFunc(c.Bindings, func(b relay.Binding) bool { return b.Port() == 25 })
}

// taking is the receive connector that takes a client's connection to a server, or nil.
func (s *scene) taking(server string, client netip.Addr) *relay.ReceiveConnector {
	at, err := addressOf(s.w, server)
	if err != nil {
		return nil
	}
	c, _ := connector.ChooseReceive(s.local, server, netip.AddrPortFrom(at, 25), netip.AddrPortFrom(client, 50000))
	return c
}

// addressOf is where an on-premises server takes mail; of no name that is the first one's.
func addressOf(w *sim.World, server string) (netip.Addr, error) {
	if server == "" {
		return w.Config.Address, nil
	}
	for _, other := range w.Sides() {
		s := other.Server(server)
		if s != nil && other.Name.Kind() == relay.OnPremises && len(s.Inbound().Addrs()) > 0 {
			return s.Inbound().Addrs()[0], nil
		}
	}
	return netip.Addr{}, fmt.Errorf("there is no server %s", server)
}

// reached are the servers to which the cloud's connectors lead: each has to know the service (T7.4). Where they lead to
// none, such as by way of a gateway, all are meant.
func (s *scene) reached() (list []string) {
	var home []netip.Addr
	for _, c := range s.toOnPremises() {
		for _, host := range c.SmartHosts {
			if addrs, err := s.lookUp(host); err == nil {
				home = append(home, addrs...)
			}
		}
	}
	var all []string
	for _, server := range s.local.Servers {
		at, err := addressOf(s.w, server.Name)
		all = append(all, server.Name)
		if err == nil && slices.Contains(home, at) {
			list = append(list, server.Name)
		}
	}
	if len(list) == 0 {
		return all
	}
	return list
}

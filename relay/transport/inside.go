package transport

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/relay/headers"
	"hybridsim/relay/reply"
)

// inside reports whether a way leads to another server of the organization.
func (w way) inside() bool { return w.connector == relay.IntraOrgConnector }

// port is where a server's transport service takes mail from other servers (T1.2).
func port(p relay.Product) uint16 {
	if p == relay.Exchange2010 {
		return 25
	}
	return 2525
}

// generation tells servers apart that cannot hand mail to each other's mailboxes (T6.2): 2010 is one of its own.
func generation(p relay.Product) int {
	if p == relay.Exchange2010 {
		return 14
	}
	return 15
}

// toServers is the way to any of some servers: all of one generation, the newest before 2010, since they share a port.
func (t *Transport) toServers(kind relay.DeliveryType, label string, servers []*relay.Server) way {
	w := way{kind: kind, connector: relay.IntraOrgConnector, label: label}
	nearest := t.nearest(servers)
	slices.SortStableFunc(servers, func(a, b *relay.Server) int { // those of the nearest site first (T6.3, T6.6)
		return cmp.Compare(t.elsewhere(a, nearest), t.elsewhere(b, nearest))
	})
	for _, s := range servers {
		p := port(t.org().ProductOf(s.Name))
		switch {
		case w.hop.Port < p:
			w.hop, w.near = relay.NextHop{Port: p, SmartHosts: []string{s.Fqdn}}, 1-t.elsewhere(s, nearest)
		case w.hop.Port == p:
			w.hop.SmartHosts = append(w.hop.SmartHosts, s.Fqdn)
			w.near += 1 - t.elsewhere(s, nearest)
		}
	}
	return w
}

// toSourceServer is the way to a connector's source servers, for mail on a server that is none of them (T6.3). A
// connector whose source servers are not played sends from wherever its mail is.
func (t *Transport) toSourceServer(c *relay.SendConnector) (way, relay.Decision, bool) {
	org := t.org()
	d := relay.Decision{Question: relay.WhichRoute, Subject: c.Name, Source: "T6.3"}
	property := "SourceTransportServers " + relay.Some(c.SourceTransportServers)
	var sources []*relay.Server
	if edges := t.edgesOf(c); len(edges) > 0 {
		return t.toEdge(c, edges, d)
	}
	for _, name := range c.SourceTransportServers {
		s := org.Server(name)
		switch {
		case s == nil:
			continue
		case strings.EqualFold(s.Name, t.name):
			return way{}, d, false
		}
		sources = append(sources, s)
		d.Candidates = append(d.Candidates, relay.Selected(s.Name, property, "a source server of the connector"))
	}
	if len(sources) == 0 {
		return way{}, d, false
	}
	d.Candidates = append(d.Candidates, relay.Rejected(t.name, property, "not a source server"))
	if w, d, stops := t.byHub(t.nearest(sources), d); stops {
		return w, d, true
	}
	w := t.toServers(relay.RelayToSourceServers, c.Name, sources)
	d.Chosen = strings.Join(w.hop.SmartHosts, ", ")
	d.Because = t.name + " is not a source server of the connector, and relays"
	return w, d, true
}

// rotated is a list that begins with another of its items each time (T6.9; how is [S], 16.9).
func rotated[T any](list []T, n int) []T {
	if len(list) < 2 {
		return list
	}
	n %= len(list)
	return slices.Concat(list[n:], list[:n])
}

// prepareInside fills in a conversation with another server: by X-ANONYMOUSTLS and Kerberos, with the header as it is
// (T4.1).
func (t *Transport) prepareInside(a *Attempt) bool {
	server := t.as(relay.RoleOutbound)
	a.Dialogue.Hello, a.Dialogue.Kind = server.Fqdn, a.queue.kind
	a.Dialogue.Resolvers = t.org().DNSServersOf(t.name, false, false) // G1.4.5
	hosts, near := a.Dialogue.Hop.SmartHosts, min(a.queue.way.near, len(a.Dialogue.Hop.SmartHosts))
	a.Dialogue.Hop.SmartHosts = slices.Concat(rotated(hosts[:near], a.Dialogue.Egress),
		rotated(hosts[near:], a.Dialogue.Egress))
	if a.queue.kind == relay.RelayToEdge {
		return t.byDirectTrust(a)
	}
	a.Dialogue.TLS = relay.TLSPolicy{Roots: t.org().RootsOf(t.name), Now: t.env.Now, Stack: t.stack(relay.TLSClient)}
	a.Dialogue.Exchange = &relay.ExchangeAuth{Mechanism: relay.ExpsKerberos, Proof: ticket(server.Fqdn)}
	t.asItIs(a)
	return true
}

// asItIs renders a message for a server that believes its header, and tells it since when the mail is on its way.
func (t *Transport) asItIs(a *Attempt) {
	item := a.delivery.item
	h := item.Header.Last(relay.Field{Name: headers.ExpirationStart,
		Value: item.Submitted.UTC().Format(headers.ExactTime)})
	a.Dialogue.Header, a.Dialogue.Body = []byte(h.String()+"\r\n"), item.Body
}

// ticket is what stands for a server's Kerberos ticket. The directory here has no passwords: the name is the proof.
func ticket(fqdn string) string {
	return base64.StdEncoding.EncodeToString([]byte(strings.ToLower(fqdn)))
}

// holder is the server that a ticket was made out to, or nil.
func holder(o *relay.Organization, proof string) *relay.Server {
	for _, s := range o.Servers {
		if ticket(s.Fqdn) == proof {
			return s
		}
	}
	return nil
}

// backEnd picks the transport service that a front end hands a message to, once its recipients are known (R1.10, T3.1):
// in turn over the servers of the site, itself first (T6.9). Without one there is a reply that says so, by what was in
// the way at the last one that was tried (G1.4.9).
func (s *receiveSession) backEnd() (_ *Transport, d relay.Decision, none relay.Reply) {
	org := s.org
	if len(org.Servers) == 1 && s.t.state() == relay.Active && org.DNSServersOf(s.t.name, true, false) == nil {
		return s.t, d, none
	}
	d = relay.Decision{Question: relay.WhichBackEnd, Subject: s.connector.Identity(), Source: "R1.10, T3.1, T6.9"}
	chosen := inTurn(&d, s.backEnds(), "the front end hands mail to the servers of its site in turn",
		func(server *relay.Server) (*Transport, string, string) {
			b, x := s.behind(server)
			if x.why != "" {
				none = x.reply
			}
			return b, x.why, x.property
		})
	if chosen == nil {
		d.Because, d.Source = "no transport service can be reached", d.Source+", G1.4.9"
		return nil, d, none
	}
	return chosen, d, relay.Reply{}
}

// backEnds are the servers that a front end can hand mail to, in the order in which it tries them: those of the site
// of the first recipient's mailbox, when it has one in another site, then those of its own (T3.1).
func (s *receiveSession) backEnds() []*relay.Server {
	turn := s.t.ids.sessions - 1 + s.t.turned
	own := s.org.ServersIn(s.org.SiteOf(s.t.name))
	here := slices.IndexFunc(own, func(x *relay.Server) bool { return x.Name == s.t.name })
	list := rotated(own, here+turn)
	first := s.first
	if len(s.rcpt) > 0 {
		first = s.rcpt[0].Address
	}
	r := s.org.Recipient(first)
	if len(own) == len(s.org.Servers) || r == nil || r.Type != relay.UserMailbox {
		return list
	}
	site := s.org.SiteOf(s.org.ServerOf(r))
	if strings.EqualFold(site, s.org.SiteOf(s.t.name)) {
		return list
	}
	return append(rotated(s.org.ServersIn(site), turn), list...)
}

// inTurn picks the first server that can be used, which is asked for what is in the way there and for the property that
// says so, and writes into the decision what was made of each.
func inTurn(d *relay.Decision, servers []*relay.Server, because string,
	use func(*relay.Server) (t *Transport, why, property string)) (chosen *Transport) {
	for _, server := range servers {
		t, why, property := use(server)
		switch {
		case why != "":
			d.Candidates = append(d.Candidates, relay.Rejected(server.Name, property, why))
		case chosen != nil:
			d.Candidates = append(d.Candidates, relay.Fitting(server.Name, "in turn", "it is another's turn"))
		default:
			chosen, d.Chosen, d.Because = t, server.Name, because
			d.Candidates = append(d.Candidates, relay.Selected(server.Name, "in turn", "it is its turn"))
		}
	}
	return chosen
}

// hindrance is why a front end cannot hand mail to a server, and what it says when there is no other.
type hindrance struct {
	why, property string
	reply         relay.Reply
}

// behind is a server's transport service as the front end sees it, or why it cannot hand mail to it.
func (s *receiveSession) behind(server *relay.Server) (*Transport, hindrance) {
	unusable := func(property, why string) (*Transport, hindrance) {
		return nil, hindrance{why, property, reply.NoBackEnd()}
	}
	if p := s.org.ProductOf(server.Name); p == relay.Exchange2010 {
		return unusable(p.String(), "a front end hands mail to servers of 2013 and later")
	}
	b, at := s.t.env.Peer(server.Name)
	if b == nil {
		return unusable("server", "it is not there")
	}
	if state := b.state(); state != relay.Active {
		return unusable(string(relay.HubComponent)+" "+string(state), "its transport service takes no mail")
	}
	asked := s.t.env.Resolver(s.org.DNSServersOf(s.t.name, true, false)...)
	if _, err := asked.LookupAddr(server.Fqdn); err != nil {
		return nil, hindrance{"its name does not resolve here (G1.4.5)", "DNS " + server.Fqdn, reply.BackEndUnknown()}
	}
	if len(s.org.Servers) == 1 { // the hop inside is not simulated
		return b, hindrance{}
	}
	to, from := netip.AddrPortFrom(at, 2525), netip.AddrPortFrom(s.t.env.Address(), 50000)
	if b != s.t && !s.t.env.Reaches(to) {
		return unusable("network", fmt.Sprintf("%s cannot be reached", to))
	}
	c, _ := connector.ChooseReceive(s.org, server.Name, to, from)
	switch {
	case c == nil:
		return unusable("ReceiveConnector", fmt.Sprintf("no receive connector takes %s", to))
	case !c.Allows(relay.AuthExchangeServer):
		return nil, hindrance{c.Identity() + " takes no Exchange Server authentication (T4.4)",
			"AuthMechanism " + relay.Some(c.AuthMechanism), reply.BackEndUnproved()}
	}
	return b, hindrance{}
}

// submitter is the transport service that takes what a mailbox of this server sends: in turn over the servers of its
// generation, this one first (T6.7, T6.9).
func (t *Transport) submitter() *Transport {
	if len(t.org().Servers) > 1 {
		t.handed++
	}
	return t.taker(t.handed - 1)
}

// taker is the nth submitter, or this server's own service when there is none.
func (t *Transport) taker(n int) *Transport {
	org := t.org()
	if len(org.Servers) == 1 {
		return t
	}
	group := t.group(org.ProductOf(t.name), org.SiteOf(t.name))
	own := slices.IndexFunc(group, func(s *relay.Server) bool { return s.Name == t.name })
	for _, s := range rotated(group, own+n+t.turned) {
		b, at := t.env.Peer(s.Name)
		if b == nil || b.state() != relay.Active {
			continue
		}
		if b == t || t.env.Reaches(netip.AddrPortFrom(at, port(org.ProductOf(s.Name)))) {
			return b
		}
	}
	return t
}

// group are the servers that can hand mail to each other's mailboxes: those of one generation, in one site (T6.2).
func (t *Transport) group(p relay.Product, site string) []*relay.Server {
	var list []*relay.Server
	for _, s := range t.org().ServersIn(site) {
		if generation(t.org().ProductOf(s.Name)) == generation(p) {
			list = append(list, s)
		}
	}
	return list
}

// home is the transport of the server that a mailbox is on, or this one's.
func (t *Transport) home(r *relay.Recipient) *Transport {
	if len(t.org().Servers) > 1 {
		if b, _ := t.env.Peer(t.org().ServerOf(r)); b != nil {
			return b
		}
	}
	return t
}

// toMailbox delivers, or relays to a server that can: 2010's mailboxes are reached by 2010's servers only, and the
// others' by the others (T6.2).
func (c *categorizing) toMailbox(a *addressee) (delivered bool) {
	out := a.out
	home := c.t.home(out.Recipient)
	here, there := c.org.ProductOf(c.t.name), c.org.ProductOf(home.name)
	site := c.org.SiteOf(home.name)
	sameSite := strings.EqualFold(c.org.SiteOf(c.t.name), site)
	if generation(here) == generation(there) && sameSite {
		home.deliver(c.t, a.forMailbox(), out)
		return true
	}
	d := relay.Decision{
		Question: relay.WhichRoute, Subject: out.Address, Source: "T6.2",
		Because: fmt.Sprintf("the mailbox is on %s, and mail for a mailbox of %s goes through its servers", home.name,
			there),
		Candidates: []relay.Candidate{relay.Rejected(c.t.name, here.String(),
			"of another generation than the mailbox")},
	}
	if !sameSite {
		d.Source = "T6.1, T6.4, T6.5"
		d.Because = fmt.Sprintf("the mailbox is on %s in the site %s, and mail goes to a server there", home.name, site)
		d.Candidates = []relay.Candidate{relay.Rejected(c.t.name, "site "+c.org.SiteOf(c.t.name), "in another site")}
	}
	w, d, stops := c.t.byHub(site, d)
	if !stops {
		w = c.t.toServers(relay.RelayToMailboxGroup, fmt.Sprintf("Site:%s;Version:%d", site, generation(there)),
			c.t.group(there, site))
		d.Chosen = strings.Join(w.hop.SmartHosts, ", ")
	}
	c.t.enqueue(a.item, a.MailRecipient, w, append(out.Decisions, d))
	return false
}

// since is when a message that another server of the organization passed on began its way.
func since(h relay.Header, now time.Time) time.Time {
	at, err := time.Parse(headers.ExactTime, h.Get(headers.ExpirationStart))
	if err == nil && at.Before(now) {
		return at
	}
	return now
}

package transport

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/relay/headers"
	"hybridsim/relay/ident"
	"hybridsim/relay/reply"
)

// frontDoorSession answers a connection to the cloud. Nothing is decided before the recipient is named: whose mail it
// is follows from the client's certificate, its address, the sender and the recipient (S3.1, S3.2). The door is
// everybody's: one message can be the mail of several tenants (T10.4), and each takes its own share.
type frontDoorSession struct {
	session
	shares  []*share
	domains map[string]int // recipients of this message by domain
	crowded bool           // a recipient of this message was one too many
}

// share is what of a message is one tenant's. That the service takes recipients of several tenants in one transaction,
// as a message for each, is [I].
type share struct {
	session                       // with the tenant's transport and configuration, and its recipients
	attribution relay.Attribution // as the last of its recipients was
	decision    relay.Decision    // whose mail it is
	edge        []relay.Decision  // about recipients that the edge does not know and lets pass
}

// as is the session as a tenant's own transport sees it: of the tenant that mail is attributed to, or without one of
// the recipient's; that of the door itself when it is nobody's.
func (s *frontDoorSession) as(at relay.Attribution, recipient string) session {
	mine := s.session
	name := at.Tenant
	if name == "" {
		if t := connector.TenantOf(s.t.env.Tenants(), relay.DomainOf(recipient)); t != nil {
			name = t.Name
		}
	}
	if t := s.t.env.Tenant(name); t != nil {
		mine.t, mine.org = t, t.org()
	}
	return mine
}

// shareOf is the share of the tenant that a recipient's mail is attributed to.
func (s *frontDoorSession) shareOf(at relay.Attribution, recipient string) *share {
	for _, mine := range s.shares {
		if mine.attribution.Tenant == at.Tenant {
			return mine
		}
	}
	mine := &share{session: s.as(at, recipient)}
	mine.rcpt = nil
	s.shares = append(s.shares, mine)
	return mine
}

// last is the share of the recipient before; of the first one an empty one.
func (s *frontDoorSession) last() *share {
	if len(s.shares) == 0 {
		return &share{session: s.session}
	}
	return s.shares[len(s.shares)-1]
}

func (s *frontDoorSession) Hello(name string, extended bool) (relay.Reply, []string) {
	s.hello = name
	return relay.Reply{}, nil
}

func (s *frontDoorSession) Mail(from string, p relay.MailParams) relay.Reply {
	s.from, s.mail = from, p
	return relay.Reply{}
}

// The recipients that the service takes in one transaction: of one domain [D] LIM, EXONDR, and in all (G2.164; that the
// organization's number holds at the front door is inferred).
const maxOfOneDomain, maxOfMessage = 200, 1000

func (s *frontDoorSession) Rcpt(to string, p relay.RcptParams) relay.Reply {
	domain := strings.ToLower(relay.DomainOf(to))
	if len(s.rcpt) >= maxOfMessage || s.domains[domain] >= maxOfOneDomain {
		return s.oneTooMany(to)
	}
	arrival := connector.Arrival{Time: s.t.env.Now(), Peer: s.peer, IP: s.conn.Remote.Addr(), From: s.from,
		Recipient: to}
	if refusal, d := s.banned(arrival); !refusal.IsZero() {
		return s.turnDown(s.as(relay.Attribution{}, to), refusal, to, "", d)
	}
	at, whose := connector.Attribute(s.t.env.Tenants(), arrival)
	if refusal, d := s.admission(at, arrival); !refusal.IsZero() {
		return s.turnDown(s.as(at, to), refusal, to, at.Connector, whose, d)
	}
	if refusal, d := s.overIPv6(at, to); !refusal.IsZero() {
		return s.turnDown(s.as(at, to), refusal, to, at.Connector, whose, d)
	}
	known, edge := s.knownAtEdge(at, to)
	if !known {
		return s.turnDown(s.as(at, to), reply.EdgeBlocked(s.t.day(), to, s.stamp()), to, at.Connector, whose, edge)
	}
	mine := s.shareOf(at, to)
	mine.attribution, mine.decision = at, whose
	if edge.Question != "" {
		mine.edge = append(mine.edge, edge)
	}
	if s.domains == nil {
		s.domains = map[string]int{}
	}
	s.domains[domain]++
	r := relay.MailRecipient{Address: to, ORcpt: p.ORcpt, Notify: p.Notify}
	s.rcpt, mine.rcpt = append(s.rcpt, r), append(mine.rcpt, r)
	return relay.Reply{}
}

// turnDown refuses on behalf of the tenant whose session it is.
func (s *frontDoorSession) turnDown(mine session, r relay.Reply, recipient, connectorID string,
	decisions ...relay.Decision) relay.Reply {
	s.told = true
	return mine.refused(r, recipient, connectorID, decisions)
}

// oneTooMany answers a recipient beyond the limits. The message goes on with those before; the client sends the others
// again (P5.6). The first of a message is recorded: a client may name any number of them.
func (s *frontDoorSession) oneTooMany(to string) relay.Reply {
	if s.crowded {
		return reply.TooManyRecipients()
	}
	s.crowded = true
	own := because(to, "P5.6", fmt.Sprintf("the message has %d recipients already", len(s.rcpt)),
		"the limits of the service")
	mine := s.last()
	return s.turnDown(mine.session, reply.TooManyRecipients(), to, mine.attribution.Connector, mine.decision, own)
}

// Reset implements [relay.Session].
func (s *frontDoorSession) Reset() {
	s.session.Reset()
	s.shares, s.domains, s.crowded = nil, nil, false
}

// frontDoorHopLimit is the number of Received fields at which the service sees a loop; its own number is not known
// (U5).
const frontDoorHopLimit = 60

// Data takes the message when no tenant refuses its share, and hands each its own.
func (s *frontDoorSession) Data(content []byte) (answer relay.Reply) {
	var takes []func() relay.Reply
	for _, mine := range s.shares {
		refusal, keep := s.judged(mine, content)
		if keep == nil {
			return refusal
		}
		takes = append(takes, keep)
	}
	for _, keep := range takes {
		answer = keep()
	}
	return answer
}

// judged judges and stamps the header of a tenant's share, and returns how it is kept; nothing when it is refused.
func (s *frontDoorSession) judged(mine *share, content []byte) (refusal relay.Reply, keep func() relay.Reply) {
	item := mine.take(content, mine.t)
	if item.Header.Count("Received") >= frontDoorHopLimit {
		own := because("the message", "U5",
			fmt.Sprintf("the header has %d Received fields", item.Header.Count("Received")),
			fmt.Sprintf("the service's own limit, taken to be %d", frontDoorHopLimit))
		return s.turnDown(mine.session, reply.HopCountExceeded(s.org.Product, s.t.day(), s.stamp()), "",
			mine.attribution.Connector, mine.decision, own), nil
	}
	if refusal, several := authors(item.Header); !refusal.IsZero() {
		return s.turnDown(mine.session, refusal, "", mine.attribution.Connector, mine.decision, several), nil
	}
	if refusal, old := mine.outdated(item, s.stamp()); !refusal.IsZero() {
		return s.turnDown(mine.session, refusal, "", mine.attribution.Connector, mine.decision, old), nil
	}
	if refusal, d := mine.refusesJournal(item, s.stamp()); !refusal.IsZero() {
		return s.turnDown(mine.session, refusal, "", mine.attribution.Connector, mine.decision, d), nil
	}
	door := s.t.as(relay.RoleFrontDoor)
	host := door.Known()
	judgement, refusal := mine.judge(item, content, s.stamp())
	if !refusal.IsZero() {
		return s.turnDown(mine.session, refusal, "", mine.attribution.Connector,
			append([]relay.Decision{mine.decision}, judgement...)...), nil
	}
	// The front door holds no rights of Exchange servers: organization headers from outside never pass (S7.1).
	h, firewall := headers.Firewall(item.Header, relay.RightsOf(relay.AnonymousUsers))
	trust, inbound := mine.trust(host)
	h, promotion, promoted := headers.Promote(h, trust)
	evidence := headers.Evidence{Promotion: promotion, Host: host}
	own := mine.org.AcceptedDomain(relay.DomainOf(s.from)) != nil
	if inbound != nil && inbound.TreatMessagesAsInternal && own {
		evidence.TreatInternal = true
	}
	auth, internal := headers.Authenticate(h, evidence)
	if id := h.Get(headers.NetworkMessageID); id != "" && promotion.Promoted {
		item.NetworkMessageID = id
	}
	item.Attribution, item.Promotion, item.Auth = mine.attribution, promotion, auth
	item.SCL = givenLevel(h, promotion.Promoted)
	item.Header = mine.t.marked(h, item, s.served(mine)).Prepend(s.trace(mine.t)...)
	return relay.Reply{}, func() relay.Reply {
		s.told = true
		return mine.keep(item, mine.t, mine.attribution.Connector, slices.Concat([]relay.Decision{mine.decision},
			mine.edge, judgement, []relay.Decision{firewall, promoted, internal}))
	}
}

// trust says how cross-premises headers are taken: as the matched connector's CloudServicesMailEnabled says, and not at
// all when none matched (S7.3).
func (s *share) trust(host string) (headers.Promotion, *relay.InboundConnector) {
	how := headers.Promotion{Host: host, Property: "no inbound connector matched"}
	for _, c := range s.org.InboundConnectors {
		if c.Name != s.attribution.Connector || s.attribution.Directionality != relay.Originating {
			continue
		}
		how.Property = "InboundConnector " + c.Name + ", CloudServicesMailEnabled $false"
		how.Trust = headers.Distrusted
		if c.CloudServicesMailEnabled {
			how.Property = "InboundConnector " + c.Name + ", CloudServicesMailEnabled $true"
			how.Trust = headers.Trusted
		}
		return how, c
	}
	return how, nil
}

// served is what the service writes about a message that its front door took for a tenant.
func (s *frontDoorSession) served(mine *share) *headers.Service {
	about := &headers.Service{Kind: headers.Attributed, Entity: entityOf(mine.attribution),
		Hosts: []string{s.t.as(relay.RoleFrontDoor).Fqdn, mine.t.as(relay.RoleHub).Fqdn}}
	if c := mine.attribution.Connector; c != "" {
		about.Matching = ident.Matching(mine.org.Name+" "+c, s.t.env.Now())
	}
	if mine.attribution.Directionality == relay.Originating {
		about.Connecting, about.Hello = s.conn.Remote.Addr().String(), s.hello
	}
	return about
}

// entityOf is the FromEntityHeader value of attributed mail (S7.5 [O]).
func entityOf(a relay.Attribution) string {
	if a.Directionality == relay.Originating {
		return "HybridOnPrem"
	}
	return "Internet"
}

package transport

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/relay/headers"
	"hybridsim/relay/reply"
)

// frontDoorSession answers a connection to the cloud. Nothing is decided before the recipient is named: whose mail it
// is follows from the client's certificate, its address, the sender and the recipient (S3.1, S3.2).
type frontDoorSession struct {
	session
	attribution relay.Attribution
	decision    relay.Decision   // whose mail it is
	edge        []relay.Decision // about recipients that the edge does not know and lets pass
	domains     map[string]int   // recipients of this message by domain
	crowded     bool             // a recipient of this message was one too many
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
		return s.refused(refusal, to, "", []relay.Decision{d})
	}
	at, whose := connector.Attribute(s.t.env.Tenants(), arrival)
	if refusal, d := s.admission(at, arrival); !refusal.IsZero() {
		return s.refused(refusal, to, at.Connector, []relay.Decision{whose, d})
	}
	known, edge := s.knownAtEdge(at, to)
	if !known {
		return s.refused(reply.EdgeBlocked(s.org.Era, to, s.stamp()), to, at.Connector, []relay.Decision{whose, edge})
	}
	s.attribution, s.decision = at, whose
	if edge.Question != "" {
		s.edge = append(s.edge, edge)
	}
	if s.domains == nil {
		s.domains = map[string]int{}
	}
	s.domains[domain]++
	s.rcpt = append(s.rcpt, relay.MailRecipient{Address: to, ORcpt: p.ORcpt, Notify: p.Notify})
	return relay.Reply{}
}

// oneTooMany answers a recipient beyond the limits. The message goes on with those before; the client sends the others
// again (P5.6). The first of a message is recorded: a client may name any number of them.
func (s *frontDoorSession) oneTooMany(to string) relay.Reply {
	if s.crowded {
		return reply.TooManyRecipients()
	}
	s.crowded = true
	own := because(to, "P5.6", fmt.Sprintf("%d recipients were taken", len(s.rcpt)), "the limits of the service")
	return s.refused(reply.TooManyRecipients(), to, s.attribution.Connector, []relay.Decision{s.decision, own})
}

// Reset implements [relay.Session].
func (s *frontDoorSession) Reset() {
	s.session.Reset()
	s.edge, s.domains, s.crowded = nil, nil, false
}

// frontDoorHopLimit is the number of Received fields at which the service sees a loop; its own number is not known
// (U5).
const frontDoorHopLimit = 60

func (s *frontDoorSession) Data(content []byte) relay.Reply {
	item := s.take(content)
	if item.Header.Count("Received") >= frontDoorHopLimit {
		own := because("the message", "U5",
			fmt.Sprintf("the header has %d Received fields", item.Header.Count("Received")),
			fmt.Sprintf("the service's own limit, taken to be %d", frontDoorHopLimit))
		return s.refused(reply.HopCountExceeded(s.org.Product, s.org.Era, s.stamp()), "", s.attribution.Connector,
			[]relay.Decision{s.decision, own})
	}
	host := s.t.as(relay.RoleFrontDoor).Fqdn
	judgement, refusal := s.judge(item, content)
	if !refusal.IsZero() {
		return s.refused(refusal, "", s.attribution.Connector, append([]relay.Decision{s.decision}, judgement...))
	}
	// The front door holds no rights of Exchange servers: organization headers from outside never pass (S7.1).
	h, firewall := headers.Firewall(item.Header, relay.RightsOf(relay.AnonymousUsers))
	trust, inbound := s.trust(host)
	h, promotion, promoted := headers.Promote(h, trust)
	evidence := headers.Evidence{Promotion: promotion, Host: host}
	own := s.owner().AcceptedDomain(relay.DomainOf(s.from)) != nil
	if inbound != nil && inbound.TreatMessagesAsInternal && own {
		evidence.TreatInternal = true
	}
	auth, internal := headers.Authenticate(h, evidence)
	if id := h.Get(headers.NetworkMessageID); id != "" && promotion.Promoted {
		item.NetworkMessageID = id
	}
	item.Attribution, item.Promotion, item.Auth = s.attribution, promotion, auth
	h = headers.Stamp(h, auth, s.attribution.Directionality, item.NetworkMessageID)
	h = h.Set("X-MS-Exchange-CrossTenant-FromEntityHeader", entityOf(s.attribution))
	item.Header = h.Prepend(s.t.received(headers.Hop{
		FromName: s.hello, FromIP: s.conn.Remote.Addr(), ByName: host, ByIP: s.conn.Local.Addr(),
		Secured: s.peer.Secured, Via: "Frontend Transport",
	}))
	connectorID := s.attribution.Connector
	return s.keep(item, connectorID, slices.Concat([]relay.Decision{s.decision}, s.edge, judgement,
		[]relay.Decision{firewall, promoted, internal}))
}

// trust says how cross-premises headers are taken: as the matched connector's CloudServicesMailEnabled says, and not at
// all when none matched (S7.3).
func (s *frontDoorSession) trust(host string) (headers.Promotion, *relay.InboundConnector) {
	how := headers.Promotion{Host: host, Property: "no inbound connector matched"}
	for _, c := range s.owner().InboundConnectors {
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

// entityOf is the FromEntityHeader value of attributed mail (S7.5 [O]).
func entityOf(a relay.Attribution) string {
	if a.Directionality == relay.Originating {
		return "HybridOnPrem"
	}
	return "Internet"
}

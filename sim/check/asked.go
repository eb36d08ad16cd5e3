package check

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/outside"
)

// Asked is a flow that a configuration itself asks for: each connector for somebody, each way out, each person of whom
// the two sides tell different things. It is plain data, so that what one configuration asks for can be asked of
// another.
type Asked struct {
	What        What       `json:"what"`
	Object      string     `json:"object"`                // whose flow it is: a connector, a person
	From        string     `json:"from"`                  // envelope sender
	To          string     `json:"to"`                    // recipient
	Source      string     `json:"source,omitempty"`      // address of the client outside; empty: a mailbox sends
	Certificate string     `json:"certificate,omitempty"` // name in the client's certificate
	Via         Via        `json:"via,omitempty"`         // where the client connects
	Server      string     `json:"server,omitempty"`      // on-premises, to which of the servers; empty: the first
	Hybrid      string     `json:"hybrid,omitempty"`      // whose matrix it belongs to, as in [Class]
	Side        relay.Side `json:"side,omitempty"`        // whose mailbox sends; empty: the one that has the mailbox
	At          relay.Side `json:"at,omitempty"`          // whose rule it is about
	Reaches     string     `json:"reaches,omitempty"`     // whom the message is passed on to
	Subject     string     `json:"subject,omitempty"`     // what a rule looks for
	Header      string     `json:"header,omitempty"`      // a field that a rule looks for
	Size        int        `json:"size,omitempty"`        // in bytes; 0: a few lines
	Want        []Kind     `json:"want"`
}

// What is the kind of an asked flow. The set is closed.
type What string

// The kinds.
const (
	PartnerSends    What = "partner"          // somebody whom a Partner connector names
	StrangerSends   What = "partner-stranger" // somebody else speaks for the partner
	ClientSends     What = "inbound"          // a client of an OnPremises inbound connector writes to the cloud
	ClientRelays    What = "inbound-relay"    // and to the Internet
	DeviceRelays    What = "relay"            // a device in the range of a relay connector
	NeighbourRelays What = "relay-outside"    // a device beside the range
	StrangerRelays  What = "open-relay"       // the Internet through on-premises to the Internet
	SpaceSent       What = "address-space"    // a way out of on-premises
	DomainSent      What = "recipient-domain" // a way out of the cloud
	PersonReached   What = "person"           // somebody of whom the two sides tell different things
	GroupReached    What = "group"            // a group with more members on the other side than that takes at once
	PersonOnce      What = "person-once"      // somebody whom both sides hold a mailbox for
	Forwarded       What = "forwarded"        // a mailbox that passes its mail on
	Moderated       What = "moderated"        // a recipient whose mail has to be approved
	RuleRoutes      What = "rule-connector"   // a mail-flow rule that names a connector
	RuleHolds       What = "rule-quarantine"  // a mail-flow rule that puts mail into quarantine
	Journaled       What = "journal"          // a journal rule: is its report delivered
	RuleActs        What = "rule"             // a mail-flow rule that does something else
	Restricted      What = "restricted"       // a recipient to whom not everybody may write
	LargestPasses   What = "largest"          // the largest message that two mailboxes' own limits allow
	OtherReached    What = "other"            // mail from one organization to another that is not its other half
)

// Via is where a client outside connects.
type Via string

// The doors.
const (
	ViaService    Via = "service"     // the service's front door
	ViaOnPremises Via = "on-premises" // a server's port 25
	ViaMX         Via = ""            // as DNS says
)

// guards are the kinds of flows that must not arrive.
func (a *Asked) guard() bool {
	return a.What == StrangerSends || a.What == NeighbourRelays || a.What == StrangerRelays
}

// id is stable between two configurations that ask for the same.
func (a *Asked) id() string {
	id := string(a.What)
	if a.Object != "" {
		id += ":" + a.Object
	}
	switch a.What {
	case DeviceRelays, NeighbourRelays:
		id += "@" + a.Source
	case SpaceSent, DomainSent:
		id += "@" + relay.DomainOf(a.To)
	case PersonReached:
		id += "<" + relay.DomainOf(a.From)
	case Moderated, GroupReached, Restricted:
		id += "<" + a.From
	case Journaled:
		id += "<" + string(a.Side)
	case RuleActs:
		id += "<" + string(a.At)
	}
	if a.Hybrid != "" {
		id += " at " + a.Hybrid
	}
	return id
}

// title is the flow in words.
func (a *Asked) title() string {
	switch a.What {
	case PartnerSends:
		return fmt.Sprintf("%q: whom it names sends from %s", a.Object, relay.DomainOf(a.From))
	case StrangerSends:
		return fmt.Sprintf("%q: a stranger speaks for %s", a.Object, relay.DomainOf(a.From))
	case ClientSends:
		return fmt.Sprintf("%q: its client writes to a cloud mailbox", a.Object)
	case ClientRelays:
		return fmt.Sprintf("%q: its client writes to the Internet", a.Object)
	case DeviceRelays:
		return fmt.Sprintf("%s: a device at %s relays to the Internet", a.Object, a.Source)
	case NeighbourRelays:
		return fmt.Sprintf("%s: a device beside its ranges, at %s, relays", a.Object, a.Source)
	case StrangerRelays:
		return "a stranger relays through " + cmp.Or(a.Server, "on-premises") + " to the Internet"
	case SpaceSent:
		return fmt.Sprintf("%q: on-premises to %s", a.Object, relay.DomainOf(a.To))
	case DomainSent:
		return fmt.Sprintf("%q: cloud to %s", a.Object, relay.DomainOf(a.To))
	case OtherReached:
		return "from " + a.Object
	case Forwarded:
		return fmt.Sprintf("%s passes its mail on to %s", a.Object, a.Reaches)
	case Moderated:
		return fmt.Sprintf("%s writes to %s, and a moderator approves", a.From, a.Object)
	case RuleRoutes:
		return fmt.Sprintf("rule %q: its connector takes what it is about", a.Object)
	case RuleHolds:
		return fmt.Sprintf("rule %q: what it is about is held", a.Object)
	case Journaled:
		return fmt.Sprintf("journal rule %q of %s: its report reaches %s", a.Object, a.Side, a.Reaches)
	case RuleActs:
		return fmt.Sprintf("rule %q of %s: it does what it says to what it is about", a.Object, a.At)
	case Restricted:
		return fmt.Sprintf("%s writes to %s, whose settings say who may", a.From, a.Object)
	case LargestPasses:
		return fmt.Sprintf("as much as the limits of sender and recipient allow, sent from %s", a.Object)
	case GroupReached:
		return fmt.Sprintf("%s writes to all members of %s", a.From, a.Object)
	case PersonOnce:
		return a.Object + ": mail from either side ends in one mailbox"
	}
	return fmt.Sprintf("%s: mail from the other side", a.Object)
}

// kept are what a guarded place may do with a stranger's message.
var kept = []Kind{Refused, Deferred, Lost, Incomplete}

// flow makes a row of the matrix of it.
func (a *Asked) flow() *flow {
	f := &flow{id: a.id(), title: a.title(), want: a.Want, guard: a.guard(), asked: a}
	switch a.What {
	case SpaceSent:
		f.judge = byConnector(relay.WhichSendConnector, a.Object)
	case DomainSent:
		f.judge = byConnector(relay.WhichOutboundConnector, a.Object)
	case PersonOnce:
		f.judge = judgeOnce
	case OtherReached:
		f.judge = judgeOther
	case Forwarded:
		f.judge = judgeForwarded
	case Moderated:
		f.judge = judgeModerated
	case RuleRoutes:
		f.judge = judgeRule
	case Journaled:
		f.judge = judgeJournaled
	case RuleActs:
		f.judge = judgeActing
	case RuleHolds, LargestPasses:
		f.judge = (*stage).arrival // of one message
	}
	return f
}

// players are who takes part, and what the world needs for it.
func (a *Asked) players(w *sim.World, c *cast) (from, to player, err error) {
	from, to = player{address: a.From}, player{address: a.To}
	switch a.What {
	case Moderated, GroupReached, Restricted:
		to.members = a.membersOf(w, c.hybrid)
	}
	if a.Source != "" {
		from.host, err = a.client(w, c.hybrid)
		return from, to, err
	}
	if a.outsider(w, c.hybrid) {
		return from, to, a.destinationOf(w, a.Reaches)
	}
	from.side = c.hybrid.onprem
	if w.Side(c.hybrid.tenant).Holds(a.From) {
		from.side = c.hybrid.tenant
	}
	from.side = cmp.Or(a.Side, from.side)
	switch a.What {
	case SpaceSent, DomainSent, RuleRoutes, RuleHolds, RuleActs, Journaled:
		err = errors.Join(a.destinationOf(w, a.To), a.destinationOf(w, a.Reaches))
	}
	return from, to, err
}

// outsider reports whether the sender is somebody on the Internet.
func (a *Asked) outsider(w *sim.World, h hybrid) bool {
	return !w.Side(h.onprem).Holds(a.From) && !w.Side(h.tenant).Holds(a.From) && w.HostOf(a.From) != nil
}

// membersOf are the mailboxes behind a group.
func (a *Asked) membersOf(w *sim.World, h hybrid) []string {
	local, cloud := h.both(w)
	for _, o := range []*relay.Organization{local, cloud} {
		if r := o.Recipient(a.To); r != nil && len(r.Members) > 0 {
			return mailboxesAmong(r.Members, local, cloud)
		}
	}
	return nil
}

// client makes the host outside that sends, or finds it.
func (a *Asked) client(w *sim.World, to hybrid) (*sim.Host, error) {
	address, err := netip.ParseAddr(a.Source)
	if err != nil {
		return nil, err
	}
	h, err := hostAt(w, address)
	if err != nil {
		return nil, err
	}
	if a.Certificate != "" {
		if err := h.Certify(a.Certificate, publicAuthority); err != nil {
			return nil, err
		}
	}
	door := ""
	switch a.Via {
	case ViaService:
		door = w.Side(to.tenant).FrontDoorName()
	case ViaOnPremises:
		at, err := addressOf(w, a.Server)
		if err != nil {
			return nil, err
		}
		door = "[" + at.String() + "]"
	}
	if door != "" {
		h.Relay(outside.Relaying{Domain: relay.DomainOf(a.To), To: door})
	}
	return h, nil
}

// publicAuthority issues the certificates of clients that are made for a flow: one that everybody trusts.
const publicAuthority = "CN=hybridsim check, O=A public authority"

// destinationOf sees to it that the recipient of an outgoing flow exists: at the host that its domain's MX names, or at
// one that is made. A smart host that is known passes mail for the domain on to it.
func (a *Asked) destinationOf(w *sim.World, to string) error {
	domain := relay.DomainOf(to)
	for _, o := range w.Organizations() {
		if domain == "" || o.AcceptedDomain(domain) != nil {
			return nil // it is nobody outside
		}
	}
	h := w.HostOf(to)
	if h == nil {
		records, _ := w.Net.LookupMX(observer, domain)
		for _, r := range records {
			if h == nil {
				h = w.Host(strings.TrimSuffix(r.Host, "."))
			}
		}
	}
	if h == nil {
		address, ok := freeAddress(w)
		if !ok {
			return fmt.Errorf("every address of 192.0.2.0/24 is taken")
		}
		made, err := w.AddHost(prefix+"mail."+domain, []netip.Addr{address}, []string{domain})
		if err != nil {
			return err
		}
		h = made
	}
	if !h.HasMailbox(to) {
		if err := h.AddMailbox(to); err != nil {
			return err
		}
	}
	for _, smart := range smartHosts(w) {
		if gateway := w.Host(smart); gateway != nil && gateway != h && !gateway.PassesOn(to) {
			gateway.Relay(outside.Relaying{Domain: domain, To: h.Name})
		}
	}
	return nil
}

// byConnector is arrival, with the connector looked at that chose the way.
func byConnector(question relay.Question, name string) func(*stage) verdict {
	return func(s *stage) verdict {
		v := s.arrival()
		if !v.Kind.Arrives() {
			return v
		}
		way := s.ways(question)
		if len(way) > 0 && way[len(way)-1].Chosen != name {
			return verdict{Outcome: Outcome{Kind: AnotherWay}, decided: last(way)}
		}
		return v
	}
}

// judgeOnce sends from both sides and looks in which mailboxes the two messages lie.
func judgeOnce(s *stage) verdict {
	v := s.arrival()
	first := s.holders(s.ids[0])
	part := localUser
	if s.from.side == s.cast.hybrid.onprem {
		part = cloudUser
	}
	s.from = player{address: s.cast.players[part].address, side: s.cast.hybrid.of(sideOf(part))}
	if err := s.send(1, 0); err != nil {
		return verdict{Outcome: Outcome{Kind: NotPlayed, Status: err.Error()}}
	}
	if second := s.holders(s.ids[1]); first != second {
		v.Outcome = Outcome{Kind: TwoMailboxes,
			Status: fmt.Sprintf("from one side it is delivered %s, from the other %s", first, second)}
		v.decided = s.lastOf(relay.WhichRecipient)
	}
	return v
}

// holders are the sides with a mailbox that a message lies in.
func (s *stage) holders(id string) string {
	var sides []string
	for _, l := range s.w.Mail(nil) {
		if l.Side != "" && l.Header.Get("Message-ID") == id {
			sides = append(sides, l.At)
		}
	}
	if len(sides) == 0 {
		return "nowhere"
	}
	return "at " + strings.Join(sides, " and ")
}

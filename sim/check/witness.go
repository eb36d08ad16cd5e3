package check

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/relay/mailbox"
	"hybridsim/sim"
	"hybridsim/sim/vnet"
)

// witness tells what became of messages in a world, and why.
type witness struct {
	w      *sim.World
	at     hybrid // that the flow is about
	began  int    // events before it looked
	asked  int    // queries before it looked
	dialed int    // and connections
}

// events are what happened since the witness began to look.
func (s *witness) events() []relay.Event { return s.w.EventLog().Since(s.began) }

// verdict is an outcome with the decisions behind it.
type verdict struct {
	Outcome
	decided Decision   // the one that decided
	trail   []Decision // all of them, in order
	bySize  bool       // a small message arrived, and the large one did not
	missed  []string   // names that nobody had an address of, in lower case
	before  []Decision // those before a large message followed
	met     bool       // it came to an on-premises server from outside
	servers []ByServer // what each server makes of it; empty: the same
}

// verdict puts the end of a message into an outcome, with what decided about it.
func verdictOf(e journey.End) verdict {
	v := verdict{decided: phrase(e.Decided())}
	switch e.Kind {
	case journey.Delivered:
		v.Kind = DeliveredExternal
		if e.Internal() {
			v.Kind = DeliveredInternal
		}
		placed := e.Decisions(func(m journey.Made) bool { return m.Question == relay.WhichFolder })
		if d := last(placed); d.Chosen == mailbox.Junk {
			v.Outcome, v.decided = Outcome{Kind: Junked, Status: string(v.Kind)}, d
		}
	case journey.RelayedOn:
		v.Outcome = Outcome{Kind: RelayedOn, Status: "taken by " + e.At + ", which tells no more"}
	case journey.Failed, journey.Refused:
		v.Outcome = replied(Refused, e.Reply)
		if e.Kind == journey.Failed && e.Report == "" {
			v.Kind = Lost
		}
	case journey.Dropped:
		v.Outcome = replied(Lost, e.Reply)
		if e.Event.Source == "AGENT" { // a rule deleted it: what the records say is nobody's refusal (V4.9)
			v.Outcome = Outcome{Kind: Lost, Status: e.Reply.String()}
		}
	case journey.Quarantined:
		v.Outcome = Outcome{Kind: Quarantined, Status: "held by the service"}
	case journey.NotModelled:
		v.Outcome = replied(Incomplete, e.Reply)
	case journey.NoMembers:
		v.Outcome = Outcome{Kind: Lost, Status: "the group has no members: nobody has it, and nobody is told"}
	case journey.Once:
		v.Outcome = Outcome{Kind: Merged, Status: "another recipient of the message is the same, and has it once"}
	case journey.Waits:
		v.Outcome = replied(Deferred, e.Reply)
		if e.Reply.IsZero() {
			v.Status = "it waits at " + e.At
		}
	default:
		v.Outcome = Outcome{Kind: Deferred, Status: "it is in hand at " + e.At}
	}
	return v
}

// letter finds a message in a mailbox; at may be empty, for anywhere.
func (s *witness) letter(id, at, mailbox string) *sim.Letter {
	for _, l := range s.w.MailAt(mailbox, nil) {
		if l.Header.Get("Message-ID") == id && (at == "" || l.At == at) {
			return &l
		}
	}
	return nil
}

// missed are the names whose address was asked for in vain since the witness began to look, in lower case.
func (s *witness) missed() (list []string) {
	for _, q := range s.w.Net.Queries()[s.asked:] {
		found := q.Outcome == vnet.Answered || q.Outcome == vnet.NoRecords
		if q.Type == vnet.A && !found && !slices.Contains(list, q.Name) {
			list = append(list, q.Name)
		}
	}
	return list
}

// names are the addresses under which a mailbox can occur in a journey: its own and where it points, on both sides.
func (s *witness) names(mailbox string) []string {
	names := []string{strings.ToLower(mailbox)}
	for _, side := range s.w.Sides() {
		if r := side.Organization().Recipient(mailbox); r != nil {
			for _, a := range append([]string{r.TargetAddress}, r.EmailAddresses...) {
				if a != "" {
					names = append(names, strings.ToLower(a))
				}
			}
		}
	}
	return names
}

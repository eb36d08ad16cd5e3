package check

import (
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/sim"
)

// witness tells what became of messages in a world, and why.
type witness struct {
	w        *sim.World
	began    int  // events before it looked
	stranger bool // the messages come from outside: nothing could make them internal
}

// events are what happened since the witness began to look.
func (s *witness) events() []relay.Event { return s.w.Events()[s.began:] }

// verdict is an outcome with the decisions behind it.
type verdict struct {
	Outcome
	decided Decision   // the one that decided
	trail   []Decision // all of them, in order
	bySize  bool       // a small message arrived, and the large one did not
}

// verdict puts the end of a message into an outcome, and finds what decided about it.
func (s *witness) verdict(id string, e journey.End) verdict {
	switch e.Kind {
	case journey.Delivered:
		return s.arrived(id, e)
	case journey.RelayedOn:
		return verdict{Outcome: Outcome{Kind: RelayedOn, Status: "taken by " + e.At + ", which tells no more"},
			decided: s.whyRouted(id)}
	case journey.Failed, journey.Refused:
		return verdict{Outcome: replied(Refused, e.Reply), decided: s.whyEnded(e.Event, e.Refusal)}
	case journey.Dropped:
		return verdict{Outcome: replied(Lost, e.Reply), decided: s.whyEnded(e.Event, e.Refusal)}
	case journey.NotModelled:
		return verdict{Outcome: replied(Incomplete, e.Reply), decided: s.whyEnded(e.Event, e.Refusal)}
	case journey.NoMembers:
		return verdict{Outcome: Outcome{Kind: Lost,
			Status: "the group has no members: nobody has it, and nobody is told"}, decided: against(e.Event).phrase()}
	case journey.Once:
		return verdict{Outcome: Outcome{Kind: Merged,
			Status: "another recipient of the message is the same, and has it once"}}
	case journey.Waits:
		v := verdict{Outcome: replied(Deferred, e.Reply), decided: s.whyDeferred(e.Event, e.Refusal)}
		if e.Reply.IsZero() {
			v.Status = "it waits at " + e.At
		}
		return v
	}
	return verdict{Outcome: Outcome{Kind: Deferred, Status: "it is in hand at " + e.At}, decided: s.last()}
}

// arrived is the end in a mailbox.
func (s *witness) arrived(id string, e journey.End) verdict {
	kind := DeliveredExternal
	l := s.letter(id, e.At, e.Address())
	if l == nil || l.Item == nil {
		return verdict{Outcome: Outcome{Kind: kind}, decided: s.whyRouted(id)}
	}
	if l.Item.Auth.As == relay.AuthInternal {
		kind = DeliveredInternal
	}
	return verdict{Outcome: Outcome{Kind: kind}, decided: s.whyAuth(kind, id)}
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

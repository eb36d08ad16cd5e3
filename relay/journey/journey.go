package journey

import (
	"strings"
	"time"

	"hybridsim/relay"
)

// Records are what a world keeps of messages.
type Records struct {
	Events  []relay.Event // of the organizations, in order
	Outside []Outside     // messages at outside hosts: what was taken, what waits, what was given up
	// Capable are the enabled receive connectors of on-premises that have TlsDomainCapabilities, by their identities:
	// they know the cloud's mail for the organization's own.
	Capable []string
}

// Outside is what an outside host knows of a message to one recipient.
type Outside struct {
	Host      string
	MessageID string
	From, To  string // of the envelope
	Subject   string
	Time      time.Time
	State     Kind // Delivered, Waits or Failed
	// Reply is what the last attempt was answered; zero when nothing was said.
	Reply  relay.Reply
	Remote string // the host that answered
	Report string // Message-ID of the host's report; empty: none was written
	// Obstacle is what kept the last attempt from its end; its Question is empty when nothing did.
	Obstacle relay.Decision
}

// Journey is the way of one message.
type Journey struct {
	MessageID string
	Sender    string
	Subject   string
	Events    []relay.Event // of the message, and of sessions about it
	Hops      []Hop
	Ends      []End // at least one for each recipient, in the order in which they were named
}

// End is where the way of a message to a recipient ended, or is for now.
type End struct {
	Recipient string // as the message was addressed
	// what the recipient turned into on the way: members of groups, other addresses; without Recipient
	Via     []string
	Kind    Kind
	At      string      // where the message is, or was last: a side or an outside host
	Reply   relay.Reply // of what failed or waits
	Event   relay.Event // that tells; its Sequence is 0 when only an outside host knows
	Arrival relay.Event // RECEIVE or DSN by which the message came to where it ended; Sequence 0 as above
	Refusal relay.Event // in the session at the other end, when there was one; Sequence 0: none
	Report  string      // Message-ID of the report that was written; empty: none
	// Path is what was recorded of the message on the way to this end, for this recipient and whatever it turned into,
	// with the sessions in which it was refused or could not be offered all it should.
	Path    []relay.Event
	Outside *Outside // what an outside host says of the end; nil: an organization tells

	capable []string // Records.Capable
}

// Address is under which the message ended.
func (e *End) Address() string {
	if n := len(e.Via); n > 0 {
		return e.Via[n-1]
	}
	return e.Recipient
}

// String is the end as a line: who it was for, whom that turned into, what became of it, and where.
func (e End) String() string {
	var b strings.Builder
	b.WriteString(strings.Join(append([]string{e.Recipient}, e.Via...), " > ") + ": " + string(e.Kind))
	if e.At != "" {
		b.WriteString(" at " + e.At)
	}
	if !e.Reply.IsZero() && e.Kind != Delivered && e.Kind != RelayedOn {
		b.WriteString(": " + e.Reply.String())
	}
	if e.Kind == Failed && e.Report == "" {
		b.WriteString("; nobody is told")
	}
	return b.String()
}

// Kind is what became of a message for a recipient. The set is closed.
type Kind string

// Kinds. [InHand] and [Passed] are on the way; the others are ends, or [Waits].
const (
	InHand      Kind = "in hand"                 // received, and nothing more is known
	Passed      Kind = "became other recipients" // a group was expanded, an address resolved
	Waits       Kind = "waits"                   // for the next attempt, or for a way
	RelayedOn   Kind = "relayed on"              // taken by a host that tells no more
	Delivered   Kind = "delivered"               // in a mailbox
	Failed      Kind = "failed"                  // given up; End.Report says whether the sender is told
	Quarantined Kind = "quarantined"             // held by the service; somebody may release it
	Dropped     Kind = "dropped"                 // nobody is told
	Refused     Kind = "refused at the door"     // no organization ever had it
	NoMembers   Kind = "group without members"   // nobody to deliver to
	Once        Kind = "delivered once"          // the address stands for a recipient that has it already
	NotModelled Kind = "not modelled"            // the model ends here
)

// Of follows the message with a Message-ID.
func Of(r Records, id string) Journey {
	f := follow(r, id)
	j := Journey{MessageID: id, Sender: f.sender, Subject: f.subject, Events: f.events, Hops: f.hops()}
	for _, root := range f.roots {
		j.Ends = append(j.Ends, f.ends(root, root.address, nil, nil, map[*node]bool{})...)
	}
	return j
}

// IDs are the Message-IDs that the records know, in order of first appearance.
func IDs(r Records) []string {
	var list []string
	seen := map[string]bool{"": true}
	add := func(id string) {
		if !seen[id] {
			seen[id] = true
			list = append(list, id)
		}
	}
	for _, e := range r.Events {
		add(e.MessageID)
	}
	for _, o := range r.Outside {
		add(o.MessageID)
	}
	return list
}

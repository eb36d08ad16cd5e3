package check

import (
	"slices"
	"strings"

	"hybridsim/relay"
)

// Kind is what became of a message, in the words of the table. The set is closed.
type Kind string

// Kinds.
const (
	DeliveredInternal Kind = "delivered Internal"
	DeliveredExternal Kind = "delivered external"
	RelayedOn         Kind = "relayed on"             // to a host that tells no more
	Merged            Kind = "delivered once"         // to another recipient that is the same
	WithoutTNEF       Kind = "delivered without TNEF" // voting buttons are lost
	// delivered, but not by the way that centralized transport asks for
	PastOnPremises Kind = "past on-premises"
	OverOnPremises Kind = "through on-premises"   // delivered, although nothing says that it is to go there
	AnotherWay     Kind = "delivered another way" // not by the connector whose address space it is
	TwoMailboxes   Kind = "two mailboxes"         // mail from each side ends in another one
	Junked         Kind = "delivered to Junk Email"
	Elsewhere      Kind = "delivered to others" // in the place of whom it was for
	InternalText   Kind = "internal text"       // of an out-of-office reply
	ExternalText   Kind = "external text"
	NoReply        Kind = "no reply"
	ReportInternal Kind = "report came back" // a delivery report of the other side, Internal
	ReportExternal Kind = "report came back external"
	Deferred       Kind = "deferred"
	Refused        Kind = "NDR"
	Lost           Kind = "lost" // dropped; nobody is told
	Quarantined    Kind = "quarantined"
	Incomplete     Kind = "NotModelled"
	NotPlayed      Kind = "not played" // somebody who is needed cannot be made
)

// kinds are all of them, from the best to the worst where several recipients have different ones.
var kinds = []Kind{
	DeliveredInternal, InternalText, ReportInternal, DeliveredExternal, ExternalText, ReportExternal, RelayedOn, Merged,
	WithoutTNEF, PastOnPremises, OverOnPremises, AnotherWay, TwoMailboxes, Junked, Elsewhere, NoReply, Deferred, Quarantined, Refused,
	Lost, Incomplete, NotPlayed,
}

// Arrives reports whether the message, or what it asked for, came to somebody.
func (k Kind) Arrives() bool { return k != "" && slices.Index(kinds, k) < slices.Index(kinds, NoReply) }

// Outcome is what became of a flow's message.
type Outcome struct {
	Kind   Kind   `json:"kind"`
	Reply  string `json:"reply,omitempty"`  // code and enhanced code of a refusal or a deferral
	Status string `json:"status,omitempty"` // the whole reply, or what else is to say
}

// String is the outcome as the table has it: "NDR 550 5.1.10".
func (o Outcome) String() string { return strings.TrimSpace(string(o.Kind) + " " + o.Reply) }

// replied is an outcome with a reply.
func replied(k Kind, r relay.Reply) Outcome {
	if r.IsZero() {
		return Outcome{Kind: k}
	}
	code, _, _ := strings.Cut(r.String(), " ")
	return Outcome{Kind: k, Reply: strings.TrimSpace(code + " " + r.Enhanced()), Status: r.String()}
}

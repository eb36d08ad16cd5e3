// Package fault lists what goes wrong in the field, as data: an operator is a kind of mistake, a fault is that mistake
// made at one place of a configuration, in typed lines. Who diagnoses asks which of them makes a symptom; who tests a
// suite asks which of them it would miss. No operator knows a story, a base or an object by its name.
package fault

import (
	"slices"
	"strings"

	"hybridsim/sim"
)

// Family is what an operator is about.
type Family string

// Families.
const (
	Inbound      Family = "inbound connector"
	Outbound     Family = "outbound connector"
	Send         Family = "send connector"
	Receive      Family = "receive connector"
	Certificates Family = "certificate"
	TLS          Family = "TLS"
	Domains      Family = "domain"
	People       Family = "recipient"
	Policies     Family = "policy"
	Network      Family = "network"
	Names        Family = "DNS"
	Servers      Family = "server"
	Elsewhere    Family = "elsewhere"
	Properties   Family = "property" // changed without a reason that anybody has written down
)

// Common is how often the sheets' evidence has it.
type Common int

// How common a mistake is.
const (
	Generic Common = iota // nobody has reported it: a property has another value
	Rare                  // one report
	Seen                  // documented by the vendor, or in several reports
	Often                 // documented, and in many reports
)

// String is the word.
func (c Common) String() string { return [...]string{"generic", "rare", "seen", "often"}[c] }

// Whose is who can undo it.
type Whose string

// Owners.
const (
	Customer     Whose = "the administrator of the organization"
	Surroundings Whose = "the administrator of the network"
	Service      Whose = "the service"
	OtherTenant  Whose = "somebody else's organization"
	Build        Whose = "whoever updates the server"
)

// Operator is a kind of mistake.
type Operator struct {
	Name   string
	Says   string // what went wrong
	Family Family
	Common Common
	Source string // a label of docs/RULES.md, an article, or the page of a cmdlet
	Whose  Whose

	at func(*site, *Operator)
}

// Fault is an operator at one place.
type Fault struct {
	*Operator
	Object string   // what it is done to
	Lines  []string // that make it, as somebody types them
	Undo   []string // that take it back; nil when it is not the customer's
}

// String names the fault.
func (f Fault) String() string {
	if f.Object == "" {
		return f.Name
	}
	return f.Name + " at " + f.Object
}

// Operators lists them all, the documented ones first.
func Operators() []*Operator {
	return slices.Concat(inbound, outbound, send, receive, certificates, tls, domains, people, policies, network, names,
		servers, elsewhere, properties)
}

// Find returns the operator of a name; nil when there is none.
func Find(name string) *Operator {
	all := Operators()
	if i := slices.IndexFunc(all, func(o *Operator) bool { return strings.EqualFold(o.Name, name) }); i >= 0 {
		return all[i]
	}
	return nil
}

// Of lists every operator at every place where it makes sense in a world that has played its base. A line may still be
// refused when it is typed: what the cmdlets do not allow is no fault. Of people whom evidence names and nobody knows
// it lists who they may be.
func Of(w *sim.World, people ...string) []Fault {
	s := newSite(w)
	s.people = people
	for _, o := range Operators() {
		o.at(s, o)
	}
	return s.faults
}

// At lists the places of one operator.
func (o *Operator) At(w *sim.World) []Fault {
	s := newSite(w)
	if o.Family == Properties { // what another operator does is that one's
		for _, other := range Operators() {
			if other.Family != Properties {
				other.at(s, other)
			}
		}
		s.faults = nil
	}
	o.at(s, o)
	return s.faults
}

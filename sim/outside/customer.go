package outside

import (
	"slices"
	"strings"

	"hybridsim/relay"
)

// customer is what a host can tell the customer of a message by.
type customer struct {
	from   string   // envelope sender
	names  []string // in the client's certificate
	header relay.Header
	asked  bool // the header is not there yet: a rule may still turn out to be meant
}

// is reports whether a rule is for a customer's mail.
func (r Relaying) is(of customer) bool {
	named := func(name string) bool { return strings.EqualFold(name, r.Client) }
	switch {
	case r.Customer != "":
		return strings.EqualFold(r.Customer, relay.DomainOf(of.from))
	case r.Client != "":
		return slices.ContainsFunc(of.names, named)
	case r.Header.Name != "":
		return of.asked || strings.EqualFold(of.header.Get(r.Header.Name), r.Header.Value)
	}
	return true
}

// relayFor returns the rule for a customer's mail to an address, or nil.
func (h *state) relayFor(of customer, to string) *Relaying {
	var best *Relaying
	for i, r := range h.relays {
		if r.is(of) && r.takes(relay.DomainOf(to)) && (best == nil || r.weight() > best.weight()) {
			best = &h.relays[i]
		}
	}
	return best
}

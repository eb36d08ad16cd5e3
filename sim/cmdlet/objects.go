package cmdlet

import (
	"slices"
	"strings"

	"hybridsim/relay"
)

// Object is something that Get- prints: its noun, the identity under which it is found, and its properties.
type Object struct {
	Noun       string
	Identity   string
	Properties []Property
}

// Property is a property as Format-List prints it.
type Property struct{ Name, Value string }

// happenings are the nouns that tell what is going on; the others are configuration.
var happenings = []string{"Queue", "Message", "MessageTrackingLog", "MessageTrace", "MessageTraceV2", "MessageTraceDetail",
	"MessageTraceDetailV2", "HybridMailflowDatacenterIPs", "DistributionGroupMember", "Recipient"}

// Objects returns the whole configuration of an organization as the Get- cmdlets of its side print it: by noun, and in the
// order of the organization's lists.
func Objects(o *relay.Organization) []Object {
	var objects []Object
	for _, cmd := range commands {
		noun, ok := strings.CutPrefix(cmd.name, "Get-")
		if !ok || slices.Contains(happenings, noun) || !cmd.on.has(o) {
			continue
		}
		statements, err := parse(cmd.name)
		if err != nil {
			continue
		}
		found, err := newTransaction(reader{o: o}).run(statements)
		if err != nil {
			continue // it wants to be told which, or there is none yet
		}
		for _, it := range found.items {
			x := Object{Noun: it.noun, Identity: it.identity}
			for _, l := range it.lines() {
				x.Properties = append(x.Properties, Property{l[0], l[1]})
			}
			objects = append(objects, x)
		}
	}
	return objects
}

// reader is an administrator who only looks.
type reader struct {
	Admin
	o *relay.Organization
}

func (r reader) Organization() *relay.Organization { return r.o }

package base

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
	"hybridsim/sim/suggest"
)

// componentNoun is what takes parts of a server out of service (G1.4.11).
const componentNoun = "ServerComponentState"

// assumedRequester is the one who wanted a state of which no export tells whose it is: who takes a server out of
// service for its maintenance.
const assumedRequester = "Maintenance"

// requested is a state with the one who wants it, as LocalStates has it.
var requested = regexp.MustCompile(`\((\w+)\)\s+(Inactive|Draining)\b`)

// componentOf names the component that an object shows, and its server; lower case.
func componentOf(identity, fqdn, component string) string {
	return strings.ToLower(serverName(cmp.Or(fqdn, identity)) + `\` + component)
}

// components takes out of service what exports show out of service on the servers that are played.
func (b *builder) components() {
	heading := false
	for _, server := range slices.Concat(b.played, b.gates) {
		whole := false
		for _, name := range mailComponents {
			for _, t := range b.all(relay.OnPremises, componentNoun) {
				state, found := stateOf(t), strings.EqualFold(t.text("Component"), name)
				if !found || state == relay.Active || !b.isComponentOf(t, server) ||
					whole && len(b.requests(t)) == 0 {
					continue // what the whole server's state says already
				}
				whole = whole || name == string(relay.ServerWideOffline)
				if !heading {
					b.heading("Components that are out of service.")
					heading = true
				}
				b.takeOut(t, server, name, state)
			}
		}
	}
}

// mailComponents are those that decide about mail, the one for all of them first.
var mailComponents = []string{string(relay.ServerWideOffline), string(relay.HubComponent),
	string(relay.FrontendComponent), string(relay.EdgeComponent)}

// takeOut writes the lines for a component that is out of service.
func (b *builder) takeOut(t *thing, server, name string, state relay.ServiceState) {
	wants := b.requests(t)
	if len(wants) == 0 {
		wants = [][2]string{{cmp.Or(t.text("Requester"), assumedRequester), string(state)}}
		if t.text("Requester") == "" {
			b.report.assume(fmt.Sprintf("%s wants %s of %s %s", assumedRequester, name, server, state),
				"exports do not tell who does, and only the same requester can put it back")
		}
	}
	for _, w := range wants {
		b.do(fmt.Sprintf("%s> Set-ServerComponentState %s -Component %s -State %s -Requester %s",
			b.console(b.sideOf(server)), cmdlet.Quote(server), name, w[1], w[0]), t.from())
	}
}

// requests are who wants what of a component, where an export tells it.
func (b *builder) requests(t *thing) (list [][2]string) {
	for _, text := range t.list("LocalStates") {
		if m := requested.FindStringSubmatch(text); m != nil {
			list = append(list, [2]string{m[1], m[2]})
		}
	}
	return list
}

func stateOf(t *thing) relay.ServiceState {
	for _, s := range []relay.ServiceState{relay.Inactive, relay.Draining} {
		if strings.EqualFold(t.text("State"), string(s)) {
			return s
		}
	}
	return relay.Active
}

// isComponentOf reports whether a component is of a server; one that names none is the first one's.
func (b *builder) isComponentOf(t *thing, server string) bool {
	return strings.EqualFold(cmp.Or(serverName(cmp.Or(t.text("ServerFqdn"), t.text("Identity"))), b.server), server)
}

// notOurs reports whether a component decides nothing about mail.
func notOurs(t *thing) bool { return !suggest.Has(mailComponents, t.text("Component")) }

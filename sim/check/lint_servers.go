package check

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/connector"
	"hybridsim/sim/cmdlet"
)

// serverRules look at the servers themselves: what they run, and what of them is in service.
var serverRules = []Rule{
	{"HS-C085", Warning, "A server that sends to the service runs a build that the service takes for out of date: mail is put off for minutes of each hour, and refused in the end", "T15.12-T15.14", outdatedServers},
	{"HS-C086", Error, "A component of a server is out of service", "PS:Set-ServerComponentState; G1.4.11", func(s *scene, found func(place)) {
		for _, c := range s.local.ComponentStates {
			if !slices.Contains([]relay.ServerComponent{relay.ServerWideOffline, relay.HubComponent,
				relay.FrontendComponent, relay.EdgeComponent}, c.Component) {
				continue
			}
			found(place{side: "onprem", object: c.Server, property: string(c.Component), value: string(c.State),
				detail: "of " + c.Server + ", as " + c.Requester + " wants it",
				fix: []string{s.typedOn(c.Server, fmt.Sprintf("Set-ServerComponentState %s -Component %s -State "+
					"Active -Requester %s", cmdlet.Quote(c.Server), c.Component, c.Requester))}})
		}
	}},
	{"HS-C087", Info, "A list of DNS servers has no effect, since those of the network adapters are asked", "PS:Set-TransportService; G1.4.3", func(s *scene, found func(place)) {
		for _, server := range s.local.Servers {
			for _, x := range []struct {
				which    string
				adapters bool
				list     []string
			}{
				{"Internal", server.TransportService.InternalDNSAdapterEnabled, server.TransportService.InternalDNSServers},
				{"External", server.TransportService.ExternalDNSAdapterEnabled, server.TransportService.ExternalDNSServers},
			} {
				if x.adapters && len(x.list) > 0 {
					found(place{side: "onprem", object: server.Name, property: x.which + "DNSServers",
						value: strings.Join(x.list, ", "), fix: []string{s.typedOn(server.Name, fmt.Sprintf(
							"Set-TransportService %s -%sDNSServers $null", cmdlet.Quote(server.Name), x.which))}})
				}
			}
		}
	}},
}

// outdatedServers finds servers that hand mail to the service and whose build it takes for out of date.
func outdatedServers(s *scene, found func(place)) {
	var told []string
	for _, c := range s.toService(true) {
		for _, name := range s.sourcesOf(c) {
			build := s.local.BuildOf(name)
			if slices.Contains(told, name) || !connector.Outdated(build, s.now) {
				continue
			}
			told = append(told, name)
			p := place{side: "onprem", object: name, property: "Build", value: build.String()}
			for _, u := range relay.Updates {
				if u.Product == s.local.ProductOf(name) && !connector.Outdated(u.Build, s.now) {
					p.fix = []string{fmt.Sprintf("net> update %s to %s", name, u.Build)}
				}
			}
			found(p)
		}
	}
}

// typedOn is a line about a server, typed at it when it is an Edge, which nobody else can change.
func (s *scene) typedOn(name, line string) string {
	if server := s.local.Server(name); server != nil && server.Edge {
		return name + "> " + line
	}
	return onPremisesLine(line)
}

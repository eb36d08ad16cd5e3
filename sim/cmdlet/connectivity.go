package cmdlet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
)

// connection is a row of Test-SmtpConnectivity (G1.3.11 [D]).
type connection struct{ Server, ReceiveConnector, Binding, EndPoint, StatusCode, Details string }

var connectionProperties = []property{
	{name: "Server", access: readOnly}, {name: "ReceiveConnector", access: readOnly},
	{name: "Binding", access: readOnly}, {name: "EndPoint", access: readOnly},
	{name: "StatusCode", access: readOnly}, {name: "Details", access: readOnly},
}

// connectivityOptions are what Test-SmtpConnectivity is told.
type connectivityOptions struct{ Identity string }

func connectivityCmdlets() []*command {
	return []*command{{
		name:     "Test-SmtpConnectivity",
		synopsis: "connects to every binding of a server's receive connectors, and says how it is greeted",
		on:       onPremises, positional: "Identity",
		parameters: append(options[connectivityOptions](property{name: "Identity", access: writeOnly,
			note: "a server; without it the one at whose console it is typed"}),
			disregarded("nobody but who types reads the outcome", "MonitoringContext")...),
		run: testConnectivity,
	}}
}

// testConnectivity connects and is greeted: TLS and relaying are not judged (G1.3.11 [D]).
func testConnectivity(c *call) error {
	var o connectivityOptions
	if err := c.bind(&o); err != nil {
		return err
	}
	now := c.here.now
	name := cmp.Or(o.Identity, now.Console, now.FirstServer().Name)
	if r := unknownServer(now, []string{name}); r != nil {
		r.about = []string{"Identity"}
		return r
	}
	server := now.Server(name)
	for _, rc := range now.ReceiveConnectors {
		if server == nil || !strings.EqualFold(rc.Server, name) {
			continue
		}
		for _, binding := range rc.Bindings {
			for _, address := range c.here.admin.Addresses(name) {
				if !binding.Addr().IsUnspecified() && binding.Addr() != address {
					continue
				}
				row := connection{Server: server.Name, ReceiveConnector: rc.Identity(), Binding: binding.String(),
					EndPoint: fmt.Sprintf("%s:%d", address, binding.Port())}
				row.StatusCode, row.Details = greeted(server, rc, c.here.admin.Now())
				c.emit("SmtpConnectivity", row.ReceiveConnector, onPremises, connectionProperties, &row)
			}
			if !binding.Addr().IsUnspecified() && !slices.Contains(c.here.admin.Addresses(name), binding.Addr()) {
				c.emit("SmtpConnectivity", rc.Identity(), onPremises, connectionProperties, &connection{
					Server: server.Name, ReceiveConnector: rc.Identity(), Binding: binding.String(),
					EndPoint: binding.String(), StatusCode: "Unable to connect"})
			}
		}
	}
	return nil
}

// greeted is how a connector answers a connection; that the details of a success are the banner is [I].
func greeted(s *relay.Server, rc *relay.ReceiveConnector, now time.Time) (status, details string) {
	if !rc.Enabled {
		return "Unable to connect", ""
	}
	if rc.Banner != "" {
		return "Success", rc.Banner
	}
	return "Success", "220 " + cmp.Or(rc.Fqdn, s.Fqdn) + " Microsoft ESMTP MAIL Service ready at " +
		now.UTC().Format("Mon, 2 Jan 2006 15:04:05 -0700")
}

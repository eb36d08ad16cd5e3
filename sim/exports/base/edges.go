package base

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/install"
	"hybridsim/sim/cmdlet"
)

// subscribed reports whether exports show that an Edge is subscribed: the organization knows no other (T9.1).
func (b *builder) subscribed(edge string) bool {
	named := func(list []string) bool {
		return slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(serverName(s), edge) })
	}
	return slices.ContainsFunc(b.things, func(t *thing) bool {
		switch t.noun {
		case "ExchangeServer", "EdgeSubscription":
			return t.side == relay.OnPremises && named([]string{t.text("Name"), t.text("Identity")})
		case "SendConnector":
			return named(t.list("SourceTransportServers"))
		case "HybridConfiguration":
			return named(t.list("EdgeTransportServers"))
		}
		return false
	})
}

// sideOf is the identity of the organization that a server is of: an Edge is one of its own.
func (b *builder) sideOf(server string) relay.Side {
	if b.isGate(server) {
		return relay.OnPremises.Named(server)
	}
	return relay.OnPremises
}

// console is the prompt at which lines for an organization are typed.
func (b *builder) console(side relay.Side) string {
	for _, edge := range b.gates {
		if b.sideOf(edge) == side {
			return edge
		}
	}
	return string(side)
}

// edgeServers subscribes the Edges and writes what is their own; the connectors that a subscription makes are then
// there to be changed.
func (b *builder) edgeServers() {
	for _, edge := range b.gates {
		b.heading("The Edge Transport server " + edge + ".")
		if b.subscribed(edge) {
			b.subscribe(edge)
		} else {
			b.standsAlone(edge)
		}
		things := func(noun string) []*thing {
			return matching(b.all(relay.OnPremises, noun), func(t *thing) bool { return b.isOn(t, edge) })
		}
		for _, noun := range []string{"ReceiveConnector", "TransportService"} {
			b.write(b.sideOf(edge), noun, things(noun))
		}
		if len(things("ReceiveConnector")) == 0 {
			b.report.Unknown = append(b.report.Unknown, Unknown{"the receive connector of " + edge,
				"no export shows it (Get-ReceiveConnector on " + edge + " does)", "that of the installation", ""})
		}
		if len(things("ExchangeCertificate")) == 0 {
			b.report.Unknown = append(b.report.Unknown, Unknown{"the certificates of " + edge,
				"no export shows them (Get-ExchangeCertificate on " + edge + " does)",
				"that of the installation, and those that connectors name", ""})
		}
	}
}

// siteOf is the site that an export shows a server in; empty: the one that setup makes, or none that is known.
func (b *builder) siteOf(server string) string {
	for _, t := range b.all(relay.OnPremises, "ExchangeServer") {
		site := path.Base(strings.ReplaceAll(t.text("Site"), `\`, "/"))
		if t.isServer(server) && t.text("Site") != "" && !strings.EqualFold(site, install.DefaultSite) {
			return site
		}
	}
	return ""
}

// standsAlone says what is not known of an Edge that no export shows subscribed: its own domains and connectors, which
// look like those of the organization (T9.15).
func (b *builder) standsAlone(edge string) {
	b.report.assume(edge+" is not subscribed",
		"no export shows a subscription, nor a connector that it is the source of")
	b.report.Unknown = append(b.report.Unknown, Unknown{"the send connectors and accepted domains of " + edge,
		"an export does not tell them from those of the organization", "none, so that it passes no mail on", ""})
}

// subscribe writes the subscription of an Edge, with the connectors that exports show.
func (b *builder) subscribe(edge string) {
	site := cmp.Or(b.siteOf(edge), install.DefaultSite)
	shown := b.all(relay.OnPremises, "SendConnector")
	has := func(name string) string {
		name = strings.Replace(name, "%s", site, 1)
		if len(shown) == 0 || slices.ContainsFunc(shown, func(t *thing) bool {
			return strings.EqualFold(t.text("Name"), name)
		}) {
			return "$true"
		}
		return "$false"
	}
	file := cmdlet.Quote(`C:\` + edge + ".xml")
	why := "what exports show of " + edge
	b.do(edge+"> New-EdgeSubscription -FileName "+file, why)
	b.do("onprem> New-EdgeSubscription -FileName "+file+" -Site "+cmdlet.Quote(site)+" -CreateInternetSendConnector "+
		has(install.EdgeToInternet)+" -CreateInboundSendConnector "+has(install.EdgeInbound), why)
}

// synchronize lets the Edges have what the organization has by now.
func (b *builder) synchronize() {
	if slices.ContainsFunc(b.gates, b.subscribed) {
		b.heading("EdgeSync has run.")
		b.do("onprem> Start-EdgeSynchronization", "the subscription")
		b.report.assume("the Edge Transport servers have the organization's present domains, connectors and recipients",
			"exports do not tell when EdgeSync ran last")
	}
}

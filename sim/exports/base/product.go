package base

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/script"
)

// trait is what an object says about the product of the server that it is of.
type trait struct {
	noun, property string
	value          *regexp.Regexp // nil: it is there at all
	modern         bool           // of Exchange 2013 and later, else of Exchange 2010
	weight         int            // 1 for what other servers or exports may have as well
	what           string
}

// traits are what only one of the two generations has, as far as the documentation tells.
var traits = []trait{
	{"SendConnector", "CloudServicesMailEnabled", nil, true, 3, "CloudServicesMailEnabled"},
	{"SendConnector", "TlsCertificateName", nil, true, 3, "TlsCertificateName"},
	{"ReceiveConnector", "TransportRole", nil, true, 3, "TransportRole"},
	{"ReceiveConnector", "TlsCertificateName", nil, true, 2, "TlsCertificateName"},
	{"ReceiveConnector", "TlsDomainCapabilities", regexp.MustCompile(`(?i):AcceptCloudServicesMail`), true, 3, relay.AcceptCloudServicesMail}, // R1.18
	{"ReceiveConnector", "Name", regexp.MustCompile(`(?i)^(?:default frontend|client frontend|client proxy|outbound proxy frontend) `), true, 2, "the name that setup gives it"},
	{"FrontendTransportService", "Name", nil, true, 3, "a front end"},
	{"ReceiveConnector", "TlsDomainCapabilities", regexp.MustCompile(`(?i):AcceptOorgProtocol`), false, 2, relay.AcceptOorgProtocol}, // R1.18
	{"SendConnector", "MsExchSmtpSendFlags", nil, false, 3, "msExchSmtpSendFlags"},
	{"ReceiveConnector", "Name", regexp.MustCompile(`(?i)^client [\w-]+$`), false, 2, "the name that setup gives it"},
}

// product is what the server's version says, or what the weight of its objects' traits does. An Edge may be of another
// product than the servers inside, and is set up by hand (T7.7), so its objects do not count.
func (b *builder) product() relay.Product {
	if p, ok := b.versionOf(b.server); ok {
		return p
	}
	modern, old := 0, 0
	var speak, against []string
	for _, t := range b.things {
		if t.side != relay.OnPremises || b.isEdge(serverOf(t)) {
			continue
		}
		for _, x := range traits {
			m := t.value(x.property)
			if x.noun != t.noun || m == nil || m.Value.Null || x.value != nil && !slices.ContainsFunc(m.Value.All(),
				x.value.MatchString) {
				continue
			}
			said := fmt.Sprintf("%s %s has %s", t.noun, script.Quote(t.label()), x.what)
			if x.modern {
				modern += x.weight
				speak = append(speak, said)
			} else {
				old += x.weight
				against = append(against, said)
			}
		}
	}
	p, since := relay.Exchange2019, "what Exchange 2013 and later have"
	if old > modern {
		p, since, speak, against = relay.Exchange2010, "what Exchange 2010 has", against, speak
	}
	const most = 2
	why := "no export tells the version (Get-ExchangeServer does)"
	if len(speak) > 0 {
		why += "; " + strings.Join(speak[:min(most, len(speak))], ", ") + ": " + since
	}
	if len(against) > 0 {
		why += "; against it: " + strings.Join(against[:min(most, len(against))], ", ")
	}
	b.report.assume("the product is "+p.String(), "%s", why)
	return p
}

// versionOf is the product of a server, if an export shows its version.
func (b *builder) versionOf(server string) (relay.Product, bool) {
	for _, t := range b.all(relay.OnPremises, "ExchangeServer") {
		if p, ok := productOf(t.text("AdminDisplayVersion")); ok && t.isServer(server) {
			return p, true
		}
	}
	return 0, false
}

// productOf reads AdminDisplayVersion, as it is printed and as a build.
func productOf(version string) (relay.Product, bool) {
	for prefix, p := range versions {
		if strings.HasPrefix(strings.TrimPrefix(version, "Version "), prefix) {
			return p, true
		}
	}
	return relay.Exchange2019, false
}

// versions are the beginnings of AdminDisplayVersion.
var versions = map[string]relay.Product{
	"14.": relay.Exchange2010, "15.0": relay.Exchange2013, "15.1": relay.Exchange2016, "15.2": relay.Exchange2019,
}

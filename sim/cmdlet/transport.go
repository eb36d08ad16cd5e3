package cmdlet

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"

	"hybridsim/relay"
)

var transportConfig = &settings[relay.TransportConfig]{
	name: "TransportConfig", on: everywhere,
	properties: slices.Concat([]property{
		{name: "MessageExpiration", on: inTheCloud, note: "on-premises it is Set-TransportService -MessageExpirationTimeout"},
		{name: "ExternalPostmasterAddress", clean: cleanAddressOrEmpty},
		{name: "InternalDelayDsnEnabled"},
		{name: "ExternalDelayDsnEnabled"},
		{name: "InternalDsnSendHtml"},
		{name: "ExternalDsnSendHtml"},
		{name: "InternalDsnMaxMessageAttachSize", on: onPremises},
		{name: "ExternalDsnMaxMessageAttachSize", on: onPremises},
		{name: "JournalingReportNdrTo", quiet: true, clean: cleanAddressOrEmpty,
			note: "who is told of journal reports that reach nobody"},
		{name: "PreventDuplicateJournalingEnabled", on: inTheCloud, quiet: true},
		{name: "SmtpClientAuthenticationDisabled", on: inTheCloud,
			note: "nobody logs on to send by SMTP, unless Set-CASMailbox lets a mailbox"},
	}, transportConfigKept),
	load:  func(o *relay.Organization, _ string) *relay.TransportConfig { c := o.TransportConfig; return &c },
	store: func(o *relay.Organization, _ string, c *relay.TransportConfig) { o.TransportConfig = *c },
	rules: []rule[relay.TransportConfig]{{
		says: "MessageExpiration is from 12 to 24 hours.", source: "S10.2", about: []string{"MessageExpiration"},
		broken: func(s subject[relay.TransportConfig]) *refusal {
			return must(12*time.Hour <= s.x.MessageExpiration && s.x.MessageExpiration <= 24*time.Hour,
				"MessageExpiration lies between 12:00:00 and 1.00:00:00", "want -MessageExpiration 12:00:00")
		},
	}},
}

// transportService is the same object, of which each server has one, under the two names it has had.
func transportService(name string, on scope) *settings[relay.TransportService] {
	const (
		inFile      = "a key of EdgeTransport.exe.config rather than a parameter"
		adapterFlag = "the DNS servers of the network adapters are asked; $false: those of the list"
		adapterList = "addresses, asked only while the adapters' are not"
	)
	return &settings[relay.TransportService]{
		name: name, on: on,
		properties: slices.Concat([]property{
			{name: "QueueGlitchRetryCount", note: inFile},
			{name: "QueueGlitchRetryInterval", note: inFile},
			{name: "TransientFailureRetryCount"},
			{name: "TransientFailureRetryInterval"},
			{name: "OutboundConnectionFailureRetryInterval"},
			{name: "MessageRetryInterval"},
			{name: "DelayNotificationTimeout"},
			{name: "MessageExpirationTimeout"},
			{name: "InternalDNSAdapterEnabled", note: adapterFlag},
			{name: "InternalDNSServers", note: adapterList, clean: cleanAddr},
			{name: "ExternalDNSAdapterEnabled", note: adapterFlag},
			{name: "ExternalDNSServers", note: adapterList, clean: cleanAddr},
		}, transportServiceKept),
		perServer: true,
		load: func(o *relay.Organization, server string) *relay.TransportService {
			s := o.Server(server).TransportService
			return &s
		},
		store: func(o *relay.Organization, server string, s *relay.TransportService) {
			changed := *o.Server(server)
			changed.TransportService = *s
			o.Servers[slices.Index(o.Servers, o.Server(server))] = &changed
		},
		rules: []rule[relay.TransportService]{{
			says: "A retry interval is longer than nothing.", source: "S10.1",
			about: []string{"QueueGlitchRetryInterval", "TransientFailureRetryInterval", "OutboundConnectionFailureRetryInterval", "MessageRetryInterval", "MessageExpirationTimeout"},
			broken: func(s subject[relay.TransportService]) *refusal {
				shortest := min(s.x.QueueGlitchRetryInterval, s.x.TransientFailureRetryInterval,
					s.x.OutboundConnectionFailureRetryInterval,
					s.x.MessageRetryInterval, s.x.MessageExpirationTimeout)
				return must(shortest >= time.Second, "an interval is at least one second",
					"want hh:mm:ss, for example 00:01:00")
			},
		}},
	}
}

var modernTransport, oldTransport = transportService("TransportService", since2013),
	transportService("TransportServer", only2010)

func transportCmdlets() []*command {
	return []*command{
		transportConfig.get(), transportConfig.set(), modernTransport.get(), modernTransport.set(), oldTransport.get(), oldTransport.set(),
	}
}

// cleanAddr reads an IP address.
func cleanAddr(s string) (string, error) {
	a, err := netip.ParseAddr(s)
	if err != nil {
		return "", fmt.Errorf("%q is not an address; want 10.0.0.53", s)
	}
	return a.String(), nil
}

// cleanAddress reads an SMTP address.
func cleanAddress(s string) (string, error) {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" || !isDomain(domain) || strings.ContainsAny(local, " ()<>[]:;,\\\"\t\r\n") {
		return "", fmt.Errorf("%q is not an SMTP address; want bob@contoso.com", s)
	}
	return s, nil
}

// cleanAddressOrEmpty also takes nothing.
func cleanAddressOrEmpty(s string) (string, error) {
	if s == "" || s == "<>" {
		return "", nil
	}
	return cleanAddress(s)
}

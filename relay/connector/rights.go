package connector

import (
	"fmt"
	"strings"

	"hybridsim/relay"
)

// Capabilities grants what TlsDomainCapabilities promise to a peer whose client certificate validated and names the
// domain (R1.18 [D]). A domain may also be written as the certificate's issuer and subject, as before April 2016 (S2.6
// [D] KB3156771).
func Capabilities(c *relay.ReceiveConnector, id relay.PeerIdentity) ([]string, relay.Decision) {
	d := relay.Decision{Question: relay.WhichCapabilities, Subject: c.Identity(), Source: "R1.18"}
	switch {
	case !id.Secured:
		d.Because = "the session is not secured"
		return nil, d
	case len(id.Names) == 0:
		d.Because = "the client showed no certificate"
		return nil, d
	case !id.Validated:
		d.Because = fmt.Sprintf("the client's certificate %s %s", id.Certificate.Subject, id.Flaw())
		return nil, d
	case len(c.TlsDomainCapabilities) == 0:
		d.Because = "TlsDomainCapabilities is empty"
		return nil, d
	}
	var granted []string
	for _, capability := range c.TlsDomainCapabilities {
		matches := NamesHost(id.Names, capability.Domain)
		if strings.HasPrefix(capability.Domain, "<I>") {
			matches = capability.Domain == id.Certificate.String()
		}
		if !matches {
			d.Candidates = append(d.Candidates, relay.Rejected(capability.Domain, "TlsDomainCapabilities "+
				capability.String(),
				"the certificate names "+strings.Join(id.Names, ", ")))
			continue
		}
		d.Candidates = append(d.Candidates, relay.Selected(capability.Domain, "TlsDomainCapabilities "+
			capability.String(), "the certificate names it"))
		granted = append(granted, capability.Capabilities...)
	}
	d.Chosen = strings.Join(granted, ",")
	d.Because = "the client's certificate names " + strings.Join(id.Names, ", ")
	return granted, d
}

// Bars reports whether a connector turns a client away for its certificate: it grants capabilities to a name that
// stands in the certificate, and the chain does not lead to a root that the server trusts (G1.5.9). A certificate that
// is wrong in another way, and one that no capability is for, only grant nothing (G1.5.7, G1.5.10).
func Bars(c *relay.ReceiveConnector, id relay.PeerIdentity) (bool, relay.Decision) {
	d := relay.Decision{Question: relay.PeerCertificate, Subject: c.Identity(), Source: "G1.5.9"}
	if len(id.Names) == 0 || id.Validated || id.Flaw() != untrusted {
		return false, d
	}
	for _, capability := range c.TlsDomainCapabilities {
		property := "TlsDomainCapabilities " + capability.String()
		if NamesHost(id.Names, capability.Domain) || capability.Domain == id.Certificate.String() {
			d.Because = "the certificate " + id.Certificate.Subject + " " + untrusted + ", and the connector has " +
				"capabilities for its name"
			d.Candidates = append(d.Candidates, relay.Rejected(capability.Domain, property, untrusted))
			return true, d
		}
	}
	return false, d
}

// ServerRights is what a session with an Exchange server may do that has proved to be one: what the connector grants to
// ExchangeServers, or to servers of older versions (S1.4 [D], T2.1).
func ServerRights(c *relay.ReceiveConnector, server string) (relay.Rights, relay.Decision) {
	d := relay.Decision{Question: relay.WhichRights, Subject: c.Identity(), Source: "S1.4, T2.1"}
	for _, group := range []relay.PermissionGroup{relay.ExchangeServers, relay.ExchangeLegacyServers} {
		if !c.Permits(group) {
			d.Candidates = append(d.Candidates, relay.Rejected(string(group),
				"PermissionGroups "+relay.Some(c.PermissionGroups), "not among the connector's groups"))
			continue
		}
		d.Chosen, d.Because = string(group), server+" proved to be an Exchange server"
		d.Candidates = append(d.Candidates, relay.Selected(string(group), "PermissionGroups", d.Because))
		return relay.RightsOf(group), d
	}
	d.Because = server + " proved to be an Exchange server, and the connector grants such servers nothing"
	return nil, d
}

// SessionRights is what a session may do: the rights of the connector's permission groups that apply to this peer (S1.4
// [D]), those granted to anonymous peers by Add-ADPermission, and those that a cloud capability brings (U27 [I]).
func SessionRights(c *relay.ReceiveConnector, capabilities []string, authenticated bool) (relay.Rights,
	relay.Decision) {
	d := relay.Decision{Question: relay.WhichRights, Subject: c.Identity(), Source: "S1.4"}
	var rights relay.Rights
	grant := func(name, property, why string, granted ...relay.Right) {
		rights = rights.With(granted...)
		d.Candidates = append(d.Candidates, relay.Selected(name, property, why))
	}
	switch {
	case c.Allows(relay.AuthExternalAuthoritative):
		grant("externally secured", "AuthMechanism ExternalAuthoritative",
			"every peer of this connector is trusted by its address", relay.ExternallySecured()...)
		d.Chosen, d.Because = "externally secured", "AuthMechanism has ExternalAuthoritative"
		return rights, d
	case authenticated && c.Permits(relay.ExchangeUsers):
		grant("ExchangeUsers", "PermissionGroups", "the client authenticated", relay.RightsOf(relay.ExchangeUsers)...)
		d.Chosen = "ExchangeUsers"
	case c.Permits(relay.AnonymousUsers):
		grant("AnonymousUsers", "PermissionGroups", "every client is at least anonymous",
			relay.RightsOf(relay.AnonymousUsers)...)
		d.Chosen = "AnonymousUsers"
	default:
		d.Candidates = append(d.Candidates, relay.Rejected("AnonymousUsers",
			"PermissionGroups "+relay.Some(c.PermissionGroups), "not among the connector's groups"))
	}
	if len(c.ExtendedRights) > 0 && !authenticated {
		grant("ANONYMOUS LOGON", "ExtendedRights "+relay.Some(c.ExtendedRights), "granted with Add-ADPermission",
			c.ExtendedRights...)
	}
	if len(capabilities) > 0 {
		grant(strings.Join(capabilities, ","), "TlsDomainCapabilities",
			"the peer is the cloud: its mail may be relayed and may say how it was authenticated",
			relay.RightSubmit, relay.RightAnyRecipient, relay.RightAuthenticationFlag)
		d.Chosen = strings.TrimPrefix(d.Chosen+" + "+strings.Join(capabilities, ","), " + ")
	}
	d.Because = fmt.Sprintf("the session holds %d rights", len(rights))
	if !rights.Has(relay.RightSubmit) {
		d.Because = "the session does not hold ms-Exch-SMTP-Submit"
	}
	return rights, d
}

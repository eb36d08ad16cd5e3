package cmdlet

import (
	"crypto/sha1"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
)

// Names that the wizard gives or expects (S2.1-S2.5, S9.2).
const (
	sendConnectorName    = "Outbound to Office 365"
	receiveConnectorName = "Inbound from Office 365"             // 2010 only
	legacyInboundName    = "Hybrid Mail Flow Inbound Connector"  // 2010
	legacyOutboundName   = "Hybrid Mail Flow Outbound Connector" // 2010
	serviceName          = "mail.protection.outlook.com"         // in the service's certificate
	hybridSource         = "HybridWizard"
	domainValidation     = relay.TlsSettings(relay.DomainValidation)
	preserveHeadersFlags = 131136 // msExchSmtpSendFlags (KB3212872)
)

// wizard is one run of the Hybrid Configuration Wizard: what it was told and what it found out.
type wizard struct {
	local, cloud *workspace
	hybrid       *relay.HybridConfiguration
	host         string // in the hybrid certificate
	routing      string // tenant.mail.onmicrosoft.com
	initial      string // tenant.onmicrosoft.com
	old          bool   // Exchange 2010
}

// updateHybrid runs the wizard. It writes what the tables of S2.1 to S2.5 list and nothing else, so a second run changes
// nothing.
func updateHybrid(c *call) error {
	cloud, err := c.otherSide()
	if err != nil {
		return err
	}
	w := &wizard{local: c.here, cloud: cloud, hybrid: c.here.now.Hybrid, old: c.here.now.Product == relay.Exchange2010}
	for _, step := range []func() error{
		w.readConfiguration, w.readTenant, w.readCertificate, w.domains,
		w.receiveConnectors, w.sendConnector, w.inboundConnector, w.outboundConnector,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	c.result.lines = append(c.result.lines, w.local.journal...)
	c.result.lines = append(c.result.lines, w.cloud.journal...)
	if len(w.local.journal)+len(w.cloud.journal) == 0 {
		c.result.lines = append(c.result.lines, "both sides are as the HybridConfiguration says")
	}
	return nil
}

// readConfiguration checks that the wizard was told enough.
func (w *wizard) readConfiguration() error {
	h := w.hybrid
	if h == nil {
		return refuse("", "there is no HybridConfiguration", "make one with New-HybridConfiguration")
	}
	for _, missing := range []struct {
		is        bool
		parameter string
	}{
		{len(h.Domains) == 0, "Domains contoso.com"},
		{h.OnPremisesSmartHost == "", "OnPremisesSmartHost mail.contoso.com"},
		{len(h.ReceivingTransportServers) == 0, "ReceivingTransportServers " + w.local.now.FirstServer().Name},
		{len(h.SendingTransportServers) == 0, "SendingTransportServers " + w.local.now.FirstServer().Name},
		{h.TlsCertificateName.IsZero(), "TlsCertificateName '<I>CN=issuer<S>CN=subject'"},
	} {
		if missing.is {
			name, _, _ := strings.Cut(missing.parameter, " ")
			return refuse("", "the HybridConfiguration has no "+name, "Set-HybridConfiguration -"+missing.parameter)
		}
	}
	if r := unknownServer(w.local.now, slices.Concat(h.ReceivingTransportServers, h.SendingTransportServers)); r != nil {
		return r
	}
	for _, d := range h.Domains {
		for _, side := range []*workspace{w.local, w.cloud} {
			if side.now.AcceptedDomain(d) == nil {
				return refuse("", fmt.Sprintf("the hybrid domain %s is not an accepted domain of %s", d, whereabouts(side.now)), "add it there: New-AcceptedDomain -DomainName "+d)
			}
		}
	}
	return nil
}

// readTenant finds the routing domain (R6.8; HCWERR unable-to-determine-the-routing-domain).
func (w *wizard) readTenant() error {
	for _, d := range w.cloud.now.AcceptedDomains {
		if d.IsCoexistenceDomain {
			w.routing = d.DomainName
		}
	}
	w.initial = w.cloud.now.InitialDomain()
	if w.routing == "" || w.initial == "" {
		return refuse("", "unable to determine the routing domain for the cloud organization",
			"the tenant needs <tenant>.onmicrosoft.com and <tenant>.mail.onmicrosoft.com, which appear with directory synchronization")
	}
	return nil
}

// readCertificate finds the named certificate on every hybrid server; it must be bound to SMTP (S2.6).
func (w *wizard) readCertificate() error {
	wanted := w.hybrid.TlsCertificateName
	for _, server := range slices.Concat(w.hybrid.ReceivingTransportServers, w.hybrid.SendingTransportServers) {
		var found *relay.Certificate
		for _, x := range w.local.now.CertificatesOf(server) {
			if x.Name() == wanted && (found == nil || x.EnabledFor("SMTP")) {
				found = x
			}
		}
		if found == nil {
			return refuse("", fmt.Sprintf("the certificate %s is not in the store of %s", wanted, server),
				"look at Get-ExchangeCertificate -Server "+server+", then Set-HybridConfiguration -TlsCertificateName")
		}
		if !found.EnabledFor("SMTP") {
			return refuse("", fmt.Sprintf("the certificate %s is not bound to SMTP on %s", wanted, server),
				fmt.Sprintf("Enable-ExchangeCertificate -Server %s -Thumbprint %s -Services SMTP", server, found.Thumbprint))
		}
		w.host = subjectHost(found)
	}
	return nil
}

// subjectHost is the host in a certificate's subject.
func subjectHost(x *relay.Certificate) string {
	for part := range strings.SplitSeq(x.Subject, ",") {
		if name, ok := strings.CutPrefix(strings.TrimSpace(part), "CN="); ok {
			return strings.ToLower(name)
		}
	}
	if domains := x.CertificateDomains(); len(domains) > 0 {
		return domains[0]
	}
	return ""
}

// senderCertificate is the name by which the cloud recognizes the certificate: *.<parent> when the parent is an accepted
// domain of the tenant, else the host itself (S2.4, HCW8103).
func (w *wizard) senderCertificate() string {
	_, parent, _ := strings.Cut(w.host, ".")
	for _, d := range w.cloud.now.AcceptedDomains {
		if strings.EqualFold(d.DomainName, parent) {
			return "*." + parent
		}
	}
	return w.host
}

// centralized reports whether all mail of the cloud shall pass through on-premises (R4.8).
func (w *wizard) centralized() bool { return w.hybrid.Has("CentralizedTransport") }

// guid identifies the on-premises organization in the names of cloud connectors. It follows from the organization's name, in
// the way of name-based UUIDs (RFC 9562, version 5).
func guid(organization string) string {
	sum := sha1.Sum([]byte("hybridsim organization " + strings.ToLower(organization)))
	sum[6] = sum[6]&0x0f | 0x50
	sum[8] = sum[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

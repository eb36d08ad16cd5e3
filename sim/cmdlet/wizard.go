package cmdlet

import (
	"crypto/sha1"
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/install"
)

// Names of cloud connectors that the wizard of 2010 gives, and later ones still look for (S2.1).
const (
	legacyInboundName  = "Hybrid Mail Flow Inbound Connector"  // 2010
	legacyOutboundName = "Hybrid Mail Flow Outbound Connector" // 2010
)

// wizard is one run of the Hybrid Configuration Wizard: it asks, finds and judges; what it writes is package install's.
type wizard struct {
	install.Hybrid
	local, cloud *workspace
	old          bool // Exchange 2010
	warnings     []string
}

// updateHybrid runs the wizard. It writes what the tables of S2.1 to S2.5 list and nothing else, so a second run
// changes nothing.
func updateHybrid(c *call) error {
	cloud, err := c.otherSide()
	if err != nil {
		return err
	}
	product := c.here.now.Product
	w := &wizard{
		Hybrid: install.Hybrid{Product: product, Configuration: c.here.now.Hybrid}, local: c.here, cloud: cloud,
		old: product == relay.Exchange2010,
	}
	for _, step := range []func() error{
		w.readConfiguration, w.readTenant, w.readCertificate, w.domains,
		w.receiveConnectors, w.sendConnector, w.inboundConnector, w.outboundConnector,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	for _, text := range w.warnings {
		c.warn(text)
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
	h := w.Configuration
	if h == nil {
		return refuse("", "there is no HybridConfiguration", "make one with New-HybridConfiguration")
	}
	edges := len(h.EdgeTransportServers)
	for _, missing := range []struct {
		is        bool
		parameter string
	}{
		{len(h.Domains) == 0, "Domains contoso.com"},
		{h.OnPremisesSmartHost == "", "OnPremisesSmartHost mail.contoso.com"},
		{edges == 0 && len(h.ReceivingTransportServers) == 0, "ReceivingTransportServers " + w.local.now.FirstServer().Name},
		{edges == 0 && len(h.SendingTransportServers) == 0, "SendingTransportServers " + w.local.now.FirstServer().Name},
		{h.TlsCertificateName.IsZero(), "TlsCertificateName '<I>CN=issuer<S>CN=subject'"},
	} {
		if missing.is {
			name, _, _ := strings.Cut(missing.parameter, " ")
			return refuse("", "the HybridConfiguration has no "+name, "Set-HybridConfiguration -"+missing.parameter)
		}
	}
	if r := unknownServer(w.local.now, slices.Concat(h.ReceivingTransportServers,
		h.SendingTransportServers)); r != nil {
		return r
	}
	if r := unknownSource(w.local.now, h.EdgeTransportServers); r != nil {
		return r
	}
	for _, d := range h.Domains {
		for _, side := range []*workspace{w.local, w.cloud} {
			if side.now.AcceptedDomain(d) == nil {
				return refuse("", fmt.Sprintf("the hybrid domain %s is not an accepted domain of %s", d,
					whereabouts(side.now)), "add it there: New-AcceptedDomain -DomainName "+d)
			}
		}
	}
	return nil
}

// readTenant finds the routing domain (R6.8; HCWERR unable-to-determine-the-routing-domain).
func (w *wizard) readTenant() error {
	for _, d := range w.cloud.now.AcceptedDomains {
		if d.IsCoexistenceDomain {
			w.Routing = d.DomainName
		}
	}
	w.Initial = w.cloud.now.InitialDomain()
	if w.Routing == "" || w.Initial == "" {
		return refuse("", "unable to determine the routing domain for the cloud organization",
			"the tenant needs <tenant>.onmicrosoft.com and <tenant>.mail.onmicrosoft.com, which appear with "+
				"directory synchronization")
	}
	return nil
}

// readCertificate finds the named certificate on every hybrid server; it must be bound to SMTP (S2.6).
func (w *wizard) readCertificate() error {
	wanted := w.Configuration.TlsCertificateName
	if len(w.Configuration.EdgeTransportServers) > 0 {
		return w.readEdgeCertificate(wanted)
	}
	for _, server := range slices.Concat(w.Configuration.ReceivingTransportServers,
		w.Configuration.SendingTransportServers) {
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
				fmt.Sprintf("Enable-ExchangeCertificate -Server %s -Thumbprint %s -Services SMTP", server,
					found.Thumbprint))
		}
		w.Host = subjectHost(found)
	}
	return nil
}

// readEdgeCertificate finds the certificate of a hybrid through an Edge. The wizard offers what is on a server inside
// (T5.7) and does not look into an Edge's store; here the Edge's counts as well, so that nobody needs a copy.
func (w *wizard) readEdgeCertificate(wanted relay.CertificateName) error {
	stores := w.local.now.Certificates
	for _, a := range w.local.admin.Edges() {
		stores = slices.Concat(stores, a.Organization().Certificates)
	}
	for _, x := range stores {
		if x.Name() == wanted {
			w.Host = subjectHost(x)
			return nil
		}
	}
	return refuse("", fmt.Sprintf("the certificate %s is in no server's store", wanted),
		"look at Get-ExchangeCertificate, then Set-HybridConfiguration -TlsCertificateName")
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

// senderCertificate is the name by which the cloud recognizes the certificate: *.<parent> when the parent is an
// accepted domain of the tenant, else the host itself (S2.4, HCW8103).
func (w *wizard) senderCertificate() string {
	_, parent, _ := strings.Cut(w.Host, ".")
	for _, d := range w.cloud.now.AcceptedDomains {
		if strings.EqualFold(d.DomainName, parent) {
			return "*." + parent
		}
	}
	return w.Host
}

// guid identifies the on-premises organization in the names of cloud connectors. It follows from the organization's
// name, in the way of name-based UUIDs (RFC 9562, version 5).
func guid(organization string) string {
	sum := sha1.Sum([]byte("hybridsim organization " + strings.ToLower(organization)))
	sum[6] = sum[6]&0x0f | 0x50
	sum[8] = sum[8]&0x3f | 0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", sum[0:4], sum[4:6], sum[6:8], sum[8:10], sum[10:16])
}

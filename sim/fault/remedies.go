package fault

import (
	"fmt"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/cmdlet"
)

// remedies are what mends a mistake that is there already and whose undoing nobody can know: what was there before is
// nowhere. Each row is a mistake; its lines are those that mend it.
var remedies = []*Operator{
	{"old-build", "The server runs an old build, which the service throttles or which has a defect.", Servers, Seen, "T15.14", Customer, types(newestBuilds)},
	{"gateway-changes-mail", "A gateway changes what it passes on.", Network, Seen, "T10.12", Surroundings, types(plainGateways)},
	{"not-synchronized", "The cloud does not know everybody yet whom on-premises has.", People, Seen, "P6.13", Customer, types(unsynchronized)},
	{"target-address-missing", "Nobody knows where somebody's mail goes.", People, Seen, "R6.14", Customer, types(targets)},
	{"dynamic-group-by-kind", "A dynamic group finds recipients of one kind alone.", People, Seen, "G2.96", Customer,
		computes("", "DynamicDistributionGroup", ofAllKinds)},
	{"certificate-domain-not-in-tenant", "The certificate's domain is none of the tenant's.", Domains, Seen, "ATTR36", Customer, types(certificateDomains)},
	{"sealer-not-trusted", "The tenant does not trust the seal of whoever passes mail on.", Policies, Seen, "P8.14", Customer, trustedSealers},
	{"verdict-is-only-text", "On-premises has no rule that makes a level of the service's verdict.", Policies, Seen, "P8.15", Customer, types(rulesOfVerdicts)},
	{"blocked-by-tenant-list", "The tenant's list blocks a sender.", Policies, Seen, "P8.7", Customer, types(unblocked)},
	{"connector-by-address", "The inbound connector knows on-premises by an address, and not by its certificate.", Inbound, Seen, "S3.2", Customer, byCertificate},
	{"arbitration-mailbox-unknown", "The cloud does not know the arbitration mailbox.", People, Seen, "G2.111", Customer, types(arbitration)},
	{"own-domains-by-mx", "Mail for the organization's own domains follows the MX records.", Outbound, Seen, "G1.1.11", Customer,
		computesLines(relay.Cloud, "OutboundConnector", ownDomains)},
	{"client-may-not-log-on", "No client may log on with a mailbox to send.", People, Often, "P9.1", Customer, types(mayLogOn)},
	{"client-may-not-send-as", "A mailbox may not send in another's name.", People, Often, "P3.7", Customer, types(maySendAs)},
	{"edge-without-subscription", "The inside does not know an Edge that mail goes through.", Servers, Seen, "T9.11", Customer, types(subscribed)},
	{"address-of-the-initial-domain", "Somebody sends from the initial domain.", People, Seen, "G2.155", Customer,
		computes(relay.Cloud, "Mailbox", inOwnDomain)},
}

// Remedies lists every remedy at every place where there is something to mend, in a world that has played its base. Of
// the people whom a message is about it lists what mends something of theirs alone: of a client that logs on the
// mailbox, and the one in whose name it sends.
func Remedies(w *sim.World, people ...string) []Fault {
	s := newSite(w)
	s.people = people
	for _, o := range remedies {
		o.at(s, o)
	}
	return s.faults
}

// RemedyNames lists the mistakes that remedies mend.
func RemedyNames() (names []string) {
	for _, o := range remedies {
		names = append(names, o.Name)
	}
	return names
}

// newestBuilds makes a place of each server that is older than an update that matters.
func newestBuilds(s *site, add func(string, []string, []string)) {
	for side, o := range s.organizations(relay.OnPremises) {
		for _, server := range o.Servers {
			var newest relay.Build
			for _, u := range relay.Updates {
				if u.Product.Runs(u.Build) && o.ProductOf(server.Name).Runs(u.Build) &&
					slices.Compare(u.Build[:], newest[:]) > 0 {
					newest = u.Build
				}
			}
			if now := o.BuildOf(server.Name); slices.Compare(newest[:], now[:]) > 0 {
				add(string(side)+" "+server.Name, one("net> update %s to %s", server.Name, newest), nil)
			}
		}
	}
}

// plainGateways makes a place of each rule by which an outside host passes mail on and does something to it.
func plainGateways(s *site, add func(string, []string, []string)) {
	for _, h := range s.w.Hosts() {
		for _, r := range h.Relays() {
			plain := r
			plain.Footer, plain.Tag, plain.Stamp, plain.Breaks = "", "", nil, false
			plain.Drop, plain.Keep = nil, nil
			if plain.String() != r.String() && !strings.Contains(r.String(), " certificate ") {
				add(h.Name+" "+r.Domain, one("%s> relay %s", h.Name, plain), nil)
			}
		}
	}
}

// targets makes a place of everybody whose mail has nowhere to go.
func targets(s *site, add func(string, []string, []string)) {
	for _, of := range [][2]string{{"MailUser", "ExternalEmailAddress"}, {"RemoteMailbox", "RemoteRoutingAddress"}} {
		property := of[1]
		for x := range s.objects("", of[0]) {
			local, _, _ := strings.Cut(x.text("PrimarySmtpAddress"), "@")
			for _, d := range x.org.AcceptedDomains {
				routing := strings.HasSuffix(strings.ToLower(d.DomainName), ".mail.onmicrosoft.com")
				if x.text(property) == "" && routing && !x.org.InCloud() {
					add(x.name(), one("%s", x.set(property, local+"@"+d.DomainName)), nil)
				}
			}
			if x.text(property) == "" && x.org.InCloud() {
				add(x.name(), one("%s", x.set(property, x.literal("PrimarySmtpAddress"))), nil)
			}
		}
	}
}

// certificateDomains makes a place of each domain of a certificate that a tenant does not have.
func certificateDomains(s *site, add func(string, []string, []string)) {
	s.mails(func(_ relay.Side, c *relay.Certificate) {
		_, domain, _ := strings.Cut(c.Leaf.DNSNames[0], ".")
		for side, o := range s.organizations(relay.Cloud) {
			if o.AcceptedDomain(domain) == nil {
				add(string(side)+" "+domain, one("%s> New-AcceptedDomain %s -DomainName %s -DomainType Authoritative",
					side, domain, domain), nil)
			}
		}
	})
}

// trustedSealers makes a place of each outside domain that a tenant's list of sealers lacks.
func trustedSealers(s *site, o *Operator) {
	for x := range s.objects(relay.Cloud, "ArcConfig") {
		list, _ := x.Value("ArcTrustedSealers")
		for _, h := range s.w.Hosts() {
			for _, d := range h.Domains {
				if !slices.Contains(list.Texts, d) {
					all := append(slices.Clone(list.Texts), d)
					s.add(o, x.name()+" "+d, one("%s", x.set("ArcTrustedSealers", strings.Join(all, ","))), nil)
				}
			}
		}
	}
}

// unblocked makes a place of each entry by which a tenant blocks a sender.
func unblocked(s *site, add func(string, []string, []string)) {
	for side, o := range s.organizations(relay.Cloud) {
		for _, item := range o.AllowBlockList {
			add(string(side)+" "+item.Value, one("%s> Remove-TenantAllowBlockListItems -ListType %s -Entries %s", side,
				item.ListType, item.Value), nil)
		}
	}
}

// byCertificate makes a place of each inbound connector that names no certificate.
func byCertificate(s *site, o *Operator) {
	for x := range s.objects(relay.Cloud, "InboundConnector") {
		if !ofHybrid(s, x) || filled("TlsSenderCertificateName")(s, x) {
			continue
		}
		s.mails(func(_ relay.Side, c *relay.Certificate) {
			s.add(o, x.name()+" "+c.Leaf.DNSNames[0],
				one("%s", x.set("SenderIPAddresses", "$null", "TlsSenderCertificateName", c.Leaf.DNSNames[0])), nil)
		})
	}
}

// arbitration makes a place of each arbitration mailbox of on-premises that a tenant does not know.
func arbitration(s *site, add func(string, []string, []string)) {
	for side, cloud := range s.organizations(relay.Cloud) {
		if o := s.beside(side); o != nil && cloud.Recipient(o.ArbitrationAddress()) == nil {
			a := o.ArbitrationAddress()
			add(string(side)+" "+a, one(`%s> New-MailUser "Approval Assistant" -PrimarySmtpAddress %s `+
				`-ExternalEmailAddress %s`, side, a, a), nil)
		}
	}
}

// ownDomains are the lines that make a connector for the organization's own domains like the hybrid's.
func ownDomains(s *site, x object) (lines, undo []string) {
	takesOwn := func(c *relay.OutboundConnector) bool { return c.AllAcceptedDomains }
	if !ofHybrid(s, x) || !filled("SmartHosts")(s, x) || !x.is("RouteAllMessagesViaOnPremises", "True") ||
		slices.ContainsFunc(x.org.OutboundConnectors, takesOwn) {
		return nil, nil
	}
	hosts, _ := x.Value("SmartHosts")
	line := fmt.Sprintf(`%sNew-OutboundConnector "Own domains" -ConnectorType OnPremises -AllAcceptedDomains $true `+
		`-UseMXRecord $false -SmartHosts %s -CloudServicesMailEnabled $true`, x.prompt, hosts.Literal())
	if filled("TlsDomain")(s, x) {
		line += " -TlsSettings DomainValidation -TlsDomain " + x.literal("TlsDomain")
	}
	return []string{line}, nil
}

// ofAllKinds lets a dynamic group find recipients of every kind.
func ofAllKinds(s *site, x object) []string {
	if filled("IncludedRecipients")(s, x) {
		return []string{"IncludedRecipients", "AllRecipients"}
	}
	return []string{"RecipientFilter",
		`"(RecipientType -eq 'UserMailbox') -or (RecipientType -eq 'MailUser') -or (RecipientType -eq 'MailContact')"`}
}

// inOwnDomain gives a mailbox of the initial domain an address in a domain of the organization's own.
func inOwnDomain(_ *site, x object) []string {
	local, domain, ok := strings.Cut(x.text("PrimarySmtpAddress"), "@")
	if !ok || !strings.EqualFold(domain, x.org.InitialDomain()) {
		return nil
	}
	for _, d := range x.org.AcceptedDomains {
		if !strings.HasSuffix(strings.ToLower(d.DomainName), ".onmicrosoft.com") {
			return []string{"PrimarySmtpAddress", cmdlet.Quote(local + "@" + d.DomainName)}
		}
	}
	return nil
}

// unsynchronized makes a place of each on-premises organization that has somebody, in a domain of its tenant, whom the
// tenant does not know. The one who is at its first place stands for all: one cycle takes them along.
func unsynchronized(s *site, add func(string, []string, []string)) {
	for side, cloud := range s.organizations(relay.Cloud) {
		o := s.beside(side)
		if o == nil {
			continue
		}
		i := slices.IndexFunc(o.Recipients, func(r *relay.Recipient) bool {
			a := r.PrimarySmtpAddress
			known := cloud.AcceptedDomain(relay.DomainOf(a)) == nil || cloud.Recipient(a) != nil
			return !known && r.Type != relay.DynamicDistributionGroup // which no cycle takes along
		})
		if i >= 0 {
			add(fmt.Sprintf("%s %s", o.Side, o.Recipients[i].PrimarySmtpAddress),
				one("%s> Start-ADSyncSyncCycle", o.Side), nil)
		}
	}
}

// rulesOfVerdicts makes a place of each verdict of the service's that no rule on-premises makes a level of.
func rulesOfVerdicts(s *site, add func(string, []string, []string)) {
	for side, o := range s.organizations(relay.OnPremises) {
		if o.IsEdge() {
			continue
		}
		for _, verdict := range []string{"SFV:SPM", "SFV:SKS", "SFV:SKB"} {
			there := false
			for x := range s.objects(relay.OnPremises, "TransportRule") {
				there = there || x.side == side && strings.Contains(x.text("HeaderContainsWords"), verdict)
			}
			if !there {
				line := `%s> New-TransportRule "Spam by %s" -HeaderContainsMessageHeader ` +
					`X-Forefront-Antispam-Report -HeaderContainsWords %s -SetSCL 6`
				add(fmt.Sprintf("%s %s", side, verdict), one(line, side, verdict[4:], verdict), nil)
			}
		}
	}
}

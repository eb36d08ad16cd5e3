package check

import (
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/cmdlet"
)

var domainRules = []Rule{
	{"HS-C060", Warning, "An accepted domain with a wildcard takes mail for hosts that nobody has", "CSSEXO", func(s *scene, found func(place)) {
		for _, o := range []*relay.Organization{s.local, s.cloud} {
			for _, d := range o.AcceptedDomains {
				if strings.HasPrefix(d.DomainName, "*") {
					found(place{side: string(o.Side), object: d.Name, property: "DomainName", value: d.DomainName})
				}
			}
		}
	}},
	{"HS-C061", Error, "The domain is Authoritative in the cloud, and the cloud does not know all on-premises mailboxes in it", "KB2510049; R6.16, R6.17", func(s *scene, found func(place)) {
		eachAlone(s.local, s.cloud, func(d *relay.AcceptedDomain, who *relay.Recipient) {
			found(place{side: "cloud", object: d.Name, property: "DomainType", value: string(d.DomainType), detail: who.PrimarySmtpAddress,
				fix: []string{cloudLine("Set-AcceptedDomain " + cmdlet.Quote(d.Name) + " -DomainType InternalRelay")}})
		})
	}},
	{"HS-C062", Error, "The domain is Authoritative on-premises, and on-premises does not know all cloud mailboxes in it", "KB3197393; R6.15", func(s *scene, found func(place)) {
		eachAlone(s.cloud, s.local, func(d *relay.AcceptedDomain, who *relay.Recipient) {
			found(place{side: "onprem", object: d.Name, property: "DomainType", value: string(d.DomainType), detail: who.PrimarySmtpAddress,
				fix: []string{onPremisesLine("New-RemoteMailbox " + cmdlet.Quote(who.Name) + " -PrimarySmtpAddress " + who.PrimarySmtpAddress)}})
		})
	}},
	{"HS-C063", Warning, "The domain is relayed by both sides, so mail for an address that neither knows goes in circles", "R6.17; KB2510049", func(s *scene, found func(place)) {
		index := domainsByName(s.cloud)
		for _, d := range s.local.AcceptedDomains {
			if other := index[strings.ToLower(d.DomainName)]; other != nil && d.DomainType != relay.Authoritative && other.DomainType != relay.Authoritative {
				found(place{side: "onprem", object: d.Name, property: "DomainType", value: string(d.DomainType), fix: []string{onPremisesLine("Set-AcceptedDomain " + cmdlet.Quote(d.Name) + " -DomainType Authoritative")}})
			}
		}
	}},
	{"HS-C064", Warning, "The coexistence domain is Authoritative on-premises, and a cloud mailbox has an address in it that on-premises does not know", "Common Exchange Online hybrid mail flow issues, issue 1; R6.9", func(s *scene, found func(place)) {
		d := domainsByName(s.local)[strings.ToLower(s.coexistence)]
		if d == nil || d.DomainType != relay.Authoritative {
			return
		}
		for _, r := range s.cloud.Recipients {
			if a := routingAddress(s.cloud, r.PrimarySmtpAddress); r.Type == relay.UserMailbox && a != "" && s.local.Recipient(a) == nil && !pointsTo(s.local, a) {
				found(place{side: "onprem", object: d.Name, property: "DomainType", value: string(d.DomainType), detail: a, fix: []string{onPremisesLine("Set-AcceptedDomain " + cmdlet.Quote(d.Name) + " -DomainType InternalRelay")}})
				return
			}
		}
	}},
	{"HS-C065", Error, "A hybrid domain is accepted on one side only", "TROUTE; S2.5", func(s *scene, found func(place)) {
		if s.local.Hybrid == nil {
			return
		}
		for _, name := range s.local.Hybrid.Domains {
			for _, o := range []*relay.Organization{s.local, s.cloud} {
				if o.AcceptedDomain(name) == nil {
					found(place{side: string(o.Side), object: name, property: "DomainName", fix: []string{string(o.Side) + "> New-AcceptedDomain " + cmdlet.Quote(name) + " -DomainName " + name}})
				}
			}
		}
	}},
	{"HS-C066", Warning, "A user has a mailbox on both sides: mail goes to the one on the sender's side", "Common Exchange Online hybrid mail flow issues, comments", func(s *scene, found func(place)) {
		for _, r := range s.local.Recipients {
			if other := s.cloud.Recipient(r.PrimarySmtpAddress); r.Type == relay.UserMailbox && other != nil && other.Type == relay.UserMailbox {
				found(place{side: "cloud", object: other.PrimarySmtpAddress, property: "RecipientTypeDetails", value: other.RecipientTypeDetails(),
					fix: []string{cloudLine("Remove-Mailbox " + cmdlet.Quote(other.Name)), onPremisesLine("Start-ADSyncSyncCycle")}})
			}
		}
	}},
	{"HS-C067", Error, "A remote mailbox has no routing address, so its mail is reported", "R6.14", func(s *scene, found func(place)) {
		for _, r := range s.local.Recipients {
			if r.Type == relay.RemoteUserMailbox && r.TargetAddress == "" {
				p := place{side: "onprem", object: r.PrimarySmtpAddress, property: "RemoteRoutingAddress"}
				if a := routingAddress(s.cloud, r.PrimarySmtpAddress); a != "" {
					p.fix = []string{onPremisesLine("Set-RemoteMailbox " + cmdlet.Quote(r.Name) + " -RemoteRoutingAddress " + a)}
				}
				found(p)
			}
		}
	}},
}

// eachAlone finds, for each domain that is Authoritative on the far side, the first mailbox here that the far side does not
// know.
func eachAlone(here, there *relay.Organization, visit func(*relay.AcceptedDomain, *relay.Recipient)) {
	known := map[string]bool{}
	for _, r := range there.Recipients {
		for _, a := range append(slices.Clone(r.EmailAddresses), r.PrimarySmtpAddress) {
			known[strings.ToLower(a)] = true
		}
	}
	var seen []*relay.AcceptedDomain
	for _, r := range here.Recipients {
		if r.Type != relay.UserMailbox || slices.ContainsFunc(append(slices.Clone(r.EmailAddresses), r.PrimarySmtpAddress), func(a string) bool { return known[strings.ToLower(a)] }) {
			continue
		}
		d := there.AcceptedDomain(relay.DomainOf(r.PrimarySmtpAddress))
		if d != nil && d.DomainType == relay.Authoritative && !slices.Contains(seen, d) {
			seen = append(seen, d)
			visit(d, r)
		}
	}
}

// pointsTo reports whether somebody's target address is the given one.
func pointsTo(o *relay.Organization, address string) bool {
	return slices.ContainsFunc(o.Recipients, func(r *relay.Recipient) bool { return relay.SameAddress(r.TargetAddress, address) })
}

var remoteDomainRules = []Rule{
	{"HS-C070", Warning, "The remote domain of the other side gets the external out-of-office text", "KB3070442; S8.2",
		eachRemote(func(d *relay.RemoteDomain) (string, string, string, bool) {
			return "AllowedOOFType", string(d.AllowedOOFType), "-AllowedOOFType InternalLegacy", d.AllowedOOFType != relay.AllowInternalLegacy
		})},
	{"HS-C071", Warning, "The remote domain of the other side gets no TNEF, so voting buttons are lost", "KB3070442; S8.1",
		eachRemote(func(d *relay.RemoteDomain) (string, string, string, bool) {
			value := "$null"
			if d.TNEFEnabled != nil {
				value = truth(*d.TNEFEnabled)
			}
			return "TNEFEnabled", value, "-TNEFEnabled $true", d.TNEFEnabled == nil || !*d.TNEFEnabled
		})},
	{"HS-C072", Error, "Exchange 2010 does not trust the remote domain that mail goes out to", "KB2663556; KB3212872; S8.3", func(s *scene, found func(place)) {
		if d := s.local.RemoteDomain(s.coexistence); !s.since2013() && d != nil && !d.TrustedMailOutboundEnabled {
			found(place{side: "onprem", object: d.Name, property: "TrustedMailOutboundEnabled", value: "$false", fix: []string{onPremisesLine("Set-RemoteDomain " + cmdlet.Quote(d.Name) + " -TrustedMailOutboundEnabled $true")}})
		}
	}},
	{"HS-C073", Error, "Exchange 2010 does not trust the remote domain that mail comes in from", "KB2663556; KB3079142; S8.3", func(s *scene, found func(place)) {
		if d := s.local.RemoteDomain(s.cloud.InitialDomain()); !s.since2013() && d != nil && !d.TrustedMailInboundEnabled {
			found(place{side: "onprem", object: d.Name, property: "TrustedMailInboundEnabled", value: "$false", fix: []string{onPremisesLine("Set-RemoteDomain " + cmdlet.Quote(d.Name) + " -TrustedMailInboundEnabled $true")}})
		}
	}},
}

// eachRemote makes a rule's find of one property of the remote domain that decides for the other side: on-premises that of the
// coexistence domain, in the cloud those of the hybrid domains. Where only the one for everybody applies, the fix makes one.
func eachRemote(wrong func(*relay.RemoteDomain) (property, value, fix string, found bool)) func(*scene, func(place)) {
	return func(s *scene, found func(place)) {
		look := func(o *relay.Organization, domain string) {
			d := o.RemoteDomain(domain)
			if d == nil {
				return
			}
			property, value, fix, is := wrong(d)
			if !is {
				return
			}
			p := place{side: string(o.Side), object: d.Name, property: property, value: value, detail: "for " + domain,
				fix: []string{string(o.Side) + "> Set-RemoteDomain " + cmdlet.Quote(d.Name) + " " + fix}}
			if d.DomainName == "*" {
				p.fix = []string{string(o.Side) + "> New-RemoteDomain " + cmdlet.Quote(domain) + " -DomainName " + domain, string(o.Side) + "> Set-RemoteDomain " + cmdlet.Quote(domain) + " " + fix}
			}
			found(p)
		}
		look(s.local, s.coexistence)
		for _, d := range s.hybridDomains() {
			look(s.cloud, d)
		}
	}
}

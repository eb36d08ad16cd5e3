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
	{"HS-C063", Warning, "The domain is relayed by both sides, so mail for an address that neither knows goes in circles", "R6.17; KB2510049", func(s *scene, found func(place)) {
		index := domainsByName(s.cloud)
		for _, d := range s.local.AcceptedDomains {
			if other := index[strings.ToLower(d.DomainName)]; other != nil && d.DomainType != relay.Authoritative &&
				other.DomainType != relay.Authoritative {
				found(place{side: "onprem", object: d.Name, property: "DomainType", value: string(d.DomainType),
					fix: []string{onPremisesLine("Set-AcceptedDomain " + cmdlet.Quote(d.Name) +
						" -DomainType Authoritative")}})
			}
		}
	}},
	{"HS-C064", Warning, "The coexistence domain is Authoritative on-premises, and a cloud mailbox has an address in it that on-premises does not know", "Common Exchange Online hybrid mail flow issues, issue 1; R6.9", func(s *scene, found func(place)) {
		d := domainsByName(s.local)[strings.ToLower(s.coexistence)]
		if d == nil || d.DomainType != relay.Authoritative {
			return
		}
		for _, r := range s.cloud.Recipients {
			if a := routingAddress(s.cloud, r.PrimarySmtpAddress); r.Type == relay.UserMailbox && a != "" &&
				s.local.Recipient(a) == nil && !pointsTo(s.local, a) {
				found(place{side: "onprem", object: d.Name, property: "DomainType", value: string(d.DomainType),
					detail: a, fix: []string{onPremisesLine("Set-AcceptedDomain " + cmdlet.Quote(d.Name) +
						" -DomainType InternalRelay")}})
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
					found(place{side: string(o.Side), object: name, property: "DomainName",
						fix: []string{string(o.Side) + "> New-AcceptedDomain " + cmdlet.Quote(name) +
							" -DomainName " + name}})
				}
			}
		}
	}},
}

// pointsTo reports whether somebody's target address is the given one.
func pointsTo(o *relay.Organization, address string) bool {
	return slices.ContainsFunc(o.Recipients, func(r *relay.Recipient) bool {
		return relay.SameAddress(r.TargetAddress, address)
	})
}

var remoteDomainRules = []Rule{
	{"HS-C070", Warning, "The remote domain of the other side gets the external out-of-office text", "KB3070442; S8.2",
		eachRemote(func(d *relay.RemoteDomain) (string, string, string, bool) {
			return "AllowedOOFType", string(d.AllowedOOFType), "-AllowedOOFType InternalLegacy",
				d.AllowedOOFType != relay.AllowInternalLegacy
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
			found(place{side: "onprem", object: d.Name, property: "TrustedMailOutboundEnabled", value: "$false",
				fix: []string{onPremisesLine("Set-RemoteDomain " + cmdlet.Quote(d.Name) +
					" -TrustedMailOutboundEnabled $true")}})
		}
	}},
	{"HS-C073", Error, "Exchange 2010, or 2013 under centralized transport, does not trust the remote domain that mail comes in from", "KB2663556; KB3079142; S8.3", func(s *scene, found func(place)) {
		centralized := s.local.Product == relay.Exchange2013 && s.local.Hybrid != nil &&
			s.local.Hybrid.Has("CentralizedTransport")
		if d := s.local.RemoteDomain(s.cloud.InitialDomain()); (!s.since2013() || centralized) && d != nil &&
			!d.TrustedMailInboundEnabled {
			found(place{side: "onprem", object: d.Name, property: "TrustedMailInboundEnabled", value: "$false",
				fix: []string{onPremisesLine("Set-RemoteDomain " + cmdlet.Quote(d.Name) +
					" -TrustedMailInboundEnabled $true")}})
		}
	}},
}

// eachRemote makes a rule's find of one property of the remote domain that decides for the other side: on-premises that
// of the coexistence domain, in the cloud those of the hybrid domains. Where only the one for everybody applies, the
// fix makes one.
func eachRemote(wrong func(*relay.RemoteDomain) (property, value, fix string, found bool)) func(*scene, func(place)) {
	return func(s *scene, found func(place)) {
		look := func(o *relay.Organization, domains []string) {
			var order []*relay.RemoteDomain
			served := map[*relay.RemoteDomain][]string{}
			for _, domain := range domains {
				if d := o.RemoteDomain(domain); d != nil {
					if served[d] == nil {
						order = append(order, d)
					}
					served[d] = append(served[d], domain)
				}
			}
			side := string(o.Side) + "> "
			for _, d := range order {
				property, value, fix, is := wrong(d)
				if !is {
					continue
				}
				p := place{side: string(o.Side), object: d.Name, property: property, value: value,
					detail: "for " + strings.Join(served[d], ", "),
					fix:    []string{side + "Set-RemoteDomain " + cmdlet.Quote(d.Name) + " " + fix}}
				if d.DomainName == "*" {
					p.fix = nil
					for _, domain := range served[d] {
						p.fix = append(p.fix, side+"New-RemoteDomain "+cmdlet.Quote(domain)+" -DomainName "+domain,
							side+"Set-RemoteDomain "+cmdlet.Quote(domain)+" "+fix)
					}
				}
				found(p)
			}
		}
		look(s.local, []string{s.coexistence})
		look(s.cloud, s.hybridDomains())
	}
}

package sim

import (
	"net/netip"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/vnet"
)

// serviceRecords are the DNS zones that the service runs: the front door's names, an MX for each onmicrosoft.com domain
// (R3.12), and the host that a customer's MX record names, "contoso-com.mail.protection.outlook.com" (S9.3).
func (w *World) serviceRecords(name string, t vnet.RecordType) []vnet.Record {
	tenants := w.of(relay.Cloud)
	if len(tenants) == 0 {
		return nil
	}
	address := func(six bool) []vnet.Record {
		switch {
		case t == vnet.A:
			return []vnet.Record{{Name: name, Type: vnet.A, Value: frontDoorAddress.String()}}
		case t == vnet.AAAA && six: // of a domain that takes mail over IPv6 (T12.5)
			return []vnet.Record{{Name: name, Type: vnet.AAAA, Value: frontDoorIPv6.String()}}
		}
		return nil
	}
	if strings.EqualFold(name, SubmissionHost) ||
		strings.EqualFold(name, tenants[0].Organization().FirstServer().In(relay.RoleFrontDoor).Fqdn) {
		return address(false)
	}
	service := strings.HasSuffix(strings.ToLower(name), mxSuffix)
	for _, tenant := range tenants {
		for _, d := range tenant.Organization().AcceptedDomains {
			switch {
			case service && strings.EqualFold(name, mxHost(d.DomainName)):
				return address(d.IPv6)
			case t == vnet.MX && strings.EqualFold(name, d.DomainName) &&
				strings.HasSuffix(d.DomainName, ".onmicrosoft.com"):
				return []vnet.Record{{Name: name, Type: vnet.MX, Value: mxHost(d.DomainName), Preference: 10}}
			}
		}
	}
	return nil
}

// serverRecords are the addresses of the servers' own names, where nobody has given them another record.
func (w *World) serverRecords(name string, t vnet.RecordType) []vnet.Record {
	var records []vnet.Record
	for _, side := range w.Sides() {
		for _, s := range side.servers {
			for _, h := range []*vnet.Host{s.inbound, s.outbound} {
				if !strings.EqualFold(strings.TrimSuffix(name, "."), h.Name()) {
					continue
				}
				for _, a := range h.Addrs() {
					if r := (vnet.Record{Name: name, Type: t, Value: a.String()}); t == familyOf(a) &&
						!slices.Contains(records, r) {
						records = append(records, r)
					}
				}
			}
		}
	}
	return records
}

// familyOf is the type of record that holds an address.
func familyOf(a netip.Addr) vnet.RecordType {
	if a.Is4() {
		return vnet.A
	}
	return vnet.AAAA
}

// SubmissionHost is the name at which programs and devices log on to send (P9).
const SubmissionHost = "smtp.office365.com"

// mxSuffix ends the names under which the service takes mail.
const mxSuffix = ".mail.protection.outlook.com"

// mxHost is the name under which the service takes mail for a domain.
func mxHost(domain string) string {
	return strings.ReplaceAll(strings.ToLower(domain), ".", "-") + mxSuffix
}

// FrontDoorName is the name under which the cloud takes mail for its first domain that is not the service's own, as a
// customer's MX record has it; without such a domain, for its initial one.
func (s *Side) FrontDoorName() string {
	for _, d := range s.Organization().AcceptedDomains {
		if !strings.HasSuffix(d.DomainName, ".onmicrosoft.com") {
			return mxHost(d.DomainName)
		}
	}
	return mxHost(s.Organization().InitialDomain())
}

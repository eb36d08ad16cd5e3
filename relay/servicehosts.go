package relay

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// Days from which the service's hosts have other names: each is the first day at which the new form is known to be the
// more common one (V2.9, V2.10, V2.12; of what refuses on the way out L116).
var (
	frontDoorsFT  = time.Date(2017, time.January, 1, 0, 0, 0, 0, time.UTC)
	frontDoorsEPF = time.Date(2023, time.July, 1, 0, 0, 0, 0, time.UTC)
	outboundCU    = time.Date(2025, time.July, 1, 0, 0, 0, 0, time.UTC)
	outboundEPF   = time.Date(2025, time.August, 1, 0, 0, 0, 0, time.UTC)
)

// ServiceHosts are the hosts of the service that a tenant's mail passes at a time, beside the one that its mailboxes
// are on. They have the forms of real names and stand in a datacenter that does not exist. Each tenant has a hub of its
// own here, and all share the others (V2.9 to V2.13). That there was a host for access before 2017 (V2.11), and its
// name until 2023, is [I].
func ServiceHosts(at time.Time, tenant int) []Host {
	const forest, region = "simprd01.prod.outlook.com", "EUR01"
	door := func(number string, epf time.Time) Host {
		switch {
		case at.Before(frontDoorsFT):
			return Host{Name: "SIM1FFO11FD" + number}
		case at.Before(epf):
			name := "SIM1" + region + "FT" + number
			return Host{Name: name, Inside: name + ".eop-" + region + ".prod.protection.outlook.com"}
		}
		name := "SIM1EPF00000" + number
		return Host{Name: name, Inside: name + ".simprd05.prod.outlook.com"}
	}
	front, access := door("001", frontDoorsEPF), Host{Name: "SIM1PR01CA0020", Role: RoleAccess}
	if at.Before(frontDoorsEPF) {
		access.Inside = access.Name + "." + forest
	} else {
		access.Name = "SIM1P101CA0020"
		access.Inside = access.Name + ".SIMP101.PROD.OUTLOOK.COM"
	}
	front.Role, front.Fqdn = RoleFrontDoor, front.Name+".mail.protection.outlook.com"
	front.Bound = netip.AddrFrom4([4]byte{10, 167, 8, 36})
	if at.Before(frontDoorsEPF) {
		front.Bound = netip.AddrFrom4([4]byte{10, 152, 12, 36})
	}
	access.Fqdn = access.Name + ".outlook.office365.com"

	out := Host{Role: RoleOutbound, Name: region + "-SIM1-obe", Inside: door("002", outboundEPF).Inside}
	if !at.Before(outboundCU) {
		out.Name = "SIM1PR01CU001"
	}
	out.Fqdn = out.Name + ".outbound.protection.outlook.com"
	hub := Host{Role: RoleHub, Name: fmt.Sprintf("SIM1PR01MB%04d", 1000+tenant)}
	hub.Fqdn = hub.Name + "." + forest
	return []Host{front, access, hub, out}
}

// RelayPoolHost is the host of the service that mail leaves from which is passed on and whose sender nothing vouches
// for; its name has the form of one that was seen, and its address is in the pool's network (P2.26, G2.134, G2.139).
func RelayPoolHost() Host {
	const name = "mail-sim1eur01rlyn2001"
	return Host{Name: name, Fqdn: name + ".outbound.protection.outlook.com", Role: RoleOutbound,
		Bound: netip.AddrFrom4([4]byte{40, 95, 90, 21})}
}

// ServiceAddress is the address by which the service's hosts know one another: of the front door it has "cafe" in it
// (V2.9, V2.15 [O]). The rest of it follows from the name.
func ServiceAddress(h Host) netip.Addr {
	a := [16]byte{0x26, 0x03, 0x10, 0xA6}
	var sum uint64 = 14695981039346656037 // FNV-1a
	for _, c := range []byte(strings.ToLower(h.Name)) {
		sum = (sum ^ uint64(c)) * 1099511628211
	}
	for i := range 3 {
		a[4+i] = byte(sum >> (8 * i))
	}
	a[15] = byte(sum >> 24)
	if h.Role == RoleFrontDoor {
		a[8], a[9] = 0xCA, 0xFE
	}
	return netip.AddrFrom16(a)
}

package relay_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

// V2.9 to V2.13, L116, L117: the service's hosts have the names of their time, outside and inside.
func TestTheServicesHostsHaveTheNamesOfTheirTime(t *testing.T) {
	for day, want := range map[string][]string{
		"2014-01-15": {
			"front door SIM1FFO11FD001.mail.protection.outlook.com SIM1FFO11FD001.mail.protection.outlook.com",
			"access SIM1PR01CA0020.outlook.office365.com SIM1PR01CA0020.simprd01.prod.outlook.com",
			"hub SIM1PR01MB1001.simprd01.prod.outlook.com SIM1PR01MB1001.simprd01.prod.outlook.com",
			"outbound EUR01-SIM1-obe.outbound.protection.outlook.com EUR01-SIM1-obe.outbound.protection.outlook.com",
		},
		"2018-06-19": {
			"front door SIM1EUR01FT001.mail.protection.outlook.com SIM1EUR01FT001.eop-EUR01.prod.protection.outlook.com",
			"access SIM1PR01CA0020.outlook.office365.com SIM1PR01CA0020.simprd01.prod.outlook.com",
			"hub SIM1PR01MB1001.simprd01.prod.outlook.com SIM1PR01MB1001.simprd01.prod.outlook.com",
			"outbound EUR01-SIM1-obe.outbound.protection.outlook.com SIM1EUR01FT002.eop-EUR01.prod.protection.outlook.com",
		},
		"2024-06-05": {
			"front door SIM1EPF00000001.mail.protection.outlook.com SIM1EPF00000001.simprd05.prod.outlook.com",
			"access SIM1P101CA0020.outlook.office365.com SIM1P101CA0020.SIMP101.PROD.OUTLOOK.COM",
			"hub SIM1PR01MB1001.simprd01.prod.outlook.com SIM1PR01MB1001.simprd01.prod.outlook.com",
			"outbound EUR01-SIM1-obe.outbound.protection.outlook.com SIM1EUR01FT002.eop-EUR01.prod.protection.outlook.com",
		},
		"2026-03-02": {
			"front door SIM1EPF00000001.mail.protection.outlook.com SIM1EPF00000001.simprd05.prod.outlook.com",
			"access SIM1P101CA0020.outlook.office365.com SIM1P101CA0020.SIMP101.PROD.OUTLOOK.COM",
			"hub SIM1PR01MB1001.simprd01.prod.outlook.com SIM1PR01MB1001.simprd01.prod.outlook.com",
			"outbound SIM1PR01CU001.outbound.protection.outlook.com SIM1EPF00000002.simprd05.prod.outlook.com",
		},
	} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, h := range relay.ServiceHosts(at, 1) {
			got = append(got, string(h.Role)+" "+h.Fqdn+" "+h.Known())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", day, diff)
		}
	}
}

// V2.9, V2.15: the service's hosts know each other by addresses of version 6; a front door's has cafe in it.
func TestAddressesInsideTheService(t *testing.T) {
	for _, h := range relay.ServiceHosts(time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), 1) {
		a := relay.ServiceAddress(h).String()
		if !strings.HasPrefix(a, "2603:") || strings.Contains(a, ":cafe:") != (h.Role == relay.RoleFrontDoor) {
			t.Errorf("%s has %s", h.Role, a)
		}
	}
}

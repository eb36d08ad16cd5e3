package sim_test

import (
	"errors"
	"net/netip"
	"slices"
	"testing"
	"time"

	"hybridsim/relay"
	"hybridsim/sim"
)

// freshWorld is a world as its setup programs leave it.
func freshWorld(t *testing.T) *sim.World {
	t.Helper()
	w, err := sim.New(sim.Config{
		Clock: time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC), OnPremises: relay.Exchange2019, Server: "EX01.contoso.com",
		Address: netip.MustParseAddr("203.0.113.10"), Tenant: "contoso", Era: relay.EraToday,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	return w
}

func TestSetupLeavesASelfSignedCertificate(t *testing.T) {
	w := freshWorld(t)
	store := w.Side(relay.OnPremises).Organization().CertificatesOf("EX01")
	if len(store) != 1 || !store[0].SelfSigned || !store[0].EnabledFor("SMTP") || store[0].Subject != "CN=EX01" {
		t.Errorf("the store holds %+v; want one self-signed certificate of the server", store)
	}
}

func TestServiceMovesAnAddress(t *testing.T) {
	w := freshWorld(t)
	from, to := netip.MustParseAddr("40.107.3.21"), netip.MustParseAddr("40.107.200.5")
	before := w.Side(relay.Cloud).Egress()
	if err := w.MoveEgress(from, to); err != nil {
		t.Fatal(err)
	}
	want := slices.Clone(before)
	want[slices.Index(want, from)] = to
	if got := w.Side(relay.Cloud).Egress(); !slices.Equal(got, want) {
		t.Errorf("the service sends from %v, want %v", got, want)
	}
	if err := w.MoveEgress(from, to); err == nil {
		t.Error("an address that the service does not have was moved")
	}
	if err := w.MoveEgress(to, want[0]); err == nil {
		t.Error("two of its addresses became one")
	}
}

func TestBanAndDelist(t *testing.T) {
	r := relay.MustParseAddressRange("203.0.113.50")
	for _, list := range append(slices.Clone(relay.ServiceLists), relay.ThrottleList) {
		t.Run(string(list), func(t *testing.T) {
			w := freshWorld(t)
			w.Ban(relay.Listing{AddressRange: r, List: list})
			way := list.Removal()
			if err := w.Delist(relay.MustParseAddressRange("203.0.113.51"), way); err == nil {
				t.Error("an address was delisted that is not on the list")
			}
			for _, other := range relay.Removals {
				var not *sim.NotByThisWay
				if err := w.Delist(r, other); other != way && (!errors.As(err, &not) || not.Way != way) {
					t.Errorf("L121: %s took it off: %v", other, err)
				} else if other == way && err != nil {
					t.Error(err)
				} else if other == way {
					w.Ban(relay.Listing{AddressRange: r, List: list})
				}
			}
			if err := w.Delist(r, way); err != nil {
				t.Error(err)
			}
			if err := w.Delist(r, way); err == nil {
				t.Error("an address was delisted twice")
			}
		})
	}
}

// TestDestination: the cloud sends from one set of addresses and receives on another.
func TestDestination(t *testing.T) {
	w := freshWorld(t)
	for name, want := range map[string]string{"cloud": "104.47.2.36/32", "onprem": "203.0.113.10/32", "EX01": "203.0.113.10/32", "ex01": "203.0.113.10/32", "192.0.2.0/24": "192.0.2.0/24"} {
		got, err := w.Destination(name)
		if err != nil || len(got) != 1 || got[0].String() != want {
			t.Errorf("%s leads to %v, %v; want %s", name, got, err, want)
		}
	}
}

func TestIntermediateAuthority(t *testing.T) {
	w := freshWorld(t)
	request := sim.CertificateRequest{Subject: "mail.contoso.com", Authority: "CN=Issuing CA", Root: "CN=Root CA", Server: "EX01"}
	whole, err := w.Issue(request)
	if err != nil {
		t.Fatal(err)
	}
	request.NoChain = true
	bare, err := w.Issue(request)
	if err != nil {
		t.Fatal(err)
	}
	if whole.Issuer != "CN=Issuing CA" || len(whole.TLS.Certificate) != 2 || len(bare.TLS.Certificate) != 1 || len(bare.Issuers) != 1 {
		t.Errorf("issued by %s, %d and %d certificates are sent, %d known; want CN=Issuing CA, 2, 1, 1",
			whole.Issuer, len(whole.TLS.Certificate), len(bare.TLS.Certificate), len(bare.Issuers))
	}
	request.Root = "CN=Another Root"
	if _, err := w.Issue(request); err == nil {
		t.Error("an authority is under two roots")
	}
	request.Authority, request.Root = "CN=Root CA", "CN=Root CA"
	if _, err := w.Issue(request); err == nil {
		t.Error("an authority is under itself")
	}
}

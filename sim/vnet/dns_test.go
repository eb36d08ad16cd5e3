package vnet_test

import (
	"errors"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/vnet"
)

// newZone returns a network with the records of contoso.com.
func newZone(t *testing.T) *vnet.Network {
	t.Helper()
	n := vnet.New()
	for _, r := range []vnet.Record{
		{Name: "contoso.com", Type: vnet.MX, Value: "backup.contoso.com.", Preference: 20},
		{Name: "contoso.com", Type: vnet.MX, Value: "mx2.contoso.com", Preference: 10},
		{Name: "Contoso.com.", Type: vnet.MX, Value: "MX1.contoso.com", Preference: 10},
		{Name: "contoso.com", Type: vnet.TXT, Value: "v=spf1 mx -all"},
		{Name: "mx1.contoso.com", Type: vnet.AAAA, Value: "2001:db8::25"},
		{Name: "mx1.contoso.com", Type: vnet.A, Value: "203.0.113.11"},
		{Name: "mx1.contoso.com", Type: vnet.A, Value: "203.0.113.10"},
		{Name: "deep.below.contoso.com", Type: vnet.A, Value: "203.0.113.12"},
		{Name: vnet.ReverseName(onPrem), Type: vnet.PTR, Value: "mx1.contoso.com."},
	} {
		if err := n.AddRecord(r); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

func TestMXIsSortedByPreferenceAndThenByName(t *testing.T) {
	got, err := newZone(t).LookupMX("asker", "CONTOSO.com.")
	if err != nil {
		t.Fatal(err)
	}
	want := []*net.MX{
		{Host: "MX1.contoso.com", Pref: 10},
		{Host: "mx2.contoso.com", Pref: 10},
		{Host: "backup.contoso.com", Pref: 20},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("MX mismatch (-want +got):\n%s", diff)
	}
}

func TestLookups(t *testing.T) {
	n := newZone(t)
	addr := func(name string) func() ([]string, error) {
		return func() ([]string, error) {
			addrs, err := n.LookupAddr("asker", name)
			var texts []string
			for _, a := range addrs {
				texts = append(texts, a.String())
			}
			return texts, err
		}
	}
	tests := []struct {
		name   string
		lookup func() ([]string, error)
		want   []string
		err    error
	}{
		{"A comes before AAAA, each in its order", addr("mx1.contoso.com"), []string{"203.0.113.11", "203.0.113.10", "2001:db8::25"}, nil},
		{"a literal stands for itself", addr("192.0.2.7"), []string{"192.0.2.7"}, nil},
		{"a name with other records only has no address", addr("contoso.com"), nil, vnet.ErrNoRecords},
		{"a name with names beneath it exists", addr("below.contoso.com"), nil, vnet.ErrNoRecords},
		{"an unknown name does not exist", addr("fabrikam.com"), nil, vnet.ErrNoDomain},
		{"TXT", func() ([]string, error) { return n.LookupTXT("asker", "contoso.com") }, []string{"v=spf1 mx -all"}, nil},
		{"no TXT", func() ([]string, error) { return n.LookupTXT("asker", "mx1.contoso.com") }, nil, vnet.ErrNoRecords},
		{"PTR", func() ([]string, error) { return n.LookupPTR("asker", onPrem) }, []string{"mx1.contoso.com"}, nil},
		{"no PTR", func() ([]string, error) { return n.LookupPTR("asker", cloud) }, nil, vnet.ErrNoDomain},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.lookup()
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
			if !errors.Is(err, tt.err) {
				t.Errorf("error = %v, want %v", err, tt.err)
			}
			if dns, ok := errors.AsType[*net.DNSError](err); tt.err != nil && (!ok || !dns.IsNotFound) {
				t.Errorf("error %v is not a *net.DNSError with IsNotFound", err)
			}
		})
	}
}

func TestANonexistentNameReadsAsInPackageNet(t *testing.T) {
	_, err := newZone(t).LookupMX("asker", "fabrikam.com")
	if got, want := err.Error(), "lookup fabrikam.com: no such host"; got != want {
		t.Errorf("error = %q, want %q", got, want)
	}
}

func TestBrokenDNSIsATemporaryErrorUntilMended(t *testing.T) {
	n := newZone(t)
	n.BreakDNS("Contoso.com")
	for _, name := range []string{"mx1.contoso.com", "contoso.com", "nosuch.contoso.com"} {
		_, err := n.LookupAddr("asker", name)
		if dns, ok := errors.AsType[*net.DNSError](err); !ok || !dns.IsTemporary || dns.IsNotFound {
			t.Errorf("%s: error = %#v, want a temporary *net.DNSError", name, err)
		}
	}
	if _, err := n.LookupAddr("asker", "notcontoso.com"); !errors.Is(err, vnet.ErrNoDomain) {
		t.Errorf("a name outside the zone: error = %v, want %v", err, vnet.ErrNoDomain)
	}
	n.MendDNS("contoso.com.")
	if _, err := n.LookupAddr("asker", "mx1.contoso.com"); err != nil {
		t.Errorf("after mending: %v", err)
	}
	n.BreakDNS(".")
	if _, err := n.LookupPTR("asker", onPrem); err == nil || errors.Is(err, vnet.ErrNoDomain) {
		t.Errorf("with all of DNS broken: error = %v, want a server failure", err)
	}
}

func TestMalformedRecordsAreRefused(t *testing.T) {
	n := newZone(t)
	for _, r := range []vnet.Record{
		{Name: "x.example", Type: vnet.A, Value: "2001:db8::1"},
		{Name: "x.example", Type: vnet.A, Value: "mail.example"},
		{Name: "x.example", Type: vnet.AAAA, Value: "192.0.2.1"},
		{Name: "x.example", Type: vnet.MX},
		{Name: "x.example", Type: "CNAME", Value: "y.example"},
	} {
		if err := n.AddRecord(r); err == nil {
			t.Errorf("AddRecord(%v) succeeded", r)
		}
	}
	good := vnet.Record{Name: "contoso.com", Type: vnet.TXT, Value: "new"}
	if err := n.SetRecords(good, vnet.Record{Name: "contoso.com", Type: vnet.MX}); err == nil {
		t.Error("SetRecords accepted a malformed record")
	}
	if got, _ := n.LookupTXT("asker", "contoso.com"); len(got) != 1 || got[0] != "v=spf1 mx -all" {
		t.Errorf("a refused SetRecords left TXT %q", got)
	}
}

func TestRecordsAreReplacedAndRemovedByNameAndType(t *testing.T) {
	n := newZone(t)
	err := n.SetRecords(
		vnet.Record{Name: "contoso.com", Type: vnet.TXT, Value: "one"},
		vnet.Record{Name: "CONTOSO.COM", Type: vnet.TXT, Value: "two"},
	)
	if err != nil {
		t.Fatal(err)
	}
	got, err := n.LookupTXT("asker", "contoso.com")
	if diff := cmp.Diff([]string{"one", "two"}, got); diff != "" || err != nil {
		t.Errorf("error %v, TXT mismatch (-want +got):\n%s", err, diff)
	}
	if !n.RemoveRecords("Contoso.com.", vnet.TXT) || n.RemoveRecords("contoso.com", vnet.TXT) {
		t.Error("RemoveRecords did not remove the records exactly once")
	}
	if _, err := n.LookupTXT("asker", "contoso.com"); !errors.Is(err, vnet.ErrNoRecords) {
		t.Errorf("after removal: error = %v, want %v", err, vnet.ErrNoRecords)
	}
	if _, err := n.LookupMX("asker", "contoso.com"); err != nil {
		t.Errorf("records of another type went, too: %v", err)
	}
}

func TestStaticRecordsComeBeforeComputedZones(t *testing.T) {
	n := newZone(t)
	n.Publish(func(name string, typ vnet.RecordType) []vnet.Record {
		tenant, ok := strings.CutSuffix(name, ".mail.protection.example")
		if !ok || typ != vnet.A {
			return nil
		}
		if tenant == "bad" {
			return []vnet.Record{{Value: "not an address"}}
		}
		return []vnet.Record{{Value: "52.100.0.1"}}
	})
	const computed = "contoso-com.mail.protection.example"
	lookup := func(want string) {
		t.Helper()
		got, err := n.LookupAddr("asker", computed)
		if err != nil || len(got) != 1 || got[0].String() != want {
			t.Errorf("LookupAddr = %v, %v, want %s", got, err, want)
		}
	}
	lookup("52.100.0.1")
	n.AddRecord(vnet.Record{Name: computed, Type: vnet.A, Value: "192.0.2.1"})
	lookup("192.0.2.1")
	n.RemoveRecords(computed, vnet.A)
	lookup("52.100.0.1")
	if _, err := n.LookupMX("asker", computed); !errors.Is(err, vnet.ErrNoRecords) {
		t.Errorf("a computed name has no MX: error = %v, want %v", err, vnet.ErrNoRecords)
	}
	_, err := n.LookupAddr("asker", "bad.mail.protection.example")
	if err == nil || !strings.Contains(err.Error(), "not an address") {
		t.Errorf("malformed computed record: error = %v, want one that says what is wrong", err)
	}
}

func TestEveryQueryIsRecorded(t *testing.T) {
	n := newZone(t)
	n.LookupMX("edge", "Contoso.com.")
	n.LookupAddr("edge", "deep.below.contoso.com")
	n.LookupAddr("edge", "192.0.2.1") // asks nobody
	n.LookupAddr("cloud", "fabrikam.com")
	n.BreakDNS("fabrikam.com")
	n.LookupTXT("cloud", "fabrikam.com")
	want := []vnet.Query{
		{Number: 1, Asker: "edge", Name: "contoso.com", Type: vnet.MX, Outcome: vnet.Answered},
		{Number: 2, Asker: "edge", Name: "deep.below.contoso.com", Type: vnet.A, Outcome: vnet.Answered},
		{Number: 3, Asker: "edge", Name: "deep.below.contoso.com", Type: vnet.AAAA, Outcome: vnet.NoRecords},
		{Number: 4, Asker: "cloud", Name: "fabrikam.com", Type: vnet.A, Outcome: vnet.NoDomain},
		{Number: 5, Asker: "cloud", Name: "fabrikam.com", Type: vnet.TXT, Outcome: vnet.ServerFailure},
	}
	if diff := cmp.Diff(want, n.Queries()); diff != "" {
		t.Errorf("Queries mismatch (-want +got):\n%s", diff)
	}
}

func TestNamesOfAddressesRunBackwards(t *testing.T) {
	v4, v6 := netip.MustParseAddr("192.0.2.99"), netip.MustParseAddr("2001:db8::567:89ab")
	for _, tt := range []struct{ got, want string }{
		{vnet.ReverseName(v4), "99.2.0.192.in-addr.arpa"},
		{vnet.ReverseName(v6), "b.a.9.8.7.6.5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"},
		{vnet.ListedName(v4, "bl.example"), "99.2.0.192.bl.example"},
		{vnet.ListedName(netip.AddrFrom16(v4.As16()), "bl.example"), "99.2.0.192.bl.example"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %s, want %s", tt.got, tt.want)
		}
	}
}

func TestABlockListAnswersUntilDelisted(t *testing.T) {
	n := vnet.New()
	n.List(onPrem, "bl.example", "first")
	n.List(onPrem, "bl.example", "second")
	name := vnet.ListedName(onPrem, "bl.example")
	addrs, err := n.LookupAddr("asker", name)
	if err != nil || len(addrs) != 1 || addrs[0].String() != "127.0.0.2" {
		t.Errorf("LookupAddr = %v, %v, want 127.0.0.2", addrs, err)
	}
	texts, err := n.LookupTXT("asker", name)
	if diff := cmp.Diff([]string{"second"}, texts); diff != "" || err != nil {
		t.Errorf("error %v, TXT mismatch (-want +got):\n%s", err, diff)
	}
	if !n.Delist(onPrem, "bl.example") || n.Delist(onPrem, "bl.example") {
		t.Error("Delist did not take the address off exactly once")
	}
	if _, err := n.LookupAddr("asker", name); !errors.Is(err, vnet.ErrNoDomain) {
		t.Errorf("after Delist: error = %v, want %v", err, vnet.ErrNoDomain)
	}
}

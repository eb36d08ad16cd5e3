package vnet

import (
	"strings"
	"testing"
)

func TestWhatIsAssumedGivesWayToWhatIsStated(t *testing.T) {
	host := func(name, address string) Record { return Record{Name: name, Type: A, Value: address} }
	state := func(records ...Record) func(*Network) error {
		return func(n *Network) error { return n.SetRecords(records...) }
	}
	tests := []struct {
		name   string
		beside string
		set    func(n *Network) error
		want   string // addresses of mx.example.com; empty: none
	}{
		{"alone it holds", "", state(), "192.0.2.1"},
		{"what is stated of the name itself", "", state(host("MX.Example.com.", "192.0.2.3")), "192.0.2.3"},
		{"a host that has the name", "", func(n *Network) error { return n.AddRecord(host("mx.example.com", "192.0.2.4")) }, "192.0.2.4"},
		{"several addresses of the name", "", state(host("mx.example.com", "192.0.2.3"), host("mx.example.com", "192.0.2.4")), "192.0.2.3 192.0.2.4"},
		{"nobody has the name", "", func(n *Network) error { n.RemoveRecords("mx.example.com", A); return nil }, ""},
		{"a neighbour says nothing", "", state(host("www.example.com", "192.0.2.2")), "192.0.2.1"},
		{"even at the same address", "", state(host("autodiscover.example.com", "192.0.2.1")), "192.0.2.1"},
		{"nor does another type", "", state(Record{Name: "mx.example.com", Type: TXT, Value: "x"}), "192.0.2.1"},
		{"nor another assumption", "", func(n *Network) error { return n.AssumeRecord(host("mx2.example.com", "192.0.2.2"), "") }, "192.0.2.1"},
		{"assumed beside a name that is stated", "mail.example.com", state(host("Mail.example.com", "192.0.2.1")), ""},
		{"stated with the other type of address", "mail.example.com", state(Record{Name: "mail.example.com", Type: AAAA, Value: "2001:db8::1"}), ""},
		{"beside a name that is only assumed, too", "mail.example.com", func(n *Network) error { return n.AssumeRecord(host("mail.example.com", "192.0.2.1"), "") }, "192.0.2.1"},
		{"beside a name of which a text is stated", "mail.example.com", state(Record{Name: "mail.example.com", Type: TXT, Value: "x"}), "192.0.2.1"},
	}
	for _, tt := range tests {
		assume := func(n *Network) error { return n.AssumeRecord(host("mx.example.com", "192.0.2.1"), tt.beside) }
		for order, steps := range map[string][]func(*Network) error{
			"the assumption first": {assume, tt.set}, "behind it": {tt.set, assume},
		} {
			if order == "behind it" && tt.name == "nobody has the name" {
				continue // there was nothing to remove
			}
			t.Run(tt.name+", "+order, func(t *testing.T) {
				n := New()
				for _, do := range steps {
					if err := do(n); err != nil {
						t.Fatal(err)
					}
				}
				for _, n := range []*Network{n, n.Fork()} {
					var got []string
					for _, r := range n.dns.records[canonical("mx.example.com")] {
						if r.Type == A {
							got = append(got, r.Value)
						}
					}
					if got := strings.Join(got, " "); got != tt.want {
						t.Errorf("want %q, got %q", tt.want, got)
					}
				}
			})
		}
	}
}

// TestAForkRemembersWhatIsAssumed: what is stated in a fork takes the place of what was assumed before it.
func TestAForkRemembersWhatIsAssumed(t *testing.T) {
	n := New()
	r := Record{Name: "mx.example.com", Type: A, Value: "192.0.2.1"}
	if err := n.AssumeRecord(r, ""); err != nil {
		t.Fatal(err)
	}
	f := n.Fork()
	r.Value = "192.0.2.2"
	if err := f.AddRecord(r); err != nil {
		t.Fatal(err)
	}
	if got := f.dns.records["mx.example.com"]; len(got) != 1 || got[0] != r {
		t.Errorf("%+v", got)
	}
}

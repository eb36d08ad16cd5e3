package vnet

import "testing"

func TestWhatIsAssumedGivesWayToWhatIsStated(t *testing.T) {
	host := func(name, address string) Record { return Record{Name: name, Type: A, Value: address} }
	tests := []struct {
		name string
		set  func(n *Network) error
		want string // address of mx.example.com; empty: none
	}{
		{"alone it holds", func(*Network) error { return nil }, "192.0.2.1"},
		{"a neighbour that is stated", func(n *Network) error { return n.StateRecord(host("MX2.Example.com.", "192.0.2.2")) }, ""},
		{"the host itself", func(n *Network) error { return n.StateRecord(host("mx.example.com", "192.0.2.3")) }, "192.0.2.3"},
		{"a host elsewhere says nothing", func(n *Network) error { return n.StateRecord(host("mx.example.net", "192.0.2.2")) }, "192.0.2.1"},
		{"nor does one further beneath", func(n *Network) error { return n.StateRecord(host("a.b.example.com", "192.0.2.2")) }, "192.0.2.1"},
		{"nor another record", func(n *Network) error { return n.StateRecord(Record{Name: "x.example.com", Type: TXT, Value: "x"}) }, "192.0.2.1"},
		{"another assumption", func(n *Network) error { return n.AssumeRecord(host("mx2.example.com", "192.0.2.2")) }, "192.0.2.1"},
		{"an assumption behind a statement", func(n *Network) error {
			if err := n.StateRecord(host("a.example.com", "192.0.2.2")); err != nil {
				return err
			}
			return n.AssumeRecord(host("mx.example.com", "192.0.2.9"))
		}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n := New()
			if err := n.AssumeRecord(host("mx.example.com", "192.0.2.1")); err != nil {
				t.Fatal(err)
			}
			if err := tt.set(n); err != nil {
				t.Fatal(err)
			}
			got := ""
			for _, r := range n.dns.records[canonical("mx.example.com")] {
				got = r.Value
			}
			if got != tt.want {
				t.Errorf("want %q, got %q", tt.want, got)
			}
		})
	}
}

package relay_test

import (
	"math/big"
	"net/netip"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
)

// R1.8: a single address, first-last, or CIDR; IPv4 and IPv6.
func TestParseAddressRange(t *testing.T) {
	tests := []struct{ name, in, first, last, size string }{
		{"R1.8: a single address", "192.168.1.75", "192.168.1.75", "192.168.1.75", "1"},
		{"R1.8: first-last", "192.168.1.0-192.168.1.255", "192.168.1.0", "192.168.1.255", "256"},
		{"R1.8: first-last with blanks", " 192.168.1.1 - 192.168.1.3 ", "192.168.1.1", "192.168.1.3", "3"},
		{"R1.8: CIDR", "104.47.0.0/17", "104.47.0.0", "104.47.127.255", "32768"},
		{"R1.8: CIDR whose address is not the network's", "40.107.5.5/16", "40.107.0.0", "40.107.255.255", "65536"},
		{"R1.8: CIDR of one", "52.238.78.88/32", "52.238.78.88", "52.238.78.88", "1"},
		{"R1.8: IPv6", "2a01:111:f400::/48", "2a01:111:f400::", "2a01:111:f400:ffff:ffff:ffff:ffff:ffff", "1208925819614629174706176"},
		{"R1.8: an odd prefix length", "10.0.0.0/9", "10.0.0.0", "10.127.255.255", "8388608"},
		{"R1.9: all IPv4", "0.0.0.0-255.255.255.255", "0.0.0.0", "255.255.255.255", "4294967296"},
		{"R1.9: all IPv6", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "340282366920938463463374607431768211456"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := relay.ParseAddressRange(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{r.First.String(), r.Last.String(), r.Size().String(), r.String()}
			if diff := cmp.Diff([]string{tt.first, tt.last, tt.size, strings.TrimSpace(tt.in)}, got); diff != "" {
				t.Errorf("first, last, size, text (-want +got):\n%s", diff)
			}
		})
	}
}

func TestMalformedAddressRangesSayWhatIsWrong(t *testing.T) {
	tests := []struct{ in, want string }{
		{"", "is not an address range"},
		{"contoso.com", "want 192.0.2.1"},
		{"192.0.2.300", "is not an address range"},
		{"192.0.2.0/33", "is not an address range"},
		{"192.0.2.1-", "does not end in an address"},
		{"-192.0.2.1", "is not an address range"},
		{"192.0.2.9-192.0.2.1", "ends before it begins"},
		{"192.0.2.1-2001:db8::1", "mixes IPv4 and IPv6"},
		{"fe80::1%eth0", "is not an address range"},
		{"fe80::1-fe80::2%eth0", "does not end in an address"},
		{"::ffff:192.0.2.1", "writes IPv4 addresses as IPv6"},
		{"::ffff:192.0.2.0/120", "writes IPv4 addresses as IPv6"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			r, err := relay.ParseAddressRange(tt.in)
			if err == nil {
				t.Fatalf("ParseAddressRange = %s, want an error", r)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error %q does not say %q", err, tt.want)
			}
		})
	}
}

func TestAddressRangeContains(t *testing.T) {
	tests := []struct {
		name, in, addr string
		want           bool
	}{
		{"the first", "192.0.2.1-192.0.2.3", "192.0.2.1", true},
		{"the last", "192.0.2.1-192.0.2.3", "192.0.2.3", true},
		{"one before", "192.0.2.1-192.0.2.3", "192.0.2.0", false},
		{"one behind", "192.0.2.1-192.0.2.3", "192.0.2.4", false},
		{"KB2750145: the list of 2018 lacks what came later", "40.107.128.0/18", "40.107.192.1", false},
		{"IPv4 written as IPv6 is IPv4", "0.0.0.0-255.255.255.255", "::ffff:192.0.2.1", true},
		{"and not IPv6", "::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "::ffff:192.0.2.1", false},
		{"all of IPv4 holds no IPv6", "0.0.0.0/0", "2001:db8::1", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := relay.MustParseAddressRange(tt.in).Contains(netip.MustParseAddr(tt.addr)); got != tt.want {
				t.Errorf("%s contains %s = %t, want %t", tt.in, tt.addr, got, tt.want)
			}
		})
	}
}

func TestAddressRangeOverlap(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       relay.Overlap
	}{
		{"apart", "10.0.0.0/24", "10.0.1.0/24", relay.Disjoint},
		{"of two families", "0.0.0.0/0", "::/0", relay.Disjoint},
		{"R1.4: full containment is allowed", "0.0.0.0-255.255.255.255", "192.168.1.75", relay.Nested},
		{"R1.4: also when they begin alike", "10.0.0.0/8", "10.0.0.0/16", relay.Nested},
		{"R1.4: also when they end alike", "10.0.0.0/8", "10.255.0.0/16", relay.Nested},
		{"R1.4: a partial overlap is refused", "10.0.0.0-10.0.0.20", "10.0.0.10-10.0.0.30", relay.Partial},
		{"R1.4: one common address is a partial overlap", "10.0.0.0-10.0.0.10", "10.0.0.10-10.0.0.30", relay.Partial},
		{"R1.5: equal in different notations", "10.0.0.0/24", "10.0.0.0-10.0.0.255", relay.Equal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a, b := relay.MustParseAddressRange(tt.a), relay.MustParseAddressRange(tt.b)
			if diff := cmp.Diff([]relay.Overlap{tt.want, tt.want}, []relay.Overlap{a.Overlap(b), b.Overlap(a)}); diff != "" {
				t.Errorf("overlap of %s and %s, and the other way round (-want +got):\n%s", a, b, diff)
			}
		})
	}
}

func FuzzParseAddressRange(f *testing.F) {
	for _, seed := range []string{
		"192.168.1.75", "192.168.1.0-192.168.1.255", "104.47.0.0/17", "2a01:111:f400::/48", "::-ffff::", "::/0",
		"::ffff:1.2.3.4", "::ffff:0:0/95", "::fffe:0:0-::ffff:1.2.3.4", "1.2.3.4-", "fe80::1%1",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := relay.ParseAddressRange(s)
		if err != nil {
			return
		}
		if !r.Contains(r.First) || !r.Contains(r.Last) {
			t.Errorf("%q does not contain its own ends %s and %s", s, r.First, r.Last)
		}
		if r.Size().Cmp(big.NewInt(1)) < 0 {
			t.Errorf("%q holds %s addresses", s, r.Size())
		}
		if r.Overlap(r) != relay.Equal {
			t.Errorf("%q is not equal to itself", s)
		}
		pair, err := relay.ParseAddressRange(r.First.String() + "-" + r.Last.String())
		if err != nil || pair.Overlap(r) != relay.Equal {
			t.Errorf("%q read as first-last is %s, %v", s, pair, err)
		}
		again, err := relay.ParseAddressRange(r.String())
		if err != nil || again != r {
			t.Errorf("%q prints as %q, which reads as %v, %v", s, r, again, err)
		}
	})
}

package vnet

import (
	"net/netip"
	"testing"
)

// TestWhomTranslationHides: of a connection whose source was replaced the true one is known; of others there is nothing to tell.
func TestWhomTranslationHides(t *testing.T) {
	n := New()
	source, seen, dst := netip.MustParseAddrPort("40.92.1.7:50000"), netip.MustParseAddrPort("10.0.0.1:50000"), netip.MustParseAddrPort("203.0.113.10:25")
	n.recordAttempt(&Attempt{Src: source, SrcSeen: seen, Dst: dst, Reached: dst})
	n.recordAttempt(&Attempt{Src: source, SrcSeen: source, Dst: dst, Reached: dst})
	for _, tt := range []struct {
		seen netip.AddrPort
		want netip.Addr
	}{{seen, source.Addr()}, {source, netip.Addr{}}, {dst, netip.Addr{}}} {
		if got := n.TranslatedFrom(tt.seen, dst); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.seen, got, tt.want)
		}
	}
}

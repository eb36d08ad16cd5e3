package fault_test

import (
	"slices"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/sim/fault"
	"hybridsim/sim/tested"
)

// TestACertificateThatNobodyTrustsIsShown: where connectors name the server's certificate they name the new one, too; else no server
// would show it, and nobody would see whose it is.
func TestACertificateThatNobodyTrustsIsShown(t *testing.T) {
	for i, name := range []string{"hybrid-2013", "hybrid-edge"} {
		if tested.Sampled(i, 2) {
			continue
		}
		base, w := worldOf(t, name)
		defer w.Close()
		before, at := configuration(w), 0
		for _, f := range fault.Of(w) {
			if f.Name != "certificate-untrusted-authority" {
				continue
			}
			at++
			fork, _, err := w.Fork()
			if err != nil {
				t.Fatal(err)
			}
			defer fork.Close()
			if err := typed(base, fork, f.Lines); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			for _, o := range fork.Organizations() {
				named := func(n relay.CertificateName) bool {
					return slices.ContainsFunc(o.Certificates, func(c *relay.Certificate) bool {
						return n == relay.CertificateName{Issuer: c.Issuer, Subject: c.Subject}
					})
				}
				for _, c := range o.ReceiveConnectors {
					if !c.TlsCertificateName.IsZero() && !named(c.TlsCertificateName) {
						t.Errorf("%s: %s names %s, which is not there", name, c.Identity(), c.TlsCertificateName)
					}
				}
				for _, c := range o.SendConnectors {
					if o.IsEdge() && !c.TlsCertificateName.IsZero() && !named(c.TlsCertificateName) {
						t.Errorf("%s: %s names %s, which is not there", name, c.Name, c.TlsCertificateName)
					}
				}
			}
			if err := typed(base, fork, f.Undo); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			left := func(lines []string) []string {
				return slices.DeleteFunc(slices.Clone(lines), func(l string) bool { return !strings.Contains(l, "TlsCertificateName") })
			}
			if after := configuration(fork); !slices.Equal(left(before), left(after)) {
				t.Errorf("%s: left behind: %s", name, differences(before, after))
			}
		}
		if at == 0 {
			t.Errorf("%s has no place", name)
		}
	}
}

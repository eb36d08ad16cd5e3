package smtpio

import (
	"crypto/x509"
	"slices"

	"hybridsim/relay"
	"hybridsim/relay/chain"
)

// judgeDANE compares what a server presented, its own certificate first, with the TLSA records of its name (RFC 7672).
// By usage 3 the certificate itself is named, and neither its dates nor its name matter; by usage 2 an authority in the
// chain that was sent, and both do. Where no record is of use, TLS is demanded and nothing compared (L86).
func judgeDANE(presented []*x509.Certificate, policy *relay.TLSPolicy, target relay.Target) *relay.TLSFailure {
	records := slices.DeleteFunc(slices.Clone(target.TLSA), func(t relay.TLSA) bool { return !t.Usable() })
	leaf := presented[0]
	failed := func(reason relay.TLSReason) *relay.TLSFailure {
		return &relay.TLSFailure{Reason: reason, Expected: target.Host, Shown: relay.Show(leaf),
			Presented: relay.DistinguishedName(leaf.Subject), Thumbprint: relay.Thumbprint(leaf)}
	}
	worst := relay.DANEInvalid
	for _, t := range records {
		if t.Usage == 3 && t.Matches(leaf) {
			return nil
		}
		for _, issuer := range presented[1:] {
			if t.Usage != 2 || !t.Matches(issuer) {
				continue
			}
			switch reason := underAnchor(leaf, presented[1:], issuer, policy, target.Host); reason {
			case "":
				return nil
			default:
				worst = reason
			}
		}
	}
	if len(records) == 0 {
		return nil
	}
	return failed(worst)
}

// underAnchor is what is wrong with a certificate whose authority a record names; empty: nothing.
func underAnchor(leaf *x509.Certificate, sent []*x509.Certificate, anchor *x509.Certificate,
	policy *relay.TLSPolicy, host string) relay.TLSReason {
	roots := x509.NewCertPool()
	roots.AddCert(anchor)
	now := policy.Now()
	switch {
	case now.Before(leaf.NotBefore) || now.After(leaf.NotAfter):
		return relay.DANEExpired
	case chain.Verify(leaf, sent, roots, now) != nil:
		return relay.DANEInvalid
	case !names(leaf, host):
		return relay.DANEHost
	}
	return ""
}

package smtpio

import (
	"crypto/x509"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/chain"
)

// judge examines the certificates that a server presented, its own first, and returns what the policy has against them:
// the name, then the dates, then the chain, then revocation, as far as AuthLevel asks for it. That the name goes before
// the chain is observed (L69); the rest of the order is inferred (L72). Intermediates that the server did not send are
// missing; what the key may be used for is not looked at (L81).
func judge(presented []*x509.Certificate, policy *relay.TLSPolicy, host string) *relay.TLSFailure {
	if policy.AuthLevel != relay.CertificateValidation && policy.AuthLevel != relay.DomainValidation {
		return nil
	}
	leaf, expected := presented[0], policy.Domain
	if expected == "" {
		expected = host
	}
	fail := func(reason relay.TLSReason) *relay.TLSFailure {
		return &relay.TLSFailure{Reason: reason, Expected: expected,
			Presented: relay.DistinguishedName(leaf.Subject), Thumbprint: relay.Thumbprint(leaf),
			Shown: relay.Show(leaf)}
	}

	if policy.AuthLevel == relay.DomainValidation && !names(leaf, expected) {
		return fail(relay.TLSSubjectMismatch)
	}
	now := policy.Now()
	if now.Before(leaf.NotBefore) || now.After(leaf.NotAfter) {
		return fail(relay.TLSCertificateExpired)
	}
	if chain.Verify(leaf, presented[1:], policy.Roots, now) != nil {
		return fail(relay.TLSUntrustedRoot)
	}
	if policy.Revoked[relay.Thumbprint(leaf)] {
		return fail(relay.TLSRevoked)
	}
	return nil
}

// judgeSTS examines them as a domain's MTA-STS policy wants it: for the mail host's name, in date, under a trusted root
// (RFC 8461 section 4.1; what of them is reported first is [I], as in judge).
func judgeSTS(presented []*x509.Certificate, policy *relay.TLSPolicy, target relay.Target) *relay.TLSFailure {
	if !target.STS {
		return nil
	}
	wanted := *policy
	wanted.AuthLevel, wanted.Domain = relay.DomainValidation, target.Host
	f := judge(presented, &wanted, target.Host)
	if f != nil {
		f.Reason, f.Detail = relay.STSCertificate, string(f.Reason)
	}
	return f
}

// names reports whether one of the certificate's names is the wanted one. Either may be a wildcard, which stands for
// exactly one label (RFC 6125 section 6.4.3): "*.contoso.com" is satisfied by itself and by "mail.contoso.com".
func names(leaf *x509.Certificate, wanted string) bool {
	wanted = strings.ToLower(strings.TrimSuffix(wanted, "."))
	for _, name := range relay.CertificateNames(leaf) {
		if name == wanted || covers(name, wanted) || covers(wanted, name) {
			return true
		}
	}
	return false
}

// covers reports whether a wildcard stands for a name.
func covers(wildcard, name string) bool {
	parent, ok := strings.CutPrefix(wildcard, "*.")
	label, rest, _ := strings.Cut(name, ".")
	return ok && label != "" && label != "*" && rest == parent
}

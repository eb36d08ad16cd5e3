package smtpio

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strings"

	"hybridsim/relay"
)

// logCertificate writes the rows that show one certificate, one property each as 2013 does ([O] WIRE; newer builds fold
// them). what is "Sending certificate" or "Remote certificate".
func logCertificate(log relay.Transcript, what string, leaf *x509.Certificate) {
	if leaf == nil {
		return
	}
	log.Line(information, "", what)
	for _, property := range []struct{ data, context string }{
		{relay.DistinguishedName(leaf.Subject), "Certificate subject"},
		{relay.DistinguishedName(leaf.Issuer), "Certificate issuer name"},
		{fmt.Sprintf("%X", leaf.SerialNumber.Bytes()), "Certificate serial number"},
		{relay.Thumbprint(leaf), "Certificate thumbprint"},
		{strings.Join(leaf.DNSNames, ";"), "Certificate alternate names"},
	} {
		log.Line(information, property.data, property.context)
	}
}

// logNegotiated writes the row of a handshake that succeeded. role is SERVER or CLIENT. The beginning is [O] WIRE; the
// strengths are [I].
func logNegotiated(log relay.Transcript, role string, state tls.ConnectionState) {
	protocol := strings.ReplaceAll(strings.TrimPrefix(tls.VersionName(state.Version), "TLS "), ".", "_")
	log.Line(information, "",
		fmt.Sprintf("TLS protocol SP_PROT_TLS%s_%s negotiation succeeded using bulk encryption algorithm "+
			"CALG_AES_256 with strength 256 bits, MAC hash algorithm CALG_SHA_384 with strength 384 bits "+
			"and key exchange algorithm CALG_ECDHE with strength 256 bits", protocol, role))
}

// logHandshakeFailed writes the row of a handshake that broke. Exchange has more words than this one; which of them
// goes with which cause is not documented.
func logHandshakeFailed(log relay.Transcript) {
	log.Line(information, "", "TLS negotiation failed with error "+string(relay.TLSHandshake))
}

// leafOf is the certificate itself, parsed if it was not yet; nil when there is none.
func leafOf(c *tls.Certificate) *x509.Certificate {
	switch {
	case c == nil:
		return nil
	case c.Leaf != nil:
		return c.Leaf
	case len(c.Certificate) == 0:
		return nil
	}
	leaf, err := x509.ParseCertificate(c.Certificate[0])
	if err != nil {
		return nil
	}
	return leaf
}

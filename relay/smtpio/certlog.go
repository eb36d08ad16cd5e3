package smtpio

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"strings"

	"hybridsim/relay"
	"hybridsim/relay/chain"
	"hybridsim/relay/schannel"
)

const certificateTime = "2006-01-02T15:04:05.000Z"

// logCertificate writes the rows that show one certificate, one property each; which of them a version's log has, and
// in how many rows, is its writer's business. what is "Sending certificate" or "Remote certificate".
func logCertificate(log relay.Transcript, what string, leaf *x509.Certificate) {
	if leaf == nil {
		return
	}
	log.Line(information, "", what)
	properties, known := shown.Get(leaf)
	if !known {
		properties = propertiesOf(leaf)
		shown.Put(leaf, properties)
	}
	for _, p := range properties {
		log.Line(information, p.data, p.context)
	}
}

// property is a row about a certificate.
type property struct{ data, context string }

// shown are the rows of certificates that were written before: plays by the thousand show the same few.
var shown chain.Memory[*x509.Certificate, []property]

func propertiesOf(leaf *x509.Certificate) []property {
	return []property{
		{relay.DistinguishedName(leaf.Subject), "Certificate subject"},
		{relay.DistinguishedName(leaf.Issuer), "Certificate issuer name"},
		{fmt.Sprintf("%X", leaf.SerialNumber.Bytes()), "Certificate serial number"},
		{relay.Thumbprint(leaf), "Certificate thumbprint"},
		{leaf.NotBefore.UTC().Format(certificateTime), "Certificate not before"},
		{leaf.NotAfter.UTC().Format(certificateTime), "Certificate not after"},
		{strings.Join(leaf.DNSNames, ";"), "Certificate alternate names"},
	}
}

// logNegotiated writes the row of a handshake that succeeded. role is SERVER or CLIENT. Two rows are on record, of TLS
// 1.0 in 2019 and of TLS 1.2 in 2023 (V3.4, L14 [O]): they name the key exchange differently, which is taken to go with
// the version; the words for a key that travels under the certificate's are [I].
func logNegotiated(log relay.Transcript, role string, version relay.TLSVersion, s schannel.Suite) {
	exchange, bits := "CALG_ECDHE", 256
	switch {
	case !s.Ephemeral():
		exchange, bits = "CALG_RSA_KEYX", 2048
	case version >= relay.TLS12:
		exchange = "CALG_ECDH_EPHEM"
	}
	log.Line(information, "",
		fmt.Sprintf("TLS protocol SP_PROT_TLS%s_%s negotiation succeeded using bulk encryption algorithm "+
			"CALG_%s with strength %d bits, MAC hash algorithm CALG_%s with strength %d bits "+
			"and key exchange algorithm %s with strength %d bits", version.Underscored(), role, s.Bulk, s.Bits, s.MAC,
			s.Sum, exchange, bits))
}

// logHandshakeFailed writes the row of a handshake that broke (L39 to L41). The names that are on record there are
// SocketError, NoCredentials and UnknownCredentials; those at the receiving end are [I].
func logHandshakeFailed(log relay.Transcript, why relay.TLSReason) {
	log.Line(information, "", "TLS negotiation failed with error "+string(why))
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

package relay

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"strings"
)

var attributeNames = map[string]string{
	"2.5.4.3": "CN", "2.5.4.6": "C", "2.5.4.7": "L", "2.5.4.8": "S", "2.5.4.10": "O", "2.5.4.11": "OU",
	"0.9.2342.19200300.100.1.25": "DC",
}

// DistinguishedName renders a subject or issuer as Windows does in TlsCertificateName: most specific attribute first,
// separated by comma and space.
func DistinguishedName(n pkix.Name) string {
	sequence := n.ToRDNSequence()
	if len(n.Names) > 0 {
		sequence = nil
		for _, a := range n.Names {
			sequence = append(sequence, pkix.RelativeDistinguishedNameSET{a})
		}
	}
	var parts []string
	for i := len(sequence) - 1; i >= 0; i-- {
		for _, a := range sequence[i] {
			parts = append(parts, attributeName(a.Type)+"="+fmt.Sprint(a.Value))
		}
	}
	return strings.Join(parts, ", ")
}

func attributeName(oid asn1.ObjectIdentifier) string {
	if name, ok := attributeNames[oid.String()]; ok {
		return name
	}
	return "OID." + oid.String()
}

package relay

import (
	"crypto/x509/pkix"
	"fmt"
	"slices"
	"strings"
)

// attributeNames are the short names that Windows has for types of attribute.
var attributeNames = map[string]string{
	"2.5.4.3": "CN", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.7": "L", "2.5.4.8": "S", "2.5.4.6": "C", "2.5.4.9": "STREET",
	"2.5.4.12": "T", "2.5.4.42": "G", "2.5.4.4": "SN", "2.5.4.5": "SERIALNUMBER", "2.5.4.17": "PostalCode",
	"0.9.2342.19200300.100.1.25": "DC", "1.2.840.113549.1.9.1": "E",
}

// DistinguishedName renders a subject or issuer as Windows does in TlsCertificateName: most specific attribute first,
// separated by comma and space, values in double quotes where they would be misread. The lab's certificate authority
// renders names too; neither may import the other, so a test in package sim holds them together.
func DistinguishedName(n pkix.Name) string {
	attributes := n.Names // as encoded, for a name that was read from a certificate
	if len(attributes) == 0 {
		attributes = slices.Concat(n.ToRDNSequence()...)
	}
	var parts []string
	for _, a := range slices.Backward(attributes) {
		name, known := attributeNames[a.Type.String()]
		if !known {
			name = "OID." + a.Type.String()
		}
		parts = append(parts, name+"="+quoteAttribute(fmt.Sprint(a.Value)))
	}
	return strings.Join(parts, ", ")
}

func quoteAttribute(value string) string {
	if value != "" && value == strings.TrimSpace(value) && !strings.ContainsAny(value, ",+=\"\n<>#;") {
		return value
	}
	return `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
}

package labca

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"
	"slices"
	"strings"
)

// attributeTypes are the types of attribute that Windows has short names for.
// Of the names of one type the first is the one that is printed.
var attributeTypes = []struct {
	name string
	oid  asn1.ObjectIdentifier
}{
	{"CN", asn1.ObjectIdentifier{2, 5, 4, 3}},
	{"O", asn1.ObjectIdentifier{2, 5, 4, 10}},
	{"OU", asn1.ObjectIdentifier{2, 5, 4, 11}},
	{"L", asn1.ObjectIdentifier{2, 5, 4, 7}},
	{"S", asn1.ObjectIdentifier{2, 5, 4, 8}}, // Windows says S, everybody else ST
	{"ST", asn1.ObjectIdentifier{2, 5, 4, 8}},
	{"C", asn1.ObjectIdentifier{2, 5, 4, 6}},
	{"STREET", asn1.ObjectIdentifier{2, 5, 4, 9}},
	{"T", asn1.ObjectIdentifier{2, 5, 4, 12}},
	{"G", asn1.ObjectIdentifier{2, 5, 4, 42}},
	{"SN", asn1.ObjectIdentifier{2, 5, 4, 4}},
	{"SERIALNUMBER", asn1.ObjectIdentifier{2, 5, 4, 5}},
	{"PostalCode", asn1.ObjectIdentifier{2, 5, 4, 17}},
	{"DC", asn1.ObjectIdentifier{0, 9, 2342, 19200300, 100, 1, 25}},
	{"E", asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}},
	{"emailAddress", asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 1}},
}

// DN renders a distinguished name as Windows does, and as Exchange does in its
// "<I>issuer<S>subject" strings: the most specific attribute first, ", " between
// them, and values in double quotes where they need it. For example,
// "CN=mail.contoso.com, O=Contoso, C=US".
//
// The order is that of the certificate or of the text the name was parsed from;
// a name put together in Go has the order of [pkix.Name.ToRDNSequence].
func DN(name pkix.Name) string {
	var parts []string
	for _, a := range slices.Backward(attributes(name)) {
		parts = append(parts, typeName(a.Type)+"="+quote(fmt.Sprint(a.Value)))
	}
	return strings.Join(parts, ", ")
}

// attributes lists the attributes of a name as encoded: the most specific last.
func attributes(name pkix.Name) []pkix.AttributeTypeAndValue {
	if len(name.Names) > 0 {
		return name.Names
	}
	return slices.Concat(name.ToRDNSequence()...)
}

// rawName encodes a name with its attributes in their order, which
// [pkix.Name.ToRDNSequence] alone would not keep.
func rawName(name pkix.Name) ([]byte, error) {
	var sequence pkix.RDNSequence
	for _, a := range attributes(name) {
		sequence = append(sequence, pkix.RelativeDistinguishedNameSET{a})
	}
	return asn1.Marshal(sequence)
}

// typeName is the name of an attribute type; Windows falls back on the number.
func typeName(oid asn1.ObjectIdentifier) string {
	for _, t := range attributeTypes {
		if t.oid.Equal(oid) {
			return t.name
		}
	}
	return "OID." + oid.String()
}

// quote puts a value in double quotes if it would be misread otherwise. A double
// quote within is doubled.
func quote(value string) string {
	if value != "" && value == strings.TrimSpace(value) && !strings.ContainsAny(value, ",+=\"\n<>#;") {
		return value
	}
	return `"` + strings.ReplaceAll(value, `"`, `""`) + `"`
}

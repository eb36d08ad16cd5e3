package labca

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ParseDN reads a distinguished name as [DN] writes it. Attribute types are read
// without regard to case; besides those that DN writes, it knows ST for S and
// emailAddress for E. A backslash means nothing special.
func ParseDN(s string) (pkix.Name, error) {
	sequence := pkix.RDNSequence{}
	rest := s
	for {
		attribute, after, err := parseAttribute(rest)
		if err != nil {
			return pkix.Name{}, fmt.Errorf("distinguished name %q: %w", s, err)
		}
		sequence = append(sequence, pkix.RelativeDistinguishedNameSET{attribute})
		if after == "" {
			break
		}
		rest = after[len(","):]
	}
	slices.Reverse(sequence)
	var name pkix.Name
	name.FillFromRDNSequence(&sequence)
	if _, err := rawName(name); err != nil {
		return pkix.Name{}, fmt.Errorf("distinguished name %q: %w", s, err)
	}
	return name, nil
}

// parseAttribute reads one "type=value"; what comes after it is empty or begins
// with a comma.
func parseAttribute(s string) (a pkix.AttributeTypeAndValue, after string, err error) {
	typ, rest, found := strings.Cut(s, "=")
	typ = strings.TrimSpace(typ)
	if !found {
		return a, "", fmt.Errorf("no = in %q (a value that contains a comma stands in double quotes)", s)
	}
	if a.Type, err = parseType(typ); err != nil {
		return a, "", err
	}
	value, after, err := parseValue(rest)
	if err != nil {
		return a, "", fmt.Errorf("%s: %w", typ, err)
	}
	if !utf8.ValidString(value) {
		return a, "", fmt.Errorf("%s: value is not UTF-8", typ)
	}
	a.Value = value
	return a, after, nil
}

func parseType(s string) (asn1.ObjectIdentifier, error) {
	for _, t := range attributeTypes {
		if strings.EqualFold(t.name, s) {
			return t.oid, nil
		}
	}
	if len(s) > 4 && strings.EqualFold(s[:4], "OID.") {
		s = s[4:]
	}
	var oid asn1.ObjectIdentifier
	for arc := range strings.SplitSeq(s, ".") {
		n, err := strconv.ParseUint(arc, 10, 31)
		if err != nil {
			return nil, fmt.Errorf("unknown attribute type %q (it is CN, O, OU, L, S, C, DC, E or a dotted number)", s)
		}
		oid = append(oid, int(n))
	}
	if _, err := asn1.Marshal(oid); err != nil {
		return nil, fmt.Errorf("attribute type %q is not an object identifier", s)
	}
	return oid, nil
}

// parseValue reads a value, quoted or bare.
func parseValue(s string) (value, after string, err error) {
	s = strings.TrimSpace(s)
	if quoted, ok := strings.CutPrefix(s, `"`); ok {
		return parseQuoted(quoted)
	}
	end := strings.IndexByte(s, ',')
	if end < 0 {
		end = len(s)
	}
	value = strings.TrimSpace(s[:end])
	switch {
	case value == "":
		return "", "", errors.New("no value")
	case value != quote(value):
		return "", "", fmt.Errorf("value %q needs double quotes", value)
	}
	return value, s[end:], nil
}

// parseQuoted reads the rest of a value that began with a double quote.
func parseQuoted(s string) (value, after string, err error) {
	for {
		piece, rest, closed := strings.Cut(s, `"`)
		if !closed {
			return "", "", errors.New("missing closing quote")
		}
		value += piece
		if rest, doubled := strings.CutPrefix(rest, `"`); doubled {
			value += `"`
			s = rest
			continue
		}
		after = strings.TrimSpace(rest)
		if after != "" && after[0] != ',' {
			return "", "", fmt.Errorf("unexpected %q after the closing quote", after)
		}
		return value, after, nil
	}
}

// parseSubject reads a distinguished name, or a bare common name: one that has
// no = in it.
func parseSubject(s string) (pkix.Name, error) {
	if s == "" {
		return pkix.Name{}, errors.New("a certificate needs a subject")
	}
	if !strings.Contains(s, "=") {
		s = "CN=" + quote(s)
	}
	return ParseDN(s)
}

// FullName is the distinguished name of the authority that [New] makes of a name, as [DN] writes it. The error says
// what [New] would panic about.
func FullName(name string) (string, error) {
	parsed, err := parseSubject(name)
	if err != nil {
		return "", err
	}
	return DN(parsed), nil
}

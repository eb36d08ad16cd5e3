package relay

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"strings"
)

// TLSA is a record by which a domain says in DNS what certificate its mail host shows (RFC 6698).
type TLSA struct {
	Usage    uint8  // 2: of an authority in the chain, 3: of the host itself; 0 and 1 are of no use for SMTP (L86)
	Selector uint8  // 0: the certificate, 1: its public key
	Matching uint8  // 0: as it is, 1: SHA-256, 2: SHA-512
	Data     string // in hexadecimal digits
}

// TLSAOf is the record that fits a certificate.
func TLSAOf(usage, selector, matching uint8, c *x509.Certificate) TLSA {
	t := TLSA{Usage: usage, Selector: selector, Matching: matching}
	t.Data = t.digits(c)
	return t
}

// ParseTLSA reads a record as a zone file has it: "3 1 1 1A2B...".
func ParseTLSA(s string) (TLSA, error) {
	var t TLSA
	fields := strings.Fields(s)
	if len(fields) < 4 {
		return t, fmt.Errorf("%q is not a usage, a selector, a matching type and hexadecimal digits", s)
	}
	for i, to := range []*uint8{&t.Usage, &t.Selector, &t.Matching} {
		if n := fields[i]; len(n) != 1 || n[0] < '0' || n[0] > "312"[i] {
			return t, fmt.Errorf("%q is none of 0 to %c, the %s of RFC 6698", n, "312"[i],
				[]string{"usages", "selectors", "matching types"}[i])
		}
		*to = fields[i][0] - '0'
	}
	data, err := hex.DecodeString(strings.Join(fields[3:], ""))
	if want := []int{0, sha256.Size, sha512.Size}[t.Matching]; err != nil || len(data) == 0 ||
		want != 0 && len(data) != want {
		return t, fmt.Errorf("%q is not what matching type %d compares with: %s", strings.Join(fields[3:], ""),
			t.Matching, []string{"hexadecimal digits", "64 hexadecimal digits", "128 hexadecimal digits"}[t.Matching])
	}
	t.Data = strings.ToUpper(hex.EncodeToString(data))
	return t, nil
}

func (t TLSA) String() string {
	return fmt.Sprintf("%d %d %d %s", t.Usage, t.Selector, t.Matching, t.Data)
}

// Usable reports whether mail servers look at it: usages 2 and 3 (L86).
func (t TLSA) Usable() bool { return t.Usage >= 2 }

// Matches reports whether the record is about a certificate.
func (t TLSA) Matches(c *x509.Certificate) bool { return t.Data == t.digits(c) }

func (t TLSA) digits(c *x509.Certificate) string {
	data := c.Raw
	if t.Selector == 1 {
		data = c.RawSubjectPublicKeyInfo
	}
	switch t.Matching {
	case 1:
		sum := sha256.Sum256(data)
		data = sum[:]
	case 2:
		sum := sha512.Sum512(data)
		data = sum[:]
	}
	return strings.ToUpper(hex.EncodeToString(bytes.Clone(data)))
}

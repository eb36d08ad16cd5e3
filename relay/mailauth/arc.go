package mailauth

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"hybridsim/relay"
)

// Chain is what a message says about the mail systems that it passed, each of which sealed what it had found (RFC
// 8617).
type Chain struct {
	Result Result // None: nobody sealed it
	Sealer string // d= of the last seal
	Found  string // the last ARC-Authentication-Results
	Reason string
}

// The fields of an ARC set.
const (
	arcResults   = "ARC-Authentication-Results"
	arcSignature = "ARC-Message-Signature"
	arcSeal      = "ARC-Seal"
)

// maxSets is how many sets a chain may have (RFC 8617 section 5.2).
const maxSets = 50

// set is what one mail system added.
type set struct{ results, signature, seal string }

// Vouches reports whether the chain holds, was sealed last by one of the sealers, and says that DMARC had passed there
// (P8.14; that the last seal counts is inferred).
func (c Chain) Vouches(sealers []string) bool {
	if c.Result != Pass || !strings.Contains(strings.ToLower(c.Found), "dmarc=pass") {
		return false
	}
	for _, s := range sealers {
		if sameFold(s, c.Sealer) {
			return true
		}
	}
	return false
}

// verifyARC checks the chain of a message (RFC 8617 section 5.2): the last signature, and every seal.
func verifyARC(content []byte, r Resolver) Chain {
	header, body := relay.SplitMessage(content)
	if !header.Has(arcSeal) {
		return Chain{Result: None}
	}
	sets, err := arcSets(header)
	if err == nil {
		last := sets[len(sets)-1]
		if err = verifySignature(last.signature, header, body, r); err == nil {
			err = verifySeals(sets, r)
		}
		c := Chain{Sealer: tagsOf(last.seal)["d"], Found: last.results}
		if err == nil {
			c.Result, c.Reason = Pass, fmt.Sprintf("%d seals hold", len(sets))
			return c
		}
	}
	return Chain{Result: Fail, Reason: err.Error()}
}

// arcSets puts the fields of a chain in order; each instance must be whole.
func arcSets(h relay.Header) ([]set, error) {
	found := map[int]*set{}
	for _, f := range h {
		var at func(*set) *string
		switch {
		case strings.EqualFold(f.Name, arcResults):
			at = func(s *set) *string { return &s.results }
		case strings.EqualFold(f.Name, arcSignature):
			at = func(s *set) *string { return &s.signature }
		case strings.EqualFold(f.Name, arcSeal):
			at = func(s *set) *string { return &s.seal }
		default:
			continue
		}
		n, err := strconv.Atoi(tagsOf(f.Value)["i"])
		if err != nil || n < 1 || n > maxSets {
			return nil, errors.New("a field has no instance")
		}
		if found[n] == nil {
			found[n] = &set{}
		}
		if p := at(found[n]); *p == "" {
			*p = f.Value
			continue
		}
		return nil, fmt.Errorf("instance %d is there twice", n)
	}
	sets := make([]set, len(found))
	for n := range sets {
		s, want := found[n+1], "pass"
		if n == 0 {
			want = "none"
		}
		if s == nil || s.results == "" || s.signature == "" || s.seal == "" || tagsOf(s.seal)["cv"] != want {
			return nil, fmt.Errorf("instance %d is not whole", n+1)
		}
		sets[n] = *s
	}
	return sets, nil
}

// verifySignature checks an ARC-Message-Signature. Canonicalization is relaxed, as sealers have it; others fail.
func verifySignature(field string, h relay.Header, body []byte, r Resolver) error {
	tags := tagsOf(field)
	if tags["c"] != "relaxed/relaxed" {
		return errors.New("its canonicalization is not relaxed/relaxed")
	}
	sum := sha256.Sum256(relaxedBody(body))
	if base64.StdEncoding.EncodeToString(sum[:]) != tags["bh"] {
		return errors.New(bodyChanged)
	}
	var signed strings.Builder
	used := map[string]int{}
	for name := range strings.SplitSeq(tags["h"], ":") {
		name = strings.ToLower(strings.TrimSpace(name))
		if f, ok := fromBelow(h, name, used[name]); ok {
			used[name]++
			signed.WriteString(relaxedField(f.Name, f.Value) + "\r\n")
		}
	}
	signed.WriteString(relaxedField(arcSignature, withoutB(field)))
	return verifyRSA(tags, signed.String(), r)
}

// fromBelow is the field of a name that has so many others below it.
func fromBelow(h relay.Header, name string, below int) (relay.Field, bool) {
	for i := len(h) - 1; i >= 0; i-- {
		if strings.EqualFold(h[i].Name, name) {
			if below == 0 {
				return h[i], true
			}
			below--
		}
	}
	return relay.Field{}, false
}

// verifySeals checks every seal, the last first.
func verifySeals(sets []set, r Resolver) error {
	for n := len(sets); n > 0; n-- {
		var signed strings.Builder
		for i, s := range sets[:n] {
			signed.WriteString(relaxedField(arcResults, s.results) + "\r\n" + relaxedField(arcSignature, s.signature) +
				"\r\n")
			if i < n-1 {
				signed.WriteString(relaxedField(arcSeal, s.seal) + "\r\n")
				continue
			}
			signed.WriteString(relaxedField(arcSeal, withoutB(s.seal)))
		}
		if err := verifyRSA(tagsOf(sets[n-1].seal), signed.String(), r); err != nil {
			return fmt.Errorf("seal %d: %w", n, err)
		}
	}
	return nil
}

// verifyRSA checks a signature with the key that its domain publishes.
func verifyRSA(tags map[string]string, signed string, r Resolver) error {
	if tags["a"] != "rsa-sha256" {
		return fmt.Errorf("%q is no algorithm of ARC", tags["a"])
	}
	records, err := r.LookupTXT(tags["s"] + "._domainkey." + tags["d"])
	if err != nil || len(records) == 0 {
		return errors.New(noKey)
	}
	der, err := base64.StdEncoding.DecodeString(tagsOf(strings.Join(records, ""))["p"])
	if err != nil {
		return errors.New(noKey)
	}
	key, err := x509.ParsePKIXPublicKey(der)
	public, ok := key.(*rsa.PublicKey)
	if err != nil || !ok {
		return errors.New(noKey)
	}
	signature, err := base64.StdEncoding.DecodeString(tags["b"])
	sum := sha256.Sum256([]byte(signed))
	if err != nil || rsa.VerifyPKCS1v15(public, crypto.SHA256, sum[:], signature) != nil {
		return errors.New(badSignature)
	}
	return nil
}

// tagsOf reads a list of tags (RFC 6376 section 3.2) without the blanks in the values.
func tagsOf(list string) map[string]string {
	tags := map[string]string{}
	for part := range strings.SplitSeq(list, ";") {
		name, value, ok := strings.Cut(part, "=")
		if name = strings.TrimSpace(name); ok && tags[name] == "" {
			tags[name] = strings.Join(strings.Fields(value), "")
		}
	}
	return tags
}

var signatureTag = regexp.MustCompile(`(^|;)(\s*b\s*=)[^;]*`)

// withoutB is a field with an empty signature.
func withoutB(field string) string { return signatureTag.ReplaceAllString(field, "$1$2") }

// relaxedField is a field in relaxed form, without its line end (RFC 6376 section 3.4.2).
func relaxedField(name, value string) string {
	return strings.ToLower(name) + ":" + strings.Join(strings.Fields(value), " ")
}

var blanks = regexp.MustCompile(`[ \t]+`)

// relaxedBody is a body in relaxed form (RFC 6376 section 3.4.4).
func relaxedBody(body []byte) []byte {
	var out []byte
	for line := range bytes.SplitSeq(body, []byte("\r\n")) {
		out = append(out, bytes.TrimRight(blanks.ReplaceAll(line, []byte(" ")), " ")...)
		out = append(out, "\r\n"...)
	}
	out = bytes.TrimRight(out, "\r\n")
	if len(out) == 0 {
		return nil
	}
	return append(out, "\r\n"...)
}

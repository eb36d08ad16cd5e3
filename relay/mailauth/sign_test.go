package mailauth_test

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"flag"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"
	"golang.org/x/tools/txtar"

	"hybridsim/relay"
)

var update = flag.Bool("update", false, "sign the stories' signed attachments anew")

// keyOf derives an RSA key from a label, "selector._domainkey.domain", so that everybody who signs for it uses the same.
func keyOf(label string) *rsa.PrivateKey {
	p, q, one := primeOf(label, "p"), primeOf(label, "q"), big.NewInt(1)
	key := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: new(big.Int).Mul(p, q), E: 65537}, Primes: []*big.Int{p, q}}
	phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	key.D = new(big.Int).ModInverse(big.NewInt(65537), phi)
	key.Precompute()
	if err := key.Validate(); err != nil {
		panic(err)
	}
	return key
}

// primeOf finds the first prime of 512 bits at or behind a number that follows from the label.
func primeOf(label, which string) *big.Int {
	var digits []byte
	for i := range uint32(2) {
		sum := sha256.Sum256(binary.BigEndian.AppendUint32([]byte(label+"\n"+which), i))
		digits = append(digits, sum[:]...)
	}
	digits[0] |= 0xC0 // so that the product has 1024 bits
	digits[len(digits)-1] |= 1
	for p := new(big.Int).SetBytes(digits); ; p.Add(p, big.NewInt(2)) {
		if p.ProbablyPrime(20) {
			return p
		}
	}
}

// record is the TXT record that publishes the key of a label.
func record(label string) string {
	der, err := x509.MarshalPKIXPublicKey(&keyOf(label).PublicKey)
	if err != nil {
		panic(err)
	}
	return "v=DKIM1; k=rsa; p=" + base64.StdEncoding.EncodeToString(der)
}

// sign puts a domain's signature before a message.
func sign(t *testing.T, selector, domain, message string) string {
	t.Helper()
	var signed bytes.Buffer
	err := dkim.Sign(&signed, strings.NewReader(message), &dkim.SignOptions{
		Domain: domain, Selector: selector, Signer: keyOf(selector + "._domainkey." + domain),
		HeaderCanonicalization: dkim.CanonicalizationRelaxed, BodyCanonicalization: dkim.CanonicalizationRelaxed,
		HeaderKeys: []string{"From", "To", "Subject", "Date", "Message-ID"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return signed.String()
}

var bodyHash = regexp.MustCompile(`bh=([^;]+);`)

// seal puts an ARC set before a message, as a mail system that found the given results (RFC 8617 section 5.1).
func seal(t *testing.T, i int, cv, selector, domain, results, message string) string {
	t.Helper()
	key := keyOf(selector + "._domainkey." + domain)
	b := func(text string) string {
		sum := sha256.Sum256([]byte(text))
		signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
		if err != nil {
			t.Fatal(err)
		}
		return base64.StdEncoding.EncodeToString(signature)
	}
	relaxed := func(name, value string) string {
		return strings.ToLower(name) + ":" + strings.Join(strings.Fields(value), " ")
	}
	header, _ := relay.SplitMessage([]byte(message))
	hash := bodyHash.FindStringSubmatch(sign(t, selector, domain, message))[1] // by the library for DKIM
	signed := ""
	for _, name := range []string{"From", "To", "Subject"} {
		signed += relaxed(name, header.Get(name)) + "\r\n"
	}
	ams := fmt.Sprintf("i=%d; a=rsa-sha256; c=relaxed/relaxed; d=%s; s=%s; h=From:To:Subject;\r\n bh=%s;\r\n b=", i, domain, selector, hash)
	ams += b(signed + relaxed("ARC-Message-Signature", ams))
	results = fmt.Sprintf("i=%d; %s", i, results)
	as := fmt.Sprintf("i=%d; a=rsa-sha256; cv=%s; d=%s; s=%s;\r\n b=", i, cv, domain, selector)
	chain := ""
	for n := 1; n < i; n++ {
		for _, name := range []string{"ARC-Authentication-Results", "ARC-Message-Signature", "ARC-Seal"} {
			for _, f := range header {
				if f.Name == name && strings.HasPrefix(f.Value, fmt.Sprintf("i=%d;", n)) {
					chain += relaxed(name, f.Value) + "\r\n"
				}
			}
		}
	}
	as += b(chain + relaxed("ARC-Authentication-Results", results) + "\r\n" + relaxed("ARC-Message-Signature", ams) + "\r\n" + relaxed("ARC-Seal", as))
	return "ARC-Seal: " + as + "\r\nARC-Message-Signature: " + ams + "\r\nARC-Authentication-Results: " + results + "\r\n" + message
}

func crlf(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\n", "\r\n")
}

var tag = regexp.MustCompile(`(?:^|[;\s])(d|s)=([^;\s]+)`)

// TestStoriesPublishTheKeysOfTheirSignatures finds the attachments of stories that are signed, and the records that the
// stories publish. With -update it signs the attachments anew: their first field must be a DKIM-Signature with s= and d=.
// Signing stamps the wall clock, which nothing rests on.
func TestStoriesPublishTheKeysOfTheirSignatures(t *testing.T) {
	files, err := filepath.Glob("../../scenarios/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		story := txtar.Parse(text)
		for i, f := range story.Files {
			header, body := relay.SplitMessage([]byte(crlf(string(f.Data))))
			if len(header) == 0 || header[0].Name != "DKIM-Signature" && header[0].Name != "ARC-Seal" {
				continue
			}
			found = true
			tags := map[string]string{}
			for _, m := range tag.FindAllStringSubmatch(header[0].Value, -1) {
				tags[m[1]] = m[2]
			}
			label := tags["s"] + "._domainkey." + tags["d"]
			if line := fmt.Sprintf("net> dns %s TXT %s\n", label, record(label)); !strings.Contains(string(story.Comment), line) {
				t.Errorf("%s has a message signed by %s and needs\n%s", file, label, line)
			}
			if header[0].Name == "ARC-Seal" {
				if _, results, _ := strings.Cut(header[2].Value, "; "); *update {
					sealed := seal(t, 1, "none", tags["s"], tags["d"], results, string(relay.Content(header[3:], body)))
					story.Files[i].Data = []byte(strings.ReplaceAll(sealed, "\r\n", "\n"))
				}
				continue
			}
			if *update {
				signed := sign(t, tags["s"], tags["d"], string(relay.Content(header[1:], body)))
				story.Files[i].Data = []byte(strings.ReplaceAll(signed, "\r\n", "\n"))
			}
		}
		if again := txtar.Format(story); *update && !slices.Equal(again, text) {
			if err := os.WriteFile(file, again, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	if !found {
		t.Error("no story has a signed message any more; is this test still of use?")
	}
}

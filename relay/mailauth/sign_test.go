package mailauth_test

import (
	"bytes"
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
			if len(header) == 0 || header[0].Name != "DKIM-Signature" {
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

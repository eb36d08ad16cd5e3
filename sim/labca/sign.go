package labca

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"math/big"
	"sync"
)

// Keys and certificates follow from their labels, so what one world has computed serves the next: a run plays each
// story on several worlds. Nothing that is kept is ever written to.
var (
	keys         sync.Map // label -> *ecdsa.PrivateKey
	certificates sync.Map // what is signed, by whom -> *x509.Certificate
)

// keyFor returns the P-256 key that belongs to a label.
func keyFor(label string) *ecdsa.PrivateKey {
	if key, ok := keys.Load(label); ok {
		return key.(*ecdsa.PrivateKey)
	}
	key, _ := keys.LoadOrStore(label, computeKey(label))
	return key.(*ecdsa.PrivateKey)
}

func computeKey(label string) *ecdsa.PrivateKey {
	for try := 0; ; try++ {
		scalar := sha256.Sum256(fmt.Appendf(nil, "key %d %s", try, label))
		key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:])
		if err == nil {
			return key
		}
		// One hash in four thousand million is not below the order of the curve.
	}
}

// serialFor computes the serial number that belongs to a label: 16 bytes, and
// positive.
func serialFor(label string) *big.Int {
	sum := sha256.Sum256([]byte("serial " + label))
	sum[0] = sum[0]&0x3f | 0x40
	return new(big.Int).SetBytes(sum[:16])
}

// subjectKeyID is the first method of RFC 5280, section 4.2.1.2. The default of
// crypto/x509 is not the same in all versions of Go.
func subjectKeyID(key *ecdsa.PrivateKey) []byte {
	point, err := key.PublicKey.Bytes()
	if err != nil {
		panic(err) // unreachable: the key is on its curve
	}
	id := sha1.Sum(point)
	return id[:]
}

func authorityTemplate(label string, subject pkix.Name, key *ecdsa.PrivateKey) *x509.Certificate {
	return &x509.Certificate{
		Subject:               subject,
		SerialNumber:          serialFor(label),
		NotBefore:             rootNotBefore,
		NotAfter:              rootNotAfter,
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		SubjectKeyId:          subjectKeyID(key),
	}
}

// signer is the issuer of a certificate: what signing takes. For a self-signed
// certificate its own template stands in for the issuer's certificate.
type signer struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

// sign makes the certificate of a template and of the public half of a key.
func (s signer) sign(template *x509.Certificate, key *ecdsa.PrivateKey) (*x509.Certificate, error) {
	raw, err := rawName(template.Subject)
	if err != nil {
		return nil, err
	}
	template.RawSubject = raw // keeps the order of the distinguished name
	what := fmt.Sprint(raw, template.SerialNumber, template.NotBefore.UnixNano(), template.NotAfter.UnixNano(),
		template.DNSNames, template.IsCA, template.ExtKeyUsage,
		template.SubjectKeyId, subjectKeyID(key), s.cert.RawSubject, s.cert.SerialNumber, subjectKeyID(s.key))
	if cert, ok := certificates.Load(what); ok {
		return cert.(*x509.Certificate), nil
	}
	// Without a source of randomness the signature follows RFC 6979.
	der, err := x509.CreateCertificate(nil, template, s.cert, &key.PublicKey, s.key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, err
	}
	kept, _ := certificates.LoadOrStore(what, cert)
	return kept.(*x509.Certificate), nil
}

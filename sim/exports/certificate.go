package exports

import (
	"crypto/x509"
	"encoding/base64"
	"strings"

	"hybridsim/relay"
)

// certificateTime is how the dates of a certificate are spelled: in UTC.
const certificateTime = "2006-01-02T15:04:05Z"

// completeCertificate adds to a certificate of which the export shows the bytes what they tell, unless the export tells
// it too.
func completeCertificate(o *Object) {
	if o.Noun != "ExchangeCertificate" {
		return
	}
	raw := o.Property("RawData")
	if raw == nil || raw.Value.Text == "" {
		return
	}
	der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(raw.Value.Text), ""))
	if err != nil {
		raw.Value.Unknown = "not base64"
		return
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		raw.Value.Unknown = "not a certificate: " + err.Error()
		return
	}
	at := raw.At
	for _, p := range []Property{
		{"Subject", at, Value{Text: relay.DistinguishedName(leaf.Subject)}},
		{"Issuer", at, Value{Text: relay.DistinguishedName(leaf.Issuer)}},
		{"Thumbprint", at, Value{Text: relay.Thumbprint(leaf)}},
		{"NotBefore", at, Value{Text: leaf.NotBefore.UTC().Format(certificateTime)}},
		{"NotAfter", at, Value{Text: leaf.NotAfter.UTC().Format(certificateTime)}},
		{"CertificateDomains", at, Value{List: relay.CertificateNames(leaf)}},
	} {
		if given := o.Property(p.Name); given == nil {
			o.Properties = append(o.Properties, p)
		} else if !given.Value.Known() || given.Value.Null {
			given.Value = p.Value
		}
	}
}

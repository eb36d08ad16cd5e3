package mailauth

import (
	"bytes"
	"strings"

	"github.com/emersion/go-msgauth/dkim"
)

// Signature is the outcome for one DKIM-Signature field.
type Signature struct {
	Domain string // d=
	Result Result
	Reason string // as Exchange Online words it, where it is known to
}

// The reasons that Exchange Online prints. [D] "Anti-spam message headers"; "no key for signature" [O]
const (
	verified     = "signature was verified"
	notSigned    = "message not signed"
	bodyChanged  = "body hash did not verify"
	badSignature = "signature did not verify"
	noKey        = "no key for signature"
	keyTimeout   = "key query timeout"
)

// maxSignatures bounds the work that a message can make.
const maxSignatures = 10

// Signatures checks all DKIM signatures of a message (RFC 6376).
func Signatures(content []byte, r Resolver) []Signature {
	header, _, _ := bytes.Cut(content, []byte("\r\n\r\n"))
	if !bytes.Contains(bytes.ToLower(header), []byte("dkim-signature")) { // most mail: the library need not read it
		return nil
	}
	// The error is about content that has no header to look at, or too many signatures; what was verified counts.
	verifications, _ := dkim.VerifyWithOptions(bytes.NewReader(content),
		&dkim.VerifyOptions{LookupTXT: r.LookupTXT, MaxVerifications: maxSignatures})
	var list []Signature
	for _, v := range verifications {
		s := Signature{Domain: v.Domain, Result: Fail}
		switch text := errorText(v.Err); {
		case v.Err == nil:
			s.Result, s.Reason = Pass, verified
		case dkim.IsTempFail(v.Err):
			s.Result, s.Reason = TimedOut, keyTimeout
		case strings.HasPrefix(text, bodyChanged):
			s.Reason = bodyChanged
		case strings.HasPrefix(text, badSignature):
			s.Reason = badSignature
		case strings.HasPrefix(text, noKey), strings.HasPrefix(text, "no valid key"),
			strings.HasPrefix(text, "key revoked"):
			s.Reason = noKey
		default:
			s.Reason = text
		}
		list = append(list, s)
	}
	return list
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return strings.TrimPrefix(err.Error(), "dkim: ")
}

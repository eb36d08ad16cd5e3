package mailauth

import (
	"fmt"

	"hybridsim/relay"
)

// FieldName is the header field that tells the outcome (RFC 8601).
const FieldName = "Authentication-Results"

// Field writes the verdict down as Exchange Online does: without the name of who judged, one signature, and the action
// in DMARC's part. enforced tells whether a policy of reject is; if not, the action is oreject, for override. [D]
// "Anti-spam message headers". composite is the result of composite authentication, where there is one.
func (v Verdict) Field(enforced bool, composite string) relay.Field {
	value := fmt.Sprintf("spf=%s (sender IP is %s)\r\n smtp.mailfrom=%s; %s;\r\n dmarc=%s action=%s header.from=%s",
		v.SPF, v.Client, v.SPFDomain, v.signature(), v.DMARC, v.action(enforced), v.From)
	if composite != "" {
		value += ";compauth=" + composite
	}
	return relay.Field{Name: FieldName, Value: value}
}

// signature is DKIM's part: the signature that speaks loudest [I].
func (v Verdict) signature() string {
	if len(v.DKIM) == 0 {
		return "dkim=none (" + notSigned + ")\r\n header.d=none"
	}
	best := v.DKIM[0]
	for _, s := range v.DKIM {
		if volume(s, v.From) > volume(best, v.From) {
			best = s
		}
	}
	return fmt.Sprintf("dkim=%s (%s)\r\n header.d=%s", best.Result, best.Reason, best.Domain)
}

func volume(s Signature, from string) int {
	loud := 0
	if s.Result == Pass {
		loud += 2
	}
	if speaksFor(s.Domain, from, false) {
		loud++
	}
	return loud
}

func (v Verdict) action(enforced bool) string {
	switch {
	case v.DMARC != Fail:
		return "none"
	case v.Policy == PolicyReject && !enforced:
		return "oreject"
	default:
		return string(v.Policy)
	}
}

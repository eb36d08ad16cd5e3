package mailauth

import (
	"fmt"
	"time"

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

// protocolTold is from when on a pass ends in pr=C (V2.15 [I]).
var protocolTold = time.Date(2022, time.January, 1, 0, 0, 0, 0, time.UTC)

// ReceivedSPF is the field that tells of SPF alone, in the service's words (G2.21, V2.15 [O]; of results that no header
// was found with, as RFC 7208 section 9.1 has them [I]).
func (v Verdict) ReceivedSPF(hello string, now time.Time) relay.Field {
	const service = "protection.outlook.com"
	result, about, end := map[Result]string{Pass: "Pass", Fail: "Fail", SoftFail: "SoftFail", Neutral: "Neutral",
		TempError: "TempError", PermError: "PermError"}[v.SPF], "", ""
	switch v.SPF {
	case Pass:
		about, end = fmt.Sprintf("domain of %s designates %s as permitted sender", v.SPFDomain, v.Client), ""
		if !now.Before(protocolTold) {
			end = " pr=C"
		}
	case Fail:
		about = fmt.Sprintf("domain of %s does not designate %s as permitted sender", v.SPFDomain, v.Client)
	case SoftFail:
		about = fmt.Sprintf("domain of transitioning %s discourages use of %s as permitted sender", v.SPFDomain,
			v.Client)
	case Neutral:
		about = fmt.Sprintf("%s is neither permitted nor denied by domain of %s", v.Client, v.SPFDomain)
	case TempError, PermError:
		about = "error in processing during lookup of " + v.SPFDomain
	default:
		result, about = "None", v.SPFDomain+" does not designate permitted sender hosts"
	}
	if v.SPF != Pass && v.SPF != Fail && v.SPF != SoftFail {
		return relay.Field{Name: "Received-SPF", Value: fmt.Sprintf("%s (%s: %s)", result, service, about)}
	}
	return relay.Field{Name: "Received-SPF", Value: fmt.Sprintf("%s (%s: %s)\r\n receiver=%s; client-ip=%s; helo=%s;%s",
		result, service, about, service, v.Client, hello, end)}
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

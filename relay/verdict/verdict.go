package verdict

import (
	"bytes"
	"cmp"
	"fmt"

	"hybridsim/relay"
	"hybridsim/relay/mailauth"
)

// Judging is as what a message is judged.
type Judging string

// Judgings.
const (
	Not     Judging = "not judged"
	Inbound Judging = "as mail from outside"
)

// Which says whether mail is judged. Incoming mail is, by whatever connector (G2.1, G2.15). The tenant's own servers'
// mail is when it was not promoted and somebody here has a mailbox for it: it is taken as if it came from outside
// (G2.6, G2.70). What was promoted keeps the verdict that it has (G2.5). On its way out own mail is judged too, and
// nothing comes of that but fields (G2.2), which are not written here.
func Which(direction relay.Directionality, promoted, toMailbox bool) Judging {
	if direction == relay.Incoming || !promoted && toMailbox {
		return Inbound
	}
	return Not
}

// HighConfidencePhish is the category that no list of a mailbox lifts, nor a mail-flow rule (G2.50, P8.7).
const HighConfidencePhish = "HPHSH"

// Known is what is known about a message that is judged.
type Known struct {
	Day       relay.Era
	Auth      mailauth.Verdict
	Own       bool // the From domain is one of the tenant's
	Honoured  bool // its MX points here, or Enhanced Filtering is on (G2.55)
	Allowed   bool // the address is on the IP Allow List, and no connector speaks for it (G2.66)
	Listed    bool // the address is on the IP Allow List
	Body      []byte
	Direction relay.Directionality
	Blocked   bool // the tenant's list blocks the From address (P8.10)
	Passed    bool // the tenant's list lets it pass, spam or not
	Sealed    bool // a trusted ARC sealer vouches for it (P8.14)
}

// Rejects reports whether the sender's policy has the message refused: where it is honoured, and never for the tenant's
// own mail (G2.57, G2.58).
func (k Known) Rejects() bool {
	return k.Auth.Rejected() && k.Honours() && !k.Sealed
}

// Honours reports whether the sender's policy is honoured for the message.
func (k Known) Honours() bool {
	return k.Honoured && relay.DMARCHonoured.Holds(k.Day) && k.Direction == relay.Incoming
}

// Of weighs what is known. Categories are tried in the order of G2.32 to G2.41.
func Of(k Known) (relay.Verdict, relay.Decision) {
	v := relay.Verdict{SFV: "NSPM", CAT: "NONE", SCL: 1, IPV: "NLI"}
	d := relay.Decision{Question: relay.WhichVerdict, Subject: k.Auth.Client.String(),
		Source: "G2.31, G2.32, G2.34, G2.41"}
	v.Composite, v.Honoured, v.SPFFail = composite(k), k.Honours(), k.Auth.SPF == mailauth.Fail
	if k.Listed {
		v.IPV = "CAL"
	}
	weigh := func(name string, holds bool, property, why string) bool {
		c := relay.Rejected(name, property, why)
		c.Chosen, c.Fits = holds, holds
		d.Candidates = append(d.Candidates, c)
		if holds {
			d.Because = why
		}
		return holds
	}
	explicit := k.explicit() && !k.Sealed
	if explicit {
		v.Explicit = string(k.Auth.Policy)
	}
	policy := fmt.Sprintf("dmarc=%s p=%s", k.Auth.DMARC, k.Auth.Policy)
	switch {
	case weigh("high-confidence phishing", k.Blocked, "Tenant Allow/Block List", "the tenant blocks the sender"):
		v.SFV, v.CAT, v.SCL, v.Action = "SPM", HighConfidencePhish, 9, relay.ToQuarantine
	case weigh("high-confidence spam",
		bytes.Contains(k.Body, []byte(relay.GTUBE)) && !k.Allowed && !k.Passed, "content",
		"the test text for spam filters is in it"):
		v.SFV, v.CAT, v.SCL, v.Action = "SPM", "HSPM", 9, relay.ToJunk
	case weigh("spoof, its policy honoured", explicit && k.Honours(), policy,
		"the sender's domain wants it kept out"):
		v.SFV, v.CAT, v.SCL, v.Action = "SPM", "SPOOF", 5, relay.ToQuarantine
	case weigh("spoof", explicit, policy, "DMARC fails, and the policy is not honoured here"),
		weigh("spoof of an own domain", k.contradicted(),
			"spf="+string(k.Auth.SPF)+", composite "+cmp.Or(v.Composite, "none"),
			"the tenant's own domain says that this address may not send for it"):
		v.SFV, v.CAT, v.SCL, v.Action = "SPM", "SPOOF", 5, relay.ToJunk
	case weigh("allowed sender", k.Passed, "Tenant Allow/Block List", "the tenant lets the sender pass"):
		v.SFV, v.SCL = "SKA", -1
	case weigh("IP Allow List", k.Allowed, "IPAllowList", "the address is on it"):
		v.SFV, v.SCL = "SKI", -1
	default:
		d.Because = "nothing speaks against it"
	}
	if k.Sealed {
		c := relay.Selected("ARC", "ArcTrustedSealers", k.Auth.ARC.Sealer+" is trusted, and vouches for it")
		d.Candidates = append(d.Candidates, c)
	}
	d.Chosen = fmt.Sprintf("SFV:%s CAT:%s SCL:%d", v.SFV, v.CAT, v.SCL)
	return v, d
}

// explicit reports whether DMARC fails and the sender's domain has a policy for that.
func (k Known) explicit() bool {
	return k.Auth.DMARC == mailauth.Fail &&
		(k.Auth.Policy == mailauth.PolicyReject || k.Auth.Policy == mailauth.PolicyQuarantine)
}

// contradicted reports whether an own domain publishes who may send for it, and it is somebody else. A domain that
// publishes nothing is one that nobody has described; what is sent for it is not taken for spoofed [I].
func (k Known) contradicted() bool {
	a := k.Auth
	return k.Own && !k.Sealed && a.DMARC != mailauth.Pass && a.DMARC != mailauth.BestGuessPass &&
		relay.CompositeAuthentication.Holds(k.Day) && (a.SPF == mailauth.Fail || a.SPF == mailauth.SoftFail)
}

// composite is the result of composite authentication with its reason (G2.27 to G2.30); nothing before every tenant had
// it. The last digits of 601, 100 and the like are fixed [I].
func composite(k Known) string {
	a, explicit := k.Auth, k.explicit()
	switch {
	case !relay.CompositeAuthentication.Holds(k.Day):
		return ""
	case a.DMARC == mailauth.Pass, a.DMARC == mailauth.BestGuessPass:
		return "pass reason=100"
	case k.Sealed:
		return "pass reason=130"
	case explicit && k.Own:
		return "fail reason=010"
	case explicit:
		return "fail reason=000"
	case k.Own:
		return "fail reason=601"
	}
	return "fail reason=001"
}

// Stamp is the field that tells the verdict on both sides (P8.5). What needs a reputation or a look-up stays empty.
func Stamp(v relay.Verdict, origin Hop) relay.Field {
	return relay.Field{Name: relay.AntispamReport, Value: fmt.Sprintf(
		"CIP:%s;CTRY:;LANG:en;SCL:%d;SRV:;IPV:%s;SFV:%s;H:%s;PTR:;CAT:%s;SFS:;DIR:INB;", origin.IP, v.SCL, v.IPV, v.SFV,
		origin.Hello, v.CAT)}
}

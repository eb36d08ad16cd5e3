package verdict

import (
	"slices"
	"strconv"
	"strings"

	"hybridsim/relay"
)

// Policies are what a recipient's mail is under. The zero value, which has none, leaves the defaults.
type Policies struct {
	Spam  *relay.ContentFilterPolicy
	Rule  string // that is about the recipient; empty: the policy is the default one
	Phish *relay.AntiPhishPolicy
	Own   func(domain string) bool // the tenant's own domains
	Day   relay.Era
}

// Rejects reports whether the policy has a message refused that its From domain's policy wants rejected (G2.54).
func (p Policies) Rejects() bool {
	return p.Phish == nil || p.Phish.HonorDmarcPolicy && p.Phish.DmarcRejectAction == relay.RejectInSession
}

// CustomSpam is the field in which a test of the advanced spam filter leaves its name (G2.11, G2.23).
const CustomSpam = "X-CustomSpam"

// under is a verdict as a recipient's policies have it; marked is what stands in X-CustomSpam.
func (p Policies) under(item *relay.MailItem, v relay.Verdict) (_ relay.Verdict, why, marked string) {
	switch {
	case v.CAT == HighConfidencePhish || p.Spam == nil || p.Phish == nil:
		return v, "", ""
	case v.CAT == "SPOOF":
		v.Action, why = p.spoofed(v)
		if why == notWanted {
			v.SFV, v.CAT, v.SCL = "NSPM", "NONE", 1
		}
	case p.Spam.MarkAsSpamSpfRecordHardFail == relay.FilterTestOn && v.SPFFail && v.SCL >= 0:
		v.SFV, v.CAT, v.SCL, marked = "SPM", "HSPM", 9, "SPF Record Fail"
		v.Action, why = p.Spam.HighConfidenceSpamAction, "MarkAsSpamSpfRecordHardFail is On, and SPF fails"
	case p.Spam.MarkAsSpamNdrBackscatter == relay.FilterTestOn && item.From == "" && v.SCL >= 0:
		v.SFV, v.CAT, v.SCL, marked = "SPM", "HSPM", 9, "Backscatter NDR"
		v.Action, why = p.Spam.HighConfidenceSpamAction, "MarkAsSpamNdrBackscatter is On, and the sender is empty"
	case v.CAT == "HSPM" && p.Spam.HighConfidenceSpamAction != v.Action:
		v.Action, why = p.Spam.HighConfidenceSpamAction, "HighConfidenceSpamAction of "+p.Spam.Name
	}
	return v, why, marked
}

const notWanted = "EnableSpoofIntelligence is off: nobody looks for what DMARC does not tell"

// spoofed is what becomes of spoofed mail: the matrix of G2.56.
func (p Policies) spoofed(v relay.Verdict) (relay.VerdictAction, string) {
	phish := p.Phish
	switch honoured := v.Honoured && phish.HonorDmarcPolicy; {
	case honoured && v.Explicit == "quarantine":
		return phish.DmarcQuarantineAction, "DmarcQuarantineAction of " + phish.Name
	case honoured && v.Explicit == "reject":
		return relay.ToQuarantine, "DmarcRejectAction of " + phish.Name
	case phish.EnableSpoofIntelligence:
		return phish.AuthenticationFailAction, "AuthenticationFailAction of " + phish.Name
	case v.Explicit != "":
		return relay.ToQuarantine, "neither honoured nor looked for: quarantined all the same (G2.56)"
	}
	return relay.ToInbox, notWanted
}

// blocks reports whether the anti-spam policy blocks a From address (G2.44).
func (p Policies) blocks(from string) bool {
	return p.Spam != nil && (lists(p.Spam.BlockedSenders, from) || lists(p.Spam.BlockedSenderDomains, from))
}

// blocked is a verdict on mail of a sender whom the policy blocks: phishing keeps its own action.
func (p Policies) blocked(v relay.Verdict) relay.Verdict {
	if v.SFV, v.SCL, v.ByPolicy = "SKB", 6, true; v.Action != relay.ToQuarantine {
		v.Action = p.Spam.SpamAction
	}
	return v
}

// allowed is a verdict on mail of a sender whom the policy lets pass.
func allowed(v relay.Verdict) relay.Verdict {
	v.SFV, v.CAT, v.SCL, v.Action, v.ByPolicy = "SKA", "NONE", -1, relay.ToInbox, true
	return v
}

// byLevel is a verdict on mail to which a mail-flow rule gave a level that the policy quarantines.
func byLevel(v relay.Verdict, level int) relay.Verdict {
	v.SFV, v.SCL, v.Action, v.ByPolicy = "SKS", level, relay.ToQuarantine, true
	return v
}

// lets reports whether the anti-spam policy lets a From address pass: not past a policy of the From domain that is
// honoured (G2.59), and from an own domain only if it is authenticated, since September 2022 (P8.7, G2.143).
func (p Policies) lets(from string, v relay.Verdict) bool {
	if p.Spam == nil || !lists(slices.Concat(p.Spam.AllowedSenders, p.Spam.AllowedSenderDomains), from) {
		return false
	}
	honoured := v.Honoured && v.Explicit != "" && p.Phish != nil && p.Phish.HonorDmarcPolicy
	own := p.Own != nil && p.Own(relay.DomainOf(from)) && relay.OwnSendersProved.Holds(p.Day)
	return !honoured && !(own && !strings.HasPrefix(v.Composite, "pass"))
}

// name is the anti-spam policy's.
func (p Policies) name() string {
	switch {
	case p.Spam == nil:
		return ""
	case p.Rule != "":
		return p.Spam.Name + " (rule " + p.Rule + ")"
	}
	return p.Spam.Name
}

// levelHigh is the level from which spam is of high confidence (G2.43).
const levelHigh = 7

// actionOn is the parameter that says what becomes of mail to which a mail-flow rule gave a level of spam.
func (p Policies) actionOn(level int) string {
	if level >= levelHigh {
		return "HighConfidenceSpamAction " + string(p.Spam.HighConfidenceSpamAction)
	}
	return "SpamAction " + string(p.Spam.SpamAction)
}

// holds reports whether the policy quarantines mail to which a mail-flow rule gave a level; into Junk the level puts it
// by itself (G2.43).
func (p Policies) holds(level int, ruled bool) bool {
	return ruled && p.Spam != nil && (level >= levelHigh && p.Spam.HighConfidenceSpamAction == relay.ToQuarantine ||
		level >= 5 && level < levelHigh && p.Spam.SpamAction == relay.ToQuarantine)
}

// Restamp is a header whose report tells of a verdict as a recipient's policy has made it, and of the test that did.
func Restamp(h relay.Header, v relay.Verdict, marked string) relay.Header {
	report := h.Get(relay.AntispamReport)
	for key, value := range map[string]string{"SCL": strconv.Itoa(v.SCL), "SFV": v.SFV, "CAT": v.CAT} {
		before, rest, ok := strings.Cut(report, ";"+key+":")
		if _, after, ends := strings.Cut(rest, ";"); ok && ends {
			report = before + ";" + key + ":" + value + ";" + after
		}
	}
	if report != "" {
		h = h.Set(relay.AntispamReport, report)
	}
	if marked != "" {
		h = h.Prepend(relay.Field{Name: CustomSpam, Value: marked})
	}
	return h
}

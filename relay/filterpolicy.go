package relay

import (
	"slices"
	"strings"
)

// ContentFilterPolicy is one of a tenant's anti-spam policies (Set-HostedContentFilterPolicy; G2.33, G2.34, G2.40,
// G2.44).
type ContentFilterPolicy struct {
	Name                           string
	IsDefault                      bool // of every tenant; it is for everybody whom no rule is about
	SpamAction                     VerdictAction
	HighConfidenceSpamAction       VerdictAction
	AllowedSenders, BlockedSenders []string // addresses in From
	AllowedSenderDomains           []string
	BlockedSenderDomains           []string
	MarkAsSpamSpfRecordHardFail    FilterTest
	MarkAsSpamNdrBackscatter       FilterTest
	Kept                           Kept
}

// AntiPhishPolicy is one of a tenant's anti-phishing policies (Set-AntiPhishPolicy; G2.39, G2.54, G2.56).
type AntiPhishPolicy struct {
	Name                     string
	IsDefault                bool
	EnableSpoofIntelligence  bool
	AuthenticationFailAction VerdictAction
	HonorDmarcPolicy         bool
	DmarcRejectAction        RejectAction
	DmarcQuarantineAction    VerdictAction
	Kept                     Kept
}

// DefaultAntiPhishPolicy is the name of the anti-phishing policy that every tenant has.
const DefaultAntiPhishPolicy = "Office365 AntiPhish Default"

// NewContentFilterPolicy is an anti-spam policy as it is made.
func NewContentFilterPolicy(name string) *ContentFilterPolicy {
	return &ContentFilterPolicy{Name: name, IsDefault: name == DefaultPolicy, SpamAction: ToJunk,
		HighConfidenceSpamAction: ToJunk, MarkAsSpamSpfRecordHardFail: FilterTestOff,
		MarkAsSpamNdrBackscatter: FilterTestOff}
}

// NewAntiPhishPolicy is an anti-phishing policy as it is made.
func NewAntiPhishPolicy(name string) *AntiPhishPolicy {
	return &AntiPhishPolicy{Name: name, IsDefault: name == DefaultAntiPhishPolicy, EnableSpoofIntelligence: true,
		AuthenticationFailAction: ToJunk, HonorDmarcPolicy: true, DmarcRejectAction: RejectInSession,
		DmarcQuarantineAction: ToQuarantine}
}

// FilterTest is a test of the advanced spam filter, On or Off.
type FilterTest string

// States of a test.
const (
	FilterTestOff FilterTest = "Off"
	FilterTestOn  FilterTest = "On"
)

// Values lists the states.
func (FilterTest) Values() []string { return []string{"Off", "On"} }

// FilterRule says for whose mail an anti-spam or anti-phishing policy is (New-HostedContentFilterRule,
// New-AntiPhishRule; G2.49).
type FilterRule struct {
	Name     string
	Policy   string
	State    RuleState
	Priority int
	Whom     FilterScope // all kinds of conditions hold
	But      FilterScope // and none of the exceptions
	Kept     Kept
}

// FilterScope names recipients.
type FilterScope struct {
	SentTo            []string // addresses
	SentToMemberOf    []string // addresses of groups
	RecipientDomainIs []string
}

// IsZero reports whether the scope names nobody.
func (s FilterScope) IsZero() bool {
	return len(s.SentTo) == 0 && len(s.SentToMemberOf) == 0 && len(s.RecipientDomainIs) == 0
}

// ContentFilterPolicy finds an anti-spam policy by name, or nil.
func (o *Organization) ContentFilterPolicy(name string) *ContentFilterPolicy {
	return named(o.ContentFilterPolicies, name, func(p *ContentFilterPolicy) string { return p.Name })
}

// AntiPhishPolicy finds an anti-phishing policy by name, or nil.
func (o *Organization) AntiPhishPolicy(name string) *AntiPhishPolicy {
	return named(o.AntiPhishPolicies, name, func(p *AntiPhishPolicy) string { return p.Name })
}

func named[T any](list []*T, name string, of func(*T) string) *T {
	i := slices.IndexFunc(list, func(x *T) bool { return strings.EqualFold(of(x), name) })
	if i < 0 {
		return nil
	}
	return list[i]
}

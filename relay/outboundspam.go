package relay

import "strings"

// OutboundSpamPolicy is one of a tenant's outbound spam filter policies (Set-HostedOutboundSpamFilterPolicy; P2.15).
type OutboundSpamPolicy struct {
	Name               string
	IsDefault          bool // of every tenant; it is for everybody whom no rule is about
	AutoForwardingMode AutoForwardingMode
	Kept               Kept
}

// OutboundSpamRule says for whose mail a policy is (New-HostedOutboundSpamFilterRule).
type OutboundSpamRule struct {
	Name                           string
	HostedOutboundSpamFilterPolicy string
	State                          RuleState
	Priority                       int
	From                           []string // addresses
	FromMemberOf                   []string // addresses of groups
	SenderDomainIs                 []string
	Kept                           Kept
}

// AutoForwardingMode says whether mailboxes may forward to outside.
type AutoForwardingMode string

// Modes. What Automatic means, the date says.
const (
	AutoForwardingAutomatic AutoForwardingMode = "Automatic"
	AutoForwardingOn        AutoForwardingMode = "On"
	AutoForwardingOff       AutoForwardingMode = "Off"
)

// Values lists the modes.
func (AutoForwardingMode) Values() []string { return []string{"Automatic", "Off", "On"} }

// RuleState switches a rule.
type RuleState string

// States of a rule.
const (
	RuleEnabled  RuleState = "Enabled"
	RuleDisabled RuleState = "Disabled"
)

// Values lists the states.
func (RuleState) Values() []string { return []string{"Enabled", "Disabled"} }

// DefaultPolicy is the name of the policy that every tenant has.
const DefaultPolicy = "Default"

// OutboundSpamPolicy finds a policy by name, or nil.
func (o *Organization) OutboundSpamPolicy(name string) *OutboundSpamPolicy {
	for _, p := range o.OutboundSpamPolicies {
		if strings.EqualFold(p.Name, name) {
			return p
		}
	}
	return nil
}

package relay

import (
	"reflect"
	"slices"
	"time"
)

// TransportRule is a mail-flow rule of one side (New-TransportRule; P7.1 to P7.8): when all conditions hold and no
// exception does, all its actions are applied.
type TransportRule struct {
	Name                  string
	Priority              int // 0 is asked first
	State                 RuleState
	Mode                  RuleMode
	SenderAddressLocation SenderAddressLocation
	RecipientAddressType  RecipientAddressType
	ActivationDate        Date // it is not asked before; none: at once
	ExpiryDate            Date // it is not asked from then on; none: always
	StopRuleProcessing    bool // no later rule for a message that it matched
	If                    RuleConditions
	Unless                RuleConditions // each exception by itself is enough
	RuleActions
	Comments string
	Kept     Kept
}

// RuleConditions are the predicates of a rule, or its exceptions. What is empty is not asked. The values of one
// predicate are alternatives.
type RuleConditions struct {
	From, FromMemberOf, FromAddressContainsWords, FromAddressMatchesPatterns, SenderDomainIs []string
	FromScope                                                                                UserScope
	SenderIpRanges                                                                           []AddressRange

	SentTo, SentToMemberOf, RecipientDomainIs, RecipientAddressContainsWords []string
	RecipientAddressMatchesPatterns                                          []string
	SentToScope                                                              UserScope

	AnyOfToHeader, AnyOfCcHeader, AnyOfToCcHeader, AnyOfRecipientAddressContainsWords []string

	SubjectContainsWords, SubjectMatchesPatterns, SubjectOrBodyContainsWords []string
	SubjectOrBodyMatchesPatterns, AttachmentNameMatchesPatterns              []string
	HeaderContainsMessageHeader, HeaderMatchesMessageHeader                  string
	HeaderContainsWords, HeaderMatchesPatterns                               []string
	MessageSizeOver, AttachmentSizeOver                                      ByteSize
	MessageTypeMatches                                                       MessageType
	SCLOver                                                                  SCL
}

// IsZero reports whether nothing is asked.
func (c *RuleConditions) IsZero() bool { return reflect.ValueOf(*c).IsZero() }

// RuleActions are what a rule does. What is empty it does not do.
type RuleActions struct {
	RejectMessageReasonText              string
	RejectMessageEnhancedStatusCode      string
	DeleteMessage, Quarantine            bool
	RedirectMessageTo                    []string
	ModerateMessageByUser                []string // addresses or names; no groups (P4.14)
	BlindCopyTo, CopyTo, AddToRecipients []string
	RouteMessageOutboundConnector        string // in the cloud
	SetHeaderName, SetHeaderValue        string
	RemoveHeader                         string
	RouteMessageOutboundRequireTls       bool // on its way out TLS is required
	PrependSubject                       string
	SetSCL                               SCL
	ApplyHtmlDisclaimerText              string
	ApplyHtmlDisclaimerLocation          DisclaimerLocation
	ApplyHtmlDisclaimerFallbackAction    DisclaimerFallback
}

// Rejects reports whether the rule refuses what it matches.
func (a *RuleActions) Rejects() bool {
	return a.RejectMessageReasonText != "" || a.RejectMessageEnhancedStatusCode != ""
}

// RulesInOrder are the rules that may run, by priority (P7.1).
func (o *Organization) RulesInOrder() []*TransportRule {
	if len(o.TransportRules) == 0 {
		return nil
	}
	var list []*TransportRule
	for _, r := range o.TransportRules {
		if r.State != RuleDisabled {
			list = append(list, r)
		}
	}
	slices.SortStableFunc(list, func(a, b *TransportRule) int { return a.Priority - b.Priority })
	return list
}

// Dormant says by which of its dates a rule is not asked at a moment, or "" (P7.2).
func (r *TransportRule) Dormant(now time.Time) string {
	switch {
	case !r.ActivationDate.IsZero() && r.ActivationDate.After(now):
		return "ActivationDate " + r.ActivationDate.String()
	case !r.ExpiryDate.IsZero() && !r.ExpiryDate.After(now):
		return "ExpiryDate " + r.ExpiryDate.String()
	}
	return ""
}

// RuleMode says whether a rule that matches acts.
type RuleMode string

// RuleEnforce is the one mode in which a rule acts; in the others it is only logged (P7.2).
const RuleEnforce RuleMode = "Enforce"

// Values lists the modes.
func (RuleMode) Values() []string { return []string{"Audit", "AuditAndNotify", "Enforce"} }

// UserScope is where a sender or recipient belongs.
type UserScope string

// Scopes. On-premises Exchange also tells partners apart, which nothing here does.
const (
	InOrganization    UserScope = "InOrganization"
	NotInOrganization UserScope = "NotInOrganization"
)

// Values lists the scopes.
func (UserScope) Values() []string { return []string{"InOrganization", "NotInOrganization"} }

// SenderAddressLocation says which sender's address a rule looks at.
type SenderAddressLocation string

// Locations.
const (
	LocationHeader   SenderAddressLocation = "Header"
	LocationEnvelope SenderAddressLocation = "Envelope"
	LocationBoth     SenderAddressLocation = "HeaderOrEnvelope"
)

// Values lists the locations.
func (SenderAddressLocation) Values() []string {
	return []string{"Header", "Envelope", "HeaderOrEnvelope"}
}

// RecipientAddressType says whether a rule looks at recipients as they resolved or as they were written.
type RecipientAddressType string

// AddressOriginal is the address as the sender wrote it; a resolved one is the primary address.
const AddressOriginal RecipientAddressType = "Original"

// Values lists the types.
func (RecipientAddressType) Values() []string { return []string{"Resolved", "Original"} }

// MessageType is a kind of message that a rule can ask for.
type MessageType string

// Types that are told apart here.
const (
	TypeOOF         MessageType = "OOF"
	TypeAutoForward MessageType = "AutoForward"
	TypeCalendaring MessageType = "Calendaring"
	TypeReadReceipt MessageType = "ReadReceipt"
	TypeSigned      MessageType = "Signed"
	TypeEncrypted   MessageType = "Encrypted"
)

// Values lists the types.
func (MessageType) Values() []string {
	return []string{"OOF", "AutoForward", "Encrypted", "Calendaring", "ReadReceipt", "Signed"}
}

// DisclaimerLocation says where a disclaimer goes.
type DisclaimerLocation string

// DisclaimerPrepend puts it before the text; it is appended otherwise.
const DisclaimerPrepend DisclaimerLocation = "Prepend"

// Values lists the locations.
func (DisclaimerLocation) Values() []string { return []string{"Append", "Prepend"} }

// DisclaimerFallback says what becomes of a message into which a disclaimer cannot be put.
type DisclaimerFallback string

// Fallbacks.
const (
	FallbackWrap   DisclaimerFallback = "Wrap"
	FallbackIgnore DisclaimerFallback = "Ignore"
	FallbackReject DisclaimerFallback = "Reject"
)

// Values lists the fallbacks.
func (DisclaimerFallback) Values() []string { return []string{"Wrap", "Ignore", "Reject"} }

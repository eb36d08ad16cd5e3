package cmdlet

import "slices"

// carriedKind is a kind of object that can steer mail and that the model does not have, or does not have on every
// server. Its cmdlets take whatever Exchange's take: what is written is carried along, and nothing is judged by it.
type carriedKind struct {
	noun  string
	on    scope
	about string // what such an object could change
	// perServer objects are carried when they are on a server that is not played: one that New-ExchangeServer names.
	perServer bool
	// builtIn objects need not have been made: Set- finds them in every organization.
	builtIn bool
}

const (
	byRules    = "a rule can redirect, change, refuse or delete a message"
	byAgents   = "a filter can refuse, delete or mark a message"
	byRouting  = "mail may take another way"
	byAddress  = "mail for its address may go elsewhere, or nowhere"
	byServer   = "mail may pass the server"
	bySending  = "how mail is signed and accepted by others"
	byMailbox  = "what becomes of mail in a mailbox"
	byOverride = "what the service blocks or lets pass"
)

// serverNoun is the kind of object that stands for a server which is not played.
const serverNoun = "ExchangeServer"

var carriedKinds = slices.Concat(
	kindsOf(everywhere, byRules, "DlpPolicy"),
	kindsOf(everywhere, byMailbox, "SweepRule"),
	builtInKinds(everywhere, byRules, "IRMConfiguration"),
	kindsOf(onPremises, byServer, serverNoun, subscriptionNoun),
	kindsOf(onPremises, byRouting, "ForeignConnector", "DeliveryAgentConnector", "RoutingGroupConnector",
		"AddressRewriteEntry", "X400AuthoritativeDomain"),
	builtInKinds(onPremises, byRouting, "AdSite", "AdSiteLink", databaseNoun),
	kindsOf(onPremises, byAddress, "EmailAddressPolicy"),
	kindsOf(onPremises, "how a report is written", "SystemMessage"),
	kindsOf(onPremises, byAgents, "TransportAgent", "IPBlockListEntry", "IPAllowListEntry", "IPBlockListProvider",
		"IPAllowListProvider"),
	builtInKinds(onPremises, byAgents, "ContentFilterConfig", "SenderFilterConfig", "RecipientFilterConfig",
		"SenderIdConfig", "SenderReputationConfig",
		"IPBlockListConfig", "IPAllowListConfig", "IPBlockListProvidersConfig", "IPAllowListProvidersConfig",
		"MalwareFilteringServer"),
	builtInKinds(onPremises, "how fast mail may come", "ThrottlingPolicy"),
	perServerKinds("ReceiveConnector", "ExchangeCertificate", "TransportService", "TransportServer",
		"FrontendTransportService", "MailboxTransportService"),
	kindsOf(inTheCloud, byAddress, "UnifiedGroup"),
	builtInKinds(inTheCloud, byAgents, "MalwareFilterPolicy",
		"SafeAttachmentPolicy", "SafeLinksPolicy", "QuarantinePolicy"),
	kindsOf(inTheCloud, byAgents, "MalwareFilterRule", "SafeAttachmentRule",
		"SafeLinksRule", "ATPProtectionPolicyRule", "EOPProtectionPolicyRule"),
	kindsOf(inTheCloud, byOverride, "TenantAllowBlockListSpoofItems",
		"PhishSimOverridePolicy", "SecOpsOverridePolicy"),
	builtInKinds(inTheCloud, bySending, "DkimSigningConfig", "OMEConfiguration"),
	builtInKinds(inTheCloud, byMailbox, "MailboxPlan"),
)

func kindsOf(on scope, about string, nouns ...string) []*carriedKind {
	var kinds []*carriedKind
	for _, noun := range nouns {
		kinds = append(kinds, &carriedKind{noun: noun, on: on, about: about})
	}
	return kinds
}

func builtInKinds(on scope, about string, nouns ...string) []*carriedKind {
	kinds := kindsOf(on, about, nouns...)
	for _, k := range kinds {
		k.builtIn = true
	}
	return kinds
}

func perServerKinds(nouns ...string) []*carriedKind {
	kinds := builtInKinds(onPremises, byServer, nouns...)
	for _, k := range kinds {
		k.perServer = true
	}
	return kinds
}

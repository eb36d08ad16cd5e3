package cmdlet

import "slices"

// What the cmdlets of organizations and servers take and nothing here reads, with the defaults of their pages (PS). The
// limits are those of P5.3.

const (
	shadow     = "what becomes of mail when a server fails"
	journaling = "which messages are journaled, and where reports go"
	rules      = "which transport rules run"
	reports    = "how a report is written"
	agents     = "messages that agents make in a loop are refused"
	rate       = "how fast mail may come"
	dns        = "which DNS servers are asked"
	logging    = "it is about a log that this model does not write"
)

var transportConfigKept = slices.Concat(all(changeOnly, []property{
	kept("AddressBookPolicyRoutingEnabled", flag, "names are resolved within a policy only", "False"),
	kept("AgentGeneratedMessageLoopDetectionInSmtpEnabled", flag, agents, "True").in(onPremises),
	kept("AgentGeneratedMessageLoopDetectionInSubmissionEnabled", flag, agents, "True").in(onPremises),
	kept("AllowLegacyTLSClients", flag, "clients with TLS 1.0 may log on", nothing, "False").in(inTheCloud),
	kept("AnonymousSenderToRecipientRatePerHour", limit, rate, "1800").in(onPremises),
	kept("AttributionRejectBeforeMServRequest", flag, "mail that is attributed to nobody is refused earlier", "False").in(inTheCloud),
	kept("AttributionRejectConsumerMessages", flag, "mail of the consumer service is refused", "False").in(inTheCloud),
	kept("ClearCategories", flag, "categories are taken off a message", "True"),
	kept("ConvertDisclaimerWrapperToEml", flag, "how a disclaimer wraps a message", "False"),
	kept("ConvertReportToMessage", flag, reports, "False").in(inTheCloud),
	kept("DSNConversionMode", oneOf("UseExchangeDSNs", "PreserveDSNBody", "DoNotConvert"), "reports of others are written anew", "UseExchangeDSNs"),
	kept("ExternalDsnDefaultLanguage", word, reports, nothing).byDefault(),
	kept("ExternalDsnLanguageDetectionEnabled", flag, reports, "True").byDefault(),
	kept("ExternalDsnReportingAuthority", word, reports, nothing),
	kept("GenerateCopyOfDSNFor", words, "copies of reports go to the postmaster", nothing),
	kept("HeaderPromotionModeSetting", oneOf("NoCreate", "MayCreate", "MustCreate"), "which headers become properties", "NoCreate"),
	kept("HygieneSuite", oneOf("Standard", "Premium"), "which filters run", "Standard"),
	kept("InternalDsnDefaultLanguage", word, reports, nothing).byDefault(),
	kept("InternalDsnLanguageDetectionEnabled", flag, reports, "True").byDefault(),
	kept("InternalDsnReportingAuthority", word, reports, nothing),
	kept("InternalSMTPServers", words, "which hosts are passed over when the sender is looked for", nothing),
	kept("JournalArchivingEnabled", flag, journaling, "False").in(inTheCloud),
	kept("JournalMessageExpirationDays", number, journaling, "0").in(inTheCloud),
	kept("JournalReportDLMemberSubstitutionEnabled", flag, journaling, "False"),
	kept("LegacyArchiveJournalingEnabled", flag, journaling, "False"),
	kept("LegacyArchiveLiveJournalingEnabled", flag, journaling, "False"),
	kept("LegacyJournalingMigrationEnabled", flag, journaling, "False"),
	kept("MaxAllowedAgentGeneratedMessageDepth", number, agents, "3").in(onPremises),
	kept("MaxAllowedAgentGeneratedMessageDepthPerAgent", number, agents, "2").in(onPremises),
	kept("MaxDumpsterSizePerDatabase", size, shadow, "18MB").in(onPremises),
	kept("MaxDumpsterTime", span, shadow, "7.00:00:00").in(onPremises),
	kept("MaxReceiveSize", size, "larger messages are refused").initially(onPremises, "10MB").initially(inTheCloud, "unlimited").from("P5.3").byDefault(),
	kept("MaxRecipientEnvelopeLimit", limit, "messages with more recipients are refused").
		initially(onPremises, "500").initially(inTheCloud, "unlimited").from("P5.6").byDefault(),
	kept("MaxRetriesForLocalSiteShadow", number, shadow, "2").in(onPremises),
	kept("MaxRetriesForRemoteSiteShadow", number, shadow, "4").in(onPremises),
	kept("MaxSendSize", size, "larger messages are refused").initially(onPremises, "10MB").initially(inTheCloud, "unlimited").from("P5.3").byDefault(),
	kept("MigrationEnabled", flag, journaling, "False"),
	kept("OpenDomainRoutingEnabled", flag, "mail for unknown recipients of own domains is sent on", nothing, "False"),
	kept("OrganizationFederatedMailbox", word, "who answers for the organization", nothing).by(readOnly),
	kept("PreserveReportBodypart", flag, reports, "True").in(inTheCloud),
	kept("RedirectDLMessagesForLegacyArchiveJournaling", flag, journaling, "False"),
	kept("RedirectUnprovisionedUserMessagesForLegacyArchiveJournaling", flag, journaling, "False"),
	kept("RejectMessageOnShadowFailure", flag, "a message of which no copy can be made is refused", "False").in(onPremises),
	kept("ReplyAllStormBlockDurationHours", number, "answers to all are refused", "6").in(inTheCloud),
	kept("ReplyAllStormDetectionMinimumRecipients", number, "answers to all are refused", "2500").in(inTheCloud),
	kept("ReplyAllStormDetectionMinimumReplies", number, "answers to all are refused", "10").in(inTheCloud),
	kept("ReplyAllStormProtectionEnabled", flag, "answers to all are refused", "True").in(inTheCloud),
	kept("Rfc2231EncodingEnabled", flag, rendering, "False"),
	kept("SafetyNetHoldTime", span, shadow, "2.00:00:00").in(onPremises),
	kept("ShadowHeartbeatFrequency", span, shadow, "00:02:00").in(onPremises),
	kept("ShadowHeartbeatRetryCount", number, shadow, "12").in(onPremises),
	kept("ShadowHeartbeatTimeoutInterval", span, shadow, "00:15:00").in(onPremises),
	kept("ShadowMessageAutoDiscardInterval", span, shadow, "2.00:00:00").in(onPremises),
	kept("ShadowMessagePreferenceSetting", oneOf("PreferRemote", "LocalOnly", "RemoteOnly"), shadow, "PreferRemote").in(onPremises),
	kept("ShadowRedundancyEnabled", flag, shadow, "True").in(onPremises),
	kept("ShadowResubmitTimeSpan", span, shadow, "03:00:00").in(onPremises),
	kept("SupervisionTags", words, "which mail supervised people get", "Reject, Allow"),
	kept("TLSReceiveDomainSecureList", words, "mail from these domains needs mutual TLS", nothing),
	kept("TLSSendDomainSecureList", words, "mail to these domains needs mutual TLS", nothing),
	kept("TransportRuleAttachmentTextScanLimit", size, rules).initially(onPremises, "150KB").initially(inTheCloud, "1MB"),
	kept("TransportRuleCollectionAddedRecipientsLimit", number, rules, "100"),
	kept("TransportRuleCollectionRegexCharsLimit", size, rules, "20KB"),
	kept("TransportRuleLimit", number, rules, "300"),
	kept("TransportRuleMinProductVersion", word, rules, "14.0.0.0"),
	kept("TransportRuleRegexValidationTimeout", word, rules, "00:00:00.3000000"),
	kept("TransportRuleSizeLimit", size, rules).initially(onPremises, "4KB").initially(inTheCloud, "8KB"),
	kept("VerifySecureSubmitEnabled", flag, "mail that clients submit without encryption is marked", "False"),
	kept("VoicemailJournalingEnabled", flag, journaling, "True"),
	kept("Xexch50Enabled", flag, "servers before 2007 exchange properties", "True").in(onPremises),
}),
	all(sets,
		ignored("it gathers figures",
			"DiagnosticsAggregationServicePort QueueDiagnosticsAggregationInterval CurrentTransportSystemState")),
	ignored(label, "AdminDisplayName"))

var transportServiceKept = slices.Concat(all(changeOnly, []property{
	kept("AnonymousSenderToRecipientRatePerHour", limit, rate, "1800"),
	kept("AntispamAgentsEnabled", flag, "filters may refuse mail", "False"),
	kept("ConnectivityLogEnabled", flag, "there is a connectivity log", "True"),
	kept("ExternalDNSAdapterGuid", word, dns, "00000000-0000-0000-0000-000000000000"),
	kept("ExternalDNSProtocolOption", oneOf("Any", "UseUdpOnly", "UseTcpOnly"), dns, "Any"),
	kept("ExternalIPAddress", word, "the address in Received fields", nothing),
	kept("InternalDNSAdapterGuid", word, dns, "00000000-0000-0000-0000-000000000000"),
	kept("InternalDNSProtocolOption", oneOf("Any", "UseUdpOnly", "UseTcpOnly"), dns, "Any"),
	kept("InternalTransportCertificateThumbprint", word, "which certificate servers show each other"),
	kept("IntraOrgConnectorProtocolLoggingLevel", oneOf("None", "Verbose"), "what the protocol log has of mail between servers", "None"),
	kept("IntraOrgConnectorSmtpMaxMessagesPerConnection", number, "how mail between servers is grouped", "20"),
	kept("MaxConcurrentMailboxDeliveries", number, rate, "20"),
	kept("MaxConcurrentMailboxSubmissions", number, rate, "20"),
	kept("MaxConnectionRatePerMinute", limit, rate, "1200"),
	kept("MaxOutboundConnections", limit, "how fast mail leaves", "1000"),
	kept("MaxPerDomainOutboundConnections", limit, "how fast mail leaves", "20", "40"),
	kept("MessageTrackingLogEnabled", flag, "there is a message tracking log", "True"),
	kept("MessageTrackingLogSubjectLoggingEnabled", flag, "what the message tracking log has", "True"),
	kept("PickupDirectoryMaxHeaderSize", size, "which files in the pickup directory are taken", "64KB"),
	kept("PickupDirectoryMaxMessagesPerMinute", number, "how fast the pickup directory is read", "100"),
	kept("PickupDirectoryMaxRecipientsPerMessage", number, "which files in the pickup directory are taken", "100"),
	kept("PoisonMessageDetectionEnabled", flag, "a message that made the service fail is set aside", "True"),
	kept("PoisonThreshold", number, "a message that made the service fail is set aside", "2"),
	kept("QueueMaxIdleTime", span, "when an empty queue goes", "00:03:00"),
	kept("RecipientValidationCacheEnabled", flag, "unknown recipients are found out later", "False"),
	kept("RootDropDirectoryPath", word, "mail of foreign connectors has a directory", nothing),
	kept("UseDowngradedExchangeServerAuth", flag, "how servers log on to each other", "False"),
}), noted("a key of EdgeTransport.exe.config rather than a parameter", all(changeOnly, []property{
	kept("MailboxDeliveryQueueRetryInterval", span, "when a mailbox is tried again", "00:05:00").from("S10.1"),
	kept("MaxIdleTimeBeforeResubmit", span, "when a queue's messages are categorized again", "12:00:00").from("S10.1"),
})...), all(sets, ignored(logging, `ActiveUserStatisticsLogMaxAge ActiveUserStatisticsLogMaxDirectorySize ActiveUserStatisticsLogMaxFileSize
	ActiveUserStatisticsLogPath AgentLogEnabled AgentLogMaxAge AgentLogMaxDirectorySize AgentLogMaxFileSize AgentLogPath
	ConnectivityLogMaxAge ConnectivityLogMaxDirectorySize ConnectivityLogMaxFileSize ConnectivityLogPath ContentConversionTracingEnabled
	DnsLogEnabled DnsLogMaxAge DnsLogMaxDirectorySize DnsLogMaxFileSize DnsLogPath IrmLogEnabled IrmLogMaxAge IrmLogMaxDirectorySize
	IrmLogMaxFileSize IrmLogPath JournalLogEnabled JournalLogMaxAge JournalLogMaxDirectorySize JournalLogMaxFileSize JournalLogPath
	MessageTrackingLogMaxAge MessageTrackingLogMaxDirectorySize MessageTrackingLogMaxFileSize MessageTrackingLogPath
	PipelineTracingEnabled PipelineTracingPath PipelineTracingSenderAddress QueueLogMaxAge QueueLogMaxDirectorySize QueueLogMaxFileSize
	QueueLogPath ReceiveProtocolLogMaxAge ReceiveProtocolLogMaxDirectorySize ReceiveProtocolLogMaxFileSize ReceiveProtocolLogPath
	RoutingTableLogMaxAge RoutingTableLogMaxDirectorySize RoutingTableLogPath SendProtocolLogMaxAge SendProtocolLogMaxDirectorySize
	SendProtocolLogMaxFileSize SendProtocolLogPath ServerStatisticsLogMaxAge ServerStatisticsLogMaxDirectorySize
	ServerStatisticsLogMaxFileSize ServerStatisticsLogPath WlmLogMaxAge WlmLogMaxDirectorySize WlmLogMaxFileSize WlmLogPath`)),
	all(sets, ignored("nothing is put there here", "PickupDirectoryPath ReplayDirectoryPath")))

var organizationConfigKept = slices.Concat(all(changeOnly, []property{
	kept("AllowPlusAddressInRecipients", flag, "bob+news@ is bob's address", "True").in(inTheCloud),
	kept("DisablePlusAddressInRecipients", flag, "bob+news@ is not bob's address", "False").in(inTheCloud),
	kept("MaskClientIpInReceivedHeadersEnabled", flag, "what Received fields tell", "True").in(inTheCloud),
	kept("MicrosoftExchangeRecipientEmailAddresses", words, "who sends reports").in(onPremises),
	kept("MicrosoftExchangeRecipientPrimarySmtpAddress", word, "who sends reports").in(onPremises),
	kept("MicrosoftExchangeRecipientReplyRecipient", word, "who gets answers to reports", nothing).in(onPremises),
	kept("SendFromAliasEnabled", flag, "which address of its own a mailbox may send from", "False").in(inTheCloud),
	kept("SharedDomainEmailAddressFlowEnabled", flag, "whose addresses mail in a shared domain has", "False"),
}), all(sets, ignored("clients see it, mail does not", `AppsForOfficeEnabled ConnectorsEnabled
	ConnectorsActionableMessagesEnabled SmtpActionableMessagesEnabled RemotePublicFolderMailboxes DefaultPublicFolderMailbox FocusedInboxOn
	HierarchicalAddressBookRoot MailTipsAllTipsEnabled MailTipsExternalRecipientsTipsEnabled MailTipsGroupMetricsEnabled
	MailTipsLargeAudienceThreshold MailTipsMailboxSourcedTipsEnabled MapiHttpEnabled OAuth2ClientProfileEnabled
	AuditDisabled SIPAccessService EwsEnabled EwsApplicationAccessPolicy LeanPopoutEnabled ReadTrackingEnabled`)))

var hybridConfigurationKept = slices.Concat([]property{
	kept("SecureMailCertificateThumbprint", word, "which certificate the wizard chooses", nothing).in(only2010),
}, ignored("calendars and clients use it, mail does not", "ClientAccessServers"),
	ignored("it says which cloud the tenant is in", "ServiceInstance"))

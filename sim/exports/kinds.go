package exports

import (
	"strings"

	"hybridsim/relay"
)

// kind is a kind of object that exports hold: who has it, how it is printed, and by which properties it is told. The
// readers and the lines that ask for exports are made of the same rows.
type kind struct {
	noun string
	side relay.Side // the one that has it; empty: both
	// print is the command that prints them all; empty: Get- and the noun. With $server in it, each server is asked.
	print string
	// telling are the properties that say of an object what it is. Those that all or most objects have, such as Name,
	// Enabled and WhenChanged, are left out.
	telling string
}

// perMailbox asks for something of each mailbox.
const perMailbox = "Get-Mailbox -ResultSize Unlimited | ForEach-Object { "

var kinds = []kind{
	{"ExchangeServer", relay.OnPremises, "",
		`AdminDisplayVersion ServerRole Fqdn Edition IsHubTransportServer IsFrontendTransportServer IsMailboxServer
		IsEdgeServer IsMemberOfCluster`},
	{"AcceptedDomain", "", "",
		`DomainName DomainType Default InitialDomain MatchSubDomains IsCoexistenceDomain OutboundOnly SmtpDaneStatus
		CatchAllRecipientID SendingFromDomainDisabled SendingToDomainDisabled AddressBookEnabled EmailOnly
		ExternallyManaged AuthenticationType LiveIdInstanceType PendingRemoval FederatedOrganizationLink
		PerimeterDuplicateDetected IsDefaultFederatedDomain EnableNego2Authentication`},
	{"RemoteDomain", "", "",
		`DomainName IsInternal TargetDeliveryDomain AllowedOOFType TNEFEnabled TrustedMailInboundEnabled
		TrustedMailOutboundEnabled AutoForwardEnabled AutoReplyEnabled NDREnabled NDRDiagnosticInfoEnabled
		DeliveryReportEnabled MeetingForwardNotificationEnabled ContentType LineWrapSize MessageCountThreshold
		DisplaySenderName CharacterSet NonMimeCharacterSet UseSimpleDisplayName ByteEncoderTypeFor7BitCharsets
		RequiredCharsetCoverage`},
	{"OrganizationConfig", "", "",
		`RejectDirectSend IsDehydrated DefaultPublicFolderMailbox MapiHttpEnabled OAuth2ClientProfileEnabled
		MailTipsAllTipsEnabled IsMixedMode PublicFoldersEnabled HierarchicalAddressBookRoot ConnectorsEnabled
		AuditDisabled FocusedInboxOn SIPAccessService EwsEnabled SendFromAliasEnabled`},
	{"TransportConfig", "", "",
		`InternalSMTPServers MaxSendSize MaxReceiveSize MaxRecipientEnvelopeLimit GenerateCopyOfDSNFor
		TLSSendDomainSecureList TLSReceiveDomainSecureList ExternalPostmasterAddress Xexch50Enabled
		ShadowRedundancyEnabled SafetyNetHoldTime JournalingReportNdrTo VerifySecureSubmitEnabled ClearCategories
		AddressBookPolicyRoutingEnabled SmtpClientAuthenticationDisabled ExternalDelayDsnEnabled InternalDelayDsnEnabled
		ExternalDsnReportingAuthority`},
	{"TransportService", relay.OnPremises, `Get-TransportService $server`,
		`ConnectivityLogEnabled MessageTrackingLogEnabled InternalDNSAdapterEnabled ExternalDNSAdapterEnabled
		ExternalDNSServers InternalDNSServers ExternalIPAddress ReceiveProtocolLogPath SendProtocolLogPath
		MaxOutboundConnections MaxPerDomainOutboundConnections MessageExpirationTimeout MessageRetryInterval
		OutboundConnectionFailureRetryInterval TransientFailureRetryCount TransientFailureRetryInterval
		DelayNotificationTimeout IntraOrgConnectorProtocolLoggingLevel PickupDirectoryPath QueueMaxIdleTime`},
	{"ReceiveConnector", relay.OnPremises, `Get-ReceiveConnector -Server $server`,
		`Bindings RemoteIPRanges AuthMechanism PermissionGroups TransportRole Server Fqdn Banner RequireTLS
		RequireEHLODomain SuppressXAnonymousTls TlsCertificateName TlsDomainCapabilities BareLinefeedRejectionEnabled
		ChunkingEnabled SizeEnabled SmtpUtf8Enabled PipeliningEnabled EightBitMimeEnabled BinaryMimeEnabled
		MaxMessageSize MaxHeaderSize MaxHopCount MaxLocalHopCount MaxRecipientsPerMessage MaxInboundConnection
		MaxInboundConnectionPerSource MaxProtocolErrors MaxLogonFailures MessageRateLimit MessageRateSource
		TarpitInterval RejectReservedTopLevelRecipientDomains RejectSingleLabelRecipientDomains ProtocolLoggingLevel
		DomainSecureEnabled DefaultDomain ConnectionTimeout ConnectionInactivityTimeout ServiceDiscoveryFqdn
		ExtendedProtectionPolicy`},
	{"ADPermission", relay.OnPremises, `Get-ReceiveConnector -Server $server | Get-ADPermission -User 'NT AUTHORITY\ANONYMOUS LOGON'`,
		`ExtendedRights ChildObjectTypes InheritedObjectType`},
	{"SendConnector", relay.OnPremises, "",
		`AddressSpaces SmartHosts DNSRoutingEnabled RequireTLS TlsAuthLevel TlsDomain TlsCertificateName
		CloudServicesMailEnabled Fqdn IgnoreSTARTTLS ForceHELO SmartHostAuthMechanism SourceTransportServers
		SourceIPAddress IsScopedConnector FrontendProxyEnabled UseExternalDNSServersEnabled ErrorPolicies MaxMessageSize
		Port ProtocolLoggingLevel RequireOorg IsSmtpConnector HomeMTA HomeMtaServerId SmtpMaxMessagesPerConnection
		ConnectionInactivityTimeOut DomainSecureEnabled AuthenticationCredential ConnectedDomains LinkedReceiveConnector
		SmartHostsString`},
	{"InboundConnector", relay.Cloud, "",
		`ConnectorType ConnectorSource SenderDomains SenderIPAddresses TrustedOrganizations ClientHostNames
		AssociatedAcceptedDomains RequireTls RestrictDomainsToIPAddresses RestrictDomainsToCertificate
		CloudServicesMailEnabled TreatMessagesAsInternal TlsSenderCertificateName EFTestMode EFSkipLastIP EFSkipIPs
		EFSkipMailGateway EFUsers ScanAndDropRecipients`},
	{"OutboundConnector", relay.Cloud, "",
		`ConnectorType ConnectorSource UseMXRecord RecipientDomains SmartHosts TlsDomain TlsSettings
		IsTransportRuleScoped RouteAllMessagesViaOnPremises CloudServicesMailEnabled AllAcceptedDomains
		SenderRewritingEnabled MtaStsMode SmtpDaneMode TestMode ValidationRecipients IsValidated LastValidationTimestamp
		LinkForModifiedConnector`},
	{"ExchangeCertificate", relay.OnPremises, `Get-ExchangeCertificate -Server $server`,
		`CertificateDomains Thumbprint Services NotAfter NotBefore Issuer Subject SerialNumber HasPrivateKey IsSelfSigned
		RootCAType PublicKeySize CertificateRequest IISServices AccessRules FriendlyName RawData`},
	{"HybridConfiguration", relay.OnPremises, "",
		`ClientAccessServers EdgeTransportServers ReceivingTransportServers SendingTransportServers OnPremisesSmartHost
		Domains Features ExternalIPAddresses ServiceInstance TlsCertificateName`},
	{"OnPremisesOrganization", relay.Cloud, "",
		`OrganizationGuid OrganizationName HybridDomains InboundConnector OutboundConnector OrganizationRelationship`},
	{"OrganizationRelationship", "", "",
		`DomainNames FreeBusyAccessEnabled FreeBusyAccessLevel MailboxMoveEnabled DeliveryReportEnabled
		MailTipsAccessEnabled TargetApplicationUri TargetAutodiscoverEpr TargetOwaURL ArchiveAccessEnabled`},
	{"Mailbox", "", `Get-Mailbox -ResultSize Unlimited`,
		`PrimarySmtpAddress EmailAddresses ForwardingAddress ForwardingSmtpAddress DeliverToMailboxAndForward Database
		MailboxGuid ProhibitSendQuota RetentionPolicy LitigationHoldEnabled IsMailboxEnabled`},
	{"RemoteMailbox", relay.OnPremises, `Get-RemoteMailbox -ResultSize Unlimited`,
		`RemoteRoutingAddress RemoteRecipientType PrimarySmtpAddress EmailAddresses OnPremisesOrganizationalUnit`},
	{"MailUser", "", `Get-MailUser -ResultSize Unlimited`,
		`PrimarySmtpAddress EmailAddresses ExternalEmailAddress MicrosoftOnlineServicesID UserPrincipalName`},
	{"MailContact", "", `Get-MailContact -ResultSize Unlimited`,
		`PrimarySmtpAddress EmailAddresses ExternalEmailAddress MaxRecipientPerMessage UsePreferMessageFormat`},
	{"DistributionGroup", "", `Get-DistributionGroup -ResultSize Unlimited | Select-Object *,@{n='Members';e={(Get-DistributionGroupMember $_.Identity -ResultSize Unlimited).PrimarySmtpAddress}}`,
		`PrimarySmtpAddress EmailAddresses GroupType ManagedBy MemberJoinRestriction MemberDepartRestriction
		RequireSenderAuthenticationEnabled`},
	{"MailboxAutoReplyConfiguration", "", `Get-Mailbox -ResultSize Unlimited | Get-MailboxAutoReplyConfiguration`,
		`AutoReplyState InternalMessage ExternalMessage ExternalAudience OOFEventSubject CreateOOFEvent
		AutoDeclineFutureRequestsWhenOOF DeclineMeetingMessage`},
	{"CalendarProcessing", "", `Get-Mailbox -ResultSize Unlimited | Get-CalendarProcessing`,
		`AutomateProcessing ProcessExternalMeetingMessages AllowConflicts BookingWindowInDays AllowRecurringMeetings
		AddOrganizerToSubject DeleteSubject ResourceDelegates AllBookInPolicy`},
	// What else steers mail. The model decides nothing by it; a base carries it so that nobody takes it for absent.
	{"TransportRule", "", "", `FromScope SentToScope RouteMessageOutboundConnector RedirectMessageTo RejectMessageReasonText
		RejectMessageEnhancedStatusCode SetSCL ApplyClassification ModerateMessageByUser RuleErrorAction SenderAddressLocation`},
	{"JournalRule", "", "", `JournalEmailAddress`},
	{"DynamicDistributionGroup", "", "Get-DynamicDistributionGroup -ResultSize Unlimited", `RecipientFilter RecipientContainer LdapRecipientFilter`},
	{"FrontendTransportService", relay.OnPremises, "Get-FrontendTransportService $server", ``},
	{"MailboxTransportService", relay.OnPremises, "Get-MailboxTransportService $server", `MaxConcurrentMailboxDeliveries MaxConcurrentMailboxSubmissions`},
	{"ServerComponentState", relay.OnPremises, "Get-ServerComponentState $server", `ServerFqdn Component LocalStates RemoteStates`},
	{"TransportAgent", relay.OnPremises, "", `TransportAgentFactory AssemblyPath`},
	{"EdgeSubscription", relay.OnPremises, "", `AdamSslPort EdgeSyncAdamSslPort`},
	{"DeliveryAgentConnector", relay.OnPremises, "", `DeliveryProtocol MaxConcurrentConnections`},
	{"ForeignConnector", relay.OnPremises, "", `DropDirectory DropDirectoryQuota`},
	{"AddressRewriteEntry", relay.OnPremises, "", `InternalAddress ExternalAddress`},
	{"IPAllowListEntry", relay.OnPremises, "", ``},
	{"IPBlockListEntry", relay.OnPremises, "", ``},
	{"SenderFilterConfig", relay.OnPremises, "", `BlankSenderBlockingEnabled BlockedDomainsAndSubdomains`},
	{"SenderIdConfig", relay.OnPremises, "", `SpoofedDomainAction TempErrorAction BypassedSenderDomains`},
	{"RecipientFilterConfig", relay.OnPremises, "", `RecipientValidationEnabled BlockListEnabled BlockedRecipients`},
	{"ContentFilterConfig", relay.OnPremises, "", `SCLRejectThreshold SCLDeleteThreshold SCLQuarantineThreshold QuarantineMailbox`},
	{"HostedConnectionFilterPolicy", relay.Cloud, "", `IPAllowList IPBlockList EnableSafeList DirectoryBasedEdgeBlockMode`},
	{"HostedContentFilterPolicy", relay.Cloud, "", `SpamAction HighConfidenceSpamAction BulkThreshold AllowedSenderDomains BlockedSenderDomains`},
	{"HostedOutboundSpamFilterPolicy", relay.Cloud, "", `AutoForwardingMode RecipientLimitExternalPerHour RecipientLimitPerDay ActionWhenThresholdReached`},
	{"MalwareFilterPolicy", relay.Cloud, "", `EnableFileFilter FileTypes ZapEnabled`},
	{"AntiPhishPolicy", relay.Cloud, "", `HonorDmarcPolicy DmarcRejectAction DmarcQuarantineAction EnableSpoofIntelligence`},
	{"ArcConfig", relay.Cloud, "", `ArcTrustedSealers`},
	{"DkimSigningConfig", relay.Cloud, "", `Selector1CNAME Selector2CNAME BodyCanonicalization`},
	{"DlpPolicy", "", "", ``},
	{"MailPublicFolder", "", "Get-MailPublicFolder -ResultSize Unlimited", `ContentMailbox EntryId OnPremisesObjectId`},
	{"InboxRule", "", perMailbox + "Get-InboxRule -Mailbox $_.Identity }", `RedirectTo ForwardAsAttachmentTo StopProcessingRules`},
	{"SweepRule", "", perMailbox + "Get-SweepRule -Mailbox $_.Identity }", `KeepForDays KeepLatest`},
	{"MailboxJunkEmailConfiguration", "", "Get-Mailbox -ResultSize Unlimited | Get-MailboxJunkEmailConfiguration", `TrustedListsOnly ContactsTrusted`},
	{"CASMailbox", relay.Cloud, "Get-CASMailbox -ResultSize Unlimited", `SmtpClientAuthenticationDisabled ActiveSyncEnabled OWAEnabled PopEnabled ImapEnabled`},
	{"IRMConfiguration", "", "", `InternalLicensingEnabled TransportDecryptionSetting`},
	{"RoutingGroupConnector", relay.OnPremises, "", ``},
	{"X400AuthoritativeDomain", relay.OnPremises, "", `X400DomainName`},
	{"AdSite", relay.OnPremises, "", `HubSiteEnabled`},
	{"AdSiteLink", relay.OnPremises, "", `ADCost ExchangeCost`},
	{"MailboxDatabase", relay.OnPremises, "", `JournalRecipient IssueWarningQuota`},
	{"EmailAddressPolicy", relay.OnPremises, "", `EnabledEmailAddressTemplates EnabledPrimarySMTPAddressTemplate`},
	{"SystemMessage", relay.OnPremises, "", `DsnCode`},
	{"IPBlockListProvider", relay.OnPremises, "", `LookupDomain`},
	{"IPAllowListProvider", relay.OnPremises, "", `LookupDomain`},
	{"SenderReputationConfig", relay.OnPremises, "", `SrlBlockThreshold`},
	{"IPBlockListConfig", relay.OnPremises, "", ``},
	{"IPAllowListConfig", relay.OnPremises, "", ``},
	{"IPBlockListProvidersConfig", relay.OnPremises, "", ``},
	{"IPAllowListProvidersConfig", relay.OnPremises, "", ``},
	{"MalwareFilteringServer", relay.OnPremises, "", ``},
	{"ThrottlingPolicy", relay.OnPremises, "", `RecipientRateLimit MessageRateLimit`},
	{"UnifiedGroup", relay.Cloud, "Get-UnifiedGroup -ResultSize Unlimited", `AccessType SubscriptionEnabled`},
	{"SafeAttachmentPolicy", relay.Cloud, "", ``},
	{"SafeLinksPolicy", relay.Cloud, "", ``},
	{"QuarantinePolicy", relay.Cloud, "", ``},
	{"HostedContentFilterRule", relay.Cloud, "", ``},
	{"HostedOutboundSpamFilterRule", relay.Cloud, "", ``},
	{"MalwareFilterRule", relay.Cloud, "", ``},
	{"AntiPhishRule", relay.Cloud, "", ``},
	{"SafeAttachmentRule", relay.Cloud, "", ``},
	{"SafeLinksRule", relay.Cloud, "", ``},
	{"ATPProtectionPolicyRule", relay.Cloud, "", ``},
	{"EOPProtectionPolicyRule", relay.Cloud, "", ``},
	{"TenantAllowBlockListItems", relay.Cloud, "'Sender','Url','FileHash','IP' | ForEach-Object { Get-TenantAllowBlockListItems -ListType $_ }", `Value ListType Action ExpirationDate`},
	{"TenantAllowBlockListSpoofItems", relay.Cloud, "", `SpoofedUser SendingInfrastructure`},
	{"PhishSimOverridePolicy", relay.Cloud, "", ``},
	{"SecOpsOverridePolicy", relay.Cloud, "", ``},
	{"TenantExemptionInfo", relay.Cloud, "Get-TenantExemptionInfo -BlockingScenario UnpatchedOnPremServer", `BlockingScenario NumberOfDays`},
	{"OMEConfiguration", relay.Cloud, "", ``},
	{"MailboxPlan", relay.Cloud, "", ``},
}

// sideOfNoun are the nouns that exist on one side only.
var sideOfNoun = func() map[string]relay.Side {
	sides := map[string]relay.Side{"TransportServer": relay.OnPremises}
	for _, k := range kinds {
		if k.side != "" {
			sides[k.noun] = k.side
		}
	}
	return sides
}()

// tellingIndex are the nouns that a property tells of, by its name in lower case.
var tellingIndex = func() map[string][]string {
	index := map[string][]string{}
	for _, k := range kinds {
		for name := range strings.FieldsSeq(k.telling) {
			key := strings.ToLower(name)
			index[key] = append(index[key], k.noun)
		}
	}
	return index
}()

// nounSpelling is the spelling of each noun, by its lower case.
var nounSpelling = func() map[string]string {
	spelling := map[string]string{}
	for _, k := range kinds {
		spelling[strings.ToLower(k.noun)] = k.noun
	}
	return spelling
}()

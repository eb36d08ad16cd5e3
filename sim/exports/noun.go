package exports

import (
	"slices"
	"strings"

	"hybridsim/sim/suggest"
)

// nounOfType are the types of Exchange's objects whose name is not the noun of their cmdlets.
var nounOfType = map[string]string{
	"smtpsendconnectorconfig":                    "SendConnector",
	"tenantinboundconnector":                     "InboundConnector",
	"tenantoutboundconnector":                    "OutboundConnector",
	"domaincontentconfig":                        "RemoteDomain",
	"transportconfigcontainer":                   "TransportConfig",
	"transportserver":                            "TransportService",
	"frontendtransportserverpresentationobject":  "FrontendTransportService",
	"mailboxtransportserverpresentationobject":   "MailboxTransportService",
	"reducedrecipient":                           "Recipient",
	"adorganizationconfig":                       "OrganizationConfig",
	"tenantoutboundconnectorpresentationobject":  "OutboundConnector",
	"tenantinboundconnectorpresentationobject":   "InboundConnector",
	"calendarconfiguration":                      "CalendarProcessing",
	"mailboxstatistics":                          "MailboxStatistics",
	"dynamicdistributiongrouppresentationobject": "DynamicDistributionGroup",
}

// nounOf reads the noun from the names of a type, the most special first. It is empty when they say nothing:
// a PSCustomObject, a table.
func nounOf(types []string) string {
	for _, t := range types {
		t, _, _ = strings.Cut(t, "`") // a generic type's arguments
		for _, wrapped := range []string{"Selected.", "Deserialized."} {
			t = strings.TrimPrefix(t, wrapped)
		}
		if !strings.HasPrefix(t, "Microsoft.Exchange.") && !strings.HasPrefix(t, "Microsoft.Online.") {
			continue
		}
		t = t[strings.LastIndexByte(t, '.')+1:]
		if noun := nounOfType[strings.ToLower(t)]; noun != "" {
			return noun
		}
		return t
	}
	return ""
}

// telling are the properties that say of an object what it is. Those that all or most objects have, such as Name, Enabled
// and WhenChanged, are left out.
var telling = map[string][]string{
	"AcceptedDomain": strings.Fields(`DomainName DomainType Default InitialDomain MatchSubDomains IsCoexistenceDomain OutboundOnly
		SmtpDaneStatus CatchAllRecipientID SendingFromDomainDisabled SendingToDomainDisabled AddressBookEnabled EmailOnly
		ExternallyManaged AuthenticationType LiveIdInstanceType PendingRemoval FederatedOrganizationLink
		PerimeterDuplicateDetected IsDefaultFederatedDomain EnableNego2Authentication`),
	"RemoteDomain": strings.Fields(`DomainName IsInternal TargetDeliveryDomain AllowedOOFType TNEFEnabled TrustedMailInboundEnabled
		TrustedMailOutboundEnabled AutoForwardEnabled AutoReplyEnabled NDREnabled NDRDiagnosticInfoEnabled DeliveryReportEnabled
		MeetingForwardNotificationEnabled ContentType LineWrapSize MessageCountThreshold DisplaySenderName CharacterSet
		NonMimeCharacterSet UseSimpleDisplayName ByteEncoderTypeFor7BitCharsets RequiredCharsetCoverage`),
	"ReceiveConnector": strings.Fields(`Bindings RemoteIPRanges AuthMechanism PermissionGroups TransportRole Server Fqdn Banner
		RequireTLS RequireEHLODomain SuppressXAnonymousTls TlsCertificateName TlsDomainCapabilities BareLinefeedRejectionEnabled
		ChunkingEnabled SizeEnabled SmtpUtf8Enabled PipeliningEnabled EightBitMimeEnabled BinaryMimeEnabled
		MaxMessageSize MaxHeaderSize MaxHopCount MaxLocalHopCount MaxRecipientsPerMessage MaxInboundConnection
		MaxInboundConnectionPerSource MaxProtocolErrors MaxLogonFailures MessageRateLimit MessageRateSource TarpitInterval
		RejectReservedTopLevelRecipientDomains RejectSingleLabelRecipientDomains ProtocolLoggingLevel DomainSecureEnabled
		DefaultDomain ConnectionTimeout ConnectionInactivityTimeout ServiceDiscoveryFqdn ExtendedProtectionPolicy`),
	"SendConnector": strings.Fields(`AddressSpaces SmartHosts DNSRoutingEnabled RequireTLS TlsAuthLevel TlsDomain TlsCertificateName
		CloudServicesMailEnabled Fqdn IgnoreSTARTTLS ForceHELO SmartHostAuthMechanism SourceTransportServers SourceIPAddress
		IsScopedConnector FrontendProxyEnabled UseExternalDNSServersEnabled ErrorPolicies MaxMessageSize Port ProtocolLoggingLevel
		RequireOorg IsSmtpConnector HomeMTA HomeMtaServerId SmtpMaxMessagesPerConnection ConnectionInactivityTimeOut
		DomainSecureEnabled AuthenticationCredential ConnectedDomains LinkedReceiveConnector SmartHostsString`),
	"InboundConnector": strings.Fields(`ConnectorType ConnectorSource SenderDomains SenderIPAddresses TrustedOrganizations
		ClientHostNames AssociatedAcceptedDomains RequireTls RestrictDomainsToIPAddresses RestrictDomainsToCertificate
		CloudServicesMailEnabled TreatMessagesAsInternal TlsSenderCertificateName EFTestMode EFSkipLastIP EFSkipIPs
		EFSkipMailGateway EFUsers ScanAndDropRecipients`),
	"OutboundConnector": strings.Fields(`ConnectorType ConnectorSource UseMXRecord RecipientDomains SmartHosts TlsDomain TlsSettings
		IsTransportRuleScoped RouteAllMessagesViaOnPremises CloudServicesMailEnabled AllAcceptedDomains SenderRewritingEnabled
		MtaStsMode SmtpDaneMode TestMode ValidationRecipients IsValidated LastValidationTimestamp LinkForModifiedConnector`),
	"ExchangeCertificate": strings.Fields(`CertificateDomains Thumbprint Services NotAfter NotBefore Issuer Subject SerialNumber
		HasPrivateKey IsSelfSigned RootCAType PublicKeySize CertificateRequest IISServices AccessRules FriendlyName RawData`),
	"HybridConfiguration": strings.Fields(`ClientAccessServers EdgeTransportServers ReceivingTransportServers SendingTransportServers
		OnPremisesSmartHost Domains Features ExternalIPAddresses ServiceInstance TlsCertificateName`),
	"TransportConfig": strings.Fields(`InternalSMTPServers MaxSendSize MaxReceiveSize MaxRecipientEnvelopeLimit GenerateCopyOfDSNFor
		TLSSendDomainSecureList TLSReceiveDomainSecureList ExternalPostmasterAddress Xexch50Enabled ShadowRedundancyEnabled
		SafetyNetHoldTime JournalingReportNdrTo VerifySecureSubmitEnabled ClearCategories AddressBookPolicyRoutingEnabled
		SmtpClientAuthenticationDisabled ExternalDelayDsnEnabled InternalDelayDsnEnabled ExternalDsnReportingAuthority`),
	"TransportService": strings.Fields(`ConnectivityLogEnabled MessageTrackingLogEnabled InternalDNSAdapterEnabled
		ExternalDNSAdapterEnabled ExternalDNSServers InternalDNSServers ExternalIPAddress ReceiveProtocolLogPath SendProtocolLogPath
		MaxOutboundConnections MaxPerDomainOutboundConnections MessageExpirationTimeout MessageRetryInterval
		OutboundConnectionFailureRetryInterval TransientFailureRetryCount TransientFailureRetryInterval DelayNotificationTimeout
		IntraOrgConnectorProtocolLoggingLevel PickupDirectoryPath QueueMaxIdleTime`),
	"OrganizationConfig": strings.Fields(`RejectDirectSend IsDehydrated DefaultPublicFolderMailbox MapiHttpEnabled
		OAuth2ClientProfileEnabled MailTipsAllTipsEnabled IsMixedMode PublicFoldersEnabled HierarchicalAddressBookRoot
		ConnectorsEnabled AuditDisabled FocusedInboxOn SIPAccessService EwsEnabled SendFromAliasEnabled`),
	"ExchangeServer": strings.Fields(`AdminDisplayVersion ServerRole Fqdn Edition IsHubTransportServer IsFrontendTransportServer
		IsMailboxServer IsEdgeServer IsMemberOfCluster`),
	"MailboxAutoReplyConfiguration": strings.Fields(`AutoReplyState InternalMessage ExternalMessage ExternalAudience OOFEventSubject
		CreateOOFEvent AutoDeclineFutureRequestsWhenOOF DeclineMeetingMessage`),
	"CalendarProcessing": strings.Fields(`AutomateProcessing ProcessExternalMeetingMessages AllowConflicts BookingWindowInDays
		AllowRecurringMeetings AddOrganizerToSubject DeleteSubject ResourceDelegates AllBookInPolicy`),
	"OnPremisesOrganization": strings.Fields(`OrganizationGuid OrganizationName HybridDomains InboundConnector OutboundConnector
		OrganizationRelationship`),
	"OrganizationRelationship": strings.Fields(`DomainNames FreeBusyAccessEnabled FreeBusyAccessLevel MailboxMoveEnabled
		DeliveryReportEnabled MailTipsAccessEnabled TargetApplicationUri TargetAutodiscoverEpr TargetOwaURL ArchiveAccessEnabled`),
	"RemoteMailbox": strings.Fields(`RemoteRoutingAddress RemoteRecipientType PrimarySmtpAddress EmailAddresses OnPremisesOrganizationalUnit`),
	"Mailbox": strings.Fields(`PrimarySmtpAddress EmailAddresses ForwardingAddress ForwardingSmtpAddress DeliverToMailboxAndForward
		Database MailboxGuid ProhibitSendQuota RetentionPolicy LitigationHoldEnabled IsMailboxEnabled`),
	"MailUser":          strings.Fields(`PrimarySmtpAddress EmailAddresses ExternalEmailAddress MicrosoftOnlineServicesID UserPrincipalName`),
	"MailContact":       strings.Fields(`PrimarySmtpAddress EmailAddresses ExternalEmailAddress MaxRecipientPerMessage UsePreferMessageFormat`),
	"DistributionGroup": strings.Fields(`PrimarySmtpAddress EmailAddresses GroupType ManagedBy MemberJoinRestriction MemberDepartRestriction RequireSenderAuthenticationEnabled`),
}

// tellingIndex is telling from the property's side.
var tellingIndex = func() map[string][]string {
	index := map[string][]string{}
	for noun, names := range telling {
		for _, name := range names {
			key := strings.ToLower(name)
			index[key] = append(index[key], noun)
		}
	}
	for key := range index {
		slices.Sort(index[key])
	}
	return index
}()

// nounSpelling is the spelling of each noun, by its lower case.
var nounSpelling = func() map[string]string {
	spelling := map[string]string{}
	for noun := range telling {
		spelling[strings.ToLower(noun)] = noun
	}
	return spelling
}()

// isTelling reports whether a property is one that says what its object is.
func isTelling(name string) bool { return len(tellingIndex[strings.ToLower(name)]) > 0 }

// guessNoun tells what an object is from the properties that it has. The suggestion, which may be empty, decides among
// equals only. Several candidates mean that it cannot be told.
func guessNoun(o *Object, suggested string) (noun string, candidates []string) {
	if kind := o.Property("RecipientTypeDetails"); kind != nil && recipientNoun(kind.Value.Text) != "" {
		return recipientNoun(kind.Value.Text), nil
	}
	hits, most := map[string]int{}, 0
	for _, p := range o.Properties {
		for _, noun := range tellingIndex[strings.ToLower(p.Name)] {
			hits[noun]++
			most = max(most, hits[noun])
		}
	}
	for noun, n := range hits {
		if n == most {
			candidates = append(candidates, noun)
		}
	}
	slices.Sort(candidates)
	switch {
	case suggested != "" && (most == 0 || slices.Contains(candidates, suggested)):
		return suggested, nil
	case len(candidates) == 1:
		return candidates[0], nil
	}
	return "", candidates
}

// recipientNoun is the noun of a RecipientTypeDetails; empty when that is none of the recipients that mail flow knows.
func recipientNoun(details string) string {
	switch d := strings.ToLower(details); {
	case strings.HasPrefix(d, "remote") && strings.HasSuffix(d, "mailbox"):
		return "RemoteMailbox"
	case slices.Contains([]string{"usermailbox", "sharedmailbox", "roommailbox", "equipmentmailbox", "linkedmailbox", "schedulingmailbox"}, d):
		return "Mailbox"
	case d == "mailuser" || d == "guestmailuser":
		return "MailUser"
	case d == "mailcontact":
		return "MailContact"
	case d == "dynamicdistributiongroup":
		return "DynamicDistributionGroup"
	case slices.Contains([]string{"mailuniversaldistributiongroup", "mailuniversalsecuritygroup", "mailnonuniversalgroup", "roomlist"}, d):
		return "DistributionGroup"
	}
	return ""
}

// nameNoun gives an object without a noun the one that its properties, or else the name of its file, tell, and says so when
// they do not.
func (s *source) nameNoun(o *Object, suggested string) {
	if suggested == "" {
		suggested = s.hint.noun
	}
	var candidates []string
	if o.Noun, candidates = guessNoun(o, suggested); o.Noun != "" {
		return
	}
	if len(candidates) == 0 {
		s.notice(o.At.Line, "what this object is cannot be told: none of its properties says so")
		return
	}
	s.notice(o.At.Line, "what this object is cannot be told: its properties are those of %s. Name the file after the cmdlet that printed it", suggest.OrList(candidates))
}

package relay

// The closed sets of values that properties take. Values lists them in documentation order; a cmdlet uses it to read a
// value without regard to case and to suggest the nearest one.

// TlsAuthLevel says what a SendConnector wants the server's certificate to prove (S2.2).
type TlsAuthLevel string

// Levels, weakest first.
const (
	EncryptionOnly        TlsAuthLevel = "EncryptionOnly"        // nothing
	CertificateValidation TlsAuthLevel = "CertificateValidation" // chain and validity
	DomainValidation      TlsAuthLevel = "DomainValidation"      // and the name
)

// Values lists the levels.
func (TlsAuthLevel) Values() []string {
	return []string{"EncryptionOnly", "CertificateValidation", "DomainValidation"}
}

// TlsSettings is the same question on a cloud OutboundConnector; empty is opportunistic TLS (S2.4).
type TlsSettings string

// Values lists the settings.
func (TlsSettings) Values() []string { return TlsAuthLevel("").Values() }

// DomainType says who knows the recipients of an accepted domain (S6.1).
type DomainType string

// Domain types. The cloud once called Authoritative "Hosted" and InternalRelay "Shared".
const (
	Authoritative DomainType = "Authoritative" // this side knows all; an unknown recipient does not exist
	InternalRelay DomainType = "InternalRelay" // an unknown recipient may live elsewhere
	ExternalRelay DomainType = "ExternalRelay" // on-premises only: all recipients live elsewhere
)

// Values lists the domain types.
func (DomainType) Values() []string {
	return []string{"Authoritative", "ExternalRelay", "InternalRelay"}
}

// AuthMechanism is a way for a client of a ReceiveConnector to prove who it is (S1.4).
type AuthMechanism string

// Mechanisms that change what this model decides.
const (
	AuthTls                   AuthMechanism = "Tls"                   // offer STARTTLS
	AuthIntegrated            AuthMechanism = "Integrated"            // AUTH NTLM
	AuthBasic                 AuthMechanism = "BasicAuth"             // AUTH LOGIN
	AuthBasicRequireTLS       AuthMechanism = "BasicAuthRequireTLS"   // AUTH LOGIN only after STARTTLS
	AuthExchangeServer        AuthMechanism = "ExchangeServer"        // X-EXPS, X-ANONYMOUSTLS
	AuthExternalAuthoritative AuthMechanism = "ExternalAuthoritative" // the peer is trusted by address alone
)

// Values lists the mechanisms.
func (AuthMechanism) Values() []string {
	return []string{"None", "Tls", "Integrated", "BasicAuth", "BasicAuthRequireTLS", "ExchangeServer",
		"ExternalAuthoritative"}
}

// PermissionGroup is a named set of [Right]s on a ReceiveConnector (S1.4).
type PermissionGroup string

// Permission groups.
const (
	AnonymousUsers        PermissionGroup = "AnonymousUsers"
	ExchangeUsers         PermissionGroup = "ExchangeUsers"
	ExchangeServers       PermissionGroup = "ExchangeServers"
	ExchangeLegacyServers PermissionGroup = "ExchangeLegacyServers"
	Partners              PermissionGroup = "Partners"
)

// Values lists the groups.
func (PermissionGroup) Values() []string {
	return []string{"None", "AnonymousUsers", "ExchangeUsers", "ExchangeServers", "ExchangeLegacyServers",
		"Partners", "Custom"}
}

// MessageRateSource says whose messages MessageRateLimit counts.
type MessageRateSource string

// Sources of a message rate. RateOfAll counts by address and by user, each for itself.
const (
	RateOfNobody  MessageRateSource = "None"
	RateOfAddress MessageRateSource = "IPAddress"
	RateOfUser    MessageRateSource = "User"
	RateOfAll     MessageRateSource = "All"
)

// Values lists what the type may be.
func (MessageRateSource) Values() []string { return []string{"None", "IPAddress", "User", "All"} }

// ProtocolLoggingLevel says whether a connector writes to the protocol log.
type ProtocolLoggingLevel string

// Logging levels.
const (
	LoggingNone    ProtocolLoggingLevel = "None"
	LoggingVerbose ProtocolLoggingLevel = "Verbose"
)

// Values lists the levels.
func (ProtocolLoggingLevel) Values() []string { return []string{"None", "Verbose"} }

// ConnectorType tells what a cloud connector's other end is (S2.4).
type ConnectorType string

// Connector types of InboundConnector and OutboundConnector.
const (
	TypeOnPremises ConnectorType = "OnPremises"
	TypePartner    ConnectorType = "Partner"
)

// Values lists the types.
func (ConnectorType) Values() []string { return []string{"OnPremises", "Partner"} }

// TransportRole is the service a ReceiveConnector belongs to.
type TransportRole string

// Transport roles.
const (
	FrontendTransport TransportRole = "FrontendTransport" // 2013 and later, port 25
	HubTransport      TransportRole = "HubTransport"      // 2010, and the back end later
)

// Values lists the roles.
func (TransportRole) Values() []string { return []string{"FrontendTransport", "HubTransport"} }

// AllowedOOFType says which out-of-office texts may go to a remote domain (S8.2).
type AllowedOOFType string

// Types of permission (S8.2 [D]). The Legacy types also cover replies that are designated neither way.
const (
	AllowExternal       AllowedOOFType = "External"
	AllowExternalLegacy AllowedOOFType = "ExternalLegacy"
	AllowInternalLegacy AllowedOOFType = "InternalLegacy"
	AllowNone           AllowedOOFType = "None"
)

// Values lists the types.
func (AllowedOOFType) Values() []string {
	return []string{"External", "ExternalLegacy", "InternalLegacy", "None"}
}

// PublicFoldersEnabled says where an organization's public folders are, as far as the service knows.
type PublicFoldersEnabled string

// Places. Local is what nobody set.
const (
	FoldersLocal  PublicFoldersEnabled = "Local"
	FoldersRemote PublicFoldersEnabled = "Remote"
	FoldersNone   PublicFoldersEnabled = "None"
)

// Values lists the places.
func (PublicFoldersEnabled) Values() []string { return []string{"Local", "Remote", "None"} }

// RecipientType is what kind of directory object a recipient is.
type RecipientType string

// Recipient types, as Get-Recipient prints RecipientTypeDetails.
const (
	UserMailbox                    RecipientType = "UserMailbox"
	RemoteUserMailbox              RecipientType = "RemoteUserMailbox"
	MailUser                       RecipientType = "MailUser"
	MailContact                    RecipientType = "MailContact"
	DynamicDistributionGroup       RecipientType = "DynamicDistributionGroup"
	PublicFolder                   RecipientType = "PublicFolder"
	MailUniversalDistributionGroup RecipientType = "MailUniversalDistributionGroup"
)

package relay

import (
	"slices"
	"strings"
	"time"
)

// ReceiveConnector is an on-premises SMTP listener (PS:Set-ReceiveConnector).
type ReceiveConnector struct {
	Name                  string // without the server: "Default Frontend EX01"
	Server                string
	Enabled               bool
	TransportRole         TransportRole
	Bindings              []Binding
	RemoteIPRanges        []AddressRange
	Fqdn                  string // name in banner and greeting
	Banner                string // replaces the banner line; begins with 220
	AuthMechanism         []AuthMechanism
	PermissionGroups      []PermissionGroup
	ExtendedRights        []Right // granted to NT AUTHORITY\ANONYMOUS LOGON with Add-ADPermission
	RequireTLS            bool
	TlsCertificateName    CertificateName
	TlsDomainCapabilities []TlsDomainCapability
	ProtocolLoggingLevel  ProtocolLoggingLevel
	MaxMessageSize        ByteSize
	MaxHeaderSize         ByteSize
	ChunkingEnabled       bool // EHLO lists CHUNKING
	// BareLinefeedRejectionEnabled refuses content with a lone LF that came by DATA (G2.81).
	BareLinefeedRejectionEnabled bool
	// These refuse recipients at .test and the like, and at example.com and the like (B56).
	RejectReservedTopLevelRecipientDomains, RejectReservedSecondLevelRecipientDomains bool

	MaxHopCount             int // Received fields at acceptance (R6.22)
	MaxRecipientsPerMessage int
	MaxProtocolErrors       int
	// How long a connection may last, and how long its client may say nothing.
	ConnectionTimeout, ConnectionInactivityTimeout time.Duration
	// How long the refusal of a recipient, and of a logon, is held back; in the protocol log, for no time passes here.
	TarpitInterval, AuthTarpitInterval time.Duration
	// How many connections may be open at a time: at all, from one address, and from one address in percent of those
	// that are left of all.
	MaxInboundConnection, MaxInboundConnectionPerSource Limit
	MaxInboundConnectionPercentagePerSource             int
	MessageRateLimit                                    Limit // messages a minute, of each whom MessageRateSource tells
	MessageRateSource                                   MessageRateSource
	Comment                                             string
	Kept                                                Kept
}

// Identity is the connector's name with its server, as Exchange prints it.
func (c *ReceiveConnector) Identity() string { return c.Server + `\` + c.Name }

// Is reports whether an identity is the connector's.
func (c *ReceiveConnector) Is(identity string) bool {
	server, name, ok := strings.Cut(identity, `\`)
	return ok && strings.EqualFold(server, c.Server) && strings.EqualFold(name, c.Name)
}

// Allows reports whether the mechanism is switched on.
func (c *ReceiveConnector) Allows(m AuthMechanism) bool { return slices.Contains(c.AuthMechanism, m) }

// Permits reports whether the group may use the connector.
func (c *ReceiveConnector) Permits(g PermissionGroup) bool {
	return slices.Contains(c.PermissionGroups, g)
}

// SendConnector is an on-premises way out (PS:Set-SendConnector; S2.2, S5.1).
type SendConnector struct {
	Name                         string
	Enabled                      bool
	AddressSpaces                []AddressSpace
	SourceTransportServers       []string
	DNSRoutingEnabled            bool     // MX of the recipient domain; else SmartHosts
	SmartHosts                   []string // host names or addresses
	Port                         int
	Fqdn                         string // name sent with EHLO; empty: the server's
	RequireTLS                   bool
	IgnoreSTARTTLS               bool
	TlsAuthLevel                 TlsAuthLevel
	TlsDomain                    string
	TlsCertificateName           CertificateName
	CloudServicesMailEnabled     bool // 2013 and later: demote organization headers to cross-premises headers
	MsExchSmtpSendFlags          int  // 2010's form of the same: 131136 preserves (S2.1, KB3212872)
	UseExternalDNSServersEnabled bool
	IsScopedConnector            bool // only servers of the site of its source servers use it (T6.8)
	FrontendProxyEnabled         bool // 2013 and later: mail leaves by a front end of the site (T1.6)
	MaxMessageSize               ByteSize
	ProtocolLoggingLevel         ProtocolLoggingLevel
	SmtpMaxMessagesPerConnection int
	Comment                      string
	Kept                         Kept
}

// InboundConnector tells the cloud whose mail arrives (PS:Set-InboundConnector; S2.4, S3.2).
type InboundConnector struct {
	Name                         string
	Enabled                      bool
	ConnectorType                ConnectorType
	ConnectorSource              string // "HybridWizard" when the wizard wrote it
	SenderDomains                []AddressSpace
	SenderIPAddresses            []AddressRange
	TlsSenderCertificateName     string
	RequireTls                   bool
	RestrictDomainsToIPAddresses bool
	RestrictDomainsToCertificate bool
	CloudServicesMailEnabled     bool
	TreatMessagesAsInternal      bool
	AssociatedAcceptedDomains    []string
	EFSkipLastIP                 bool           // Enhanced Filtering: the client's address is passed over
	EFSkipIPs                    []AddressRange // the addresses that are
	EFUsers                      []string       // only where all recipients are among them; empty: always
	Comment                      string
	Kept                         Kept
}

// OutboundConnector is a cloud way out (PS:Set-OutboundConnector; S2.4, R4.1).
type OutboundConnector struct {
	Name                          string
	Enabled                       bool
	ConnectorType                 ConnectorType
	ConnectorSource               string
	RecipientDomains              []string
	AllAcceptedDomains            bool
	RouteAllMessagesViaOnPremises bool // centralized mail transport
	IsTransportRuleScoped         bool
	UseMXRecord                   bool
	SmartHosts                    []string
	TlsSettings                   TlsSettings
	TlsDomain                     string
	CloudServicesMailEnabled      bool
	SmtpDaneMode                  SmtpDaneMode // empty: Opportunistic
	MtaStsMode                    MtaStsMode   // empty: Opportunistic
	SenderRewritingEnabled        bool         // of an OnPremises connector: forwarded mail is rewritten (P2.25)
	Comment                       string
	Kept                          Kept
}

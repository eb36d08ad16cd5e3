package relay

import "time"

// IntraOrgConnector is the name under which hops between an organization's servers are recorded. No connector object is
// behind it (T6.3).
const IntraOrgConnector = "Intra-Organization SMTP Send Connector"

// DeliveryType says where a queue leads (NC4).
type DeliveryType string

// Delivery types that this model has.
const (
	DnsConnectorDelivery       DeliveryType = "DnsConnectorDelivery"
	SmartHostConnectorDelivery DeliveryType = "SmartHostConnectorDelivery"
	QueueUnreachable           DeliveryType = "Unreachable"
	// to other servers of the organization (T6 [D] QUEUES)
	RelayToSourceServers DeliveryType = "SmtpRelayToConnectorSourceServers"
	RelayToMailboxGroup  DeliveryType = "SmtpRelayToMailboxDeliveryGroup"
	RelayToRemoteSite    DeliveryType = "SmtpRelayToRemoteActiveDirectorySite"
	RelayToEdge          DeliveryType = "SmtpRelayWithinAdSiteToEdge"
)

// QueueStatus is the state of a queue.
type QueueStatus string

// Queue states.
const (
	QueueReady QueueStatus = "Ready"
	QueueRetry QueueStatus = "Retry"
)

// QueueInfo is one queue as Get-Queue shows it.
type QueueInfo struct {
	Identity         string // EX01\3
	DeliveryType     DeliveryType
	Status           QueueStatus
	MessageCount     int
	NextHopDomain    string
	NextHopConnector string
	TlsDomain        string
	LastError        string // layout of the product's generation
	RetryCount       int
	FirstRetryTime   time.Time
	LastRetryTime    time.Time
	NextRetryTime    time.Time
}

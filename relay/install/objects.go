package install

import (
	"time"

	"hybridsim/relay"
)

// NewReceiveConnector is a connector of a server before its usage is known. The numbers are those of object dumps (S1.5
// [O] E19DUMP; MaxHopCount U5).
func NewReceiveConnector(p relay.Product, server string) *relay.ReceiveConnector {
	c := &relay.ReceiveConnector{
		Server: server, Enabled: true, TransportRole: relay.FrontendTransport,
		AuthMechanism:        []relay.AuthMechanism{relay.AuthTls},
		ProtocolLoggingLevel: relay.LoggingNone,
		MaxMessageSize:       36 * relay.MB, MaxHeaderSize: 256 * relay.KB, MaxHopCount: 60,
		MaxRecipientsPerMessage: 200, MaxProtocolErrors: 5, ChunkingEnabled: true,
		ConnectionTimeout: 10 * time.Minute, ConnectionInactivityTimeout: 5 * time.Minute,
		TarpitInterval: 5 * time.Second, AuthTarpitInterval: 5 * time.Second,
		MaxInboundConnection: 5000, MaxInboundConnectionPerSource: 20, MaxInboundConnectionPercentagePerSource: 2,
		MessageRateLimit: relay.NoLimit, MessageRateSource: relay.RateOfAddress,
	}
	if p == relay.Exchange2010 {
		c.TransportRole, c.MaxHeaderSize = relay.HubTransport, 64*relay.KB
	}
	return c
}

// NewSendConnector is a connector whose source is one server: port 25, 20 messages for each connection, 35 MB (S2.2,
// U8), by MX (S5.1).
func NewSendConnector(server string) *relay.SendConnector {
	return &relay.SendConnector{
		Enabled: true, DNSRoutingEnabled: true, Port: 25, MaxMessageSize: 35 * relay.MB,
		SmtpMaxMessagesPerConnection: 20,
		SourceTransportServers:       []string{server}, ProtocolLoggingLevel: relay.LoggingNone,
	}
}

// NewInboundConnector is a connector of the cloud before anybody says whom it is for (S2.4).
func NewInboundConnector() *relay.InboundConnector {
	return &relay.InboundConnector{Enabled: true, ConnectorType: relay.TypePartner, ConnectorSource: "Default",
		RequireTls: true}
}

// NewOutboundConnector is a way out of the cloud; by MX unless said otherwise (S2.4).
func NewOutboundConnector() *relay.OutboundConnector {
	return &relay.OutboundConnector{Enabled: true, ConnectorType: relay.TypePartner, ConnectorSource: "Default",
		UseMXRecord: true}
}

// NewAcceptedDomain is a domain of an organization: Authoritative without a type given (S2.5), and the default one if
// it is the first (R6.6).
func NewAcceptedDomain(o *relay.Organization) *relay.AcceptedDomain {
	return &relay.AcceptedDomain{DomainType: relay.Authoritative, Default: o.DefaultDomain() == ""}
}

// NewRemoteDomain is a policy that answers, forwards and reports; nobody trusts it (S8.1).
func NewRemoteDomain() *relay.RemoteDomain {
	return &relay.RemoteDomain{
		AllowedOOFType: "External", AutoReplyEnabled: true, AutoForwardEnabled: true,
		DeliveryReportEnabled: true, NDREnabled: true,
	}
}

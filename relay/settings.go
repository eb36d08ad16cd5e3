package relay

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// ByteSize is a size in bytes, read as Exchange writes it: "36 MB (37,748,736 bytes)", "35MB", "unlimited".
type ByteSize int64

// Unlimited is the absence of a limit.
const Unlimited ByteSize = -1

// Units, binary as in Exchange.
const (
	KB ByteSize = 1 << 10
	MB ByteSize = 1 << 20
	GB ByteSize = 1 << 30
)

// UnmarshalText reads a size.
func (b *ByteSize) UnmarshalText(text []byte) error {
	s := strings.TrimSpace(string(text))
	if strings.EqualFold(s, "unlimited") {
		*b = Unlimited
		return nil
	}
	s, _, _ = strings.Cut(s, " (")
	number := strings.TrimRight(s, " kKmMgGbB")
	unit, ok := map[string]ByteSize{"": 1, "B": 1, "KB": KB, "MB": MB,
		"GB": GB}[strings.ToUpper(strings.TrimSpace(s[len(number):]))]
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || !ok || !(n >= 0 && n*float64(unit) <= 1<<50) { // NaN is no size either
		return fmt.Errorf("%q is not a size; want 36MB, 256KB or unlimited", text)
	}
	*b = ByteSize(n * float64(unit))
	return nil
}

func (b ByteSize) String() string {
	switch {
	case b == Unlimited:
		return "Unlimited"
	case b >= MB && b%MB == 0:
		return fmt.Sprintf("%dMB", b/MB)
	case b >= KB && b%KB == 0:
		return fmt.Sprintf("%dKB", b/KB)
	}
	return strconv.FormatInt(int64(b), 10)
}

// Exceeded reports whether a message of n bytes is too large.
func (b ByteSize) Exceeded(n int) bool { return b != Unlimited && b > 0 && ByteSize(n) > b }

// TransportConfig is the organization-wide transport configuration (Set-TransportConfig).
type TransportConfig struct {
	MessageExpiration         time.Duration // cloud: 12 to 24 h (S10.2)
	ExternalPostmasterAddress string        // From of reports to outside senders; empty: postmaster@<default domain>
	InternalDelayDsnEnabled   bool
	ExternalDelayDsnEnabled   bool
	// InternalDsnSendHtml and ExternalDsnSendHtml let reports have an HTML text beside the plain one.
	InternalDsnSendHtml bool
	ExternalDsnSendHtml bool
	// InternalDsnDefaultLanguage and ExternalDsnDefaultLanguage are what reports are written in: fr-FR; empty: English.
	InternalDsnDefaultLanguage string
	ExternalDsnDefaultLanguage string
	// InternalDsnLanguageDetectionEnabled and ExternalDsnLanguageDetectionEnabled prefer the language that the original
	// names; nil is $true.
	InternalDsnLanguageDetectionEnabled *bool
	ExternalDsnLanguageDetectionEnabled *bool
	// InternalDsnMaxMessageAttachSize and ExternalDsnMaxMessageAttachSize are how large an original may be to come back
	// whole; of a larger one the report returns the header. Zero is no limit.
	InternalDsnMaxMessageAttachSize ByteSize
	ExternalDsnMaxMessageAttachSize ByteSize
	// How large a message may be and how many recipients it may have; zero is the default of the side (see
	// [Organization.Limits]).
	MaxSendSize, MaxReceiveSize ByteSize
	MaxRecipientEnvelopeLimit   Limit
	// SmtpClientAuthenticationDisabled keeps programs and devices from logging on with a mailbox to send, unless the
	// mailbox says otherwise; cloud (P9.1).
	SmtpClientAuthenticationDisabled bool
	// JournalingReportNdrTo is told of journal reports that reach nobody; empty: nobody is (P7.15).
	JournalingReportNdrTo string
	// PreventDuplicateJournalingEnabled keeps the cloud from journaling what on-premises has; cloud (P7.17).
	PreventDuplicateJournalingEnabled bool
	Kept                              Kept
}

// NewTransportConfig returns what a new organization has; on-premises without MessageExpiration, which is the transport
// service's there. Delay reports and HTML are on (NB3, NB7 [D]); the size is product knowledge (docs/FIDELITY.md).
func NewTransportConfig(messageExpiration time.Duration) TransportConfig {
	return TransportConfig{
		MessageExpiration:       messageExpiration,
		InternalDelayDsnEnabled: true, ExternalDelayDsnEnabled: true, InternalDsnSendHtml: true,
		ExternalDsnSendHtml:             true,
		InternalDsnMaxMessageAttachSize: 10 * MB, ExternalDsnMaxMessageAttachSize: 10 * MB,
	}
}

// TransportService holds a server's queue intervals (Set-TransportService; S10.1).
type TransportService struct {
	QueueGlitchRetryCount                  int
	QueueGlitchRetryInterval               time.Duration
	TransientFailureRetryCount             int
	TransientFailureRetryInterval          time.Duration
	OutboundConnectionFailureRetryInterval time.Duration
	MessageRetryInterval                   time.Duration // after a 4xx about one message (U6: 15 min)
	DelayNotificationTimeout               time.Duration
	MessageExpirationTimeout               time.Duration
	// Whether the DNS servers of the network adapters are asked, and otherwise which (G1.4.1).
	InternalDNSAdapterEnabled, ExternalDNSAdapterEnabled bool
	InternalDNSServers, ExternalDNSServers               []string
	Kept                                                 Kept
}

// HybridConfiguration is what the administrator told the Hybrid Configuration Wizard (Set-HybridConfiguration);
// Update-HybridConfiguration writes it into both sides' connectors (S2.2-S2.5).
type HybridConfiguration struct {
	Domains                   []string
	OnPremisesSmartHost       string // host the cloud sends to
	ReceivingTransportServers []string
	SendingTransportServers   []string
	EdgeTransportServers      []string // in their place
	TlsCertificateName        CertificateName
	ExternalIPAddresses       []AddressRange // 2010: public addresses of the Hub servers
	Features                  []string       // CentralizedTransport, SecureMail, ...
	Kept                      Kept
}

// Has reports whether a feature is switched on.
func (h *HybridConfiguration) Has(feature string) bool {
	for _, f := range h.Features {
		if strings.EqualFold(f, feature) {
			return true
		}
	}
	return false
}

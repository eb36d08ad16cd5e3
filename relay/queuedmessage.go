package relay

import (
	"net/netip"
	"time"
)

// MessageInfo is one waiting message as Get-Message shows it (NC4; properties [D] "Properties of messages in queues").
type MessageInfo struct {
	Identity          string // EX01\3\7: server, queue, internal id
	Queue             string // EX01\3
	FromAddress       string // "<>" for the null sender
	Status            QueueStatus
	Subject           string
	InternetMessageId string
	Size              int // bytes
	Recipients        []string
	MessageSourceName string // where it came in: the receive connector, or the store driver
	SourceIP          netip.Addr
	DateReceived      time.Time
	ExpirationTime    time.Time
	LastError         string
	RetryCount        int
}

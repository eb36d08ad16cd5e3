package transport

import (
	"crypto/sha256"
	"fmt"

	"hybridsim/relay"
)

// ids hands out identifiers that follow from counters, so that the same story gives the same bytes.
type ids struct {
	seed     string // unlike any other server's
	messages int
	sessions int
	reports  int
}

// message returns the next InternalMessageId.
func (i *ids) message() int {
	i.messages++
	return i.messages
}

// network returns a Network-Message-Id for an internal id.
func (i *ids) network(internal int) string { return i.guid("network", internal) }

// report returns a GUID for a report's Message-ID and boundary.
func (i *ids) report() string {
	i.reports++
	return i.guid("report", i.reports)
}

// session returns the next session id.
func (i *ids) session() string {
	i.sessions++
	return i.lastSession()
}

func (i *ids) lastSession() string { return relay.SessionID(i.seed+" session", i.sessions) }

func (i *ids) guid(kind string, n int) string {
	h := sha256.Sum256(fmt.Appendf(nil, "%s %s %d", i.seed, kind, n))
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

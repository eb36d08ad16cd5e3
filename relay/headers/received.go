package headers

import (
	"fmt"
	"net/netip"
	"time"

	"hybridsim/relay"
)

// Hop is what a Received field tells.
type Hop struct {
	FromName string // EHLO name
	FromIP   netip.Addr
	ByName   string
	ByIP     netip.Addr
	With     string // "Microsoft SMTP Server", "mapi"
	Secured  bool
	Via      string // "Frontend Transport", "Mailbox Transport"
	ID       string // version of the product
	Time     time.Time
}

// Received renders a trace field in Exchange's shape ([O] HDRS, S7.5).
func Received(h Hop) relay.Field {
	tls := ""
	if h.Secured {
		tls = " (version=TLS1_2, cipher=TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384)"
	}
	from := ""
	if h.FromName != "" {
		from = fmt.Sprintf("from %s (%s) ", h.FromName, h.FromIP)
	}
	by := h.ByName
	if h.ByIP.IsValid() {
		by = fmt.Sprintf("%s (%s)", h.ByName, h.ByIP)
	}
	via := ""
	if h.Via != "" {
		via = " via " + h.Via
	}
	value := fmt.Sprintf("%sby\r\n\t%s with %s%s id\r\n\t%s%s; %s", from, by, h.With, tls, h.ID, via,
		h.Time.UTC().Format(relay.DateLayout))
	return relay.Field{Name: "Received", Value: value}
}

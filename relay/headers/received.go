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
	TLS      string // in parentheses behind With: [TLSPhrase]; empty in clear
	Via      string // "Frontend Transport", "Mailbox Transport"
	ID       string // version of the product
	Time     time.Time
}

// TLSPhrase is how a product's Received field tells of TLS: from 2016 on with version and suite, before without (L13
// [O]; 2010 [I]).
func TLSPhrase(p relay.Product, id relay.PeerIdentity) string {
	switch {
	case !id.Secured:
		return ""
	case p < relay.Exchange2016:
		return "TLS"
	}
	return fmt.Sprintf("version=TLS%s, cipher=%s", id.Version.Underscored(), id.Suite)
}

// Received renders a trace field in Exchange's shape ([O] HDRS, S7.5).
func Received(h Hop) relay.Field {
	tls := ""
	if h.TLS != "" {
		tls = " (" + h.TLS + ")"
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

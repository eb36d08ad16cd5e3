package relay

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// Deferral is a failed attempt in the words of the side that made it: what message trace or Get-Queue show, and what
// the report will say if it never gets better.
type Deferral struct {
	LED     Reply  // last error
	MSG     string // detail, where the layout has one; the cloud's report puts it in parentheses behind Expiry (NB6)
	FQDN    string // host tried
	IP      netip.Addr
	LRT     time.Time // last retry time
	Expiry  Reply     // what the report says after expiry
	Product Product
	Era     Era
}

// String is the last error in the layout of product and era: plain in 2010, in braces later, the order of the fields
// depending on the generation (NC4, NC6). Times are UTC in the en-US form.
func (d Deferral) String() string {
	lrt, ip := "", ""
	if !d.LRT.IsZero() { // [O] empty for what failed without an attempt
		lrt = d.LRT.UTC().Format("1/2/2006 3:04:05 PM")
	}
	if d.IP.IsValid() {
		ip = d.IP.String()
	}
	switch d.Product {
	case Exchange2010:
		return d.LED.String()
	case Exchange2013:
		return fmt.Sprintf("[{LRT=%s};{LED=%s};{FQDN=%s};{IP=%s}]", lrt, d.LED, d.FQDN, ip)
	default:
		return fmt.Sprintf("[{LED=%s};{MSG=%s};{FQDN=%s};{IP=%s};{LRT=%s}]", d.LED, d.MSG, d.FQDN, ip, lrt)
	}
}

// Reason is the deferral as message trace details print it (R4.15).
func (d Deferral) Reason() string {
	ip := ""
	if d.IP.IsValid() {
		ip = d.IP.String()
	}
	return fmt.Sprintf("Reason: %s. OutboundProxyTargetIP: %s. OutboundProxyTargetHostName: %s", d, ip,
		strings.TrimSpace(d.FQDN))
}

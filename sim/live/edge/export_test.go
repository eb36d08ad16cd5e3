package edge

import (
	"net/netip"
	"time"
)

// SetLimits puts limits in place of the usual ones; zero leaves them.
func (e *Edge) SetLimits(inactivity, whole, silence time.Duration, guests int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, x := range []struct {
		limit *time.Duration
		to    time.Duration
	}{{&e.limits.inactivity, inactivity}, {&e.limits.whole, whole}, {&e.limits.silence, silence}} {
		if x.to > 0 {
			*x.limit = x.to
		}
	}
	if guests > 0 {
		e.guests.mu.Lock()
		defer e.guests.mu.Unlock()
		e.guests.most = guests
	}
}

// SetPatience makes a bridge give up sooner.
func (b *Bridge) SetPatience(d time.Duration) { b.patience = d }

// Unchecked is a bridge to anywhere, which NewBridge would refuse.
func Unchecked(target netip.AddrPort) *Bridge { return &Bridge{target: target, connect: time.Second} }

// ParseXCLIENT is what XCLIENT's arguments make of a client.
var ParseXCLIENT = parseXCLIENT

// Guests is the number of connected clients.
func (e *Edge) Guests() int {
	e.guests.mu.Lock()
	defer e.guests.mu.Unlock()
	return len(e.guests.members)
}

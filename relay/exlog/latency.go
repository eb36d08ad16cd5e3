package exlog

import (
	"hash/fnv"
	"net/netip"
	"strings"
	"time"
)

// This file makes up how long the steps of a session took. The world's dialogues take no virtual time; a log in which
// nothing takes any would give itself away. The times follow from the session's id: they are written, not lived, and
// move nothing else (V3.12).

// delay is how long after the row before a row is written: none for what is done here, a round trip for what the other
// end says, two for a handshake, and the time that a server takes to accept a message.
func (s Session) delay(l Line, w *Written) time.Duration {
	n := w.lines
	switch {
	case l.Event == '*' && w.secures && (l.Context == shows || l.Context == isShownHere ||
		strings.HasPrefix(l.Context, shows) || strings.HasPrefix(l.Context, isShownHere)):
		w.secures = false
		return 2*s.roundTrip(n) + s.within(n, 3*time.Millisecond)
	case strings.HasSuffix(l.Data, " SMTP server ready"), strings.HasSuffix(l.Data, " Ready to start TLS"):
		w.secures = true
	}
	takes := time.Duration(0)
	if strings.HasPrefix(l.Context, proxied) {
		return 6*time.Millisecond + s.within(n, 3*time.Millisecond)
	}
	if strings.HasPrefix(l.Data, "250 2.6.0 ") && (l.Event == '>' || l.Event == '<') { // shadowing is waited for
		takes = 100*time.Millisecond + s.within(n, 12*time.Millisecond)
	}
	switch {
	case l.Event == '<', l.Event == '+' && w.lines > 1: // a connection that was attempted
		return takes + s.roundTrip(n)
	}
	return takes
}

// roundTrip is the time to the other end and back: hardly any within a network, that of the Internet else.
func (s Session) roundTrip(n int) time.Duration {
	if isLocal(s.Remote.Addr()) {
		return s.within(n, 3*time.Millisecond)
	}
	const nearest, spread = 12 * time.Millisecond, 110 * time.Millisecond
	base := nearest + time.Duration(hashOf(s.Remote.Addr().String()))%spread
	return base + s.within(n, base/8)
}

func isLocal(a netip.Addr) bool { return a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() }

// within is a time below a limit, in the log's milliseconds, that follows from the session and a number in it.
func (s Session) within(n int, limit time.Duration) time.Duration {
	steps := uint64(limit/time.Millisecond) + 1
	return time.Duration(hashOf(s.ID, string(rune(n)))%uint32(steps)) * time.Millisecond
}

func hashOf(parts ...string) uint32 {
	h := fnv.New32a()
	for _, p := range parts {
		h.Write([]byte(p))
	}
	return h.Sum32()
}

package ident

import (
	"fmt"
	"strings"
	"time"

	"hybridsim/relay"
)

// Network is the nth Network-Message-Id that somebody makes, for a message that arrives at a time. The third group
// begins with 4, and the fourth with anything; the tail is the upper 48 bits of the tick count a moment before. Ids of
// log rows and of the service's objects are built alike (V1.1).
func Network(label string, n int, at time.Time) string {
	h := hash(label, "network", n)
	const longestAgo = 230 * time.Millisecond
	return grouped(h, 0x40, h[8], at.Add(-time.Duration(number(h, int64(longestAgo)))))
}

// Row is the id of the nth row of a log, written at a time.
func Row(label string, n int, at time.Time) string {
	h := hash(label, "row", n)
	return grouped(h, 0x40, h[8], at)
}

func grouped(h [32]byte, version, variant byte, at time.Time) string {
	h[6], h[8] = version|h[6]&0x0F, variant
	return fmt.Sprintf("%x-%x-%x-%x-%012x", h[0:4], h[4:6], h[6:8], h[8:10], Ticks(at)>>16)
}

// TimeIn is the time in the tail of a GUID that [Network] or [Row] made.
func TimeIn(guid string) (at time.Time, ok bool) {
	var ticks uint64
	tail := guid[strings.LastIndexByte(guid, '-')+1:]
	if n, err := fmt.Sscanf(tail, "%012x", &ticks); n != 1 || err != nil || len(tail) != 12 {
		return time.Time{}, false
	}
	return TimeOf(ticks << 16), true
}

// Matching is how the service tells which of a tenant's inbound connectors took a message: the time, in ticks since
// 1601, and the connector's id, which has the day of its creation in it (V1.5). The days are ours.
func Matching(connector string, at time.Time) string {
	from1601 := Ticks(at) - Ticks(time.Date(1970, time.January, 1, 0, 0, 0, 0, time.UTC)) + 116_444_736_000_000_000
	h := hash(connector, "connector", 0)
	created := time.Date(2012, time.January, 2, 0, 0, 0, 0, time.UTC)
	created = created.Add(time.Duration(number(h, int64(200*24*time.Hour))))
	return fmt.Sprintf("%d;(%s);()", from1601, grouped(h, 0x40, h[8], created))
}

// Random is the nth GUID of a kind, random but for the marks of version 4 (RFC 9562): reports' Message-IDs, mailboxes,
// tenants (V1.16).
func Random(label, kind string, n int) string {
	h := hash(label, kind, n)
	h[6], h[8] = 0x40|h[6]&0x0F, 0x80|h[8]&0x3F
	return fmt.Sprintf("%x-%x-%x-%x-%x", h[0:4], h[4:6], h[6:8], h[8:10], h[10:16])
}

// Tenant is the id of a tenant of the service: an ordinary GUID (V1.6).
func Tenant(name string) string { return Random(name, "tenant", 0) }

// Moment is a made-up time below a limit, in ticks, that follows from what it is about.
func Moment(label, kind string, limit time.Duration) time.Duration {
	return time.Duration(number(hash(label, kind, 0), int64(limit/100))) * 100
}

// Process is a service of a server. Its session ids count from the tick count of its start (V1.7).
type Process struct{ Started time.Time }

// Started is a process that runs at a time. The service's are restarted every few days, those of an organization live
// for weeks (V1.7); when each was started last follows from its label.
func Started(label string, inCloud bool, now time.Time) Process {
	life := 30 * 24 * time.Hour
	if inCloud {
		life = 72 * time.Hour
	}
	const tick = 100 * time.Nanosecond
	phase := time.Duration(number(hash(label, "start", 0), int64(life/tick))) * tick
	ago := time.Duration((Ticks(now) - uint64(phase/tick)) % uint64(life/tick)) // in ticks
	return Process{now.Add(-ago * tick)}
}

// Session is the id of the nth session, as protocol logs, banners and stamps print it.
func (p Process) Session(n int) string { return fmt.Sprintf("%016X", Ticks(p.Started)+uint64(n)) }

// Generation is that of a server's queue database. It is no other server's of the same organization, if each has a
// place of its own below 100 (V1.10).
func Generation(label string, inCloud bool, place int) int {
	const places = 100
	low, high := 50, 550 // a server of a year, one of many
	if inCloud {
		low, high = 17, 200
	}
	return (low+int(number(hash(label, "generation", 0), int64(high-low))))*places + place%places
}

// Internal is the InternalId of a generation's nth message, which is its RecordId in the send log, too (V1.10).
func Internal(generation, n int) int { return generation<<32 | n }

// Mail is what the Message-ID of a mailbox's message follows from.
type Mail struct {
	Label   string // of the server that the client is connected to
	Number  int    // of the message there
	Mailbox string // its address
	Server  string // FQDN of that server
	At      time.Time
}

// MessageID is the Message-ID of a message whose client brings none, as the product's own clients get it (V1.13).
func MessageID(p relay.Product, m Mail) string {
	h := hash(m.Label, "message", m.Number)
	of := hash(strings.ToLower(m.Mailbox), "mailbox", 0)
	switch {
	case p == relay.ExchangeOnline:
		server, _, _ := strings.Cut(m.Server, ".")
		return fmt.Sprintf("<%s%X%02X%s@%s>", strings.ToUpper(server), h[:10], of[0]|0x80, dayCode(m.At), m.Server)
	case p == relay.Exchange2010: // the beginning is the mailbox's, the end rises
		return fmt.Sprintf("<%X%08X@%s>", of[:16], uint32(Ticks(m.At)>>24)+uint32(m.Number), m.Server)
	case p == relay.Exchange2013:
		return fmt.Sprintf("<%x@%s>", h[:16], m.Server)
	}
	return fmt.Sprintf("<%x@%s>", h[:16], relay.DomainOf(m.Mailbox))
}

// dayCode is the day in a Message-ID of the service's: two digits that are made of its number, and one that tells the
// years apart (V1.13; between 2014 and 2018 it is the later form, inferred).
func dayCode(at time.Time) string {
	const ticksOfADay = 864_000_000_000
	day := int(Ticks(at)/ticksOfADay) + 1 + 59
	high := 0xE0
	if at.Year() < 2015 {
		high = 0xF0
	}
	code := day&0xFF ^ (high | (day>>8+0xD)&0xF)
	last := "2"
	switch date := at.UTC().Format(time.DateOnly); {
	case date < "2021-01-28":
		last = "0"
	case date < "2023-06-02":
		last = "9"
	case date < "2024-02-01":
		last = "A"
	}
	return fmt.Sprintf("%02X%s", code, last)
}

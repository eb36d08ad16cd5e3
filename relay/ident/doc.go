// Package ident makes identifiers with the inner structure of Exchange's: a reader who takes them apart finds a time, a
// server and a counter, as in real ones. All of them follow from a label, a counter and the clock, so that the same
// story gives the same bytes.
//
//  1. [Network] is the Network-Message-Id, and whatever is built like it: its tail is a time.
//  2. [Process] numbers the sessions of a service that was started some time ago.
//  3. [Generation] is that of a server's queue database, from which [Internal] numbers its messages.
//  4. [Random] is a GUID of the ordinary kind.
//  5. [MessageID] is the Message-ID that a client of a server gets for its mail.
//
// How each is built is in the facts' section V1; what stays constant and what is random is observed there.
package ident

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"time"
)

// hash is the source of whatever is random about an identifier.
func hash(label, kind string, n int) [32]byte {
	return sha256.Sum256(fmt.Appendf(nil, "%s %s %d", label, kind, n))
}

// number is a part of a hash as a number below limit.
func number(h [32]byte, limit int64) int64 {
	return int64(binary.BigEndian.Uint64(h[24:]) % uint64(limit))
}

// unixEpoch is 1970 in ticks of .NET: 100 ns each, since the beginning of the year 1.
const unixEpoch = 621_355_968_000_000_000

// Ticks is a time as .NET counts it.
func Ticks(t time.Time) uint64 { return uint64(t.UnixNano()/100 + unixEpoch) }

// TimeOf is the time of a number of ticks.
func TimeOf(ticks uint64) time.Time { return time.Unix(0, (int64(ticks)-unixEpoch)*100).UTC() }

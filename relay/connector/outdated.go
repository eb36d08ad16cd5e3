package connector

import (
	"fmt"
	"regexp"
	"time"

	"hybridsim/relay"
)

// minimum is the least build of a product's line that the service takes mail from, from a day on. A line is the first
// two parts of a build; an update of it, the third.
type minimum struct {
	since time.Time
	least relay.Build
}

// minimums are the enforcement of up-to-date servers as it came (T15.14). Lines whose support has ended have no build
// that will do: theirs is beyond all. Before September 2026 builds of 2016 and 2019 that were "significantly behind"
// were meant as well, without a number that a source gives; of those nothing stands here.
var minimums = []minimum{
	{day(2023, time.September, 1), relay.Build{14, 3, 9999}},     // 2010 [D] TES
	{day(2024, time.February, 1), relay.Build{15, 0, 9999}},      // 2013 [D] TES; from December 2023 on in part
	{day(2026, time.September, 7), relay.Build{15, 1, 2507, 61}}, // 2016 CU23, KB5066369 [S] TES26
	{day(2026, time.September, 7), relay.Build{15, 2, 1544, 36}}, // 2019 CU14 [S] TES26
	{day(2026, time.September, 7), relay.Build{15, 2, 1748, 39}}, // 2019 CU15, KB5066367 [S] TES26
	{day(2026, time.September, 7), relay.Build{15, 2, 2562, 0}},  // SE, all of them [S] TES26
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

// stage is what a server meets from a day after its detection on: minutes of each hour.
type stage struct{ from, throttle, block int }

// stages are those of the newest report (T15.12, T15.13 [S] TES26); older ones printed other minutes (16.6).
var stages = []stage{{30, 5, 0}, {40, 10, 0}, {50, 20, 0}, {60, 30, 5}, {70, 30, 10}, {80, 30, 20}, {90, 0, 60}}

// Trace is who a message came from, as its newest Received field tells it (T15.16).
type Trace struct {
	Fqdn  string
	Build relay.Build
}

var exchangeTrace = regexp.MustCompile(`(?s)\bby\s+(\S+).*\bwith\s+(?:Microsoft SMTP Server|mapi)\b.*` +
	`\bid\s+(\d+)\.(\d+)\.(\d+)\.(\d+)`)

// ReadTrace reads the newest Received field of a message. ok is false when no Exchange server wrote it.
func ReadTrace(received string) (t Trace, ok bool) {
	m := exchangeTrace.FindStringSubmatch(received)
	if m == nil {
		return t, false
	}
	t.Fqdn = m[1]
	for i := range t.Build {
		if _, err := fmt.Sscanf(m[i+2], "%d", &t.Build[i]); err != nil {
			return Trace{}, false
		}
	}
	return t, true
}

// Outdated reports whether the service takes a build for out of date at a time (T15.14).
func Outdated(b relay.Build, now time.Time) bool {
	if !relay.OutdatedServers.Holds(relay.DayOf(now)) {
		return false
	}
	newest, outdated := 0, false
	for _, m := range minimums {
		if now.Before(m.since) || m.least[0] != b[0] || b[0] == 15 && m.least[1] != b[1] {
			continue
		}
		outdated = true
		if m.least[2] == b[2] {
			return b[3] < m.least[3]
		}
		newest = max(newest, m.least[2])
	}
	return outdated && b[2] <= newest
}

// Enforcement is how the service treats mail of an outdated server at a moment (T15.12, T15.13, T15.19).
type Enforcement struct {
	Day             int // since detection, without days of exemption
	Throttle, Block int // minutes of each hour
	Now             Treatment
}

// Treatment is what becomes of a message of an outdated server.
type Treatment string

// Treatments.
const (
	Reported  Treatment = "reported"
	Throttled Treatment = "throttled" // deferred, 4.7.230
	Blocked   Treatment = "blocked"   // refused, 5.7.230
)

// Enforce says how the service treats a server that it has known to be outdated since a time. Days of exemption do not
// count: enforcement goes on at the stage where it stood (T15.15). Which minutes of an hour are meant is not known;
// here the first ones throttle, the next block (T15.19 [I]).
func Enforce(detected, now time.Time, exemptions []relay.TenantExemption) Enforcement {
	served, paused := now.Sub(detected), false
	for _, x := range exemptions {
		served -= overlap(detected, now, x.From, x.Until())
		paused = paused || !now.Before(x.From) && now.Before(x.Until())
	}
	e := Enforcement{Day: int(served / (24 * time.Hour)), Now: Reported}
	for _, s := range stages {
		if e.Day >= s.from {
			e.Throttle, e.Block = s.throttle, s.block
		}
	}
	switch minute := now.Minute(); {
	case paused:
	case minute < e.Throttle:
		e.Now = Throttled
	case minute < e.Throttle+e.Block:
		e.Now = Blocked
	}
	return e
}

// overlap is how much two spans of time have in common.
func overlap(from, to, otherFrom, otherTo time.Time) time.Duration {
	begin, end := from, to
	if otherFrom.After(begin) {
		begin = otherFrom
	}
	if otherTo.Before(end) {
		end = otherTo
	}
	return max(end.Sub(begin), 0)
}

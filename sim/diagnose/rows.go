package diagnose

import (
	"encoding/csv"
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
	"time"

	"hybridsim/sim"
	"hybridsim/sim/check"
)

// This file compares sessions of a protocol log with those of a played message: what was said in which order, and how
// long an answer took.

// talk is one session, as far as it is told.
type talk struct {
	connector, remote string
	receives          bool     // the server answered; else it was the client
	steps             []string // what was said, without what differs from message to message: "EHLO", "250", "MAIL"
	wait              pause    // before the answer that it failed with

	helo, from, to string // whom the client says that it is, and what it says of the message
	capabilities   string // that its certificate has at the receive connector, as the log says; empty: it does not
	offered        bool   // the answer to EHLO lists STARTTLS
}

// pause is how long an answer took, as far as that tells who gave it.
type pause int

const (
	untold   pause = iota
	promptly       // somebody answered: a refusal
	tarpit         // five seconds, as an Exchange server lets a refusal wait (V3.8)
	silence        // nobody answered, and the client gave up (RFC 1122 section 4.2.3.5)
)

// The bounds of pauses.
const (
	quick     = 3 * time.Second
	tarpitted = 5 * time.Second
	gaveUp    = 15 * time.Second
)

// readTalks reads the rows of a protocol log, session by session.
func readTalks(text string) (list []*talk) {
	type key struct{ connector, session string }
	at, last := map[key]*talk{}, map[key]time.Time{}
	for _, line := range strings.Split(text, "\n") {
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(line, "\ufeff")))
		row, err := r.Read()
		if err != nil || len(row) < 8 || len(row[6]) != 1 || !strings.Contains("+-<>*", row[6]) {
			continue
		}
		when, err := time.Parse(time.RFC3339Nano, row[0])
		if err != nil {
			continue
		}
		k := key{row[1], row[2]}
		t := at[k]
		if t == nil {
			remote, _, _ := strings.Cut(row[5], " ")
			t = &talk{connector: row[1], remote: remote, receives: strings.Contains(row[1], `\`)}
			at[k], last[k], list = t, when, append(list, t)
		}
		t.say(row[6][0], row[7], strings.Join(row[8:], ","), when.Sub(last[k]))
		last[k] = when
	}
	return list
}

// people are in the commands of a session.
var (
	heloText     = regexp.MustCompile(`^(?i:EHLO|HELO) (\S+)`)
	mailText     = regexp.MustCompile(`^(?i:MAIL FROM): ?<([^<>]*)>`)
	rcptText     = regexp.MustCompile(`^(?i:RCPT TO): ?<([^<>]*)>`)
	capabilities = regexp.MustCompile(`\bTlsDomainCapabilities='([^']*)'`)
	startTLS     = regexp.MustCompile(`^250[ -].*\bSTARTTLS\b`)
)

// note takes what one row says of the client and of the message.
func (t *talk) note(data, note string) {
	for text, at := range map[*regexp.Regexp]*string{heloText: &t.helo, mailText: &t.from, rcptText: &t.to} {
		if m := text.FindStringSubmatch(data); m != nil {
			*at = m[1]
		}
	}
	if m := capabilities.FindStringSubmatch(data + note); m != nil {
		t.capabilities = strings.ReplaceAll(m[1], " ", "")
	}
	t.offered = t.offered || startTLS.MatchString(data)
}

// say takes one row.
func (t *talk) say(event byte, data, note string, after time.Duration) {
	t.note(data, note)
	if strings.HasPrefix(note, "Tarpit for") || strings.HasPrefix(data, "Tarpit for") {
		t.wait = tarpit
		return
	}
	failed := event == '*' && (unconnected.MatchString(data+note) || strings.HasPrefix(note, "TLS negotiation failed"))
	step := ""
	switch m := verbOrCode.FindString(data); {
	case failed:
		step = "failed"
	case event == '<' || event == '>':
		step = strings.ToUpper(m)
	}
	if step == "" || len(t.steps) > 0 && step == "250" && t.steps[len(t.steps)-1] == step {
		return // a further line of the same answer
	}
	t.steps = append(t.steps, step)
	if refusal := step[0] == '4' || step[0] == '5'; !refusal && !failed || t.wait == tarpit {
		return
	}
	switch {
	case after >= gaveUp:
		t.wait = silence
	case after >= tarpitted && !failed:
		t.wait = tarpit
	case after < quick:
		t.wait = promptly
	}
}

var (
	verbOrCode  = regexp.MustCompile(`^(?i:EHLO|HELO|STARTTLS|X-ANONYMOUSTLS|AUTH|MAIL|RCPT|DATA|BDAT|QUIT|\d{3})\b`)
	unconnected = regexp.MustCompile(`(?i)failed to connect|connection.*(?:failed|refused|timed out)|socket error`)
	late        = regexp.MustCompile(`(?i)timed ?out|\b10060\b|\b995\b`)
)

// talks are the sessions of a played message. What was said is read of those that one that was seen may be.
func talks(s *check.Sent, seen []*talk) (list []*talk) {
	add := func(all []*sim.Transcript, receives bool) {
		for _, t := range all {
			k := &talk{connector: t.Connector, remote: t.Remote.Addr().String(), receives: receives}
			list = append(list, k)
			if !slices.ContainsFunc(seen, k.sameDoor) {
				continue
			}
			for _, l := range t.Lines() {
				k.say(l.Event, l.Data, l.Context, 0)
				if late.MatchString(l.Data + l.Context) {
					k.wait = silence
				}
			}
		}
	}
	for _, side := range s.World.Sides() {
		add(side.Received(), true)
		add(side.Sent(), false)
	}
	return list
}

// sameDoor reports whether two sessions are of one connector, and from the same end of it.
func (t *talk) sameDoor(o *talk) bool {
	return t.receives == o.receives && strings.EqualFold(t.connector, o.connector)
}

// fitTalk is how well sessions that were had are one that was seen: it went as far, at the same connector, and its
// failure took as long.
func fitTalk(want *talk, had []*talk) (best float64) {
	for _, t := range had {
		if !t.sameDoor(want) {
			continue
		}
		same, steps := 0, t.steps
		if want.offered && !slices.Contains(want.steps, "STARTTLS") { // its client chose not to
			steps = inClear(steps)
		}
		for same < min(len(want.steps), len(steps)) && want.steps[same] == steps[same] {
			same++
		}
		f := float64(same) / float64(max(len(want.steps), len(steps), 1))
		if f < 1 && same < len(want.steps) && !want.left(same) {
			f = min(f, 0.9) * enough // it went another way
		} else {
			f = 0.8 + 0.2*f
		}
		if want.wait != untold && t.wait != untold && want.wait != t.wait {
			f *= 0.9
		}
		if want.capabilities != "" && t.capabilities != "" && want.capabilities != t.capabilities {
			f *= enough * 0.9
		}
		best = max(best, f)
	}
	return best
}

// inClear are the steps of a session without STARTTLS and what came of it.
func inClear(steps []string) []string {
	at := slices.Index(steps, "STARTTLS")
	if at < 0 || len(steps) < at+4 || steps[at+2] != "EHLO" {
		return steps
	}
	return slices.Delete(slices.Clone(steps), at, at+4)
}

// left reports whether a client had what it wanted to know, and went: QUIT, after a recipient was taken.
func (t *talk) left(at int) bool {
	return at > 1 && t.steps[at] == "QUIT" && t.steps[at-2] == "RCPT" && t.steps[at-1] == "250"
}

// absentSessions are those that a message makes as configured at the connectors' servers of the rows, and that the rows
// do not have: the rows are of a whole log, or say nothing.
func absentSessions(w *sim.World, rows []*talk, played []*asConfigured) (leads []Lead) {
	servers, remotes := map[string]bool{}, map[string]bool{}
	for _, t := range rows {
		if t.receives {
			server, _, _ := strings.Cut(t.connector, `\`)
			servers[strings.ToLower(server)] = true
			remotes[ownerOf(w, t.remote)] = true
		}
	}
	var said []string
	for _, p := range played {
		for _, t := range p.seen.talks {
			server, _, _ := strings.Cut(t.connector, `\`)
			owner := ownerOf(w, t.remote)
			there := !t.receives || !servers[strings.ToLower(server)] || remotes[owner]
			if there || slices.Contains(said, server+owner) {
				continue
			}
			said = append(said, server+owner)
			leads = append(leads, Lead{"session", t.connector, fmt.Sprintf("the rows of %s have no session with %s, "+
				"which a message from %s to %s makes there as configured: it does not get that far, or another "+
				"machine answers", server, owner, p.from, p.to)})
		}
	}
	return leads
}

// ownerOf is whose an address is: a side, which sends from several, or a host.
func ownerOf(w *sim.World, endpoint string) string {
	a, err := netip.ParseAddr(strings.Trim(endpoint, "[]"))
	if at, e := netip.ParseAddrPort(endpoint); e == nil {
		a, err = at.Addr(), nil
	}
	if err != nil {
		return endpoint
	}
	for _, side := range w.Sides() {
		if slices.Contains(side.Egress(), a) {
			return string(side.Name)
		}
	}
	if h := w.Net.HostAt(a); h != nil {
		return h.Name()
	}
	return a.String()
}

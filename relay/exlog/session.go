package exlog

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"hybridsim/relay"
	"hybridsim/relay/ident"
)

// This file writes a session as the version of its time does: which rows there are, and what stands in one.

// block is the session's rows; only those that were not there the last time are rendered.
func (s Session) block(scribe *scribe, p relay.Product, sends bool) *block {
	if s.Written == nil {
		s.Written = &Written{}
	}
	w := s.Written
	w.at, w.sends = s.Time, sends
	if w.lines == len(s.Lines) {
		return &w.block
	}
	local, remote := endpoint(s.Local), endpoint(s.Remote)
	var rows [][]string
	for w.lines < len(s.Lines) {
		group, used := s.written(s.Lines[w.lines:], p)
		if used == 0 { // what belongs together is not there as a whole yet
			break
		}
		w.lines += used
		for i, l := range group {
			if i > 0 && strings.HasPrefix(group[i-1].Context, tarpit) { // the reply follows by exactly that time (V3.8)
				w.after += w.waits
			} else if i == 0 || l.Event != group[i-1].Event { // what was said at once came at once
				w.after += s.delay(l, w)
			}
			at := s.Time.Add(onGrid(w.after, p))
			if l.Context == receiving {
				w.messages++
				l.Data = fmt.Sprintf("%s;%s;%d", s.ID, stamp(at), w.messages)
			}
			end := local
			if w.reaches(l) {
				end = ""
			}
			rows = append(rows, []string{stamp(at), s.Connector, s.ID, strconv.Itoa(w.rows + len(rows)), end, remote,
				string(rune(l.Event)), l.Data, l.Context})
		}
	}
	w.add(scribe, rows...)
	return &w.block
}

// Contexts of rows.
const (
	permissions = "Set Session Permissions"
	receiving   = "receiving message"
	proxied     = "Proxy destination(s) obtained from OnProxyInboundMessage event. Correlation Id:"
	shows       = "Sending certificate"
	isShown     = "Remote certificate"
	isShownHere = "Received certificate"
	notBefore   = "Certificate not before"
	notAfter    = "Certificate not after"
	altNames    = "Certificate alternate names"
)

// written are the next rows, and of how many lines they are; 0 lines if more are needed first.
func (s Session) written(lines []Line, p relay.Product) (rows []Line, used int) {
	w := s.Written
	if w.sends && !w.begun && (lines[0].Event == '+' || lines[0].Context == attempting) {
		return s.attempt(lines[0], p), 1
	}
	if !w.sends {
		if rows, mine := s.served(lines[0], p); mine {
			return rows, 1
		}
	}
	l := lines[0]
	switch {
	case l.Context == permissions && w.early:
		w.early = false
		return nil, 1
	case l.Context == permissions:
		l.Data = permissionsIn(l.Data)
	case l.Context == shows, l.Context == isShown:
		return s.certificate(lines, p)
	case strings.HasPrefix(l.Data, "250  ") && !s.joins(p):
		return extensions(l), 1
	case l.Event == '>' && strings.HasPrefix(l.Data, "220 ") && p == relay.Exchange2010 && !s.Written.greeted:
		return s.greeting(lines)
	case l.Event == '>' && s.Service == FrontEnd && p >= relay.Exchange2016 && strings.HasPrefix(l.Data, "250 2.6.0 "):
		id := ident.Random(s.ID, "correlation", s.Written.messages) // V3.8
		return []Line{{Event: '*', Context: proxied + id}, l}, 1
	case l.Event == '<' && strings.HasPrefix(l.Data, "221 ") && s.joins(p): // V3.9
		return nil, 1
	case l.Event == '<' && hasVerb(l.Data, "MAIL FROM:"): // V3.7
		return append(append([]Line{l}, w.rights()...), Line{Event: '*', Context: receiving}), 1
	case l.Event == '>' && hasVerb(l.Data, "MAIL FROM:") && s.RecordID != 0: // V3.9
		said := fmt.Sprintf("sending message with RecordId %d and InternetMessageId %s", s.RecordID, s.MessageID)
		return []Line{{Event: '*', Context: said}, l}, 1
	}
	return []Line{l}, 1
}

// greeting are the first rows of a session at a 2010 server: its rights stand before its banner (V3.2).
func (s Session) greeting(lines []Line) (rows []Line, used int) {
	for _, l := range lines {
		switch {
		case l.Context == permissions:
			s.Written.greeted, s.Written.early = true, true
			l.Data = permissionsIn(l.Data)
			return []Line{l, lines[0]}, 1
		case l.Event == '-': // it ended before it had any
			s.Written.greeted = true
			return lines[:1], 1
		}
	}
	return nil, 0
}

func hasVerb(line, verb string) bool {
	return len(line) >= len(verb) && strings.EqualFold(line[:len(verb)], verb)
}

// joins reports a version that writes the extensions of EHLO in one row, and what is told of a certificate, too: all
// logs from 2022 on do, none up to 2019 does. That it came at the turn of 2020 to 2021, and not to 2010 and 2013, is
// [I] (V3.3, V3.5).
func (s Session) joins(p relay.Product) bool {
	return p >= relay.Exchange2016 && s.Time.Year() >= 2021
}

// permissionsIn are rights by the names that the log has for them: the three that are about headers are turned round
// (V3.1).
func permissionsIn(names string) string {
	words := strings.Fields(names)
	for i, w := range words {
		for _, side := range []string{"Accept", "Send"} {
			if kind, ok := strings.CutPrefix(w, side+"Headers"); ok {
				words[i] = side + kind + "Headers"
			}
		}
		if w == "SMTPAcceptExch50" {
			words[i] = "SMTPAcceptEXCH50"
		}
	}
	return strings.Join(words, " ")
}

// extensions are the rows of an EHLO reply that is written line by line. What is a keyword and what belongs to the one
// before is told by what may stand there: numbers, and the names of mechanisms.
func extensions(l Line) (rows []Line) {
	code, rest := l.Data[:3], strings.TrimSpace(l.Data[3:])
	var lines []string
	greeting := strings.IndexByte(rest, ']') + 1
	if greeting > 0 {
		lines, rest = append(lines, rest[:greeting]), rest[greeting:]
	}
	for _, word := range strings.Fields(rest) {
		if n := len(lines); n > 0 && isArgument(word) {
			lines[n-1] += " " + word
			continue
		}
		lines = append(lines, word)
	}
	for i, line := range lines {
		dash := "-"
		if i == len(lines)-1 {
			dash = " "
		}
		rows = append(rows, Line{Event: l.Event, Data: code + dash + line})
	}
	return rows
}

func isArgument(word string) bool {
	switch word {
	case "NTLM", "LOGIN", "GSSAPI", "EXCHANGEAUTH", "PLAIN", "XOAUTH2", "SHA256", "CRAM-MD5", "DIGEST-MD5":
		return true
	}
	return strings.Trim(word, "0123456789") == ""
}

// certificate are the rows of one certificate: one for each property, or one for all (V3.5).
func (s Session) certificate(lines []Line, p relay.Product) (rows []Line, used int) {
	head := lines[0]
	for used = 1; used < len(lines) && strings.HasPrefix(lines[used].Context, "Certificate "); used++ {
		if lines[used].Context == altNames {
			used++
			break
		}
	}
	if lines[used-1].Context != altNames {
		if used == len(lines) {
			return nil, 0
		}
		return lines[:used], used
	}
	if head.Context == isShown {
		head.Context = isShownHere
	}
	rows = []Line{head}
	if s.joins(p) {
		for _, l := range lines[1:used] {
			rows[0].Data += " " + l.Data
		}
		rows[0].Context += " Subject Issuer name Serial number Thumbprint Not before Not after Subject alternate names"
		return rows, used
	}
	for _, l := range lines[1:used] {
		if l.Context != notBefore && l.Context != notAfter {
			rows = append(rows, l)
		}
	}
	return rows, used
}

// onGrid is a time as the clock of the version's Windows has it: steps of 1/64 of a second up to Server 2012 (V3.12).
func onGrid(d time.Duration, p relay.Product) time.Duration {
	if p <= relay.Exchange2013 {
		d = d.Truncate(time.Second / 64)
	}
	return d
}

package diagnose

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"hybridsim/sim"
	"hybridsim/sim/check"
	"hybridsim/sim/script"
)

// This file is about what lies in whose mailbox, in words.

// How many copies there are, where it is no number.
const (
	someOf   = -1 // not none of them, and not all
	anyCount = -2 // at least one
)

const tnef = "application/ms-tnef" // what voting buttons are in (S8.2)

// copies is how many copies of a message an address has.
type copies struct {
	at      string
	n, sent int
}

var (
	copiesText = regexp.MustCompile(`(?i)\b(no|an?|\d+)(?: of (\d+))? (?:cop(?:y|ies)|messages?) at ` +
		`<?([^\s<>,;]+@[\w.-]*\w)`)
	shownText = regexp.MustCompile(`(?i)\bsender (?:is )?shown as "?([^"\n]+?)"?\s*$`)
	partText  = regexp.MustCompile(`(?i)\bpart ([a-z]+/[\w.+-]+) (?:is )?(?:absent|missing)\b|` +
		`\bvoting buttons (?:are )?(?:absent|missing|gone|lost)\b`)
)

// readMailboxes reads words about mailboxes.
func (s *Symptom) readMailboxes() {
	for _, m := range copiesText.FindAllStringSubmatch(s.Text, -1) {
		c := copies{at: m[3]}
		switch n, err := strconv.Atoi(m[1]); {
		case m[2] != "":
			c.n = someOf
			c.sent, _ = strconv.Atoi(m[2])
		case err == nil:
			c.n = n
		case !strings.EqualFold(m[1], "no"):
			c.n = anyCount
		}
		s.copies = append(s.copies, c)
	}
	if len(s.copies) > 0 {
		s.Words = append(s.Words, Copies)
	}
	if m := shownText.FindStringSubmatch(s.Text); m != nil {
		s.Words, s.shownAs = append(s.Words, ShownAs), m[1]
	}
	if m := partText.FindStringSubmatch(s.Text); m != nil {
		s.Words, s.part = append(s.Words, PartLost), tnef
		if m[1] != "" {
			s.part = strings.ToLower(m[1])
		}
	}
}

// showsMailboxes reports whether a view shows what words about mailboxes say.
func (s *Symptom) showsMailboxes(w Word, v *view) bool {
	switch w {
	case Copies:
		return !slices.ContainsFunc(s.copies, func(c copies) bool {
			return !c.are(v.copies[strings.ToLower(c.at)], v.sent)
		})
	case ShownAs:
		return slices.ContainsFunc(v.letters, func(l sim.Letter) bool { return l.ShownAs == s.shownAs })
	case PartLost:
		for m := range v.marks {
			if strings.HasPrefix(m, "part "+s.part+" in ") {
				return false
			}
		}
		return v.arrives()
	}
	return false
}

func (c copies) are(n, sent int) bool {
	switch c.n {
	case someOf:
		return n > 0 && n < sent
	case anyCount:
		return n > 0
	}
	return n == c.n
}

// someArrive reports whether some of several messages arrive: one is played in each turn.
func (s *Symptom) someArrive() bool {
	return slices.ContainsFunc(s.copies, func(c copies) bool { return c.n == someOf })
}

// count adds how many copies of a message the addresses have that the evidence names.
func (d *search) count(v *view, s *check.Sent) {
	v.sent++
	for _, symptom := range d.evidence() {
		for _, c := range symptom.copies {
			if v.copies == nil {
				v.copies = map[string]int{}
			}
			for _, l := range s.World.MailAt(c.at, nil) {
				if !l.IsReport() && !(script.Mail{Letter: l}).IsAutoReply() {
					v.copies[strings.ToLower(c.at)]++
				}
			}
		}
	}
}

// content is the message that the evidence is about, where its form is told: its subject, that it invites to a
// meeting, or what it has attached. Empty: a few words.
func (s *Symptom) content(l letter) string {
	head := fmt.Sprintf("From: <%s>\nTo: <%s>\nSubject: %s\n", l.from, strings.ReplaceAll(l.to, ",", ">, <"), s.subject)
	switch {
	case s.invites:
		return head + "MIME-Version: 1.0\nContent-Type: text/calendar; charset=utf-8; method=REQUEST\n\n" +
			strings.Join([]string{"BEGIN:VCALENDAR", "METHOD:REQUEST", "PRODID:-//hybridsim//EN", "VERSION:2.0",
				"BEGIN:VEVENT", "UID:1@send.hybridsim.invalid", "ORGANIZER:mailto:" + l.from,
				"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:" + l.to, "DTSTAMP:20200101T080000Z",
				"DTSTART:20200106T090000Z", "DTEND:20200106T100000Z", "SEQUENCE:0", "SUMMARY:Meeting", "END:VEVENT",
				"END:VCALENDAR", ""}, "\n")
	case s.part != "":
		return head + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"=_part\"\n\n--=_part\n" +
			"Content-Type: text/plain; charset=us-ascii\n\nAre you there?\n--=_part\nContent-Type: " + s.part +
			"; name=\"winmail.dat\"\nContent-Transfer-Encoding: base64\n\neJ8+IgEAAQ==\n--=_part--\n"
	case s.subject != "":
		return head + "\nAre you there?\n"
	}
	return ""
}

package mailbox

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"hybridsim/relay"
)

// calendar is what an iCalendar object says (RFC 5545).
type calendar struct {
	method string
	event  meeting
}

// meeting holds the lines of an event, unfolded and otherwise as they came.
type meeting []string

// readCalendar reads the method and the first event; alarms inside of the event are left out.
func readCalendar(b []byte) (c calendar) {
	var inside []string
	for _, line := range unfold(string(b)) {
		name, value := property(line)
		switch {
		case name == "BEGIN":
			inside = append(inside, strings.ToUpper(value))
		case name == "END" && len(inside) > 0:
			if inside[len(inside)-1] == "VEVENT" && len(c.event) > 0 {
				return c
			}
			inside = inside[:len(inside)-1]
		case len(inside) == 0 || line == "":
		case inside[len(inside)-1] == "VEVENT":
			c.event = append(c.event, line)
		case inside[len(inside)-1] == "VCALENDAR" && name == "METHOD":
			c.method = value
		}
	}
	return c
}

// unfold joins lines that a space or tab continues (RFC 5545 3.1).
func unfold(s string) (lines []string) {
	for line := range strings.SplitSeq(s, "\n") {
		line = strings.TrimSuffix(line, "\r")
		if len(lines) > 0 && line != "" && (line[0] == ' ' || line[0] == '\t') {
			lines[len(lines)-1] += line[1:]
			continue
		}
		lines = append(lines, line)
	}
	return lines
}

// property divides a line into its name in capitals and its value.
func property(line string) (name, value string) {
	end := strings.IndexAny(line, ";:")
	if end < 0 {
		return strings.ToUpper(line), ""
	}
	_, value, _ = strings.Cut(line, ":")
	return strings.ToUpper(line[:end]), strings.TrimSpace(value)
}

// repeated are the lines of a request that its answer repeats (RFC 5546 3.2.3).
var repeated = []string{"UID", "ORGANIZER", "RECURRENCE-ID", "SEQUENCE", "DTSTART", "DTEND", "DURATION", "SUMMARY",
	"LOCATION"}

// reply is the answer of an attendee (RFC 5546 3.2.3).
func (m meeting) reply(attendee *relay.Recipient, status string, now time.Time) []byte {
	lines := []string{
		"BEGIN:VCALENDAR", "METHOD:REPLY", "PRODID:hybridsim", "VERSION:2.0", "BEGIN:VEVENT",
		"ATTENDEE;PARTSTAT=" + status + ":mailto:" + attendee.PrimarySmtpAddress,
		"DTSTAMP:" + now.UTC().Format("20060102T150405Z"),
	}
	for _, line := range m {
		if name, _ := property(line); slices.Contains(repeated, name) {
			lines = append(lines, line)
		}
	}
	lines = append(lines, "END:VEVENT", "END:VCALENDAR")
	var b strings.Builder
	for _, line := range lines {
		b.WriteString(fold(line) + "\r\n")
	}
	return []byte(b.String())
}

// fold breaks a line into pieces of at most 75 octets, never inside of a character (RFC 5545 3.1).
func fold(line string) string {
	var b strings.Builder
	for room := 75; len(line) > room; room = 74 { // the space counts
		at := room
		for at > 1 && !utf8.RuneStart(line[at]) {
			at--
		}
		b.WriteString(line[:at] + "\r\n ")
		line = line[at:]
	}
	return b.String() + line
}

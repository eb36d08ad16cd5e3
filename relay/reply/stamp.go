package reply

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"hybridsim/relay"
)

// Stamp is what a service reply ends in since the [relay.EraToday] wording: server, time, session. Older eras print the
// server alone (S3.3).
type Stamp struct {
	Host    string
	Time    time.Time
	Session string
}

const stampTime = "2006-01-02T15:04:05.000Z"

// String is the stamp as it stands in a reply.
func (s Stamp) String() string {
	if s.Session == "" {
		return "[" + s.Host + "]"
	}
	return s.in(relay.EraToday)
}

func (s Stamp) in(era relay.Era) string {
	if era < relay.EraToday {
		return "[" + s.Host + "]"
	}
	return fmt.Sprintf("[%s %s %s]", s.Host, s.Time.UTC().Format(stampTime), s.Session)
}

var stamps = regexp.MustCompile(
	`\[([\w-]+(?:\.[\w-]+)+)(?: (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([0-9A-F]{16}))?\]`)

// Stamps are the stamps in a text, in its order: a reply that passed through several layers of the service has one of
// each (N17). Names without a time are stamps at the end of a text only.
func Stamps(text string) (list []Stamp) {
	for _, m := range stamps.FindAllStringSubmatchIndex(text, -1) {
		s := Stamp{Host: text[m[2]:m[3]]}
		if m[4] < 0 {
			if rest := text[m[1]:]; rest != "" && rest[0] != '(' && rest[0] != '>' || isAddress(s.Host) {
				continue
			}
			list = append(list, s)
			continue
		}
		s.Time, _ = time.Parse(stampTime, text[m[4]:m[5]])
		s.Session = text[m[6]:m[7]]
		list = append(list, s)
	}
	return list
}

// isAddress reports dotted numbers: a client in brackets, not a server.
func isAddress(host string) bool { return strings.Trim(host, "0123456789.") == "" }

var trailingStamps = regexp.MustCompile(`(?: \[[\w-]+(?:\.[\w-]+)+(?: [^ \]]+ [^ \]]+)?\])+$`)

// withoutStamps is a text without the stamps at its end.
func withoutStamps(text string) string {
	at := trailingStamps.FindStringIndex(text)
	if at == nil || isAddress(strings.Trim(text[at[0]:], " []")) {
		return text
	}
	return text[:at[0]]
}

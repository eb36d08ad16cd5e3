package dsn

import (
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"time"

	"hybridsim/relay"
)

// hop is one line of the rich form's table: one Received field of the original (NB5).
type hop struct {
	time           time.Time
	from, to, with string
	relayTime      string // "*" for less than a second, else "n sec"; empty for the first
}

// receivedParts are the clauses of a Received field that the table shows (RFC 5321 section 4.4). Comments are taken out
// before, except those of with, which the table shows too.
var receivedParts = regexp.MustCompile(
	`(?s)^\s*(?:from\s+(\S+).*?\s)??by\s+(\S+).*?\swith\s+(.+?)(?:\s+id\s.*)?(?:\s+via\s.*)?$`)

// hops reads the table from the original's Received fields, oldest first.
func hops(original relay.Header) []hop {
	var list []hop
	for i := len(original) - 1; i >= 0; i-- {
		if !strings.EqualFold(original[i].Name, "Received") {
			continue
		}
		value := strings.Join(strings.Fields(original[i].Value), " ")
		at := strings.LastIndexByte(value, ';')
		if at < 0 {
			continue
		}
		date, err := mail.ParseDate(strings.TrimSpace(value[at+1:]))
		m := receivedParts.FindStringSubmatch(value[:at])
		if err != nil || m == nil {
			continue
		}
		h := hop{time: date, from: m[1], to: m[2], with: strings.TrimSpace(m[3])}
		if n := len(list); n > 0 {
			h.relayTime = relayTime(date.Sub(list[n-1].time))
		}
		list = append(list, h)
	}
	return list
}

func relayTime(d time.Duration) string {
	if d < time.Second {
		return "*"
	}
	return fmt.Sprintf("%d sec", int(d.Seconds()))
}

package fingerprint

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

var sessionID = regexp.MustCompile(`^[0-9A-F]{16}$`)

// sessions looks at session ids: tick counts before the row.
func sessions(f *file, see see) {
	for _, r := range f.rows {
		id := r.of["session-id"]
		n, err := strconv.ParseUint(id, 16, 64)
		see(err == nil && sessionID.MatchString(id) && ticks(n).Before(r.at) && ticks(n).Year() > 2000, id)
	}
}

func rightNames(f *file, see see) {
	for _, r := range f.rows {
		if r.of["context"] == "Set Session Permissions" {
			see(!strings.Contains(r.of["data"], "AcceptHeadersRouting"), r.of["data"])
		}
	}
}

// ehloRows looks whether an EHLO reply is one row or many; what happened between 2019 and 2022 is not known.
func ehloRows(f *file, see see) {
	for _, r := range f.rows {
		if f.old() || !strings.HasPrefix(r.of["data"], "250") || !strings.Contains(r.of["data"], " Hello [") {
			continue
		}
		joined := strings.HasPrefix(r.of["data"], "250  ")
		switch year := f.year(); {
		case year <= 2019:
			see(!joined, r.of["data"])
		case year >= 2022:
			see(joined, r.of["data"])
		}
	}
}

func certificateRows(f *file, see see) {
	for _, r := range f.rows {
		many := r.of["context"] == "Certificate subject"
		one := strings.HasPrefix(r.of["context"], "Sending certificate Subject")
		if year := f.year(); (many || one) && !f.old() {
			see(year > 2019 || many, r.of["context"])
			see(year < 2022 || one, r.of["context"])
		}
	}
}

// receivingMessage looks at what follows MAIL FROM, unless that was refused at once.
func receivingMessage(f *file, see see) {
	mail := map[string]bool{} // sessions whose last row was MAIL FROM
	for _, r := range f.rows {
		id, data := r.of["session-id"], r.of["data"]
		if mail[id] && r.of["context"] == "Set Session Permissions" { // of a 2013 front end (V3.2)
			continue
		}
		if mail[id] && !strings.HasPrefix(data, "4") && !strings.HasPrefix(data, "5") {
			see(r.of["context"] == "receiving message" && strings.HasPrefix(data, id+";"), data)
		}
		mail[id] = r.of["event"] == "<" && strings.HasPrefix(data, "MAIL FROM:")
	}
}

func proxyRow(f *file, see see) {
	if !strings.Contains(f.Name, "/FrontEnd/") {
		return
	}
	for i, r := range f.rows {
		if r.of["event"] == ">" && strings.HasPrefix(r.of["data"], "250 2.6.0 ") && i > 0 && !f.old() {
			before := f.rows[i-1].of["context"]
			see(strings.HasPrefix(before, "Proxy destination(s) obtained"), before)
		}
	}
}

// beforeMail looks for the row with the RecordId before MAIL FROM.
func beforeMail(f *file, see see) {
	for i, r := range f.rows {
		if r.of["event"] == ">" && strings.HasPrefix(r.of["data"], "MAIL FROM:") && i > 0 {
			before := f.rows[i-1].of["context"]
			see(strings.HasPrefix(before, "sending message with RecordId"), before)
		}
	}
}

// old reports whether the clock of the server steps as those of 2010 and 2013 do.
func (f *file) old() bool {
	for _, r := range f.rows {
		if !onGrid(r.at) {
			return false
		}
	}
	return true
}

func onGrid(at time.Time) bool {
	ms := at.Nanosecond() / int(time.Millisecond)
	return (ms*64+999)/1000*1000/64 == ms
}

// grid looks at the steps of the clock of servers before 2016.
func grid(f *file, see see) {
	if strings.Contains(f.Name, "V14") {
		for _, r := range f.rows {
			see(onGrid(r.at), r.of["date-time"])
		}
	}
}

func version(pattern string) func(*file, see) {
	expr := regexp.MustCompile(pattern)
	return func(f *file, see see) { see(expr.MatchString(f.head["#Version"]), f.head["#Version"]) }
}

// Checks of tracking.

func logIDs(f *file, see see) {
	for _, r := range f.rows {
		id, has := r.of["log-id"]
		if !has {
			continue
		}
		m := networkID.FindStringSubmatch(id)
		if m == nil {
			see(false, id)
			continue
		}
		n, _ := strconv.ParseUint(m[1], 16, 64)
		at := ticks(n << 16)
		see(!at.After(r.at) && r.at.Sub(at) < 10*time.Millisecond, id)
	}
}

func trackedIDs(f *file, see see) {
	for _, r := range f.rows {
		if id := r.of["network-message-id"]; id != "" {
			see(networkID.MatchString(id), id)
		}
	}
}

func internalIDs(f *file, see see) {
	for _, r := range f.rows {
		if id := r.of["internal-message-id"]; id != "" {
			n, err := strconv.ParseUint(id, 10, 64)
			see(err == nil && n>>32 > 0 && n&0xFFFFFFFF > 0, id)
		}
	}
}

// filled looks whether a field of the rows of one event holds something.
func filled(source, event, field string) func(*file, see) {
	return func(f *file, see see) {
		if strings.Contains(f.Name, "V14") {
			return
		}
		for _, r := range f.rows {
			if r.of["source"] == source && r.of["event-id"] == event {
				see(r.of[field] != "", strings.Join([]string{source, event, field}, " ")+" is empty")
			}
		}
	}
}

var (
	malware = regexp.MustCompile(`^S:AMA=SUM\|action=\w\|error=\w*\|atch=\d+;S:CompCost=[^;]*\|ETR=\d+;` +
		`S:DeliveryPriority=\w+;S:OriginalFromAddress=[^;]+;S:AccountForest=\S+$`)
	redundancy = regexp.MustCompile(
		`^\S+=250 2\.6\.0 <\S+> \[InternalId=\d+, Hostname=\S+\] Queued mail for redundancy$`)
)

var delivery = regexp.MustCompile(`^[0-9A-F]{16};\S+Z;ClientSubmitTime:\S+Z$`)

func deliveries(f *file, see see) {
	for _, r := range f.rows {
		if r.of["source"] == "STOREDRIVER" && r.of["event-id"] == "DELIVER" && !strings.Contains(f.Name, "V14") {
			see(delivery.MatchString(r.of["source-context"]), r.of["source-context"])
		}
	}
}

var ownAddress = regexp.MustCompile(`^fe80::[0-9a-f:]+%\d$`)

func submissionRows(f *file, see see) {
	for _, r := range f.rows {
		event := r.of["event-id"]
		if r.of["source"] == "STOREDRIVER" && event != "DELIVER" && !strings.Contains(f.Name, "V14") {
			see(ownAddress.MatchString(r.of["client-ip"]) && strings.HasPrefix(r.of["recipient-status"], "To"), event)
		}
	}
}

func agentInfo(f *file, see see) {
	for _, r := range f.rows {
		if r.of["event-id"] == "AGENTINFO" {
			see(r.of["source"] == "AGENT" && r.of["client-hostname"] != "" && malware.MatchString(r.of["custom-data"]),
				r.of["custom-data"])
		}
	}
}

func redirected(f *file, see see) {
	of := map[string]string{} // internal id -> message
	for _, r := range f.rows {
		id := r.of["internal-message-id"]
		if r.of["event-id"] != "HAREDIRECT" {
			of[id] = r.of["message-id"]
			continue
		}
		_, taken := of[id]
		context := r.of["source-context"]
		see(!taken && r.of["server-hostname"] != "" && redundancy.MatchString(context), context)
	}
}

// tarpitRows looks at what stands before a refused recipient, and how long before.
func tarpitRows(f *file, see see) {
	for i, r := range f.rows {
		if i < 2 || r.of["event"] != ">" || !strings.HasPrefix(r.of["data"], "5") {
			continue
		}
		held, command := f.rows[i-1], f.rows[i-2].of["data"]
		if strings.HasPrefix(f.rows[i-1].of["data"], "RCPT ") {
			see(false, r.of["data"])
		} else if strings.HasPrefix(command, "RCPT ") && held.of["event"] == "*" {
			waited := r.at.Sub(held.at).Round(20 * time.Millisecond)
			see(strings.HasPrefix(held.of["context"], "Tarpit for ") && waited == 5*time.Second, held.of["context"])
		}
	}
}

func noRights(f *file, see see) {
	if !strings.Contains(f.Name, "/FrontEnd/") || f.old() {
		return
	}
	for _, r := range f.rows {
		see(r.of["context"] != "Set Session Permissions", r.of["data"])
	}
}

func capabilityRows(f *file, see see) {
	for i, r := range f.rows {
		if strings.HasPrefix(r.of["context"], "TlsDomainCapabilities=") && !f.old() && f.year() >= 2022 && i > 1 {
			see(strings.HasPrefix(f.rows[i-1].of["context"], "Client certificate chain validation status: ") &&
				strings.HasPrefix(f.rows[i-2].of["data"], "EHLO "), f.rows[i-1].of["context"])
		}
	}
}

// begins looks at the first row of each session of a send log.
func begins(f *file, see see) {
	for _, r := range f.rows {
		if r.of["sequence-number"] == "0" {
			context := r.of["context"]
			see((context == "attempting to connect" || context == "Set Session Permissions") &&
				r.of["local-endpoint"] == "", context)
		}
	}
}

package scrap

import (
	"encoding/csv"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay/dsn"
)

// row is one record by the names of its properties, in lower case and without blanks, dashes and underscores: what
// Get-Queue prints as "Message Count" and a log as message-count is messagecount.
type row map[string]string

var notInName = strings.NewReplacer(" ", "", "-", "", "_", "", ".", "")

func propertyName(s string) string {
	return notInName.Replace(strings.ToLower(strings.Trim(strings.TrimSpace(s), "\ufeff\"")))
}

// first is the first property that has a value.
func (r row) first(names ...string) string {
	for _, name := range names {
		if v := strings.TrimSpace(r[name]); v != "" {
			return v
		}
	}
	return ""
}

// The properties in which logs, traces, queues and Graph keep what is told here; the first that has a value counts.
var (
	answerNames = []string{"lasterror", "recipientstatus", "detail", "details", "description", "reason", "data",
		"reply", "response", "status"}
	recipientNames = []string{"recipientaddress", "recipients", "recipient"}
	senderNames    = []string{"senderaddress", "sender", "fromaddress", "returnpath"}
	timeNames      = []string{"datetimeutc", "datetime", "timestamp", "date", "receiveddatetime", "received",
		"lastretrytime"}
	writerNames = []string{"serverhostname", "server", "computer"}
)

// cases tells a record: a case for each last error or reply in it.
func (r row) cases() (list []Case) {
	for _, name := range answerNames {
		list = answersIn(r[name])
		if len(list) > 0 {
			break
		}
	}
	for i := range list {
		c := &list[i]
		c.Recipient, c.Sender = address(r.first(recipientNames...)), address(r.first(senderNames...))
		c.Writer = r.first(writerNames...)
		if c.Time.IsZero() && c.When == "" {
			c.Time, c.When = readTime(r.first(timeNames...))
		}
		if r["messagecount"] != "" || r["nexthopdomain"] != "" {
			c.Queue = &QueueRow{r["identity"], r["nexthopdomain"], r["status"], r["messagecount"]}
			if c.Writer == "" {
				c.Writer, _, _ = strings.Cut(c.Queue.Identity, `\`)
			}
		}
		switch strings.ToLower(r.first("event", "eventid")) {
		case "fail":
			c.Action = dsn.Failed
		case "defer":
			c.Action = dsn.Delayed
		}
	}
	return list
}

// address is an address without brackets; "" for <>.
func address(s string) string {
	s, _, _ = strings.Cut(strings.Trim(strings.TrimSpace(s), "{}"), ";")
	return strings.Trim(s, "<> ")
}

// answersIn are the last errors in a value, else the replies.
func answersIn(value string) (list []Case) {
	if value == "" {
		return nil
	}
	if s := fromLastErrors(value); len(s.Cases) > 0 {
		return s.Cases
	}
	if s := fromDialogue(value); s != nil {
		return s.Cases
	}
	return nil
}

// fromTable reads records with a line of names above them: message tracking, message trace and its details as CSV.
func fromTable(text string) *Scrap {
	s := &Scrap{Kind: Table}
	for _, r := range rowsOf(text) {
		s.Cases = append(s.Cases, r.cases()...)
	}
	return s
}

// rowsOf are the records beneath the line that names them.
func rowsOf(text string) (rows []row) {
	var names []string
	for _, line := range strings.Split(text, "\n") {
		if fields, ok := strings.CutPrefix(strings.TrimPrefix(line, "\ufeff"), "#Fields:"); ok {
			line, names = strings.TrimSpace(fields), nil
		} else if strings.HasPrefix(line, "#") {
			continue
		}
		record, err := oneRecord(line)
		if err != nil || len(record) < 4 {
			continue
		}
		if names == nil {
			for _, field := range record {
				names = append(names, propertyName(field))
			}
			if !knownNames(names) {
				names = nil
			}
			continue
		}
		r := row{}
		for i, value := range record {
			if i < len(names) {
				r[names[i]] = value
			}
		}
		rows = append(rows, r)
	}
	return rows
}

func oneRecord(line string) ([]string, error) {
	reader := csv.NewReader(strings.NewReader(line))
	reader.LazyQuotes = true
	return reader.Read()
}

// knownNames reports a line of names: at least two that a table here has.
func knownNames(names []string) bool {
	known := 0
	also := []string{"event", "eventid", "messageid", "connectorid"}
	for _, name := range slices.Concat(answerNames, recipientNames, senderNames, timeNames, writerNames, also) {
		if slices.Contains(names, name) {
			known++
		}
	}
	return known >= 2
}

var property = regexp.MustCompile(`^([A-Za-z][A-Za-z ]{1,40}?) *: ?(.*)$`)

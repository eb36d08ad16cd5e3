package scrap

import (
	"encoding/csv"
	"encoding/xml"
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

// open takes apart the Data of a detail of message trace, whose elements have names and values of their own, as
// <MEP Name="RecipientStatus" String="..."/> (V4.14). What stands in columns goes before.
func (r row) open() {
	if !strings.HasPrefix(r["data"], "<root>") {
		return
	}
	elements := xml.NewDecoder(strings.NewReader(r["data"]))
	delete(r, "data")
	for {
		t, err := elements.Token()
		if err != nil { // its end, or where somebody cut it off
			return
		}
		e, _ := t.(xml.StartElement)
		if len(e.Attr) != 2 || e.Attr[0].Name.Local != "Name" {
			continue
		}
		switch name := propertyName(e.Attr[0].Value); {
		case name == "recipientstatus":
			r["data"] = e.Attr[1].Value
		case r[name] == "":
			r[name] = e.Attr[1].Value
		}
	}
}

// cases tells a record: a case for each last error or reply in it.
func (r row) cases() (list []Case) {
	r.open()
	for _, name := range answerNames {
		list = answersIn(r[name])
		if len(list) > 0 {
			break
		}
	}
	for i := range list {
		c := &list[i]
		c.Recipient, c.Sender = address(r.first(recipientNames...)), address(r.first(senderNames...))
		c.Writer = r.writer()
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

// writer is the server that noted a record: in message tracking the client of a connection that it made itself.
func (r row) writer() string {
	switch strings.ToUpper(r.first("event", "eventid")) {
	case "FAIL", "DEFER", "SEND":
		if client := r.first("clienthostname"); client != "" {
			return client
		}
	}
	return r.first(writerNames...)
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

// Records are the records of a log or trace by the names of their properties, in lower case and without blanks, dashes
// and underscores, whether something failed in them or not: those of a table, else those of a list.
func Records(text string) (list []map[string]string) {
	text = plainText([]byte(text))
	rows := rowsOf(text)
	if len(rows) == 0 {
		rows = records(text)
	}
	for _, r := range rows {
		r.open()
		list = append(list, r)
	}
	return list
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
		if r := trackingRow(record); names == nil && r != nil {
			rows = append(rows, r)
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

// trackingRow is a row of a message tracking log that was pasted without the line of names: the columns of 2010 and of
// later products differ in number, and the status stands behind the recipient in all. Nil for what is none.
func trackingRow(record []string) row {
	const fewest = 20 // columns
	if len(record) < fewest {
		return nil
	}
	if at, _ := readTime(record[0]); at.IsZero() {
		return nil
	}
	for i := 9; i < len(record); i++ {
		if !ledKey.MatchString(record[i]) && codeIn(record[i]) != 0 {
			continue
		}
		r := row{
			"datetime": record[0], "clienthostname": record[2], "serverhostname": record[4], "eventid": record[8],
			"recipientaddress": record[i-1], "recipientstatus": record[i],
		}
		for _, later := range record[i+1:] {
			if strings.Contains(later, "@") && !strings.Contains(later, "<") {
				r["senderaddress"] = later
				break
			}
		}
		return r
	}
	return nil
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

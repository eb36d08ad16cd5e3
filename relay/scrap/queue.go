package scrap

import (
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay/dsn"
	"hybridsim/relay/reply"
)

// fromQueues reads what Get-Queue and Get-Message print: lists, tables, or a table with the LastError listed beneath.
func fromQueues(text string) *Scrap {
	lists, tables := listed(text), columns(text)
	if len(lists) == 0 && len(tables) == 0 {
		return nil
	}
	if len(tables) == 1 && len(lists) == 1 && lists[0]["identity"] == "" { // one queue, shown twice
		for name, value := range tables[0] {
			if lists[0][name] == "" {
				lists[0][name] = value
			}
		}
		tables = nil
	}
	s := &Scrap{Kind: Table}
	for _, r := range append(tables, lists...) {
		cases := r.cases()
		for i := range cases {
			if r["lasterror"] != "" { // an error of a queue is not the end
				s.Kind = Queue
				c := &cases[i]
				c.Action, c.Phase, c.Waits, c.RefusedBy = dsn.Delayed, reply.PhaseQueue, true, ""
			}
		}
		s.Cases = append(s.Cases, cases...)
	}
	return s
}

// listed are the records of a list in which something failed.
func listed(text string) []row {
	return slices.DeleteFunc(records(text), func(r row) bool {
		return r.first("lasterror", "recipientstatus", "detail") == ""
	})
}

// records are the records of a list: lines "Name : value", which may be wrapped onto lines that begin with blanks. A
// name that comes again begins the next record.
func records(text string) (rows []row) {
	var r row
	name := ""
	for _, line := range strings.Split(text, "\n") {
		m := property.FindStringSubmatch(line)
		switch {
		case m != nil && isProperty(propertyName(m[1])):
			name = propertyName(m[1])
			if _, again := r[name]; r == nil || again {
				r = row{}
				rows = append(rows, r)
			}
			r[name] = strings.TrimSpace(m[2])
		case strings.TrimSpace(line) == "":
			name = ""
		case name != "" && (line[0] == ' ' || line[0] == '\t' || name == "lasterror" || name == "recipientstatus"):
			r[name] += " " + strings.TrimSpace(line)
		}
	}
	return rows
}

// queueNames are the properties of queues and queued messages that are looked at.
var queueNames = map[string]bool{
	"identity": true, "deliverytype": true, "status": true, "messagecount": true, "nexthopdomain": true, "nexthopconnector": true, "lasterror": true,
	"lastretrytime": true, "nextretrytime": true, "retrycount": true, "fromaddress": true, "recipients": true, "subject": true, "queue": true, "size": true,
}

// isProperty reports a property that is looked at, of a queue or of a record of message tracking.
func isProperty(name string) bool {
	return queueNames[name] || slices.Contains(
		[]string{"timestamp", "serverhostname", "connectorid", "source", "eventid", "event", "messageid",
			"recipientstatus", "sender",
			"returnpath", "detail", "recipientaddress", "senderaddress", "date", "clienthostname", "directionality",
			"relatedrecipientaddress"}, name)
}

var columnHead = regexp.MustCompile(`\S+`)

// columns are the records of a table: names in a line, values beneath them.
func columns(text string) (rows []row) {
	var at [][]int
	var names []string
	for _, line := range strings.Split(text, "\n") {
		heads := columnHead.FindAllStringIndex(line, -1)
		found := 0
		for _, h := range heads {
			if queueNames[propertyName(line[h[0]:h[1]])] {
				found++
			}
		}
		switch {
		case found >= 3:
			at, names = heads, nil
			for _, h := range heads {
				names = append(names, propertyName(line[h[0]:h[1]]))
			}
		case strings.TrimSpace(line) == "":
			if len(rows) > 0 {
				at = nil
			}
		case at != nil && strings.Trim(line, "- ") != "":
			r := row{}
			for i := range at {
				end := len(line)
				if i+1 < len(at) {
					end = min(end, at[i+1][0])
				}
				if at[i][0] < end {
					r[names[i]] = strings.TrimSpace(line[at[i][0]:end])
				}
			}
			rows = append(rows, r)
		}
	}
	return rows
}

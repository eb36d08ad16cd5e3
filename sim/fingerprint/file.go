package fingerprint

import (
	"bytes"
	"encoding/csv"
	"path"
	"strings"
	"time"

	"hybridsim/relay"
)

// Kind is a kind of file.
type Kind string

// Kinds of files.
const (
	Mail    Kind = "Headers of delivered mail"
	Reports Kind = "Delivery reports"
	Receive Kind = "Receive protocol logs"
	Send    Kind = "Send protocol logs"
	Track   Kind = "Message tracking logs"
	Traces  Kind = "Message trace"
	Events  Kind = "Events"
	Wire    Kind = "The front door's words"
	none    Kind = ""
)

var kinds = []Kind{Mail, Reports, Receive, Send, Track, Traces, Events, Wire}

// file is a file as it is read.
type file struct {
	File
	kind   Kind
	cloud  bool
	header relay.Header // of mail
	rows   []row        // of logs
	head   map[string]string
}

// row is a row of a log: its fields by name, and its time.
type row struct {
	at time.Time
	of map[string]string
}

func open(f File) *file {
	read := &file{File: f, cloud: strings.Contains(f.Name, "/cloud")}
	base := path.Base(f.Name)
	switch {
	case strings.Contains(f.Name, "outside/"):
	case strings.Contains(f.Name, "/reports/"):
		read.kind = Reports
		read.header, _ = relay.SplitMessage(f.Content)
	case strings.Contains(f.Name, "/mailboxes/"):
		read.kind = Mail
		read.header, _ = relay.SplitMessage(f.Content)
	case strings.HasPrefix(base, "RECV"):
		read.kind = Receive
	case strings.HasPrefix(base, "SEND"):
		read.kind = Send
	case strings.HasPrefix(base, "MSGTRK"):
		read.kind = Track
	case base == "MessageTrace.csv":
		read.kind = Traces
	}
	if read.kind == Receive || read.kind == Send || read.kind == Track {
		read.log()
	}
	return read
}

// log reads a log of Exchange's.
func (f *file) log() {
	f.head = map[string]string{}
	var rest bytes.Buffer
	for line := range bytes.Lines(bytes.TrimPrefix(f.Content, []byte("\uFEFF"))) {
		if name, value, ok := strings.Cut(string(line), ":"); ok && strings.HasPrefix(name, "#") {
			f.head[name] = strings.TrimSpace(value)
			continue
		}
		rest.Write(line)
	}
	names := strings.Split(f.head["#Fields"], ",")
	r := csv.NewReader(&rest)
	r.FieldsPerRecord = -1
	records, err := r.ReadAll()
	if err != nil {
		return // others test that logs are CSV
	}
	for _, record := range records {
		of := map[string]string{}
		for i, value := range record {
			if i < len(names) {
				of[names[i]] = value
			}
		}
		at, _ := time.Parse(time.RFC3339, of["date-time"])
		f.rows = append(f.rows, row{at, of})
	}
}

// year is that of a log's first row.
func (f *file) year() int {
	if len(f.rows) == 0 {
		return 0
	}
	return f.rows[0].at.Year()
}

// ticks is the time of a tick count.
func ticks(n uint64) time.Time {
	const unix = 621_355_968_000_000_000
	return time.Unix(0, (int64(n)-unix)*100).UTC()
}

package exlog

import (
	"fmt"
	"io"
	"strings"
	"time"

	"hybridsim/relay"
)

// File is one log file of a server.
type File struct {
	Path   string // below the installation folder, with slashes: V15/TransportRoles/Logs/...
	kind   *kind
	begun  time.Time
	rows   Text
	period string
}

// kind is what the files of one log have in common.
type kind struct {
	folder  string
	prefix  string // of the file name: RECV
	layout  string // of the period in the file name
	version string
	label   string // "Log-type" or "Log-Type"; real files and documentation differ (NC1, NC3)
	logType string
	mark    bool // the file begins with a byte order mark
	fields  []string
}

// Layouts of the period in a file's name: a new file each hour, or each day.
const (
	hourly = "2006010215"
	daily  = "20060102"
)

// files divides blocks, which are in order of time, by the period. The number behind the dash counts files that grew
// too large; simulated ones do not.
func (k *kind) files(blocks []*block) []*File {
	var (
		list []*File
		end  time.Time // before this it is the last file's period, if its time is not before begun
	)
	for _, b := range blocks {
		if len(b.text) == 0 {
			continue
		}
		if last := len(list) - 1; last >= 0 && !b.at.Before(list[last].begun) && b.at.Before(end) {
			list[last].rows = append(list[last].rows, b.text)
			continue
		}
		period := b.at.UTC().Format(k.layout)
		if len(list) == 0 || list[len(list)-1].period != period {
			list = append(list, &File{
				Path: fmt.Sprintf("%s/%s%s-1.LOG", k.folder, k.prefix, period), kind: k, begun: b.at, period: period,
			})
		}
		end = b.at.Truncate(time.Hour).Add(time.Hour)
		last := list[len(list)-1]
		last.rows = append(last.rows, b.text)
	}
	return list
}

// Text is what is in the file.
func (f *File) Text() Text {
	k, preamble := f.kind, ""
	if k.mark {
		preamble = "\uFEFF"
	}
	preamble += fmt.Sprintf("#Software: Microsoft Exchange Server\r\n#Version: %s\r\n#%s: %s\r\n#Date: %s\r\n"+
		"#Fields: %s\r\n",
		k.version, k.label, k.logType, stamp(f.begun), strings.Join(k.fields, ","))
	return append(Text{[]byte(preamble)}, f.rows...)
}

// Render writes the file.
func (f *File) Render(w io.Writer) error {
	if _, err := f.Text().WriteTo(w); err != nil {
		return fmt.Errorf("writing %s: %w", f.Path, err)
	}
	return nil
}

// stamp prints an instant as every log does.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Service is the part of Exchange 2013 and later that writes a log; each has a folder of its own (NC1 [D]).
type Service string

// Services. Exchange 2010 has one for all.
const (
	FrontEnd Service = "FrontEnd"
	Hub      Service = "Hub"
)

// folder is where a service keeps a log: V14 for 2010, V15 later (NC1 [D] MNF).
func folder(p relay.Product, s Service, log string) string {
	switch {
	case p == relay.Exchange2010:
		return "V14/TransportRoles/Logs/" + log
	case s == "":
		return "V15/TransportRoles/Logs/" + log
	default:
		return "V15/TransportRoles/Logs/" + string(s) + "/" + log
	}
}

// logVersion is the #Version of protocol and connectivity logs (NC1 [O]).
func logVersion(p relay.Product) string {
	if p == relay.Exchange2010 {
		return "14.0.0.0"
	}
	return "15.0.0.0"
}

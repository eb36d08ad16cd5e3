package web

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"slices"
	"strings"

	"hybridsim/sim/suggest"
)

// logView is a log as a table: the newest rows that have what is asked for.
type logView struct {
	URL    string
	Query  string
	Fields []string
	Rows   [][]string
	More   int    // rows that are not shown
	Text   string // of a file that is no table
}

func (s *Site) pageLog(w http.ResponseWriter, r *http.Request) {
	files, ok := s.logs(w)
	if !ok {
		return
	}
	var known []string
	for _, f := range files {
		if f.Name != r.PathValue("name") {
			known = append(known, f.Name)
			continue
		}
		var text bytes.Buffer
		f.WriteTo(&text)
		v := tableOf(text.String(), r.URL.Query().Get("q"))
		v.URL = newLogJSON(f).URL
		s.page(w, r, "log", f.Name, false, v)
		return
	}
	fail(w, http.StatusNotFound, "there is no log "+quoted(r.PathValue("name")),
		suggest.DidYouMean(r.PathValue("name"), known))
}

// fieldsMark begins the line of a log that names its columns.
const fieldsMark = "#Fields:"

// tableOf reads a log in Exchange's format. Columns that are empty in all rows are left out.
func tableOf(text, query string) (v logView) {
	v.Query = query
	var rows [][]string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		switch fields, named := strings.CutPrefix(line, fieldsMark); {
		case named:
			v.Fields = strings.Split(strings.TrimSpace(fields), ",")
		case strings.HasPrefix(line, "#"), !strings.Contains(strings.ToLower(line), strings.ToLower(query)):
		default:
			reader := csv.NewReader(strings.NewReader(line))
			reader.LazyQuotes = true
			if row, err := reader.Read(); err == nil {
				rows = append(rows, row)
			}
		}
	}
	if v.Fields == nil {
		v.Text = matching(text, query)
		return v
	}
	slices.Reverse(rows)
	v.More = max(0, len(rows)-maxShown)
	v.Rows = rows[:len(rows)-v.More]
	v.dropEmpty()
	return v
}

// matching are the lines of a text that have what is asked for.
func matching(text, query string) string {
	if query == "" {
		return text
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.Contains(strings.ToLower(line), strings.ToLower(query)) {
			b.WriteString(line)
		}
	}
	return b.String()
}

func (v *logView) dropEmpty() {
	var kept []int
	for i := range v.Fields {
		if slices.ContainsFunc(v.Rows, func(row []string) bool { return i < len(row) && row[i] != "" }) {
			kept = append(kept, i)
		}
	}
	pick := func(row []string) (out []string) {
		for _, i := range kept {
			if i < len(row) {
				out = append(out, row[i])
			}
		}
		return out
	}
	v.Fields = pick(v.Fields)
	for i := range v.Rows {
		v.Rows[i] = pick(v.Rows[i])
	}
}

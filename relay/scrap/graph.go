package scrap

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"hybridsim/relay/dsn"
)

// fromJSON reads what Microsoft Graph and ConvertTo-Json give: messages with their bodies, traces, queues; nil for
// what is no JSON or holds nothing.
func fromJSON(content []byte) *Scrap {
	content = bytes.TrimSpace(bytes.TrimPrefix(content, []byte("\ufeff")))
	if len(content) == 0 || content[0] != '{' && content[0] != '[' {
		return nil
	}
	var document any
	if json.Unmarshal(content, &document) != nil {
		return nil
	}
	s := &Scrap{Kind: Table}
	s.walk(document, 0)
	if len(s.Cases) == 0 {
		return nil
	}
	s.Cases = merged(s.Cases)
	return s
}

// walk tells every object of a document.
func (s *Scrap) walk(value any, depth int) {
	const deepest = 32
	if depth > deepest {
		return
	}
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			s.walk(item, depth+1)
		}
	case map[string]any:
		if s.message(v) || s.record(v) {
			return
		}
		for _, name := range sortedKeys(v) {
			s.walk(v[name], depth+1)
		}
	}
}

// message reads a message resource: the report of the first, and the recipients of all.
func (s *Scrap) message(v map[string]any) bool {
	body, _ := v["body"].(map[string]any)
	text, _ := body["content"].(string)
	if text == "" {
		return false
	}
	kind, _ := body["contentType"].(string)
	var b strings.Builder
	for _, field := range []struct{ name, of string }{{"Subject", "subject"}, {"Message-ID", "internetMessageId"}} {
		if value, ok := v[field.of].(string); ok {
			fmt.Fprintf(&b, "%s: %s\n", field.name, strings.Join(strings.Fields(value), " "))
		}
	}
	if kind = strings.ToLower(kind); kind != "html" {
		kind = "plain"
	}
	fmt.Fprintf(&b, "Content-Type: text/%s; charset=utf-8\n\n%s", kind, text)
	report, err := dsn.Read([]byte(b.String()))
	if err != nil {
		return false
	}
	read := fromReport(report)
	if s.Report == nil {
		s.Kind, s.Report = Report, report
	}
	s.Cases = append(s.Cases, read.Cases...)
	return true
}

// record reads an object whose properties are a record's.
func (s *Scrap) record(v map[string]any) bool {
	r := row{}
	for name, value := range v {
		switch value := value.(type) {
		case string:
			r[propertyName(name)] = value
		case float64, bool:
			r[propertyName(name)] = fmt.Sprint(value)
		}
	}
	cases := r.cases()
	if r["lasterror"] != "" {
		s.Kind = Queue
	}
	s.Cases = append(s.Cases, cases...)
	return len(cases) > 0
}

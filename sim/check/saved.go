package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"hybridsim/sim/mistake"
	"hybridsim/sim/records"
)

// IsSaved reports whether a file's content looks like a saved report, as opposed to a base.
func IsSaved(content []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(content, []byte("\ufeff")), " \t\r\n"), []byte("{"))
}

// ReadSaved reads a report that --save or --json wrote. name is what errors call it.
func ReadSaved(name string, content []byte) (*Report, error) {
	const hint = "write it with hybridsim check BASE --save FILE"
	r := &Report{}
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	if err := decoder.Decode(r); err != nil {
		var syntax *json.SyntaxError
		var wrong *json.UnmarshalTypeError
		switch {
		case errors.As(err, &syntax):
			return nil, mistake.New(hint, "%s:%d: this is no saved check: %w", name,
				lineOf(content, syntax.Offset), err)
		case errors.As(err, &wrong):
			return nil, mistake.New(hint, "%s:%d: this is no saved check: %s is a %s", name,
				lineOf(content, wrong.Offset), wrong.Field, wrong.Value)
		}
		return nil, mistake.New(hint, "%s: this is no saved check: %w", name, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, mistake.New(hint, "%s: something follows the saved check", name)
	}
	switch {
	case r.Schema == 0 || len(r.Flows) == 0:
		return nil, mistake.New(hint, "%s: this is JSON, but no saved check: it has no flows", name)
	case r.Schema == firstSchema:
		r.modernize()
	case r.Schema != records.Schema:
		return nil, mistake.New(hint, "%s: its schema is %d, and this hybridsim reads %d", name, r.Schema,
			records.Schema)
	}
	return r, nil
}

// firstSchema is that of the first release. Its reports can be compared: flows, outcomes, findings and configuration
// mean the same. Its decisions have other words and labels.
const firstSchema = 1

// modernize keeps of a report of the first release what can be compared.
func (r *Report) modernize() {
	for i := range r.Flows {
		f := &r.Flows[i]
		f.Decided.Reason, f.Trail = f.Decided.Because, nil
		for n := range f.Doubts {
			f.Doubts[n].Decided.Reason = f.Doubts[n].Decided.Because
		}
	}
}

func lineOf(content []byte, offset int64) int {
	return bytes.Count(content[:min(max(offset, 0), int64(len(content)))], []byte("\n")) + 1
}

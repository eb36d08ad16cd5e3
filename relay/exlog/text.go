package exlog

import (
	"bytes"
	"encoding/csv"
	"io"
	"strings"
	"time"
)

// Text is what is in a file, in pieces that are not changed later: what was rendered once is shared by all who read
// the file afterwards.
type Text [][]byte

// Size is the number of bytes.
func (t Text) Size() (n int) {
	for _, piece := range t {
		n += len(piece)
	}
	return n
}

// Bytes are the pieces as one.
func (t Text) Bytes() []byte { return bytes.Join(t, nil) }

// WriteTo implements [io.WriterTo].
func (t Text) WriteTo(w io.Writer) (written int64, err error) {
	for _, piece := range t {
		n, err := w.Write(piece)
		written += int64(n)
		if err != nil {
			return written, err
		}
	}
	return written, nil
}

// block is rows of one instant that stand together, as the bytes of a file. The zero value has none.
type block struct {
	at   time.Time
	rows int
	text []byte
}

// add appends rows. What was read of the text before stays as it was.
func (b *block) add(s *scribe, rows ...[]string) {
	if len(rows) > 0 {
		b.rows += len(rows)
		b.text = append(b.text, s.lines(rows...)...)
	}
}

// scribe writes rows as comma-separated values. The zero value is ready.
type scribe struct {
	page  bytes.Buffer
	table *csv.Writer
}

// lines are rows as they stand in a file: lines end in CR LF, values are quoted where they hold a comma or a quote (NC1
// [O]).
func (s *scribe) lines(rows ...[]string) []byte {
	if s.table == nil {
		s.table = csv.NewWriter(&s.page)
		s.table.UseCRLF = true
	}
	s.page.Reset()
	for _, values := range rows {
		for i, v := range values {
			if strings.ContainsAny(v, "\r\n\x00") {
				values[i] = oneLine.Replace(v)
			}
		}
		_ = s.table.Write(values) // a buffer takes everything
	}
	s.table.Flush()
	return bytes.Clone(s.page.Bytes())
}

// oneLine keeps a row on one line; the logs have no line breaks in values.
var oneLine = strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ", "\x00", "")

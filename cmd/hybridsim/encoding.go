package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"hybridsim/sim/exports"
)

// The marks with which PowerShell and editors on Windows begin a text.
const (
	markUTF8   = "\xEF\xBB\xBF"
	markLittle = "\xFF\xFE"
	markBig    = "\xFE\xFF"
)

// unmarked is a text that begins with a byte order mark, in UTF-8 and without it; another one stays as it is.
func unmarked(content []byte) []byte {
	for _, mark := range []string{markUTF8, markLittle, markBig} {
		if bytes.HasPrefix(content, []byte(mark)) {
			text, _, _ := exports.DecodeText(string(content))
			return []byte(strings.ReplaceAll(text, "\r\n", "\n"))
		}
	}
	return content
}

// unmarkedLines reads lines that are piped in as [unmarked] does, while they come.
func unmarkedLines(in io.Reader) io.Reader {
	b := bufio.NewReader(in)
	return &marked{in: b}
}

// marked finds out how a text is written when its first bytes are there.
type marked struct {
	in   *bufio.Reader
	text io.Reader // once that is known
}

// Read implements [io.Reader].
func (m *marked) Read(p []byte) (int, error) {
	if m.text == nil {
		m.text = m.in
		switch mark, _ := m.in.Peek(len(markLittle)); string(mark) {
		case markUTF8[:2]:
			if whole, _ := m.in.Peek(len(markUTF8)); string(whole) == markUTF8 {
				m.in.Discard(len(markUTF8))
			}
		case markLittle:
			m.in.Discard(len(markLittle))
			m.text = &wide{in: m.in, order: binary.LittleEndian}
		case markBig:
			m.in.Discard(len(markBig))
			m.text = &wide{in: m.in, order: binary.BigEndian}
		}
	}
	return m.text.Read(p)
}

// wide reads UTF-16 as UTF-8, a character at a time.
type wide struct {
	in    *bufio.Reader
	order binary.ByteOrder
	rest  []byte
}

// Read implements [io.Reader].
func (w *wide) Read(p []byte) (int, error) {
	if len(w.rest) == 0 {
		r, err := w.unit()
		if err != nil {
			return 0, err
		}
		if utf16.IsSurrogate(r) {
			low, err := w.unit()
			if err != nil {
				return 0, err
			}
			r = utf16.DecodeRune(r, low)
		}
		w.rest = utf8.AppendRune(nil, r)
	}
	n := copy(p, w.rest)
	w.rest = w.rest[n:]
	return n, nil
}

func (w *wide) unit() (rune, error) {
	var two [2]byte
	_, err := io.ReadFull(w.in, two[:])
	return rune(w.order.Uint16(two[:])), err
}

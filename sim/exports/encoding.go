package exports

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"hybridsim/relay/dsn"
)

// DecodeText turns the bytes of a file into text. PowerShell writes UTF-8 and UTF-16 in either byte order, with and
// without a byte order mark; old tools write Windows-1252. The remark says what had to be assumed; ok is false for
// bytes that are no text at all.
func DecodeText(content string) (text, remark string, ok bool) {
	switch {
	case strings.HasPrefix(content, "\xEF\xBB\xBF"):
		content = content[3:]
	case strings.HasPrefix(content, "\xFF\xFE"):
		text, remark = decodeUTF16(content[2:], littleEndian)
		return text, remark, true
	case strings.HasPrefix(content, "\xFE\xFF"):
		text, remark = decodeUTF16(content[2:], bigEndian)
		return text, remark, true
	default:
		if order := guessUTF16(content); order != nil {
			text, remark = decodeUTF16(content, order)
			return text, remark, true
		}
	}
	if strings.IndexByte(content, 0) >= 0 {
		return "", "", false
	}
	switch {
	case utf8.ValidString(content):
		return content, "", true
	case utf8.ValidString(withoutLastRune(content)):
		return withoutLastRune(content), "the file ends within a character", true
	}
	return dsn.DecodeText([]byte(content), "windows-1252"), "the file is not UTF-8; it is read as Windows-1252", true
}

// withoutLastRune drops the bytes of a last character that is cut off.
func withoutLastRune(s string) string {
	for i := len(s) - 1; i >= 0 && i >= len(s)-utf8.UTFMax; i-- {
		if utf8.RuneStart(s[i]) {
			return s[:i]
		}
	}
	return s
}

// byteOrder joins the two bytes of a UTF-16 unit.
type byteOrder func(first, second byte) uint16

func littleEndian(first, second byte) uint16 { return uint16(first) | uint16(second)<<8 }
func bigEndian(first, second byte) uint16    { return uint16(first)<<8 | uint16(second) }

// guessUTF16 tells UTF-16 without a byte order mark by the zeros in every other byte; nil when it is something else.
func guessUTF16(content string) byteOrder {
	const sample = 4 << 10
	head := content[:min(len(content), sample)&^1]
	var zeros [2]int
	for i := range len(head) {
		if head[i] == 0 {
			zeros[i%2]++
		}
	}
	const most, few = 2.0 / 3, 1.0 / 20 // of the characters are ASCII; of them are in the block U+xx00
	units := float64(len(head) / 2)
	switch {
	case units == 0:
		return nil
	case float64(zeros[1]) > most*units && float64(zeros[0]) < few*units:
		return littleEndian
	case float64(zeros[0]) > most*units && float64(zeros[1]) < few*units:
		return bigEndian
	}
	return nil
}

func decodeUTF16(content string, order byteOrder) (text, remark string) {
	var b strings.Builder
	b.Grow(len(content) / 2)
	if len(content)%2 != 0 {
		remark = "the file ends within a character"
	}
	for i := 0; i+1 < len(content); i += 2 {
		r := rune(order(content[i], content[i+1]))
		if utf16.IsSurrogate(r) {
			low := rune(0)
			if i+3 < len(content) {
				low = rune(order(content[i+2], content[i+3]))
			}
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				remark = "the file holds characters that are not UTF-16"
			} else {
				i += 2
			}
		}
		b.WriteRune(r)
	}
	return b.String(), remark
}

// quoteMarks are what a mail program sets before each line that it quotes.
var quoteMarks = regexp.MustCompile(`(?m)^[ \t]*(?:>[ ]?)+`)

// unquoted takes the marks of quoting from a text of which most lines have them, or which are rows of a print all the
// same. The lines keep their numbers.
func unquoted(text string) string {
	marked, lines := 0, 0
	for line := range strings.Lines(text[:min(len(text), headSize)]) {
		line = strings.TrimLeft(line, " \t\uFEFF")
		if strings.TrimRight(line, "\r\n") != "" {
			lines++
		}
		if strings.HasPrefix(line, ">") {
			marked++
		}
	}
	if marked == 0 || marked*2 < lines && !quotedRow.MatchString(text[:min(len(text), headSize)]) {
		return continued.ReplaceAllString(text, "   ")
	}
	return quoteMarks.ReplaceAllString(text, "")
}

// continued is the prompt of a command that goes on.
var continued = regexp.MustCompile(`(?m)^>> `)

// quotedRow is a row of a print behind marks of quoting.
var quotedRow = regexp.MustCompile(`(?m)^[ \t]*(?:>[ ]?)+\s*[A-Za-z]\w+\s*: `)

// AsText is a piece of evidence as text: a shell may have written UTF-16.
func AsText(content []byte) []byte {
	if bytes.IndexByte(content, 0) >= 0 {
		if text, _, ok := DecodeText(string(content)); ok {
			return []byte(text)
		}
	}
	return content
}

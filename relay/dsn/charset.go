package dsn

import (
	"fmt"
	"io"
	"mime"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A report is written in the charset of its original (NB3 [O]). Those that are a table of 256 characters are known
// here; text that does not fit, and originals in any other charset, give utf-8.

// windows1252 holds the characters at 0x80 to 0x9F, where it differs from iso-8859-1; zero is unassigned.
var windows1252 = [32]rune{
	'€', 0, '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', 0, 'Ž', 0,
	0, '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', 0, 'ž', 'Ÿ',
}

// originalCharset is the charset that the original names in its Content-Type or, in a multipart, in its first part.
func originalCharset(r *Report) string {
	kind, params, err := mime.ParseMediaType(r.Original.Get("Content-Type"))
	name := params["charset"]
	if err == nil && name == "" && strings.HasPrefix(kind, "multipart/") {
		if m := charsetParameter.FindSubmatch(r.Body[:min(len(r.Body), 4<<10)]); m != nil {
			name = string(m[1])
		}
	}
	switch strings.ToLower(name) {
	case "iso-8859-1", "windows-1252", "utf-8":
		return strings.ToLower(name)
	case "", "us-ascii", "ascii":
		return "us-ascii"
	}
	return "utf-8"
}

var charsetParameter = regexp.MustCompile(`(?i)\bcharset="?([\w.:-]+)`)

// encode turns text into bytes of a charset, or of utf-8 when it does not fit, and says which it is.
func encode(text, charset string) (name string, encoded []byte) {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if charset == "utf-8" {
		return charset, []byte(text)
	}
	out := make([]byte, 0, len(text))
	for _, c := range text {
		b, ok := encodeRune(c, charset)
		if !ok {
			return "utf-8", []byte(text)
		}
		out = append(out, b)
	}
	return charset, out
}

func encodeRune(c rune, charset string) (byte, bool) {
	switch {
	case c < 0x80:
		return byte(c), true
	case charset == "us-ascii":
		return 0, false
	case c >= 0xA0 && c <= 0xFF, c < 0xA0 && charset == "iso-8859-1":
		return byte(c), true
	case charset == "windows-1252" && c >= 0xA0: // those of the table all lie above
		if i := slices.Index(windows1252[:], c); i >= 0 {
			return byte(0x80 + i), true
		}
	}
	return 0, false
}

// DecodeText turns the bytes of a charset into text. Unknown charsets are taken for utf-8, with what is not valid
// replaced.
func DecodeText(b []byte, charset string) string {
	charset = strings.ToLower(charset)
	if charset != "iso-8859-1" && charset != "windows-1252" {
		return strings.ToValidUTF8(string(b), "\uFFFD")
	}
	out := make([]byte, 0, len(b)+8)
	for _, c := range b {
		r := rune(c)
		if charset == "windows-1252" && c >= 0x80 && c < 0xA0 && windows1252[c-0x80] != 0 {
			r = windows1252[c-0x80]
		}
		out = utf8.AppendRune(out, r)
	}
	return string(out)
}

// words decodes RFC 2047 encoded words.
var words = mime.WordDecoder{CharsetReader: func(charset string, input io.Reader) (io.Reader, error) {
	if !strings.EqualFold(charset, "windows-1252") {
		return nil, fmt.Errorf("the charset %q is not known here", charset)
	}
	b, err := io.ReadAll(input)
	return strings.NewReader(DecodeText(b, charset)), err
}}

// decodeWords is a field's text; encoded words of a charset that is not known here stay as they are.
func decodeWords(s string) string {
	if text, err := words.DecodeHeader(s); err == nil {
		return text
	}
	return s
}

// encodeWords writes text as encoded words of a charset, if it needs to.
func encodeWords(text, charset string) string {
	charset, b := encode(text, charset)
	return mime.QEncoding.Encode(charset, string(b))
}

// encodeSubject puts a prefix before the original's Subject and encodes both in its charset (NB2 [O]). A Subject that
// cannot be decoded here keeps its encoded words behind the plain prefix, which readers take alike.
func encodeSubject(prefix, original, charset string) string {
	text, err := words.DecodeHeader(original)
	if err != nil {
		return prefix + original
	}
	if m := encodedWord.FindStringSubmatch(original); m != nil {
		charset = strings.ToLower(m[1])
	}
	return encodeWords(prefix+text, charset)
}

var encodedWord = regexp.MustCompile(`=\?([\w.:-]+)\?[BbQq]\?`)

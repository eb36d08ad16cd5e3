package web

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/htmlindex"

	"hybridsim/relay/content"
	"hybridsim/sim"
)

// What of a message is shown; the raw message has all of it.
const (
	maxParts = 200
	maxText  = 1 << 20 // bytes of text of one part
)

// Part is a part of a message that is not a multipart.
type Part struct {
	Number     string `json:"number"` // 1, 1.2: its place among the parts of its multipart, as IMAP counts
	Type       string `json:"type"`
	Charset    string `json:"charset,omitempty"`
	Name       string `json:"name,omitempty"` // safe as the name of a file; of attachments only
	Attachment bool   `json:"attachment"`
	Size       int    `json:"size"` // bytes, decoded
	Text       string `json:"text,omitempty"`
	Truncated  bool   `json:"truncated,omitempty"` // Text is the beginning only
	URL        string `json:"url"`

	decoded []byte
}

// parts divides a message into those of its parts that hold something. more reports that there are too many to show.
func parts(l sim.Letter) (list []Part, more bool) {
	var walk func(p content.Part, number string)
	walk = func(p content.Part, number string) {
		for i, child := range p.Parts {
			below := fmt.Sprint(i + 1)
			if number != "" {
				below = number + "." + below
			}
			if walk(child, below); more {
				return
			}
		}
		if len(p.Parts) > 0 {
			return
		}
		if more = len(list) == maxParts; more {
			return
		}
		if number == "" {
			number = "1"
		}
		list = append(list, newPart(p, number))
	}
	walk(content.Read(l.Header, l.Body), "")
	for i := range list {
		list[i].URL = fmt.Sprintf("/api/messages/%s/parts/%s", segment(l.ID), list[i].Number)
	}
	return list, more
}

func newPart(p content.Part, number string) Part {
	decoded := p.Text()
	part := Part{Number: number, Type: p.Type, Charset: p.Params["charset"], Size: len(decoded), decoded: decoded}
	disposition, params, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	name := params["filename"]
	if err != nil || name == "" {
		name = p.Params["name"]
	}
	part.Attachment = disposition == "attachment" || name != "" || p.Type != "text/plain" && p.Type != "text/html"
	if part.Attachment {
		part.Name = fileName(words(name), part)
	}
	if strings.HasPrefix(p.Type, "text/") || strings.HasPrefix(p.Type, "message/") {
		text := decoded
		if part.Truncated = len(text) > maxText; part.Truncated {
			text = text[:maxText]
		}
		part.Text = decode(text, part.Charset)
	}
	return part
}

// decode turns the bytes of a charset into text; an unknown one is taken for UTF-8, with what is not valid replaced.
func decode(b []byte, charset string) string {
	if known, err := htmlindex.Get(charset); err == nil {
		if text, err := known.NewDecoder().Bytes(b); err == nil {
			b = text
		}
	}
	return strings.ToValidUTF8(string(b), "\uFFFD")
}

var wordDecoder = mime.WordDecoder{CharsetReader: func(charset string, input io.Reader) (io.Reader, error) {
	known, err := htmlindex.Get(charset)
	if err != nil {
		return nil, err
	}
	return known.NewDecoder().Reader(input), nil
}}

// words is a field's text with encoded words decoded (RFC 2047), those of unknown charsets as they stand.
func words(value string) string {
	if text, err := wordDecoder.DecodeHeader(value); err == nil {
		value = text
	}
	return strings.ToValidUTF8(value, "\uFFFD")
}

// longestName bounds the name of a file, in characters.
const longestName = 100

// fileName makes a name that came by mail harmless: without folders, without characters that control or mislead, and
// never hidden. What is left of none is made up.
func fileName(name string, p Part) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) && !strings.ContainsRune(`"<>|?*:;%`, r) {
			return r
		}
		return '_'
	}, name)
	if runes := []rune(name); len(runes) > longestName { // the ending stays
		name = string(runes[:longestName/2]) + string(runes[len(runes)-longestName/2:])
	}
	if name = strings.Trim(name, ". "); name != "" {
		return name
	}
	ending := map[string]string{"message/rfc822": ".eml", "text/plain": ".txt", "text/html": ".html",
		"message/delivery-status": ".txt"}[p.Type]
	if ending == "" {
		ending = ".bin"
	}
	return "part-" + p.Number + ending
}

// shown finds what of a message a mail program shows: its text and its HTML.
func shown(list []Part) (text, html *Part) {
	for i := range list {
		p := &list[i]
		switch {
		case p.Attachment:
		case p.Type == "text/plain" && text == nil:
			text = p
		case p.Type == "text/html" && html == nil:
			html = p
		}
	}
	return text, html
}

// lineFeeds gives text that is shown the same line ends everywhere.
func lineFeeds(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")) }

package exports

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"hybridsim/sim/mistake"
)

// xmlReader walks over the elements of a text. There is no document type, so there are no entities but XML's own five,
// and elements nest within a limit.
type xmlReader struct {
	s      *source
	d      *xml.Decoder
	offset int // of the text in the file
	lines  int // of the file before the text
	depth  int
	count  int
}

// xmlReader reads the text that begins at an offset of the file, with so many lines before it.
func (s *source) xmlReader(text string, offset, lines int) *xmlReader {
	d := xml.NewDecoder(strings.NewReader(text))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is decoded already
	return &xmlReader{s: s, d: d, offset: offset, lines: lines}
}

func (x *xmlReader) line() int {
	line, _ := x.d.InputPos()
	return x.lines + line
}

// next returns a token; io.EOF at the end.
func (x *xmlReader) next() (xml.Token, error) {
	t, err := x.d.Token()
	if err != nil {
		return nil, err
	}
	switch t.(type) {
	case xml.StartElement:
		if x.depth++; x.depth > maxDepth {
			return nil, x.s.fail(x.line(), "no export nests like that", "more than %d elements lie in each other",
				maxDepth)
		}
	case xml.EndElement:
		x.depth--
	case xml.Directive:
		return nil, x.s.fail(x.line(), "no export has one; do not trust this file",
			"there is a document type or an entity declaration")
	}
	if x.count++; x.count%(1<<14) == 0 {
		x.s.tell(x.offset + int(x.d.InputOffset()))
	}
	return t, nil
}

// children calls visit for each element in the one that has begun, and collects the text between them. What visit does
// not read is skipped.
func (x *xmlReader) children(visit func(xml.StartElement) error) (string, error) {
	depth := x.depth
	var text string
	var b strings.Builder
	for {
		t, err := x.next()
		if err != nil {
			return "", unexpected(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			inside := x.depth
			if visit != nil {
				if err := visit(t); err != nil {
					return "", err
				}
			}
			if err := x.leave(inside); err != nil {
				return "", err
			}
		case xml.EndElement:
			if x.depth < depth {
				if b.Len() > 0 {
					return b.String(), nil
				}
				return text, nil
			}
		case xml.CharData:
			if text == "" && b.Len() == 0 {
				text = string(t)
				break
			}
			if b.Len() == 0 {
				b.WriteString(text)
			}
			b.Write(t)
		}
	}
}

// leave reads up to the end of the element that began at a depth.
func (x *xmlReader) leave(depth int) error {
	for x.depth >= depth {
		if _, err := x.next(); err != nil {
			return unexpected(err)
		}
	}
	return nil
}

func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// damaged turns an error of the decoder into a notice and lets what was read so far stand. An error of ours, about a
// file that no honest tool wrote, stays an error.
func (x *xmlReader) damaged(err error) error {
	var ours *mistake.Error
	var syntax *xml.SyntaxError
	switch {
	case err == nil || errors.As(err, &ours):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &syntax) && strings.Contains(syntax.Msg, "unexpected EOF"):
		x.s.notice(x.line(), "the file is cut off here; what is behind is not known")
	case errors.As(err, &syntax):
		x.s.notice(x.line(), "the file is damaged here: %s", syntax.Msg)
	default:
		x.s.notice(x.line(), "the file is damaged here: %s", err)
	}
	return nil
}

// attribute returns the value of an attribute, or "".
func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

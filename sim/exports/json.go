package exports

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"hybridsim/relay"
	"hybridsim/sim/mistake"
)

func isJSON(head string) bool {
	if head == "" || head[0] != '{' && head[0] != '[' {
		return false
	}
	next := strings.TrimLeft(head[1:], " \t\r\n")
	if next == "" {
		return false
	}
	if head[0] == '{' {
		return next[0] == '"' || next[0] == '}'
	}
	return strings.IndexByte(`{["]`, next[0]) >= 0
}

// readJSON reads what ConvertTo-Json writes and what Exchange's REST interface answers: an object, an array of them, or
// objects in "value" or under the name of their cmdlet.
func readJSON(s *source) error {
	r := &jsonReader{source: s, d: json.NewDecoder(strings.NewReader(s.text)), lines: 1}
	r.d.UseNumber()
	for {
		err := r.container("", 0)
		var ours *mistake.Error
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.As(err, &ours):
			return err
		case errors.Is(err, io.ErrUnexpectedEOF):
			s.notice(r.line(), "the file is cut off here; what is behind is not known")
			return nil
		case err != nil:
			s.notice(r.line(), "the file is damaged here: %s", err)
			return nil
		}
	}
}

// jsonReader reads a stream of values.
type jsonReader struct {
	*source
	d     *json.Decoder
	seen  int // offset up to which lines are counted
	lines int
	count int
}

// line is where the decoder is.
func (r *jsonReader) line() int {
	if offset := min(int(r.d.InputOffset()), len(r.text)); offset > r.seen {
		r.lines += strings.Count(r.text[r.seen:offset], "\n")
		r.seen = offset
	}
	return r.lines
}

func (r *jsonReader) token(depth int) (json.Token, error) {
	if depth > maxDepth {
		return nil, r.fail(r.line(), "no export nests like that", "more than %d values lie in each other", maxDepth)
	}
	if r.count++; r.count%(1<<14) == 0 {
		r.tell(int(r.d.InputOffset()))
	}
	return r.d.Token()
}

// container reads a value that is an object of the export or holds some. The key may say what they are.
func (r *jsonReader) container(key string, depth int) error {
	t, err := r.token(depth)
	if err != nil {
		return err
	}
	switch t {
	case json.Delim('['):
		for r.d.More() {
			if err := r.container(key, depth+1); err != nil {
				return unexpected(err)
			}
		}
		_, err = r.token(depth)
		return unexpected(err)
	case json.Delim('{'):
		return unexpected(r.object(key, depth))
	}
	r.notice(r.line(), "a value that is not part of an object is not understood")
	return nil
}

// object reads an object whose brace is read. Members that hold objects of the export are read as such.
func (r *jsonReader) object(key string, depth int) error {
	o := &Object{Verb: "Get", At: r.at(r.line())}
	var kinds []string
	before := len(r.export.Objects)
	for r.d.More() {
		t, err := r.token(depth)
		if err != nil {
			return err
		}
		name, _ := t.(string)
		noun, isSection := section(name)
		if isSection && len(o.Properties) == 0 && r.opens() {
			if noun == "" {
				noun = cmp.Or(nounOfContext(kinds), key)
			}
			if err := r.container(noun, depth+1); err != nil {
				return unexpected(err)
			}
			continue
		}
		at := r.at(r.line())
		node, err := r.node(depth + 1)
		if err != nil {
			r.finish(o, key, kinds)
			return unexpected(err)
		}
		switch lower := strings.ToLower(name); {
		case lower == "@odata.type", lower == "@data.type", lower == "@odata.context", lower == "odata.metadata",
			lower == "@odata.id":
			kinds = append(kinds, node.text)
		case lower == "@odata.nextlink", lower == "odata.nextlink":
			r.notice(at.Line, "this is one page of an answer; the objects on the next pages are not here")
		case strings.EqualFold(name, sessionHost):
			o.Host = node.text
		case strings.Contains(name, "@"), lower == "count" && len(o.Properties) == 0, aboutSession(name):
		default:
			o.Properties = append(o.Properties, Property{name, at, node.value(name)})
		}
	}
	r.finish(o, key, kinds)
	if slices.ContainsFunc(kinds, serviceAddress.MatchString) {
		for _, o := range r.export.Objects[before:] { // also those in the answer
			o.Side = cmp.Or(sideOfNoun[o.Noun], relay.Cloud)
		}
	}
	_, err := r.token(depth)
	return err
}

// serviceAddress is in the context that Exchange Online's REST interface names in its answers.
var serviceAddress = regexp.MustCompile(
	`(?i)^https?://[\w.-]*\b(?:outlook|office|office365|outlook\.office)\.(?:com|us|cn|de)/`)

// nounOfContext is the noun that an answer's context or type names: ...$metadata#OrganizationConfig; empty for none.
func nounOfContext(kinds []string) string {
	for _, kind := range kinds {
		kind = strings.TrimSuffix(kind[strings.LastIndexAny(kind, "#./")+1:], "/$entity")
		if noun := nounSpelling[strings.TrimPrefix(strings.ToLower(kind), "get")]; noun != "" {
			return noun
		}
	}
	return ""
}

// finish emits an object, if it is one and not only a wrapper.
func (r *jsonReader) finish(o *Object, key string, kinds []string) {
	if len(o.Properties) == 0 {
		return
	}
	if o.Noun = nounOfContext(kinds); o.Noun == "" {
		r.nameNoun(o, key)
	}
	r.emit(o)
}

// section reports whether a member holds objects rather than a property: "value", or the name of a noun or of its
// cmdlet.
func section(name string) (noun string, ok bool) {
	if strings.EqualFold(name, "value") {
		return "", true
	}
	plain := strings.TrimSuffix(strings.TrimPrefix(strings.ToLower(name), "get-"), "s")
	noun, ok = nounSpelling[plain]
	return noun, ok
}

// opens reports whether the member's value is an array or object.
func (r *jsonReader) opens() bool {
	rest := strings.TrimLeft(r.text[min(int(r.d.InputOffset()), len(r.text)):], ": \t\r\n")
	return rest != "" && (rest[0] == '[' || rest[0] == '{')
}

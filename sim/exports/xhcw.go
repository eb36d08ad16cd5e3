package exports

import (
	"encoding/xml"
	"strings"
	"time"

	"hybridsim/relay"
)

const invokeRoot = "<invoke "

func isXhcw(head string) bool {
	if rest, found := strings.CutPrefix(head, "<?xml"); found {
		_, rest, _ = strings.Cut(rest, "?>")
		head = strings.TrimLeft(rest, "\uFEFF \t\r\n")
	}
	return strings.HasPrefix(head, invokeRoot)
}

// readXhcw reads the trace of the Hybrid Configuration Wizard: one root for each cmdlet that it ran, with the command
// as it was typed in a comment, its parameters, and the objects that it printed. As this is a stream of roots and not
// one document, a damaged one does not take the others with it.
func readXhcw(s *source) error {
	lines, offset := 0, 0
	for {
		start := strings.Index(s.text[offset:], invokeRoot)
		if start < 0 {
			return nil
		}
		lines += strings.Count(s.text[offset:offset+start], "\n")
		offset += start
		end := len(s.text)
		if next := strings.Index(s.text[offset+1:], invokeRoot); next >= 0 {
			end = offset + 1 + next
		}
		root := s.text[offset:end]
		if closed := strings.LastIndex(root, "</invoke>"); closed >= 0 {
			root = root[:closed+len("</invoke>")]
		}
		r := &invokeReader{xmlReader: s.xmlReader(root, offset, lines)}
		if err := r.damaged(r.read()); err != nil {
			return err
		}
		s.tell(end)
		lines += strings.Count(s.text[offset:end], "\n")
		offset = end
	}
}

// invokeReader reads one root.
type invokeReader struct {
	*xmlReader
	object     Object // with the noun, side, time and place of all objects in the root
	command    string // as it was typed
	parameters []Property
	failed     string
}

// invokeTime is the wizard's format, in UTC.
const invokeTime = "01/02/2006 15:04:05.999999999"

func (r *invokeReader) read() error {
	t, err := r.next()
	if err != nil {
		return unexpected(err)
	}
	root := t.(xml.StartElement)
	verb, noun, _ := strings.Cut(attribute(root, "cmdlet"), "-")
	r.object = Object{Noun: noun, Side: sessionSide(attribute(root, "type")), At: r.s.at(r.line())}
	if r.object.Time, err = time.Parse(invokeTime, attribute(root, "start")); err != nil {
		r.s.notice(r.line(), "the time %q is not understood", clip(attribute(root, "start")))
	}
	var results []*Object
	if err := r.content(&results); err != nil {
		r.finish(verb, results)
		return err
	}
	r.finish(verb, results)
	return nil
}

// content reads what is in the root.
func (r *invokeReader) content(results *[]*Object) error {
	for {
		t, err := r.next()
		if err != nil {
			return unexpected(err)
		}
		switch t := t.(type) {
		case xml.Comment:
			if r.command == "" && r.depth == 1 {
				r.command = string(t)
			}
		case xml.EndElement:
			if r.depth == 0 {
				return nil
			}
		case xml.StartElement:
			switch t.Name.Local {
			case "parameters":
				_, err = r.children(func(e xml.StartElement) error {
					r.parameters = append(r.parameters, r.property(e))
					return nil
				})
			case "results":
				_, err = r.children(func(e xml.StartElement) error { return r.result(e, results) })
			case "error", "errors", "exception":
				r.failed, err = r.children(nil)
			default:
				r.s.notice(r.line(), "the element <%s> is not understood", clip(t.Name.Local))
				err = r.leave(r.depth)
			}
			if err != nil {
				return err
			}
		}
	}
}

// result reads one object that the cmdlet printed.
func (r *invokeReader) result(e xml.StartElement, results *[]*Object) error {
	if e.Name.Local != "object" {
		r.s.notice(r.line(), "the element <%s> is not understood", clip(e.Name.Local))
		return nil
	}
	o := r.object
	o.Verb, o.At = "Get", r.s.at(r.line())
	if noun := nounOf([]string{attribute(e, "type")}); noun != "" && o.Noun == "" {
		o.Noun = noun
	}
	*results = append(*results, &o)
	_, err := r.children(func(e xml.StartElement) error {
		o.Properties = append(o.Properties, r.property(e))
		return nil
	})
	return err
}

// property reads name, type and value of a property or parameter.
func (r *invokeReader) property(e xml.StartElement) Property {
	p := Property{At: r.s.at(r.line())}
	given, kind, text := false, "", ""
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "name":
			p.Name = a.Value
		case "type":
			kind = a.Value
		case "valueIsNull":
			p.Value.Null = strings.EqualFold(a.Value, "true")
		case "value":
			given, text = true, a.Value
		}
	}
	switch {
	case p.Value.Null:
	case !given:
		p.Value.Unknown = "the element has no value"
	case kind == "System.Byte[]":
		p.Value.Text = text
	case strings.HasSuffix(kind, "[]"), strings.Contains(kind, "MultiValuedProperty"):
		p.Value.List = splitList(text)
	default:
		p.Value = single(text)
	}
	return p
}

// finish emits the command, if it changed something, and then what it printed.
func (r *invokeReader) finish(verb string, results []*Object) {
	if r.failed != "" {
		r.s.notice(r.object.At.Line, "%s-%s failed, so it is left out: %s", verb, r.object.Noun,
			clip(strings.TrimSpace(r.failed)))
		return
	}
	if changes(verb) {
		o := r.object
		o.Verb = verb
		o.Properties = r.arguments()
		r.s.emit(&o)
	}
	for _, o := range results {
		r.s.emit(o)
	}
}

// arguments are the command's: as they are typed, which keeps a list's values apart, or else as the parameters tell.
func (r *invokeReader) arguments() []Property {
	var typed []Property
	if r.command != "" {
		typed = r.s.typedArguments(r.command, r.object.At.Line)
	}
	index := make(map[string]int, len(typed))
	for i, p := range typed {
		index[strings.ToLower(p.Name)] = i
	}
	for _, p := range r.parameters {
		i, known := index[strings.ToLower(p.Name)]
		switch {
		case !known:
			typed = append(typed, p)
		case !typed[i].Value.Known():
			typed[i].Value = p.Value
		}
	}
	return typed
}

// sessionSide is the side that the wizard calls by these names.
func sessionSide(session string) relay.Side {
	switch session {
	case "OnPremises":
		return relay.OnPremises
	case "Tenant":
		return relay.Cloud
	}
	return ""
}

// changes reports whether commands of a verb change an object.
func changes(verb string) bool {
	switch strings.ToLower(verb) {
	case "new", "set", "remove", "enable", "disable", "add", "update", "import":
		return true
	}
	return false
}

package exports

import (
	"encoding/xml"
	"strings"

	"hybridsim/sim/suggest"
)

func isClixml(head string) bool {
	if rest, found := strings.CutPrefix(head, "<?xml"); found {
		_, rest, _ = strings.Cut(rest, "?>")
		head = strings.TrimLeft(rest, " \t\r\n")
	}
	return strings.HasPrefix(head, "<Objs") || strings.HasPrefix(head, "#< CLIXML")
}

// readClixml reads what Export-Clixml writes. Exchange's own types are wrapped in objects; their ToString is the value
// as Get- prints it.
func readClixml(s *source) error {
	start := strings.Index(s.text, "<Objs") // behind a declaration, or behind the mark of a remote session
	if start < 0 {
		start = 0
	}
	r := &clixmlReader{
		xmlReader: s.xmlReader(s.text[start:], start, strings.Count(s.text[:start], "\n")),
		types:     map[string][]string{}, values: map[string]Value{},
	}
	return r.damaged(r.read())
}

// clixmlReader keeps what later elements refer to by number.
type clixmlReader struct {
	*xmlReader
	types  map[string][]string
	values map[string]Value
}

func (r *clixmlReader) read() error {
	for {
		t, err := r.next()
		if err != nil {
			return unexpected(err)
		}
		if root, ok := t.(xml.StartElement); ok {
			if root.Name.Local != "Objs" {
				return r.s.fail(r.line(), "", "the root is <%s>, not <Objs>", clip(root.Name.Local))
			}
			_, err := r.children(func(e xml.StartElement) error { return r.object(e, "") })
			return err
		}
	}
}

// object reads an object of the pipeline. A list or table is one of objects; the key of a table may name them.
func (r *clixmlReader) object(e xml.StartElement, key string) error {
	if e.Name.Local != "Obj" {
		_, err := r.value(e)
		return err
	}
	o := &Object{Verb: "Get", At: r.s.at(r.line())}
	var kinds []string
	text, held, known := "", false, map[string]bool{}
	err := r.each(func(child xml.StartElement) (err error) {
		switch child.Name.Local {
		case "TN", "TNRef":
			kinds, err = r.typeNames(child)
		case "ToString":
			text, err = r.text()
		case "Props", "MS":
			err = r.members(o, known)
		case "LST", "IE", "QUE", "STK":
			held = true
			err = r.each(func(item xml.StartElement) error { return r.object(item, key) })
		case "DCT":
			held = true
			err = r.table(r.object)
		default:
			_, err = r.value(child)
		}
		return err
	})
	if id := attribute(e, "RefId"); id != "" {
		r.values[id] = single(text)
	}
	if held || len(o.Properties) == 0 {
		return err
	}
	if o.Noun = nounOf(kinds); o.Noun == "" || o.Noun == "Recipient" {
		r.s.nameNoun(o, strings.TrimPrefix(key, "Get-"))
	}
	r.s.emit(o) // also when the file is cut off within it
	return err
}

// each visits the elements in the one that has begun.
func (r *clixmlReader) each(visit func(xml.StartElement) error) error {
	_, err := r.children(visit)
	return err
}

func (r *clixmlReader) text() (string, error) {
	text, err := r.children(nil)
	return unescapeClixml(text), err
}

// typeNames reads the names of an object's type, or looks up those that it shares with another.
func (r *clixmlReader) typeNames(e xml.StartElement) (names []string, err error) {
	id := attribute(e, "RefId")
	if e.Name.Local == "TNRef" {
		return r.types[id], nil
	}
	err = r.each(func(xml.StartElement) error {
		name, err := r.text()
		names = append(names, name)
		return err
	})
	r.types[id] = names
	return names, err
}

// members reads the properties of an object that are not known yet. Those that PowerShell adds about its session are
// left out.
func (r *clixmlReader) members(o *Object, known map[string]bool) error {
	return r.each(func(e xml.StartElement) error {
		p := Property{Name: unescapeClixml(attribute(e, "N")), At: r.s.at(r.line())}
		var err error
		if p.Value, err = r.value(e); err != nil {
			p.Value.Unknown = "the file is damaged here"
		}
		if strings.EqualFold(p.Name, sessionHost) {
			o.Host = p.Value.Text
		}
		if key := strings.ToLower(p.Name); key != "" && !known[key] && !aboutSession(key) {
			known[key] = true
			o.Properties = append(o.Properties, p)
		}
		return err
	})
}

// table reads the entries of a table, and gives each value to visit with its key.
func (r *clixmlReader) table(visit func(e xml.StartElement, key string) error) error {
	return r.each(func(xml.StartElement) error { // <En>
		key := ""
		return r.each(func(e xml.StartElement) error {
			if attribute(e, "N") != "Key" {
				return visit(e, key)
			}
			v, err := r.value(e)
			key = v.Text
			return err
		})
	})
}

// sessionRows are what remote PowerShell adds to every object.
var sessionRows = []string{"PSComputerName", "RunspaceId", "PSShowComputerName", "PSSourceJobInstanceId"}

// sessionHost is the one that tells the server.
const sessionHost = "PSComputerName"

func aboutSession(name string) bool { return suggest.Has(sessionRows, name) }

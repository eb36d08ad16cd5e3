package records

import (
	"encoding"
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"strings"
	"time"
)

// Shapes describes Go types as they are written in JSON, in JSON Schema 2020-12: each named type once.
type Shapes struct {
	Prefix string         // of a reference to a type: "#/$defs/"
	Closed bool           // a document has no field that its type lacks; otherwise new ones may appear
	Defs   map[string]any // by name

	types map[string]reflect.Type
}

// Of describes a type: by a reference, if it has a name.
func (s *Shapes) Of(t reflect.Type) map[string]any {
	switch {
	case t == reflect.TypeFor[time.Time]():
		return map[string]any{"type": "string", "format": "date-time"}
	case t.Implements(reflect.TypeFor[json.Marshaler]()):
		return map[string]any{}
	case t.Implements(reflect.TypeFor[encoding.TextMarshaler]()):
		return map[string]any{"type": "string"}
	}
	switch t.Kind() {
	case reflect.Bool:
		return map[string]any{"type": "boolean"}
	case reflect.String:
		return map[string]any{"type": "string"}
	case reflect.Float32, reflect.Float64:
		return map[string]any{"type": "number"}
	case reflect.Slice:
		return map[string]any{"type": "array", "items": s.Of(t.Elem())}
	case reflect.Map:
		return map[string]any{"type": "object", "additionalProperties": s.Of(t.Elem())}
	case reflect.Pointer:
		return s.Of(t.Elem())
	case reflect.Interface:
		return map[string]any{}
	case reflect.Struct:
		return s.object(t)
	}
	return map[string]any{"type": "integer"}
}

// object describes a struct.
func (s *Shapes) object(t reflect.Type) map[string]any {
	name := shapeName(t)
	if name == "" {
		return s.fields(t)
	}
	if s.Defs == nil {
		s.Defs = map[string]any{}
	}
	if s.types == nil {
		s.types = map[string]reflect.Type{}
	}
	if other := s.types[name]; other != nil && other != t {
		name = path.Base(t.PkgPath()) + strings.ToUpper(name[:1]) + name[1:]
	}
	if s.types[name] == nil {
		s.types[name] = t
		s.Defs[name] = s.fields(t)
	}
	return map[string]any{"$ref": s.Prefix + name}
}

// shapeName is what a type is called in a schema: mailboxJSON is mailbox.
func shapeName(t reflect.Type) string {
	name := strings.TrimSuffix(t.Name(), "JSON")
	if name == "" {
		return ""
	}
	return strings.ToLower(name[:1]) + name[1:]
}

func (s *Shapes) fields(t reflect.Type) map[string]any {
	properties, required := map[string]any{}, []string{}
	s.collect(t, properties, &required)
	shape := map[string]any{"type": "object", "properties": properties}
	if len(required) > 0 {
		shape["required"] = required
	}
	if s.Closed {
		shape["additionalProperties"] = false
	}
	return shape
}

// collect takes the fields of a struct, and of those that are embedded in it.
func (s *Shapes) collect(t reflect.Type, properties map[string]any, required *[]string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "-":
			continue
		case f.Anonymous && name == "":
			inner := f.Type
			if inner.Kind() == reflect.Pointer {
				inner = inner.Elem()
			}
			s.collect(inner, properties, required)
			continue
		case !f.IsExported():
			continue
		case name == "":
			name = f.Name
		}
		if _, twice := properties[name]; twice {
			panic(fmt.Sprintf("%s has two fields %q", t, name)) // unreachable: a type of ours
		}
		shape := s.Of(f.Type)
		optional := strings.Contains(options, "omit")
		if f.Type.Kind() == reflect.Pointer && !optional {
			shape = map[string]any{"anyOf": []any{shape, map[string]any{"type": "null"}}}
		}
		if properties[name] = shape; !optional {
			*required = append(*required, name)
		}
	}
}

package main

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"hybridsim/sim/check"
)

// TestJSONFieldsAreDescribed demands that docs/json.md has every field of the documents that are printed.
func TestJSONFieldsAreDescribed(t *testing.T) {
	text, err := os.ReadFile("../../docs/json.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[reflect.Type]bool{}
	var look func(reflect.Type)
	look = func(typ reflect.Type) {
		switch {
		case typ.Kind() == reflect.Slice:
			look(typ.Elem())
		case typ.Kind() == reflect.Pointer:
			look(typ.Elem())
		case typ == reflect.TypeFor[time.Time](): // a text
		case typ.Kind() == reflect.Struct && !seen[typ]:
			seen[typ] = true
			for i := range typ.NumField() {
				field := typ.Field(i)
				if !field.IsExported() {
					continue
				}
				name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
				if name == "" && field.Anonymous {
					look(field.Type)
					continue
				}
				if name == "" {
					t.Errorf("%s.%s has no name in JSON", typ.Name(), field.Name)
				} else if !describes(string(text), name) {
					t.Errorf("docs/json.md does not describe %q of %s", name, typ.Name())
				}
				look(field.Type)
			}
		}
	}
	look(reflect.TypeFor[document]())
	look(reflect.TypeFor[catalogueDocument]())
	look(reflect.TypeFor[scrapJSON]())
	look(reflect.TypeFor[shownJSON]())
	look(reflect.TypeFor[explanation]())
	look(reflect.TypeFor[sourcesDocument]())
	look(reflect.TypeFor[check.Report]())
	look(reflect.TypeFor[check.Difference]())
	look(reflect.TypeFor[sentJSON]())
	look(reflect.TypeFor[importDocument]())
}

// describes reports whether a text in markdown has a name as code, alone or in a list of fields.
func describes(text, name string) bool {
	parts := strings.Split(text, "`")
	for i := 1; i < len(parts); i += 2 {
		for field := range strings.FieldsFuncSeq(parts[i], func(r rune) bool { return strings.ContainsRune("{}[], ", r) }) {
			if field == name {
				return true
			}
		}
	}
	return false
}

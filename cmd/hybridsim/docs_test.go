package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"hybridsim/sim/check"
	"hybridsim/sim/diagnose"
	"hybridsim/sim/mutate"
	"hybridsim/sim/records"
)

// documents are what is printed, by the heading under which docs/json.md describes it. A list has the fields of a run's story.
var documents = []struct {
	heading, also string
	types         []reflect.Type
}{
	{"What was not looked at", "", []reflect.Type{reflect.TypeFor[unlookedJSON]()}},
	{"Decisions and events", "", []reflect.Type{reflect.TypeFor[records.Event](), reflect.TypeFor[check.Decision]()}},
	{"run --json", "", []reflect.Type{reflect.TypeFor[document]()}},
	{"list --json", "run --json", []reflect.Type{reflect.TypeFor[catalogueDocument]()}},
	{"ndr --json", "", []reflect.Type{reflect.TypeFor[scrapJSON]()}},
	{"list --sources --json", "", []reflect.Type{reflect.TypeFor[sourcesDocument]()}},
	{"list --faults --json", "", []reflect.Type{reflect.TypeFor[faultsDocument]()}},
	{"explain --json", "", []reflect.Type{reflect.TypeFor[explanation]()}},
	{"show --json", "", []reflect.Type{reflect.TypeFor[shownJSON]()}},
	{"check --json", "", []reflect.Type{reflect.TypeFor[check.Report]()}},
	{"check --against OLD --json, what-if --json", "", []reflect.Type{reflect.TypeFor[check.Difference]()}},
	{"diagnose --json", "", []reflect.Type{reflect.TypeFor[diagnose.Report]()}},
	{"mutate --json", "", []reflect.Type{reflect.TypeFor[mutate.Report]()}},
	{"mutate --coverage --json", "", []reflect.Type{reflect.TypeFor[coverageJSON]()}},
	{"send --json", "check --json", []reflect.Type{reflect.TypeFor[sentJSON]()}},
	{"import --json", "", []reflect.Type{reflect.TypeFor[importDocument]()}},
}

// TestJSONIsDescribedAsItIsWritten demands that docs/json.md has every field of a document under its heading, no field that the
// document does not have, and examples that are such documents.
func TestJSONIsDescribedAsItIsWritten(t *testing.T) {
	text, err := os.ReadFile("../../docs/json.md")
	if err != nil {
		t.Fatal(err)
	}
	sections := map[string]string{}
	for _, section := range strings.Split(string(text), "\n## ")[1:] {
		heading, body, _ := strings.Cut(section, "\n")
		sections[heading] = body
	}
	shared := sections["Decisions and events"] + sections["What was not looked at"]
	for _, d := range documents {
		section := sections[d.heading]
		if section == "" {
			t.Errorf("docs/json.md has no section %q", d.heading)
			continue
		}
		written := map[string]bool{"schema": true}
		for _, typ := range d.types {
			fieldNames(t, typ, written, map[reflect.Type]bool{})
		}
		for name := range written {
			if name != "schema" && !describes(section+sections[d.also]+shared, name) {
				t.Errorf("%s: %q is not described", d.heading, name)
			}
		}
		for _, name := range describedFields(section) {
			if !written[name] {
				t.Errorf("%s: %q is described, and nothing writes it", d.heading, name)
			}
		}
		for _, example := range jsonBlocks(section) {
			decoder := json.NewDecoder(strings.NewReader(example))
			decoder.DisallowUnknownFields()
			document := reflect.New(d.types[0])
			if err := decoder.Decode(document.Interface()); err != nil {
				t.Errorf("%s: the example: %v", d.heading, err)
			} else if schema := document.Elem().FieldByName("Schema").Int(); schema != records.Schema {
				t.Errorf("%s: the example is of schema %d, and this one writes %d", d.heading, schema, records.Schema)
			}
		}
	}
}

// TestEverySchemaIsInTheTable demands a row about what changed.
func TestEverySchemaIsInTheTable(t *testing.T) {
	text, err := os.ReadFile("../../docs/json.md")
	if err != nil {
		t.Fatal(err)
	}
	for schema := 1; schema <= records.Schema; schema++ {
		if !strings.Contains(string(text), fmt.Sprintf("\n| %d | ", schema)) {
			t.Errorf("docs/json.md does not say what changed with schema %d", schema)
		}
	}
}

// fieldNames collects the names of a type's fields in JSON, with those of what is in them.
func fieldNames(t *testing.T, typ reflect.Type, names map[string]bool, seen map[reflect.Type]bool) {
	switch {
	case typ.Kind() == reflect.Slice || typ.Kind() == reflect.Pointer:
		fieldNames(t, typ.Elem(), names, seen)
	case typ == reflect.TypeFor[time.Time](): // a text
	case typ.Kind() == reflect.Struct && !seen[typ]:
		seen[typ] = true
		for i := range typ.NumField() {
			field := typ.Field(i)
			if !field.IsExported() && !field.Anonymous {
				continue
			}
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			switch {
			case name == "" && field.Anonymous:
			case name == "":
				t.Errorf("%s.%s has no name in JSON", typ.Name(), field.Name)
			default:
				names[name] = true
			}
			fieldNames(t, field.Type, names, seen)
		}
	}
}

// describedFields are the names that tables describe: in their first column, and in braces.
func describedFields(section string) (names []string) {
	for line := range strings.Lines(section) {
		cells := strings.Split(line, "|")
		if len(cells) < 3 || !strings.HasPrefix(line, "| `") {
			continue
		}
		spans := strings.Split(cells[1], "`")
		rest := strings.Split(strings.Join(cells[2:], "|"), "`")
		for i := 1; i < len(rest); i += 2 {
			if strings.HasPrefix(rest[i], "{") {
				spans = append(spans, rest[i], "")
			}
		}
		for i := 1; i < len(spans); i += 2 {
			names = append(names, strings.FieldsFunc(spans[i], func(r rune) bool { return strings.ContainsRune("{}[], ", r) })...)
		}
	}
	return names
}

// jsonBlocks are the examples of a section.
func jsonBlocks(section string) (blocks []string) {
	for _, part := range strings.Split(section, "```json\n")[1:] {
		block, _, _ := strings.Cut(part, "```")
		blocks = append(blocks, block)
	}
	return blocks
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

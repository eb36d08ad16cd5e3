package main

import (
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/records"
)

var update = flag.Bool("update", false, "rewrite docs/schema.json")

// TestTheSchemaIsOfTheseDocuments compares docs/schema.json with what is made from the types that are printed: just schema rewrites it.
// That the documents are as it says, a validator of others says: deploy/validate.
func TestTheSchemaIsOfTheseDocuments(t *testing.T) {
	const file = "../../docs/schema.json"
	shapes := &records.Shapes{Prefix: "#/$defs/", Defs: map[string]any{}}
	var all []any
	for _, d := range documents {
		if !strings.Contains(d.heading, "--json") {
			continue // what is in several
		}
		all = append(all, map[string]any{"title": d.heading, "$ref": shapes.Of(d.types[0])["$ref"]})
	}
	if len(all) < 8 {
		t.Fatalf("%d documents only", len(all))
	}
	made, err := json.MarshalIndent(map[string]any{
		"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "What hybridsim prints for programs",
		"description": "docs/json.md describes each document. New fields may appear.", "anyOf": all, "$defs": shapes.Defs,
	}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	made = append(made, '\n')
	if *update {
		if err := os.WriteFile(file, made, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(made), string(kept)); diff != "" {
		t.Errorf("just schema rewrites docs/schema.json (-types +file):\n%s", diff)
	}
}

// TestShapes: a schema says what encoding/json does.
func TestShapes(t *testing.T) {
	type inner struct {
		Name string `json:"name"`
	}
	type outerJSON struct {
		inner
		Maybe *inner  `json:"maybe"`
		Left  string  `json:"left,omitempty"`
		List  []inner `json:"list"`
		Bare  int
		Skip  string   `json:"-"`
		Many  []string `json:"many,omitzero"`
	}
	s := &records.Shapes{Prefix: "#/", Closed: true}
	if got := s.Of(reflect.TypeFor[outerJSON]())["$ref"]; got != "#/outer" {
		t.Fatal(got)
	}
	text := map[string]any{"type": "string"}
	ref := map[string]any{"$ref": "#/inner"}
	want := map[string]any{"type": "object", "additionalProperties": false, "required": []string{"name", "maybe", "list", "Bare"},
		"properties": map[string]any{"name": text, "maybe": map[string]any{"anyOf": []any{ref, map[string]any{"type": "null"}}},
			"left": text, "list": map[string]any{"type": "array", "items": ref}, "Bare": map[string]any{"type": "integer"},
			"many": map[string]any{"type": "array", "items": text}}}
	if diff := cmp.Diff(want, s.Defs["outer"]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

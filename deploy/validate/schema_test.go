package validate

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pb33f/jsonschema/v6"
)

// TestDocumentsAreAsTheSchemaSays prints every kind of document, and validates it against docs/schema.json under its own heading.
func TestDocumentsAreAsTheSchemaSays(t *testing.T) {
	program := filepath.Join(t.TempDir(), "hybridsim")
	build := exec.Command("go", "build", "-o", program, "./cmd/hybridsim")
	build.Dir = "../.." // in its own module, with what that needs
	if printed, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, printed)
	}
	text, err := os.ReadFile("../../docs/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	whole, err := jsonschema.UnmarshalJSON(strings.NewReader(string(text)))
	if err != nil {
		t.Fatal(err)
	}
	var headings struct {
		AnyOf []struct {
			Title string `json:"title"`
			Ref   string `json:"$ref"`
		} `json:"anyOf"`
	}
	if err := json.Unmarshal(text, &headings); err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("schema.json", whole); err != nil {
		t.Fatal(err)
	}
	const faulty = "kb2510049-domain-not-shared"
	saved := filepath.Join(t.TempDir(), "old.json")
	base := filepath.Join(t.TempDir(), "ours.txtar")
	printed := map[string][]string{ // by the heading's beginning
		"run --json":            {"run", "--json", faulty, "source-nat-hides-eop"},
		"list --json":           {"list", "--json"},
		"list --sources --json": {"list", "--sources", "--json"},
		"ndr --json":            {"ndr", "--json", "../../cmd/hybridsim/testdata/ndr/recipient-not-found.eml"},
		"explain --json":        {"explain", "--json", faulty},
		"show --json":           {"show", "--json", faulty},
		"check --json":          {"check", "--json", faulty, "--save", saved},
		"check --against":       {"check", "--json", "hybrid-2013", "--against", saved},
		"send --json":           {"send", "--json", "hybrid-2013", "--from", "alice@contoso.com", "--to", "bob@contoso.com"},
		"list --faults --json":  {"list", "--faults", "--json"},
		"mutate --json":         {"mutate", "--json", "../../docs/examples/regression", "--shard", "1/40"},
		"mutate --coverage":     {"mutate", "--json", "--coverage", "../../docs/examples/regression"},
		"diagnose --json":       {"diagnose", "--json", "hybrid-2013", "--symptom", "external", "--from", "alice@contoso.com", "--to", "bob@contoso.com"},
		"import --json":         {"import", "--json", "../../docs/examples/exports", "--clock", "2026-03-02T09:00:00Z", "-o", base},
	}
	for _, h := range headings.AnyOf {
		t.Run(h.Title, func(t *testing.T) {
			var arguments []string
			for beginning, a := range printed {
				if strings.HasPrefix(h.Title, beginning) {
					arguments = a
				}
			}
			if arguments == nil {
				t.Fatal("nobody prints it here, so nobody knows whether it is as the schema says")
			}
			schema, err := compiler.Compile("schema.json" + h.Ref)
			if err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command(program, arguments...).Output()
			var exit *exec.ExitError
			if errors.As(err, &exit) && exit.ExitCode() == 2 || err != nil && exit == nil {
				t.Fatalf("%v\n%s", err, exit.Stderr)
			}
			document, err := jsonschema.UnmarshalJSON(strings.NewReader(string(out)))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(document); err != nil {
				t.Errorf("%v", err)
			}
			if err := schema.Validate(map[string]any{"schema": "two"}); err == nil {
				t.Error("a document of another kind passes")
			}
		})
	}
}

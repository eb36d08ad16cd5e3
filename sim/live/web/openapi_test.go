package web_test

import (
	"encoding/json"
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/live/web"
)

var update = flag.Bool("update", false, "rewrite docs/openapi.json")

// TestTheOpenAPIDocumentIsOfTheseRoutes compares docs/openapi.json with what is made from the routes: just schema rewrites it. That
// it is OpenAPI, and that what is answered is as it says, others' validators say: deploy/validate.
func TestTheOpenAPIDocumentIsOfTheseRoutes(t *testing.T) {
	const file = "../../../docs/openapi.json"
	made, err := json.MarshalIndent(web.OpenAPI(), "", "  ")
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
		t.Errorf("just schema rewrites docs/openapi.json (-routes +file):\n%s", diff)
	}
}

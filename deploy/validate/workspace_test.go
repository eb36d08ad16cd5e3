package validate

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestAWorkspaceFindsHybridsim makes the workspace of docs/go.md: a module with a require line and no replace.
func TestAWorkspaceFindsHybridsim(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":  "module example.com/ours\n\ngo 1.26.0\n\nrequire hybridsim v0.0.0\n",
		"ours.go": "package ours\n\nimport _ \"hybridsim/scenarios\"\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, arguments := range [][]string{{"work", "init", ".", root}, {"vet", "."}} {
		cmd := exec.Command("go", arguments...)
		cmd.Dir = dir
		if printed, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %v: %v\n%s", arguments, err, printed)
		}
	}
}

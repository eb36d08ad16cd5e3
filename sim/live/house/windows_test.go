package house

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheCertificatesFileOfSomebodyElseStays(t *testing.T) {
	file := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(file, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := writeRoots(file, []byte("theirs"))
	if content, _ := os.ReadFile(file); err == nil || !strings.Contains(err.Error(), "hint: choose another with --ca") || string(content) != "mine" {
		t.Errorf("%v, and the file holds %q", err, content)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	for _, content := range []string{"one", "two"} {
		if err := writeRoots(file, []byte(content)); err != nil {
			t.Error(err)
		}
		if got, _ := os.ReadFile(file); string(got) != rootsMark+content {
			t.Errorf("the file holds %q", got)
		}
	}
	if err := writeRoots(filepath.Join(file, "x"), nil); err == nil || !strings.Contains(err.Error(), "hint:") {
		t.Errorf("error %v", err)
	}
}

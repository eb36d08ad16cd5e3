package hybridsim_test

import (
	"os"
	"path"
	"regexp"
	"strings"
	"testing"
)

// TestAMessageIsFollowedInTwentyFiles: the front door lists the files of one message's way, all of them exist, and they are no
// more than can be read at a sitting.
func TestAMessageIsFollowedInTwentyFiles(t *testing.T) {
	page, err := os.ReadFile("docs/ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	_, way, found := strings.Cut(string(page), "\nFollow one message ")
	way, _, _ = strings.Cut(way, "\n")
	if !found {
		t.Fatal("docs/ARCHITECTURE.md does not list the files of one message's way")
	}
	folder, files := "", 0
	for _, name := range regexp.MustCompile("`[a-z/.]+`|[a-z]+\\.go").FindAllString(way, -1) {
		name = strings.Trim(name, "`")
		if strings.HasSuffix(name, "/") {
			folder = name
			continue
		}
		if !strings.Contains(name, "/") {
			name = path.Join(folder, name)
		}
		files++
		if _, err := os.Stat(name); err != nil {
			t.Errorf("the way leads to %s: %v", name, err)
		}
	}
	if files < 10 || files > 20 {
		t.Errorf("the way has %d files; it shall have at most 20", files)
	}
}

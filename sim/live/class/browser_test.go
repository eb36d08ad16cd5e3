package class_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"testing/fstest"

	"hybridsim/scenarios"
	"hybridsim/sim/lab"
	"hybridsim/sim/live/class"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// tool is a program, or why the test cannot run.
func tool(t *testing.T, name, from string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	if os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") != "" {
		t.Fatalf("%s is not installed (%s)", name, from)
	}
	t.Skipf("%s is not installed (%s)", name, from)
	return ""
}

// TestAClassInABrowser lets two students solve three labs in chromium, with a restart between the second and the third.
func TestAClassInABrowser(t *testing.T) {
	if tested.Race {
		t.Skip("the browser is slower than the server; TestAClass and TestLoad ask as much of it at once")
	}
	chromium, node := tool(t, "chromium", "Debian package chromium"), tool(t, "node", "Debian package nodejs")
	script, err := filepath.Abs("../../../deploy/browser/class.mjs")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(script), "node_modules", "playwright-core")); err != nil {
		if os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") != "" {
			t.Fatal("playwright-core is not installed (npm ci in deploy/browser)")
		}
		t.Skip("playwright-core is not installed (npm ci in deploy/browser)")
	}
	three, err := lab.ReadCourse("test", fstest.MapFS{"course.txt": {Data: []byte("Title: In a browser\nGroup: 1\nLab: kb2510049-domain-not-shared\n" +
		"Lab: external-looking-mail-junk-cloud\nLab: hybrid-routing-domain-authoritative\n")}}, &story.Catalogue{Files: scenarios.Files})
	if err != nil {
		t.Fatal(err)
	}
	folder, state := t.TempDir(), t.TempDir()
	drive := func(phase string, students ...string) {
		t.Helper()
		server := httptest.NewUnstartedServer(nil)
		c, err := class.Open(class.Options{Course: three, Folder: folder, Students: students, Version: "test", URL: "http://" + server.Listener.Addr().String()})
		if err != nil {
			t.Fatal(err)
		}
		server.Config.Handler = c
		server.Start()
		defer func() {
			server.Close()
			if err := c.Close(); err != nil {
				t.Error(err)
			}
		}()
		links, err := c.Join()
		if err != nil {
			t.Fatal(err)
		}
		args := []string{script, phase, server.URL, c.Teach()}
		for _, l := range links {
			args = append(args, l.URL)
		}
		if phase == "second" {
			args = append(args, "joined", "joined")
		}
		cmd := exec.CommandContext(t.Context(), node, args...)
		cmd.Env = append(os.Environ(), "CHROMIUM="+chromium, "STATE="+state)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", phase, err, out)
		}
	}
	drive("first", "Ada", "Ben")
	drive("second")
}

package page_test

import (
	"bytes"
	"encoding/xml"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/page"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// played renders the whole catalogue.
func played(t *testing.T) ([]*story.Report, []byte) {
	t.Helper()
	c := &story.Catalogue{Files: scenarios.Files}
	var reports []*story.Report
	for _, name := range c.Names() {
		s, err := c.Story(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Play()
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, r)
	}
	var b bytes.Buffer
	if err := page.Write(&b, reports); err != nil {
		t.Fatal(err)
	}
	return reports, b.Bytes()
}

func TestPage(t *testing.T) {
	if tested.Race {
		t.Skip("plays the catalogue, as other tests do, and one goroutine writes the page")
	}
	reports, html := played(t)

	t.Run("asks nobody for anything: no URL, script or link to elsewhere", func(t *testing.T) {
		for _, pattern := range []string{`src\s*=`, `href="[^#]`, `@import`, `url\([^#]`, `<script`, `<link`, `<iframe`} {
			if found := regexp.MustCompile(pattern).Find(html); found != nil {
				t.Errorf("the page contains %q", found)
			}
		}
	})
	t.Run("draws a second tenant as a cloud, with its name", func(t *testing.T) {
		for _, want := range []string{`<rect class="head cloud" `, ">cloud, woodgrove</text>", ">cloud mailbox, woodgrove</text>"} {
			if !bytes.Contains(html, []byte(want)) {
				t.Errorf("the page lacks %q", want)
			}
		}
	})
	t.Run("shows every story with its claims and reports", func(t *testing.T) {
		for _, r := range reports {
			if !bytes.Contains(html, []byte(r.Story.Name)) {
				t.Errorf("%s is not on the page", r.Story.Name)
			}
		}
		for _, want := range []string{"550 5.7.1 Unable to relay", "✓", "✗", "Undeliverable: The offer", "RemoteIPRanges"} {
			if !bytes.Contains(html, []byte(want)) {
				t.Errorf("the page lacks %q", want)
			}
		}
	})
	t.Run("its diagrams are well-formed", func(t *testing.T) {
		for _, svg := range regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAll(html, -1) {
			decoder := xml.NewDecoder(bytes.NewReader(svg))
			for {
				if _, err := decoder.Token(); err == io.EOF {
					break
				} else if err != nil {
					t.Fatalf("%v in\n%s", err, svg)
				}
			}
		}
	})
	t.Run("is the same each time", func(t *testing.T) {
		if _, again := played(t); !bytes.Equal(html, again) {
			t.Error("the second page differs")
		}
	})
}

func TestPageInABrowser(t *testing.T) {
	if tested.Race {
		t.Skip("the page is a file")
	}
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") != "" {
			t.Fatal("chromium is not installed (Debian package chromium)")
		}
		t.Skip("chromium is not installed (Debian package chromium)")
	}
	_, html := played(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, html, 0o600); err != nil {
		t.Fatal(err)
	}
	// With the proxy pointing nowhere, a request to anything but the file would show up as an error.
	cmd := exec.Command(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+filepath.Join(dir, "profile"),
		"--dump-dom", "file://"+file)
	dom, err := cmd.Output()
	if err != nil {
		t.Fatalf("chromium: %v", err)
	}
	for _, want := range []string{"</article>", "<svg", "What is claimed"} {
		if !strings.Contains(string(dom), want) {
			t.Errorf("the browser's document lacks %q", want)
		}
	}
}

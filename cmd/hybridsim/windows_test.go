package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
)

var device = regexp.MustCompile(`(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$`)

// offWindows says what Windows has against one name of a path; empty: nothing.
func offWindows(name string) string {
	switch {
	case strings.ContainsAny(name, `<>:"|?*\`) || regexp.MustCompile(`[\x00-\x1f]`).MatchString(name):
		return "has a character that no file can have there"
	case strings.HasSuffix(name, ".") || strings.HasSuffix(name, " "):
		return "ends in what is cut off there"
	case device.MatchString(name):
		return "is a device there"
	}
	return ""
}

func TestWhatWindowsHasAgainstAName(t *testing.T) {
	for name, bad := range map[string]bool{
		"SmtpReceive.log": false, "cloud:woodgrove": true, "who?": true, `EX01\Default`: true, "nul.txt": true, "console.txt": false, "COM1": true,
		"com10.txt": false, "end.": true, ".github": false, "a b": false,
	} {
		if got := offWindows(name); (got != "") != bad {
			t.Errorf("%q: %q", name, got)
		}
	}
}

// TestEveryFileCanLieOnWindows looks at the names of whatever is handed out or written: the files of the tree, and the evidence of
// stories with several tenants, servers and Edges. No two names of a folder differ in case alone, and a line of a file that names
// another goes by slashes.
func TestEveryFileCanLieOnWindows(t *testing.T) {
	seen := map[string]string{}
	look := func(path string) {
		for part := range strings.SplitSeq(path, "/") {
			if why := offWindows(part); why != "" {
				t.Errorf("%s: %q %s", path, part, why)
			}
		}
		if other, twice := seen[strings.ToLower(path)]; twice && other != path {
			t.Errorf("%s and %s are one file there", other, path)
		}
		seen[strings.ToLower(path)] = path
	}
	for _, folder := range []string{"docs", "scenarios", "cmd", "deploy"} {
		err := fs.WalkDir(os.DirFS("../.."), folder, func(path string, _ fs.DirEntry, err error) error {
			look(path)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	c := &story.Catalogue{Files: scenarios.Files}
	for _, name := range []string{"kb2510049-domain-not-shared", "filter-loop-between-tenants", "edge-sync-blocked", "one-of-two-servers-lacks-certificate",
		"certificate-not-assigned-to-smtp"} {
		s, err := c.Story(name)
		if err != nil {
			t.Fatal(err)
		}
		files, err := s.EvidenceFiles()
		if err != nil {
			t.Fatal(err)
		}
		if len(files) < 5 {
			t.Errorf("%s leaves %d files", name, len(files))
		}
		for _, f := range files {
			look("evidence/" + name + "/" + f.Name)
		}
	}
	if len(seen) < 300 {
		t.Errorf("looked at %d names only", len(seen))
	}
}

// TestAPathIsNamedInTheSystemsWay: folders and files are found by the system's separator, and by a slash; what is printed to be typed
// again is as the system has it.
func TestAPathIsNamedInTheSystemsWay(t *testing.T) {
	t.Chdir(t.TempDir())
	base, err := (&story.Catalogue{Files: scenarios.Files}).Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join("bases", "of ours"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("bases", "of ours", "ours.txtar"), []byte(base.Text()), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir("suite", 0o755); err != nil {
		t.Fatal(err)
	}
	for _, arguments := range [][]string{
		{"new", filepath.Join("suite", "mail-to-bob"), "--assertion", "--base", "../bases/of ours/ours.txtar"},
		{"check", filepath.Join("bases", "of ours", "ours.txtar"), "--not-looked-at"},
		{"check", "bases/of ours/ours.txtar", "--not-looked-at"},
		{"list", "suite"},
	} {
		var out, mistakes strings.Builder
		if code := run(arguments, &out, &mistakes); code != exitHolds {
			t.Errorf("%q: exit code %d: %s", arguments, code, &mistakes)
		}
		if arguments[0] == "new" && !strings.Contains(out.String(), "hybridsim run "+filepath.Join("suite", "mail-to-bob.txtar")) {
			t.Errorf("what is to be typed: %s", &out)
		}
	}
}

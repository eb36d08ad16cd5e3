package main

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/tested"
)

var every = flag.Bool("everytarget", false, "build all targets, and each of them twice")

func TestALicenceIsRecognizedByItsWords(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"a line may end anywhere", "Permission is hereby\n granted, free of charge, to\nThe above copyright notice and this\npermission notice shall", "MIT"},
		{"three clauses", "Redistribution and use in source and binary forms, with\n * Neither the name of Google", "BSD-3-Clause"},
		{"two clauses", "Redistribution and use in source and binary\nforms, with or without", "BSD-2-Clause"},
		{"Apache", "Apache License\n  Version 2.0, January 2004", "Apache-2.0"},
		{"what is not known is nothing", "All rights reserved.", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := recognize(tt.text); got != tt.want {
				t.Errorf("want %q, got %q", tt.want, got)
			}
		})
	}
}

func TestAModuleWithoutALicenceEndsIt(t *testing.T) {
	if _, err := licenceFiles([]module{{path: "example.com/nobodys", version: "v1.0.0"}}); err == nil {
		t.Error("a module that nobody has was given a licence")
	}
}

func TestAnArchiveDependsOnNobodysOrder(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	a, b := file{name: "a", content: []byte("A")}, file{name: "b/c", content: []byte("C"), executable: true}
	for name, pack := range map[string]func(string, []file, time.Time) ([]byte, error){"tar": tarred, "zip": zipped} {
		one, err := pack("f", []file{a, b}, at)
		other, err2 := pack("f", []file{b, a}, at)
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(one, other) {
			t.Errorf("%s: the same files in another order are another archive", name)
		}
		got := map[string]string{}
		for n, f := range unpacked(t, name, one) {
			got[n] = string(f.content)
			if want := n == "f/b/c"; f.executable != want {
				t.Errorf("%s: %s is executable: %v", name, n, f.executable)
			}
		}
		if diff := cmp.Diff(map[string]string{"f/a": "A", "f/b/c": "C"}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// unpacked reads an archive.
func unpacked(t *testing.T, kind string, content []byte) map[string]file {
	t.Helper()
	files := map[string]file{}
	if kind == "zip" {
		archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.File {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(r)
			if err != nil {
				t.Fatal(err)
			}
			files[f.Name] = file{f.Name, text, f.Mode()&0o111 != 0}
		}
		return files
	}
	compressed, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	archive := tar.NewReader(compressed)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		files[header.Name] = file{header.Name, text, header.Mode&0o111 != 0}
	}
}

// TestWhatIsHandedOutRunsOnACleanMachine builds archives as just dist does, in the tree of a commit, twice; unpacks that of this
// machine, and runs the program with no Go, no checkout, no home and an empty PATH. Without -everytarget only this machine's and
// Windows' are built, and once.
func TestWhatIsHandedOutRunsOnACleanMachine(t *testing.T) {
	if tested.Race {
		t.Skip("what is built has no race detector in it")
	}
	if testing.Short() {
		t.Skip("builds programs")
	}
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip(err)
	}
	t.Chdir("../..")
	if _, err := output("git", "rev-parse", "HEAD"); err != nil {
		t.Skip("this is no repository")
	}
	own := runtime.GOOS + "/" + runtime.GOARCH
	list := []string{own, "windows/amd64"}
	if *every {
		list = targets
	}
	out := t.TempDir()
	if err := distribute(out, list, true); err != nil {
		t.Fatal(err)
	}
	if *every {
		again := t.TempDir()
		if err := distribute(again, list, true); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(read(t, out, "SHA256SUMS"), read(t, again, "SHA256SUMS")); diff != "" {
			t.Errorf("built again, it is something else (-first +second):\n%s", diff)
		}
	}
	for _, target := range list {
		kind, end := "tar", ".tar.gz"
		if strings.HasPrefix(target, "windows") {
			kind, end = "zip", ".zip"
		}
		found, err := filepath.Glob(filepath.Join(out, "*"+strings.ReplaceAll(target, "/", "-")+end))
		if err != nil || len(found) != 1 {
			t.Fatalf("%s: %v, %v", target, found, err)
		}
		folder := t.TempDir()
		complete(t, target, folder, unpacked(t, kind, []byte(read(t, found[0]))))
		if target == own {
			runs(t, folder)
			classes(t, folder)
			workflows(t, out, filepath.Base(found[0]), folder)
		}
	}
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// complete looks for what an archive must have, and writes it into a folder.
func complete(t *testing.T, target, folder string, files map[string]file) {
	t.Helper()
	inside, list := map[string]file{}, []file{}
	for name, f := range files {
		_, f.name, _ = strings.Cut(name, "/")
		inside[f.name] = f
		list = append(list, f)
	}
	if err := lay(folder, list); err != nil {
		t.Fatal(err)
	}
	program := "hybridsim"
	if strings.HasPrefix(target, "windows") {
		program += ".exe"
	}
	for _, name := range []string{program, "README.md", "LICENSE", "CHANGELOG.md", "docs/labs.md", "docs/examples/lab/answers.txt",
		"completion/hybridsim.ps1", "man/man1/hybridsim-run.1", "licenses/std/LICENSE", "licenses/github.com/spf13/cobra/LICENSE.txt"} {
		if _, ok := inside[name]; !ok {
			t.Errorf("%s: there is no %s", target, name)
		}
	}
	if !inside[program].executable {
		t.Errorf("%s: %s cannot be executed", target, program)
	}
	modules, err := readModules(filepath.Join(folder, program))
	if err != nil {
		t.Fatal(err)
	}
	var bill billJSON
	if err := json.Unmarshal(inside["sbom.cdx.json"].content, &bill); err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, m := range modules {
		want = append(want, m.path+" "+m.version)
	}
	for _, c := range bill.Components {
		got = append(got, c.Name+" "+c.Version)
		if c.Licences[0].Licence.ID == "" {
			t.Errorf("%s: %s has no licence", target, c.Name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: modules in the program and in the bill (-program +bill):\n%s", target, diff)
	}
	if here, err := os.Getwd(); err != nil || bytes.Contains(inside[program].content, []byte(here)) {
		t.Errorf("%s: the program knows where it was built (%v)", target, err)
	}
}

// runs plays the catalogue, tells which program it is, and does a lab of the archive's own documents.
func runs(t *testing.T, folder string) {
	t.Helper()
	for _, tt := range []struct {
		name, input, want string
		arguments         []string
	}{
		{"it tells its version", "", "hybridsim v", []string{"version"}},
		{"it plays the catalogue", "", "stories reproduced and cured", []string{"run"}},
		{"a symptom leads to its causes", "", "undone by",
			[]string{"diagnose", "hybrid-2019", "--symptom", "external", "--from", "alice@contoso.com", "--to", "bob@contoso.com"}},
		{"a lab is passed with piped lines", "docs/examples/lab/answers.txt", "Passed.",
			[]string{"serve", "--story", "kb2510049-domain-not-shared", "--lab", "--closed"}},
		{"exports become a base", "", "ours.txtar",
			[]string{"import", filepath.Join("docs", "examples", "exports"), "--clock", "2026-03-02T09:00:00Z", "-o", "ours.txtar"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			program := alone(folder, tt.arguments...)
			if tt.input != "" {
				in, err := os.Open(filepath.Join(folder, tt.input))
				if err != nil {
					t.Fatal(err)
				}
				defer in.Close()
				program.Stdin = in
			}
			printed, err := program.CombinedOutput()
			if err != nil || !strings.Contains(string(printed), tt.want) {
				t.Errorf("%v; want %q in\n%s", err, tt.want, printed)
			}
		})
	}
}

// alone is the unpacked program with nothing around it: no home, and no other program to find.
func alone(folder string, arguments ...string) *exec.Cmd {
	program := exec.Command(filepath.Join(folder, "hybridsim"), arguments...)
	program.Dir = folder
	program.Env = []string{"PATH=", "HOME=" + filepath.Join(folder, "nowhere")}
	return program
}

// classes opens a class of one, and goes where its link leads.
func classes(t *testing.T, folder string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(folder, "names.txt"), []byte("Ada\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	class := alone(folder, "class", "hybrid-mail-flow", "--students", "names.txt", "--listen", "127.0.0.1:0")
	printed, err := class.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := class.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := errors.Join(class.Process.Signal(os.Interrupt), class.Wait()); err != nil {
			t.Errorf("the class does not end well: %v", err)
		}
	}()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	for lines := bufio.NewScanner(printed); lines.Scan(); {
		if _, link, ok := strings.Cut(lines.Text(), "Ada "); ok {
			answer, err := browser.Get(strings.TrimSpace(link))
			if err != nil {
				t.Fatal(err)
			}
			page, err := io.ReadAll(answer.Body)
			answer.Body.Close()
			if err != nil || answer.StatusCode != http.StatusOK || !strings.Contains(string(page), "Hybrid mail flow") {
				t.Errorf("%v, %s:\n%s", err, answer.Status, page)
			}
			return
		}
	}
	t.Error("it prints no link for Ada")
}

// workflows takes the example repository out of an archive and does what its two workflows do, far from any checkout: they fetch the
// archive, check it, and type the same lines.
func workflows(t *testing.T, out, archive, folder string) {
	t.Helper()
	for _, needed := range []string{"bash", "curl", "tar", "sha256sum", "awk"} {
		if _, err := exec.LookPath(needed); err != nil {
			t.Skip(err)
		}
	}
	repository := filepath.Join(folder, "docs", "examples", "repository")
	if err := os.CopyFS(filepath.Join(repository, "exports"), os.DirFS(filepath.Join(folder, "docs", "examples", "exports"))); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(read(t, out, "SHA256SUMS")) {
		if strings.Contains(line, archive) {
			if err := os.WriteFile(filepath.Join(repository, "hybridsim.sha256"), []byte(line), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	imported := read(t, repository, "imported.txtar")
	lines := map[string][]string{}
	for _, name := range []string{".github/workflows/mail-flow.yml", ".gitlab-ci.yml"} {
		for line := range strings.Lines(read(t, repository, filepath.FromSlash(name))) {
			line = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(line), "- "), "run: ")
			if strings.HasPrefix(line, "hybridsim ") || line == "bash get-hybridsim" {
				lines[name] = append(lines[name], strings.Replace(line, "../before/", "", 1))
			}
		}
	}
	typed := lines[".gitlab-ci.yml"]
	if diff := cmp.Diff(typed, lines[".github/workflows/mail-flow.yml"]); diff != "" || len(typed) != 5 {
		t.Fatalf("the workflows type different lines (-GitLab +GitHub):\n%s", diff)
	}
	for _, line := range typed {
		shell := exec.Command("bash", "-c", line)
		shell.Dir = repository
		shell.Env = append(os.Environ(), "HYBRIDSIM_URL=file://"+out, "PATH="+filepath.Join(repository, ".hybridsim")+":"+os.Getenv("PATH"))
		if printed, err := shell.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", line, err, printed)
		}
	}
	if diff := cmp.Diff(imported, read(t, repository, "imported.txtar")); diff != "" {
		t.Errorf("imported.txtar is not what the exports say (-kept +imported):\n%s", diff)
	}
	if err := os.WriteFile(filepath.Join(repository, "hybridsim.sha256"), []byte(strings.Repeat("0", 64)+"  "+archive+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	fetch := exec.Command("bash", filepath.Join(repository, "get-hybridsim"))
	fetch.Env = append(os.Environ(), "HYBRIDSIM_URL=file://"+out)
	if printed, err := fetch.CombinedOutput(); err == nil {
		t.Errorf("an archive with another checksum is taken: %s", printed)
	}
}

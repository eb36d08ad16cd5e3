package userfile_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/userfile"
)

func write(t *testing.T, name, content string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

// refused demands an error with a text and a hint.
func refused(t *testing.T, err error, text string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), text) || !strings.Contains(err.Error(), "hint: ") {
		t.Errorf("error %v, want %q and a hint", err, text)
	}
}

func TestWhatIsNoFileIsNotRead(t *testing.T) {
	dir := t.TempDir()
	large := filepath.Join(dir, "large")
	if err := errors.Join(os.WriteFile(large, nil, 0o600), os.Truncate(large, userfile.Limit+1)); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink("/dev/zero", link); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"/dev/zero": "/dev/zero is a device", link: "is a device", dir: "is a folder", large: "is larger than 256 MB",
	} {
		_, err := userfile.Read(name)
		refused(t, err, want)
	}
	if _, err := userfile.Read(filepath.Join(dir, "missing")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file that is not there: %v", err)
	}
	_, err := userfile.ReadIn(fstest.MapFS{"null": {Mode: fs.ModeDevice | fs.ModeCharDevice}}, "null")
	refused(t, err, "is a device")
	_, err = userfile.ReadFrom(endless{}, "standard input")
	refused(t, err, "standard input is larger than 256 MB")
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestAPipeIsAsGoodAsAFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(name, 0o600); err != nil {
		t.Skip(err)
	}
	go func() {
		if f, err := os.OpenFile(name, os.O_WRONLY, 0); err == nil {
			defer f.Close()
			f.WriteString("through a pipe")
		}
	}()
	if got, err := userfile.Read(name); err != nil || string(got) != "through a pipe" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestNothingIsWrittenOverAnInput(t *testing.T) {
	dir := t.TempDir()
	in := write(t, filepath.Join(dir, "in.txtar"), "input")
	link := filepath.Join(dir, "link")
	if err := os.Symlink(in, link); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	for _, out := range []string{in, "in.txtar", "./in.txtar", link, "../" + filepath.Base(dir) + "/in.txtar"} {
		refused(t, userfile.Apart([]string{"", in}, userfile.Output{Flag: "--save", Name: out}), "--save "+out+" would be written over")
	}
	refused(t, userfile.Apart([]string{"notyet"}, userfile.Output{Flag: "-o", Name: "./notyet"}), "would be written over")
	refused(t, userfile.Apart(nil, userfile.Output{Flag: "--junit", Name: dir}), "is a folder")
	refused(t, userfile.Apart(nil, userfile.Output{Flag: "--junit", Name: "x"}, userfile.Output{Flag: "--save", Name: "./x"}), "already what --junit writes")
	if err := userfile.Apart([]string{in}, userfile.Output{Flag: "--junit", Name: os.DevNull}, userfile.Output{Flag: "--save", Name: os.DevNull},
		userfile.Output{Flag: "-o", Name: "other"}, userfile.Output{}); err != nil {
		t.Error(err)
	}
}

func TestAFileIsWrittenWholeAndWhereItsLinkLeads(t *testing.T) {
	dir := t.TempDir()
	file := write(t, filepath.Join(dir, "file"), "old")
	link := filepath.Join(dir, "link")
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	if err := userfile.Write(link, []byte("new"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(file)
	if info, _ := os.Lstat(link); err != nil || string(got) != "new" || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the file holds %q, and the link is %v", got, info.Mode())
	}
	if err := userfile.Write(os.DevNull, []byte("x"), 0o600); err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(os.DevNull); err != nil || info.Mode()&fs.ModeDevice == 0 {
		t.Errorf("%s is a device no more", os.DevNull)
	}
	refused(t, userfile.Write(filepath.Join(dir, "nowhere", "x"), nil, 0o600), "writing ")
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("a draft stayed: %v", entries)
	}
}

// tree is what a folder holds.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(filepath.Join(dir, name))
		files[name] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestAFolderIsReplacedAndDeletesOnlyWhatItWrote(t *testing.T) {
	const about = "Made for a test.\n"
	f := userfile.Folder{Dir: filepath.Join(t.TempDir(), "folder"), Mark: "MARK", About: about, By: "a test"}
	replace := func(files ...string) error {
		return f.Replace(func(write func(string, []byte) error) error {
			for _, name := range files {
				if err := write(name, []byte("ours")); err != nil {
					return err
				}
			}
			return nil
		})
	}
	expect := func(want map[string]string) {
		t.Helper()
		if diff := cmp.Diff(want, tree(t, f.Dir)); diff != "" {
			t.Errorf("the folder differs (-want +got):\n%s", diff)
		}
		if entries, _ := os.ReadDir(filepath.Dir(f.Dir)); len(entries) != 1 {
			t.Errorf("beside the folder stayed %v", entries)
		}
	}
	if err := replace("a/one", "a/two"); err != nil {
		t.Fatal(err)
	}
	expect(map[string]string{"MARK": about + "\nThe files:\na/one\na/two\n", "a/one": "ours", "a/two": "ours"})
	write(t, filepath.Join(f.Dir, "a", "notes"), "mine")
	write(t, filepath.Join(f.Dir, "b", "deep", "notes"), "mine")
	if err := replace("a/one", "c"); err != nil {
		t.Fatal(err)
	}
	mine := map[string]string{
		"MARK": about + "\nThe files:\na/one\nc\n", "a/one": "ours", "c": "ours", "a/notes": "mine", "b/deep/notes": "mine",
	}
	expect(mine)
	refused(t, replace("a/one", "a/notes"), filepath.Join("a", "notes")+" would be written over")
	expect(mine)
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(write(t, filepath.Join(f.Dir, "c"), "ours, with my remarks"), later, later); err != nil {
		t.Fatal(err)
	}
	mine["c"] = "ours, with my remarks"
	refused(t, replace("a/one", "c"), "c would be written over, and somebody else made or changed it")
	expect(mine)
	failure := errors.New("no more")
	if err := f.Replace(func(write func(string, []byte) error) error { return errors.Join(write("d", nil), failure) }); !errors.Is(err, failure) {
		t.Error(err)
	}
	expect(mine)

	t.Run("a folder of somebody else", func(t *testing.T) {
		f.Dir = t.TempDir()
		write(t, filepath.Join(f.Dir, "thesis"), "mine")
		refused(t, f.Check(), "was not made by a test")
		refused(t, replace("a"), "was not made by a test")
		write(t, filepath.Join(f.Dir, "MARK"), about)
		refused(t, replace("a"), "was made by an older hybridsim")
		write(t, filepath.Join(f.Dir, "MARK"), "something else"+"\nThe files:\n")
		refused(t, replace("a"), "was not made by a test")
		if got := tree(t, f.Dir)["thesis"]; got != "mine" {
			t.Errorf("it holds %q", got)
		}
	})
}

package exports

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"hybridsim/sim/mistake"

	"github.com/google/go-cmp/cmp"
)

const oneDomain = "DomainName : contoso.com\nDomainType : Authoritative\n"

// entry is a file in an archive that a test makes.
type entry struct {
	name, content string
	mode          fs.FileMode
}

func zipOf(t testing.TB, entries ...entry) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if e.mode != 0 {
			h.SetMode(e.mode)
		}
		f, err := w.CreateHeader(h)
		if err == nil {
			_, err = io.WriteString(f, e.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// told are the inputs in a line each.
func told(e *Export) (lines []string) {
	for _, in := range e.Inputs {
		lines = append(lines, fmt.Sprintf("%s: %s%s %d", in.Name, in.Format, in.Ignored, in.Objects))
	}
	return lines
}

func TestArchives(t *testing.T) {
	e := readText(t, "bundle.zip", string(zipOf(t,
		entry{name: "Cloud_AcceptedDomain.txt", content: oneDomain},
		entry{name: "OnPrem/"},
		entry{name: `OnPrem\AcceptedDomain.txt`, content: oneDomain},
		entry{name: "empty.txt"},
		entry{name: "link.txt", content: "/etc/passwd", mode: fs.ModeSymlink | 0o777},
		entry{name: "inner.zip", content: string(zipOf(t, entry{name: "a.txt", content: oneDomain}))},
	)))
	if diff := cmp.Diff([]string{
		"bundle.zip/Cloud_AcceptedDomain.txt: Format-List 1",
		"bundle.zip/OnPrem/AcceptedDomain.txt: Format-List 1",
		"bundle.zip/empty.txt: it is empty 0",
		"bundle.zip/link.txt: a link or device in an archive 0",
		"bundle.zip/inner.zip: an archive in an archive is not opened; unpack it first 0",
	}, told(e)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if e.Objects[0].Side != "cloud" || e.Objects[1].Side != "onprem" {
		t.Errorf("the sides are not those of the names:\n%s", show(e))
	}
	if e.Objects[1].At.String() != "bundle.zip/OnPrem/AcceptedDomain.txt:1" {
		t.Errorf("the place is %s", e.Objects[1].At)
	}
}

// zeros is a file of nothing, which compresses a thousandfold.
func zeros(size int) string { return strings.Repeat("\x00", size) }

func TestInputThatNoHonestToolWroteIsRefused(t *testing.T) {
	small := limits{file: 2 << 20, total: 5 << 20, files: 100}
	bomb := zipOf(t, entry{name: "bomb.txt", content: zeros(3 << 20)})
	lying := bytes.Clone(bomb)
	header := bytes.LastIndex(lying, []byte("PK\x01\x02"))
	copy(lying[header+24:], []byte{9, 0, 0, 0}) // what the directory says of the size
	many := make([]entry, small.files+1)
	for i := range many {
		many[i].name = fmt.Sprintf("%d.txt", i)
	}
	for _, tt := range []struct{ name, file, content, want string }{
		{"a zip bomb", "b.zip", string(bomb), "b.zip/bomb.txt: holds more than 2 MB; an export has a few\n    hint: is it an export?"},
		{"several that are too large together", "b.zip", string(zipOf(t, entry{name: "1", content: zeros(2 << 20)}, entry{name: "2", content: zeros(2 << 20)}, entry{name: "3", content: zeros(2 << 20)})),
			"b.zip/3: all files up to this one hold more than 5 MB together\n    hint: import fewer at once"},
		{"a zip bomb that lies about its size", "b.zip", string(lying), "b.zip/bomb.txt: "},
		{"too many files", "b.zip", string(zipOf(t, many...)), "b.zip/100.txt: is file number 101; 100 are read at most\n    hint: give the folder with the exports only"},
		{"a path outside of the archive", "b.zip", string(zipOf(t, entry{name: "../../etc/passwd", content: oneDomain})),
			"b.zip: holds a file whose path leads out of the archive: ../../etc/passwd\n    hint: do not trust this archive; ask who made it"},
		{"a path from the root", "b.zip", string(zipOf(t, entry{name: "/etc/passwd", content: oneDomain})), "b.zip: holds a file whose path leads out of the archive: /etc/passwd"},
		{"a path outside in the way of Windows", "b.zip", string(zipOf(t, entry{name: `..\x.txt`, content: oneDomain})), `b.zip: holds a file whose path leads out of the archive: ..\x.txt`},
		{"an archive that is cut off", "b.zip", string(bomb[:len(bomb)/2]), "b.zip: is a damaged zip archive: "},
		{"a document type", "x.xml", objs("")[:len("<Objs")] + ">\n<!DOCTYPE a>", "x.xml:2: there is a document type or an entity declaration\n    hint: no export has one; do not trust this file"},
		{"elements without end", "x.xml", "<Objs>" + strings.Repeat("<Obj><LST>", 1000), "x.xml:1: more than 200 elements lie in each other"},
		{"arrays without end", "x.json", strings.Repeat("[", 100_000), "x.json:1: more than 200 values lie in each other"},
		{"arrays without end in a property", "x.json", `{"a":` + strings.Repeat("[", 100_000), "x.json:1: more than 200 values lie in each other"},
		{"objects without end", "x.json", strings.Repeat(`{"value":`, 100_000), "x.json:1: more than 200 values lie in each other"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := readWithin(small, tt.file, []byte(tt.content))
			var e *mistake.Error
			if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), tt.want) {
				t.Errorf("want %s\ngot  %v", tt.want, err)
			}
		})
	}
}

func TestEntitiesAreNotExpanded(t *testing.T) {
	e := readText(t, "x.xml", objs(`<Obj RefId="0"><MS><S N="Name">a</S><S N="SenderDomains">&lol;</S></MS></Obj>`))
	want := `Get InboundConnector cloud :2
  Name = a
  SenderDomains = ? the file is damaged here
notice :2 the file is damaged here: invalid character entity &lol;
`
	if diff := cmp.Diff(want, show(e)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	e = readText(t, "x.xml", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><Objs></Objs>")
	if want := "it is XML with a document type, which no export has; do not trust it"; e.Inputs[0].Ignored != want {
		t.Errorf("a file with a document type: %+v", e.Inputs[0])
	}
}

func TestBlocksThatNestTooDeepAreTold(t *testing.T) {
	for _, head := range []string{"New-SendConnector a\n", "EXOInboundConnector 'a' {\n}\n"} {
		e := readText(t, "x.ps1", head+strings.Repeat("{", 1000)+strings.Repeat("}", 1000))
		if len(e.Notices) != 1 || !strings.Contains(e.Notices[0].Message, "nest too deep") {
			t.Errorf("got:\n%s", show(e))
		}
	}
	e := readText(t, "x.ps1", "New-SendConnector a -SmartHosts "+strings.Repeat("@(", 1000)+strings.Repeat(")", 1000))
	if v := e.Objects[0].Property("SmartHosts").Value; v.Known() {
		t.Errorf("SmartHosts is %v", v)
	}
}

func TestFoldersAreReadWithAllThatIsInThemAndNothingElse(t *testing.T) {
	outside, folder := t.TempDir(), t.TempDir()
	write := func(name, content string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(filepath.Join(outside, "secret.txt"), oneDomain)
	write(filepath.Join(folder, "sub", "a.txt"), oneDomain)
	write(filepath.Join(folder, ".git", "config"), oneDomain)
	write(filepath.Join(folder, "b.zip"), string(zipOf(t, entry{name: "c.txt", content: oneDomain})))
	for name, target := range map[string]string{
		"inside.txt": filepath.Join("sub", "a.txt"), "outside.txt": filepath.Join(outside, "secret.txt"), "up": "..", "sub2": "sub",
	} {
		if err := os.Symlink(target, filepath.Join(folder, name)); err != nil {
			t.Skipf("this system makes no links: %v", err)
		}
	}
	var last, total int64
	e, err := Read([]string{folder}, func(done, of int64) {
		if done < last || done > of {
			t.Errorf("progress goes from %d to %d of %d", last, done, of)
		}
		last, total = done, of
	})
	if err != nil {
		t.Fatal(err)
	}
	if last != total || total == 0 {
		t.Errorf("progress ends at %d of %d", last, total)
	}
	got := strings.ReplaceAll(strings.Join(told(e), "\n"), filepath.ToSlash(folder)+"/", "")
	want := `.git: a hidden folder 0
outside.txt: a link that leads out of the folder, or nowhere 0
sub2: neither a file nor a folder, or a link to a folder 0
up: a link that leads out of the folder, or nowhere 0
b.zip/c.txt: Format-List 1
inside.txt: Format-List 1
sub/a.txt: Format-List 1`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAPathThatIsNotThere(t *testing.T) {
	_, err := Read([]string{"testdata/nothing"}, nil)
	want := "testdata/nothing: cannot be read: no such file or directory\n    hint: give the path of a file, a folder or a zip archive"
	if err == nil || err.Error() != want {
		t.Errorf("want %s\ngot  %v", want, err)
	}
}

func TestAFileThatIsDamagedThroughoutDoesNotFillTheReport(t *testing.T) {
	e := readText(t, "x.txt", oneDomain+strings.Repeat("\nwhat is this", 10_000))
	if len(e.Notices) != maxNotices {
		t.Errorf("%d notices", len(e.Notices))
	}
}

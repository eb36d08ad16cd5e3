package live_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/live"
)

func newMaildir(t *testing.T, dir string) *live.Maildir {
	t.Helper()
	m, err := live.NewMaildir(dir)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// files are the names in a folder, without those of its folders.
func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestWhatIsDeliveredIsWrittenAsMaildir(t *testing.T) {
	e := newEngine(t)
	dir := filepath.Join(t.TempDir(), "mail")
	m, done := newMaildir(t, dir), make(chan struct{})
	go func() {
		defer close(done)
		m.Follow(e, func(err error) { t.Error(err) })
	}()
	e.World.Submit(relay.OnPremises, "bob@contoso.com", []string{"bob@contoso.com"}, []byte("Subject: one\r\n\r\nhello\r\n"))
	e.World.Submit(relay.OnPremises, "bob@contoso.com", []string{"alice@contoso.com"}, []byte("Subject: two\r\n\r\nhello\r\n"))
	if err := e.Settle(); err != nil {
		t.Fatal(err)
	}
	e.Stop()
	<-done
	inbox := filepath.Join(dir, "bob@contoso.com")
	names := files(t, filepath.Join(inbox, "new"))
	if len(names) != 1 || len(files(t, filepath.Join(inbox, "tmp"))) > 0 || len(files(t, filepath.Join(dir, "alice@contoso.com", "new"))) != 1 {
		t.Fatalf("bob has %q", names)
	}
	content, err := os.ReadFile(filepath.Join(inbox, "new", names[0]))
	if err != nil || !strings.Contains(string(content), "\nSubject: one\n") || strings.Contains(string(content), "\r") {
		t.Errorf("%v:\n%s", err, content)
	}

	t.Run("a message that was read keeps its place when the same world goes on", func(t *testing.T) {
		if err := os.Rename(filepath.Join(inbox, "new", names[0]), filepath.Join(inbox, "cur", names[0]+":2,S")); err != nil {
			t.Fatal(err)
		}
		if err := newMaildir(t, dir).Write(e.World); err != nil {
			t.Fatal(err)
		}
		if again := files(t, filepath.Join(inbox, "new")); len(again) > 0 {
			t.Errorf("%q came a second time", again)
		}
	})
}

func TestAMaildirThatCannotBeWrittenIsTriedAgain(t *testing.T) {
	l := newEngine(t)
	dir := t.TempDir()
	obstacle := filepath.Join(dir, "bob@contoso.com")
	if err := os.WriteFile(obstacle, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	m := newMaildir(t, dir)
	arrives(t, l, "mail.contoso.com", "bob@contoso.com", "one", "hello")
	if err := m.Write(l.World); err == nil || !strings.Contains(err.Error(), "bob@contoso.com") {
		t.Errorf("error %v", err)
	}
	if err := os.Remove(obstacle); err != nil {
		t.Fatal(err)
	}
	if err := m.Write(l.World); err != nil || len(files(t, filepath.Join(obstacle, "new"))) != 1 {
		t.Errorf("error %v, and bob's maildir has not one message", err)
	}
}

func TestFolderNamesAreHarmlessAndDiffer(t *testing.T) {
	tests := []struct{ address, want string }{
		{"Bob@Contoso.com", "bob@contoso.com"},
		{"../../etc/passwd@contoso.com", "%2E.%2F..%2Fetc%2Fpasswd@contoso.com"},
		{"..", "%2E."},
		{`a\b:c*?"<>|@contoso.com`, "a%5Cb%3Ac%2A%3F%22%3C%3E%7C@contoso.com"},
		{"a%2Fb@contoso.com", "a%252fb@contoso.com"},
		{"new\nline@contoso.com", "new%0Aline@contoso.com"},
		{"zoë@contoso.com", "zo%C3%AB@contoso.com"},
	}
	for _, tt := range tests {
		if got := live.FolderName(tt.address); got != tt.want {
			t.Errorf("%q becomes %q, want %q", tt.address, got, tt.want)
		}
	}
	long := strings.Repeat("/", 300)
	one, other := live.FolderName(long+"a@contoso.com"), live.FolderName(long+"b@contoso.com")
	if one == other || len(one) > 200 || len(other) > 200 {
		t.Errorf("long addresses become %q and %q", one, other)
	}
}

// readMaildir prints what Python's mailbox module finds.
const readMaildir = `
import json, mailbox, sys
box = mailbox.Maildir(sys.argv[1], create=False)
def subjects(b): return sorted(m["Subject"] for m in b)
print(json.dumps({"inbox": subjects(box), "folders": {f: subjects(box.get_folder(f)) for f in box.list_folders()}}))
`

func TestPythonReadsTheMaildir(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") != "" {
			t.Fatal("python3 is not installed (Debian package python3)")
		}
		t.Skip("python3 is not installed (Debian package python3)")
	}
	l := newEngine(t)
	arrives(t, l, "contoso-com.mail.protection.outlook.com", "bob@contoso.com", "wanted", "hello")
	arrives(t, l, "mail.contoso.com", "bob@contoso.com", "spam", "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X")
	dir := t.TempDir()
	if err := newMaildir(t, dir).Write(l.World); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(python, "-c", readMaildir, filepath.Join(dir, "bob@contoso.com")).Output()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Inbox   []string
		Folders map[string][]string
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"wanted"}, got.Inbox); diff != "" {
		t.Errorf("inbox (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string][]string{"Junk Email": {"spam"}}, got.Folders); diff != "" {
		t.Errorf("folders (-want +got):\n%s", diff)
	}
}

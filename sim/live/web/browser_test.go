package web_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestMailRunsNothingInABrowser shows a message to a browser. Its HTML would write into the page if it could run, and would
// ask for a picture; the page itself is read as a person would.
func TestMailRunsNothingInABrowser(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		if os.Getenv("HYBRIDSIM_REQUIRE_TOOLS") != "" {
			t.Fatal("chromium is not installed (Debian package chromium)")
		}
		t.Skip("chromium is not installed (Debian package chromium)")
	}
	l := newLab(t)
	server := l.listen()
	l.send("erin@fabrikam.com", "bob@contoso.com", "Subject: wicked\r\nFrom: erin@fabrikam.com\r\nContent-Type: text/html\r\n\r\n"+
		"<p id=p>untouched</p><img src=/api/mailboxes onerror=\"document.getElementById('p').textContent='owned'\"><script>document.getElementById('p').textContent='owned'</script>\r\n")
	dom := func(path string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
			"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+t.TempDir(),
			"--dump-dom", "http://"+server.Addr()+path)
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("chromium: %v", err)
		}
		return string(out)
	}
	if html := dom("/message/onprem-1/html"); !strings.Contains(html, "untouched") || strings.Contains(html, ">owned<") {
		t.Errorf("the message's HTML became:\n%s", html)
	}
	if page := dom("/message/onprem-1"); !strings.Contains(page, "<h1>wicked</h1>") || !strings.Contains(page, "Its way") {
		t.Errorf("the page:\n%s", page)
	}
}

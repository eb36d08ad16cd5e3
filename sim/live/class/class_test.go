package class_test

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"hybridsim/scenarios"
	"hybridsim/sim/lab"
	"hybridsim/sim/live/class"
	"hybridsim/sim/story"
)

// course is two labs.
func course(t testing.TB) *lab.Course {
	t.Helper()
	c, err := lab.ReadCourse("test", fstest.MapFS{"course.txt": {Data: []byte("Title: A test\nGroup: 1\n" +
		"Lab: kb2510049-domain-not-shared\nLab: hybrid-routing-domain-authoritative\n")}}, &story.Catalogue{Files: scenarios.Files})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// room is a class that is served to a test.
type given struct {
	*class.Class
	t      testing.TB
	server *httptest.Server
	warned *[]string
}

// give serves a class in a folder.
func give(t testing.TB, folder string, students ...string) *given {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	var warned []string
	c, err := class.Open(class.Options{Course: course(t), Folder: folder, Students: students, Version: "test",
		URL: "http://" + server.Listener.Addr().String(), Warn: func(text string) { warned = append(warned, text) }})
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = c
	server.Start()
	g := &given{c, t, server, &warned}
	t.Cleanup(g.end)
	return g
}

func (g *given) end() {
	if g.server != nil {
		g.server.Close()
		if err := g.Close(); err != nil {
			g.t.Error(err)
		}
		g.server = nil
	}
}

// browser is somebody's.
type browser struct {
	*http.Client
	g *given
	t testing.TB
}

func (g *given) browser() *browser {
	jar, _ := cookiejar.New(nil)
	return &browser{&http.Client{Jar: jar}, g, g.t}
}

// enter uses a link.
func (b *browser) enter(link string) *browser {
	b.t.Helper()
	u, _ := url.Parse(link)
	if status, page := b.get(u.Path); status != http.StatusOK || !strings.Contains(page, "Enter") {
		b.t.Fatalf("%d\n%s", status, page)
	}
	if status, page := b.post(u.Path, url.Values{}); status != http.StatusOK {
		b.t.Fatalf("%d\n%s", status, page)
	}
	return b
}

func (b *browser) do(r *http.Request, err error) (int, string) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	answer, err := b.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

func (b *browser) get(path string) (int, string) {
	b.t.Helper()
	return b.do(http.NewRequest("GET", b.g.server.URL+path, nil))
}

func (b *browser) post(path string, form url.Values) (int, string) {
	b.t.Helper()
	r, err := http.NewRequest("POST", b.g.server.URL+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.do(r, err)
}

var tokenField = regexp.MustCompile(`name="token" value="([0-9a-f]+)"`)

// token is that of a page's forms.
func (b *browser) token(path string) string {
	b.t.Helper()
	status, page := b.get(path)
	m := tokenField.FindStringSubmatch(page)
	if m == nil {
		b.t.Fatalf("%s: %d, and no token in\n%s", path, status, page)
	}
	return m[1]
}

// types types lines on the page of a lab.
func (b *browser) types(lab, lines string) string {
	b.t.Helper()
	status, page := b.post("/lab/"+lab+"/console", url.Values{"token": {b.token("/lab/" + lab + "/console")}, "lines": {lines}})
	if status != http.StatusOK {
		b.t.Fatalf("%s: %d\n%s", lines, status, page)
	}
	return page
}

func (b *browser) has(page string, wanted ...string) {
	b.t.Helper()
	for _, w := range wanted {
		if !strings.Contains(page, w) {
			b.t.Errorf("want %q in\n%s", w, page)
		}
	}
}

const first = "kb2510049-domain-not-shared"

// Two students work in worlds of their own, the instructor sees it, and a restart in the middle loses nothing.
func TestAClass(t *testing.T) {
	folder := t.TempDir()
	g := give(t, folder, "Ada", "Ben <b>")
	links, err := g.Join()
	if err != nil || len(links) != 2 {
		t.Fatalf("%v %v", links, err)
	}
	ada, ben := g.browser().enter(links[0].URL), g.browser().enter(links[1].URL)
	teacher := g.browser().enter(g.Teach())
	_, page := ada.get("/")
	ada.has(page, "A colleague who cannot be reached", "not begun")
	if strings.Contains(page, "KB2510049") {
		t.Error("the course tells the name of the document")
	}
	_, page = ada.get("/lab/" + first + "/console")
	ada.has(page, "Since the move I cannot write to Carol", "What is graded", "Hint (3 left)")
	ada.has(ada.types(first, "hint"), "Hint: Where to look", "Hint (2 left)")
	ada.types(first, "cloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay")
	ada.has(ada.types(first, "grade"), "Passed. It was sent 4 times", "<summary>Passed</summary>")
	ben.has(ben.types(first, "grade"), "Not yet.")
	if page := ben.types(first, "cloud> Get-AcceptedDomain contoso.com | Format-List DomainType"); !strings.Contains(page, "Authoritative") {
		t.Errorf("Ada's line is done in Ben's world:\n%s", page)
	}
	_, page = teacher.get("/teach")
	teacher.has(page, "Ada", "Ben &lt;b&gt;", "passed", "not yet", "hints 1, lines 1")

	g.end()
	again := give(t, folder)
	for _, b := range []*browser{ada, ben, teacher} { // their cookies are for a host, whatever the port
		b.g = again
	}
	ada.has(ada.types(first, "cloud> Get-AcceptedDomain contoso.com | Format-List DomainType"), "InternalRelay", "grade</code>", "Hint (2 left)")
	_, page = teacher.get("/teach/grades.csv")
	rows, err := csv.NewReader(strings.NewReader(page)).ReadAll()
	if err != nil || len(rows) != 3 || rows[1][0] != "Ada" || rows[1][5] != "true" || rows[2][5] != "false" {
		t.Errorf("%v\n%s", err, page)
	}
	_, page = teacher.get("/teach/grades.json")
	all, err := lab.Verify("grades.json", []byte(page))
	if err != nil || len(all) != 2 || all[0].Student != "Ada" || !all[0].Passed || all[0].Hints != 1 || all[0].Key != again.Key() {
		t.Errorf("%v %+v", err, all)
	}
}

// Nobody enters who was not let in, nobody another one's world, and nothing is done for another site's page.
func TestWhoIsKeptOut(t *testing.T) {
	g := give(t, "", "Ada", "Ben")
	links, _ := g.Join()
	ada := g.browser().enter(links[0].URL)
	ada.types(first, "cloud> Get-AcceptedDomain")
	stranger := g.browser()
	for path, want := range map[string]int{"/": 401, "/lab/" + first + "/console": 401, "/teach": 403, "/teach/grades.json": 403, "/watch/s1/" + first + "/console": 403,
		"/beside/s1/" + first + "/console": 403, "/join/nonsense": 410, "/teach/nonsense": 410, "/nothing": 404} {
		if status, page := stranger.get(path); status != want || !strings.Contains(page, "<nav") {
			t.Errorf("%s: %d, want %d\n%s", path, status, want, page)
		}
	}
	for path, want := range map[string]int{"/teach": 403, "/watch/s2/" + first + "/console": 403, "/lab/nothing/console": 404, "/lab/" + first + "/api/nothing": 404} {
		if status, _ := ada.get(path); status != want {
			t.Errorf("Ada at %s: %d, want %d", path, status, want)
		}
	}
	if status, page := g.browser().get(strings.TrimPrefix(links[0].URL, g.server.URL)); status != 410 {
		t.Errorf("a link is good twice: %d\n%s", status, page)
	}
	const line = "cloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay"
	forms := map[string]func(*http.Request){
		"without a token":       func(r *http.Request) {},
		"from another site":     func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"from another origin":   func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") },
		"by another name":       func(r *http.Request) { r.Host = "evil.example" },
		"with a stranger's one": func(r *http.Request) { r.Header.Set("X-Token", "x") },
	}
	for name, how := range forms {
		form := url.Values{"lines": {line}}
		if name != "without a token" && name != "with a stranger's one" {
			form.Set("token", ada.token("/lab/"+first+"/console"))
		}
		r, err := http.NewRequest("POST", g.server.URL+"/lab/"+first+"/console", strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		how(r)
		if status, page := ada.do(r, err); status != http.StatusForbidden && status != http.StatusMisdirectedRequest {
			t.Errorf("%s: %d\n%s", name, status, page)
		}
	}
	if page := ada.types(first, "cloud> Get-AcceptedDomain contoso.com | Format-List DomainType"); strings.Contains(page, "InternalRelay\n") {
		t.Error("one of them did it")
	}
	for path, method := range map[string]string{"/api/run": "POST", "/api/send": "POST", "/api/messages": "DELETE", "/api/reset": "POST"} {
		r, err := http.NewRequest(method, g.server.URL+"/lab/"+first+path, strings.NewReader("token="+ada.token("/lab/"+first+"/console")))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if status, _ := ada.do(r, err); status != http.StatusNotFound && status != http.StatusForbidden {
			t.Errorf("%s %s: %d", method, path, status)
		}
	}
}

// The cookies are for the server alone.
func TestCookies(t *testing.T) {
	g := give(t, "", "Ada")
	links, _ := g.Join()
	b := g.browser()
	b.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	answer, err := b.Post(links[0].URL, "application/x-www-form-urlencoded", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if got := answer.Header.Get("Set-Cookie"); !strings.Contains(got, "HttpOnly") || !strings.Contains(got, "SameSite=Lax") {
		t.Errorf("%s", got)
	}
}

// The instructor looks on, sits beside, releases hints and the solution, and resets one.
func TestTheInstructor(t *testing.T) {
	g := give(t, "", "Ada")
	links, _ := g.Join()
	ada, teacher := g.browser().enter(links[0].URL), g.browser().enter(g.Teach())
	ada.types(first, "cloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay")
	watch, beside := "/watch/s1/"+first+"/console", "/beside/s1/"+first+"/console"
	_, page := teacher.get(watch)
	teacher.has(page, "Set-AcceptedDomain", "You look on")
	token := teacher.token("/teach")
	if status, _ := teacher.post(watch, url.Values{"token": {token}, "lines": {"cloud> Get-AcceptedDomain"}}); status != http.StatusForbidden {
		t.Errorf("who looks on types: %d", status)
	}
	_, page = teacher.post(beside, url.Values{"token": {token}, "lines": {"cloud> Get-AcceptedDomain"}})
	teacher.has(page, "contoso.mail.onmicrosoft.com")
	_, page = ada.get("/lab/" + first + "/console")
	ada.has(page, "cloud&gt; Get-AcceptedDomain")
	order := func(what string) {
		t.Helper()
		if status, page := teacher.post("/teach/do/s1/"+first, url.Values{"token": {token}, "what": {what}}); status != http.StatusOK {
			t.Fatalf("%s: %d\n%s", what, status, page)
		}
	}
	order("hint")
	_, page = ada.get("/lab/" + first + "/console")
	ada.has(page, "Hint: Where to look")
	if status, _ := ada.get("/solution/" + first); status != http.StatusForbidden {
		t.Errorf("the solution is there before it is released: %d", status)
	}
	order("solution")
	_, page = ada.get("/solution/" + first)
	ada.has(page, "-DomainType InternalRelay")
	order("reset")
	ada.has(ada.types(first, "cloud> Get-AcceptedDomain contoso.com | Format-List DomainType"), "Authoritative", "Hint (3 left)")
	if status, page := teacher.post("/teach/enroll", url.Values{"token": {token}, "names": {"Cid\nada\ncid"}}); status != http.StatusBadRequest || !strings.Contains(page, "two students are called") {
		t.Errorf("two of one name: %d\n%s", status, page)
	}
	_, page = teacher.post("/teach/links", url.Values{"token": {token}, "student": {"s1"}})
	teacher.has(page, "/join/")
	if status, _ := ada.get("/"); status != http.StatusUnauthorized {
		t.Errorf("the browser of before is still let in: %d", status)
	}
}

// One student cannot starve the rest.
func TestLimits(t *testing.T) {
	g := give(t, "", "Ada")
	links, _ := g.Join()
	ada := g.browser().enter(links[0].URL)
	token := ada.token("/lab/" + first + "/console")
	for _, lines := range []string{strings.Repeat("cloud> Get-AcceptedDomain\n", 200), "alice@contoso.com> send 500 x hello.eml to bob@contoso.com"} {
		status, page := ada.post("/lab/"+first+"/console", url.Values{"token": {token}, "lines": {lines}})
		if status != http.StatusTooManyRequests || !strings.Contains(page, "the server is there for the whole class") {
			t.Errorf("%.40s: %d\n%s", lines, status, page)
		}
	}
}

// SMTP doors are opened on request, to the student's own world.
func TestDoors(t *testing.T) {
	g := give(t, "", "Ada")
	links, _ := g.Join()
	ada := g.browser().enter(links[0].URL)
	ada.types(first, "cloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay")
	_, page := ada.post("/doors/"+first, url.Values{"token": {ada.token("/")}})
	m := regexp.MustCompile(`<code>(127\.0\.0\.1:\d+)</code> cloud`).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("no door in\n%s", page)
	}
	banner := greeting(t, m[1])
	if !strings.HasPrefix(banner, "220 ") {
		t.Errorf("%q", banner)
	}
	ada.has(ada.types(first, "cloud> Get-AcceptedDomain contoso.com | Format-List DomainType"), "InternalRelay")
}

// What is wrong with a folder is told, and nothing of it is lost.
func TestBadFolders(t *testing.T) {
	open := func(folder string, students ...string) (*class.Class, []string, error) {
		var warned []string
		c, err := class.Open(class.Options{Course: course(t), Folder: folder, Students: students, Warn: func(text string) { warned = append(warned, text) }})
		if err == nil {
			t.Cleanup(func() { c.Close() })
		}
		return c, warned, err
	}
	if _, _, err := open(t.TempDir(), "Ada", "ada"); err == nil || !strings.Contains(err.Error(), `two students are called "ada"`) {
		t.Errorf("%v", err)
	}
	for _, name := range []string{" ", "a\x00b", strings.Repeat("x", 200)} {
		if _, _, err := open(t.TempDir(), name); err == nil || !strings.Contains(err.Error(), "is not a student's name") {
			t.Errorf("%q: %v", name, err)
		}
	}
	folder := t.TempDir()
	file := filepath.Join(folder, "class.json")
	write := func(document any) {
		t.Helper()
		text, err := json.Marshal(document)
		if err == nil {
			err = os.WriteFile(file, text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	write(map[string]any{"course": "Another"})
	if _, _, err := open(folder); err == nil || !strings.Contains(err.Error(), `holds the course "Another", not "A test"`) {
		t.Errorf("%v", err)
	}
	write("nonsense")
	if _, _, err := open(folder); err == nil || !strings.Contains(err.Error(), "does not hold a class") {
		t.Errorf("%v", err)
	}
	write(map[string]any{"course": "A test", "saved": time.Now().Add(48 * time.Hour)})
	if _, warned, err := open(folder); err != nil || len(warned) != 1 || !strings.Contains(warned[0], "was set back") {
		t.Errorf("%v %q", err, warned)
	}
}

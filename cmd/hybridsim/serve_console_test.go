package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/scenarios"
	"hybridsim/sim/console"
	"hybridsim/sim/live"
	"hybridsim/sim/live/house"
	"hybridsim/sim/story"
)

// screen collects what a terminal is sent.
type screen struct {
	lockedWriter
	b bytes.Buffer
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// typist presses keys at a desk with a terminal, at a living world.
type typist struct {
	t    *testing.T
	d    *house.Desk
	term *terminal
	keys *io.PipeWriter
	*screen
	ended chan bool
}

func sitDown(t *testing.T) *typist {
	t.Helper()
	base, err := (&story.Catalogue{Files: scenarios.Files}).Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	base.Headers.Clock = time.Now()
	w, err := base.World()
	if err != nil {
		t.Fatal(err)
	}
	e := live.Start(w, 1)
	t.Cleanup(func() { e.Stop() })
	c := console.New(base)
	if err := c.Attach(w, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	read, keys := io.Pipe()
	p := &typist{t: t, keys: keys, screen: &screen{}, ended: make(chan bool, 1)}
	p.w = &p.b
	p.term = &terminal{session: &console.Session{Console: c}, in: read, leave: func() {}}
	p.term.edit(struct {
		io.Reader
		io.Writer
	}{read, p.screen})
	p.d = p.term.desk()
	p.d.Watch(w, 0)
	go func() { p.ended <- p.d.Read() }()
	return p
}

// press presses keys. When it returns, those before the last are seen to: the pipe gives a key only to who asks for it.
func (p *typist) press(keys ...string) {
	p.t.Helper()
	for _, k := range keys {
		if _, err := p.keys.Write([]byte(k)); err != nil {
			p.t.Fatal(err)
		}
	}
}

// leave ends the session by Ctrl-D, and returns the whole screen.
func (p *typist) leave() string {
	p.t.Helper()
	p.press("\x04")
	if !<-p.ended {
		p.t.Error("the server goes on after Ctrl-D")
	}
	return p.String()
}

// shows demands texts on the screen, in this order.
func (p *typist) shows(wanted ...string) {
	p.t.Helper()
	left := p.String()
	for _, w := range wanted {
		_, after, ok := strings.Cut(left, w)
		if !ok {
			p.t.Fatalf("%q is not where it should be; the screen was sent\n%q", w, p.String())
		}
		left = after
	}
}

const (
	tab = "\t"
	up  = "\x1b[A"
)

func TestTabCompletesAndShowsChoices(t *testing.T) {
	p := sitDown(t)
	p.press("clo", tab, "\r", "Get-Acc", tab, "contoso", tab, tab, "c", tab, "| fl Dom", "ainType\r")
	p.leave()
	p.shows("onprem> ", "cloud> ", "\r\ncloud> ", "Get-AcceptedDomain ", "contoso.com", "contoso.mail.onmicrosoft.com", "contoso.onmicrosoft.com",
		"cloud> Get-AcceptedDomain contoso.", "DomainType : InternalRelay\r\n", "cloud> ")
}

func TestUpBringsBackWhatWasTyped(t *testing.T) {
	p := sitDown(t)
	p.press("Get-SendConnector Internet | fl Fqdn\r", "cloud>\r", up, up, "\r", "exit\r")
	if !<-p.ended {
		t.Error("the server goes on after exit")
	}
	p.shows("Fqdn : mail.contoso.com", "cloud> ", "cloud>", "Get-SendConnector Internet | fl Fqdn", "^ Get-SendConnector is a cmdlet of on-premises Exchange", "here it is Get-OutboundConnector")
}

func TestAnArrowStandsUnderTheMistake(t *testing.T) {
	p := sitDown(t)
	p.press("cloud>\r", "Set-AcceptedDomain contoso.com -DomainType Shared\r")
	p.leave()
	p.shows("\r\n" + strings.Repeat(" ", len("cloud> Set-AcceptedDomain contoso.com -DomainType ")) + "^ -DomainType cannot be 'Shared'\r\n    hint: there is")
}

// What happens is printed above the line that is being typed, which is then as it was.
func TestEventsDoNotDisturbTheLine(t *testing.T) {
	p := sitDown(t)
	p.press("Get-Send", "C")
	if answer, err := p.d.Session.Console.Do("alice@contoso.com> send to bob@contoso.com", nil); err != nil {
		t.Fatal(answer, err)
	}
	p.d.Tell()
	p.press("onnector Internet | fl Fqdn", "\r")
	p.leave()
	p.shows("onprem> Get-Send", "\x1b[K", "RECEIVE   bob@contoso.com from <alice@contoso.com>\r\n", "DELIVER   bob@contoso.com\r\n", "onprem> Get-Send", "Fqdn : mail.contoso.com\r\n")
}

func TestEventsAreShownAsThePersonWants(t *testing.T) {
	p := sitDown(t)
	send := func() {
		t.Helper()
		if _, err := p.d.Session.Console.Do("alice@contoso.com> send to bob@contoso.com", nil); err != nil {
			t.Fatal(err)
		}
		p.d.Tell()
	}
	count := func(what string) int { return strings.Count(p.String(), what) }
	send()
	if count("DELIVER") != 1 || count(", because ") != 0 {
		t.Errorf("at the beginning: %q", p)
	}
	p.press("events full\r", "\r")
	send()
	if count("DELIVER") != 2 || count(", because ") == 0 {
		t.Errorf("full: %q", p)
	}
	p.press("events off\r", "\r")
	send()
	if count("DELIVER") != 2 {
		t.Errorf("off: %q", p)
	}
	p.leave()
}

func TestAPasteOfSeveralLines(t *testing.T) {
	p := sitDown(t)
	p.press("\x1b[200~Get-SendConnector Internet\t| fl Fqdn\rcloud>\r\x1b[201~", "Get-AcceptedDomain contoso.com | fl DomainType\r")
	p.leave()
	p.shows("Fqdn : mail.contoso.com", "cloud> ", "DomainType : InternalRelay")
}

func TestCommonStart(t *testing.T) {
	for _, tt := range []struct {
		words []string
		want  string
	}{
		{[]string{"contoso.com", "contoso.mail.onmicrosoft.com"}, "contoso."},
		{[]string{"Get-Queue", "get-queueDigest"}, "Get-Queue"},
		{[]string{"a", "b"}, ""},
		{[]string{`"Outbound to Office 365"`}, `"Outbound to Office 365"`},
	} {
		if got := commonStart(tt.words); got != tt.want {
			t.Errorf("%q begin with %q, want %q", tt.words, got, tt.want)
		}
	}
}

func TestHistoryIsKeptInTheFileThatIsNamed(t *testing.T) {
	name := filepath.Join(t.TempDir(), "typed")
	if err := os.WriteFile(name, []byte("first\n\nsecond\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := openHistory(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"second", "third", "third", " "} {
		h.Add(line)
	}
	if h.Len() != 3 || h.At(0) != "third" || h.At(2) != "first" {
		t.Errorf("%q", h.lines)
	}
	if err := h.file.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(name)
	if diff := cmp.Diff("first\n\nsecond\r\nthird\n", string(got)); err != nil || diff != "" {
		t.Errorf("%v, the file differs (-want +got):\n%s", err, diff)
	}
	if _, err := openHistory(t.TempDir()); err == nil {
		t.Error("a folder is taken for a file")
	}
}

func TestWhoCanType(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	write.Close()
	if asksFor(null) || asksFor(nil) || !asksFor(read) || !asksFor(strings.NewReader("")) {
		t.Error("a device and nothing are nobody; a pipe is somebody")
	}
	c := console.New(nil)
	c.Close() // so that nothing waits for a world
	screen, err := sit(console.Session{Console: c}, read, io.Discard, "")
	if err != nil {
		t.Fatal(err)
	}
	if screen.desk().Read() {
		t.Error("an empty pipe ends the server")
	}
}

func TestAnEventFitsIntoTheWindow(t *testing.T) {
	p := sitDown(t)
	p.term.width = 60
	if _, err := p.d.Session.Console.Do("net> block cloud -> mail.contoso.com:25 refuse", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := p.d.Session.Console.Do("alice@contoso.com> send to bob@contoso.com", nil); err != nil {
		t.Fatal(err)
	}
	p.d.Tell()
	p.leave()
	p.shows("DEFER     bob@contoso.com by \"", "…\r\n")
}

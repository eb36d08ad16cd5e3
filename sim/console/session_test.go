package console_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim"
	"hybridsim/sim/console"
	"hybridsim/sim/lab"
	"hybridsim/sim/live"
	"hybridsim/sim/mistake"
	"hybridsim/sim/userfile"
)

func TestAPromptSaysWhoActs(t *testing.T) {
	r := at(t, "hybrid-2013")
	for _, tt := range []struct{ says, line, prompt, prints string }{
		{"a session begins on-premises", "Get-SendConnector Internet | Format-List Fqdn", "onprem> ", "Fqdn : mail.contoso.com"},
		{"a prompt alone is typed to change it", "cloud>", "cloud> ", ""},
		{"lines are then the cloud's", "Get-AcceptedDomain contoso.com | fl DomainType", "cloud> ", "DomainType : InternalRelay"},
		{"a line may have its own", "onprem> Get-SendConnector Internet | fl Fqdn", "cloud> ", "Fqdn : mail.contoso.com"},
		{"the network has a prompt", " net> ", "net> ", ""},
		{"and takes its verbs", "block cloud -> mail.contoso.com:25 refuse", "net> ", ""},
		{"so has a user", "alice@contoso.com>", "alice@contoso.com> ", ""},
		{"who sends a greeting when nothing is named", "send to bob@contoso.com", "alice@contoso.com> ", ""},
		{"a claim belongs to nobody", "want deferral at cloud for bob@contoso.com: 450", "alice@contoso.com> ", "holds, "},
		{"nor does a wait", "wait 30m", "alice@contoso.com> ", "it is "},
		{"nor a trace", "trace", "alice@contoso.com> ", "DEFER"},
		{"nor help", "help", "alice@contoso.com> ", "Lines begin with who does something"},
		{"an outside host has one", "mx.fabrikam.com>", "mx.fabrikam.com> ", ""},
		{"and can talk", "talk to mail.contoso.com: EHLO x.example; QUIT", "mx.fabrikam.com> ", "250"},
		{"a comment does nothing", "# what now", "mx.fabrikam.com> ", ""},
	} {
		answer, err := r.Do(tt.line)
		if err != nil {
			t.Errorf("%s: %s: %v", tt.says, tt.line, err)
		}
		if r.Prompt() != tt.prompt || !strings.Contains(answer.Output, tt.prints) || tt.prints == "" && answer.Output != "" {
			t.Errorf("%s: %s: at %q, printed %q", tt.says, tt.line, r.Prompt(), answer.Output)
		}
	}
}

func TestAMistakeStandsAtTheWordThatWasTyped(t *testing.T) {
	for _, tt := range []struct {
		says, prompt, line string
		want               mistake.Error
	}{
		{"at a prompt", "cloud>", "Get-AcceptedDomian", mistake.Error{Column: 1, Message: "Get-AcceptedDomian is not a cmdlet that this model knows", Hint: "did you mean Get-AcceptedDomain?"}},
		{"with its own actor", "cloud>", "onprem> Get-SendConnectr", mistake.Error{Column: 9, Message: "Get-SendConnectr is not a cmdlet that this model knows", Hint: "did you mean Get-SendConnector?"}},
		{"of the other side", "cloud>", "Get-SendConnector", mistake.Error{Column: 1, Message: "Get-SendConnector is a cmdlet of on-premises Exchange; this is the cloud", Hint: "here it is Get-OutboundConnector"}},
		{"a verb", "net>", "blok cloud -> onprem drop", mistake.Error{Column: 1, Message: `"blok" cannot follow net>`, Hint: "did you mean block?"}},
		{"a place", "net>", "block clowd -> onprem drop", mistake.Error{Column: 7, Message: `"clowd" is no address, network, side or host`, Hint: "did you mean cloud?"}},
		{"a prompt that is nobody's", "net>", "clowd>", mistake.Error{Column: 1, Message: `"clowd" is nobody who could do something`, Hint: "did you mean cloud?"}},
		{"a message", "alice@contoso.com>", "send hallo.eml to bob@contoso.com", mistake.Error{Column: 6, Message: `there is no message "hallo.eml", and no such file where hybridsim was started`, Hint: "there is greeting"}},
		{"help", "net>", "help Get-AcceptedDomian", mistake.Error{Column: 6, Message: `there is no help about "Get-AcceptedDomian"`, Hint: "did you mean Get-AcceptedDomain?"}},
	} {
		r := at(t, "hybrid-2013")
		r.types(tt.prompt)
		m := r.mistake(tt.line)
		if diff := cmp.Diff(&tt.want, m); diff != "" {
			t.Errorf("%s: %s (-want +got):\n%s", tt.says, tt.line, diff)
		}
	}
}

func TestCompletion(t *testing.T) {
	r := at(t, "hybrid-2013")
	for _, tt := range []struct {
		says, prompt, line string
		start              int
		want               []string // among the words
		not                string
	}{
		{"who acts", "onprem>", "clo", 0, []string{"cloud>"}, "onprem>"},
		{"a mailbox acts", "onprem>", "ali", 0, []string{"alice@contoso.com>"}, "bob@contoso.com>"},
		{"a cmdlet at its prompt", "cloud>", "Get-Inb", 0, []string{"Get-InboundConnector"}, "Get-ReceiveConnector"},
		{"a cmdlet behind its actor", "cloud>", "onprem> Get-Rec", 8, []string{"Get-ReceiveConnector"}, "Get-InboundConnector"},
		{"a parameter", "cloud>", "Set-AcceptedDomain contoso.com -Dom", 31, []string{"-DomainType"}, "-MakeDefault"},
		{"a value of a closed set", "cloud>", "Set-AcceptedDomain contoso.com -DomainType I", 43, []string{"InternalRelay"}, "Authoritative"},
		{"an object", "onprem>", "Get-SendConnector Int", 18, []string{"Internet"}, "greeting"},
		{"an object with spaces is quoted", "onprem>", "Set-SendConnector Out", 18, []string{`"Outbound to Office 365"`}, "Internet"},
		{"a verb of the network", "net>", "blo", 0, []string{"block"}, "unblock"},
		{"a place", "net>", "block clo", 6, []string{"cloud"}, "onprem"},
		{"a claim", "net>", "want no m", 5, []string{"no mail", "no message trace"}, "mail"},
		{"an address in a claim", "net>", "want mail at bo", 13, []string{"bob@contoso.com"}, "alice@contoso.com"},
		{"a recipient", "alice@contoso.com>", "send to bo", 8, []string{"bob@contoso.com"}, "alice@contoso.com"},
		{"the console's own", "cloud>", "he", 0, []string{"help"}, "hint"},
		{"what nobody types", "cloud>", "wa", 0, []string{"wait", "want"}, "trace"},
	} {
		r.types(tt.prompt)
		start, words := r.Complete(tt.line)
		for _, w := range tt.want {
			if start != tt.start || !slices.Contains(words, w) || slices.Contains(words, tt.not) {
				t.Errorf("%s: %q can become %q from %d; want %q from %d, and not %q", tt.says, tt.line, words, start, w, tt.start, tt.not)
			}
		}
	}
}

func TestHelpTellsHowSomethingIsWritten(t *testing.T) {
	r := at(t, "hybrid-2013")
	for topic, wanted := range map[string][]string{
		"set-accepteddomain": {"Set-AcceptedDomain changes a AcceptedDomain", "-DomainType", "Authoritative | ExternalRelay | InternalRelay"},
		"net>":               {"net> block PLACE -> PLACE[:PORT] refuse|drop|reset", "net> dns"},
		"net block":          {"net> block PLACE"},
		"block list":         {"HOST> block list ZONE"},
		"issue":              {"ca> issue NAME"},
		"want":               {"want mail at ADDRESS", "want [N] NDR to"},
		"send":               {"ADDRESS> send [N x] FILE [of SIZE] [with bare line feeds] [as ADDRESS] to ADDRESS"},
	} {
		r.has(r.types("help "+topic), wanted...)
	}
}

func TestAMessageMayBeAFile(t *testing.T) {
	r := at(t, "hybrid-2013")
	r.Files = fstest.MapFS{
		"mine/offer.eml": {Data: []byte("From: <alice@contoso.com>\nTo: <bob@contoso.com>\nSubject: From a file\n\nHi.\n")},
		"huge.eml":       {Data: make([]byte, userfile.Limit+1)},
	}
	r.types("alice@contoso.com> send mine/offer.eml to bob@contoso.com")
	r.has(r.types("want mail at bob@contoso.com, with Subject \"From a file\""), "holds")
	for line, message := range map[string]string{
		"alice@contoso.com> send ../etc/passwd to bob@contoso.com": `there is no message "../etc/passwd"`,
		"alice@contoso.com> send /etc/passwd to bob@contoso.com":   `there is no message "/etc/passwd"`,
		"alice@contoso.com> send mine to bob@contoso.com":          "mine is a folder",
		"alice@contoso.com> send huge.eml to bob@contoso.com":      "huge.eml is larger than 256 MB",
	} {
		if m := r.mistake(line); m.Message != message || m.Column != 25 {
			t.Errorf("%s: %+v", line, m)
		}
	}
}

func TestClaimsLookAtWhatHappenedSinceTheLastSend(t *testing.T) {
	r := at(t, "hybrid-2013")
	r.types("alice@contoso.com> send to bob@contoso.com")
	r.has(r.types("want mail at bob@contoso.com"), "holds")
	r.types("bob@contoso.com> send to alice@contoso.com")
	if answer, err := r.Do("want mail at bob@contoso.com"); err != nil || !answer.Failed {
		t.Errorf("%+v, %v", answer, err)
	}
}

// kept is a journal.
type kept struct {
	lines, notes []string
	err          error
}

func (k *kept) Do(line string, do func() error) error {
	if err := do(); err != nil {
		return err
	}
	k.lines = append(k.lines, line)
	return k.err
}

func (k *kept) Note(text string) error {
	k.notes = append(k.notes, text)
	return k.err
}

func TestLinesThatChangeSomethingAreKept(t *testing.T) {
	r := at(t, "hybrid-2013")
	k := &kept{}
	r.Console.KeepIn(k)
	lines := []string{
		"Get-SendConnector", "Get-SendConnector | fl", "cloud>", "want no NDR to alice@contoso.com", "# nothing",
		"Set-AcceptedDomain contoso.com -DomainType Authoritative", "wait 1h", "net> block cloud -> mail.contoso.com:25 drop",
		"alice@contoso.com> send to bob@contoso.com", "show queue at onprem", "mx.fabrikam.com> talk to mail.contoso.com: QUIT",
		"mx.fabrikam.com> mailbox frank@fabrikam.com", `ca> distrust "CN=Example Public CA"`, "eop> ban 198.51.100.7",
	}
	r.types(lines...)
	r.mistake("Set-AcceptedDomain nowhere.example -DomainType Authoritative")
	want := []string{
		"cloud> Set-AcceptedDomain contoso.com -DomainType Authoritative", "net> block cloud -> mail.contoso.com:25 drop",
		"mx.fabrikam.com> mailbox frank@fabrikam.com", `ca> distrust "CN=Example Public CA"`, "eop> ban 198.51.100.7",
	}
	if diff := cmp.Diff(want, k.lines); diff != "" {
		t.Fatalf("kept lines differ (-want +got):\n%s", diff)
	}
	if c := r.Console.Changes(); c[1].At.Sub(c[0].At) != time.Hour {
		t.Errorf("an hour between two lines is kept as %s", c[1].At.Sub(c[0].At))
	}
	k.err = errors.New("the disk is full")
	if _, err := r.Do("eop> ban 198.51.100.8"); err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("what is told: %v", err)
	}
}

// A terminal, a browser and the world's own mail are at work at the same time; the race detector looks on.
func TestManyPeopleAtALivingWorld(t *testing.T) {
	s, err := catalogue().Story("kb2510049-domain-not-shared")
	if err != nil {
		t.Fatal(err)
	}
	s.Headers.Clock = time.Now()
	w, err := s.Reported()
	if err != nil {
		t.Fatal(err)
	}
	c := console.New(s)
	l, err := lab.New(s, nil)
	if err != nil {
		t.Fatal(err)
	}
	c.Teach(l, true)
	early := make(chan console.Answer, 1)
	go func() { // typed before the world is there
		answer, _ := c.Do("task", nil)
		early <- answer
	}()
	e := live.Start(w, 1)
	if err := c.Attach(w, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for _, lines := range [][]string{
		{"alice@contoso.com> send 5 x hello.eml to bob@contoso.com", "want mail at bob@contoso.com", "trace", "explain", "show header at bob@contoso.com"},
		{"cloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay", "grade", "cloud> Get-MessageTrace", "wait 10m", "onprem> Get-Queue"},
		{"net> block 192.0.2.77 -> mail.contoso.com:25 drop", "net> unblock 192.0.2.77 -> mail.contoso.com:25", "mx.fabrikam.com> talk to mail.contoso.com: EHLO x.example; QUIT", "hint", "task"},
		{"erin@fabrikam.com> send to bob@contoso.com", `ca> issue other.contoso.com by "CN=Example Public CA" to EX01`, "show queue at onprem", "help want"},
	} {
		all.Go(func() {
			session := &console.Session{Console: c}
			for _, line := range lines {
				session.Complete(line)
				if _, err := session.Do(line); err != nil {
					t.Errorf("%s: %v", line, err)
				}
				c.Changes()
				c.Hidden()
			}
		})
	}
	all.Wait()
	if answer := <-early; !strings.Contains(answer.Output, "What is reported:") {
		t.Errorf("typed too early: %q", answer.Output)
	}
	e.Stop()
	c.Close()
	if _, err := c.Do("task", nil); !errors.Is(err, console.ErrClosed) {
		t.Errorf("after the end: %v", err)
	}
}

// restless is a pace whose world never comes to rest: somebody keeps a conversation open.
type restless struct{}

func (restless) Enter()                   {}
func (restless) Leave()                   {}
func (restless) Settle() error            { return errors.New("a conversation goes on") }
func (restless) Wait(time.Duration) error { return errors.New("a conversation goes on") }

func TestAChangeIsKeptAlsoWhenTheWorldDoesNotComeToRest(t *testing.T) {
	r := at(t, "hybrid-2013", func(w *sim.World) { w.SetPace(restless{}) })
	answer, err := r.Do("cloud> Set-AcceptedDomain contoso.com -DomainType Authoritative")
	if err != nil || answer.Output != "WARNING: a conversation goes on\n" || len(r.Console.Changes()) != 1 {
		t.Errorf("%q, %v, kept %q", answer.Output, err, r.Console.Changes())
	}
}

func TestTheNetworkIsShownAsItIsTyped(t *testing.T) {
	r := at(t, "hybrid-2013")
	r.types("net>", "block 40.92.0.0/15 -> mail.contoso.com:25 refuse", "nat cloud -> mail.contoso.com to 10.0.0.1", "inspect 0.0.0.0/0 -> mail.contoso.com with pix")
	r.has(r.types("show network"), "EX01.contoso.com                              203.0.113.10\n", "block 40.92.0.0/15 -> 203.0.113.10:25 refuse\n",
		"nat 40.92.1.7 -> 203.0.113.10 to 10.0.0.1\n", "inspect 0.0.0.0/0 -> 203.0.113.10\n")
	r.types("unblock 40.92.0.0/15 -> 203.0.113.10:25", "stop inspecting 0.0.0.0/0 -> 203.0.113.10")
	if left := r.types("show network"); strings.Contains(left, "block") || strings.Contains(left, "inspect") {
		t.Errorf("what was shown cannot be typed to undo it:\n%s", left)
	}
}

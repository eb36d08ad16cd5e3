package console_test

import (
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/console"
	"hybridsim/sim/lab"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

const (
	notYet = "Not yet."
	passed = "Passed."
)

func TestALabIsPassedByItsEndState(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	tests := []struct {
		story    string
		reported []string // in the task
		evidence [2]string
		wrong    []string
		right    [][]string // ways that the story does not tell
	}{
		{
			story:    "kb2510049-domain-not-shared",
			reported: []string{"alice@contoso.com sent hello.eml to carol@contoso.com.", "non-delivery report about carol@contoso.com: 550 5.1.10"},
			evidence: [2]string{"cloud> Get-MessageTrace", "Failed"},
			wrong:    []string{"cloud> Set-RemoteDomain Default -AllowedOOFType External"},
			right: [][]string{
				{"cloud>", "Get-AcceptedDomain | Where-Object DomainType -eq Authoritative | Set-AcceptedDomain -DomainType InternalRelay"},
			},
		},
		{
			story:    "certificate-name-mismatch",
			reported: []string{"550 5.4.317 Message expired, cannot connect to remote server", "alice@contoso.com has it"},
			evidence: [2]string{`onprem> Get-ReceiveConnector "EX01\Default Frontend EX01" | Format-List TlsCertificateName`, "autodiscover"},
			wrong:    []string{`onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" -ProtocolLoggingLevel None`},
			right: [][]string{
				{"cloud> Get-OutboundConnector | Set-OutboundConnector -TlsDomain autodiscover.contoso.com"},
			},
		},
		{
			story:    "eop-partial-firewall",
			reported: []string{"alice@contoso.com sent 20 messages (hello.eml) to bob@contoso.com.", "bob@contoso.com has it (15 of 20)"},
			evidence: [2]string{"cloud> Get-MessageTrace -RecipientAddress bob@contoso.com", "Pending"},
			wrong:    []string{"onprem> Update-HybridConfiguration"},
			right:    [][]string{{"net> unblock 40.92.0.0/15 -> mail.contoso.com:25"}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.story, func(t *testing.T) {
			for _, way := range tt.right {
				r := learn(t, tt.story)
				r.has(r.types("task"), tt.reported...)
				r.has(r.types(tt.evidence[0]), tt.evidence[1])
				r.has(r.types("grade"), notYet)
				r.types(tt.wrong...)
				r.has(r.types("grade"), notYet)
				r.types(way...)
				r.has(r.types("grade"), passed)
			}
		})
	}
}

// A story is a lab when it gives nothing away before anybody asks for a hint, whatever is looked at; when doing nothing does not
// pass; and when doing what it tells does.
func TestEveryStoryOfAFaultIsALab(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	for i, name := range catalogue().Names() {
		if tested.Sampled(i, 20) {
			continue
		}
		s, err := catalogue().Story(name)
		if err != nil {
			t.Fatal(err)
		}
		if s.Teaches() != nil {
			continue
		}
		t.Run(name, func(t *testing.T) {
			r := learn(t, name)
			r.has(r.types("task"), "What is reported:", "What is graded")
			r.givesNothingAway(s)
			if answer, err := r.Do("grade"); err != nil || !answer.Failed {
				t.Errorf("passed without a change: %v\n%s", err, answer.Output)
			}
			thumbprint := regexp.MustCompile(`-Thumbprint [0-9A-F]{40}`)
			for _, step := range s.Cures[0].Resolution {
				r.types(thumbprint.ReplaceAllStringFunc(step.Text, func(string) string { return "-Thumbprint " + untrusted(r) }))
			}
			if answer, err := r.Do("grade"); err != nil || answer.Failed {
				t.Errorf("its own resolution does not pass: %v\n%s", err, answer.Output)
			}
		})
	}
}

// givesNothingAway looks around and demands that neither the story's name nor cause and cure are told, and no decision.
func (r *room) givesNothingAway(s *story.Story) {
	r.t.Helper()
	var told strings.Builder
	for _, line := range []string{
		"task", "grade", "grade --json", "help", "net> list", "want attribution \"\" at cloud", "trace", "explain", "solution",
		"onprem> Get-Queue", "cloud> Get-MessageTrace", "onprem> Get-MessageTrackingLog", "wait", "want", "hello", "alice@contoso.com> send x to bob@contoso.com",
	} {
		answer, err := r.Do(line)
		told.WriteString(answer.Output)
		if err != nil {
			told.WriteString(err.Error() + "\n")
		}
	}
	secrets := []string{s.Name, s.Title, s.Source, ", because "}
	for _, step := range s.Cause {
		secrets = append(secrets, step.Text)
	}
	for _, cure := range s.Cures {
		for _, step := range cure.Resolution {
			secrets = append(secrets, step.Text)
		}
	}
	for _, secret := range secrets {
		if strings.Contains(told.String(), secret) {
			r.t.Errorf("%q is given away:\n%s", secret, &told)
		}
	}
}

func TestWhatIsReportedIsWhatUsersSee(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	for name, wanted := range map[string][]string{
		"external-looking-mail-junk-onprem": {"alice@contoso.com sent 2 messages (suspicious.eml, hello.eml) to bob@contoso.com.",
			"bob@contoso.com has it, in Junk Email, as mail from outside: the sender is shown as alice@contoso.com (1 of 2)"},
		"external-looking-mail-room-declines-cloud":   {"board@contoso.com declined the meeting request", "  - answer at bob@contoso.com from board@contoso.com: accepted"},
		"external-looking-mail-out-of-office-onprem":  {"carol@contoso.com got an automatic reply: I am away.", `  - reply at alice@contoso.com from bob@contoso.com containing "Please ask Dan."`},
		"kb2590562-forged-senders":                    {"erin@fabrikam.com, who sent nothing, got a non-delivery report about staff@contoso.com: 550 5.7.133"},
		"gateway-footer-breaks-dkim":                  {"erin@fabrikam.com got a non-delivery report about alice@contoso.mail.onmicrosoft.com: 550 5.7.509", "    - it has not arrived\n"},
		"kb2750145-stale-eop-ranges":                  {"550 5.7.1 Unable to relay (7 of 12)", "erin@fabrikam.com has it (5 of 12)", "alice@contoso.com sent hello.eml to bob@contoso.com.\n    - bob@contoso.com has it"},
		"kb2989382-renewed-certificate":               {"it has not arrived, and nobody was told anything", "  after 1h:\n  - mail at bob@contoso.com\n  - mail at bob@contoso.com, with AuthAs Internal"},
		"group-requires-authenticated-senders-onprem": {"non-delivery report about team@contoso.com: 550 5.7.1 RESOLVER.RST.AuthRequired"},
		"external-looking-mail-sender-address-cloud":  {`  - mail at alice@contoso.com, shown as "Bob"`},
		"hybrid-routing-domain-authoritative":         {"bob@contoso.com sent hello.eml to dave@contoso.mail.onmicrosoft.com."},
	} {
		t.Run(name, func(t *testing.T) {
			r := learn(t, name)
			r.has(r.types("task"), wanted...)
		})
	}
}

// untrusted finds the thumbprint of the certificate that kb2888788 is about: it depends on the time of issue.
func untrusted(r *room) string {
	list := r.types("onprem> Get-ExchangeCertificate | Format-List Thumbprint,Issuer")
	found := regexp.MustCompile(`Thumbprint : ([0-9A-F]{40})\nIssuer +: CN=Contoso Lab CA`).FindStringSubmatch(list)
	if found == nil {
		r.t.Fatalf("no certificate of an untrusted authority in\n%s", list)
	}
	return found[1]
}

func TestACertificateThatWasIssuedLaterIsGradedInItsTime(t *testing.T) {
	r := learn(t, "certificate-expired")
	r.types("wait 90m", `ca> issue mail.contoso.com by "CN=Example Public CA" under "CN=Example Root CA" to EX01`, "wait 10m")
	list := r.types("onprem> Get-ExchangeCertificate -DomainName mail.contoso.com | Format-List Thumbprint")
	all := regexp.MustCompile(`[0-9A-F]{40}`).FindAllString(list, -1)
	newest := all[len(all)-1]
	r.types("onprem> Enable-ExchangeCertificate -Thumbprint " + newest + " -Services SMTP")
	r.has(r.types("grade"), passed)
}

func TestHintsComeInOrderAndAreCounted(t *testing.T) {
	r := learn(t, "kb2510049-domain-not-shared")
	if m := r.mistake("solution"); m.Hint != "type hint" {
		t.Errorf("%+v", m)
	}
	r.mistake("explain")
	wanted := []string{"What is seen", "Where to look", "What went wrong", "What cures it", "Where it is documented"}
	for i, title := range wanted {
		r.has(r.types("hint"), title, "Hint "+string(rune('1'+i))+" of 5.")
	}
	r.has(r.types("hint"), "There are no more hints")
	r.types("alice@contoso.com> send hello.eml to carol@contoso.com")
	r.has(r.types("explain"), "because")
	r.has(r.types("solution"), "-DomainType Authoritative", "-DomainType InternalRelay", "KB2510049")
	r.has(r.types("grade"), "Hints used: 5.")
}

func TestResetForgetsWhatWasChanged(t *testing.T) {
	r := learn(t, "kb2510049-domain-not-shared")
	r.types("cloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay")
	r.has(r.types("grade"), passed)
	k := &kept{err: errors.New("the disk is full")}
	r.Console.KeepIn(k)
	if _, err := r.Do("reset"); err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("it cannot be kept that the world begins again, and what is told is %v", err)
	}
	if k.err = nil; len(r.Console.Restarts()) > 0 {
		t.Error("the world begins again all the same")
	}
	r.types("reset")
	if want := []string{console.BegunAgain, console.BegunAgain}; !slices.Equal(want, k.notes) {
		t.Errorf("the notes are %q, want %q", k.notes, want)
	}
	select {
	case <-r.Console.Restarts():
	default:
		t.Fatal("nobody is told to build a new world")
	}
	s, err := catalogue().Story("kb2510049-domain-not-shared")
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.Reported()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	if err := r.Console.Attach(w, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	r.has(r.types("grade"), notYet, "Lines that changed something: 0.")
}

func TestTheGradeAsJSON(t *testing.T) {
	r := learn(t, "kb2510049-domain-not-shared")
	r.types("hint", "cloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay")
	const want = `{
  "passed": true,
  "hints": 1,
  "changes": [
    "cloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay"
  ],
  "turns": 4,
  "claims": [
    {
      "claim": "mail at carol@contoso.com",
      "holds": true,
      "got": "1 message at carol@contoso.com, the last with AuthAs Internal"
    },
    {
      "claim": "no NDR to alice@contoso.com",
      "holds": true,
      "got": "no report at alice@contoso.com"
    },
    {
      "claim": "mail at carol@contoso.com, with AuthAs Internal",
      "holds": true,
      "got": "1 message at carol@contoso.com, the last with AuthAs Internal, X-MS-Exchange-Organization-AuthAs \"Internal\""
    }
  ],
  "broken": [],
  "flows": 27
}
`
	if diff := cmp.Diff(want, r.types("grade --json")); diff != "" {
		t.Errorf("the grade differs (-want +got):\n%s", diff)
	}
}

func TestWhatIsNoLab(t *testing.T) {
	for _, name := range catalogue().Names() {
		s, err := catalogue().Story(name)
		if err != nil {
			t.Fatal(err)
		}
		if s.Contrast == "" {
			continue
		}
		if _, err := lab.New(s, nil); err == nil || !strings.Contains(err.Error(), "hint:") {
			t.Errorf("the contrast %s: %v", name, err)
		}
	}
	r := at(t, "hybrid-2013")
	for _, line := range []string{"task", "hint", "grade", "solution"} {
		if m := r.mistake(line); m.Message != "this is no lab" || m.Hint == "" {
			t.Errorf("%s: %+v", line, m)
		}
	}
	if words := r.types("help"); strings.Contains(words, "solution") {
		t.Errorf("help tells of what is not there:\n%s", words)
	}
	if _, words := r.Complete("so"); slices.Contains(words, "solution") {
		t.Error("completion offers what is not there")
	}
}

// Who the student may be is the lab's affair: the authority, the service and the network are somebody else unless the fault lies there.
func TestWhoAStudentMayBe(t *testing.T) {
	if tested.Race {
		t.Skip("it plays worlds one after the other, as other tests do")
	}
	for _, tt := range []struct{ story, line, refusal string }{
		{"kb2510049-domain-not-shared", "eop> ban 203.0.113.10", "in this lab you are not eop>"},
		{"kb2510049-domain-not-shared", `ca> distrust "CN=Example Public CA"`, "in this lab you are not ca>"},
		{"kb2510049-domain-not-shared", "net> block onprem -> cloud:25 drop", "in this lab you are not net>"},
		{"kb2510049-domain-not-shared", "mx.fabrikam.com> hops 50", "in this lab you are not mx.fabrikam.com>"},
		{"kb2510049-domain-not-shared", "show network", ""},
		{"kb2510049-domain-not-shared", "EX01> Get-Queue", ""},
		{"kb2510049-domain-not-shared", "mx.fabrikam.com> talk to mail.contoso.com: EHLO mx.fabrikam.com", ""},
		{"eop-partial-firewall", "net> unblock 40.92.0.0/15 -> mail.contoso.com:25", ""},
		{"certificate-expired", `ca> issue mail.contoso.com by "CN=Example Public CA" under "CN=Example Root CA" to EX01`, ""},
	} {
		r := learn(t, tt.story)
		if tt.refusal == "" {
			r.types(tt.line)
		} else if m := r.mistake(tt.line); m.Message != tt.refusal || m.Hint == "" {
			t.Errorf("%s: %+v", tt.line, m)
		}
	}
}

// A sheet can bound the lines that change something; what only looks is not counted, and reset gives all of them back.
func TestALabCanBoundTheLinesThatChangeSomething(t *testing.T) {
	s, err := catalogue().Story("kb2510049-domain-not-shared")
	if err != nil {
		t.Fatal(err)
	}
	c := console.New(s)
	l, err := lab.New(s, &lab.Sheet{Lines: 1})
	if err != nil {
		t.Fatal(err)
	}
	c.Teach(l, false)
	w, err := s.Reported()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(w.Close)
	if err := c.Attach(w, w.Clock.Now()); err != nil {
		t.Fatal(err)
	}
	r := &room{&console.Session{Console: c}, t}
	r.has(r.types("task"), "in 1 lines")
	r.types("cloud> Get-AcceptedDomain", "cloud> Set-RemoteDomain Default -AllowedOOFType External", "cloud> Get-AcceptedDomain")
	if m := r.mistake("cloud> Set-AcceptedDomain contoso.com -DomainType InternalRelay"); m.Hint != "reset begins again" {
		t.Errorf("%+v", m)
	}
}

// The words of a lab are nobody's: they can be typed at any prompt.
func TestTheWordsOfALabAtAnyPrompt(t *testing.T) {
	r := learn(t, "kb2510049-domain-not-shared")
	r.has(r.types("cloud>", "task"), "What is graded")
	r.has(r.types("cloud> hint"), "Hint 1 of")
	r.has(r.types("alice@contoso.com> grade"), notYet)
	r.has(r.types("help"), "  Get-", "AcceptedDomain", "ReceiveConnector")
}

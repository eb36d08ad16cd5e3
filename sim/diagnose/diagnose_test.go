package diagnose

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/check"
	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

func base(t *testing.T, name string) *check.Subject {
	t.Helper()
	s, err := (&story.Catalogue{Files: scenarios.Files}).Base(name)
	if err != nil {
		t.Fatal(err)
	}
	return check.Read(s)
}

func read(t *testing.T, text string) *Symptom {
	t.Helper()
	s, err := Read([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func diagnosed(t *testing.T, subject *check.Subject, symptom string, also ...string) *Report {
	t.Helper()
	o := Options{From: "alice@contoso.com", To: "bob@contoso.com"}
	for _, a := range also {
		o.Also = append(o.Also, read(t, a))
	}
	r, err := Diagnose(context.Background(), subject, read(t, symptom), o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestEachWordIsASymptom(t *testing.T) {
	for text, want := range map[string]Word{
		"mail arrives external":                           External,
		"it waits for hours":                              Deferred,
		"lies in Junk":                                    Junk,
		"was quarantined":                                 Quarantined,
		"we get no reply":                                 NoReply,
		"it vanishes and nobody is told":                  NobodyTold,
		"only these members have it":                      OnlyMembers,
		"takes the wrong way":                             WrongWay,
		"external mail goes not through EX02":             NotThrough,
		"header X-MS-Exchange-Organization-SCL is absent": Absent,
		"mail loops":                                      Loop,
	} {
		if s := read(t, text); !slices.Contains(s.Words, want) {
			t.Errorf("%q is read as %q, want %q", text, s.Words, want)
		}
	}
}

func TestASymptomThatMeansNothingIsAMistakeWithWhatIsAccepted(t *testing.T) {
	for name, content := range map[string][]byte{
		"no evidence": []byte("good morning"), "nothing": nil, "too much": bytes.Repeat([]byte("external\n"), 2<<20),
	} {
		_, err := Read(content)
		if err == nil || !strings.Contains(err.Error(), "hint:") {
			t.Errorf("%s: %v (%s), want a mistake with a hint", name, err, mistake.Message(err))
		}
	}
}

func TestExternalMailIsDiagnosedAndTheFixIsProved(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	r := diagnosed(t, base(t, "hybrid-2013"), "external", "yes: header X-MS-Exchange-CrossPremises-AuthAs in what bob@contoso.com has")
	if r.Shows || len(r.Causes) == 0 {
		t.Fatalf("%+v", r)
	}
	c := r.Causes[0]
	if !strings.Contains(strings.Join(c.Lines, ""), "-TlsDomainCapabilities $null") || !c.Cures || len(c.Worse) > 0 {
		t.Errorf("first is %+v, want lost capabilities, cured and nothing worse", c)
	}
}

func TestAFaultThatIsThereIsCuredByTheLineThatIsMissing(t *testing.T) {
	if tested.Race {
		t.Skip("plays every setting")
	}
	faulty, err := base(t, "hybrid-2013").With(`onprem> Set-ReceiveConnector "EX01\Default Frontend EX01" -TlsDomainCapabilities $null`)
	if err != nil {
		t.Fatal(err)
	}
	r := diagnosed(t, faulty, "external")
	if !r.Shows || len(r.Causes) == 0 {
		t.Fatalf("shows: %v, %d causes: %s", r.Shows, len(r.Causes), r.Verdict)
	}
	if c := r.Causes[0]; !c.Cures || !strings.Contains(strings.Join(c.Fix, ""), "-TlsDomainCapabilities") {
		t.Errorf("the first cause's fix is %q", c.Fix)
	}
}

func TestOpenInputAccusesNobody(t *testing.T) {
	for _, text := range []string{"450 4.4.317", "delayed", "10061"} {
		if s := read(t, text); !s.Open() {
			t.Errorf("%q is no open symptom: %+v", text, s)
		}
	}
	if s := read(t, "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"); s.Open() {
		t.Error("a reply with its words is open")
	}
}

func TestWhatContradictsItselfIsSaidToDoSo(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	r := diagnosed(t, base(t, "hybrid-2013"), "external", "quarantined", "550 5.7.606 Access denied, banned sending IP [203.0.113.9]")
	if len(r.Causes) > 0 || !strings.Contains(r.Verdict, "contradict") {
		t.Errorf("%s: %d causes", r.Verdict, len(r.Causes))
	}
	if len(r.Leads) != 1 || r.Leads[0].Text != "203.0.113.9" {
		t.Errorf("leads %+v, want the address that nobody has", r.Leads)
	}
}

func TestTheReasonThatAnAnswerNamesDecides(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	r := diagnosed(t, base(t, "hybrid-2019"), "450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot] "+
		"[LastAttemptedServerName=mail.contoso.com]")
	if len(r.Causes) == 0 || r.Causes[0].Name != "certificate-without-chain" || !r.Causes[0].Cures {
		t.Fatalf("%s: %+v", r.Verdict, r.Causes)
	}
	for _, c := range r.Causes[1:] {
		if c.Fit >= r.Causes[0].Fit {
			t.Errorf("%s gives another reason and fits as well", c.Name)
		}
	}
}

func TestACureThatHarmsStandsBehindOneThatDoesNot(t *testing.T) {
	harmful, harmless := Cause{Name: "way round", Worse: []string{"flow: delivered -> deferred"}}, Cause{Name: "cause"}
	for _, test := range []struct {
		causes  []Cause
		first   string
		verdict string
	}{
		{[]Cause{harmful, harmless}, "cause", "likeliest"},
		{[]Cause{harmful}, "way round", "cannot tell: what is known to make the symptom go away makes other flows worse"},
	} {
		r := &Report{Shows: true, Causes: test.causes, Verdict: "likeliest"}
		if r.preferHarmless(); r.Causes[0].Name != test.first || r.Verdict != test.verdict {
			t.Errorf("first is %q, %q; want %q, %q", r.Causes[0].Name, r.Verdict, test.first, test.verdict)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"external", "450 4.4.317", "yes: x", "250-A\n250 B\n", "not through EX01", "header X absent"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if s, err := Read(content); err == nil {
			s.Open()
			s.People()
		}
	})
}

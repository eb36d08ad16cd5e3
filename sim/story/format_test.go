package story_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/story"
)

func TestAStoryOnTheBaseHolds(t *testing.T) {
	r := sections{}.run(t)
	if diff := cmp.Diff([]string(nil), failures(r)); diff != "" {
		t.Errorf("failures differ (-want +got):\n%s", diff)
	}
	if r.Symptom != "deferred 450 4.4.316" || len(r.Cures) != 1 || r.Cures[0].Outcome != "delivered, Internal" || r.Held != 2 {
		t.Errorf("the report says %q, %+v, %d held", r.Symptom, r.Cures, r.Held)
	}
}

// Without the cause only the first claim has to fail; what else holds is context.
func TestSymptomsThatHoldWithoutTheCauseAreContext(t *testing.T) {
	r := sections{symptoms: hello + "Inferred: it waits\nwant deferral at cloud: 450\nwant no NDR to alice@contoso.com\nwant no mail at bob@contoso.com\n"}.run(t)
	if !r.OK() {
		t.Error(failures(r))
	}
	var context []string
	for _, step := range r.Context {
		context = append(context, step.Text)
	}
	if diff := cmp.Diff([]string{"want no NDR to alice@contoso.com"}, context); diff != "" {
		t.Errorf("context differs (-want +got):\n%s", diff)
	}
}

// A claim about something that only the cause brings about is in error without it, and that is a symptom that vanished.
func TestAClaimThatCannotBeJudgedWithoutTheCauseVanishes(t *testing.T) {
	r := sections{
		cause:    "onprem> New-Mailbox dave -PrimarySmtpAddress dave@contoso.com\nnet> block cloud -> mail.contoso.com:25 refuse\n",
		symptoms: hello + "Inferred: dave can have got nothing\nwant no mail at dave@contoso.com\nwant deferral at cloud: 450\n",
	}.run(t)
	if !r.OK() {
		t.Error(failures(r))
	}
}

// Each pair begins with the fault: a second cure that does nothing is noticed, whatever the first did.
func TestEachCureStartsFromTheFaultyState(t *testing.T) {
	second := func(resolution string) sections {
		return sections{tail: "\n== Resolution\n" + resolution + "\n== Verification\nwait 1h\nInferred: it arrives\nwant mail at bob@contoso.com: 1\n"}
	}
	r := second("net> unblock cloud -> mail.contoso.com:25").run(t)
	if !r.OK() || len(r.Cures) != 2 {
		t.Errorf("two cures: %d played, failures %q", len(r.Cures), failures(r))
	}
	r = second("wait 1m").run(t)
	want := []string{"want mail at bob@contoso.com: 1: 0 messages at bob@contoso.com"}
	if diff := cmp.Diff(want, failures(r)); diff != "" {
		t.Errorf("failures differ (-want +got):\n%s", diff)
	}
}

func TestASecondCureThatIsNoneIsNoticed(t *testing.T) {
	r := sections{tail: "\n== Resolution\nnet> unblock cloud -> mail.contoso.com:25\n\n== Verification\n" +
		"bob@contoso.com> send hello.eml to alice@contoso.com\nInferred: it arrives\nwant mail at alice@contoso.com\n"}.run(t)
	want := []string{"without == Resolution the verification fails: want mail at alice@contoso.com: every claim of it holds although nothing was cured"}
	if diff := cmp.Diff(want, failures(r)); diff != "" {
		t.Errorf("failures differ (-want +got):\n%s", diff)
	}
}

// A verification that cannot even be played without the resolution does not hold without it.
func TestAVerificationMayNeedItsResolution(t *testing.T) {
	r := sections{
		resolution:   "net> unblock cloud -> mail.contoso.com:25\ncloud> New-Mailbox dave -PrimarySmtpAddress dave@contoso.com\n",
		verification: "dave@contoso.com> send hello.eml to bob@contoso.com\nInferred: it arrives\nwant mail at bob@contoso.com\n",
	}.run(t)
	if !r.OK() {
		t.Error(failures(r))
	}
}

func TestContrast(t *testing.T) {
	contrast := func(cause string) *story.Story {
		text := "Title: A test\nSource: none\nBase: hybrid-2013\nContrast: another\n\n== Cause\n" + cause + "\n\n== Verification\n" +
			hello + "Inferred: it arrives\nwant mail at bob@contoso.com, with AuthAs Internal\n" + mail
		s, err := story.Parse("contrast.txtar", []byte(text), findBase)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	r, err := contrast("net> block cloud -> 192.0.2.1:25 refuse").Run()
	if err != nil || !r.OK() || r.Held != 1 || r.Symptom != "none: delivered, Internal" || r.Evidence == "" {
		t.Errorf("a harmless cause: %+v, %v", r, err)
	}
	r, err = contrast("net> block cloud -> mail.contoso.com:25 refuse").Run()
	if err != nil || r.OK() {
		t.Errorf("a cause that does harm: the contrast holds; %v", err)
	}
}

func TestPlayIsTheFirstPlayOfRun(t *testing.T) {
	s := sections{}.parse(t)
	played, err := s.Play()
	if err != nil {
		t.Fatal(err)
	}
	if run, err := s.Run(); err != nil || run.Evidence != played.Evidence || len(run.Events) != len(played.Events) {
		t.Errorf("Play leaves other evidence than Run; %v", err)
	}
}

func TestABaseIsNotPlayed(t *testing.T) {
	base, err := catalogue().Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := base.Run(); err == nil || !strings.Contains(err.Error(), "a base is no story") {
		t.Errorf("Run of a base: %v", err)
	}
}

func TestHeaderOverridesTheBaseInAnyOrder(t *testing.T) {
	const fields = "Clock: 2020-01-02T03:04:05Z\nCloud-Era: 2019\nTenant: fabrikam\nMX: contoso.com -> mail.contoso.com\n"
	for _, header := range []string{fields + "Base: hybrid-2013\n", "Base: hybrid-2013\n" + fields} {
		text := strings.Replace(sections{}.text(), "Base: hybrid-2013\n", header, 1)
		s, err := story.Parse("test.txtar", []byte(text), findBase)
		if err != nil {
			t.Fatal(err)
		}
		h := s.Headers
		if h.Clock.Year() != 2020 || h.Era.String() != "2019" || h.Tenant != "fabrikam" || h.MX["contoso.com"] != "mail.contoso.com" || h.Server != "EX01.contoso.com" {
			t.Errorf("with %q the header is %+v", header, h)
		}
	}
	if base, _ := findBase("hybrid-2013"); base.Headers.Tenant != "contoso" || base.Headers.MX["contoso.com"] != "cloud" {
		t.Errorf("a story has changed its base: %+v", base.Headers)
	}
}

// Files come from editors of all kinds.
func TestLinesMayEndInCRLF(t *testing.T) {
	text := strings.ReplaceAll(sections{}.text(), "\n", "\r\n")
	s, err := story.Parse("crlf.txtar", []byte(text), findBase)
	if err != nil {
		t.Fatal(err)
	}
	if r, err := s.Run(); err != nil || !r.OK() {
		t.Errorf("%v, %+v", err, r)
	}
}

func TestTheCureIsComparedAtTheSameMailbox(t *testing.T) {
	r := sections{
		cause:      "onprem> Set-ReceiveConnector \"EX01\\Default Frontend EX01\" -TlsDomainCapabilities $null\n",
		symptoms:   hello + "bob@contoso.com> send hello.eml to alice@contoso.com\nInferred: it looks external\nwant mail at bob@contoso.com, with AuthAs Anonymous\n",
		resolution: "onprem> Update-HybridConfiguration\n", verification: hello + "Inferred: it is internal\nwant mail at bob@contoso.com, with AuthAs Internal\n",
	}.run(t)
	if !r.OK() || !r.Delivered {
		t.Errorf("delivered %t, failures %q", r.Delivered, failures(r))
	}
	want := []story.HeaderChange{
		{Name: "X-MS-Exchange-Organization-AuthAs", Before: "Anonymous", After: "Internal"},
		{Name: "X-CrossPremisesHeadersPromoted", After: "EX01.contoso.com"},
	}
	if diff := cmp.Diff(want, r.Headers[:min(2, len(r.Headers))]); diff != "" {
		t.Errorf("header changes differ (-want +got):\n%s", diff)
	}
}

package story_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim"
	"hybridsim/sim/mistake"
	"hybridsim/sim/script"
	"hybridsim/sim/story"
)

// doubtful is a story with two unknowns; the second needs what stands between them.
const doubtful = `perhaps "Is there a firewall?": net> block cloud -> mail.contoso.com:25 refuse
onprem> New-Mailbox dave -PrimarySmtpAddress dave@contoso.com
perhaps "Does dave accept strangers?": onprem> Set-Mailbox dave -RequireSenderAuthenticationEnabled $true
`

// setUp is what the unknowns change in a world.
type setUp struct {
	Firewall, Dave bool
}

func look(t *testing.T, w *sim.World) setUp {
	t.Helper()
	dave := w.Side(relay.OnPremises).Organization().Recipient("dave@contoso.com")
	if dave == nil {
		t.Fatal("the line between the unknowns was not played")
	}
	return setUp{len(w.Net.Rules()) > 0, dave.RequireSenderAuthenticationEnabled}
}

func TestAWorldIsWithoutWhatIsNotKnown(t *testing.T) {
	s := sections{setup: doubtful}.parse(t)
	unknown := s.Unknowns()
	if len(unknown) != 2 || unknown[0].Question != "Is there a firewall?" || unknown[0].Step.Text != "net> block cloud -> mail.contoso.com:25 refuse" || unknown[0].Step.Line != 5 {
		t.Fatalf("unknowns: %+v", unknown)
	}
	tests := []struct {
		name string
		so   []script.Unknown
		want setUp
	}{
		{"nothing is so", nil, setUp{}},
		{"the first is so", unknown[:1], setUp{Firewall: true}},
		{"the second is so", unknown[1:], setUp{Dave: true}},
		{"both are so", []script.Unknown{unknown[1], unknown[0]}, setUp{true, true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w, err := s.WorldWith(tt.so...)
			if err != nil {
				t.Fatal(err)
			}
			defer w.Close()
			if diff := cmp.Diff(tt.want, look(t, w)); diff != "" {
				t.Errorf("the world differs (-want +got):\n%s", diff)
			}
		})
	}
	w, err := s.World()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	if got := look(t, w); got != (setUp{}) {
		t.Errorf("World is not WorldWith nothing: %+v", got)
	}
}

func TestABaseLeavesItsUnknownsToItsStories(t *testing.T) {
	base, err := findBase("doubtful")
	if err != nil {
		t.Fatal(err)
	}
	s, err := story.Parse("test.txtar", []byte("Title: A test\nSource: none\nBase: doubtful\n\n"+
		"perhaps \"Is there a firewall?\": net> block onprem -> cloud:25 refuse\n\n== Cause\nwait 1m\n\n== Symptoms\nInferred: so\n"+
		"want no event 12014 at onprem\n\n== Resolution\nwait 1m\n\n== Verification\nInferred: so\nwant no event 12014 at onprem\n"), findBase)
	if err != nil {
		t.Fatal(err)
	}
	var questions []string
	for _, u := range s.Unknowns() {
		questions = append(questions, u.Question)
	}
	if diff := cmp.Diff([]string{"Does the load balancer keep the client's address?", "Is there a firewall?"}, questions); diff != "" {
		t.Errorf("unknowns differ (-want +got):\n%s", diff)
	}
	for _, of := range []*story.Story{base, s} {
		w, err := of.WorldWith(base.Unknowns()...)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		if len(w.Net.NATs()) == 0 {
			t.Errorf("%s: the base's unknown was not played", of.Name)
		}
	}
}

func TestWhatIsWrongWithAnUnknownIsToldAtItsPlace(t *testing.T) {
	wrong := func(setup, question string) *mistake.Error {
		t.Helper()
		s := sections{setup: setup}.parse(t)
		_, err := s.WorldWith(script.Unknown{Question: question})
		var told *mistake.Error
		if !errors.As(err, &told) {
			t.Fatalf("%v is no error of the story's file", err)
		}
		return told
	}
	tests := []struct {
		name, setup, question string
		want                  *mistake.Error
	}{
		{"a host that is not there", "perhaps \"Is it so?\": mx.litware.com> mailbox zoe@litware.com\n", "Is it so?",
			&mistake.Error{Line: 5, Column: 22, Message: `there is no outside host "mx.litware.com"`, Hint: "there is mx.fabrikam.com"}},
		{"a value that does not fit", "perhaps \"Is it so?\": onprem> Set-SendConnector Internt -Fqdn mail.contoso.com\n", "Is it so?",
			&mistake.Error{Line: 5, Column: 48, Message: "there is no SendConnector 'Internt'", Hint: "did you mean Internet?"}},
		{"a question that nobody asked", doubtful, "Is there a fire wall?",
			&mistake.Error{Line: 1, Column: 1, Message: `nothing here is unknown by the question "Is there a fire wall?"`, Hint: `did you mean "Is there a firewall?"?`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tt.want.File = "test.txtar"
			if diff := cmp.Diff(tt.want, wrong(tt.setup, tt.question)); diff != "" {
				t.Errorf("the error differs (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRewritingLeavesUnknownsAlone(t *testing.T) {
	s := sections{setup: doubtful, symptoms: hello + "Inferred: it waits\nwant deferral at cloud: 450\nshow queue at onprem\n    old\n"}.parse(t)
	r, err := s.Play()
	if err != nil {
		t.Fatal(err)
	}
	content, changed := r.Rewritten()
	if !changed || !strings.Contains(string(content), "\n\n"+doubtful) || strings.Contains(string(content), "    old\n") {
		t.Errorf("changed %t:\n%s", changed, content)
	}
}

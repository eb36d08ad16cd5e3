package story_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/mistake"
	"hybridsim/sim/story"
)

// lines are the texts of steps.
func lines(steps []*story.Step) []string {
	var list []string
	for _, s := range steps {
		list = append(list, s.Text)
	}
	return list
}

// TestEveryStoryGradesItsOwnCure: nothing done is no cure, and each documented fix is one.
func TestEveryStoryGradesItsOwnCure(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story.Story) {
		if s.Contrast != "" {
			var told *mistake.Error
			if _, err := s.Grade(nil); !errors.As(err, &told) || told.Message != "there is nothing to cure in a contrast, so nothing to grade" || told.Hint != "choose its counterpart: "+s.Contrast {
				t.Errorf("a contrast: %v", err)
			}
			return
		}
		g, err := s.Grade(nil)
		if err != nil {
			t.Fatal(err)
		}
		if g.Passed || len(g.Mistakes) > 0 || len(g.Cures) != len(s.Cures) {
			t.Errorf("without a line: %+v", g)
		}
		for i, cure := range s.Cures {
			g, err := s.Grade(lines(cure.Resolution))
			if err != nil {
				t.Fatal(err)
			}
			if !g.Passed || !g.Cures[i].Passed || len(g.Mistakes) > 0 {
				t.Errorf("cure %d: %+v", i+1, g)
			}
		}
	})
}

// What counts is the end state, whichever way leads there.
func TestAnotherFixPassesToo(t *testing.T) {
	const byHand = "connectors-recreated-by-wizard"
	outbound := "cloud> Get-OutboundConnector | Set-OutboundConnector -TlsSettings DomainValidation -TlsDomain mail.contoso.com -CloudServicesMailEnabled $true"
	inbound := "cloud> Get-InboundConnector | Set-InboundConnector -CloudServicesMailEnabled $true"
	send := `onprem> Set-SendConnector "Outbound to Office 365" -TlsAuthLevel DomainValidation -TlsDomain mail.protection.outlook.com -CloudServicesMailEnabled $true`
	tests := []struct {
		name, story string
		lines       []string
		passed      bool
	}{
		{"the unknown recipient is synchronized in place of sharing the domain", "kb2510049-domain-not-shared", []string{"onprem> Start-ADSyncSyncCycle"}, true},
		{"the cause once more is no fix", "kb2510049-domain-not-shared", []string{"cloud> Set-AcceptedDomain contoso.com -DomainType Authoritative"}, false},
		{"the wizard's properties are set by hand, in another order", byHand, []string{send, inbound, outbound}, true},
		{"after a detour", byHand, []string{"onprem> Remove-SendConnector \"Outbound to Office 365\"", "onprem> Update-HybridConfiguration", outbound, inbound}, true},
		{"one direction is forgotten", byHand, []string{outbound}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := catalogue().Story(tt.story)
			if err != nil {
				t.Fatal(err)
			}
			g, err := s.Grade(tt.lines)
			if err != nil {
				t.Fatal(err)
			}
			if g.Passed != tt.passed || len(g.Mistakes) > 0 {
				t.Errorf("passed %t, want %t; %+v", g.Passed, tt.passed, g)
			}
		})
	}
}

func TestLinesThatCannotBeDoneAreToldAndTheOthersDone(t *testing.T) {
	g, err := sections{}.parse(t).Grade([]string{
		"# what is wrong?", "", "net> blok cloud -> mail.contoso.com:25 drop", "onprem> Set-SendConnector Internt -Fqdn a.example", "want mail at bob@contoso.com", "trace",
		"net> unblock cloud -> mail.contoso.com:25", "alice@contoso.com> send nothing.eml to bob@contoso.com", "onprem> Get-SendConnectr",
	})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, m := range g.Mistakes {
		told = append(told, m.Err.Error())
	}
	want := []string{
		"your lines:3:6: \"blok\" cannot follow net>\n    hint: did you mean block?",
		"your lines:4:27: there is no SendConnector 'Internt'\n    hint: did you mean Internet?",
		"your lines:9:9: Get-SendConnectr is not a cmdlet that this model knows\n    hint: did you mean Get-SendConnector?",
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("mistakes differ (-want +got):\n%s", diff)
	}
	if !g.Passed || len(g.Cures) != 1 || len(g.Cures[0].Claims) != 1 || g.Cures[0].Claims[0].Step.Text != "want mail at bob@contoso.com" || g.Cures[0].Claims[0].Got == "" {
		t.Errorf("the grade is %+v", g)
	}
}

func TestNothingToCureHasNoGrade(t *testing.T) {
	base, err := catalogue().Base("hybrid-2013")
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, s := range []*story.Story{base, asserting(t, "", "want no event 12014 at onprem\n")} {
		_, err := s.Grade(nil)
		told = append(told, err.Error())
	}
	slices.Sort(told)
	want := []string{
		"scenarios/base/hybrid-2013.txtar:1:1: there is nothing to cure in a base, so nothing to grade\n    hint: choose a story of a fault",
		"test.txtar:1:1: there is nothing to cure in an assertion, so nothing to grade\n    hint: choose a story of a fault",
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("what is told differs (-want +got):\n%s", diff)
	}
}

// What rotates is given every turn: one of four addresses mended, or one left blocked, is no repair.
func TestARepairOfOneTurnIsNone(t *testing.T) {
	for _, tt := range []struct {
		name, story string
		lines       []string
		passed      bool
	}{
		{"one of four ranges is entered", "kb2750145-stale-eop-ranges", []string{`onprem> Set-ReceiveConnector "EX01\Inbound from Office 365" -RemoteIPRanges 40.107.0.0/16`}, false},
		{"all of them are", "kb2750145-stale-eop-ranges", []string{`onprem> Set-ReceiveConnector "EX01\Inbound from Office 365" -RemoteIPRanges 40.92.0.0/15,40.107.0.0/16,52.100.0.0/14,52.238.78.88/32,104.47.0.0/17`}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, err := catalogue().Story(tt.story)
			if err != nil {
				t.Fatal(err)
			}
			g, err := s.Grade(tt.lines)
			if err != nil {
				t.Fatal(err)
			}
			if g.Passed != tt.passed || g.Passed && g.Turns < 4 {
				t.Errorf("passed %t in %d turns, want %t", g.Passed, g.Turns, tt.passed)
			}
		})
	}
}

// The one message of a verification would get through, were it not sent once more from each address.
func TestOneMessageIsSentFromEachAddress(t *testing.T) {
	whole, again := "net> unblock cloud -> mail.contoso.com:25", "net> block 40.107.0.0/16 -> mail.contoso.com:25 refuse"
	s := sections{verification: hello + "Inferred: it arrives\nwant mail at bob@contoso.com\nwant no deferral at cloud since the last send\n"}.parse(t)
	for _, tt := range []struct {
		lines  []string
		passed bool
	}{{[]string{whole}, true}, {[]string{whole, again}, false}, {[]string{whole, "net> block 104.47.0.0/17 -> mail.contoso.com:25 drop"}, false}} {
		g, err := s.Grade(tt.lines)
		if err != nil {
			t.Fatal(err)
		}
		if g.Passed != tt.passed || g.Turns != 4 || tt.passed == (g.Cures[0].Turn < 4) {
			t.Errorf("%q: passed %t, %+v", tt.lines, g.Passed, g)
		}
	}
}

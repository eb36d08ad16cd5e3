package tell_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/story"
	"hybridsim/sim/story/tell"
)

// TestHintsLeadToTheCure: what is seen comes first, and neither it nor where to look gives away what somebody did.
func TestHintsLeadToTheCure(t *testing.T) {
	eachStory(t, func(t *testing.T, s *story.Story) {
		hints, err := tell.Hints(s)
		if s.Contrast != "" {
			if err == nil || !strings.Contains(err.Error(), s.Contrast) {
				t.Errorf("a contrast: %v", err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var titles []string
		for i, h := range hints {
			titles = append(titles, h.Title)
			if strings.TrimSpace(h.Text) == "" {
				t.Errorf("hint %d is empty", i+1)
			}
		}
		want := []string{"What is seen", "Where to look", "What went wrong"}
		if diff := cmp.Diff(want, titles[:3]); diff != "" || len(hints) != 3+len(s.Cures) {
			t.Errorf("%d hints for %d cures; titles differ (-want +got):\n%s", len(hints), len(s.Cures), diff)
		}
		if !strings.Contains(hints[1].Text, ", because ") {
			t.Errorf("where to look shows no decision:\n%s", hints[1].Text)
		}
		for _, step := range s.Cause {
			_, deed, _ := strings.Cut(step.Text, "> ")
			if deed = strings.TrimSpace(deed); deed == "" {
				continue
			}
			if strings.Contains(hints[0].Text, deed) || strings.Contains(hints[1].Text, deed) {
				t.Errorf("a hint gives %q away before its time", deed)
			}
			if mail, ok := strings.CutPrefix(deed, "send "); ok { // as the article tells it
				deed = "sends " + mail
			}
			if !strings.Contains(hints[2].Text, deed) {
				t.Errorf("the third hint lacks %q", deed)
			}
		}
	})
}

func TestHintsAreToldAsInTheArticle(t *testing.T) {
	s, err := catalogue().Story("kb2510049-domain-not-shared")
	if err != nil {
		t.Fatal(err)
	}
	hints, err := tell.Hints(s)
	if err != nil {
		t.Fatal(err)
	}
	want := "03-16 08:00:00 cloud  FAIL      carol@contoso.com: 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup\n"
	if !strings.HasPrefix(hints[1].Text, want) {
		t.Errorf("where to look is\n%s\nwant it to begin\n%s", hints[1].Text, want)
	}
	if diff := cmp.Diff("The cloud's administrator types:\n    Set-AcceptedDomain contoso.com -DomainType InternalRelay\n", hints[3].Text); diff != "" {
		t.Errorf("the cure differs (-want +got):\n%s", diff)
	}
}

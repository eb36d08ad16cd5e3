package story_test

import (
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
)

// contrast is a story whose cause does no harm, with views as administrators print them.
const contrast = `Title: A contrast
Source: made up
Base: hybrid-2013
Contrast: kb2510049-domain-not-shared

== Cause
cloud> Set-AcceptedDomain contoso.com -DomainType Authoritative

== Verification
alice@contoso.com> send hello.eml to bob@contoso.com
Documented: a synchronized recipient is found, shared domain or not
want mail at bob@contoso.com
show cloud Get-MessageTrace | ft RecipientAddress,Status
    RecipientAddress Status
    ---------------- ------
    bob@contoso.com  Delivered
show onprem Get-MessageTrackingLog -EventId DELIVER | ft EventId,Recipients
    EventId Recipients
    ------- ----------
    DELIVER {bob@contoso.com}

-- hello.eml --
From: alice@contoso.com
To: bob@contoso.com
Subject: Hello

Hello.
`

func TestViewsInStoriesAndEvidenceOfAContrast(t *testing.T) {
	c := &story.Catalogue{Files: scenarios.Files}
	s, err := story.Parse("contrast.txtar", []byte(contrast), c.Base)
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Run()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Failures {
		t.Errorf("%d: wanted %s\ngot %s", f.Line, f.Want, f.Got)
	}
	files, err := s.EvidenceFiles()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, f := range files {
		if !strings.HasPrefix(f.Name, story.ContrastOnly+"/") {
			t.Errorf("%s: a contrast has one state", f.Name)
		}
		if seen[f.Name] {
			t.Errorf("%s occurs twice", f.Name)
		}
		seen[f.Name] = true
	}
	if !seen["contrast/onprem/mailboxes/bob@contoso.com/001.eml"] {
		t.Error("the delivered mail is missing")
	}
}

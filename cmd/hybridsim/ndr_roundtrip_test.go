package main

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"testing"

	"hybridsim/relay/scrap"
	"hybridsim/scenarios"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// written finds, in what stories leave behind, the files that tell of a failure, and the pattern by which one does.
var written = []struct {
	files   *regexp.Regexp
	failure *regexp.Regexp
	kind    scrap.Kind
}{
	{regexp.MustCompile(`/reports/.*\.eml$`), regexp.MustCompile(`(?m)^Action: (?:failed|delayed)`), scrap.Report},
	{regexp.MustCompile(`/Get-Queue.*\.txt$`), regexp.MustCompile(`(?m)^LastError +: \S`), scrap.Queue},
	{regexp.MustCompile(`/MessageTraceDetail\.csv$`), regexp.MustCompile(`\{LED=\d`), scrap.Table},
	{regexp.MustCompile(`/MSGTRK.*\.LOG$`), regexp.MustCompile(`\{LED=\d`), scrap.Table},
	{regexp.MustCompile(`/(?:RECV|SEND).*\.LOG$`), regexp.MustCompile(`,[<>],"?[45]\d\d `), scrap.ProtocolLog},
}

// TestNDRReadsWhatStoriesLeaveBehind: everything that this program writes about a failure is read, and known by the words of those who
// wrote them.
func TestNDRReadsWhatStoriesLeaveBehind(t *testing.T) {
	if testing.Short() {
		t.Skip("plays the catalogue")
	}
	c := &story.Catalogue{Files: scenarios.Files}
	read := map[scrap.Kind]int{}
	for i, name := range c.Names() {
		if tested.Sampled(i, 10) {
			continue
		}
		s, err := c.Story(name)
		if err != nil {
			t.Fatal(err)
		}
		files, err := s.EvidenceFiles()
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			for _, w := range written {
				if !w.files.MatchString("/"+f.Name) || !w.failure.Match(f.Content) {
					continue
				}
				read[w.kind]++
				readsBack(t, path.Join(name, f.Name), f.Content, w.kind, scripted.FindAllStringSubmatch(s.Text(), -1))
			}
		}
	}
	for _, w := range written {
		if read[w.kind] == 0 && !tested.Race {
			t.Errorf("no story leaves %s behind", w.kind)
		}
	}
}

// scripted are replies in words that a story gives an outside host: those are nobody's of the catalogue.
var scripted = regexp.MustCompile(`> reply "([^"]*)"`)

// byAdministrator matches the codes that a rule's author chooses (P7.9).
var byAdministrator = regexp.MustCompile(`^550 5\.7\.9\d\d TRANSPORT\.RULES\.`)

func readsBack(t *testing.T, name string, content []byte, kind scrap.Kind, own [][]string) {
	t.Helper()
	s, err := scrap.Read(bytes.Clone(content))
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if s.Kind != kind {
		t.Errorf("%s is taken for %s", name, s.Kind)
	}
	for i := range s.Cases {
		c := &s.Cases[i]
		found := c.Meanings()
		if byAdministrator.MatchString(c.Answer().String()) && len(found) > 0 ||
			slices.ContainsFunc(own, func(m []string) bool { return m[1] == c.Answer().String() }) {
			continue
		}
		if len(found) == 0 || !found[0].Exact() {
			t.Errorf("%s: %q of %s is recognized as %d conditions, and no whole text of the catalogue", name, c.Answer(), c.Recipient, len(found))
		}
	}
}

// What is told grows with the recipients and not with their square: stories are compared once for each reply.
func TestTellingIsLinearInRecipients(t *testing.T) {
	stories, err := loadStories(nil)
	if err != nil {
		t.Fatal(err)
	}
	claims := story.ReadClaims(stories)
	count := func(n int) float64 {
		content := bytes.Repeat([]byte("zoe@adatum.com\nRemote Server returned '550 5.1.1 RESOLVER.ADR.RecipNotFound; not found'\n\n"), n)
		return testing.AllocsPerRun(1, func() {
			s, err := scrap.Read(content)
			if err != nil || len(tellScrap(s, claims).Recipients) != n {
				t.Errorf("%d recipients are told as %v, %v", n, s, err)
			}
		})
	}
	if once, twice := count(100), count(200); twice > 2.5*once {
		t.Errorf("100 recipients take %.0f allocations, 200 take %.0f", once, twice)
	}
}

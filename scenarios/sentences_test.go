package scenarios_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/relay/journey"
	"hybridsim/scenarios"
	"hybridsim/sim/story"
	"hybridsim/sim/tested"
)

// blemishes are kinds of sentences that say nothing, or say it in the words of the program.
var blemishes = []struct{ kind, pattern string }{
	{"an address that is none", `invalid (IP|AddrPort|Prefix)`},
	{"a value that is none", `<nil>|%!|\bmap\[|\[\]|\b0001-01-01|(^|[^$])\b(true|false)\b`},
	{"a hole between two words", `\S  +\S|^ | $|\( *\)|\b(at|from|by|to|for|are|is|names|of) *$|\bat from\b|[:,;] *[,;]`},
	{"a number in place of names", `\(\d+ entries\)`},
	{"a package's name", `\b(smtpio|vnet|labca|vclock|cmdlet|journey|categorizer|middlebox): `},
	{"words of a library", `\b(x509|tls|net|dial tcp|strconv|netip)(: |\.[A-Z])`},
	{"one of several", `\b1 (fields|rights|members|headers|messages|connections|bytes) `},
}

// blemish says what is wrong with a sentence, or nothing.
func blemish(sentence string) string {
	for _, b := range blemishes {
		if found := regexp.MustCompile(b.pattern).FindString(sentence); found != "" {
			return fmt.Sprintf("%s (%q)", b.kind, found)
		}
	}
	return ""
}

func TestABlemishIsSeen(t *testing.T) {
	for _, bad := range []string{
		"failed at CONN from invalid IP", "Fqdn ", "RemoteIPRanges (12 entries)", "no valid certificate for SMTP names ", "labca: no such authority",
		"its chain is not valid: x509: certificate has expired", "the group has 1 members here", "AddressSpaces []", "failed at  from 10.0.0.1",
		"takes no mail for localhost; its domains are ",
	} {
		if blemish(bad) == "" && blemish(strings.TrimSpace(bad)) == "" {
			t.Errorf("%q passes", bad)
		}
	}
	if what := blemish("the session holds 4 rights"); what != "" {
		t.Errorf("a good sentence has %s", what)
	}
}

// TestEverySentenceOfTheCatalogueSaysSomething reads every reason that any decision of any story gives, and every end.
func TestEverySentenceOfTheCatalogueSaysSomething(t *testing.T) {
	if tested.Race {
		t.Skip("it reads what others play")
	}
	c := &story.Catalogue{Files: scenarios.Files}
	seen := map[string]bool{}
	complain := func(name, where, sentence string) {
		if what := blemish(sentence); what != "" && !seen[where+what] {
			seen[where+what] = true
			t.Errorf("%s: %s: %q has %s", name, where, sentence, what)
		}
	}
	for _, name := range c.Names() {
		s, err := c.Story(name)
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.Play()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range r.Events {
			against, _ := journey.Against(e)
			own := against.Chosen == "" || against.Question == relay.SenderAuthentication // whose verdict it is
			if e.ID == relay.EventRefuse && (!own || against.Because == "") {
				t.Errorf("%s: the refusal %q has no decision of its own: the last is %+v", name, e.Reply, against)
			}
			for _, d := range e.Decisions {
				told(d, func(where, sentence string) { complain(name, string(d.Question)+", "+where, sentence) })
			}
		}
		for _, id := range journey.IDs(r.Records()) {
			for _, end := range journey.Of(r.Records(), id).Ends {
				end.Reply = relay.Reply{} // Exchange's words
				complain(name, "end", end.String())
			}
		}
	}
}

// told goes through the sentences of a decision. That there is a reason is demanded, too.
func told(d relay.Decision, see func(where, sentence string)) {
	if d.Question == relay.WhatWording { // it quotes what another server said
		return
	}
	if d.Question == relay.IsReached && len(d.Candidates) == 1 { // it may quote, too
		quoted := d.Candidates[0].Why
		d.Because = strings.Replace(d.Because, ": "+quoted, "", 1)
		d.Candidates = nil
	}
	see("because", d.Because)
	if strings.TrimSpace(d.Because) == "" {
		see("because", "the reason is ")
	}
	for _, c := range d.Candidates {
		see("property of "+c.Name, c.Property)
		see("why of "+c.Name, c.Why)
	}
}

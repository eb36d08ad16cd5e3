package scenarios_test

import (
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
)

// playSmall plays a story on hybrid-2013 and returns the error or the failures as text.
func playSmall(t *testing.T, text string) string {
	t.Helper()
	catalogue := &story.Catalogue{Files: scenarios.Files}
	s, err := story.Parse("made.txtar", []byte("Title: made\nSource: made\nBase: hybrid-2013\n\n"+text), catalogue.Base)
	if err != nil {
		return err.Error()
	}
	r, err := s.Run()
	if err != nil {
		return err.Error()
	}
	var failures []string
	for _, f := range r.Failures {
		failures = append(failures, f.Want+" | "+f.Got)
	}
	return strings.Join(failures, "\n")
}

const plainMail = "\n\n-- hello.eml --\nFrom: alice@contoso.com\nSubject: Hello\n\nHi\n"

// made is a story with one claim, in which alice writes to bob.
func made(claim string) string {
	return "== Cause\nonprem> Set-ReceiveConnector \"EX01\\Default Frontend EX01\" -TlsDomainCapabilities $null\n\n== Symptoms\n" +
		"alice@contoso.com> send hello.eml to bob@contoso.com\nInferred: made\n" + claim + "\n\n== Resolution\nonprem> Update-HybridConfiguration\n\n" +
		"== Verification\nalice@contoso.com> send hello.eml to bob@contoso.com\nInferred: made\nwant mail at bob@contoso.com, with AuthAs Internal" + plainMail
}

func TestClaimsAboutMailboxesThatCannotFailAreErrors(t *testing.T) {
	for _, tt := range []struct{ claim, want string }{
		{"want mail at bob@contoso.com, without part application/ms-tnef", "no message of the story has a part"},
		{"want mail at erin@fabrikam.com, in Inbox", "an outside host does not know"},
		{`want mail at erin@fabrikam.com, shown as "Alice"`, "an outside host does not know"},
		{"want no reply at alice@contoso.com from bob@contoso.com", "are off"},
		{"want no reply at alice@contoso.com from erin@fabrikam.com", "cannot reply"},
		{"want no reply at nobody@contoso.com from bob@contoso.com", "has no mailbox"},
		{"want answer at nobody@contoso.com from bob@contoso.com: accepted", "has no mailbox"},
		{"want answer at alice@contoso.com from bob@contoso.com: maybe", "accepted or declined"},
		{"want mail at bob@contoso.com, with part tnef", "is not a media type"},
		{"want mail at bob@contoso.com, shown as Alice", "double quotes"},
		{"want mail at bob@contoso.com, in Trash", "shown as, in or each once"},
	} {
		if got := playSmall(t, made(tt.claim)); !strings.Contains(got, tt.want) {
			t.Errorf("%s\ngot %q, want %q", tt.claim, got, tt.want)
		}
	}
}

func TestClaimsAboutMailboxesTellWhatThereWas(t *testing.T) {
	for _, tt := range []struct{ claim, want string }{
		{"want mail at bob@contoso.com, in Junk Email", "in Inbox"},
		{`want mail at bob@contoso.com, shown as "Alice"`, `shown as "alice@contoso.com"`},
		{"want mail at bob@contoso.com, with part text/html", "without part text/html"},
		{"want reply at alice@contoso.com from bob@contoso.com", "no automatic reply at alice@contoso.com from bob@contoso.com"},
		{"want answer at alice@contoso.com from bob@contoso.com: accepted", "no answer at alice@contoso.com from bob@contoso.com"},
	} {
		if got := playSmall(t, made(tt.claim)); !strings.Contains(got, tt.want) {
			t.Errorf("%s\ngot %q, want %q", tt.claim, got, tt.want)
		}
	}
}

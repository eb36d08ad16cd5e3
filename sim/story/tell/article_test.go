package tell_test

import (
	"strings"
	"testing"

	"hybridsim/scenarios"
	"hybridsim/sim/story"
	"hybridsim/sim/story/tell"
	"hybridsim/sim/tested"
)

func catalogue() *story.Catalogue { return &story.Catalogue{Files: scenarios.Files} }

// eachStory runs a test with every story of the catalogue, side by side.
func eachStory(t *testing.T, test func(*testing.T, *story.Story)) {
	t.Helper()
	c := catalogue()
	for i, name := range c.Names() {
		if tested.Sampled(i, 4) {
			continue
		}
		s, err := c.Story(name)
		if err != nil {
			t.Error(err)
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, s)
		})
	}
}

// doubtful is an assertion on a base with something that nobody knows.
const doubtful = `Title: A test
Kind: assertion
Base: hybrid-2013

perhaps "Is there a firewall?": net> block cloud -> mail.contoso.com:25 refuse
onprem> New-Mailbox dave -PrimarySmtpAddress dave@contoso.com

== Verification
want no event 12014 at onprem
`

func TestAnArticleTellsWhatIsNotKnown(t *testing.T) {
	s, err := story.Parse("test.txtar", []byte(doubtful), catalogue().Base)
	if err != nil {
		t.Fatal(err)
	}
	article, err := tell.Article(s)
	if err != nil {
		t.Fatal(err)
	}
	const want = "It is not known: Is there a firewall?\n    perhaps net> block cloud -> mail.contoso.com:25 refuse\nThe on-premises administrator types:\n"
	if !strings.Contains(article, want) {
		t.Errorf("the article lacks\n%s\nit reads\n%s", want, article)
	}
}

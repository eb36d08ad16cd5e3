package diagnose

import (
	"context"
	"strings"
	"testing"

	"hybridsim/relay"
	"hybridsim/scenarios"
	"hybridsim/sim/check"
	"hybridsim/sim/story"
)

// TestASignatureTellsWhatWasAdded: where the signature of a message holds without some lines, or without a tag, those were added on the way. What
// was changed otherwise stays as it is shown.
func TestASignatureTellsWhatWasAdded(t *testing.T) {
	s, err := (&story.Catalogue{Files: scenarios.Files}).Story("gateway-footer-breaks-dkim")
	if err != nil {
		t.Fatal(err)
	}
	d, err := newSearch(context.Background(), check.Read(s.Healthy()), read(t, "external"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	header, body := relay.SplitMessage([]byte(strings.ReplaceAll(string(s.Attachment("offer.eml")), "\n", "\r\n")))
	text := string(body)
	for _, row := range []struct {
		says, subject, body, lead string
		holds                     bool
	}{
		{"nothing was changed", "", text, "", true},
		{"a blank line at the end does not count (RFC 6376, 3.4.3)", "", text + "\r\n\r\n", "", true},
		{"a disclaimer", "", text + "\r\n--\r\nFor whom it is meant.\r\n", `"-- For whom it is meant." in its text`, true},
		{"a warning at the top", "", "This came from outside.\r\n\r\n" + text, `"This came from outside." in its text`, true},
		{"a tag", "[EXT] ", text, `"[EXT]" before its subject`, true},
		{"a tag and a footer", "[EXT] ", text + "Scanned.\r\n", `"[EXT]" before its subject and "Scanned." in its text`, true},
		{"a word in the middle", "", strings.Replace(text, "our", "your", 1), "", false},
		{"a subject that was written anew", "Re: ", text, "", false},
	} {
		t.Run(row.says, func(t *testing.T) {
			d.noted = nil
			f := &form{body: row.body}
			for _, h := range header {
				if h.Name == "Subject" {
					h.Value = row.subject + h.Value
				}
				f.header = append(f.header, h)
			}
			before, holds := d.asSigned(f)
			if holds != row.holds || len(d.noted) > 1 || (row.lead != "") != (len(d.noted) == 1) {
				t.Fatalf("holds %v, leads %+v", holds, d.noted)
			}
			if row.lead == "" {
				return
			}
			if !strings.Contains(d.noted[0].Says, row.lead) || strings.TrimSpace(before.body) != strings.TrimSpace(text) || before.header.Get("Subject") != header.Get("Subject") {
				t.Errorf("%+v: it was %q, %q", d.noted, before.header.Get("Subject"), before.body)
			}
		})
	}
}

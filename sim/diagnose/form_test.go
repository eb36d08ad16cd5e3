package diagnose

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim/check"
	"hybridsim/sim/tested"
)

var aReport = returns("EX7.litware.com", "nora@litware.com", "sam@litware.com", "550 5.1.1 RESOLVER.ADR.ExRecipNotFound", `Received: from a.example by EX7.litware.com
From: <nora@litware.com>, <otto@litware.com>
Sender: <nora@litware.com>
To: <team@litware.com>, <sam@litware.com>
Subject: Offer
X-Offer: 7
X-MS-Exchange-Organization-SCL: -1
Message-ID: <1@litware.com>

Here it is.`)

// TestTheMessageOfTheEvidenceIsPlayed: a report has the message that it returns: its authors, its subject and its own fields, without those
// that were added on its way; and the recipients that failed.
func TestTheMessageOfTheEvidenceIsPlayed(t *testing.T) {
	s := read(t, aReport)
	f := s.returned()
	if f == nil {
		t.Fatal("the report has no message")
	}
	var fields []string
	for _, h := range f.header {
		fields = append(fields, h.Name+": "+h.Value)
	}
	want := []string{"From: <nora@litware.com>, <otto@litware.com>", "Sender: <nora@litware.com>", "To: <team@litware.com>, <sam@litware.com>",
		"Subject: Offer", "X-Offer: 7"}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if f.assumed {
		t.Error("what the report has is called an assumption")
	}
	everybody := func(string) bool { return true }
	if diff := cmp.Diff([]string{"sam@litware.com"}, s.addressed(everybody)); diff != "" {
		t.Errorf("recipients (-want +got):\n%s", diff)
	}
	group := read(t, strings.ReplaceAll(aReport, "Final-Recipient: rfc822;sam@", "Final-Recipient: rfc822;mia@"))
	if diff := cmp.Diff([]string{"mia@litware.com", "team@litware.com,sam@litware.com"}, group.addressed(everybody)); diff != "" {
		t.Errorf("recipients of a report about a member (-want +got):\n%s", diff)
	}
}

// TestAFormOfMessageIsAssumedAndSaid: where a message of a few words cannot show what somebody saw, the kind is tried that the words are about,
// and it is said that the evidence does not say so.
func TestAFormOfMessageIsAssumedAndSaid(t *testing.T) {
	if tested.Race {
		t.Skip("plays every setting")
	}
	for _, row := range []struct{ says, symptom, fault, played, fix string }{
		{"a size", "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient",
			"onprem> Set-Mailbox bob -MaxReceiveSize 100KB", "a message of 200", "-MaxReceiveSize"},
		{"what a rule looks for", "550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy",
			`onprem> New-TransportRule Offers -SubjectContainsWords offer -RejectMessageReasonText No`, `a message as rule "Offers" looks for`, "TransportRule"},
	} {
		t.Run(row.says, func(t *testing.T) {
			s, err := base(t, "hybrid-2013").With(row.fault)
			if err != nil {
				t.Fatal(err)
			}
			r, err := Diagnose(t.Context(), s, read(t, row.symptom), Options{From: "alice@contoso.com", To: "bob@contoso.com", Unproved: true})
			if err != nil {
				t.Fatal(err)
			}
			if !r.Shows || !strings.HasPrefix(r.Played, row.played) || len(r.Causes) == 0 || !strings.Contains(strings.Join(r.Causes[0].Fix, "\n"), row.fix) {
				t.Errorf("shows: %v, played %q, %s: %s %+v", r.Shows, r.Played, r.Verdict, titles(r), r.Causes)
			}
		})
	}
}

// TestAFormIsSentAsItIs: a size, fields of its own, and what is not told is made up.
func TestAFormIsSentAsItIs(t *testing.T) {
	c := check.Letter{From: "a@b.example", To: []string{"c@d.example"}}
	f := form{header: relay.Header{{Name: "Subject", Value: "Offer"}}, size: 10 << 10}
	f.letter(&c)
	header, body := relay.SplitMessage(c.Content)
	if header.Get("Subject") != "Offer" || header.Get("From") != "<a@b.example>" || header.Get("To") != "<c@d.example>" {
		t.Errorf("%v", header)
	}
	if n := len(body); n < 10<<10 || n > 11<<10 {
		t.Errorf("%d bytes, want 10 KB", n)
	}
}

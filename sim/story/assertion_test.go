package story_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/sim/story"
)

// asserting is an assertion on hybrid-2013 with a set-up and claims.
func asserting(t *testing.T, setup, verification string) *story.Story {
	t.Helper()
	s, err := story.Parse("test.txtar", []byte("Title: A test\nKind: assertion\nBase: hybrid-2013\n\n"+setup+"\n== Verification\n"+verification+mail), findBase)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAnAssertionHoldsOrNot(t *testing.T) {
	r, err := asserting(t, "", hello+"want mail at bob@contoso.com, with AuthAs Internal\nwant no NDR to alice@contoso.com\n").Run()
	if err != nil || !r.OK() || r.Held != 2 || r.Outcome != "delivered, Internal" || r.Symptom != "" || len(r.Cures) != 0 || len(r.Evidence) != 64 {
		t.Errorf("an assertion that holds: %v, %+v", err, r)
	}
	r, err = asserting(t, "net> block cloud -> mail.contoso.com:25 refuse\n", hello+"want mail at bob@contoso.com\nwant deferral at cloud: 450\n").Run()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"want mail at bob@contoso.com: 0 messages at bob@contoso.com"}, failures(r)); diff != "" || r.Held != 1 {
		t.Errorf("%d held; failures differ (-want +got):\n%s", r.Held, diff)
	}
}

func TestClaimsOfAssertionsAreRequiredUnlessTheySayMore(t *testing.T) {
	s := asserting(t, "", "want no event 12014 at onprem\n\nRequired: we say so\nwant no event 12014 at onprem\nDocumented: Microsoft says so\nwant no event 12014 at onprem\n"+
		"Inferred: we think so\nwant no event 12014 at onprem\n\nwant no event 12014 at onprem\n")
	if diff := cmp.Diff(story.ClaimCount{Documented: 1, Inferred: 1, Required: 3}, s.Claims()); diff != "" {
		t.Errorf("counts differ (-want +got):\n%s", diff)
	}
	if got := s.FirstClaim(); got != "no event 12014 at onprem" {
		t.Errorf("the first claim is %q", got)
	}
}

func TestAClaimThatHoldsInSomeWorldsOnlyCannotBeDecided(t *testing.T) {
	const firewall = "perhaps \"Is there a firewall?\": net> block cloud -> mail.contoso.com:25 refuse\n"
	const gone = "perhaps \"Has bob left?\": onprem> Remove-Mailbox bob\n"
	tests := []struct {
		name, setup, verification string
		held                      int
		want                      []story.Failure
	}{
		{"it holds either way", firewall, hello + "want no NDR to alice@contoso.com\n", 1, nil},
		{"it fails either way", firewall, hello + "want NDR to alice@contoso.com\n", 0,
			[]story.Failure{{Line: 9, Want: "want NDR to alice@contoso.com", Got: "no report at alice@contoso.com"}}},
		{"it holds without", firewall, hello + "want mail at bob@contoso.com\nwant no NDR to alice@contoso.com\n", 1,
			[]story.Failure{{Line: 9, Want: "want mail at bob@contoso.com", Undecided: []string{"Is there a firewall?"},
				Got: "cannot decide: Is there a firewall?\nwithout net> block cloud -> mail.contoso.com:25 refuse: holds, 1 message at bob@contoso.com, the last with AuthAs Internal\nwith it: does not hold, 0 messages at bob@contoso.com"}}},
		{"it holds with it", firewall, hello + "want deferral at cloud: 450\n", 0,
			[]story.Failure{{Line: 9, Want: "want deferral at cloud: 450", Undecided: []string{"Is there a firewall?"},
				Got: "cannot decide: Is there a firewall?\nwithout net> block cloud -> mail.contoso.com:25 refuse: does not hold, nothing was deferred at cloud\n" +
					"with it: holds, bob@contoso.com deferred: Reason: [{LED=450 4.4.316 Connection refused};{MSG=Socket error code 10061};{FQDN=mail.contoso.com};{IP=203.0.113.10};" +
					"{LRT=3/16/2017 8:00:00 AM}]. OutboundProxyTargetIP: 203.0.113.10. OutboundProxyTargetHostName: mail.contoso.com"}}},
		{"it makes no sense with the second of two", firewall + gone, hello + "want no mail at bob@contoso.com\n", 0,
			[]story.Failure{{Line: 10, Want: "want no mail at bob@contoso.com", Undecided: []string{"Is there a firewall?"},
				Got: "cannot decide: Is there a firewall?\nwithout net> block cloud -> mail.contoso.com:25 refuse: does not hold, 1 message at bob@contoso.com, the last with AuthAs Internal\n" +
					"with it: holds, 0 messages at bob@contoso.com"}}},
		{"it depends on two", firewall + gone, hello + "want mail at bob@contoso.com\n", 0,
			[]story.Failure{{Line: 10, Want: "want mail at bob@contoso.com", Undecided: []string{"Is there a firewall?", "Has bob left?"},
				Got: "cannot decide: Is there a firewall?\nwithout net> block cloud -> mail.contoso.com:25 refuse: holds, 1 message at bob@contoso.com, the last with AuthAs Internal\n" +
					"with it: does not hold, 0 messages at bob@contoso.com\n" +
					"cannot decide: Has bob left?\nwithout onprem> Remove-Mailbox bob: holds, 1 message at bob@contoso.com, the last with AuthAs Internal\n" +
					"with it: does not hold, bob@contoso.com has no mailbox on either side or outside, so nothing could have shown it"}}},
		{"a step is impossible with it", gone, "bob@contoso.com> send hello.eml to alice@contoso.com\nwant mail at alice@contoso.com\n", 0,
			[]story.Failure{{Line: 9, Want: "want mail at alice@contoso.com", Undecided: []string{"Has bob left?"},
				Got: "cannot decide: Has bob left?\nwithout onprem> Remove-Mailbox bob: holds, 1 message at alice@contoso.com, the last with AuthAs Internal\nwith it: does not hold, bob@contoso.com has no mailbox to send from"}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := asserting(t, tt.setup, tt.verification).Run()
			if err != nil {
				t.Fatal(err)
			}
			for i := range r.Failures {
				r.Failures[i].Side, r.Failures[i].Decisions = "", nil
			}
			for i := range tt.want {
				tt.want[i].File = "test.txtar"
			}
			if diff := cmp.Diff(tt.want, r.Failures); diff != "" || r.Held != tt.held {
				t.Errorf("%d held, want %d; failures differ (-want +got):\n%s", r.Held, tt.held, diff)
			}
		})
	}
}

func TestAnUnknownThatCannotBeIsAMistake(t *testing.T) {
	_, err := asserting(t, "perhaps \"Is it so?\": onprem> Remove-Mailbox nobody\n", hello+"want mail at bob@contoso.com\n").Run()
	if err == nil || !strings.Contains(err.Error(), "test.txtar:5:45: ") || !strings.Contains(err.Error(), "(when it is so: onprem> Remove-Mailbox nobody)") {
		t.Errorf("what is told: %v", err)
	}
}

package verdict_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/mailauth"
	"hybridsim/relay/verdict"
)

// TestPoliciesOfTheFilter: what a recipient's anti-spam and anti-phishing policies make of a verdict.
func TestPoliciesOfTheFilter(t *testing.T) {
	fails := func(p mailauth.Policy) mailauth.Verdict {
		return mailauth.Verdict{SPF: mailauth.Fail, DMARC: mailauth.Fail, Policy: p}
	}
	passes := mailauth.Verdict{SPF: mailauth.Pass, DMARC: mailauth.Pass}
	forged := mailauth.Verdict{SPF: mailauth.SoftFail, DMARC: mailauth.None}
	type spam = relay.ContentFilterPolicy
	type phish = relay.AntiPhishPolicy
	tests := []struct {
		name  string
		k     verdict.Known
		spam  func(*spam)
		phish func(*phish)
		scl   relay.SCL
		from  string // of the envelope; "<>" is the empty one
		want  string // SFV, CAT, action, and the test that marked it
	}{
		{name: "G2.34: HighConfidenceSpamAction Quarantine", k: verdict.Known{Auth: passes, Body: []byte(relay.GTUBE)}, spam: func(p *spam) { p.HighConfidenceSpamAction = relay.ToQuarantine }, want: "SPM HSPM Quarantine "},
		{name: "G2.33: SpamAction does not concern spam of high confidence", k: verdict.Known{Auth: passes, Body: []byte(relay.GTUBE)}, spam: func(p *spam) { p.SpamAction = relay.ToQuarantine }, want: "SPM HSPM MoveToJmf "},
		{name: "G2.43: a rule's level of 5 or 6 takes the spam action", k: verdict.Known{Auth: passes}, scl: relay.Level(6), spam: func(p *spam) { p.SpamAction = relay.ToQuarantine }, want: "SKS NONE Quarantine "},
		{name: "G2.43: one of 7 to 9 takes that of high confidence", k: verdict.Known{Auth: passes}, scl: relay.Level(7), spam: func(p *spam) { p.SpamAction = relay.ToQuarantine }, want: "NSPM NONE  "},
		{name: "G2.40: an allowed sender reaches the Inbox", k: verdict.Known{Auth: passes, Body: []byte(relay.GTUBE)}, spam: func(p *spam) { p.AllowedSenders = []string{"erin@fabrikam.com"} }, want: "SKA NONE  "},
		{name: "G2.40: an allowed domain does", k: verdict.Known{Auth: fails("reject")}, spam: func(p *spam) { p.AllowedSenderDomains = []string{"fabrikam.com"} }, want: "SKA NONE  "},
		{name: "G2.59: not past a policy of the sender's domain that is honoured", k: verdict.Known{Auth: fails("quarantine"), Honoured: true}, spam: func(p *spam) { p.AllowedSenderDomains = []string{"fabrikam.com"} }, want: "SPM SPOOF Quarantine "},
		{name: "P8.7: an own domain in the list must be authenticated since September 2022", k: verdict.Known{Auth: forged, Own: true}, spam: func(p *spam) { p.AllowedSenderDomains = []string{"fabrikam.com"} }, want: "SPM SPOOF MoveToJmf "},
		{name: "G2.143: before that it passed", k: verdict.Known{Day: 20220801, Auth: forged, Own: true}, spam: func(p *spam) { p.AllowedSenderDomains = []string{"fabrikam.com"} }, want: "SKA NONE  "},
		{name: "G2.44: a blocked sender takes the spam action", k: verdict.Known{Auth: passes}, spam: func(p *spam) { p.BlockedSenderDomains = []string{"fabrikam.com"} }, want: "SKB NONE MoveToJmf "},
		{name: "G2.50: the tenant's block beats its allow", k: verdict.Known{Auth: passes}, spam: func(p *spam) {
			p.BlockedSenders, p.AllowedSenders, p.SpamAction = []string{"erin@fabrikam.com"}, []string{"erin@fabrikam.com"}, relay.ToQuarantine
		}, want: "SKB NONE Quarantine "},
		{name: "G2.23: MarkAsSpamSpfRecordHardFail On makes spf=fail spam of high confidence", k: verdict.Known{Auth: mailauth.Verdict{SPF: mailauth.Fail, DMARC: mailauth.None}}, spam: func(p *spam) { p.MarkAsSpamSpfRecordHardFail = relay.FilterTestOn }, want: "SPM HSPM MoveToJmf SPF Record Fail"},
		{name: "G2.23: softfail is no hard fail", k: verdict.Known{Auth: forged}, spam: func(p *spam) { p.MarkAsSpamSpfRecordHardFail = relay.FilterTestOn }, want: "NSPM NONE  "},
		{name: "G2.11: MarkAsSpamNdrBackscatter On looks at the null sender", k: verdict.Known{Auth: passes}, from: "<>", spam: func(p *spam) { p.MarkAsSpamNdrBackscatter = relay.FilterTestOn }, want: "SPM HSPM MoveToJmf Backscatter NDR"},
		{name: "G2.11: ordinary mail it leaves alone", k: verdict.Known{Auth: passes}, spam: func(p *spam) { p.MarkAsSpamNdrBackscatter = relay.FilterTestOn }, want: "NSPM NONE  "},
		{name: "G2.39: AuthenticationFailAction is for what is not honoured", k: verdict.Known{Auth: fails("reject")}, phish: func(p *phish) { p.AuthenticationFailAction = relay.ToQuarantine }, want: "SPM SPOOF Quarantine "},
		{name: "G2.54: DmarcQuarantineAction MoveToJmf", k: verdict.Known{Auth: fails("quarantine"), Honoured: true}, phish: func(p *phish) { p.DmarcQuarantineAction = relay.ToJunk }, want: "SPM SPOOF MoveToJmf "},
		{name: "G2.54: DmarcRejectAction Quarantine", k: verdict.Known{Auth: fails("reject"), Honoured: true}, phish: func(p *phish) { p.DmarcRejectAction = relay.RejectQuarantine }, want: "SPM SPOOF Quarantine "},
		{name: "G2.56: honour off, intelligence on: one action for both", k: verdict.Known{Auth: fails("reject"), Honoured: true}, phish: func(p *phish) { p.HonorDmarcPolicy = false }, want: "SPM SPOOF MoveToJmf "},
		{name: "G2.56: honour off, intelligence off: explicit failures are quarantined", k: verdict.Known{Auth: fails("reject"), Honoured: true}, phish: func(p *phish) { p.HonorDmarcPolicy, p.EnableSpoofIntelligence = false, false }, want: "SPM SPOOF Quarantine "},
		{name: "G2.56: honour on, intelligence off: explicit only", k: verdict.Known{Auth: forged, Own: true}, phish: func(p *phish) { p.EnableSpoofIntelligence = false }, want: "NSPM NONE  "},
		{name: "G2.50: nothing lifts phishing of high confidence", k: verdict.Known{Auth: passes, Blocked: true}, spam: func(p *spam) { p.AllowedSenders = []string{"erin@fabrikam.com"} }, want: "SPM HPHSH Quarantine "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.k.Day == 0 {
				tt.k.Day = today
			}
			tt.k.Direction = relay.Incoming
			v, _ := verdict.Of(tt.k)
			item := &relay.MailItem{From: "erin@fabrikam.com", Header: relay.Header{{Name: "From", Value: "Erin <erin@fabrikam.com>"}, verdict.Stamp(v, verdict.Hop{})}, Verdict: v, SCL: tt.scl}
			if tt.from == "<>" {
				item.From = ""
			}
			p := verdict.Policies{Spam: relay.NewContentFilterPolicy("Default"), Phish: relay.NewAntiPhishPolicy("Default"), Day: tt.k.Day, Own: func(string) bool { return tt.k.Own }}
			if tt.spam != nil {
				tt.spam(p.Spam)
			}
			if tt.phish != nil {
				tt.phish(p.Phish)
			}
			got, marked, d := verdict.For(item, &relay.Recipient{Type: relay.UserMailbox}, p)
			if diff := cmp.Diff(tt.want, got.SFV+" "+got.CAT+" "+string(got.Action)+" "+marked); diff != "" {
				t.Errorf("-want +got:\n%s\n%+v", diff, d)
			}
		})
	}
}

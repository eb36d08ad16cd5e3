package script_test

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"testing"

	"hybridsim/sim/script"
)

// Each kind of claim, where it holds and where it does not.
var claimTests = []struct {
	name         string
	base         string // empty: hybrid-2013
	setup, cause string
	steps        string
	holds, fails []string
}{
	{
		name:  "mail that arrives",
		setup: "net> host mx.litware.com 198.51.100.77 for litware.com\nmx.litware.com> mailbox zoe@litware.com\n",
		cause: "wait 1m\n",
		steps: hello + "\n" + "alice@contoso.com> send 2 x hello.eml to bob@contoso.com, erin@fabrikam.com\n" +
			"bob@contoso.com> send hello.eml to alice@contoso.com, erin@fabrikam.com\n" +
			"mx.fabrikam.com> talk to mail.contoso.com: EHLO mx.fabrikam.com\n",
		holds: []string{
			`mail at bob@contoso.com`,
			`mail at bob@contoso.com: 3`,
			`mail at bob@contoso.com: between 1 and 3, each once`,
			`mail at bob@contoso.com, with AuthAs Internal, without X-Nonsense, containing "Lunch at noon?"`,
			`mail at bob@contoso.com from alice@contoso.com: 3, with Subject "ell"`,
			`mail at bob@contoso.com with AuthAs Internal`, // DESIGN writes it so
			`mail at zoe@litware.com: 0`,
			`no mail at zoe@litware.com`,
			`no mail at bob@contoso.com from bob@contoso.com`,
			`no NDR to alice@contoso.com`,
			`no deferral at cloud`,
			`no deferral at onprem since the last send`,
			`no queue at onprem to contoso.mail.onmicrosoft.com`,
			`no queue at onprem to FABRIKAM.com`,
			`nobody told`,
			`way to erin@fabrikam.com by connector "Internet"`,
			`way to erin@fabrikam.com by host mx.fabrikam.com`,
			`way to bob@contoso.com by organization cloud`,
			`way to bob@contoso.com by connector "EX01\Default Frontend EX01"`,
			`way to alice@contoso.com by organization onprem`,
			`no way to bob@contoso.com by connector "Internet"`,
			`no way to bob@contoso.com by host mx.fabrikam.com`,
			`nobody told about erin@fabrikam.com`,
			`mail only at erin@fabrikam.com, alice@contoso.com, bob@contoso.com`,
			`message trace at cloud: Send for bob@contoso.com`,
			`message trace at onprem: Deliver`,
			`no message trace at cloud: Fail`,
			`line from 52.100.0.0/16 in onprem SmtpReceive on "EX01\Default Frontend EX01"`,
			`line from 52.100.0.0/16 in onprem SmtpReceive: "MAIL FROM:<alice@contoso.com>"`,
			`no line from 192.0.2.0/24 in onprem SmtpReceive`,
			`DNS query mail.contoso.com by EUR01-SIM1-obe.outbound.protection.outlook.com`,
			`receive connector "EX01\Default Frontend EX01" at onprem`,
			`send connector "Internet" at onprem`,
			`outbound connector "MX" at cloud`,
			`certificate "CN=mail.contoso.com" at onprem`,
			`attribution "Originating by " at cloud`,
			`cross-premises headers "promoted" at cloud`,
			`TLS domain capabilities "AcceptCloudServicesMail" at onprem`,
			`no event 12014 at onprem`,
			`reply "220 "`,
			`reply "STARTTLS"`,
			`reply without XNONSENSE`,
		},
		fails: []string{
			`way to bob@contoso.com by connector "Internet"`,
			`way to bob@contoso.com by host mx.litware.com`,
			`no way to bob@contoso.com by organization cloud`,
			`no way to erin@fabrikam.com by connector "Internet"`,
			`mail at zoe@litware.com`,
			`mail at bob@contoso.com: 2`,
			`mail at bob@contoso.com: between 4 and 9`,
			`mail at bob@contoso.com, with AuthAs Anonymous`,
			`mail only at bob@contoso.com, alice@contoso.com`,
			`mail only at erin@fabrikam.com, alice@contoso.com, bob@contoso.com, zoe@litware.com`,
			`mail at bob@contoso.com, without Subject`,
			`mail at bob@contoso.com, containing "Dinner"`,
			`mail at bob@contoso.com from erin@fabrikam.com`,
			`mail at bob@contoso.com: 3, with Subject Goodbye`,
			`no mail at bob@contoso.com`,
			`NDR to alice@contoso.com`,
			`delay report to alice@contoso.com`,
			`deferral at cloud: 450`,
			`queue at onprem to fabrikam.com`,
			`message trace at cloud: Defer`,
			`message trace at cloud: Send for carol@contoso.com`,
			`no message trace at cloud: Send`,
			`line from 192.0.2.0/24 in onprem SmtpReceive`,
			`line from 52.100.0.0/16 in onprem SmtpReceive: "MAIL FROM:<zoe@litware.com>"`,
			`no line from 52.100.0.0/16 in onprem SmtpReceive`,
			`DNS query mail.contoso.com by mx.litware.com`,
			`receive connector "EX01\Client Frontend EX01" at onprem`,
			`receive connector "" at onprem`,
			`send connector "Outbound to Office 365" at onprem`,
			`outbound connector "Outbound to" at cloud`,
			`certificate "" at onprem`,
			`attribution "Incoming" at cloud`,
			`cross-premises headers "left" at cloud`,
			`TLS domain capabilities "AcceptOorgProtocol" at onprem`,
			`route "Internet" at cloud`,
			`event 12014 at onprem`,
			`reply "421 "`,
			`reply without STARTTLS`,
		},
	},
	{
		name:  "reports",
		setup: "onprem> New-Mailbox carol -PrimarySmtpAddress carol@contoso.com\nmx.fabrikam.com> mailbox frank@fabrikam.com\n",
		cause: "cloud> Set-AcceptedDomain contoso.com -DomainType Authoritative\n" +
			"mx.fabrikam.com> reply \"452 4.2.2 Mailbox full\" to RCPT of frank@fabrikam.com\n" +
			"mx.fabrikam.com> reply \"550 5.1.1 Gone\" to RCPT of erin@fabrikam.com\n",
		steps: "alice@contoso.com> send 2 x hello.eml to carol@contoso.com\nalice@contoso.com> send hello.eml to erin@fabrikam.com\n" +
			"bob@contoso.com> send hello.eml to frank@fabrikam.com\nwait 5h\n",
		holds: []string{
			`NDR to alice@contoso.com`,
			`3 NDR to alice@contoso.com`,
			`2 NDR to alice@contoso.com about carol@contoso.com by cloud, no remote: 550 5.1.10`,
			`between 1 and 2 NDR to alice@contoso.com by cloud, no remote`,
			`NDR to alice@contoso.com by cloud, remote mx.fabrikam.com: "Gone"`,
			`0 NDR to bob@contoso.com`,
			`no NDR to bob@contoso.com`,
			`no NDR to alice@contoso.com about bob@contoso.com`,
			`delay report to bob@contoso.com about frank@fabrikam.com by onprem`,
			`1 delay report to bob@contoso.com`,
			`deferral at onprem for frank@fabrikam.com: "4.2.2"`,
			`no deferral at cloud`,
			`queue at onprem to fabrikam.com`,
			`queue at onprem to fabrikam.com: Ready`, // the message waits, not the queue
			`message trace at cloud: Fail for carol@contoso.com "550 5.1.10"`,
			`no mail at frank@fabrikam.com`,
		},
		fails: []string{
			`nobody told`,
			`nobody told about erin@fabrikam.com`,
			`no NDR to alice@contoso.com`,
			`2 NDR to alice@contoso.com`,
			`NDR to alice@contoso.com by onprem`,
			`NDR to alice@contoso.com by mx.fabrikam.com`,
			`NDR to alice@contoso.com about bob@contoso.com`,
			`NDR to alice@contoso.com about carol@contoso.com, remote mx.fabrikam.com`,
			`NDR to alice@contoso.com about erin@fabrikam.com, no remote`,
			`NDR to alice@contoso.com: 551`,
			`NDR to bob@contoso.com`,
			`delay report to bob@contoso.com by cloud`,
			`2 delay report to bob@contoso.com`,
			`deferral at onprem: "5.7.1"`,
			`deferral at cloud: 452`,
			`no deferral at onprem`,
			`no deferral at onprem for frank@fabrikam.com since the last send`,
			`queue at onprem to fabrikam.com: Retry`,
			`queue at onprem to fabrikam.com "5.7.1"`,
			`no queue at onprem to fabrikam.com`,
			`message trace at onprem: Fail`,
			`mail at frank@fabrikam.com`,
		},
	},
	{
		name:  "a certificate that is gone",
		cause: "onprem> Get-ExchangeCertificate -DomainName mail.contoso.com | Remove-ExchangeCertificate\n",
		steps: hello + "\n" + "bob@contoso.com> send hello.eml to alice@contoso.com\n",
		holds: []string{
			`queue at onprem to contoso.mail.onmicrosoft.com: Retry "454 4.7.5"`,
			`event 12014 at onprem`,
			`event 12014 at onprem from MSExchangeFrontEndTransport`,
			`no event 12014 at onprem from MSExchangeTransport`,
			`certificate "" at onprem`,
		},
		fails: []string{
			`queue at onprem to contoso.mail.onmicrosoft.com: Ready "454 4.7.5"`,
			`event 12014 at onprem from MSExchangeTransport`,
			`no event 12014 at onprem`,
			`certificate "CN=mail.contoso.com" at onprem`,
		},
	},
	{
		name:  "everything by way of on-premises",
		cause: "onprem> Set-HybridConfiguration -Features SecureMail,CentralizedTransport\nonprem> Update-HybridConfiguration\n",
		steps: "alice@contoso.com> send hello.eml to erin@fabrikam.com\n",
		holds: []string{`route "Outbound to " at cloud`},
		fails: []string{`route "MX" at cloud`},
	},
	{
		name: "answers that mailboxes give by themselves, and the send log",
		setup: `onprem> Set-MailboxAutoReplyConfiguration bob -AutoReplyState Enabled -InternalMessage "back on Monday" -ExternalMessage "away"` + "\n" +
			`onprem> New-Mailbox room -Room -PrimarySmtpAddress room@contoso.com` + "\n" +
			`onprem> Set-CalendarProcessing room -AutomateProcessing AutoAccept` + "\n" + `onprem> Start-ADSyncSyncCycle` + "\n" +
			`onprem> Get-SendConnector | Set-SendConnector -ProtocolLoggingLevel Verbose` + "\n",
		cause: "wait 1m\n",
		steps: hello + "\n" + "alice@contoso.com> send hello.eml to bob@contoso.com\n" +
			"alice@contoso.com> send meeting.eml to room@contoso.com\n" +
			"bob@contoso.com> send hello.eml to alice@contoso.com\n",
		holds: []string{
			`reply at alice@contoso.com from bob@contoso.com`,
			`reply at alice@contoso.com from bob@contoso.com containing "back on Monday"`,
			`no reply at alice@contoso.com from bob@contoso.com containing "away"`,
			`answer at alice@contoso.com from room@contoso.com: accepted`,
			`line to contoso-mail-onmicrosoft-com.mail.protection.outlook.com in onprem SmtpSend`,
			`line to 104.47.0.0/17 in onprem SmtpSend: "MAIL FROM:<bob@contoso.com>"`,
			`no line to mx.fabrikam.com in onprem SmtpSend`,
		},
		fails: []string{
			`reply at alice@contoso.com from bob@contoso.com containing "never"`,
			`no reply at alice@contoso.com from bob@contoso.com`,
			`answer at alice@contoso.com from room@contoso.com: declined`,
			`line to mx.fabrikam.com in onprem SmtpSend`,
			`no line to 104.47.0.0/17 in onprem SmtpSend`,
		},
	},
	{
		name:  "a forwarded copy that leaves",
		setup: "wait 365d\nwait 365d\ncloud> Set-HostedOutboundSpamFilterPolicy Default -AutoForwardingMode On\nnet> host mx.litware.com 198.51.100.77 for litware.com\nmx.litware.com> mailbox zoe@litware.com\n",
		cause: "cloud> Set-Mailbox alice -ForwardingSmtpAddress zoe@litware.com\n",
		steps: "erin@fabrikam.com> send hello.eml to alice@contoso.com\n",
		holds: []string{`return path "alice" at cloud`},
		fails: []string{`return path "erin@" at cloud`},
	},
	{
		name:  "mail that waits for an approval",
		setup: "",
		cause: "onprem> Set-Mailbox bob -ModerationEnabled $true -ModeratedBy bob\n",
		steps: "alice@contoso.com> send hello.eml to bob@contoso.com\n",
		holds: []string{`moderation "wait" at onprem`},
		fails: []string{`moderation "pass" at onprem`},
	},
	{
		name:  "mail that is held",
		setup: "cloud> New-TransportRule Hold -SubjectContainsWords hello -Quarantine $true\ncloud> New-Mailbox chris -PrimarySmtpAddress chris@contoso.com\n",
		cause: "wait 1m\n",
		steps: "erin@fabrikam.com> send hello.eml to alice@contoso.com, chris@contoso.com\n" +
			"cloud> Get-QuarantineMessage -RecipientAddress chris@contoso.com | Release-QuarantineMessage -ReleaseToAll\n",
		holds: []string{
			`quarantined for alice@contoso.com`,
			`quarantined for alice@contoso.com: TransportRule`,
			`not quarantined for chris@contoso.com`,
			`not quarantined for bob@contoso.com`,
			`message trace at cloud: Quarantine for alice@contoso.com`,
			`SPF judged on 198.51.100.25`,
			`SPF judged on 198.51.100.25: none`,
		},
		fails: []string{
			`SPF judged on 198.51.100.25: fail`,
			`SPF judged on 203.0.113.10`,
			`quarantined for alice@contoso.com: Spam`,
			`quarantined for chris@contoso.com`,
			`not quarantined for alice@contoso.com`,
		},
	},
	{
		name: "mail that a mailbox passes on to outside", base: "hybrid-2019",
		setup: "net> host mx.litware.com 198.51.100.77 for litware.com\nmx.litware.com> mailbox zoe@litware.com\n",
		cause: "cloud> Set-HostedOutboundSpamFilterPolicy Default -AutoForwardingMode On\ncloud> Set-Mailbox alice -ForwardingSmtpAddress zoe@litware.com\n",
		steps: "erin@fabrikam.com> send hello.eml to alice@contoso.com\n",
		holds: []string{`outbound pool "RegularRelayOutboundPool" at cloud`},
		fails: []string{`outbound pool "the usual hosts" at cloud`},
	},
}

func TestClaims(t *testing.T) {
	held, failed := map[string]bool{}, map[string]bool{}
	for _, tt := range claimTests {
		t.Run(tt.name, func(t *testing.T) {
			c := consoleOn(t, cmp.Or(tt.base, "hybrid-2013"), strings.Split(tt.setup+tt.cause, "\n")...)
			do := func(line string) string {
				got, err := c.Do(line)
				if err != nil {
					t.Fatal(err)
				}
				return got
			}
			for line := range strings.Lines(tt.steps) {
				do(line)
			}
			for _, claim := range tt.holds {
				held[verbOf(claim)] = true
				if got := do("want " + claim); got != "holds" && !strings.HasPrefix(got, "holds, ") {
					t.Errorf("want %s\n\tdoes not hold, but should: %s", claim, got)
				}
			}
			for _, claim := range tt.fails {
				failed[verbOf(claim)] = true
				switch got := do("want " + claim); {
				case !strings.HasPrefix(got, "does not hold"):
					t.Errorf("want %s\n\tholds, but should not: %s", claim, got)
				case got == "does not hold":
					t.Errorf("want %s\n\tfails without a word about what there was", claim)
				}
			}
		})
	}
	for _, key := range slices.Sorted(maps.Keys(wantVerbs())) {
		if !held[key] || !failed[key] {
			t.Errorf("want %s: tested where it holds: %t, where it does not: %t; both are needed", key, held[key], failed[key])
		}
	}
}

// wantVerbs are the kinds of claims, by the words they begin with.
func wantVerbs() map[string]bool {
	keys := map[string]bool{}
	for _, v := range script.Verbs() {
		if v.Group() == "want" {
			keys[v.Key()] = true
		}
	}
	return keys
}

// verbOf finds the kind of a claim.
func verbOf(claim string) string {
	claim = strings.TrimLeft(strings.TrimPrefix(strings.TrimPrefix(claim, "between "), "1 and "), "0123456789 ")
	best := ""
	for key := range wantVerbs() {
		if strings.HasPrefix(claim+" ", key+" ") && len(key) > len(best) {
			best = key
		}
	}
	return best
}

// TestAClaimSaysWhichFromItMeans: somebody who meant the envelope sees it.
func TestAClaimSaysWhichFromItMeans(t *testing.T) {
	c := console(t)
	c.Attach("list.eml", []byte("From: News <news@fabrikam.com>\nTo: <bob@contoso.com>\nSubject: News\n\nNothing new.\n"))
	for _, line := range []string{"erin@fabrikam.com> send list.eml to bob@contoso.com"} {
		if _, err := c.Do(line); err != nil {
			t.Fatal(err)
		}
	}
	for claim, want := range map[string]string{
		"want mail at bob@contoso.com from erin@fabrikam.com": "does not hold, 0 messages at bob@contoso.com whose From field (P2) is erin@fabrikam.com, " +
			"and of 1 message with another one the last is From: news@fabrikam.com, with erin@fabrikam.com as the envelope's sender (P1)",
		"want mail at bob@contoso.com from news@fabrikam.com": "holds, 1 message at bob@contoso.com, the last with AuthAs Anonymous",
		"want no mail at bob@contoso.com from alice@contoso.com": "holds, 0 messages at bob@contoso.com whose From field (P2) is alice@contoso.com, " +
			"and of 1 message with another one the last is From: news@fabrikam.com, with erin@fabrikam.com as the envelope's sender (P1)",
	} {
		if got, err := c.Do(claim); err != nil || got != want {
			t.Errorf("%s: %v\n got %s\nwant %s", claim, err, got, want)
		}
	}
}

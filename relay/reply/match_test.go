package reply_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// samples fill the holes of wordings.
var samples = map[string]string{
	"address": "o'hara@contoso.com", "alternate": "", "attempted": "[LastAttemptedServerName=mail.contoso.com] [LastAttemptedIP=203.0.113.10:25]",
	"bytes": "6074", "minutes": "30", "detail": "Socket error code 10061", "domain": "fabrikam.com", "endpoint": "203.0.113.10:25", "expected": "*.contoso.com", "host": "EX01.contoso.com", "said": "550 5.1.1 User unknown",
	"id": "<1@contoso.com>", "ip": "203.0.113.10", "keywords": "\nSIZE 1\nPIPELINING", "list": "dnsbl.example.net", "number": "5111011082268",
	"octets": "17", "presented": "CN=EX01", "reply": "451 4.9.9 Come back at tea time", "rest": "", "seconds": "0.368", "speed": "16.085",
	"stamp": "[FD01.example.com 2026-03-02T08:00:00.000Z 08DD3FA5DBC8F401]", "thumbprint": "ABCD", "what": "a fax", "who": "Tenant", "error": "", "why": "; see the list",
}

func filled(t *testing.T, text string) string {
	t.Helper()
	for hole, value := range samples {
		text = strings.ReplaceAll(text, "{"+hole+"}", value)
	}
	if strings.Contains(text, "{") {
		t.Fatalf("%q has a hole without a sample", text)
	}
	return text
}

func read(code int, enhanced, text string) []reply.Match {
	return reply.Read(relay.Received(code, strings.TrimSpace(enhanced+" "+text)))
}

func names(matches []reply.Match) (list []string) {
	for _, m := range matches {
		list = append(list, m.Name)
	}
	return list
}

func TestEveryConditionHasAMeaningAndEveryWordingASource(t *testing.T) {
	known := map[string]bool{}
	for _, c := range reply.Conditions() {
		switch {
		case c.Name == "" || known[c.Name]:
			t.Errorf("%q is no name of its own", c.Name)
		case !strings.HasSuffix(c.Meaning, ".") || c.Check != "" && !strings.ContainsAny(c.Check[len(c.Check)-1:], ".?"):
			t.Errorf("%s: means %q, look at %q: want sentences", c.Name, c.Meaning, c.Check)
		case len(c.Wordings) == 0 && len(c.Heard) == 0 && !c.Plain:
			t.Errorf("%s is neither said nor heard", c.Name)
		}
		known[c.Name] = true
		for _, w := range c.Wordings {
			if w.Source == "" || w.Text == "" || w.Code == 0 {
				t.Errorf("%s: %+v lacks code, text or source", c.Name, w)
			}
		}
	}
}

// Every text of the catalogue reads back as its condition, and as no condition that does not write these words.
func TestEveryWordingReadsBackAsItsCondition(t *testing.T) {
	writers := map[string][]string{} // conditions by what they write
	said := func(w reply.Wording) string {
		return strings.Join(strings.Fields(relay.Received(w.Code, strings.TrimSpace(w.Enhanced+" "+filled(t, w.Text))).String()), " ")
	}
	for _, c := range reply.Conditions() {
		for _, w := range c.Wordings {
			if text := said(w); !slices.Contains(writers[text], c.Name) {
				writers[text] = append(writers[text], c.Name)
			}
		}
	}
	for text, want := range writers {
		r, err := relay.ParseReply(text)
		if err != nil {
			t.Fatal(err)
		}
		found := reply.Read(r)
		if diff := cmp.Diff(want, names(found)); diff != "" {
			t.Errorf("%s\nis read as (-who writes it +read):\n%s", text, diff)
		}
		for _, m := range found {
			if !m.Exact() {
				t.Errorf("%s: %s is recognized by words alone", text, m.Name)
			}
		}
	}
}

func TestTheDetailBehindAnExpiryTellsWhichItWas(t *testing.T) {
	for detail, want := range map[string][]string{
		"":                        {"NoAnswerUntilExpiry", "StartTLSNotOfferedUntilExpiry", "TLSHandshakeFailedUntilExpiry", "TLSAbortedUntilExpiry", "TLSIllegalMessageUntilExpiry", "BrokenBeforeTLSUntilExpiry", "CertificateRevokedUntilExpiry", "SubjectMismatchUntilExpiry", "CertificateExpiredUntilExpiry", "UntrustedRootUntilExpiry"},
		"(SocketError: TimedOut)": {"NoAnswerUntilExpiry"},
		"(451 5.7.3 STARTTLS is required to send mail)":                                   {"StartTLSNotOfferedUntilExpiry"},
		"(SubjectMismatch Expected Subject: a. Presented Subject: CN=b. Thumbprint: 00.)": {"SubjectMismatchUntilExpiry"},
		"(SubjectMismatch. Expected Subject: *.example.test)":                             {"SubjectMismatchUntilExpiry"},
		"(UntrustedRoot)": {"UntrustedRootUntilExpiry"},
		"(Failed to connect. Winsock error code: 995, Win32 error code: 995)": {"ConnectAborted"},
	} {
		got := names(read(550, "5.4.317", "Message expired, cannot connect to remote server"+detail))
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got):\n%s", detail, diff)
		}
	}
}

// Meaning follows the words where they contradict the number.
func TestWordsCountBeforeNumbers(t *testing.T) {
	for _, tt := range []struct{ line, want string }{
		{"550 5.2.2 Submission quota exceeded", "SubmissionQuota"},
		{"554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded", "MailboxFull"},
		{"554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded", "SendersMailboxFull"},
		{"550 5.2.2 <x@fabrikam.com>... Mailbox Full", "MailboxFull"},
		{"550 5.7.26 Unauthenticated email from contoso.com is not accepted due to domain's DMARC policy", "DMARCFailed"},
		{"550 5.7.26 Access denied, a message sent over IPv6 [2001:db8::1] must pass either SPF or DKIM validation, this message is not signed", "IPv6NotAuthenticated"},
		{"550 5.7.26 no authentication", "X.7.26"},
		{"550 5.1.10 Recipient address has a null MX", "NullMX"},
		{"550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient x@contoso.com not found", "RecipientNotFound"},
		{"550 5.7.504 [x@contoso.com]: Recipient address rejected: Access denied", "RecipientRefusesAll"},
		{"550 5.7.511 Access denied, banned sender[192.0.2.1]. To request removal, forward this message", "BannedSource"},
		{"450 4.4.317 Cannot establish session with remote server [Message=Failed to connect. Winsock error code: 995, Win32 error code: 995] [SmtpSecurity=-2;-2]", "ConnectAborted"},
		{"550 5.1.1 Message refused: virus found", "TakenForMalware"},
		{"550 5.1.1 blocked using zen.spamhaus.org", "PlainBlocked"},
		{"550 5.7.1 <x@y>: Relay access denied by us", "PlainRelayDenied"},
		{"451 4.7.1 Greylisted, please try again", "Greylisted"},
		{"421 4.7.0 no words that anybody knows", ""},
		{"550 the same without codes", ""},
		{"550 5.7.606 Access denied, banned sending IP [192.0.2.1], in newer words", "BannedSendingIP"},
		{"550 5.7.649 Access denied", "BannedSendingIP"},
		{"550 5.7.650 Access denied", ""},
	} {
		r, err := relay.ParseReply(tt.line)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(names(reply.Read(r)), " "); got != tt.want {
			t.Errorf("%s: read as %q, want %q", tt.line, got, tt.want)
		}
	}
}

// A number is told by Exchange's lists beside words of Exchange's alone; beside other words it says what RFC 3463 says,
// and nobody's phase.
func TestANumberBesideForeignWordsIsNotExchanges(t *testing.T) {
	for line, want := range map[string]string{
		"550 5.7.64 not through this door, says the porter":                                                                              "",
		"550 5.7.64 Relay Access Denied":                                                                                                 "RelayAccessDenied",
		"550 5.7.950 Mail with invoices goes to the other desk":                                                                          "",
		"550 5.7.950 TRANSPORT.RULES.RejectMessage; not on holidays":                                                                     "RejectedByRule",
		"554 5.2.2 This pigeonhole overflows":                                                                                            "X.2.2",
		"554 5.2.2 mailbox is full, says the concierge":                                                                                  "MailboxFull",
		"550 5.4.316 our night watchman did not open":                                                                                    "",
		"550 5.7.705 your season ticket has run out":                                                                                     "",
		"550 5.7.705 Access denied, tenant has exceeded threshold":                                                                       "TenantThreshold",
		"550 5.1.10 The address of the sender does not exist":                                                                            "SenderUnknown",
		"550 5.1.10 nobody of that name":                                                                                                 "X.1.10",
		"550 5.7.504 the sending domain is barred":                                                                                       "SenderRefused",
		"550 5.2.1 your originator, you know why":                                                                                        "SenderConcerned",
		"550 5.1.1 Sender address rejected: User unknown in local list":                                                                  "SenderUnknown",
		"550 5.1.1 User unknown; ask the sender for a newer address":                                                                     "PlainUserUnknown",
		"550 5.7.1 policy of the house (spf=pass dkim=pass dmarc=pass)":                                                                  "X.7.1",
		"550 5.7.1 policy of the house (spf=pass dkim=pass dmarc=fail)":                                                                  "DMARCFailed",
		"450 4.4.317 Cannot connect to remote server [Message=Winsock error 995]":                                                        "ConnectAborted",
		"450 4.4.317 Cannot connect to remote server [Message=Win32 error number 10054]":                                                 "ConnectionBroken",
		"450 4.4.317 Cannot connect to remote server [Message=Winsock error code 10060]":                                                 "NoAnswer",
		"550 5.7.606 the porter again [GW1.northwindtraders.com]":                                                                        "",
		"550 5.7.606 words of next year [DB3EUR04FT023.eop-eur04.prod.protection.outlook.com 2027-02-03T09:10:11.123Z 08DE11A2B3C4D5E6]": "BannedSendingIP",
	} {
		r, err := relay.ParseReply(line)
		if err != nil {
			t.Fatal(err)
		}
		found := reply.Read(r)
		if got := strings.Join(names(found), " "); got != want {
			t.Errorf("%s: read as %q, want %q", line, got, want)
		}
		for _, m := range found {
			if !m.Own() && (m.When() != "" || !m.Plain && m.Look() != "") {
				t.Errorf("%s: %s is no word of Exchange's, and yet said at %q, to be looked at by %q", line, m.Name, m.When(), m.Look())
			}
		}
	}
	for line, want := range map[string]string{"550 5.7.931 Use the portal": "RejectedByRuleWithOwnCode", "550 5.1.10 no address of the sender": "SenderConcerned"} {
		r, _ := relay.ParseReply(line)
		if got := strings.Join(names(reply.ReadOf(r, true)), " "); got != want {
			t.Errorf("%s, said by the service: read as %q, want %q", line, got, want)
		}
	}
}

func TestStamps(t *testing.T) {
	at := time.Date(2024, 6, 5, 1, 29, 56, 833e6, time.UTC)
	for text, want := range map[string][]reply.Stamp{
		"Access denied [ML1PEPF00011309.ausprd01.prod.outlook.com 2024-06-05T01:29:56.833Z 08DC84E0261C2B13]": {{Host: "ML1PEPF00011309.ausprd01.prod.outlook.com", Time: at, Session: "08DC84E0261C2B13"}},
		"Access denied [FD.example]": {{Host: "FD.example"}},
		"x [A.example 2024-06-05T01:29:56.833Z 08DC84E0261C2B13] [B.example 2024-06-05T01:29:56.833Z 08DC84E0261C2B14]": {
			{Host: "A.example", Time: at, Session: "08DC84E0261C2B13"}, {Host: "B.example", Time: at, Session: "08DC84E0261C2B14"}},
		"Client host [192.0.2.1]":                 nil,
		"[bob.contoso.com] is said in the middle": nil,
		"no stamp": nil,
	} {
		if diff := cmp.Diff(want, reply.Stamps(text)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

// A deferral is worded in one place and read in another: every attempt that may fail, by everybody, reads back as the
// condition that it was.
func TestEveryDeferralReadsBack(t *testing.T) {
	target := relay.Target{Host: "mail.contoso.com", Addr: netip.MustParseAddrPort("203.0.113.10:25")}
	outcomes := map[string]relay.Outcome{
		"ConnectionRefused": {Failure: relay.NetworkRefused, Target: target}, "NoAnswer": {Failure: relay.NetworkTimedOut, Target: target},
		"ConnectionBroken": {Failure: relay.NetworkReset, Target: target}, "DNSNoAnswer": {Failure: relay.DNSNoAnswer, Target: relay.Target{Host: "mail.contoso.com"}},
		"DNSNoRecords": {Failure: relay.DNSNoRecords, Target: relay.Target{Host: "mail.contoso.com"}},
	}
	for reason, name := range map[relay.TLSReason]string{
		relay.TLSNotOffered: "StartTLSRequired", relay.TLSHandshake: "TLSHandshakeFailed", relay.TLSSubjectMismatch: "SubjectMismatch",
		relay.TLSCertificateExpired: "CertificateExpired", relay.TLSUntrustedRoot: "UntrustedRoot",
	} {
		outcomes[name] = relay.Outcome{Target: target, TLSFailure: &relay.TLSFailure{Reason: reason, Expected: "*.contoso.com", Presented: "CN=EX01, O=Contoso (Lab)", Thumbprint: "ABCD"}}
	}
	for want, o := range outcomes {
		for who, s := range speakers {
			d := reply.NewDeferral(s.p, s.era, o, stamped)
			if got := names(reply.Read(d.LED)); !slices.Contains(got, want) {
				t.Errorf("%s, %s: %s\nis read as %q", want, who, d.LED, got)
			}
			if got := reply.Read(d.Expiry); len(got) == 0 || !got[0].Exact() || got[0].Phase != reply.PhaseExpiry {
				t.Errorf("%s, %s: %s\nis read as %q", want, who, d.Expiry, names(got))
			}
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"550 5.7.64 TenantAttribution; Relay Access Denied [FD.example]", "250 mail.contoso.com", "450 4.4.317 Cannot connect to remote server [Message=x] {",
		"550 5.4.300 Message expired -> 550 5.4.300 Message expired -> ", "250 2.6.0 \u0130 [InternalId=1, Hostname=x] Queued mail for delivery",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, line string) {
		r, err := relay.ParseReply(line)
		if err != nil {
			return
		}
		for _, m := range reply.Read(r) {
			if m.Exact() && m.Wording.Enhanced != r.Enhanced() {
				t.Errorf("%q is read as %s of %s", line, m.Name, m.Wording.Enhanced)
			}
		}
		reply.Stamps(line)
	})
}

package diagnose

import (
	"slices"
	"strings"
	"testing"

	"hybridsim/sim/tested"
)

// returns is a report by a host about a message, with what it said there.
func returns(by, to, recipient, said, message string) string {
	return strings.NewReplacer("BY", by, "WHO", to, "RCPT", recipient, "SAID", said, "MSG", message).Replace(`From: <MAILER-DAEMON@BY>
To: <WHO>
Subject: Undeliverable: Papers
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns;BY

Final-Recipient: rfc822;RCPT
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp;SAID

--b
Content-Type: message/rfc822

MSG
--b--
`)
}

// TestWhoIsSinceMade: mail for an address that nobody of the configuration has fails as configured, and that is no answer. With the domain made
// since, and an Edge that was not told of it, it fails in the same way; and that can be undone.
func TestWhoIsSinceMade(t *testing.T) {
	if tested.Race {
		t.Skip("plays every setting")
	}
	s := baseWith(t, "hybrid-edge", "mx.fabrikam.com> relay litware.com to EDGE01.contoso.com")
	r := found(t, s, returns("mx.fabrikam.com", "erin@fabrikam.com", "sales@litware.com", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain",
		"From: <erin@fabrikam.com>\nTo: <sales@litware.com>\nSubject: Papers\n\nHere they are."))
	first := func(says string) bool {
		return slices.ContainsFunc(r.Leads, func(l Lead) bool { return strings.Contains(l.Says, says) })
	}
	if r.Shows || len(r.Causes) == 0 || r.Causes[0].Name != "edge-not-synchronized" || !r.Causes[0].Cures || !first("nobody of the configuration has sales@litware.com") {
		t.Errorf("shows %v, %s: %s\nleads %+v", r.Shows, r.Verdict, titles(r), r.Leads)
	}
}

// TestWhatTheEvidenceShowsMayHaveBeenMadeOnTheWay: a message of two authors is refused wherever it comes from. That its sender wrote it so is one
// answer; the other is a gateway that makes it so, which is found with a plain message. Where no gateway stands, no cause is made up.
func TestWhatTheEvidenceShowsMayHaveBeenMadeOnTheWay(t *testing.T) {
	if tested.Race {
		t.Skip("plays every fault")
	}
	evidence := returns("queue.litware.com", "erin@fabrikam.com", "alice@contoso.com", "550 5.1.20 Multiple From addresses are not allowed without Sender address",
		"From: <care@litware.com>, <erin@fabrikam.com>\nTo: <alice@contoso.com>\nSubject: Papers\n\nHere they are.")
	const gateway = "net> host queue.litware.com 198.51.100.90\nnet> dns contoso.com MX 10 queue.litware.com\n" +
		"queue.litware.com> relay contoso.com to contoso-com.mail.protection.outlook.com"
	r := found(t, baseWith(t, "hybrid-2016-pair", gateway), evidence)
	lead := slices.ContainsFunc(r.Leads, func(l Lead) bool { return l.What == "message" })
	if r.Shows || len(r.Causes) == 0 || r.Causes[0].Name != "gateway-names-two-authors" || !lead {
		t.Errorf("shows %v, %s: %s\nleads %+v", r.Shows, r.Verdict, titles(r), r.Leads)
	}
	if r := found(t, base(t, "hybrid-2016-pair"), evidence); !r.Shows || len(r.Causes) > 0 || !strings.HasPrefix(r.Verdict, "cannot tell") {
		t.Errorf("without a gateway: shows %v, %s: %s", r.Shows, r.Verdict, titles(r))
	}
}

// TestReportsToSomebodyWhoNeverWrote: the message came from another host than the sender's, and the report is too much, not the refusal.
func TestReportsToSomebodyWhoNeverWrote(t *testing.T) {
	if tested.Race {
		t.Skip("plays every setting")
	}
	const base = "cloud> New-DistributionGroup board -PrimarySmtpAddress board@contoso.com -RequireSenderAuthenticationEnabled $true\n" +
		"net> host cheap.example 198.51.100.77"
	evidence := returns("SIM1PR01MB1001.simprd01.prod.outlook.com", "erin@fabrikam.com", "board@contoso.com",
		"550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group",
		"Received: from cheap.example (198.51.100.77) by SIM1EPF00000001.mail.protection.outlook.com\n (10.167.241.1) with Microsoft SMTP Server id 15.20.0.0; Mon, 2 Mar 2026\n"+
			" 08:00:00 +0000\nFrom: <erin@fabrikam.com>\nTo: <board@contoso.com>\nSubject: Papers\n\nBuy now.")
	r := found(t, baseWith(t, "hybrid-2013", base), evidence)
	lead := slices.ContainsFunc(r.Leads, func(l Lead) bool { return l.What == "sender" && strings.Contains(l.Says, "cheap.example") })
	if !r.Shows || len(r.Causes) == 0 || !r.Causes[0].Cures || !lead {
		t.Errorf("shows %v, %s: %s\nleads %+v", r.Shows, r.Verdict, titles(r), r.Leads)
	}
}

package reply_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// stamped is the server, time and session in which the replies of these tests were given.
func taken(year int) reply.Taken {
	return reply.Taken{MessageID: "<1@contoso.com>", InternalID: 5111011082268, Host: "ex01.contoso.com", Bytes: 11511, At: time.Date(year, 3, 13, 9, 1, 18, 0, time.UTC)}
}

var stamped = reply.Stamp{Host: "BN8NAM11FT004.example", Time: time.Date(2025, time.January, 29, 19, 7, 30, 476e6, time.UTC), Session: "08DD3FA5DBC8F401"}

const (
	hostAlone = "[BN8NAM11FT004.example]"
	fullStamp = "[BN8NAM11FT004.example 2025-01-29T19:07:30.476Z 08DD3FA5DBC8F401]"
	attr34    = "554 5.4.14 Hop count exceeded - possible mail loop ATTR34 "
)

func TestRefusalsSayWhatTheDocumentationPrints(t *testing.T) {
	const (
		rcpt = "bob@contoso.com"
		p10  = relay.Exchange2010
		p13  = relay.Exchange2013
		p16  = relay.Exchange2016
		p19  = relay.Exchange2019
		eop  = relay.ExchangeOnline
	)
	tests := []struct {
		name string
		got  relay.Reply
		want string
	}{
		{"TELNET13: MAIL without the right to submit, 2010", reply.NotAuthenticated(p10), "530 5.7.1 Client was not authenticated"},
		{"EXONDR: the same from 2013 on", reply.NotAuthenticated(p13), "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM"},
		{"EXONDR: the same, 2019", reply.NotAuthenticated(p19), "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM"},
		{"RELAY: relay denied, 2010", reply.UnableToRelay(p10), "550 5.7.1 Unable to relay"},
		{"KB3156771: relay denied, 2013", reply.UnableToRelay(p13), "550 5.7.1 Unable to relay"},
		{"S1.7: relay denied from 2016 on", reply.UnableToRelay(p16), "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"},
		{"N74: not permitted to send as this sender", reply.NotPermittedToSend(), "550 5.7.60 SMTP; Client does not have permissions to send as this sender"},
		{"S1.7: too many recipients", reply.TooManyRecipients(), "452 4.5.3 Too many recipients"},
		{"R6.21: a loop on-premises", reply.HopCountExceeded(p13, relay.Era2017, stamped), "554 5.4.6 Hop count exceeded - possible mail loop"},
		{"R6.21: a loop in the cloud", reply.HopCountExceeded(eop, relay.Era2019, stamped), attr34 + hostAlone},
		{"R6.21: the same with the stamp of today", reply.HopCountExceeded(eop, relay.Latest, stamped), attr34 + fullStamp},
		{"S3.3: not attributable, before the enforcement of 2017", reply.RelayAccessDenied(relay.Era2015, stamped), "550 5.7.64 TenantAttribution; Relay Access Denied " + hostAlone},
		{"L120c: the same since: ATTR36 is documented and was never seen", reply.RelayAccessDenied(relay.Era2017, stamped), "550 5.7.64 TenantAttribution; Relay Access Denied " + hostAlone},
		{"U14: the plain text, seen later again", reply.RelayAccessDenied(relay.Latest, stamped), "550 5.7.64 TenantAttribution; Relay Access Denied " + fullStamp},
		{"EXONDR: a domain that the service does not know", reply.DomainNotAccepted(relay.Era2019, stamped), "550 5.4.1 Relay Access Denied " + hostAlone},
		{"N1a: edge blocking until 2018 names the address", reply.EdgeBlocked(relay.Era2017, rcpt, stamped), "550 5.4.1 [bob@contoso.com]: Recipient address rejected: Access denied " + hostAlone},
		{"R6.30: edge blocking later", reply.EdgeBlocked(relay.Era2019, rcpt, stamped), "550 5.4.1 Recipient address rejected: Access denied. AS(201806281) " + hostAlone},
		{"R6.30: edge blocking today", reply.EdgeBlocked(relay.Latest, rcpt, stamped), "550 5.4.1 Recipient address rejected: Access denied. AS(201806281) " + fullStamp},
		{"KB2685437: unknown recipient, 2010", reply.RecipientNotFound(p10, relay.Latest, rcpt), "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"},
		{"KB2685437: unknown recipient, 2013", reply.RecipientNotFound(p13, relay.Latest, rcpt), "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"},
		{"N90a: unknown recipient, 2016", reply.RecipientNotFound(p16, relay.Latest, rcpt), "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"},
		{"KB2730609: unknown recipient in the cloud, 2012", reply.RecipientNotFound(eop, relay.Era2012, rcpt), "550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found"},
		{"KB3197393: unknown recipient in the cloud from 2015 on", reply.RecipientNotFound(eop, relay.Era2015, rcpt), "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"},
		{"N50: in 2019 still", reply.RecipientNotFound(eop, relay.Era2019, rcpt), "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup"},
		{"N50a: today with the address", reply.RecipientNotFound(eop, relay.Latest, rcpt), "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient bob@contoso.com not found by SMTP address lookup"},
		{"R6.14: the target address is missing", reply.MissingTargetAddress(p13, relay.Latest, rcpt), "550 5.1.1 RESOLVER.ADR.RecipNotFound; not found"},
		{"R6.19: recipients that forward to each other", reply.RecipientLoop(p13, relay.Era2017, stamped), "554 5.4.6 Hop count exceeded - possible mail loop"},
		{"N91: authenticated senders only, on-premises", reply.SenderNotAuthenticated(p19, relay.UserMailbox), "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required"},
		{"N53: authenticated senders only, a group in the cloud", reply.SenderNotAuthenticated(eop, relay.MailUniversalDistributionGroup), "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this group"},
		{"N54: authenticated senders only, a mailbox in the cloud", reply.SenderNotAuthenticated(eop, relay.UserMailbox), "550 5.7.134 RESOLVER.RST.SenderNotAuthenticatedForMailbox; authentication required; Delivery restriction check failed because the sender was not authenticated when sending to this mailbox"},
		{"S4.3: a domain that does not exist, cloud", reply.NonexistentDomain(eop, "nowhere.example"), "550 5.4.310 DNS domain nowhere.example does not exist [Message=InfoDomainNonexistent]"},
		{"N95: a domain that does not exist, on-premises", reply.NonexistentDomain(p13, "nowhere.example"), "554 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain"},
		{"V4.9: a message that a rule deleted", reply.DeletedByRule(), "550 5.2.1 Message deleted by the transport rules agent"},
		{"V4.9: an internal text that may not leave", reply.InternalOOFHandled(), "250 2.1.5 RESOLVER.OOF.IntToExt; handled internal OOF addressed to external recipient"},
		{"V4.9: a group", reply.GroupExpanded(), "250 2.1.5 RESOLVER.GRP.Expanded; distribution list expanded"},
		{"NB7: what a delay report says", reply.MessageDelayed(), "400 4.4.7 Message delayed"},
		{"S4.3: what a sender notes that finds no STARTTLS", reply.StartTLSRequired(), "451 5.7.3 STARTTLS is required to send mail"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.got.String()); diff != "" {
				t.Errorf("reply (-want +got):\n%s", diff)
			}
		})
	}
}

// S1.7: replies of an on-premises server about the protocol itself.
func TestProtocolRepliesSayWhatTheDocumentationPrints(t *testing.T) {
	tests := []struct {
		name string
		got  relay.Reply
		want string
	}{
		{"EHLO", reply.Greeting("ex01.contoso.com", "104.47.0.10", "SIZE 37748736", "PIPELINING"), "250 ex01.contoso.com Hello [104.47.0.10]\nSIZE 37748736\nPIPELINING"},
		{"HELO", reply.Greeting("ex01.contoso.com", "104.47.0.10"), "250 ex01.contoso.com Hello [104.47.0.10]"},
		{"bad EHLO domain", reply.InvalidDomainName(), "501 5.5.4 Invalid domain name"},
		{"before EHLO", reply.SendHelloFirst(), "503 5.5.2 Send hello first"},
		{"before MAIL", reply.NeedMailCommand(), "503 5.5.2 Need mail command"},
		{"before RCPT", reply.NeedRcptCommand(), "503 5.5.2 Need rcpt command"},
		{"STARTTLS", reply.ReadyForTLS(), "220 2.0.0 SMTP server ready"},
		{"R1.17: MAIL before TLS where RequireTLS is set", reply.MustIssueStartTLS(), "451 5.7.3 Must issue a STARTTLS command first"},
		{"MAIL ok", reply.SenderOK(), "250 2.1.0 Sender OK"},
		{"MAIL syntax", reply.InvalidAddress(), "550 5.1.7 Invalid address"},
		{"RCPT ok", reply.RecipientOK(), "250 2.1.5 Recipient OK"},
		{"DATA", reply.StartMailInput(), "354 Start mail input; end with <CRLF>.<CRLF>"},
		{"accepted", reply.QueuedForDelivery(relay.Exchange2013, taken(2017)), "250 2.6.0 <1@contoso.com> [InternalId=5111011082268, Hostname=ex01.contoso.com] Queued mail for delivery"},
		{"accepted by 2010, which names no host", reply.QueuedForDelivery(relay.Exchange2010, taken(2017)), "250 2.6.0 <1@contoso.com> [InternalId=5111011082268] Queued mail for delivery"},
		{"accepted by 2016 in 2017", reply.QueuedForDelivery(relay.Exchange2016, taken(2017)), "250 2.6.0 <1@contoso.com> [InternalId=5111011082268, Hostname=ex01.contoso.com] Queued mail for delivery"},
		{"accepted by 2016 in 2024, with size and speed", reply.QueuedForDelivery(relay.Exchange2016, taken(2024)), "250 2.6.0 <1@contoso.com> [InternalId=5111011082268, Hostname=ex01.contoso.com] 11511 bytes in 0.102, 109.376 KB/sec Queued mail for delivery"},
		{"accepted by the service in 2016", reply.QueuedForDelivery(relay.ExchangeOnline, taken(2017)), "250 2.6.0 <1@contoso.com> [InternalId=5111011082268, Hostname=ex01.contoso.com] 11511 bytes in 0.102, 109.376 KB/sec Queued mail for delivery"},
		{"V4.6: the second copy of a message accepted", reply.QueuedForRedundancy(taken(2017)), "250 2.6.0 <1@contoso.com> [InternalId=5111011082268, Hostname=ex01.contoso.com] Queued mail for redundancy"},
		{"header too big", reply.HeaderTooLarge(), "552 5.3.4 Header size exceeds fixed maximum"},
		{"too big", reply.MessageTooLarge(), "552 5.3.4 Message size exceeds fixed maximum message size"},
		{"AUTH of the wrong type", reply.UnrecognizedAuthenticationType(), "504 5.7.4 Unrecognized authentication type"},
		{"VRFY", reply.CannotVerify(), "252 2.1.5 Cannot VRFY user"},
		{"EXPN", reply.CommandNotImplemented(), "502 5.3.3 Command not implemented"},
		{"unknown verb", reply.UnrecognizedCommand(), "500 5.3.3 Unrecognized command"},
		{"idle", reply.ClientTimeout(), "451 4.7.0 Timeout waiting for client input"},
		{"RSET", reply.Resetting(), "250 2.0.0 Resetting"},
		{"NOOP", reply.NoopOK(), "250 2.0.0 OK"},
		{"QUIT", reply.ClosingChannel(), "221 2.0.0 Service closing transmission channel"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.got.String()); diff != "" {
				t.Errorf("reply (-want +got):\n%s", diff)
			}
		})
	}
}

// NA4: what the cloud's report quotes when another system refused for good.
func TestWrapRefusal(t *testing.T) {
	const (
		dnsbl  = "554 5.7.1 Service unavailable; Client host [104.47.0.10] blocked using ips.backscatterer.org"
		spam   = "550 5.7.350 Remote server returned message detected as spam -> "
		ipPool = "550 Decision Engine classified the mail item was rejected because of IP Block (from outbound normal IP pools) -> "
	)
	tests := []struct {
		name   string
		p      relay.Product
		era    relay.Era
		remote string
		want   string
	}{
		{"N61: a reply with an enhanced code is quoted as it came", relay.ExchangeOnline, relay.Latest, "550 5.7.1 Unable to relay", "550 5.7.1 Unable to relay"},
		{"N61: also when the code is not 550", relay.ExchangeOnline, relay.Era2017, "501 5.1.8 Sender address rejected", "501 5.1.8 Sender address rejected"},
		{"N62: no enhanced code, unknown user", relay.ExchangeOnline, relay.Era2017, "550 : User unknown", "550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 : User unknown"},
		{"N62: an enhanced code that says nothing counts as none", relay.ExchangeOnline, relay.Latest, "550 5.0.0 Unknown user bob", "550 5.1.351 Remote server returned unknown recipient or mailbox unavailable -> 550 5.0.0 Unknown user bob"},
		{"N65: no enhanced code, anything else", relay.ExchangeOnline, relay.Latest, "550 x-dg-ref header is too long.", "550 5.0.350 Remote server returned an error -> 550 x-dg-ref header is too long."},
		{"N63: a block list's verdict, although the reply had 5.7.1", relay.ExchangeOnline, relay.Latest, dnsbl, spam + dnsbl},
		{"N63: from 2017 on", relay.ExchangeOnline, relay.Era2017, dnsbl, spam + dnsbl},
		{"N66: the wrapper until 2016", relay.ExchangeOnline, relay.Era2015, dnsbl, ipPool + dnsbl},
		{"ND11: in 2012 to 2014 as it came", relay.ExchangeOnline, relay.Era2012, dnsbl, dnsbl},
		{"L120j: a foreign system does not relay, although the reply had 5.7.1", relay.ExchangeOnline, relay.Latest, "554 5.7.1 <x@example.net>: Relay access denied", "550 5.7.367 Remote server returned not permitted to relay -> 554 5.7.1 <x@example.net>: Relay access denied"},
		{"P2.27: in sendmail's words", relay.ExchangeOnline, relay.Latest, "550 5.7.1 x@example.net... Relaying denied. IP name lookup failed", "550 5.7.367 Remote server returned not permitted to relay -> 550 5.7.1 x@example.net... Relaying denied. IP name lookup failed"},
		{"P2.27: before that code was seen, as it came", relay.ExchangeOnline, relay.Era2019, "554 5.7.1 <x@example.net>: Relay access denied", "554 5.7.1 <x@example.net>: Relay access denied"},
		{"N70a: an Exchange server's own words are quoted", relay.ExchangeOnline, relay.Latest, "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"},
		{"N64: a verdict about SPF", relay.ExchangeOnline, relay.Era2019, "550 5.7.1 SPF check failed for contoso.com", "550 5.7.23 The message was rejected because of Sender Policy Framework violation -> 550 5.7.1 SPF check failed for contoso.com"},
		{"no wrapper is known from 2012", relay.ExchangeOnline, relay.Era2012, "550 no", "550 no"},
		{"an on-premises server quotes as it came", relay.Exchange2016, relay.Latest, dnsbl, dnsbl},
		{"ND9: the cloud's own verdict in an on-premises report", relay.Exchange2013, relay.Latest, "550 5.7.606 Access denied, banned sending IP [203.0.113.10].", "550 5.7.606 Access denied, banned sending IP [203.0.113.10]."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			remote, err := relay.ParseReply(tt.remote)
			if err != nil {
				t.Fatal(err)
			}
			got := reply.WrapRefusal(tt.p, tt.era, remote)
			if diff := cmp.Diff(tt.want, got.String()); diff != "" {
				t.Errorf("quoted (-want +got):\n%s", diff)
			}
			if !got.Permanent() {
				t.Error("a refusal for good became something else")
			}
		})
	}
}

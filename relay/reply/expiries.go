package reply

import (
	"strings"

	"hybridsim/relay"
)

// This file holds what a report says about a message that waited too long.

const lastAttemptSays = "The line with the last attempt says why; look at the queue's LastError."

var queueExpired = add(Condition{
	Name: "QueueExpired", Phase: PhaseExpiry,
	Meaning: "The message waited longer than it may, and no attempt succeeded.", Check: lastAttemptSays,
	Wordings: []Wording{
		{By: until2013, Code: 550, Enhanced: "4.4.7", Text: "QUEUE.Expired; message expired", Source: "[O] N109, [D] 4.4.7"},
		{Code: 550, Enhanced: "4.4.7", Text: "QUEUE.Expired; message expired({detail})", Source: "[I]"},
	},
	Heard: []Pattern{{"4.4.7", ""}, {"", "QUEUE.Expired"}},
})

var messageExpired = add(Condition{
	Name: "MessageExpired", Phase: PhaseExpiry,
	Meaning: "The message waited longer than it may, and no attempt succeeded.",
	Check:   "Behind the arrow stands what the last attempt met.",
	Wordings: []Wording{
		{By: By{from: relay.Exchange2016, to: relay.ExchangeOnline}, Code: 550, Enhanced: "5.4.300", Text: "Message expired -> {reply}", Source: "[D] EXONDR, [O] N109"},
	},
	Heard: []Pattern{{"5.4.300", ""}},
})

var neverTried = fixed(By{from: relay.Exchange2016, to: relay.ExchangeOnline}, "NeverTried", PhaseExpiry, 550,
	"5.4.300", "Message expired", "[I]",
	"The message waited longer than it may; of an attempt nothing is said.",
	"Is there a connector for the recipient's domain? Look at the queue Unreachable.")

// expired adds what the cloud says since 2017 when a way to fail lasted too long. The detail stands in the text for
// people alone (NB6).
func expired(of *Condition, name, meaning, check string, wordings ...Wording) *Condition {
	for i := range wordings {
		wordings[i].Code = 550
	}
	c := Condition{Name: name, Of: of, Phase: PhaseExpiry, Meaning: meaning, Check: check, Wordings: wordings}
	for _, w := range wordings { // in other words than these, the code and the detail still tell
		c.Heard = append(c.Heard, Pattern{w.Enhanced, firstWords(w.MSG)})
	}
	return add(c)
}

// alsoByCode makes the code of a condition stand for it whatever the words are.
func alsoByCode(c *Condition) *Condition {
	for _, w := range c.Wordings {
		if w.Enhanced != "5.4.317" { // which stands for several
			c.hear(Pattern{w.Enhanced, ""})
		}
	}
	return c
}

// firstWords is a detail as far as it does not differ from case to case.
func firstWords(detail string) string {
	words, _, _ := strings.Cut(detail, " Expected Subject")
	return words
}

var since17 = inCloud(relay.Era2017, relay.EraToday)

func noSessionText(detail, source string) Wording {
	return Wording{By: since17, Enhanced: "5.4.317", Text: "Message expired, cannot connect to remote server",
		MSG: detail, Source: source}
}

var (
	expiredRefused = alsoByCode(expired(connectionRefused, "ConnectionRefusedUntilExpiry",
		"The recipient's mail system refused every connection until the message grew too old.", allThrough,
		Wording{By: since17, Enhanced: "5.4.316", Text: "Message expired, connection refused",
			MSG: "Socket error code 10061", Source: "[O] L100", Seen: "2018-06-19 to 2023-09"}))
	expiredNoAnswer = alsoByCode(expired(noAnswer, "NoAnswerUntilExpiry",
		"The recipient's mail system did not answer until the message grew too old.", firewall,
		Wording{By: today, Enhanced: "5.4.317", Text: "Message expired, cannot connect to remote server",
			MSG: "SocketError: TimedOut", Source: "[I]"},
		Wording{By: since17, Enhanced: "5.4.315", Text: "Message expired, connection timed out",
			MSG: "Socket error code 10060", Source: "[I]"}))
	expiredBroken = alsoByCode(expired(connectionBroken, "ConnectionBrokenUntilExpiry",
		"The connection was always broken off until the message grew too old.",
		"Look for a firewall that inspects SMTP.",
		Wording{By: since17, Enhanced: "5.4.318",
			Text: "Message expired, connection reset (SuspiciousRemoteServerError)", Source: "[O] N38"}))
	expiredDNSNoAnswer = expired(dnsNoAnswer, "DNSNoAnswerUntilExpiry",
		"No name server answered for the recipient's domain until the message grew too old.", lookMX,
		Wording{By: since17, Enhanced: "5.4.312", Text: "Message expired, DNS query failed", MSG: "ErrorRetry",
			Source: "[O] L99"})
	expiredDNSNoRecords = alsoByCode(expired(dnsNoRecords, "DNSNoRecordsUntilExpiry",
		"No mail host for the recipient's domain could be found until the message grew too old.", lookMX,
		Wording{By: since17, Enhanced: "5.4.312", Text: "Message expired, DNS query failed", MSG: "InfoNoRecords",
			Source: "[O] L98", Seen: "2018-05-25"}))
	expiredStartTLSNotOffered = expired(startTLSNotOffered, "StartTLSNotOfferedUntilExpiry",
		"The recipient's mail system offered no secure connection until the message grew too old.", hasCert,
		noSessionText(required, "[D] N33, [O]"))
	expiredHandshakeFailed = expired(tlsHandshakeFailed, "TLSHandshakeFailedUntilExpiry",
		"No handshake with the recipient's mail system succeeded until the message grew too old.",
		tlsHandshakeFailed.Check,
		noSessionText(handshake, "[I] U17"))
	expiredAborted = expired(tlsAborted, "TLSAbortedUntilExpiry",
		"Every handshake with the recipient's mail system was broken off until the message grew too old.",
		tlsAborted.Check, noSessionText(aborted, "[I]"))
	expiredIllegalMessage = expired(tlsIllegalMessage, "TLSIllegalMessageUntilExpiry",
		"The recipient's mail system answered no handshake in TLS until the message grew too old.",
		tlsIllegalMessage.Check, noSessionText(illegal, "[I]"))
	expiredBrokenBeforeTLS = expired(brokenBeforeTLS, "BrokenBeforeTLSUntilExpiry",
		"The connection was always broken off before it was secured, until the message grew too old.",
		brokenBeforeTLS.Check, noSessionText("451 4.4.0 Socket error SocketError", "[O] L33"))
	expiredRevoked = expired(certificateRevoked, "CertificateRevokedUntilExpiry",
		"The recipient's mail system showed a certificate that is revoked until the message grew too old.",
		whichCert, noSessionText(string(relay.TLSRevoked), "[I]"))
	expiredSubjectMismatch = expiredCertificate(subjectMismatch, "SubjectMismatchUntilExpiry",
		relay.TLSSubjectMismatch, "a certificate with another name than the expected one")
	expiredCertificateExpired = expiredCertificate(certificateExpired, "CertificateExpiredUntilExpiry",
		relay.TLSCertificateExpired, "a certificate that is out of date")
	expiredUntrustedRoot = expired(untrustedRoot, "UntrustedRootUntilExpiry",
		"The recipient's mail system showed a certificate without a trusted chain until the message grew too old.",
		untrustedRoot.Check, noSessionText(string(relay.TLSUntrustedRoot), "[I]"))
)

func expiredCertificate(of *Condition, name string, reason relay.TLSReason, what string) *Condition {
	return expired(of, name, "The recipient's mail system showed "+what+" until the message grew too old.", whichCert,
		Wording{By: inCloud(relay.Era2017, relay.Era2019), Enhanced: "5.7.320",
			Text: "Message expired, certificate validation failed", MSG: string(reason), Source: "[I] U17"},
		Wording{By: today, Enhanced: "5.4.317", Text: "Message expired, cannot connect to remote server",
			MSG: string(reason) + presented, Source: "[I] U17"})
}

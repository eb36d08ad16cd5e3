package reply

import (
	"slices"
	"strings"

	"hybridsim/relay"
)

// This file holds how failed attempts are worded: S4.3 and NA2 for the cloud, S5.2 and NA7
// on-premises. What the report says in the end is in expiries.go.

const (
	alternate = " Attempted failover to alternate host, but that did not succeed. " +
		"Either there are no alternate hosts, or delivery failed to all alternate hosts."
	last       = " The last endpoint attempted was {endpoint}"
	firewall   = "Look at the firewall, the smart host's name and the network before it."
	allThrough = "Does the firewall let all of the service's addresses through to port 25?"
	lookMX     = "Look at the MX record, or at the smart host's name."
	whichCert  = "Compare the certificate that the server shows with the connector's TlsDomain; look at its " +
		"chain and dates."
	hasCert = "Has the server a certificate for SMTP that its connector names, and does nothing on the path " +
		"hide STARTTLS?"
)

// The cloud's eras: the short last error with the detail beside it until 2017, then the long one.
var (
	short  = inCloud(relay.Era2012, relay.Era2017)
	before = inCloud(relay.Era2012, relay.Era2015)
	era17  = inCloud(relay.Era2017, relay.Era2017)
	era19  = inCloud(relay.Era2019, relay.Era2019)
	long   = inCloud(relay.Era2019, relay.EraToday)
	today  = inCloud(relay.EraToday, relay.EraToday)
)

// Days between sightings, each inferred (L113 to L115, C14).
const (
	bracketed   relay.Era = 20170715 // the short last error becomes the long one
	establishes relay.Era = 20250901 // a session is established, where a server was connected to
)

// attempt is the long last error: the detail in brackets, host and address, the front end, and the detail once more.
func attempt(text, detail string) string {
	return text + " [Message=" + detail + "] {attempted} {stamp}(" + detail + ")"
}

// primary is the last error of 2010 and 2013: what the first address answered, in quotes.
func primary(inner string) []Wording {
	return []Wording{
		{By: in2010, Code: 451, Enhanced: "4.4.0", Text: `Primary target IP address responded with: "` + inner + `"` + alternate, Source: "[D] KB4051498, [O] L123"},
		{By: in2013, Code: 451, Enhanced: "4.4.0", Text: `Primary target IP address responded with: "` + inner + `"` + alternate + last, Source: "[D] KB979174, [O] L124"},
	}
}

// communicating is the last error from 2016 on.
func communicating(inner string) Wording {
	return Wording{By: from2016, Code: 451, Enhanced: "4.4.397", Text: "Error communicating with target host. -> " +
		inner, Source: "[O] N102, L126"}
}

// proxied is the cloud's last error of 2012 to 2015 for a connection that could not be secured.
func proxied(inner, source string) Wording {
	return Wording{By: before, Code: 450, Enhanced: "4.4.101", Source: source,
		Text: `Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address responded with "` +
			inner + `."` + alternate + last + `'`}
}

// unsecured are the cloud's texts since 2017 for a connection that could not be secured.
func unsecured(detail, source string) []Wording {
	return append(establishing(detail, source),
		Wording{By: era17, Code: 450, Enhanced: "4.4.317", Text: "Cannot connect to remote server [Message=" + detail +
			"] {attempted} {stamp}", MSG: detail, Source: source},
		Wording{By: era19, Code: 450, Enhanced: "4.4.317", Text: attempt("Cannot connect to remote server", detail),
			MSG: detail, Source: source})
}

// establishing are the texts of today, and those of both verbs as they are seen with more brackets and without the end.
func establishing(detail, source string) []Wording {
	return []Wording{
		{By: onDays(relay.EraToday, establishes), Code: 450, Enhanced: "4.4.317", Text: attempt("Cannot connect to remote server", detail), MSG: detail, Source: "[O] L103", Seen: "2023-03-07 to 2025-01-29"},
		{By: onDays(establishes, relay.EraToday.Next()), Code: 450, Enhanced: "4.4.317", Text: attempt("Cannot establish session with remote server", detail), MSG: detail, Source: source},
		{Code: 450, Enhanced: "4.4.317", Text: "Cannot connect to remote server [Message=" + detail + "]{attempted}", Source: "[O] L101-L105", Seen: "2020-12-09 to 2025-06"},
		{Code: 450, Enhanced: "4.4.317", Text: "Cannot establish session with remote server [Message=" + detail + "]{attempted}", Source: "[O] L106", Seen: "2026-01 to 2026-08-26"},
	}
}

var connectionRefused = add(Condition{
	Name: "ConnectionRefused", Phase: relay.PhaseConnect, Meaning: "The next host refuses the connection.",
	Check: allThrough,
	Wordings: append(primary("421 4.2.1 Unable to connect."),
		communicating("421 4.2.1 Unable to connect -> SocketConnectionRefused: Socket error code 10061"),
		Wording{By: short, Code: 450, Enhanced: "4.4.316", Text: "Connection refused", MSG: "Socket error code 10061",
			Source: "[D] MNF, N32, [O] L95", Seen: "2017-03-16"},
		Wording{By: long, Code: 450, Enhanced: "4.4.316",
			Text: attempt("Connection refused", "Socket error code 10061"), MSG: "Socket error code 10061",
			Source: "[O] L100", Seen: "2018-06-19 to 2023-09"}),
	Heard: []Pattern{{"4.4.316", ""}, {"4.4.101", "error code: 10061"},
		{"4.4.1", "error code: 10061"}, {"", "error code: 10061"}, {"", "SocketConnectionRefused"}, {"", "0000274D"}},
})

var noAnswer = add(Condition{
	Name: "NoAnswer", Phase: relay.PhaseConnect, Meaning: "The next host does not answer.", Check: firewall,
	Wordings: []Wording{
		primary("421 4.4.1 Connection timed out.")[0],
		{By: in2013, Code: 441, Enhanced: "4.4.1", Text: `Error encountered while communicating with primary target IP address: ` +
			`"Failed to connect. Winsock error code: 10060, Win32 error code: 10060."` + alternate + last, Source: "[O] N101"},
		communicating("421 4.2.1 Unable to connect -> SocketTimedout: Socket error code 10060"),
		{By: today, Code: 450, Enhanced: "4.4.317", Text: attempt("Cannot connect to remote server", "SocketError: TimedOut"), MSG: "SocketError: TimedOut", Source: "[O] S4.3"},
		{By: short, Code: 450, Enhanced: "4.4.315", Text: "Connection timed out", MSG: "Socket error code 10060", Source: "[S] U16"},
		{By: era19, Code: 450, Enhanced: "4.4.315", Text: attempt("Connection timed out", "Socket error code 10060"), MSG: "Socket error code 10060", Source: "[S] U16"},
	},
	Heard: []Pattern{{"4.4.315", ""}, {"4.4.317", "TimedOut"}, {"", "error code: 10060"},
		{"", "SocketTimedout"}, {"", "0000274C"}, {"", "SocketError: TimedOut"}},
})

// dropped are the last errors of a connection that was broken off.
var dropped = append(primary("421 4.4.2 Connection dropped due to SocketError."),
	communicating("421 4.4.2 Connection dropped due to ConnectionReset"))

var connectionBroken = add(Condition{
	Name: "ConnectionBroken", Meaning: "The connection is broken off.",
	Check: "Look for a firewall that inspects SMTP.",
	Wordings: append(slices.Clone(dropped), Wording{By: service, Code: 450, Enhanced: "4.4.318",
		Text: "Connection was closed abruptly (SuspiciousRemoteServerError)", Source: "[O] N38"}),
	Heard: []Pattern{{"4.4.318", ""}, {"4.4.2", "Connection dropped"},
		{"4.4.0", "SuspiciousRemoteServerError"}, {"", "error code: 10053"}, {"", "error code: 10054"}},
})

var dnsError = Wording{By: onPremises, Code: 451, Enhanced: "4.4.0",
	Text: "DNS query failed. The error was: DNS query failed with error ErrorRetry.", Source: "[O] N107"}

var dnsNoAnswer = add(Condition{
	Name: "DNSNoAnswer", Phase: relay.PhaseDNS, Meaning: "No name server answers for the recipient's domain.",
	Check: "Look at DNS as the server sees it.",
	Wordings: []Wording{
		dnsError,
		{By: short, Code: 450, Enhanced: "4.4.312", Text: "DNS query failed", MSG: "ErrorRetry", Source: "[O] L99"},
		{By: long, Code: 450, Enhanced: "4.4.312", Text: attempt("DNS query failed", "ErrorRetry"), MSG: "ErrorRetry", Source: "[O] L99", Seen: "2019-11-19"},
	},
	Heard: []Pattern{{"4.4.312", "ErrorRetry"}},
})

var dnsNoRecords = add(Condition{
	Name: "DNSNoRecords", Phase: relay.PhaseDNS, Meaning: "No mail host for the recipient's domain can be found.",
	Check: lookMX,
	Wordings: []Wording{
		dnsError,
		{By: short, Code: 450, Enhanced: "4.4.312", Text: "DNS query failed", MSG: "InfoNoRecords", Source: "[O] L98"},
		{By: long, Code: 450, Enhanced: "4.4.312", Text: attempt("DNS query failed", "InfoNoRecords"), MSG: "InfoNoRecords", Source: "[O] L98", Seen: "2018-05-25"},
	},
	Heard: []Pattern{{"4.4.312", ""}, {"4.4.0", "DNS query failed"}},
})

const (
	required  = "451 5.7.3 STARTTLS is required to send mail"
	handshake = "451 4.4.0 TLS negotiation failed with error SocketError"
	aborted   = "451 4.4.0 TLS negotiation failed with error ConnectionAborted"
	illegal   = "451 4.4.0 Security status IllegalMessage"
	presented = " Expected Subject: {expected}. Presented Subject: {presented}. Thumbprint: {thumbprint}."
	notValid  = "454 4.7.5 Certificate validation failure"
)

var startTLSNotOffered = add(Condition{
	Name: "StartTLSRequired", Phase: relay.PhaseHello, Meaning: "The next host offers no secure connection.",
	Check: hasCert,
	Wordings: append([]Wording{
		{By: until2013, Code: 451, Enhanced: "5.7.3", Text: "STARTTLS is required to send mail", Source: "[D] JPTLS, [O] N104"},
		{By: from2016, Code: 451, Enhanced: "4.4.395", Text: "Target host responded with error. -> " + required, Source: "[O] L130", Seen: "2025-03-20"},
		proxied(required, "[D] KB2989382"),
	}, unsecured(required, "[D] JPTLS, KB2989382, [O] L101")...),
	Heard: []Pattern{{"", "STARTTLS is required to send mail"}},
})

var tlsHandshakeFailed = add(Condition{
	Name: "TLSHandshakeFailed", Phase: relay.PhaseTLS,
	Meaning: "The connection cannot be secured: the handshake breaks off.",
	Check:   "Look at the TLS versions that both ends have switched on, and for a firewall that inspects SMTP.",
	Wordings: append([]Wording{
		primary("421 4.4.2 Connection dropped due to SocketError.")[0],
		primary("421 4.4.2 Connection dropped due to SocketError.")[1],
		communicating("421 4.4.2 Connection dropped due to SocketError"),
		proxied(handshake, "[I]"),
	}, unsecured(handshake, "[O] QA:1187616")...),
	Heard: []Pattern{{"", "TLS negotiation failed with error SocketError"},
		{"4.4.2", "Connection dropped due to SocketError"}},
})

var tlsAborted = add(Condition{
	Name: "TLSAborted", Phase: relay.PhaseTLS,
	Meaning: "The other end, or something before it, closes the connection in the middle of the handshake.",
	Check: "Look for a firewall or a gateway that ends TLS, and at the private key of the certificate that the " +
		"server shows.",
	Wordings: append(append(slices.Clone(dropped), proxied(aborted, "[I]")), unsecured(aborted, "[O] L30")...),
	Heard:    []Pattern{{"", "TLS negotiation failed with error ConnectionAborted"}},
})

var tlsIllegalMessage = add(Condition{
	Name: "TLSIllegalMessage", Phase: relay.PhaseTLS,
	Meaning: "What the other end answers in the handshake is not TLS.",
	Check:   "Look for a firewall or a gateway that answers STARTTLS itself.",
	Wordings: append([]Wording{
		primary("451 4.4.0 Security status InvalidToken.")[0],
		primary("451 4.4.0 Security status InvalidToken.")[1],
		{By: from2016, Code: 451, Enhanced: "4.4.395", Text: "Target host responded with error. -> " +
			"451 4.4.0 Security status InvalidToken", Source: "[I] L32, L126"},
		proxied(illegal, "[I]"),
	}, unsecured(illegal, "[O] L31")...),
	Heard: []Pattern{{"", "Security status"}},
})

// credentials is what a server notes whose own key cannot be used. The queue says timed out, and sometimes unable to
// connect; neither tells which of the two causes it is (C1).
var ownKeyUnusable = add(Condition{
	Name: "OwnKeyUnusable", Phase: relay.PhaseTLS,
	Meaning: "The server cannot use the private key of the certificate that it wants to show, and says that the " +
		"connection timed out.",
	Check: "Is the certificate of the send connector there with its private key, and assigned to SMTP? The send log " +
		"says NoCredentials or UnknownCredentials.",
	Wordings: append(primary("421 4.4.1 Connection timed out."),
		Wording{By: from2016, Code: 451, Enhanced: "4.4.395",
			Text:   "Target host responded with error. -> 421 4.4.1 Connection timed out",
			Source: "[O] L46", Seen: "2019-05-02"}),
	Heard: []Pattern{{"4.4.395", "421 4.4.1 Connection timed out"}},
})

var brokenBeforeTLS = add(Condition{
	Name: "BrokenBeforeTLS", Phase: relay.PhaseHello,
	Meaning:  "The other end broke the connection off before it was secured.",
	Check:    "Look for a firewall that inspects SMTP.",
	Wordings: append(slices.Clone(dropped), unsecured("451 4.4.0 Socket error SocketError", "[O] L33")...),
	Heard:    []Pattern{{"", "Socket error SocketError"}},
})

var certificateRevoked = add(Condition{
	Name: "CertificateRevoked", Phase: relay.PhaseTLS,
	Meaning: "The next host shows a certificate that its authority has revoked.", Check: whichCert,
	Wordings: inferred(certificate(relay.TLSRevoked, "")),
})

// inferred are wordings of which no line is on record.
func inferred(list []Wording) []Wording {
	const source = "[I]"
	for i := range list {
		list[i].Source = source
	}
	return list
}

// certificate are the wordings about a certificate that the sender does not accept: with its details where a name was
// expected.
func certificate(reason relay.TLSReason, details string) []Wording {
	detail := string(reason) + details
	list := append([]Wording{
		{By: until2013, Code: 454, Enhanced: "4.7.5", Text: "Certificate validation failure", Source: "[O] L74", Seen: "2013 to 2017-07"},
		{By: from2016, Code: 454, Enhanced: "4.7.5", Text: "Certificate validation failure, reason:" + strings.ToLower(string(reason)), Source: "[O] L74, of untrustedroot", Seen: "2019"},
		{Code: 454, Enhanced: "4.7.5", Text: "Certificate validation failure, Reason:" + string(reason), Source: "[I] as older sheets spell it"},
		proxied(notValid, "[I]"),
	}, establishing(detail, "[D] JPTLS")...)
	if details == "" {
		return append(list, Wording{By: era19, Code: 450, Enhanced: "4.4.317",
			Text: attempt("Cannot connect to remote server", detail), MSG: detail, Source: "[D] NDR317"},
			Wording{By: era17, Code: 450, Enhanced: "4.4.317", Text: "Cannot connect to remote server [Message=" +
				detail + "] {attempted} {stamp}", MSG: detail, Source: "[D] NDR317"})
	}
	return append(list,
		Wording{By: onDays(bracketed, relay.EraToday), Code: 450, Enhanced: "4.7.320", Text: "Certificate validation " +
			"failed [Message=" + string(reason) + "] {attempted} {stamp}", MSG: string(reason),
			Source: "[O] L97; to 2022 [D] L114", Seen: "2017-11-01"},
		Wording{By: onDays(relay.Era2017, bracketed), Code: 450, Enhanced: "4.7.320",
			Text: "Certificate validation failed", MSG: string(reason), Source: "[O] L96", Seen: "2017-04-14"})
}

var subjectMismatch = add(Condition{
	Name: "SubjectMismatch", Phase: relay.PhaseTLS,
	Meaning:  "The next host shows a certificate that was made out to another name than the connector expects.",
	Check:    whichCert,
	Wordings: certificate(relay.TLSSubjectMismatch, presented),
	Heard:    []Pattern{{"", "SubjectMismatch"}, {"4.7.320", ""}},
})

var certificateExpired = add(Condition{
	Name: "CertificateExpired", Phase: relay.PhaseTLS,
	Meaning: "The next host shows a certificate that is out of date.", Check: whichCert,
	Wordings: certificate(relay.TLSCertificateExpired, presented),
	Heard:    []Pattern{{"", "CertificateExpired"}},
})

var untrustedRoot = add(Condition{
	Name: "UntrustedRoot", Phase: relay.PhaseTLS,
	Meaning:  "The next host shows a certificate whose chain does not end at an authority that the sender trusts.",
	Check:    "Look at the chain that the server sends, intermediates among it, and at the sender's trusted roots.",
	Wordings: certificate(relay.TLSUntrustedRoot, ""), Heard: []Pattern{{"", "UntrustedRoot"}},
})

// frontEndFailed is what 2013 says of a session that its front end could not set up (L32, L93, L124).
var frontEndFailed = Wording{Code: 450, Enhanced: "4.7.0",
	Text: `Proxy session setup failed on Frontend with '{reply}'`, Source: "[O] L32, L93", Seen: "2021-01-15"}

var peerDeferred = add(Condition{
	Name: "PeerDeferred", Meaning: "The next host put the message off.", Check: "What it answered stands within.",
	Wordings: []Wording{
		{By: from2016, Code: 451, Enhanced: "4.4.395", Text: "Target host responded with error. -> {reply}", Source: "[O] N103"},
		{Code: 451, Enhanced: "4.4.0", Text: `Primary target IP address responded with: "{reply}"{rest}`, Source: "[D] KB4051498, [O] L123"},
		frontEndFailed,
		{Code: 450, Enhanced: "4.4.101", Text: `Proxy session setup failed on Frontend with '{reply}'`, Source: "[O] L92"},
		{Code: 451, Enhanced: "4.4.400", Text: "Error communicating with frontend host or destination host. -> {reply}", Source: "[O] L108"},
		{Code: 451, Enhanced: "4.4.397", Text: "Error communicating with target host. -> {reply}", Source: "[O] L108"},
	},
	Heard: []Pattern{{"4.4.395", ""}},
})

var sendCertificateMissing = fixed(onPremises, "SendCertificateMissing", relay.PhaseTLS, 454, "4.7.5",
	"The certificate specified in TlsCertificateName of the SendConnector could not be found.", "[D] KB3156771",
	"The certificate that the send connector names is not on the server.",
	"Compare TlsCertificateName of the send connector with the server's certificates.",
	Pattern{"4.7.5", "could not be found"})

var sendCertificateUntrusted = fixed(onPremises, "SendCertificateUntrusted", relay.PhaseTLS, 454, "4.7.0",
	"Failed to establish appropriate TLS channel: UntrustedRoot: Access Denied.", "[D] KB2888788",
	"The server picked a certificate of its own for the connection that it does not trust itself.",
	"Look at the chain of the certificate that fits the connector's Fqdn.",
	Pattern{"4.7.0", "TLS channel: UntrustedRoot"})

var messageDelayed = fixed(exchange, "MessageDelayed", PhaseQueue, 400, "4.4.7", "Message delayed", "[O] NB7",
	"The message has not arrived yet.", lastAttemptSays, Pattern{"4.4.7", "Message delayed"})

var _ = waiting(connectionRefused, noAnswer, connectionBroken, dnsNoAnswer, dnsNoRecords, startTLSNotOffered,
	tlsHandshakeFailed, tlsAborted, tlsIllegalMessage, ownKeyUnusable, brokenBeforeTLS, certificateRevoked,
	subjectMismatch, certificateExpired, untrustedRoot, peerDeferred, sendCertificateMissing, sendCertificateUntrusted)

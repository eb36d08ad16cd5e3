package reply_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

// speakers are those who word a failed attempt: four products, and the cloud in five eras.
var speakers = map[string]struct {
	p   relay.Product
	era relay.Era
}{
	"Exchange 2010": {relay.Exchange2010, relay.Latest}, "Exchange 2013": {relay.Exchange2013, relay.Latest},
	"Exchange 2016": {relay.Exchange2016, relay.Latest}, "Exchange 2019": {relay.Exchange2019, relay.Latest},
	"2012": {relay.ExchangeOnline, relay.Era2012}, "2015": {relay.ExchangeOnline, relay.Era2015}, "2017": {relay.ExchangeOnline, relay.Era2017},
	"2019": {relay.ExchangeOnline, relay.Era2019}, "today": {relay.ExchangeOnline, relay.Latest},
}

const (
	noFailover  = " Attempted failover to alternate host, but that did not succeed. Either there are no alternate hosts, or delivery failed to all alternate hosts."
	endpoint    = " The last endpoint attempted was 203.0.113.10:25"
	attempted   = "[LastAttemptedServerName=mail.contoso.com] [LastAttemptedIP=203.0.113.10:25]"
	judged      = attempted + " [SmtpSecurity=-1;-1]" // L37, L112
	unheard     = attempted + " [SmtpSecurity=-2;-2]"
	undelivered = "550 4.4.7 QUEUE.Expired; message expired"
	noStartTLS  = "451 5.7.3 STARTTLS is required to send mail"
	handshake   = "451 4.4.0 TLS negotiation failed with error SocketError"
	aborted     = "451 4.4.0 TLS negotiation failed with error ConnectionAborted"
	illegal     = "451 4.4.0 Security status IllegalMessage"
	gone        = "451 4.4.0 Socket error SocketError"
	dropped     = `451 4.4.0 Primary target IP address responded with: "421 4.4.2 Connection dropped due to SocketError."` + noFailover
	mismatch    = "SubjectMismatch Expected Subject: *.contoso.com. Presented Subject: CN=EX01. Thumbprint: ABCD."
	outOfDate   = "CertificateExpired Expected Subject: *.contoso.com. Presented Subject: CN=EX01. Thumbprint: ABCD."
	legacy      = "450 4.4.101 Proxy session setup failed on Frontend with '451 4.4.0 Primary target IP address responded with \""
	invalid     = "454 4.7.5 Certificate validation failure"
)

// wording is how some speakers say it: the last error, the detail beside it, and what the report says after expiry.
type wording struct {
	speakers         []string
	led, msg, expiry string
}

func TestNewDeferral(t *testing.T) {
	target := relay.Target{Host: "mail.contoso.com", Addr: netip.MustParseAddrPort("203.0.113.10:25")}
	network := func(f relay.NetworkFailure) relay.Outcome {
		return relay.Outcome{Phase: relay.PhaseConnect, Target: target, Failure: f}
	}
	dns := func(f relay.NetworkFailure) relay.Outcome {
		return relay.Outcome{Phase: relay.PhaseDNS, Target: relay.Target{Host: "mail.contoso.com"}, Failure: f}
	}
	tls := func(reason relay.TLSReason) relay.Outcome {
		return relay.Outcome{Phase: relay.PhaseTLS, Target: target, TLSFailure: &relay.TLSFailure{Reason: reason, Expected: "*.contoso.com", Presented: "CN=EX01", Thumbprint: "ABCD"}}
	}
	tests := []struct {
		cause   string
		outcome relay.Outcome
		wording []wording
	}{
		{"S4.3, NA7: TCP refused", network(relay.NetworkRefused), []wording{
			{[]string{"2012", "2015"}, "450 4.4.316 Connection refused", "Socket error code 10061", undelivered},
			{[]string{"2017"}, "450 4.4.316 Connection refused", "Socket error code 10061", "550 5.4.316 Message expired, connection refused"},
			{[]string{"2019"}, "450 4.4.316 Connection refused [Message=Socket error code 10061] " + attempted + " " + hostAlone + "(Socket error code 10061)", "Socket error code 10061", "550 5.4.316 Message expired, connection refused"},
			{[]string{"today"}, "450 4.4.316 Connection refused [Message=Socket error code 10061] " + unheard + " " + fullStamp + "(Socket error code 10061)", "Socket error code 10061", "550 5.4.316 Message expired, connection refused"},
			{[]string{"Exchange 2010"}, `451 4.4.0 Primary target IP address responded with: "421 4.2.1 Unable to connect."` + noFailover, "", undelivered},
			{[]string{"Exchange 2013"}, `451 4.4.0 Primary target IP address responded with: "421 4.2.1 Unable to connect."` + noFailover + endpoint, "", undelivered},
			{[]string{"Exchange 2016", "Exchange 2019"}, "451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketConnectionRefused: Socket error code 10061", "",
				"550 5.4.300 Message expired -> 451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketConnectionRefused: Socket error code 10061"},
		}},
		{"S4.3, NA7: TCP timed out", network(relay.NetworkTimedOut), []wording{
			{[]string{"2012", "2015"}, "450 4.4.315 Connection timed out", "Socket error code 10060", undelivered},
			{[]string{"2017"}, "450 4.4.315 Connection timed out", "Socket error code 10060", "550 5.4.315 Message expired, connection timed out"},
			{[]string{"2019"}, "450 4.4.315 Connection timed out [Message=Socket error code 10060] " + attempted + " " + hostAlone + "(Socket error code 10060)", "Socket error code 10060", "550 5.4.315 Message expired, connection timed out"},
			{[]string{"today"}, "450 4.4.317 Cannot connect to remote server [Message=SocketError: TimedOut] " + unheard + " " + fullStamp + "(SocketError: TimedOut)", "SocketError: TimedOut", "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"Exchange 2010"}, `451 4.4.0 Primary target IP address responded with: "421 4.4.1 Connection timed out."` + noFailover, "", undelivered},
			{[]string{"Exchange 2013"}, `441 4.4.1 Error encountered while communicating with primary target IP address: "Failed to connect. Winsock error code: 10060, Win32 error code: 10060."` + noFailover + endpoint, "", undelivered},
			{[]string{"Exchange 2016", "Exchange 2019"}, "451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketTimedout: Socket error code 10060", "",
				"550 5.4.300 Message expired -> 451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketTimedout: Socket error code 10060"},
		}},
		{"S4.3, NA7: reset in mid-session", network(relay.NetworkReset), []wording{
			{[]string{"2012", "2015"}, "450 4.4.318 Connection was closed abruptly (SuspiciousRemoteServerError)", "", undelivered},
			{[]string{"2017", "2019", "today"}, "450 4.4.318 Connection was closed abruptly (SuspiciousRemoteServerError)", "", "550 5.4.318 Message expired, connection reset (SuspiciousRemoteServerError)"},
			{[]string{"Exchange 2010"}, `451 4.4.0 Primary target IP address responded with: "421 4.4.2 Connection dropped due to SocketError."` + noFailover, "", undelivered},
			{[]string{"Exchange 2013"}, `451 4.4.0 Primary target IP address responded with: "421 4.4.2 Connection dropped due to SocketError."` + noFailover + endpoint, "", undelivered},
			{[]string{"Exchange 2016", "Exchange 2019"}, "451 4.4.397 Error communicating with target host. -> 421 4.4.2 Connection dropped due to ConnectionReset", "",
				"550 5.4.300 Message expired -> 451 4.4.397 Error communicating with target host. -> 421 4.4.2 Connection dropped due to ConnectionReset"},
		}},
		{"S4.3, NA7: DNS does not answer", dns(relay.DNSNoAnswer), []wording{
			{[]string{"2012", "2015"}, "450 4.4.312 DNS query failed", "ErrorRetry", undelivered},
			{[]string{"2017"}, "450 4.4.312 DNS query failed", "ErrorRetry", "550 5.4.312 Message expired, DNS query failed"},
			{[]string{"2019"}, "450 4.4.312 DNS query failed [Message=ErrorRetry] [LastAttemptedServerName=mail.contoso.com] " + hostAlone + "(ErrorRetry)", "ErrorRetry", "550 5.4.312 Message expired, DNS query failed"},
			{[]string{"today"}, "450 4.4.312 DNS query failed [Message=ErrorRetry] [LastAttemptedServerName=mail.contoso.com] " + fullStamp + "(ErrorRetry)", "ErrorRetry", "550 5.4.312 Message expired, DNS query failed"},
			{[]string{"Exchange 2010", "Exchange 2013"}, "451 4.4.0 DNS query failed. The error was: DNS query failed with error ErrorRetry.", "", undelivered},
			{[]string{"Exchange 2016", "Exchange 2019"}, "451 4.4.0 DNS query failed. The error was: DNS query failed with error ErrorRetry.", "", "550 5.4.300 Message expired -> 451 4.4.0 DNS query failed. The error was: DNS query failed with error ErrorRetry."},
		}},
		{"N30: DNS has no records", dns(relay.DNSNoRecords), []wording{
			{[]string{"2012", "2015"}, "450 4.4.312 DNS query failed", "InfoNoRecords", undelivered},
			{[]string{"2017"}, "450 4.4.312 DNS query failed", "InfoNoRecords", "550 5.4.312 Message expired, DNS query failed"},
			{[]string{"2019"}, "450 4.4.312 DNS query failed [Message=InfoNoRecords] [LastAttemptedServerName=mail.contoso.com] " + hostAlone + "(InfoNoRecords)", "InfoNoRecords", "550 5.4.312 Message expired, DNS query failed"},
			{[]string{"today"}, "450 4.4.312 DNS query failed [Message=InfoNoRecords] [LastAttemptedServerName=mail.contoso.com] " + fullStamp + "(InfoNoRecords)", "InfoNoRecords", "550 5.4.312 Message expired, DNS query failed"},
			{[]string{"Exchange 2010", "Exchange 2013"}, "451 4.4.0 DNS query failed. The error was: DNS query failed with error ErrorRetry.", "", undelivered},
			{[]string{"Exchange 2016", "Exchange 2019"}, "451 4.4.0 DNS query failed. The error was: DNS query failed with error ErrorRetry.", "", "550 5.4.300 Message expired -> 451 4.4.0 DNS query failed. The error was: DNS query failed with error ErrorRetry."},
		}},
		{"N43, N103: the peer says try again later", relay.Outcome{Phase: relay.PhaseMail, Target: target, Reply: relay.Received(451, "4.7.500 Server busy.")}, []wording{
			{[]string{"2012", "2015"}, "451 4.7.500 Server busy.", "", undelivered},
			{[]string{"2017", "2019", "today"}, "451 4.7.500 Server busy.", "", "550 5.4.300 Message expired -> 451 4.7.500 Server busy."},
			{[]string{"Exchange 2010", "Exchange 2013"}, "451 4.7.500 Server busy.", "", undelivered},
			{[]string{"Exchange 2016", "Exchange 2019"}, "451 4.4.395 Target host responded with error. -> 451 4.7.500 Server busy.", "", "550 5.4.300 Message expired -> 451 4.4.395 Target host responded with error. -> 451 4.7.500 Server busy."},
		}},
		{"KB2989382: STARTTLS is not offered", tls(relay.TLSNotOffered), []wording{
			{[]string{"2012", "2015"}, legacy + noStartTLS + `."` + noFailover + endpoint + "'", "", undelivered},
			{[]string{"2017"}, "450 4.4.317 Cannot connect to remote server [Message=" + noStartTLS + "] " + attempted + " " + hostAlone, noStartTLS, "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"2019"}, "450 4.4.317 Cannot connect to remote server [Message=" + noStartTLS + "] " + attempted + " " + hostAlone + "(" + noStartTLS + ")", noStartTLS, "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"today"}, "450 4.4.317 Cannot establish session with remote server [Message=" + noStartTLS + "] " + unheard + " " + fullStamp + "(" + noStartTLS + ")", noStartTLS, "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"Exchange 2010", "Exchange 2013"}, noStartTLS, "", undelivered},
			{[]string{"Exchange 2016", "Exchange 2019"}, "451 4.4.395 Target host responded with error. -> " + noStartTLS, "", "550 5.4.300 Message expired -> 451 4.4.395 Target host responded with error. -> " + noStartTLS},
		}},
		{"N35, N36: the certificate names somebody else", tls(relay.TLSSubjectMismatch), []wording{
			{[]string{"2012", "2015"}, legacy + invalid + `."` + noFailover + endpoint + "'", "", undelivered},
			{[]string{"2017"}, "450 4.7.320 Certificate validation failed", "SubjectMismatch", "550 5.7.320 Message expired, certificate validation failed"},
			{[]string{"2019"}, "450 4.7.320 Certificate validation failed [Message=SubjectMismatch] " + attempted + " " + hostAlone, "SubjectMismatch", "550 5.7.320 Message expired, certificate validation failed"},
			{[]string{"today"}, "450 4.4.317 Cannot establish session with remote server [Message=" + mismatch + "] " + judged + " " + fullStamp + "(" + mismatch + ")", mismatch, "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"Exchange 2010", "Exchange 2013"}, "454 4.7.5 Certificate validation failure", "", undelivered},
			{[]string{"Exchange 2016", "Exchange 2019"}, "454 4.7.5 Certificate validation failure, reason:subjectmismatch", "", "550 5.4.300 Message expired -> 454 4.7.5 Certificate validation failure, reason:subjectmismatch"},
		}},
		{"S4.3: the certificate has expired", tls(relay.TLSCertificateExpired), []wording{
			{[]string{"2012", "2015"}, legacy + invalid + `."` + noFailover + endpoint + "'", "", undelivered},
			{[]string{"2017"}, "450 4.7.320 Certificate validation failed", "CertificateExpired", "550 5.7.320 Message expired, certificate validation failed"},
			{[]string{"2019"}, "450 4.7.320 Certificate validation failed [Message=CertificateExpired] " + attempted + " " + hostAlone, "CertificateExpired", "550 5.7.320 Message expired, certificate validation failed"},
			{[]string{"today"}, "450 4.4.317 Cannot establish session with remote server [Message=" + outOfDate + "] " + judged + " " + fullStamp + "(" + outOfDate + ")", outOfDate, "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"Exchange 2010", "Exchange 2013"}, "454 4.7.5 Certificate validation failure", "", undelivered},
			{[]string{"Exchange 2016", "Exchange 2019"}, "454 4.7.5 Certificate validation failure, reason:certificateexpired", "", "550 5.4.300 Message expired -> 454 4.7.5 Certificate validation failure, reason:certificateexpired"},
		}},
		{"NDR317, JPG2: the chain is not trusted", tls(relay.TLSUntrustedRoot), []wording{
			{[]string{"2012", "2015"}, legacy + invalid + `."` + noFailover + endpoint + "'", "", undelivered},
			{[]string{"2017"}, "450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot] " + attempted + " " + hostAlone, "UntrustedRoot", "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"2019"}, "450 4.4.317 Cannot connect to remote server [Message=UntrustedRoot] " + attempted + " " + hostAlone + "(UntrustedRoot)", "UntrustedRoot", "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"today"}, "450 4.4.317 Cannot establish session with remote server [Message=UntrustedRoot] " + judged + " " + fullStamp + "(UntrustedRoot)", "UntrustedRoot", "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"Exchange 2010", "Exchange 2013"}, "454 4.7.5 Certificate validation failure", "", undelivered},
			{[]string{"Exchange 2016", "Exchange 2019"}, "454 4.7.5 Certificate validation failure, reason:untrustedroot", "", "550 5.4.300 Message expired -> 454 4.7.5 Certificate validation failure, reason:untrustedroot"},
		}},
		{"S4.3: the handshake broke", tls(relay.TLSHandshake), []wording{
			{[]string{"2012", "2015"}, legacy + handshake + `."` + noFailover + endpoint + "'", "", undelivered},
			{[]string{"2017"}, "450 4.4.317 Cannot connect to remote server [Message=" + handshake + "] " + attempted + " " + hostAlone, handshake, "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"2019"}, "450 4.4.317 Cannot connect to remote server [Message=" + handshake + "] " + attempted + " " + hostAlone + "(" + handshake + ")", handshake, "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"today"}, "450 4.4.317 Cannot establish session with remote server [Message=" + handshake + "] " + unheard + " " + fullStamp + "(" + handshake + ")", handshake, "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"Exchange 2010"}, dropped, "", undelivered},
			{[]string{"Exchange 2013"}, dropped + endpoint, "", undelivered},
			{[]string{"Exchange 2016", "Exchange 2019"}, "451 4.4.397 Error communicating with target host. -> 421 4.4.2 Connection dropped due to SocketError", "", "550 5.4.300 Message expired -> 451 4.4.397 Error communicating with target host. -> 421 4.4.2 Connection dropped due to SocketError"},
		}},
	}
	for _, tt := range tests {
		said := 0
		for _, w := range tt.wording {
			for _, name := range w.speakers {
				t.Run(tt.cause+"/"+name, func(t *testing.T) {
					speaker := speakers[name]
					d := reply.NewDeferral(speaker.p, speaker.era, tt.outcome, stamped)
					got := []string{d.LED.String(), d.MSG, d.Expiry.String()}
					if diff := cmp.Diff([]string{w.led, w.msg, w.expiry}, got); diff != "" {
						t.Errorf("last error, detail, expiry (-want +got):\n%s", diff)
					}
					if !d.LED.Temporary() || !d.Expiry.Permanent() {
						t.Error("a deferral is temporary and its expiry permanent")
					}
					if d.FQDN != tt.outcome.Target.Host || d.IP != tt.outcome.Target.Addr.Addr() || !d.LRT.Equal(stamped.Time) {
						t.Errorf("host, address, time are %s, %s, %s", d.FQDN, d.IP, d.LRT)
					}
				})
				said++
			}
		}
		if said != len(speakers) {
			t.Errorf("%s: %d wordings for %d speakers", tt.cause, said, len(speakers))
		}
	}
}

// S5.1: mail without a route expires although nobody was ever asked.
func TestExpiryWithoutAnAttempt(t *testing.T) {
	for p, want := range map[relay.Product]string{
		relay.Exchange2010: undelivered, relay.Exchange2013: undelivered,
		relay.Exchange2016: "550 5.4.300 Message expired", relay.Exchange2019: "550 5.4.300 Message expired",
	} {
		d := reply.NewDeferral(p, relay.Latest, relay.Outcome{}, stamped)
		if diff := cmp.Diff(want, d.Expiry.String()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", p, diff)
		}
	}
}

// KB3156771, N105: the certificate that a send connector names is not in the store.
func TestSendCertificateMissing(t *testing.T) {
	const text = "454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found."
	for p, want := range map[relay.Product]string{relay.Exchange2013: undelivered, relay.Exchange2016: "550 5.4.300 Message expired -> " + text} {
		d := reply.SendCertificateMissing(p, stamped.Time)
		if diff := cmp.Diff([]string{text, want}, []string{d.LED.String(), d.Expiry.String()}); diff != "" {
			t.Errorf("%s: last error, expiry (-want +got):\n%s", p, diff)
		}
	}
}

// R4.15 and NC4, NC6: the layouts in which queues and traces print a deferral.
// proxied is an outcome of a conversation that left by a front end.
func proxied(o relay.Outcome) relay.Outcome {
	o.Proxied = true
	return o
}

func TestDeferralLayouts(t *testing.T) {
	refused := relay.Outcome{Phase: relay.PhaseConnect, Failure: relay.NetworkRefused, Target: relay.Target{Host: "mail.contoso.com", Addr: netip.MustParseAddrPort("203.0.113.10:25")}}
	nowhere := relay.Outcome{Phase: relay.PhaseDNS, Failure: relay.DNSNoAnswer}
	at := reply.Stamp{Host: "BN8NAM11FT004.example", Time: time.Date(2017, time.March, 16, 9, 59, 18, 0, time.FixedZone("", -7*60*60))}
	deferral := func(p relay.Product, era relay.Era, o relay.Outcome) relay.Deferral {
		return reply.NewDeferral(p, era, o, at)
	}
	tests := []struct{ name, got, want string }{
		{"NC4: 2010 prints the plain reply", deferral(relay.Exchange2010, relay.Era2017, refused).String(),
			`451 4.4.0 Primary target IP address responded with: "421 4.2.1 Unable to connect."` + noFailover},
		{"NC4: 2013 prints the time first", deferral(relay.Exchange2013, relay.Era2017, refused).String(),
			`[{LRT=3/16/2017 4:59:18 PM};{LED=451 4.4.0 Primary target IP address responded with: "421 4.2.1 Unable to connect."` + noFailover + endpoint + `};{FQDN=mail.contoso.com};{IP=203.0.113.10}]`},
		{"NC4: 2016 prints the time last", deferral(relay.Exchange2016, relay.Era2017, refused).String(),
			"[{LED=451 4.4.397 Error communicating with target host. -> 421 4.2.1 Unable to connect -> SocketConnectionRefused: Socket error code 10061};{MSG=};{FQDN=mail.contoso.com};{IP=203.0.113.10};{LRT=3/16/2017 4:59:18 PM}]"},
		{"MNF: the trace of 2017", deferral(relay.ExchangeOnline, relay.Era2017, refused).Reason(),
			"Reason: [{LED=450 4.4.316 Connection refused};{MSG=Socket error code 10061};{FQDN=mail.contoso.com};{IP=203.0.113.10};{LRT=3/16/2017 4:59:18 PM}]. OutboundProxyTargetIP: 203.0.113.10. OutboundProxyTargetHostName: mail.contoso.com"},
		{"R4.15: FQDN and IP can be empty", deferral(relay.ExchangeOnline, relay.Era2017, nowhere).Reason(),
			"Reason: [{LED=450 4.4.312 DNS query failed};{MSG=ErrorRetry};{FQDN=};{IP=};{LRT=3/16/2017 4:59:18 PM}]. OutboundProxyTargetIP: . OutboundProxyTargetHostName: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.got); diff != "" {
				t.Errorf("layout (-want +got):\n%s", diff)
			}
		})
	}
}

// Of these not every speaker has a wording on record.
func TestDeferralsOfBrokenHandshakes(t *testing.T) {
	target := relay.Target{Host: "mail.contoso.com", Addr: netip.MustParseAddrPort("203.0.113.10:25")}
	tls := func(reason relay.TLSReason) relay.Outcome {
		return relay.Outcome{Phase: relay.PhaseTLS, Target: target, TLSFailure: &relay.TLSFailure{Reason: reason}}
	}
	for _, tt := range []struct {
		cause   string
		outcome relay.Outcome
		wording []wording
	}{
		{"L30: the handshake was broken off", tls(relay.TLSAborted), []wording{
			{[]string{"2012", "2015"}, legacy + "451 4.4.0 TLS negotiation failed with error ConnectionAborted" + `."` + noFailover + endpoint + "'", "", undelivered},
			{[]string{"today"}, "450 4.4.317 Cannot establish session with remote server [Message=" + aborted + "] " + unheard + " " + fullStamp + "(" + aborted + ")", aborted, "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"Exchange 2010"}, dropped, "", undelivered},
		}},
		{"L32, L124: nor what came by a front end", proxied(tls(relay.TLSIllegalMessage)), []wording{
			{[]string{"Exchange 2013"}, "450 4.7.0 Proxy session setup failed on Frontend with '" + `451 4.4.0 Primary target IP address responded with: "451 4.4.0 Security status InvalidToken."` + noFailover + endpoint + "'", "", undelivered},
			{[]string{"Exchange 2019"}, "451 4.4.395 Target host responded with error. -> 451 4.4.0 Security status InvalidToken", "", "550 5.4.300 Message expired -> 451 4.4.395 Target host responded with error. -> 451 4.4.0 Security status InvalidToken"},
		}},
		{"L31: what came is not TLS", tls(relay.TLSIllegalMessage), []wording{
			{[]string{"2019"}, "450 4.4.317 Cannot connect to remote server [Message=" + illegal + "] " + attempted + " " + hostAlone + "(" + illegal + ")", illegal, "550 5.4.317 Message expired, cannot connect to remote server"},
			{[]string{"Exchange 2013"}, `451 4.4.0 Primary target IP address responded with: "451 4.4.0 Security status InvalidToken."` + noFailover + endpoint, "", undelivered},
		}},
		{"L46, C1: the key of our own certificate cannot be used", tls(relay.TLSNoCredentials), []wording{
			{[]string{"Exchange 2013"}, `451 4.4.0 Primary target IP address responded with: "421 4.4.1 Connection timed out."` + noFailover + endpoint, "", undelivered},
			{[]string{"Exchange 2019"}, "451 4.4.395 Target host responded with error. -> 421 4.4.1 Connection timed out", "", "550 5.4.300 Message expired -> 451 4.4.395 Target host responded with error. -> 421 4.4.1 Connection timed out"},
		}},
		{"L46: and it makes no difference why", tls(relay.TLSUnknownCredentials), []wording{
			{[]string{"Exchange 2019"}, "451 4.4.395 Target host responded with error. -> 421 4.4.1 Connection timed out", "", "550 5.4.300 Message expired -> 451 4.4.395 Target host responded with error. -> 421 4.4.1 Connection timed out"},
		}},
		{"L33: the peer is gone before it is asked for TLS", relay.Outcome{Phase: relay.PhaseHello, Target: target, Failure: relay.NetworkReset}, []wording{
			{[]string{"2019"}, "450 4.4.317 Cannot connect to remote server [Message=" + gone + "] " + attempted + " " + hostAlone + "(" + gone + ")", gone, "550 5.4.317 Message expired, cannot connect to remote server"},
		}},
	} {
		for _, w := range tt.wording {
			for _, name := range w.speakers {
				t.Run(tt.cause+"/"+name, func(t *testing.T) {
					d := reply.NewDeferral(speakers[name].p, speakers[name].era, tt.outcome, stamped)
					got := []string{d.LED.String(), d.MSG, d.Expiry.String()}
					if diff := cmp.Diff([]string{w.led, w.msg, w.expiry}, got); diff != "" {
						t.Errorf("last error, detail, expiry (-want +got):\n%s", diff)
					}
				})
			}
		}
	}
}

// No source has one of these names behind this prefix (L44), and none of ours is to invent it.
func TestNamesThatNobodyHasSeenAreNotWritten(t *testing.T) {
	for _, c := range reply.Conditions() {
		for _, w := range c.Wordings {
			for _, name := range []string{"AlgorithmMismatch", "CertUnknown", "BadBindings", "InternalError", "CertificateExpired"} {
				if strings.Contains(w.Text+w.MSG, "TLS negotiation failed with error "+name) {
					t.Errorf("%s says %q", c.Name, w.Text)
				}
			}
		}
	}
}

func TestATextTurnsOnItsDay(t *testing.T) {
	target := relay.Target{Host: "mail.contoso.com", Addr: netip.MustParseAddrPort("203.0.113.10:25")}
	fails := func(reason relay.TLSReason) relay.Outcome {
		return relay.Outcome{Phase: relay.PhaseTLS, Target: target, TLSFailure: &relay.TLSFailure{Reason: reason, Expected: "*.contoso.com", Presented: "CN=EX01", Thumbprint: "ABCD"}}
	}
	for _, tt := range []struct {
		sentence    string
		outcome     relay.Outcome
		day         relay.Era
		has, hasNot string
	}{
		{"L113: short on the eve", fails(relay.TLSSubjectMismatch), 20170714, "failed", "[Message="},
		{"L113: with brackets from then on", fails(relay.TLSSubjectMismatch), 20170715, "failed [Message=SubjectMismatch] [LastAttempted", "Expected Subject"},
		{"L114: 4.7.320 for the last time", fails(relay.TLSSubjectMismatch), 20220930, "450 4.7.320 Certificate validation failed", "4.4.317"},
		{"L114: then 4.4.317 and whose certificate", fails(relay.TLSSubjectMismatch), 20221001, "450 4.4.317 Cannot connect to remote server [Message=SubjectMismatch Expected Subject: *.contoso.com.", "4.7.320"},
		{"L112: no SmtpSecurity in 2022-01", fails(relay.TLSHandshake), 20220129, "[LastAttemptedIP=", "SmtpSecurity"},
		{"L112, L103: SmtpSecurity in 2023-03", fails(relay.TLSHandshake), 20230307, "[SmtpSecurity=-2;-2] [", "establish"},
		{"L115, C14: it connects in 2025-08", fails(relay.TLSHandshake), 20250831, "Cannot connect to remote server", "establish"},
		{"L115, L106: it establishes a session in 2026", fails(relay.TLSHandshake), 20260130, "Cannot establish session with remote server", "connect to"},
		{"L105: a certificate's details in 2025-01", fails(relay.TLSCertificateExpired), 20250104, "Cannot connect to remote server [Message=CertificateExpired Expected Subject: *.contoso.com. Presented Subject: CN=EX01. Thumbprint: ABCD.] [", "establish"},
	} {
		led := reply.NewDeferral(relay.ExchangeOnline, tt.day, tt.outcome, stamped).LED.String()
		if !strings.Contains(led, tt.has) || strings.Contains(led, tt.hasNot) {
			t.Errorf("%s (%s): want %q and not %q in\n%s", tt.sentence, tt.day, tt.has, tt.hasNot, led)
		}
	}
}

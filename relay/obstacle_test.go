package relay_test

import (
	"net/netip"
	"testing"
	"time"

	"hybridsim/relay"
)

func TestAnObstacleIsTheRecipientsOwn(t *testing.T) {
	mx := relay.Target{Host: "mx.litware.com", Addr: netip.MustParseAddrPort("192.0.2.7:25")}
	shown := relay.ShownCertificate{Subject: "CN=old", Issuer: "CN=Lab CA", Names: []string{"old.litware.com"}, NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter: time.Date(2021, 1, 1, 0, 0, 0, 0, time.UTC)}
	tls := func(r relay.TLSReason) relay.Outcome {
		return relay.Outcome{Phase: relay.PhaseTLS, Target: mx, TLSFailure: &relay.TLSFailure{Reason: r, Expected: "mx.litware.com", Presented: "CN=old", Shown: shown}}
	}
	us := netip.MustParseAddrPort("10.0.0.1:1025")
	later, never := relay.Received(452, "4.2.2 Over quota"), relay.Received(550, "5.1.1 User unknown")
	mixed := relay.Outcome{Phase: relay.PhaseDone, Target: mx, Reply: relay.Received(250, "2.0.0 Ok"), Recipients: []relay.RecipientReply{
		{Address: "full@litware.com", Reply: later, Phase: relay.PhaseRcpt}, {Address: "gone@litware.com", Reply: never, Phase: relay.PhaseRcpt},
		{Address: "ok@litware.com", Reply: relay.Received(250, "2.1.5 Ok"), Phase: relay.PhaseRcpt}}}
	content := relay.Outcome{Phase: relay.PhaseData, Target: mx, Reply: never, Recipients: []relay.RecipientReply{
		{Address: "full@litware.com", Reply: never, Phase: relay.PhaseRcpt}, {Address: "ok@litware.com", Reply: never, Phase: relay.PhaseData}}}
	for _, tt := range []struct {
		name, recipient string
		outcome         relay.Outcome
		question        relay.Question
		want            string
	}{
		{"a domain that does not exist", "x@y.example", relay.Outcome{Phase: relay.PhaseDNS, Target: relay.Target{Host: "y.example"}, Failure: relay.DNSNoDomain}, relay.IsReached, "DNS says that y.example does not exist"},
		{"a name without an address", "x@y.example", relay.Outcome{Phase: relay.PhaseDNS, Target: relay.Target{Host: "y.example"}, Failure: relay.DNSNoRecords}, relay.IsReached, "DNS has no address to which mail for y.example could go"},
		{"name servers that are silent", "x@y.example", relay.Outcome{Phase: relay.PhaseDNS, Target: relay.Target{Host: "y.example"}, Failure: relay.DNSNoAnswer}, relay.IsReached, "DNS does not answer about y.example"},
		{"a closed port", "x@y.example", relay.Outcome{Phase: relay.PhaseConnect, Target: mx, Local: us, Failure: relay.NetworkRefused}, relay.IsReached, "mx.litware.com (192.0.2.7:25) refuses the connection from 10.0.0.1"},
		{"a firewall that drops", "x@y.example", relay.Outcome{Phase: relay.PhaseConnect, Target: mx, Local: us, Failure: relay.NetworkTimedOut}, relay.IsReached, "mx.litware.com (192.0.2.7:25) does not answer a connection from 10.0.0.1"},
		{"silence in the middle", "x@y.example", relay.Outcome{Phase: relay.PhaseMail, Target: mx, Local: us, Failure: relay.NetworkTimedOut}, relay.IsReached, "mx.litware.com (192.0.2.7:25) says nothing more at MAIL"},
		{"a reset in the middle", "x@y.example", relay.Outcome{Phase: relay.PhaseData, Target: mx, Local: us, Failure: relay.NetworkReset}, relay.IsReached, "mx.litware.com (192.0.2.7:25) broke the connection from 10.0.0.1 off at EOD"},
		{"no STARTTLS", "x@y.example", tls(relay.TLSNotOffered), relay.PeerCertificate, "mx.litware.com does not offer STARTTLS"},
		{"a certificate that has expired", "x@y.example", tls(relay.TLSCertificateExpired), relay.PeerCertificate, "the certificate that mx.litware.com showed is valid from 2020-01-01 to 2021-01-01 only"},
		{"another's certificate", "x@y.example", tls(relay.TLSSubjectMismatch), relay.PeerCertificate, "the certificate that mx.litware.com showed names old.litware.com, not mx.litware.com"},
		{"an authority that nobody knows", "x@y.example", tls(relay.TLSUntrustedRoot), relay.PeerCertificate, "the certificate that mx.litware.com showed, issued by CN=Lab CA, does not chain to a root trusted here"},
		{"one of several is put off", "FULL@litware.com", mixed, relay.IsReached, "mx.litware.com put it off at RCPT: 452 4.2.2 Over quota"},
		{"one of several is refused at RCPT, though the others were taken", "gone@litware.com", mixed, relay.IsReached, "mx.litware.com refused at RCPT: 550 5.1.1 User unknown"},
		{"one of several is taken", "ok@litware.com", mixed, "", ""},
		{"refused at RCPT in the words in which the content was refused, too", "full@litware.com", content, relay.IsReached, "mx.litware.com refused at RCPT: 550 5.1.1 User unknown"},
		{"the content is refused", "ok@litware.com", content, relay.IsReached, "mx.litware.com refused at EOD: 550 5.1.1 User unknown"},
		{"nothing was tried", "x@y.example", relay.Outcome{}, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := tt.outcome.Obstacle(tt.recipient)
			if got.Question != tt.question || got.Because != tt.want || got.Chosen != "" {
				t.Errorf("%s: chosen %q, %q\nwant %s: %q", got.Question, got.Chosen, got.Because, tt.question, tt.want)
			}
		})
	}
}

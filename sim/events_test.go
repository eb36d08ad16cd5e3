package sim_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/sim"
)

// TestEventsOfCertificates: each event has its condition, its text, and nothing else writes it.
func TestEventsOfCertificates(t *testing.T) {
	remove := func(l *lab, server string) {
		for _, c := range l.Side(relay.OnPremises).Organization().CertificatesOf(server) {
			if c.SelfSigned {
				l.admin(relay.OnPremises, "Remove-ExchangeCertificate -Server "+server+" -Thumbprint "+c.Thumbprint)
			}
		}
	}
	all := []int{12013, 12014, 12016, 12018, 12019, 12024, 2004, 2017}
	for _, tt := range []struct {
		name, base string
		prepare    func(l *lab)
		want       map[int]string // in the text
	}{
		{"nothing is wrong", "hybrid-2013", func(*lab) {}, nil},
		{"V6.3: a certificate that ends soon", "hybrid-2013", func(l *lab) {
			l.renew(sim.CertificateRequest{Authority: publicCA, NotAfter: l.start.Add(71*time.Hour + time.Minute)})
		}, map[int]string{12018: "The STARTTLS certificate will expire soon: subject: CN=mail.contoso.com, thumbprint: "}},
		{"with the hours that are left", "hybrid-2013", func(l *lab) {
			l.renew(sim.CertificateRequest{Authority: publicCA, NotAfter: l.start.Add(71*time.Hour + time.Minute)})
		}, map[int]string{12018: "hours remaining: 71. Run the New-ExchangeCertificate cmdlet"}},
		{"L65: 2013 helps itself when the internal certificate is gone", "hybrid-2013", func(l *lab) { remove(l, "EX01") },
			map[int]string{12024: "Meanwhile, an ephemeral, self-signed certificate with thumbprint "}},
		{"T4.5: 2019 does not", "hybrid-2019", func(l *lab) { remove(l, "EX01") },
			map[int]string{12013: "This certificate was configured for authentication with other Exchange servers."}},
		{"V6.5: a message that is refused", "hybrid-2013", func(l *lab) {
			l.must(l.Host("mx.fabrikam.com").AddMailbox("x@fabrikam.com"))
			l.post(bob, "gone@fabrikam.com")
		}, map[int]string{2004: "Send connector Internet: Message delivery was not successful. The message with message ID <"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(t, tt.base)
			tt.prepare(l)
			l.flows()
			for _, id := range all {
				i := slices.IndexFunc(l.ApplicationEvents(), func(e relay.ApplicationEvent) bool { return e.ID == id })
				text, wanted := tt.want[id]
				switch {
				case i < 0 && wanted:
					t.Errorf("event %d is not written", id)
				case i >= 0 && !wanted:
					t.Errorf("event %d is written: %s", id, l.ApplicationEvents()[i].Text)
				case wanted && !strings.Contains(l.ApplicationEvents()[i].Text, text):
					t.Errorf("event %d says %q, want %q in it", id, l.ApplicationEvents()[i].Text, text)
				}
			}
		})
	}
}

// TestAnExpiredInternalCertificateCounts: what servers show each other is not judged by its dates (L55), and who sees it
// writes event 12019 (V6.4).
func TestAnExpiredInternalCertificateCounts(t *testing.T) {
	l := newLab(t, "hybrid-2016-pair")
	l.wait(6 * 365 * 24 * time.Hour)
	l.admin(relay.OnPremises, "Set-SendConnector Internet -SourceTransportServers EX02")
	l.post(bob, erin)
	found := slices.ContainsFunc(l.ApplicationEvents(), func(e relay.ApplicationEvent) bool {
		return e.ID == 12019 && e.Text == "The remote internal transport certificate expired. Certificate subject: CN=EX02."
	})
	if mail := l.Host("mx.fabrikam.com").Mailbox(erin); len(mail) != 1 || !found {
		t.Errorf("erin has %d messages; event 12019: %t, of %v", len(mail), found, l.ApplicationEvents())
	}
}

// TestAServerThatIsNotKnownAnyMoreWritesEvent2017: the Edge has forgotten its subscription, so the proof that a server
// inside sends is not taken (V6.6).
func TestAServerThatIsNotKnownAnyMoreWritesEvent2017(t *testing.T) {
	l := newLab(t, "hybrid-edge")
	written := func() (texts []string) {
		for _, e := range l.ApplicationEvents() {
			if e.ID == 2017 {
				texts = append(texts, e.Text)
			}
		}
		return texts
	}
	l.post(bob, erin)
	if got := written(); len(got) > 0 {
		t.Errorf("with a subscription: %q", got)
	}
	l.admin(relay.OnPremises.Named("EDGE01"), "Remove-EdgeSubscription EDGE01")
	l.post(bob, erin)
	want := []string{"Outbound authentication failed with error LogonDenied for Send connector Intra-Organization SMTP Send Connector. " +
		"The authentication mechanism is ExchangeAuth. The target is SMTPSVC/EDGE01.contoso.com."}
	if diff := cmp.Diff(want, written()); diff != "" {
		t.Errorf("event 2017 (-want +got):\n%s", diff)
	}
}

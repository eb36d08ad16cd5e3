package transport_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/transport"
)

func TestMailThatOnlyIsTooLargeIsReportedAtOnce(t *testing.T) {
	l := newLab(onPremises(relay.Exchange2013))
	l.change(func(o *relay.Organization) {
		small := *o.SendConnectors[0]
		small.MaxMessageSize = 10
		o.SendConnectors = []*relay.SendConnector{&small}
	})
	l.Submit("alice@contoso.com", []string{"x@fabrikam.com"}, []byte("Subject: large\r\n\r\nmore than ten bytes\r\n"))
	l.work(t, time.Minute, nil)
	want := []string{"FAIL x@fabrikam.com: 550 5.3.4 ROUTING.SizeLimit; Message size exceeds fixed maximum message size", "DELIVER alice@contoso.com"}
	if diff := cmp.Diff(want, l.happened(relay.EventFail, relay.EventDeliver, relay.EventTransfer)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestReportsHeedWhatTheSenderWishes(t *testing.T) {
	for _, row := range []struct {
		name   string
		notify []string
		want   []string
	}{
		{"without a wish a failure is reported (RFC 3461 4.1)", nil, []string{"DSN x@fabrikam.com"}},
		{"NOTIFY=FAILURE asks for it", []string{"FAILURE"}, []string{"DSN x@fabrikam.com"}},
		{"NOTIFY=NEVER forbids it", []string{"NEVER"}, nil},
		{"NOTIFY=SUCCESS does not ask for it", []string{"SUCCESS"}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			l := newLab(onPremises(relay.Exchange2013))
			_, session, ok := l.Accept(transport.Connection{
				Local: netip.MustParseAddrPort("203.0.113.10:25"), Remote: netip.MustParseAddrPort("198.51.100.25:40000"), Log: relay.Discard,
			})
			if !ok {
				t.Fatal("nobody answers")
			}
			session.Hello("mx.fabrikam.com", true)
			session.Mail("x@fabrikam.com", relay.MailParams{})
			session.Rcpt("nobody@contoso.com", relay.RcptParams{Notify: row.notify})
			session.Data([]byte("Subject: hello\r\n\r\n"))
			l.work(t, 0, func(relay.Dialogue) relay.Outcome {
				return relay.Outcome{Phase: relay.PhaseDone, Reply: relay.Received(250, "2.0.0 Ok")}
			})
			if diff := cmp.Diff(row.want, l.happened(relay.EventDSN)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestSuccessIsToldOnlyOnRequest(t *testing.T) {
	group := &relay.Recipient{Name: "staff", Type: relay.MailUniversalDistributionGroup, PrimarySmtpAddress: "staff@contoso.com",
		EmailAddresses: []string{"staff@contoso.com"}, Members: []string{"alice@contoso.com", "bob@contoso.com"}}
	for _, row := range []struct {
		name, to string
		notify   []string
		silent   bool // the sender's remote domain takes no delivery reports
		confirms bool // the next host offers DSN
		want     []string
	}{
		{"a mailbox has it: delivered", "alice@contoso.com", []string{"SUCCESS"}, false, true, []string{"delivered"}},
		{"without a request nothing is said", "alice@contoso.com", nil, false, true, nil},
		{"a group was expanded, and its members are not reported one by one", "staff@contoso.com", []string{"SUCCESS", "FAILURE"}, false, true, []string{"expanded"}},
		{"the next host offers no DSN: relayed (KB3184617)", "x@elsewhere.example", []string{"SUCCESS"}, false, false, []string{"relayed"}},
		{"the next host offers DSN and will tell by itself (RFC 3461)", "x@elsewhere.example", []string{"SUCCESS"}, false, true, nil},
		{"DeliveryReportEnabled $false keeps it at home", "alice@contoso.com", []string{"SUCCESS"}, true, true, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			l := newLab(onPremises(relay.Exchange2016))
			l.change(func(o *relay.Organization) {
				o.Recipients = append(o.Recipients, group)
				o.RemoteDomains = []*relay.RemoteDomain{{Name: "Default", DomainName: "*", DeliveryReportEnabled: !row.silent}}
				relaying := *o.ReceiveConnectors[0]
				relaying.ExtendedRights = []relay.Right{relay.RightAnyRecipient}
				o.ReceiveConnectors = []*relay.ReceiveConnector{&relaying}
			})
			_, session, ok := l.Accept(transport.Connection{
				Local: netip.MustParseAddrPort("203.0.113.10:25"), Remote: netip.MustParseAddrPort("198.51.100.25:40000"), Log: relay.Discard,
			})
			if !ok {
				t.Fatal("nobody answers")
			}
			session.Hello("mx.fabrikam.com", true)
			session.Mail("x@fabrikam.com", relay.MailParams{})
			session.Rcpt(row.to, relay.RcptParams{Notify: row.notify})
			session.Data([]byte("Subject: hello\r\n\r\n"))
			l.work(t, 0, func(relay.Dialogue) relay.Outcome {
				return relay.Outcome{Phase: relay.PhaseDone, Reply: relay.Received(250, "2.0.0 Ok"), Confirms: row.confirms}
			})
			var told []string
			for _, e := range l.events {
				if e.ID == relay.EventDSN {
					told = append(told, e.RecipientStatus)
				}
			}
			if diff := cmp.Diff(row.want, told); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

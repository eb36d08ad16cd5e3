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
	want := []string{"FAIL x@fabrikam.com: 552 5.3.4 Message size exceeds fixed maximum message size", "DELIVER alice@contoso.com"}
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
				Server: "EX01", Local: netip.MustParseAddrPort("203.0.113.10:25"), Remote: netip.MustParseAddrPort("198.51.100.25:40000"), Log: relay.Discard,
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

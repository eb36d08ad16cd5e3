package transport_test

import (
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/dsn"
	"hybridsim/relay/transport"
)

// One conversation, three answers: what was taken is sent, what was refused for good is reported, the rest waits, and only
// the rest is tried again.
func TestRecipientsOfOneConversationFareDifferently(t *testing.T) {
	l := newLab(onPremises(relay.Exchange2013))
	l.Submit("alice@contoso.com", []string{"ok@example.org", "gone@example.org", "never@example.org", "later@example.org", "full@example.org"}, hello)
	l.work(t, 0, func(d relay.Dialogue) relay.Outcome {
		o := accepted(d)
		o.Recipients = []relay.RecipientReply{
			{Address: "ok@example.org", Reply: relay.Received(250, "2.1.5 Ok")},
			{Address: "gone@example.org", Reply: relay.Received(550, "5.1.1 User unknown"), Phase: relay.PhaseRcpt},
			{Address: "NEVER@example.org", Reply: relay.Received(550, "5.7.1 Go away"), Phase: relay.PhaseRcpt},
			{Address: "later@example.org", Reply: relay.Received(451, "4.7.1 Greylisted"), Phase: relay.PhaseRcpt},
			{Address: "full@example.org", Reply: relay.Received(452, "4.2.2 Over quota"), Phase: relay.PhaseRcpt},
		}
		return o
	})
	want := []string{
		"SEND ok@example.org: 250 2.0.0 Ok: queued",
		"DEFER later@example.org: 451 4.7.1 Greylisted",
		"DEFER full@example.org: 452 4.2.2 Over quota",
		"FAIL gone@example.org: 550 5.1.1 User unknown",
		"FAIL never@example.org: 550 5.7.1 Go away",
	}
	if diff := cmp.Diff(want, l.happened(relay.EventSend, relay.EventFail, relay.EventDefer)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	for _, e := range l.events {
		if e.ID != relay.EventFail {
			continue
		}
		if last := e.Decisions[len(e.Decisions)-1]; last.Subject != e.Recipients[0] {
			t.Errorf("the failure of %s is explained by the decision about %s", e.Recipients[0], last.Subject)
		} else if want := "mx.example.org refused at RCPT: " + e.Reply.String(); last.Because != want {
			t.Errorf("because %q, want %q: the content was taken, and this recipient was not", last.Because, want)
		}
	}
	report := read(t, l.Mailbox("alice@contoso.com")[0])
	if len(report.Recipients) != 2 || report.Recipients[0].Remote != "mx.example.org" {
		t.Errorf("the report is about %+v, want both that were refused, by mx.example.org", report.Recipients)
	}
	l.work(t, 15*minute, accepted)
	again := l.tried[len(l.tried)-1]
	if len(l.tried) != 2 || again.After != 15*minute || len(again.Dialogue.Recipients) != 2 || again.Dialogue.Recipients[0].Address != "later@example.org" {
		t.Errorf("tried again: %+v, want those who were put off after 15 minutes", again)
	}
	if due, some := l.Due(); some {
		t.Errorf("work is left at %s", due)
	}
}

// RFC 5321 6.1: a report is never answered, whatever becomes of it.
func TestAFailedReportIsDropped(t *testing.T) {
	for name, answer := range map[string]func(relay.Dialogue) relay.Outcome{"refused": says(550, "5.7.1 No"), "expired": refused} {
		t.Run(name, func(t *testing.T) {
			l := newLab(onPremises(relay.Exchange2013))
			l.Submit("", []string{"x@example.org", "nobody@contoso.com"}, hello)
			l.work(t, 49*hour, answer)
			if got := l.happened(relay.EventDSN, relay.EventFail); len(got) > 0 {
				t.Errorf("the null sender was told: %v", got)
			}
			if got := l.happened(relay.EventBadMail); len(got) != 2 {
				t.Errorf("dropped: %v, want both recipients", got)
			}
			for _, e := range l.events {
				if e.ID == relay.EventBadMail && e.Disposition != relay.Dropped {
					t.Errorf("%s ended as %q, want %q", e.Recipients, e.Disposition, relay.Dropped)
				}
			}
		})
	}
}

// S5.1: without a matching address space mail waits in the Unreachable queue until the configuration changes.
func TestUnreachable(t *testing.T) {
	o := onPremises(relay.Exchange2016)
	internet := o.SendConnectors[0]
	o.SendConnectors = nil
	l := newLab(o)
	l.Submit("alice@contoso.com", []string{"x@example.org"}, hello)
	l.work(t, hour, dialNobody(t))
	queue := l.Queues()[0]
	if queue.DeliveryType != relay.QueueUnreachable || queue.NextHopDomain != "Unreachable Domain" || queue.MessageCount != 1 {
		t.Errorf("the queue is %+v", queue)
	}
	l.work(t, 5*hour, dialNobody(t))
	l.change(func(o *relay.Organization) { o.Recipients = append(o.Recipients, mailbox("carol")) })
	l.work(t, 5*hour, dialNobody(t))
	if diff := cmp.Diff(1, len(l.when(relay.EventDSN))); diff != "" {
		t.Errorf("delay reports after a change that does not help (-want +got):\n%s", diff)
	}
	l.change(func(o *relay.Organization) { o.SendConnectors = []*relay.SendConnector{internet} })
	l.work(t, 5*hour, accepted)
	if diff := cmp.Diff([]string{"SEND x@example.org: 250 2.0.0 Ok: queued"}, l.happened(relay.EventSend)); diff != "" {
		t.Errorf("after a change that helps (-want +got):\n%s", diff)
	}
	if queues := l.Queues(); len(queues) > 0 {
		t.Errorf("a queue is left: %+v", queues)
	}
}

func TestUnreachableMailExpires(t *testing.T) {
	for p, want := range map[relay.Product]string{relay.Exchange2013: "550 4.4.7 QUEUE.Expired; message expired", relay.Exchange2016: "550 5.4.300 Message expired"} {
		o := onPremises(p)
		o.SendConnectors = nil
		l := newLab(o)
		l.Submit("alice@contoso.com", []string{"x@example.org"}, hello)
		l.work(t, 49*hour, dialNobody(t))
		if diff := cmp.Diff([]string{"FAIL x@example.org: " + want}, l.happened(relay.EventFail)); diff != "" {
			t.Errorf("S5.1: %s (-want +got):\n%s", p, diff)
		}
	}
}

// A connector that disappears sends its mail back to the categorizer.
func TestAConnectorDisappears(t *testing.T) {
	l := newLab(onPremises(relay.Exchange2013))
	l.Submit("alice@contoso.com", []string{"x@example.org"}, hello)
	l.work(t, 0, refused)
	l.change(func(o *relay.Organization) { o.SendConnectors = nil })
	l.work(t, 2*minute, dialNobody(t))
	if queues := l.Queues(); len(queues) != 1 || queues[0].DeliveryType != relay.QueueUnreachable {
		t.Errorf("the queues are %+v, want the Unreachable queue", queues)
	}
}

// S4.3, N95: a domain that does not exist ends the message at once.
func TestANonexistentDomain(t *testing.T) {
	nowhere := func(relay.Dialogue) relay.Outcome {
		return relay.Outcome{Phase: relay.PhaseDNS, Failure: relay.DNSNoDomain}
	}
	for want, o := range map[string]*relay.Organization{
		"FAIL x@nowhere.example: 554 5.4.4 SMTPSEND.DNS.NonExistentDomain; nonexistent domain":                          onPremises(relay.Exchange2013),
		"FAIL x@nowhere.example: 550 5.4.310 DNS domain nowhere.example does not exist [Message=InfoDomainNonexistent]": cloud(relay.EraToday),
	} {
		l := newLab(o)
		l.Submit("alice@contoso.com", []string{"x@nowhere.example"}, hello)
		l.work(t, 0, nowhere)
		if diff := cmp.Diff([]string{want}, l.happened(relay.EventFail, relay.EventDefer)); diff != "" {
			t.Errorf("events (-want +got):\n%s", diff)
		}
	}
}

// S6.2, R6.19: a group is expanded once, and whoever is in it twice gets the message once.
func TestGroupsDeliverOnce(t *testing.T) {
	o := onPremises(relay.Exchange2013)
	o.Recipients = append(o.Recipients,
		group("all", "bob@contoso.com", "team@contoso.com", "erin@fabrikam.com", "all@contoso.com"),
		group("team", "bob@contoso.com", "Erin@Fabrikam.com", "all@contoso.com", "nobody@contoso.com"))
	l := newLab(o)
	l.Submit("alice@contoso.com", []string{"all@contoso.com", "bob@contoso.com", "team@contoso.com"}, hello)
	l.work(t, 0, accepted)
	want := []string{
		"EXPAND bob@contoso.com team@contoso.com erin@fabrikam.com all@contoso.com: 250 2.1.5 RESOLVER.GRP.Expanded; distribution list expanded",
		"EXPAND bob@contoso.com Erin@Fabrikam.com all@contoso.com nobody@contoso.com: 250 2.1.5 RESOLVER.GRP.Expanded; distribution list expanded",
		"DELIVER bob@contoso.com",
		"FAIL nobody@contoso.com: 550 5.1.1 RESOLVER.ADR.RecipNotFound; not found",
		"DELIVER alice@contoso.com",
		"SEND Erin@Fabrikam.com: 250 2.0.0 Ok: queued",
	}
	if diff := cmp.Diff(want, l.happened(relay.EventExpand, relay.EventDeliver, relay.EventFail, relay.EventSend)); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// NB1: a report has the null sender, and its From tells whether the original's sender is one of ours.
func TestReportsGoOutLikeMail(t *testing.T) {
	tests := []struct {
		name       string
		postmaster string // ExternalPostmasterAddress
		want       string
	}{
		{"NDR16: to an outside sender from postmaster at the default domain", "", "<postmaster@contoso.com>"},
		{"NDR16: or from ExternalPostmasterAddress", "help@contoso.com", "<help@contoso.com>"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := onPremises(relay.Exchange2013)
			o.TransportConfig.ExternalPostmasterAddress = tt.postmaster
			l := newLab(o)
			l.receive(t, "erin@fabrikam.com", "nobody@contoso.com")
			l.work(t, 0, accepted)
			if len(l.tried) != 1 {
				t.Fatalf("%d conversations, want the one that carries the report", len(l.tried))
			}
			d := l.tried[0].Dialogue
			got := []string{d.From, d.Recipients[0].Address, d.Hop.Domain}
			if diff := cmp.Diff([]string{"", "erin@fabrikam.com", "fabrikam.com"}, got); diff != "" {
				t.Errorf("sender, recipient, next hop (-want +got):\n%s", diff)
			}
			report, err := dsn.Read(slices.Concat(d.Header, d.Body))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{tt.want, "erin@fabrikam.com", "ex01.contoso.com", "mx.fabrikam.com", "nobody@contoso.com"},
				[]string{report.From, report.To, report.Reporting, report.ReceivedBy, report.Recipients[0].Address}); diff != "" {
				t.Errorf("From, To, Reporting-MTA, Received-From-MTA, Final-Recipient (-want +got):\n%s", diff)
			}
			if header, _ := relay.SplitMessage(d.Header); header.Has("X-MS-Exchange-Organization-AuthAs") {
				t.Error("S7.1: organization headers left for the Internet")
			}
		})
	}
	t.Run("NDR16: to one of ours from Microsoft Outlook", func(t *testing.T) {
		l := newLab(onPremises(relay.Exchange2013))
		l.Submit("alice@contoso.com", []string{"nobody@contoso.com"}, hello)
		l.work(t, 0, dialNobody(t))
		mail := l.Mailbox("alice@contoso.com")[0]
		if diff := cmp.Diff("Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.com>", mail.Item.Header.Get("From")); diff != "" {
			t.Errorf("From (-want +got):\n%s", diff)
		}
		if mail.Item.From != "" || mail.Item.Auth.As != relay.AuthInternal {
			t.Errorf("envelope sender %q, AuthAs %s; want the null sender, Internal", mail.Item.From, mail.Item.Auth.As)
		}
	})
}

// R4.17: the source address is another one at each attempt, so that a firewall that lacks some lets a later attempt pass.
func TestAttemptsRotateTheSourceAddress(t *testing.T) {
	l := newLab(cloud(relay.EraToday))
	l.Submit("alice@contoso.com", []string{"x@example.org"}, hello)
	l.work(t, 45*minute, refused)
	for i, tried := range l.tried {
		if want := l.tried[0].Dialogue.Egress + i; tried.Dialogue.Egress != want {
			t.Errorf("attempt %d leaves by address number %d, want %d", i+1, tried.Dialogue.Egress, want)
		}
	}
}

// receive hands a message in by SMTP, from an outside host that shows no certificate.
func (l *lab) receive(t *testing.T, from, to string) {
	t.Helper()
	_, session, ok := l.Accept(transport.Connection{
		Local: netip.MustParseAddrPort("10.0.0.1:25"), Remote: netip.MustParseAddrPort("198.51.100.25:50000"), Log: relay.Discard,
	})
	if !ok {
		t.Fatal("nobody answers")
	}
	session.Hello("mx.fabrikam.com", true)
	for _, reply := range []relay.Reply{session.Mail(from, relay.MailParams{}), session.Rcpt(to, relay.RcptParams{}), session.Data(hello)} {
		if !reply.IsZero() && !reply.OK() {
			t.Fatalf("refused: %s", reply)
		}
	}
	session.Close()
}

func read(t *testing.T, mail transport.Delivered) *dsn.Report {
	t.Helper()
	if !strings.HasPrefix(mail.Item.Header.Get("Subject"), "Undeliverable: ") {
		t.Errorf("the subject is %q", mail.Item.Header.Get("Subject"))
	}
	report, err := dsn.Read(mail.Content())
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// What waited too long is reported with the answer that each recipient got last, not with that of the first; what no host
// was reached for since, with what the last attempt met.
func TestAnExpiryNamesWhatEachRecipientWasAnsweredLast(t *testing.T) {
	answers := func(d relay.Dialogue) relay.Outcome {
		o := accepted(d)
		o.Recipients = []relay.RecipientReply{
			{Address: "later@example.org", Reply: relay.Received(451, "4.7.1 Greylisted"), Phase: relay.PhaseRcpt},
			{Address: "Full@example.org", Reply: relay.Received(452, "4.2.2 Over quota"), Phase: relay.PhaseRcpt},
		}
		return o
	}
	tests := []struct {
		name        string
		then        func(relay.Dialogue) relay.Outcome
		later, full string
	}{
		{"each its own", answers, "4.7.1 Greylisted", "4.2.2 Over quota"},
		{"a connection that failed since is everybody's", refused, "Connection", "Connection"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(onPremises(relay.Exchange2016))
			l.Submit("alice@contoso.com", []string{"later@example.org", "full@example.org"}, hello)
			l.work(t, 30*hour, answers)
			l.work(t, 70*hour, tt.then)
			var report *dsn.Report
			for _, m := range l.Mailbox("alice@contoso.com") {
				if r, err := dsn.Read(m.Content()); err == nil && r.Action == dsn.Failed {
					report = r
				}
			}
			if report == nil || len(report.Recipients) != 2 {
				t.Fatalf("reports that name both as failed: %+v", report)
			}
			for i, want := range []string{tt.later, tt.full} {
				if got := report.Recipients[i].Last.Error; !strings.Contains(got, want) {
					t.Errorf("%s: the last attempt is %q, want %q", report.Recipients[i].Address, got, want)
				}
			}
		})
	}
}

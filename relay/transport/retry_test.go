package transport_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hybridsim/relay"
	"hybridsim/relay/reply"
)

const (
	minute = time.Minute
	hour   = time.Hour
)

// every lists times from first to last.
func every(step, first, last time.Duration) (list []time.Duration) {
	for at := first; at <= last; at += step {
		list = append(list, at)
	}
	return list
}

func join(lists ...[]time.Duration) (all []time.Duration) {
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

// S10.1: a dead next hop of a Mailbox server: 4 attempts a minute apart, 6 attempts five minutes apart, then one every ten
// minutes; the sender is told after 4 hours; the first attempt that would come after 48 hours is the report instead.
func TestADeadNextHopOnPremises(t *testing.T) {
	l := newLab(onPremises(relay.Exchange2013))
	l.Submit("alice@contoso.com", []string{"x@example.org"}, hello)
	l.work(t, 49*hour, refused)

	want := join(every(minute, 0, 4*minute), every(5*minute, 9*minute, 34*minute), every(10*minute, 44*minute, 2874*minute))
	if diff := cmp.Diff(want, l.attempts()); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]time.Duration{4 * hour, 48*hour + 4*minute}, l.when(relay.EventDSN)); diff != "" {
		t.Errorf("reports (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"FAIL x@example.org: 550 4.4.7 QUEUE.Expired; message expired"}, l.happened(relay.EventFail)); diff != "" {
		t.Errorf("failures (-want +got):\n%s", diff)
	}
	mail := l.Mailbox("alice@contoso.com")
	if len(mail) != 2 {
		t.Fatalf("alice got %d messages, want the delay report and the NDR", len(mail))
	}
	for i, subject := range []string{"Delivery delayed:hello", "Undeliverable: hello"} {
		if diff := cmp.Diff(subject, mail[i].Item.Header.Get("Subject")); diff != "" {
			t.Errorf("message %d (-want +got):\n%s", i+1, diff)
		}
	}
	if queues := l.Queues(); len(queues) > 0 {
		t.Errorf("a queue is left: %+v", queues)
	}
}

// S10.2, U9: the cloud waits 15, 30, then 60 minutes, gives up after 24 hours, and does not tell about delay (U10).
func TestADeadNextHopInTheCloud(t *testing.T) {
	l := newLab(cloud(relay.Era2019))
	l.Submit("alice@contoso.com", []string{"x@example.org"}, hello)
	l.work(t, 26*hour, refused)
	want := join([]time.Duration{0, 15 * minute}, every(hour, 45*minute, 23*hour+45*minute))
	if diff := cmp.Diff(want, l.attempts()); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]time.Duration{24*hour + 45*minute}, l.when(relay.EventDSN)); diff != "" {
		t.Errorf("reports (-want +got):\n%s", diff)
	}
	mail := l.Mailbox("alice@contoso.com")
	if len(mail) != 1 {
		t.Fatalf("alice got %d messages, want the NDR", len(mail))
	}
	const reason = "550 5.4.316 Message expired, connection refused"
	for _, want := range []string{"Diagnostic-Code: smtp;" + reason + "\r\n", "returned '" + reason + "(Socket error code 10061)'\r\n"} {
		if !strings.Contains(unwrapped(mail[0].Item.Body), want) {
			t.Errorf("the report lacks %q:\n%s", want, mail[0].Item.Body)
		}
	}
}

// L84: a domain's demands by DANE are looked at again after 15 minutes, twice, then each hour, for a day.
func TestDemandsByDANEAreLookedAtAgain(t *testing.T) {
	l := newLab(cloud(relay.EraToday))
	l.Submit("alice@contoso.com", []string{"x@example.org"}, hello)
	l.work(t, 26*hour, func(relay.Dialogue) relay.Outcome {
		return relay.Outcome{Phase: relay.PhaseTLS, Target: peer, TLSFailure: &relay.TLSFailure{Reason: relay.DANEInvalid}}
	})
	want := join([]time.Duration{0, 15 * minute}, every(hour, 30*minute, 23*hour+30*minute))
	if diff := cmp.Diff(want, l.attempts()); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"FAIL x@example.org: 550 5.7.323 tlsa-invalid: The domain failed DANE validation."}, l.happened(relay.EventFail)); diff != "" {
		t.Errorf("failures (-want +got):\n%s", diff)
	}
}

// unwrapped is a report without the soft line breaks of quoted-printable.
func unwrapped(body []byte) string { return strings.ReplaceAll(string(body), "=\r\n", "") }

// NB6: the detail of the last attempt stands once behind the reason, in the text alone, whatever the cause.
func TestTheDetailOfAnExpiryIsSaidOnce(t *testing.T) {
	outcomes := map[string]relay.Outcome{
		"STARTTLS":          {Phase: relay.PhaseTLS, Target: peer, TLSFailure: &relay.TLSFailure{Reason: relay.TLSNotOffered}},
		"UntrustedRoot":     {Phase: relay.PhaseTLS, Target: peer, TLSFailure: &relay.TLSFailure{Reason: relay.TLSUntrustedRoot}},
		"InfoNoRecords":     {Phase: relay.PhaseDNS, Failure: relay.DNSNoRecords},
		"error code 10060)": {Phase: relay.PhaseConnect, Target: peer, Failure: relay.NetworkTimedOut},
	}
	for detail, outcome := range outcomes {
		l := newLab(cloud(relay.Era2019))
		l.Submit("alice@contoso.com", []string{"x@example.org"}, hello)
		l.work(t, 26*hour, func(relay.Dialogue) relay.Outcome { return outcome })
		mail := l.Mailbox("alice@contoso.com")
		if len(mail) != 1 {
			t.Fatalf("alice got %d messages, want the NDR", len(mail))
		}
		for line := range strings.SplitSeq(unwrapped(mail[0].Item.Body), "\r\n") {
			want := 0
			switch {
			case strings.Contains(line, "returned '550"):
				want = 1
			case !strings.HasPrefix(line, "Diagnostic-Code:"):
				continue
			}
			if got := strings.Count(line, detail); got != want {
				t.Errorf("%q occurs %d times, want %d: %s", detail, got, want, line)
			}
		}
	}
}

// S10.1: a 4xx about one message puts off that message, and not the queue.
func TestATemporaryRefusalOfTheMessage(t *testing.T) {
	l := newLab(onPremises(relay.Exchange2013))
	l.Submit("alice@contoso.com", []string{"x@example.org"}, hello)
	l.work(t, 46*minute, says(452, "4.3.1 Insufficient system resources"))
	if diff := cmp.Diff(every(15*minute, 0, 45*minute), l.attempts()); diff != "" {
		t.Errorf("attempts (-want +got):\n%s", diff)
	}
	if got := l.Queues()[0].Status; got != relay.QueueReady {
		t.Errorf("the queue is in state %s, want %s", got, relay.QueueReady)
	}
	l.Submit("alice@contoso.com", []string{"y@example.org"}, hello)
	l.work(t, 50*minute, accepted)
	if diff := cmp.Diff([]string{"SEND y@example.org: 250 2.0.0 Ok: queued"}, l.happened(relay.EventSend)); diff != "" {
		t.Errorf("another message went meanwhile (-want +got):\n%s", diff)
	}
}

// T15.18: mail that the service throttles for the server's build holds up the whole queue, which shows the service's words and is in
// Retry; when the throttling is over it drains.
func TestAThrottledServerWaits(t *testing.T) {
	throttled := func(relay.Dialogue) relay.Outcome {
		return relay.Outcome{Phase: relay.PhaseData, Target: peer,
			Reply: reply.ServerThrottled(relay.EraToday, 5, reply.Stamp{})}
	}
	l := newLab(onPremises(relay.Exchange2019))
	l.Submit("alice@contoso.com", []string{"x@example.org"}, hello)
	l.work(t, 0, throttled)
	l.Submit("alice@contoso.com", []string{"y@example.org"}, hello)
	l.work(t, 4*minute, throttled)
	q := l.Queues()[0]
	if q.Status != relay.QueueRetry || q.MessageCount != 2 || !strings.Contains(q.LastError, "451 4.4.395 Target host responded with error. -> 450 4.7.230 ") {
		t.Errorf("the queue is %+v", q)
	}
	if diff := cmp.Diff(every(minute, 0, 4*minute), l.attempts()); diff != "" {
		t.Errorf("attempts, of the queue and not of each message (-want +got):\n%s", diff)
	}
	l.work(t, 10*minute, accepted)
	if got := l.happened(relay.EventSend); len(got) != 2 || len(l.Queues()) != 0 {
		t.Errorf("afterwards: sent %v, %d queues", got, len(l.Queues()))
	}
}

// NA7: a connection that fails concerns every message for that next hop on-premises; in the cloud each message waits for
// itself (R4.17).
func TestWhoWaitsAfterAFailedConnection(t *testing.T) {
	for _, tt := range []struct {
		name string
		org  *relay.Organization
		want []time.Duration
	}{
		{"one queue for a next hop", onPremises(relay.Exchange2016), []time.Duration{0, minute, 2 * minute}},
		{"R4.17: each message of the cloud for itself", cloud(relay.EraToday), []time.Duration{0, 0}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l := newLab(tt.org)
			for _, to := range []string{"x@example.org", "y@example.org"} {
				l.Submit("alice@contoso.com", []string{to}, hello)
			}
			l.work(t, 2*minute, refused)
			if diff := cmp.Diff(tt.want, l.attempts()); diff != "" {
				t.Errorf("attempts (-want +got):\n%s", diff)
			}
		})
	}
}

// Retry-Queue tries at once; with -Resubmit the message goes through the categorizer, and finds the configuration of then.
func TestRetryQueue(t *testing.T) {
	for _, resubmit := range []bool{false, true} {
		l := newLab(onPremises(relay.Exchange2013))
		l.Submit("alice@contoso.com", []string{"x@example.org"}, hello)
		l.work(t, 5*hour, refused)
		before := len(l.tried)
		l.org = l.org.Clone()
		old := *l.org.SendConnectors[0]
		old.DNSRoutingEnabled, old.SmartHosts = false, []string{"smart.example"}
		l.org.SendConnectors[0] = &old
		if err := l.RetryQueue(l.Queues()[0].Identity, resubmit); err != nil {
			t.Fatal(err)
		}
		l.work(t, 5*hour, accepted)
		if len(l.tried) != before+1 {
			t.Fatalf("resubmit %t: %d attempts after Retry-Queue, want 1", resubmit, len(l.tried)-before)
		}
		want := map[bool]string{false: "example.org", true: "smart.example"}[resubmit]
		if diff := cmp.Diff(want, l.tried[before].Dialogue.Hop.Name()); diff != "" {
			t.Errorf("ND13: next hop after Retry-Queue, resubmit %t (-want +got):\n%s", resubmit, diff)
		}
		if got := l.when(relay.EventDSN); len(got) != 1 {
			t.Errorf("resubmit %t: delay reports at %v, want one", resubmit, got)
		}
	}
	if err := newLab(onPremises(relay.Exchange2013)).RetryQueue(`EX01\99`, false); err == nil {
		t.Error(`there is no queue EX01\99`)
	}
}

// S2.6, KB3156771: the certificate that the send connector names is missing: the mail waits, and nobody is called.
func TestAMissingSendCertificate(t *testing.T) {
	o := onPremises(relay.Exchange2016)
	o.SendConnectors[0].TlsCertificateName = relay.CertificateName{Issuer: "CN=Example CA", Subject: "CN=mail.contoso.com"}
	l := newLab(o)
	l.Submit("alice@contoso.com", []string{"x@example.org"}, hello)
	l.work(t, 30*time.Second, dialNobody(t))
	if diff := cmp.Diff([]string{"DEFER x@example.org: 454 4.7.5 The certificate specified in TlsCertificateName of the SendConnector could not be found."}, l.happened(relay.EventDefer)); diff != "" {
		t.Errorf("deferrals (-want +got):\n%s", diff)
	}
	if got := l.Queues()[0]; got.Status != relay.QueueRetry || !strings.Contains(got.LastError, "454 4.7.5") {
		t.Errorf("the queue shows %s, %q", got.Status, got.LastError)
	}
}
